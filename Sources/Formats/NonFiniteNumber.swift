/// How texts spell numbers that are none.
public enum NonFiniteNumber {
    /// NaN or an infinity from its usual spellings, whatever their case: "nan", "na" and "" (a number that is missing)
    /// are NaN; "inf" and "infinity", perhaps with a sign, are infinite. Nil for every other text.
    public static func parse(_ text: String) -> Double? {
        guard text.utf8.count <= 9 else { return nil }
        switch text.lowercased() {
        case "", "nan", "na", "+nan", "-nan": return .nan
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        default: return nil
        }
    }

    /// "NaN", "infinity" or "-infinity", in the words of messages; a finite number as it is printed.
    public static func text(_ value: Double) -> String {
        value.isNaN ? "NaN" : value.isFinite ? "\(value)" : value < 0 ? "-infinity" : "infinity"
    }
}
