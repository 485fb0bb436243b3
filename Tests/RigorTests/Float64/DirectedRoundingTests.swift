import Rigor
import TestSupport
import Testing

@Suite struct DirectedRoundingTests {
    /// gamma_k >= k u / (1 - k u) where that makes sense, and no bound beyond.
    @Test func gammaIsAnUpperBoundForEveryCount() throws {
        for k in [0, 1, 2, 100, 1 << 20, (1 << 49) - 1, Directed.largestOperationCount] {
            let ku = Rational(k) * Rational(Dyadic(mantissa: 1, exponent: -53))
            let gamma = try #require(Rational(exactly: Directed.gamma(k)))
            #expect(gamma >= ku / (Rational.one - ku))
        }
        for k in [-1, Directed.largestOperationCount + 1, 1 << 53, (1 << 53) + 1, 1 << 60, Int.max] {
            #expect(Directed.gamma(k) == .infinity)
        }
    }

    @Test func inflationCoversItsRoundingsAndRefusesWhatItCannot() {
        #expect(Directed.inflated(1, operations: 1 << 20) >= 1 + 0x1p-32)
        #expect(Directed.inflated(0, operations: 3) >= 1e-290)
        #expect(Directed.inflated(0, operations: 3, laterFactors: 1e100) >= 1e-205)
        // the absolute term, though it is far below an ulp
        #expect(Directed.inflated(1, operations: 0) > 1.0.nextUp)
        for operations in [-1, Directed.largestOperationCount + 1, Int.max] {
            #expect(Directed.inflated(1, operations: operations) == .infinity)
        }
        #expect(Directed.inflated(1, operations: 1, laterFactors: .infinity) == .infinity)
        #expect(Directed.inflated(1, operations: 1, laterFactors: .nan) == .infinity)
        #expect(Directed.inflatedSquareRoot(0, operations: 5) >= 1e-150)
    }

    @Test func theExponentialRefusesArgumentsOutOfRange() {
        for x in [exponentialRange.nextUp, -exponentialRange.nextUp, 1e300, .infinity, -.infinity, .nan] {
            #expect(exponential(x).isNaN)
        }
        #expect(exponential(exponentialRange).isFinite && exponential(-exponentialRange) > 0)
    }

    /// Products whose bound underflows while the other factor is huge, and terms that cancel: what is lost in gamma |b|
    /// must not be.
    @Test func matrixProductsHoldWhereBoundsUnderflow() throws {
        var generator = SeededGenerator(seed: 5)
        func number(_ exponents: ClosedRange<Int>) -> Double {
            (Bool.random(using: &generator) ? 1 : -1)
                * Double(
                    sign: .plus, exponent: Int.random(in: exponents, using: &generator),
                    significand: Double.random(in: 1..<2, using: &generator))
        }
        for _ in 0..<400 {
            let n = Int.random(in: 2...6, using: &generator)
            var a = (0..<n).map { _ in number(960...1010) }, b = (0..<n).map { _ in number(-1074 ... -1000) }
            a.append(-a[0])
            b.append(b[0])
            let radius = (0...n).map { _ in Bool.random(using: &generator) ? 0 : abs(number(-1074 ... -1060)) }
            let product =
                MatrixEnclosure(rows: 1, columns: n + 1, exactly: a)
                * MatrixEnclosure(rows: n + 1, columns: 1, midpoint: b, radius: radius)
            let middle = try #require(Rational(exactly: product.midpoint[0])),
                reach = try #require(Rational(exactly: product.radius[0]))
            for sign in [-1, 1] {
                var exact = Rational.zero
                for k in 0...n {
                    let x = try #require(Rational(exactly: a[k])), y = try #require(Rational(exactly: b[k]))
                    let s = try #require(Rational(exactly: radius[k]))
                    exact = exact + x * (y + Rational(sign) * s)
                }
                #expect((exact - middle).magnitude <= reach)
            }
        }
    }

    /// 2/sqrt 3 and 3 sqrt(3)/2 as the Lipschitz constants use them, rounded up.
    @Test func roundedConstantsAreUpperBounds() throws {
        let third = try #require(Rational(exactly: 1.1547005383792517)),
            pair = try #require(Rational(exactly: 2.598076211353317))
        #expect(third * third * Rational(3) >= Rational(4))
        #expect(pair * pair * Rational(4) >= Rational(27))
        let inverse =
            Interval.one(precision: Precision(bits: 80))
            / Interval.pi(precision: Precision(bits: 80)).scaled(byPowerOfTwo: 1)
        #expect(0.15915494309189535.nextUp >= inverse.upperDouble)
    }
}
