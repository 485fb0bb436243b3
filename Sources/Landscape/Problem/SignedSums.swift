import Rigor

/// The vectors sum ±v_i over all choices of signs.
package enum SignedSums {
    /// Sets that grow beyond this are given up.
    private static let largestCount = 1 << 12

    /// How many choices of signs lead to each sum; nil when there are too many different sums.
    package static func counts(of vectors: [[Rational]], dimension: Int) -> [[Rational]: Integer]? {
        var sums: [[Rational]: Integer] = [[Rational](repeating: .zero, count: dimension): .one]
        for vector in vectors {
            var next = [[Rational]: Integer]()
            for (sum, count) in sums {
                for reached in [zip(sum, vector).map { $0 + $1 }, zip(sum, vector).map { $0 - $1 }] {
                    next[reached] = (next[reached] ?? .zero) + count
                }
            }
            guard next.count <= largestCount else { return nil }
            sums = next
        }
        return sums
    }
}
