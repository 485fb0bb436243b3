extension Interval: CustomStringConvertible {
    /// The lower endpoint in decimal, rounded down to at most `digits` significant digits; "-inf" if empty.
    public func decimalLower(digits: Int) -> String { lowerBigFloat.decimal(digits: digits, rounding: .down) }

    /// The upper endpoint in decimal, rounded up to at most `digits` significant digits; "inf" if empty.
    public func decimalUpper(digits: Int) -> String { upperBigFloat.decimal(digits: digits, rounding: .up) }

    /// "[lower, upper]" rounded outward, so that the printed interval contains this one; "[empty]" for the empty set.
    public func decimal(digits: Int) -> String {
        isEmpty ? "[empty]" : "[\(decimalLower(digits: digits)), \(decimalUpper(digits: digits))]"
    }

    /// Printed outward with enough digits to tell different intervals of the same precision apart.
    public var description: String { decimal(digits: precision.decimalDigits) }
}
