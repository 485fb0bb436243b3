import Rigor

/// What is known of the form that a copy of a live neuron adds to the Hessian,
///
///     [[0, C], [C', M]]     on R^k x R^d, with C (k by d) of rank at most rho = min(k - 1, d)
///
/// (`LiftedInertia`; the rank because A'C = 0 with A != 0, one output: C = 0).
///
/// **Theorem.** Let C_S be |S| rows of C, |S| <= rho, and let T = [[M, C_S'], [C_S, 0]], of order d + |S|, have at
/// least P positive and N negative eigenvalues. Then [[0, C], [C', M]] has at least P positive, N negative and k - rho
/// zero ones. If P + N = d + |S|, then C has rank at least |S|, and [[0, C], [C', 0]] has at least (|S|, |S|, k - rho),
/// with equality and d - rho further zeros when |S| = rho.
///
/// *Proof.* T is the restriction of the form to the coordinates of S and R^d (interlacing). (tau, 0) with C'tau = 0 is
/// in the kernel: k - rank C >= k - rho dimensions. If T is regular, then C_S has full rank, for (0, tau) with C_S'tau
/// = 0 is in the kernel of T. [[0, C], [C', 0]] has the eigenvalues ± the singular values of C. ∎
public struct CopyForm: Sendable {
    /// Of [[0, C], [C', M]].
    public let inertia: InertiaBounds
    /// Of [[0, C], [C', 0]], what a copy with outputs 0 adds.
    public let silent: InertiaBounds

    /// - Parameters:
    ///   - bordered: what is known of T.
    ///   - slopeCount: |S|.
    /// - Precondition: T has the order d + |S|, |S| <= rho; zeros of it are known with one output alone, where T = M.
    public init(bordered: InertiaBounds, slopeCount: Int, inputDimension d: Int, outputCount k: Int) {
        let largest = Self.largestRank(inputDimension: d, outputCount: k)
        precondition(bordered.order == d + slopeCount && slopeCount <= largest)
        precondition(bordered.zero == 0 || k == 1)
        inertia = InertiaBounds(
            positive: bordered.positive, negative: bordered.negative, zero: bordered.zero + k - largest, order: d + k)
        let rank = bordered.inertia == nil ? 0 : slopeCount
        silent = InertiaBounds(
            positive: rank, negative: rank, zero: k - largest + d - largest, order: d + k)
    }

    /// With one output, from what is known of M.
    public init(curvature: InertiaBounds) {
        self.init(bordered: curvature, slopeCount: 0, inputDimension: curvature.order, outputCount: 1)
    }

    /// rho, the largest rank C may have.
    public static func largestRank(inputDimension d: Int, outputCount k: Int) -> Int { min(k - 1, d) }
}
