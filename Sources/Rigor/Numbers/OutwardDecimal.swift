/// Float64 bounds in decimal, rounded so that what is printed is still a bound. Every bound that anybody reads is
/// printed by this type.
public enum OutwardDecimal {
    /// A decimal not above `bound`, of at most `digits` significant digits; small numbers with an exponent, 3.4e-6.
    ///
    /// For lower bounds, and for radii of balls in which something holds everywhere: there is no critical point, or
    /// only one.
    public static func lower(_ bound: Double, digits: Int = 8) -> String {
        shortened(BigFloat(exactly: bound).decimal(digits: digits, rounding: .down))
    }

    /// A decimal not below `bound`, of at most `digits` significant digits.
    ///
    /// For upper bounds, and for radii of balls in which something lies.
    public static func upper(_ bound: Double, digits: Int = 8) -> String {
        shortened(BigFloat(exactly: bound).decimal(digits: digits, rounding: .up))
    }

    /// "[lower, upper]".
    public static func interval(_ bounds: Bounds, digits: Int = 8) -> String {
        "[\(lower(bounds.lower, digits: digits)), \(upper(bounds.upper, digits: digits))]"
    }

    /// An upper bound `small` and a lower bound `large` that exceeds it, with as many digits as it takes for their
    /// decimals to differ, at least `digits`.
    ///
    /// - Precondition: `small < large`.
    public static func separated(_ small: Double, _ large: Double, digits: Int) -> (small: String, large: String) {
        precondition(small < large)
        var digits = digits
        // decimals that are rounded towards each other agree at the latest where float64 numbers do
        while digits < 20,
            BigFloat(exactly: small).rounded(digits, .up) >= BigFloat(exactly: large).rounded(digits, .down)
        { digits += 1 }
        return (upper(small, digits: digits), lower(large, digits: digits))
    }

    /// About `value`, in decimal of at most `digits` significant digits: for numbers that bound nothing.
    public static func approximate(_ value: Double, digits: Int) -> String {
        shortened(BigFloat(exactly: value).decimal(digits: digits, rounding: .nearest))
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

extension BigFloat {
    /// The rational that its decimal of so many digits spells.
    fileprivate func rounded(_ digits: Int, _ rounding: Rounding) -> Rational {
        // 20 digits and an exponent: every decimal is one that `Rational` reads
        (try? Rational(decimal: decimal(digits: digits, rounding: rounding))) ?? .zero
    }
}
