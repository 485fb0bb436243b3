import CMPFR

/// The exact number mantissa * 2^exponent. Every finite `Double` and every finite `BigFloat` is one; certificates are
/// written in them.
///
/// Invariant: the mantissa is odd, or both mantissa and exponent are 0; so equal numbers have equal parts.
public struct Dyadic: Hashable, Sendable {
    public let mantissa: Integer
    public let exponent: Int

    /// The largest magnitude of an exponent accepted by `init(mantissa:exponent:)` from a text.
    public static let largestExponent = 1_000_000

    /// The number mantissa * 2^exponent, whatever the parity of the mantissa.
    public init(mantissa: Integer, exponent: Int) {
        let shift = mantissa.trailingZeroBits
        self.mantissa = shift == 0 ? mantissa : mantissa.shiftedRight(by: shift)
        self.exponent = mantissa.isZero ? 0 : exponent + shift
    }

    /// Reads the two parts as a certificate holds them. The exponent is bounded by `largestExponent`, so that a hostile
    /// one takes no memory.
    public init(mantissa text: String, exponent: Int) throws(NumberFormatError) {
        let mantissa = try Integer(decimal: text)
        guard (-Self.largestExponent...Self.largestExponent).contains(exponent) else {
            throw .exponentTooLarge(text: "\(exponent)")
        }
        self.init(mantissa: mantissa, exponent: exponent)
    }

    public init(_ value: Int) {
        self.init(mantissa: Integer(value), exponent: 0)
    }

    public init(_ value: Integer) {
        self.init(mantissa: value, exponent: 0)
    }

    /// Fails for NaN and the infinities.
    public init?(exactly value: Double) {
        self.init(exactly: BigFloat(exactly: value))
    }

    /// Fails for NaN and the infinities.
    public init?(exactly value: BigFloat) {
        guard value.isFinite else { return nil }
        if value.isZero {
            self = .zero
            return
        }
        var exponent = 0
        let mantissa = value.read { x in Integer { exponent = Int(mpfr_get_z_2exp($0, x)) } }
        self.init(mantissa: mantissa, exponent: exponent)
    }

    /// Fails unless the denominator is a power of two.
    public init?(exactly value: Rational) {
        guard value.isDyadic else { return nil }
        self.init(mantissa: value.numerator, exponent: -value.denominator.trailingZeroBits)
    }

    public static let zero = Dyadic(mantissa: Integer.zero, exponent: 0)

    /// -1, 0 or 1.
    public var sign: Int { mantissa.sign }
    public var isZero: Bool { mantissa.isZero }
    public var magnitude: Dyadic { Dyadic(mantissa: mantissa.magnitude, exponent: exponent) }

    /// The nearest `Double` in the given direction; down and up may give an infinity.
    public func double(rounding: Rounding) -> Double {
        mantissa.read { m in
            // Wide enough to hold the mantissa, so that only the conversion to Double rounds.
            BigFloat(precision: Precision(bits: max(2, mantissa.bitLength))) {
                mpfr_set_z_2exp($0, m, exponent, rounding.mode)
            }.double(rounding: rounding)
        }
    }

    public static prefix func - (a: Dyadic) -> Dyadic { Dyadic(mantissa: -a.mantissa, exponent: a.exponent) }

    /// Needs memory in proportion to the difference of the exponents.
    public static func + (a: Dyadic, b: Dyadic) -> Dyadic {
        if a.isZero { return b }
        if b.isZero { return a }
        let exponent = min(a.exponent, b.exponent)
        return Dyadic(
            mantissa: a.mantissa.shiftedLeft(by: a.exponent - exponent)
                + b.mantissa.shiftedLeft(by: b.exponent - exponent),
            exponent: exponent)
    }

    public static func - (a: Dyadic, b: Dyadic) -> Dyadic { a + -b }

    public static func * (a: Dyadic, b: Dyadic) -> Dyadic {
        Dyadic(mantissa: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent)
    }

    /// x * 2^bits.
    public func scaled(byPowerOfTwo bits: Int) -> Dyadic {
        Dyadic(mantissa: mantissa, exponent: isZero ? 0 : exponent + bits)
    }
}

extension Dyadic: Comparable, CustomStringConvertible {
    public static func < (a: Dyadic, b: Dyadic) -> Bool {
        if a.sign != b.sign { return a.sign < b.sign }
        if a.isZero { return false }
        // The leading bits decide unless they agree, which keeps the shifts of the difference small.
        let aTop = a.mantissa.bitLength + a.exponent
        let bTop = b.mantissa.bitLength + b.exponent
        if aTop != bTop { return (aTop < bTop) == (a.sign > 0) }
        return (a - b).sign < 0
    }

    /// "5*2^-3"; an integer with a small exponent is written out.
    public var description: String {
        (0...64).contains(exponent) ? "\(mantissa.shiftedLeft(by: exponent))" : "\(mantissa)*2^\(exponent)"
    }
}
