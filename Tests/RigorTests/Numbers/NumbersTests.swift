import Rigor
import TestSupport
import Testing

@Suite struct IntegerTests {
    @Test(arguments: ["0", "1", "-1", "123456789012345678901234567890", "-98765432109876543210"])
    func decimalRoundTrip(_ text: String) throws {
        #expect(try Integer(decimal: text).decimalString == text)
        let value = try Integer(decimal: text)
        #expect(try Integer(hexadecimal: value.hexadecimalString) == value)
    }

    @Test func arithmetic() throws {
        let a = try Integer(decimal: "123456789012345678901234567890")
        let b = Integer(-7)
        #expect((a * b).decimalString == "-864197523086419752308641975230")
        #expect((a + b).decimalString == "123456789012345678901234567883")
        #expect((b - a).decimalString == "-123456789012345678901234567897")
        let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
        #expect(quotient * b + remainder == a && remainder <= 0 && remainder > b)
        #expect(Integer(2).power(100).bitLength == 101 && Integer(2).power(100).trailingZeroBits == 100)
        #expect(Integer(-3).power(3) == -27 && Integer(0).power(0) == 1)
        #expect(Integer.greatestCommonDivisor(Integer(-12), Integer(18)) == 6)
        #expect(Integer(-5).shiftedRight(by: 1) == -3 && Integer(-5).shiftedLeft(by: 2) == -20)
        #expect(Int(exactly: Integer(Int.min)) == Int.min && Int(exactly: a) == nil)
        #expect(Integer(255).hexadecimalString == "ff" && Integer(-255).hexadecimalString == "-ff")
        #expect(Integer.zero.bitLength == 0 && Integer(-1).bitLength == 1 && Integer(4).isEven && Integer(-3).isOdd)
    }

    @Test func equalValuesHashEqually() throws {
        let set: Set<Integer> = [Integer(5), Integer(2) + Integer(3), Integer(-5), try Integer(decimal: "+5")]
        #expect(set.count == 2)
    }

    @Test(arguments: ["", "-", "+", "1.0", "0x10", "1 2", "--1", "١"])
    func refuses(_ text: String) {
        #expect(throws: NumberFormatError.self) { try Integer(decimal: text) }
    }
}

@Suite struct RationalTests {
    @Test(arguments: [
        ("0.6", 3, 5), ("3/5", 3, 5), ("6e-1", 3, 5), ("-1.25e-3", -1, 800), ("+.5", 1, 2), ("5.", 5, 1),
        ("-6/4", -3, 2),
        ("1e3", 1000, 1), ("0.000", 0, 1), ("0e99999", 0, 1), ("1E+2", 100, 1), ("00012.50", 25, 2), ("-0", 0, 1),
        ("1e00000000000000002", 100, 1),
    ])
    func decimal(_ text: String, _ numerator: Int, _ denominator: Int) throws {
        #expect(try Rational(decimal: text) == Rational(numerator, denominator))
    }

    @Test(arguments: [
        ("", NumberFormatError.noDigits(text: "")), (".", .noDigits(text: ".")), ("-", .noDigits(text: "-")),
        ("1/0", .zeroDenominator(text: "1/0")), ("1/", .noDigits(text: "1/")),
        ("nan", .unexpectedCharacter("n", offset: 0, text: "nan")),
        ("1.5x", .unexpectedCharacter("x", offset: 3, text: "1.5x")),
        ("1/-2", .unexpectedCharacter("-", offset: 2, text: "1/-2")), ("1e", .noDigits(text: "1e")),
        ("1.5/2", .unexpectedCharacter("/", offset: 3, text: "1.5/2")),
        (" 1", .unexpectedCharacter(" ", offset: 0, text: " 1")),
        ("0x10", .unexpectedCharacter("x", offset: 1, text: "0x10")), ("1e100001", .exponentTooLarge(text: "1e100001")),
        ("1e-99999999999999999999", .exponentTooLarge(text: "1e-99999999999999999999")),
    ])
    func refuses(_ text: String, _ error: NumberFormatError) {
        #expect(throws: error) { try Rational(decimal: text) }
    }

    @Test func refusesAFloodOfDigits() {
        let text = String(repeating: "9", count: NumberFormatError.largestLength + 1)
        #expect(throws: NumberFormatError.tooLong(count: text.count)) { try Rational(decimal: text) }
    }

    @Test func aDecimalIsNotTheFloat64ThatLooksLikeIt() throws {
        let decimal = try Rational(decimal: "0.6")
        let float = try #require(Rational(exactly: 0.6))
        #expect(decimal != float && float.isDyadic && !decimal.isDyadic)
        #expect(float.description == "5404319552844595/9007199254740992" && decimal.description == "3/5")
        #expect(decimal.lowerDouble == 0.6 && decimal.upperDouble == 0.6.nextUp)
        #expect(float.lowerDouble == 0.6 && float.upperDouble == 0.6)
    }

