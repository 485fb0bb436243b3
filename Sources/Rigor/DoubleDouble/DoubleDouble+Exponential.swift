extension DoubleDoubles {
    /// exp x.
    ///
    /// **Claim.** For |x| <= 620 the result is exp(x) (1 + d) with |d| <= 24 u² (`DoubleDoubleError.exponential`).
    ///
    /// *Proof.* Let k be the integer nearest to x.high / ln 2 up to the rounding of that product, |k| <= 895, |x.high -
    /// k ln 2| <= (1/2 + 2^-40) ln 2. ln 2 = L1 + L2 + L3 + 2^-140 d', |d'| <= 1, L1 and L2 with 42 bits, so k L1 and k
    /// L2 are exact, |k L2| <= 2^-34, and k L3, at most 2^-76, is rounded by 2^-129. x.high - k L1 is an exact sum of
    /// two; the three further sums err by at most 3 u² · 0.3467 each: r is off by 3.2 u², which exp(r) takes as a
    /// relative error. With |x.low| <= 620 u, |r| <= 0.34665.
    ///
    /// y = r / 64, |y| <= 0.00542, exactly. exp(y) - 1 = y + y² p, p = 1/2 + y/6 + .. + y^10/12!, cut off where less
    /// than 2^-120 |y| is left. From y^5/7! on p is summed in float64 by Horner's rule at y.high: these terms are at
    /// most 2^-57 |y| of the result and err by less than 2^-49 of that, 0.4 u² |y|. The rest of p, at most 0.51, is off
    /// by 9.3 u² relatively (the coefficients by u², the last sum by 4, the others and all products count |y| times),
    /// y² p by 9 + 9 + 9.3, and the sum by 4 u² (|y| + 0.51 y²): f_0 = exp(y) - 1 is off by 4.5 u² |y|.
    ///
    /// f_(i+1) = 2 f_i + f_i² = exp(2^(i+1) y) - 1. If f_i is off by e, f_(i+1) is by 2 (1 + f_i) e + 9 u² f_i² + 4 u²
    /// (2 |f_i| + f_i²). Six steps from |y| = 0.34665/64 on give 14.1 u² for |f_6| <= 0.4144 and r > 0, 8.2 u² for
    /// |f_6| <= 0.293 and r < 0 (the sum of this recursion, evaluated; it grows with |y|). The last sum 1 + f_6 errs by
    /// 3 u² (1 + |f_6|): relatively to exp(r) 13 u² and 17.1 u². With 3.2 u² of r, and terms with u³, less than 24 u².
    /// The factor 2^k is exact, but for a `low` below 2^-1022, which loses 2^-1075 beside exp(x) >= 2^-895. ∎
    ///
    /// Beyond 620 the result is some number.
    @inlinable @inline(__always)
    public func exponential() -> Self {
        let magic = Lanes(repeating: 0x1.8p52)
        let shifted = high * Lanes(repeating: 0x1.71547652b82fep0) + magic, k = shifted - magic
        let r =
            Self(sum: high, -(k * Lanes(repeating: 0x1.62e42fefa3800p-1)))
            + -(k * Lanes(repeating: 0x1.ef35793c76000p-45))
            + low + -(k * Lanes(repeating: 0x1.cc01f97b57a08p-87))
        let y = r.scaled(by: Lanes(repeating: 0x1p-6))
        var tail = Lanes(repeating: 1.0 / 479_001_600)
        tail = tail * y.high + Lanes(repeating: 1.0 / 39_916_800)
        tail = tail * y.high + Lanes(repeating: 1.0 / 3_628_800)
        tail = tail * y.high + Lanes(repeating: 1.0 / 362_880)
        tail = tail * y.high + Lanes(repeating: 1.0 / 40320)
        tail = tail * y.high + Lanes(repeating: 1.0 / 5040)
        var p = y * tail + Self.coefficient(0x1.6c16c16c16c17p-10, -0x1.f49f49f49f49fp-65)
        p = y * p + Self.coefficient(0x1.1111111111111p-7, 0x1.1111111111111p-63)
        p = y * p + Self.coefficient(0x1.5555555555555p-5, 0x1.5555555555555p-59)
        p = y * p + Self.coefficient(0x1.5555555555555p-3, 0x1.5555555555555p-57)
        p = y * p + Lanes(repeating: 0.5)
        var f = y + (y * y) * p
        for _ in 0..<6 { f = f.scaled(by: Lanes(repeating: 2)) + f * f }
        return (f + Lanes(repeating: 1)).scaled(by: Lanes.powerOfTwo(shifted: shifted))
    }

    /// Largest absolute argument of ``exponential()``.
    @inlinable public static var exponentialRange: Double { 620 }

    @inlinable @inline(__always)
    static func coefficient(_ high: Double, _ low: Double) -> Self {
        Self(high: Lanes(repeating: high), low: Lanes(repeating: low))
    }
}
