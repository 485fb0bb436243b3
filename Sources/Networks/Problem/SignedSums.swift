import Rigor

/// The vectors sum ±v_i over all choices of signs.
package enum SignedSums {
    /// Sets that grow beyond this are given up.
    private static let largestCount = 1 << 12
    /// Sums that are made before nothing is said: twelve terms with different sums, one of them left out in turn, stay
    /// below.
    package static let mostSums = 1 << 17

    /// How many choices of signs lead to each sum; nil when there are too many different sums.
    package static func counts(of vectors: [[Rational]], dimension: Int) -> [[Rational]: Integer]? {
        var work = mostSums
        return counts(of: vectors, dimension: dimension, &work)
    }

    /// - Parameter left: how many sums may still be made.
    package static func counts(of vectors: [[Rational]], dimension: Int, _ left: inout Int) -> [[Rational]: Integer]? {
        var sums: [[Rational]: Integer] = [[Rational](repeating: .zero, count: dimension): .one]
        // in a fixed order, so that giving up does not depend on chance
        for vector in vectors.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            var next = [[Rational]: Integer]()
            left -= 2 * sums.count
            guard left >= 0 else { return nil }
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
