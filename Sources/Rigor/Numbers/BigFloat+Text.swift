import CMPFR

extension BigFloat: CustomStringConvertible {
    /// The number in decimal, rounded in the given direction to at most `digits` significant digits.
    ///
    /// Plain notation while the point lies within or near the digits, "1.25e-7" otherwise; "inf", "-inf" and "nan" for
    /// the rest.
    /// - Precondition: `digits >= 1`.
    public func decimal(digits: Int, rounding: Rounding) -> String {
        precondition(digits >= 1)
        if isNaN { return "nan" }
        if isInfinite { return sign < 0 ? "-inf" : "inf" }
        if isZero { return "0" }
        var exponent: mpfr_exp_t = 0
        let text: String = read { x in
            // Room for the digits, a sign, a terminating zero and the seven characters MPFR asks for at least.
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: digits + 8) { buffer in
                mpfr_get_str(buffer.baseAddress, &exponent, 10, digits, x, rounding.mode)
                return String(cString: buffer.baseAddress!)
            }
        }
        let minus = text.hasPrefix("-") ? "-" : ""
        let significant = String(text.drop { $0 == "-" }.reversed().drop { $0 == "0" }.reversed())
        return minus + Self.layOut(significant, pointPosition: exponent)
    }

    /// Lays out 0.d1d2d3... * 10^pointPosition.
    private static func layOut(_ digits: String, pointPosition: Int) -> String {
        if (-5...0).contains(pointPosition) {
            return "0." + String(repeating: "0", count: -pointPosition) + digits
        }
        if (1...20).contains(pointPosition) {
            if digits.count <= pointPosition {
                return digits + String(repeating: "0", count: pointPosition - digits.count)
            }
            return digits.prefix(pointPosition) + "." + digits.dropFirst(pointPosition)
        }
        let fraction = digits.dropFirst()
        return digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction) + "e\(pointPosition - 1)"
    }

    /// Rounded to nearest with enough digits to tell numbers of this precision apart.
    public var description: String { decimal(digits: precision.decimalDigits, rounding: .nearest) }
}
