/// log(1 + x) for 0 <= x <= 1 in float64 with a proved error bound.
///
/// **Claim.** For x = 0 and 2^-1020 <= x <= 1 the result is log(1 + x) (1 + d) with |d| <= 2^-50.
///
/// *Proof.* Write u = 2^-53, q = x / (2 + x) in [0, 1/3], y = q². log(1 + x) = 2 artanh q = 2 q P(y), P(y) = sum y^k /
/// (2k + 1). The terms from k = 17 on are at most y^17 / (35 (1 - y)) <= 9^-17 / 31.1 < 2e-18 < 0.02 u. The computed q
/// is off by 2 u relatively (to first order: 2 % are left for the rest), so is y by 5 u, which changes P by y P'(y) 5 u
/// <= 5/9 · 0.39 u < 0.22 u. Horner's rule on positive coefficients that decrease from 1, each rounded: p_k <= 0.41 for
/// k >= 1 at y <= 1/9, and an error e_k <= y e_(k+1) + u (2 y p_(k+1) + p_k + c_k): e_1 < 1.1 u, so e_0 < (0.13 + 0.1 +
/// 1.05) u with c_0 = 1 exact. Together P >= 1 is off by 1.6 u, and 2 q P by 2 + 1.6 + 1 < 5 u. Where y underflows, P
/// is 1 all the same. ∎
@inlinable @inline(__always)
public func logarithmOfOnePlus(_ x: Double) -> Double {
    let q = x / (2 + x), y = q * q
    var p = 1.0 / 33
    p = p * y + 1.0 / 31
    p = p * y + 1.0 / 29
    p = p * y + 1.0 / 27
    p = p * y + 1.0 / 25
    p = p * y + 1.0 / 23
    p = p * y + 1.0 / 21
    p = p * y + 1.0 / 19
    p = p * y + 1.0 / 17
    p = p * y + 1.0 / 15
    p = p * y + 1.0 / 13
    p = p * y + 1.0 / 11
    p = p * y + 1.0 / 9
    p = p * y + 1.0 / 7
    p = p * y + 1.0 / 5
    p = p * y + 1.0 / 3
    p = p * y + 1.0
    return 2 * (q * p)
}
