import Rigor

/// Float64 bounds in decimal, rounded so that what is printed is still a bound.
public enum OutwardDecimal {
    /// A decimal not above `bound`, of at most `digits` significant digits.
    public static func lower(_ bound: Double, digits: Int = 8) -> String {
        BigFloat(exactly: bound).decimal(digits: digits, rounding: .down)
    }

    /// A decimal not below `bound`, of at most `digits` significant digits.
    public static func upper(_ bound: Double, digits: Int = 8) -> String {
        BigFloat(exactly: bound).decimal(digits: digits, rounding: .up)
    }

    /// "[lower, upper]".
    public static func interval(_ bounds: Bounds, digits: Int = 8) -> String {
        "[\(lower(bounds.lower, digits: digits)), \(upper(bounds.upper, digits: digits))]"
    }
}
