/// Sums and products of float64 numbers as a float64 number and the error of it, in every lane; u = 2^-53.
public enum ErrorFree {
    /// s = RN(a + b) and t with s + t = a + b exactly, |t| <= u |s|, for any a, b unless s overflows, which makes t
    /// infinite or NaN.
    ///
    /// *Proof.* Knuth, The Art of Computer Programming 2, 4.2.2, theorem B; Møller (1965). Sums that are subnormal are
    /// exact, so underflow changes nothing. Rounding to nearest gives |t| <= u |s|. ∎
    @inlinable @inline(__always)
    public static func sum<Lanes: Float64Lanes>(_ a: Lanes, _ b: Lanes) -> (sum: Lanes, error: Lanes) {
        let s = a + b, z = s - a
        return (s, (a - (s - z)) + (b - z))
    }

    /// p = RN(a b) and e, without a fused operation.
    ///
    /// - Where |a|, |b| <= 2^995 and 2^-960 <= |a b| <= 2^1020, or a b = 0: p + e = a b exactly, |e| <= u |p|.
    /// - Where |a b| < 2^-960: |p + e - a b| <= 2^-1000 and |e| <= 2^-1000.
    /// - What overflows makes e infinite or NaN.
    ///
    /// *Proof.* Veltkamp's splitting with 2^27 + 1 gives a = a' + a'' exactly with at most 26 bits each, unless it
    /// overflows (Dekker, Numer. Math. 18, 1971); a subnormal a is an integer multiple of 2^-1074, as is the product
    /// with 2^27 + 1, so nothing underflows there. Dekker's e is the error of p if the four partial products are exact,
    /// which they are as soon as the last places of a and of b have a product of at least 2^-1074; that follows from |a
    /// b| >= 2^-960, because |a b| is less than 2^106 times it. Otherwise every number that occurs is at most 2^-958,
    /// each of the ten operations is off by at most u 2^-957 or 2^-1075, and the sum of all that is below 2^-1000. ∎
    @inlinable @inline(__always)
    public static func product<Lanes: Float64Lanes>(_ a: Lanes, _ b: Lanes) -> (product: Lanes, error: Lanes) {
        let p = a * b, splitter = Lanes(repeating: 134_217_729)
        let c = splitter * a, a1 = c - (c - a), a2 = a - a1
        let d = splitter * b, b1 = d - (d - b), b2 = b - b1
        return (p, ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2)
    }
}
