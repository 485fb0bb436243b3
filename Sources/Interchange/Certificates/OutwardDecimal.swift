import Rigor

/// Float64 bounds in decimal, rounded so that what is printed is still a bound.
public enum OutwardDecimal {
    /// A decimal not above `bound`, of at most `digits` significant digits; small numbers with an exponent, 3.4e-6.
    public static func lower(_ bound: Double, digits: Int = 8) -> String {
        shortened(BigFloat(exactly: bound).decimal(digits: digits, rounding: .down))
    }

    /// A decimal not below `bound`, of at most `digits` significant digits.
    public static func upper(_ bound: Double, digits: Int = 8) -> String {
        shortened(BigFloat(exactly: bound).decimal(digits: digits, rounding: .up))
    }

    /// "[lower, upper]".
    public static func interval(_ bounds: Bounds, digits: Int = 8) -> String {
        "[\(lower(bounds.lower, digits: digits)), \(upper(bounds.upper, digits: digits))]"
    }

    /// "0.00034" is "3.4e-4": the same number, easier on the eye in columns.
    private static func shortened(_ text: String) -> String {
        let isNegative = text.hasPrefix("-"), body = text.drop { $0 == "-" }
        guard body.hasPrefix("0.00"), !body.contains("e") else { return text }
        let fraction = body.dropFirst(2), digits = fraction.drop { $0 == "0" }
        guard let first = digits.first else { return text }
        let rest = digits.dropFirst()
        let exponent = fraction.count - digits.count + 1
        return (isNegative ? "-" : "") + "\(first)" + (rest.isEmpty ? "" : ".\(rest)") + "e-\(exponent)"
    }
}
