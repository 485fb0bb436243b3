/// A sum of at most 2^10 double-double numbers in every lane, at a third of the price of adding them one by one.
///
/// **Claim.** After K <= 2^10 terms with sum |terms| <= S, `value` is their sum up to (K + 1)² u² S.
///
/// *Proof.* (Ogita, Rump and Oishi, SIAM J. Sci. Comput. 26, 2005, with terms that have a second part.) The sums of the
/// high parts are error-free, so the true sum is high + sum (t_k + x_k.low), t_k what the sums leave. The partial sums
/// of the high parts are at most (1 + 2 K u) S, so |t_k| <= u (1 + 2 K u) S, and sum |x_k.low| <= u S. The K terms
/// RN(t_k + x_k.low) are off by u times their size, and adding them up by (K - 1) u (1 + K u) times the sum of their
/// sizes, which is at most (K + 1) u (1 + 3 K u) S: together K (K + 1) u² (1 + 5 K u) S. `value` is an error-free sum
/// of the two parts. ∎
@frozen
public struct CompensatedSum<Lanes: Float64Lanes>: Sendable {
    @usableFromInline var high = Lanes(repeating: 0)
    @usableFromInline var low = Lanes(repeating: 0)

    @inlinable @inline(__always) public init() {}

    @inlinable @inline(__always)
    public mutating func add(_ x: DoubleDoubles<Lanes>) {
        let (s, t) = ErrorFree.sum(high, x.high)
        high = s
        low = low + (t + x.low)
    }

    @inlinable @inline(__always) public var value: DoubleDoubles<Lanes> { DoubleDoubles(sum: high, low) }

    /// The error bound of `value` relative to the sum of the absolute values of that many terms, in u².
    @inlinable public static func error(terms: Int) -> Double {
        terms <= 1 << 10 ? Double((terms + 1) * (terms + 1)) : .infinity
    }
}

extension DoubleDoubles where Lanes == SIMD4<Double> {
    /// The sum of the lanes, up to 12 u² times the sum of their absolute values: three sums, each of at most that size.
    @inlinable
    public func sumOfLanes() -> DoubleDouble {
        func lane(_ i: Int) -> DoubleDouble { DoubleDouble(high: high[i], low: low[i]) }
        return (lane(0) + lane(1)) + (lane(2) + lane(3))
    }
}
