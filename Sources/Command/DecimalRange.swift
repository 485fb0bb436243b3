import Rigor

/// Short text for intervals in tables for people; the full bounds stand in `verdicts.csv`.
enum DecimalRange {
    /// The bounds rounded outward to two digits; the lower one followed by ~ when they agree to four digits; 0 when
    /// both are. Nothing for
    /// bounds that are not finite.
    static func common(_ bounds: Bounds?) -> String {
        guard let bounds, bounds.lower.isFinite, bounds.upper.isFinite else { return "" }
        let low = bounds.lower, high = bounds.upper
        let coarse = (OutwardDecimal.lower(low, digits: 5), OutwardDecimal.upper(high, digits: 5))
        guard let coarseLow = Double(coarse.0), let coarseHigh = Double(coarse.1) else { return "" }
        if low == 0, high == 0 { return "0" }
        // at most one unit apart in the last of five digits: write the lower one
        if coarseHigh - coarseLow <= 2.5e-4 * abs(coarseHigh) { return coarse.0 + "~" }
        return "\(OutwardDecimal.lower(low, digits: 2)) .. \(OutwardDecimal.upper(high, digits: 2))"
    }

    /// Rounded upward to two digits; nothing for what is not finite.
    static func short(_ upper: Double?) -> String {
        upper.flatMap { $0.isFinite ? OutwardDecimal.upper($0, digits: 2) : nil } ?? ""
    }
}
