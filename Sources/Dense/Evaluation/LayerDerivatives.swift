import Rigor

/// Bounds of the first three derivatives, along parameter directions, of what a network computes at one input, layer by
/// layer (MATHEMATICS-2 section 18, sharper by the constants below).
///
/// **Theorem.** Let theta run through a convex set on which, for l = 1 .. L, ‖W_l‖ <= omega_l (spectral norm),
/// |(h_(l-1), 1)| <= n_l (without the 1 where the layer has no bias), and |s_l^(k)| <= s_k at every z_l that occurs.
/// With d_1 = d_2 = d_3 = 0 for the input, and
///
///     e_1 = sqrt( omega² d_1² + n² )
///     e_2 = ( omega d_2 + sqrt( omega² d_2² + 4 d_1² ) ) / 2
///     e_3 = min( sqrt( omega² d_3² + 9 d_2² ),  omega d_3 + (2/sqrt 3) d_2 )
///     d_1' = s_1 e_1      d_2' = s_2 e_1² + s_1 e_2      d_3' = s_3 e_1³ + 3 s_2 e_1 e_2 + s_1 e_3
///
/// where d' belong to layer l and d to layer l - 1: |D^k h_l (v, .., v)| <= d_k' |v|^k for every direction v, k = 1, 2,
/// 3.
///
/// *Proof.* Let V_l be the part of v in (W_l, b_l), tau_l its Frobenius norm, T_l² = tau_1² + .. + tau_l² <= |v|². We
/// show |D^k h_l (v, .., v)| <= d_k' T_l^k by induction; primes on z and h are derivatives along v. For the input all
/// are 0. As z_l = W_l h_(l-1) + b_l is bilinear,
///
///     z' = W h' + V (h, 1)      z'' = W h'' + 2 V_W h'      z''' = W h''' + 3 V_W h''
///
/// where |V x| <= tau |x| and V_W, the part of V in W_l, is no larger. With T = T_(l-1), tau = tau_l, T² + tau² =
/// T_l² =: R²:
/// - |z'| <= omega d_1 T + n tau <= e_1 R (Cauchy and Schwarz).
/// - |z''| <= omega d_2 T² + 2 d_1 tau T, a quadratic form in (T, tau) with the matrix ((omega d_2, d_1), (d_1, 0)),
///   whose largest eigenvalue is e_2: at most e_2 R².
/// - |z'''| <= omega d_3 T³ + 3 d_2 tau T² = T² (omega d_3 T + 3 d_2 tau) <= R² sqrt(omega² d_3² + 9 d_2²) R; and tau
///   T² <= 2/(3 sqrt 3) R³ gives the other bound.
///
/// Entry by entry h' = s' z', h'' = s'' z'² + s' z'', h''' = s''' z'³ + 3 s'' z' z'' + s' z''', and the norm of a
/// product entry by entry is at most the product of the norms: these are d_k'. ∎
struct LayerDerivatives {
    /// d_1, d_2, d_3.
    private(set) var first: UpperBound = 0
    private(set) var second: UpperBound = 0
    private(set) var third: UpperBound = 0

    /// 2/sqrt 3, rounded up.
    private static let share = UpperBound(1.1547005383792517)

    /// Goes on to the next layer.
    ///
    /// - Parameters:
    ///   - omega: at least ‖W_l‖.
    ///   - n: at least |(h_(l-1), 1)|, or |h_(l-1)| without biases.
    ///   - s1: at least |s'|; s2 and s3 likewise.
    mutating func advance(
        norm omega: UpperBound, input n: UpperBound, _ s1: UpperBound, _ s2: UpperBound, _ s3: UpperBound
    ) {
        let w1 = omega * first, w2 = omega * second, w3 = omega * third
        let e1 = (w1 * w1 + n * n).squareRoot()
        let e2 = (w2 + (w2 * w2 + 4 * first * first).squareRoot()) * UpperBound(0.5)
        let e3 = UpperBound.min((w3 * w3 + 9 * second * second).squareRoot(), w3 + Self.share * second)
        first = s1 * e1
        third = s3 * e1 * e1 * e1 + 3 * s2 * e1 * e2 + s1 * e3
        second = s2 * e1 * e1 + s1 * e2
    }
}