    @Test func exactConversions() {
        #expect(
            Rational(exactly: .nan) == nil && Rational(exactly: .infinity) == nil
                && Rational(exactly: -.infinity) == nil)
        #expect(Rational(exactly: -0.0) == Rational.zero)
        #expect(
            Rational(exactly: .leastNonzeroMagnitude) == Rational(numerator: 1, denominator: Integer(2).power(1074)))
        #expect(Rational(Dyadic(mantissa: Integer(3), exponent: 2)) == Rational(12))
        #expect(Rational(Dyadic(mantissa: Integer(3), exponent: -2)) == Rational(3, 4))
        #expect(Rational(6, -4) == Rational(-3, 2) && Rational(6, -4).denominator == 2)
    }

    @Test func arithmeticAndOrder() {
        let a = Rational(1, 3)
        let b = Rational(-2, 5)
        #expect(
            a + b == Rational(-1, 15) && a - b == Rational(11, 15) && a * b == Rational(-2, 15)
                && a / b == Rational(-5, 6))
        #expect(b < a && !(a < a) && b.magnitude == Rational(2, 5) && b.reciprocal == Rational(-5, 2))
        #expect(b.power(-3) == Rational(-125, 8) && b.power(0) == .one && b.sign == -1)
        #expect(Set([a, Rational(2, 6), b]).count == 2)
        #expect(Rational(10).lowerDouble == 10 && (Rational(10).power(400)).lowerDouble == .greatestFiniteMagnitude)
        #expect(
            Rational(10).power(400).upperDouble == .infinity
                && Rational(10).power(-400).upperDouble == .leastNonzeroMagnitude)
    }
}

@Suite struct DyadicTests {
    @Test func canonicalForm() {
        #expect(Dyadic(mantissa: Integer(12), exponent: -1) == Dyadic(mantissa: Integer(3), exponent: 1))
        #expect(
            Dyadic(mantissa: Integer(0), exponent: 77) == .zero
                && Dyadic(mantissa: Integer(0), exponent: 77).exponent == 0)
        #expect(Dyadic(6).mantissa == 3 && Dyadic(6).exponent == 1 && Dyadic(6).description == "6")
        #expect(Dyadic(mantissa: Integer(5), exponent: -3).description == "5*2^-3")
    }

    @Test func float64RoundTrip() throws {
        var random = SeededGenerator(seed: 51)
        for _ in 0..<2000 {
            let x = random.finiteDouble()
            let dyadic = try #require(Dyadic(exactly: x))
            for rounding in Rounding.allCases { #expect(dyadic.double(rounding: rounding) == x) }
            #expect(Rational(dyadic) == Rational(exactly: x))
            #expect(try Dyadic(mantissa: dyadic.mantissa.decimalString, exponent: dyadic.exponent) == dyadic)
        }
        #expect(Dyadic(exactly: Double.nan) == nil && Dyadic(exactly: Double.infinity) == nil)
        #expect(Dyadic(exactly: Rational(3, 8)) == Dyadic(mantissa: Integer(3), exponent: -3))
        #expect(Dyadic(exactly: Rational(1, 3)) == nil)
    }

    @Test func roundedConversion() {
        let tiny = Dyadic(mantissa: Integer(1), exponent: -2000)
        #expect(tiny.double(rounding: .down) == 0 && tiny.double(rounding: .up) == .leastNonzeroMagnitude)
        #expect((-tiny).double(rounding: .down) == -.leastNonzeroMagnitude && (-tiny).double(rounding: .up) == 0)
        let huge = Dyadic(mantissa: Integer(1), exponent: 2000)
        #expect(huge.double(rounding: .down) == .greatestFiniteMagnitude && huge.double(rounding: .up) == .infinity)
        // Beyond MPFR's own exponents.
        let beyond = Dyadic(mantissa: Integer(1), exponent: 1 << 40)
        #expect(beyond.double(rounding: .down) == .greatestFiniteMagnitude && beyond.double(rounding: .up) == .infinity)
        // A tie of a subnormal number, rounded once: 1.5 units below the least normal number.
        let tie = Dyadic(mantissa: Integer(3), exponent: -1075)
        #expect(tie.double(rounding: .down) == .leastNonzeroMagnitude)
        #expect(tie.double(rounding: .nearest) == 2 * .leastNonzeroMagnitude)
        // 1 + 2^-53 + 2^-200 lies above the tie.
        let above =
            Dyadic(1) + Dyadic(mantissa: Integer(1), exponent: -53) + Dyadic(mantissa: Integer(1), exponent: -200)
        #expect(above.double(rounding: .nearest) == 1.0.nextUp && above.double(rounding: .down) == 1)
    }

    @Test func arithmeticAgreesWithRationals() throws {
        var random = SeededGenerator(seed: 52)
        for _ in 0..<1000 {
            let a = try #require(Dyadic(exactly: random.finiteDouble()))
            let b = try #require(Dyadic(exactly: random.finiteDouble()))
            #expect(Rational(a + b) == Rational(a) + Rational(b))
            #expect(Rational(a - b) == Rational(a) - Rational(b))
            #expect(Rational(a * b) == Rational(a) * Rational(b))
            #expect((a < b) == (Rational(a) < Rational(b)) && !(a < a))
            #expect((a - a) == .zero && a.scaled(byPowerOfTwo: 3) == a * Dyadic(8))
        }
        let far = Dyadic(mantissa: Integer(1), exponent: 1 << 40)
        #expect(Dyadic(5) < far && -far < Dyadic(5) && Dyadic.zero < far)
    }

    @Test func refusesAHostileExponent() {
        #expect(throws: NumberFormatError.self) { try Dyadic(mantissa: "1", exponent: Dyadic.largestExponent + 1) }
        #expect(throws: NumberFormatError.self) { try Dyadic(mantissa: "1", exponent: Int.min) }
        #expect(throws: NumberFormatError.self) { try Dyadic(mantissa: "1.5", exponent: 0) }
    }
}

