import Rigor

/// What a claimed smallest eigenvalue c is worth where the Hessian is too large to be enclosed and all that is proved
/// of it are values of v'Hv / v'v: the smallest eigenvalue x is at most u, the least of their upper ends.
///
/// Each word but `undecided` and `signNotSupported` holds for every x <= u; nothing is assumed of how c was computed.
public enum DirectionalClaim: String, Sendable, Hashable, CaseIterable {
    /// c < 0, and x <= u < 0: there is negative curvature. The value of x is known from above alone.
    case negativeCurvatureProved = "negative-curvature-proved"
    /// c > u, and c is not right: x has another sign than c, or |c - x| > w |x|, w = 2^-6.
    case refuted
    /// c < 0, but the directions that were tried do not show it; others may.
    case signNotSupported = "sign-not-supported"
    /// c >= 0 and no direction contradicts it: an upper bound is all that directions give.
    case undecided

    /// Judges a claim.
    ///
    /// **Refuted.** Let c > u >= x and w < 1.
    /// - u < 0: x < 0. If c >= 0 its sign is wrong. If c < 0, |c - x| = |x| - |c| > w |x| exactly if (1 - w) |x| > |c|,
    ///   which holds for all x <= u when (1 - w) |u| > |c|.
    /// - u >= 0, c > (1 + w) u: for 0 <= x <= u, c - x > w u >= w x. For x < 0 the sign of c > 0 is wrong. ∎
    ///
    /// - Parameter upper: u.
    public init(_ claim: Double, smallestEigenvalueAtMost upper: Double) {
        // 1 - w and 1 + w, exactly
        let less = 0x1.f8p-1, more = 0x1.04p0
        let isRefuted: Bool
        if upper < 0 {
            isRefuted = claim >= 0 || Directed.multiplyDown(-upper, less) > -claim
        } else {
            isRefuted = claim > Directed.multiplyUp(upper, more)
        }
        if isRefuted {
            self = .refuted
        } else if claim < 0 {
            self = upper < 0 ? .negativeCurvatureProved : .signNotSupported
        } else {
            self = .undecided
        }
    }
}
