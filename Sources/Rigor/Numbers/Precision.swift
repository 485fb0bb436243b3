import CMPFR

/// The number of bits of a significand.
public struct Precision: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let bits: Int

    /// The significand of a `Double`.
    public static let float64 = Precision(bits: 53)

    /// The smallest precision accepted from users. Smaller ones exist for tests, where they make rounding errors
    /// frequent enough to find.
    public static let minimum = Precision(bits: 24)

    /// - Precondition: `bits` lies in 2...16777216.
    public init(bits: Int) {
        precondition((2...1 << 24).contains(bits), "a precision of \(bits) bits is outside 2...16777216")
        self.bits = bits
    }

    public static func < (a: Precision, b: Precision) -> Bool { a.bits < b.bits }

    public var description: String { "\(bits) bits" }

    /// Significant decimal digits that tell any two numbers of this precision apart, whatever the direction of
    /// rounding.
    public var decimalDigits: Int { (bits * 30103 + 99_999) / 100_000 + 2 }
}

/// The direction in which a result that cannot be represented is rounded.
public enum Rounding: Hashable, Sendable, CaseIterable {
    /// Towards minus infinity.
    case down
    /// Towards plus infinity.
    case up
    /// To the nearest number, ties to even.
    case nearest

    var mode: mpfr_rnd_t {
        switch self {
        case .down: MPFR_RNDD
        case .up: MPFR_RNDU
        case .nearest: MPFR_RNDN
        }
    }
}
