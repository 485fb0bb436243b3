import Rigor
import TestSupport
import Testing

/// Constructors, bounds, predicates and printing.
@Suite struct IntervalTests {
    let precision = Precision.float64

    // MARK: Constructors

    @Test func aFloatIsExactAndADecimalIsEnclosed() throws {
        let float = Interval(exactly: 0.6, precision: precision)
        let decimal = try Interval(decimal: "0.6", precision: precision)
        #expect(float.isPoint && float.contains(0.6) && !float.contains(Rational(3, 5)))
        #expect(!decimal.isPoint && decimal.contains(Rational(3, 5)))
        #expect(try Interval(decimal: "3/5", precision: precision).isIdentical(to: decimal))
        #expect(throws: NumberFormatError.self) { try Interval(decimal: "inf", precision: Precision.float64) }
        let coarse = Interval(exactly: 0.6, precision: Precision(bits: 10))
        #expect(!coarse.isPoint && coarse.contains(0.6))
    }

    @Test func whatBoundsNothingIsTheWholeLine() {
        let inf = Double.infinity
        for (lower, upper) in [
            (Double.nan, 1.0), (1, .nan), (.nan, .nan), (2, 1), (inf, inf), (-inf, -inf), (inf, -inf),
        ] {
            #expect(Interval(lower: lower, upper: upper, precision: precision).isEntire)
            #expect(Interval(lower: BigFloat(exactly: lower), upper: BigFloat(exactly: upper)).isEntire)
            #expect(Interval.standard(lower: lower, upper: upper, precision: precision).isEmpty)
        }
        for value in [Double.nan, inf, -inf] {
            #expect(Interval(exactly: value, precision: precision).isEntire)
            #expect(Interval(exactly: BigFloat(exactly: value)).isEntire)
            #expect(Interval(1, precision: precision).multiplied(by: value).isEntire)
            #expect(!Interval.entire(precision: precision).contains(value))
        }
        #expect(Interval(lower: Rational(1), upper: Rational(0), precision: precision).isEntire)
        #expect(Interval(lower: -inf, upper: inf, precision: precision).isEntire)
    }

