/// k of n, with Wilson's interval (Wilson, JASA 1927) for the probability behind it.
public struct Proportion: Sendable, Hashable {
    public var count: Int
    public var total: Int

    /// - Precondition: 0 <= count <= total.
    public init(_ count: Int, of total: Int) {
        precondition(0 <= count && count <= total)
        self.count = count
        self.total = total
    }

    /// count / total; 0 of 0 is 0.
    public var value: Double { total == 0 ? 0 : Double(count) / Double(total) }

    /// Confidence 95 %: the p with |k/n - p| <= z sqrt(p (1-p) / n),
    ///
    ///     ( k + z²/2 +- z sqrt( k (n-k)/n + z²/4 ) ) / (n + z²)
    public var wilsonInterval: ClosedRange<Double> {
        guard total > 0 else { return 0...1 }
        let z = 1.959963984540054, k = Double(count), n = Double(total)
        let half = z * (k * (n - k) / n + z * z / 4).squareRoot(), centre = k + z * z / 2, scale = n + z * z
        return
            (count == 0 ? 0 : max(0, (centre - half) / scale))...(count == total ? 1 : min(1, (centre + half) / scale))
    }
}