@Suite struct BigFloatTests {
    let bits8 = Precision(bits: 8)

    @Test func correctRounding() {
        let one = BigFloat(1, precision: bits8, rounding: .nearest)
        let three = BigFloat(3, precision: bits8, rounding: .nearest)
        let down = BigFloat.divide(one, three, precision: bits8, rounding: .down)
        let up = BigFloat.divide(one, three, precision: bits8, rounding: .up)
        #expect(down == BigFloat(Rational(1, 3), precision: bits8, rounding: .down))
        #expect(down.nextUp == up && up.nextDown == down && down < up)
        #expect(
            Rational(Dyadic(exactly: down)!) == Rational(170, 512)
                && Rational(Dyadic(exactly: up)!) == Rational(171, 512))
        #expect(BigFloat.multiply(three, three, precision: bits8, rounding: .down) == BigFloat(exactly: 9))
        #expect(
            BigFloat.add(one, down, precision: .float64, rounding: .down).double(rounding: .down) == 1 + 170.0 / 512)
        #expect(BigFloat.subtract(one, three, precision: bits8, rounding: .up).sign == -1)
        #expect(BigFloat.squareRoot(BigFloat(exactly: 9), precision: bits8, rounding: .up) == three)
        #expect(
            BigFloat.log(BigFloat.exp(one, precision: bits8, rounding: .down), precision: bits8, rounding: .down) <= one
        )
        #expect((-three).magnitude == three && three.binaryExponent == 2 && BigFloat(exactly: 0).binaryExponent == nil)
    }

    @Test func notANumber() {
        let nan = BigFloat(exactly: .nan)
        #expect(
            nan.isNaN && nan != nan && !(nan < nan) && !(nan <= nan) && nan.sign == 0 && Dyadic(exactly: nan) == nil)
        #expect(BigFloat(exactly: -.infinity).isInfinite && BigFloat(exactly: -.infinity).sign == -1)
        #expect(BigFloat(exactly: -0.0) == BigFloat(exactly: 0.0))
    }

    @Test func exactDyadic() throws {
        let value = Dyadic(mantissa: Integer(3).power(100), exponent: -500)
        #expect(Dyadic(exactly: try #require(BigFloat(exactly: value))) == value)
        #expect(BigFloat(exactly: Dyadic(mantissa: Integer(1), exponent: 1 << 40)) == nil)
    }

    @Test(arguments: [
        (1.5, 3, Rounding.down, "1.5"), (0.1, 3, .down, "0.1"), (0.1, 3, .up, "0.101"), (-0.1, 3, .down, "-0.101"),
        (-0.1, 3, .up, "-0.1"), (123456, 3, .down, "123000"), (123456, 3, .up, "124000"), (1e300, 2, .up, "1.1e300"),
        (1e-7, 2, .nearest, "1e-7"), (999.9, 2, .up, "1000"), (0.000123, 2, .down, "0.00012"), (0, 5, .up, "0"),
        (.infinity, 5, .up, "inf"), (-.infinity, 5, .up, "-inf"), (.nan, 5, .up, "nan"),
        (.leastNonzeroMagnitude, 1, .down, "4e-324"),
    ])
    func decimal(_ value: Double, _ digits: Int, _ rounding: Rounding, _ text: String) {
        #expect(BigFloat(exactly: value).decimal(digits: digits, rounding: rounding) == text)
    }
}