    @Test func exactNumbers() {
        #expect(Interval(-3, precision: precision).isIdentical(to: Interval(exactly: -3, precision: precision)))
        let power = Integer(3).power(60)
        #expect(Interval(enclosing: power, precision: precision).contains(Rational(power)))
        #expect(!Interval(enclosing: power, precision: precision).isPoint)
        #expect(Interval(enclosing: power, precision: Precision(bits: 96)).isPoint)
        let dyadic = Dyadic(mantissa: power, exponent: -40)
        #expect(Interval(enclosing: dyadic, precision: precision).contains(dyadic))
        #expect(
            !Interval(enclosing: dyadic, precision: Precision(bits: 96)).contains(
                dyadic + Dyadic(mantissa: Integer(1), exponent: -500)))
        #expect(Interval(lower: Rational(1, 3), upper: Rational(2, 3), precision: precision).contains(Rational(1, 3)))
        #expect(Interval(Int.min, precision: Precision(bits: 2)).contains(Rational(Int.min)))
    }

    // MARK: Bounds

    @Test func boundsRoundOutward() {
        let third = Interval(enclosing: Rational(1, 3), precision: Precision(bits: 200))
        #expect(
            Rational(exactly: third.lowerDouble)! < Rational(1, 3)
                && Rational(exactly: third.upperDouble)! > Rational(1, 3))
        #expect(third.lowerDouble.nextUp == third.upperDouble)
        #expect(third.magnitudeUpper == third.upperDouble && third.mignitudeLower == third.lowerDouble)
        #expect((-third).magnitudeUpper == third.upperDouble && (-third).mignitudeLower == third.lowerDouble)
        #expect(third.widthUpper > 0 && third.widthUpper < 1e-60)
        let across = Interval(lower: -3, upper: 2, precision: precision)
        #expect(
            across.magnitudeUpper == 3 && across.mignitudeLower == 0 && across.widthUpper == 5
                && across.approximateMidpoint == -0.5)
        #expect(across.lowerBigFloat == BigFloat(exactly: -3) && across.upperBigFloat == BigFloat(exactly: 2))
        // Too small for a Double, and not zero.
        let tiny = Interval(enclosing: Dyadic(mantissa: Integer(1), exponent: -5000), precision: precision)
        #expect(tiny.lowerDouble == 0 && tiny.upperDouble == .leastNonzeroMagnitude && tiny.isCertainlyPositive)
        let huge = Interval(enclosing: Dyadic(mantissa: Integer(-1), exponent: 5000), precision: precision)
        #expect(huge.lowerDouble == -.infinity && huge.upperDouble == -.greatestFiniteMagnitude && huge.isBounded)
        #expect(huge.magnitudeUpper == .infinity && huge.mignitudeLower == .greatestFiniteMagnitude)
    }

    /// With more bits than a Double has, every bound is rounded, and compared with the exact value.
    @Test func boundsHoldExactly() throws {
        var random = SeededGenerator(seed: 64)
        for _ in 0..<2000 {
            let x = Rational(
                Int.random(in: -1_000_000...1_000_000, using: &random), Int.random(in: 1...1_000_000, using: &random))
            let y =
                x
                + Rational(Int.random(in: 0...1_000_000, using: &random), Int.random(in: 1...1_000_000, using: &random))
            let a = Interval(lower: x, upper: y, precision: Precision(bits: 100))
            let lower = Rational(try #require(Dyadic(exactly: a.lowerBigFloat)))
            let upper = Rational(try #require(Dyadic(exactly: a.upperBigFloat)))
            let magnitude = max(lower.magnitude, upper.magnitude)
            let mignitude = lower.sign > 0 ? lower : upper.sign < 0 ? -upper : Rational.zero
            #expect(lower <= x && y <= upper)
            #expect(a.lowerDouble == lower.lowerDouble && a.upperDouble == upper.upperDouble)
            #expect(a.magnitudeUpper == magnitude.upperDouble && a.mignitudeLower == mignitude.lowerDouble)
            let width = try #require(Rational(exactly: a.widthUpper))
            #expect(width >= upper - lower && width <= (upper - lower) * Rational(exactly: 1 + 0x1p-50)!)
        }
    }

    /// Nothing can be proved about a number by a bound of the empty interval.
    @Test func theEmptyIntervalBoundsNothing() {
        let empty = Interval.empty(precision: precision)
        #expect(empty.lowerDouble == -.infinity && empty.upperDouble == .infinity)
        #expect(empty.magnitudeUpper == .infinity && empty.mignitudeLower == 0 && empty.widthUpper == .infinity)
        #expect(
            empty.lowerBigFloat == BigFloat(exactly: -.infinity) && empty.upperBigFloat == BigFloat(exactly: .infinity))
        #expect(!empty.isCertainlyPositive && !empty.isCertainlyNegative && !empty.isCertainlyNonzero)
        #expect(
            !empty.isCertainlyNonnegative && !empty.isCertainlyNonpositive && !empty.isBounded && !empty.isPoint
                && !empty.isEntire)
        let one = Interval.one(precision: precision)
        #expect(
            !empty.isCertainlyLess(than: one) && !one.isCertainlyLess(than: empty) && !empty.contains(0)
                && !empty.contains(Rational.zero))
    }

    // MARK: Predicates

    @Test func signs() {
        let positive = Interval(lower: .leastNonzeroMagnitude, upper: 1, precision: precision)
        let nonnegative = Interval(lower: -0.0, upper: 1, precision: precision)
        let across = Interval(lower: -1, upper: 1, precision: precision)
        #expect(positive.isCertainlyPositive && positive.isCertainlyNonzero && !positive.isCertainlyNegative)
        #expect(
            nonnegative.isCertainlyNonnegative && !nonnegative.isCertainlyPositive && !nonnegative.isCertainlyNonzero)
        #expect(
            (-positive).isCertainlyNegative && (-nonnegative).isCertainlyNonpositive
                && !(-nonnegative).isCertainlyNegative)
        #expect(
            !across.isCertainlyPositive && !across.isCertainlyNegative && !across.isCertainlyNonzero
                && !across.isCertainlyNonnegative)
    }

    @Test func predicatesHoldOfEveryNumber() {
        var random = SeededGenerator(seed: 61)
        for _ in 0..<3000 {
            let a = random.interval(precision: Precision(bits: 12))
            let b = random.interval(precision: Precision(bits: 40))
            guard let x = random.rational(in: a), let y = random.rational(in: b) else { continue }
            #expect(a.contains(x))
            if a.isCertainlyPositive { #expect(x > Rational.zero) }
            if a.isCertainlyNegative { #expect(x < Rational.zero) }
            if a.isCertainlyLess(than: b) { #expect(x < y) }
            if a.isDisjoint(from: b) { #expect(x != y && !b.contains(x)) }
            if a.isSubset(of: b) { #expect(b.contains(x)) }
            if a.isInterior(of: b) { #expect(a.isSubset(of: b)) }
            #expect(x.magnitude <= Rational(exactly: a.magnitudeUpper) ?? x.magnitude)
            #expect(x.magnitude >= Rational(exactly: a.mignitudeLower)!)
            if a.isBounded { #expect(a.rounded(to: Precision(bits: 3)).contains(x)) }
        }
    }

    // MARK: Printing

    @Test func aPrintedIntervalContainsTheInterval() throws {
        var random = SeededGenerator(seed: 62)
        for _ in 0..<2000 {
            let a = random.interval(precision: Precision(bits: Int.random(in: 2...150, using: &random)))
            guard a.isBounded else { continue }
            let digits = Int.random(in: 1...40, using: &random)
            let lower = try Rational(decimal: a.decimalLower(digits: digits))
            let upper = try Rational(decimal: a.decimalUpper(digits: digits))
            #expect(a.isSubset(of: Interval(lower: lower, upper: upper, precision: Precision(bits: 4000))))
            #expect(
                a.contains(Rational(Dyadic(exactly: a.lowerBigFloat)!))
                    && lower <= Rational(Dyadic(exactly: a.lowerBigFloat)!))
            #expect(upper >= Rational(Dyadic(exactly: a.upperBigFloat)!))
        }
    }

    @Test func neighboursPrintDifferently() {
        var random = SeededGenerator(seed: 63)
        for _ in 0..<1000 {
            let bits = Int.random(in: 2...120, using: &random)
            let x = BigFloat(random.finiteDouble(), precision: Precision(bits: bits), rounding: .nearest)
            guard !x.isZero else { continue }
            let a = Interval(exactly: x)
            let b = Interval(lower: x, upper: x.nextUp)
            let c = Interval(lower: x.nextDown, upper: x)
            #expect(Set([a.description, b.description, c.description]).count == 3, "\(bits) bits: \(a), \(b), \(c)")
        }
    }

    @Test func printedForms() {
        #expect(Interval.empty(precision: precision).description == "[empty]")
        #expect(Interval.entire(precision: precision).description == "[-inf, inf]")
        #expect(Interval(exactly: 0.5, precision: precision).description == "[0.5, 0.5]")
        #expect(Interval.pi(precision: precision).decimal(digits: 4) == "[3.141, 3.142]")
        #expect((-Interval.pi(precision: precision)).decimal(digits: 4) == "[-3.142, -3.141]")
    }

    // MARK: Corners of functions

    @Test func corners() {
        let entire = Interval.entire(precision: precision)
        let zero = Interval.zero(precision: precision)
        let one = Interval.one(precision: precision)
        #expect((zero * entire).isIdentical(to: zero))
        #expect((one / zero).isEmpty && (zero / entire).isIdentical(to: zero) && (one / entire).isEntire)
        #expect((-one).squareRoot().isEmpty && (-one).log().isEmpty && (-one).log1p().isEmpty && zero.log().isEmpty)
        let halfTurn = Interval(lower: BigFloat(exactly: 0), upper: Interval.pi(precision: precision).upperBigFloat)
        #expect((one + one).acos().isEmpty && entire.acos().isIdentical(to: halfTurn))
        #expect(entire.erf().isIdentical(to: Interval(lower: -1, upper: 1, precision: precision)))
        #expect(entire.exp().isIdentical(to: Interval(lower: 0, upper: .infinity, precision: precision)))
        // An argument too far out for the reduction modulo pi.
        let far = Interval(enclosing: Dyadic(mantissa: Integer(1), exponent: 20000), precision: precision)
        #expect(far.sin().isIdentical(to: Interval(lower: -1, upper: 1, precision: precision)))
        // MPFR overflows and underflows outward.
        let enormous = Interval(enclosing: Dyadic(mantissa: Integer(1), exponent: 40), precision: precision)
        #expect(
            !enormous.exp().isEmpty && enormous.exp().upperDouble == .infinity && enormous.exp().isCertainlyPositive)
        #expect((-enormous).exp().contains(Rational.zero) && (-enormous).exp().upperBigFloat.sign == 1)
        #expect(
            (-enormous).sigmoid().upperDouble > 0 && enormous.sigmoid().upperDouble == 1
                && enormous.sigmoid().lowerDouble < 1)
        #expect(enormous.sigmoidSecondDerivative().magnitudeUpper <= .leastNonzeroMagnitude)
        #expect(enormous.softplus().contains(Rational(1 << 40)))
        let smallest = BigFloat(exactly: 0).nextUp
        let underflow = Interval(exactly: smallest)
        #expect((underflow * underflow).lowerBigFloat.isZero && (underflow * underflow).upperBigFloat == smallest)
        #expect(
            (-underflow).squared().upperBigFloat.sign == 1
                && !underflow.sigmoid().isDisjoint(from: one.scaled(byPowerOfTwo: -1)))
    }

    @Test func sigmoidKnownValues() {
        let zero = Interval.zero(precision: precision)
        #expect(zero.sigmoid().isIdentical(to: Interval(exactly: 0.5, precision: precision)))
        #expect(zero.sigmoidFirstDerivative().isIdentical(to: Interval(exactly: 0.25, precision: precision)))
        #expect(zero.sigmoidSecondDerivative().isIdentical(to: zero))
        #expect(zero.sigmoidThirdDerivative().isIdentical(to: Interval(exactly: -0.125, precision: precision)))
        let line = Interval.entire(precision: precision)
        #expect(line.sigmoid().isIdentical(to: Interval(lower: 0, upper: 1, precision: precision)))
        #expect(line.sigmoidFirstDerivative().isIdentical(to: Interval(lower: 0, upper: 0.25, precision: precision)))
        let extreme =
            (Interval(3, precision: Precision(bits: 100)).squareRoot() / Interval(18, precision: Precision(bits: 100)))
        #expect(line.sigmoidSecondDerivative().isIdentical(to: (-extreme).hull(with: extreme).rounded(to: precision)))
        #expect(
            line.sigmoidThirdDerivative().isIdentical(
                to: Interval(lower: Rational(-1, 8), upper: Rational(1, 24), precision: precision)))
        #expect(line.softplus().isIdentical(to: Interval(lower: 0, upper: .infinity, precision: precision)))
        // log 2
        #expect(zero.softplus().isIdentical(to: Interval(2, precision: precision).log()))
        // No cancellation: s''(40) is near -exp(-40), to full relative accuracy.
        let far = Interval(40, precision: precision).sigmoidSecondDerivative()
        #expect(far.isCertainlyNegative && far.widthUpper < 1e-15 * far.mignitudeLower)
    }

    /// The same value read by several threads at once.
    @Test func sharingBetweenThreads() async {
        let value = Interval.pi(precision: Precision(bits: 300))
        let expected = value.sin().hull(with: value.exp()).description
        await withTaskGroup(of: String.self) { group in
            for _ in 0..<64 { group.addTask { value.sin().hull(with: value.exp()).description } }
            for await text in group { #expect(text == expected) }
        }
    }
}
