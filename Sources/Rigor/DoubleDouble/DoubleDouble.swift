/// An unevaluated sum of two float64 numbers, high + low with |low| <= u |high|, u = 2^-53: about 106 bits, in every
/// lane.
///
/// Every operation ends with an error-free sum, so that its result has that form whatever came before. With the product
/// without a fused operation (`ErrorFree.product`), and with P = |x.high y.high|, M = |x.high| + |y.high|, the bounds
/// below hold for x, y of that form. They are looser than those of Joldes, Muller and Popescu, ACM Transactions on
/// Mathematical Software 44(2), 2017 (3 u² + 13 u³ for the sum, relative to |x + y|; 5 u² for the product, Muller and
/// Rideau, ibid. 48(1), 2022), but need no more than a line each, hold under cancellation without any condition, and
/// underflow included.
///
/// **Overflow.** What overflows makes `low` infinite or NaN, and so all that is made from it. A finite result therefore
/// proves that nothing overflowed on the way.
///
/// **Sum.** |fl - (x + y)| <= 4 u² (|x| + |y|); with a float64 y <= 3 u² (|x| + |y|).
/// *Proof.* x.high + y.high = s + s', x.low + y.low = t + t' exactly. |s'| <= u (1 + u) M and |t| <= u (1 + u) M, so c
/// = RN(s' + t) is off by 2 u² (1 + u) M. s + c = v + v' exactly, |v'| <= u |v| <= u (1 + 4 u) M, |t'| <= u |t| <= u²
/// (1 + u) M, so RN(t' + v') is off by u² (1 + 6 u) M. The last sum is exact. M <= (|x| + |y|)/(1 - u). With a float64
/// y there is no t, and c = RN(s' + x.low) is all that is off, by 2 u² (1 + u) M. Sums do not underflow. ∎
///
/// **Product.** |fl - x y| <= 9 u² |x y| + 2^-999; with a float64 y <= 4 u² |x y| + 2^-999.
/// *Proof.* P >= 2^-960: x.high y.high = p + e exactly, |e| <= u (1 + u) P. RN(x.high y.low) and RN(x.low y.high) are
/// off by u² P and 2^-1075 each, their sum, at most 2 u (1 + u) P, by 2 u² (1 + u) P, the sum with e, at most 3 u (1 +
/// 2 u) P, by 3 u² (1 + 2 u) P, and x.low y.low <= u² P is left out: 8 u² (1 + 3 u) P, and P <= |x y|/(1 - u)². Where P
/// is less, p + e is off by 2^-1000 and all sums by less than 2^-1050. With a float64 y the terms with y.low are not
/// there: u² P + 2 u² (1 + u) P. ∎
///
/// **Reciprocal.** |fl - 1/x| <= 11 u² / |x| for 2^-900 <= |x| <= 2^900.
/// *Proof.* q = RN(1/x.high), q x.high = p + e exactly, p between 1 - u and 1 + 2 u: 1 - p is exact, 1 - q x.high at
/// most u, RN(1 - p - e) off by u². RN(q x.low), at most u (1 + u), is off by u² (1 + u) and 2^-1075, the difference r
/// of the two, at most 2 u (1 + 2 u), by 2 u² (1 + 2 u). So r is off from rho = 1 - q x by 4 u² (1 + 2 u), RN(q r) by 2
/// u² (1 + 4 u) |q| more, and 1/x = q/(1 - rho) = q (1 + rho + rho²/(1 - rho)) with rho² <= 4 u² (1 + 4 u): together 10
/// u² (1 + 10 u) |q|, |q| <= (1 + 3 u)/|x|. ∎
@frozen
public struct DoubleDoubles<Lanes: Float64Lanes>: Sendable {
    public var high: Lanes
    public var low: Lanes

    /// - Precondition: |low| <= u |high|.
    @inlinable @inline(__always)
    public init(high: Lanes, low: Lanes) {
        self.high = high
        self.low = low
    }

    /// a + b, exactly.
    @inlinable @inline(__always)
    public init(sum a: Lanes, _ b: Lanes) { (high, low) = ErrorFree.sum(a, b) }

    /// A float64 number, exactly.
    @inlinable @inline(__always)
    public init(_ value: Lanes) { self.init(high: value, low: Lanes(repeating: 0)) }

    @inlinable @inline(__always)
    public static var zero: Self { Self(Lanes(repeating: 0)) }

    /// The same number in every lane.
    @inlinable @inline(__always)
    public init(repeating value: DoubleDouble) where Lanes == SIMD4<Double> {
        self.init(high: Lanes(repeating: value.high), low: Lanes(repeating: value.low))
    }

    @inlinable @inline(__always)
    public static prefix func - (a: Self) -> Self { Self(high: -a.high, low: -a.low) }

    @inlinable @inline(__always)
    public static func + (x: Self, y: Self) -> Self {
        let (s, s1) = ErrorFree.sum(x.high, y.high), (t, t1) = ErrorFree.sum(x.low, y.low)
        let (v, v1) = ErrorFree.sum(s, s1 + t)
        return Self(sum: v, t1 + v1)
    }

    @inlinable @inline(__always)
    public static func - (x: Self, y: Self) -> Self { x + -y }

    @inlinable @inline(__always)
    public static func + (x: Self, y: Lanes) -> Self {
        let (s, s1) = ErrorFree.sum(x.high, y)
        return Self(sum: s, s1 + x.low)
    }

    @inlinable @inline(__always)
    public static func * (x: Self, y: Self) -> Self {
        let (p, e) = ErrorFree.product(x.high, y.high)
        return Self(sum: p, e + (x.high * y.low + x.low * y.high))
    }

    @inlinable @inline(__always)
    public static func * (x: Self, y: Lanes) -> Self {
        let (p, e) = ErrorFree.product(x.high, y)
        return Self(sum: p, e + x.low * y)
    }

    /// x times a power of two, exactly unless it underflows or overflows.
    @inlinable @inline(__always)
    public func scaled(by power: Lanes) -> Self { Self(high: high * power, low: low * power) }

    /// 1/x
    @inlinable @inline(__always)
    public func reciprocal() -> Self {
        let one = Lanes(repeating: 1), q = one / high
        let (p, e) = ErrorFree.product(q, high)
        let r = ((one - p) - e) - q * low
        return Self(sum: q, q * r)
    }
}

/// One double-double number.
public typealias DoubleDouble = DoubleDoubles<Double>
/// Four double-double numbers side by side.
public typealias DoubleDouble4 = DoubleDoubles<SIMD4<Double>>

/// Bounds of the errors of ``DoubleDoubles`` in units of u² = 2^-106, relative to what each bound is stated for.
public enum DoubleDoubleError {
    /// u².
    public static let unit = 0x1p-106
    /// Of a sum, relative to |x| + |y|.
    public static let sum = 4
    /// Of a sum with a float64 number.
    public static let shortSum = 3
    /// Of a product.
    public static let product = 9
    /// Of a product with a float64 number.
    public static let shortProduct = 4
    /// Of a reciprocal.
    public static let reciprocal = 11
    /// Of ``DoubleDoubles/exponential()``.
    public static let exponential = 24
    /// More than what any operation loses to underflow.
    public static let underflow = 0x1p-999

    /// n u², rounded up.
    public static func units(_ n: Double) -> UpperBound { UpperBound(n) * UpperBound(unit) }
    public static func units(_ n: Int) -> UpperBound { UpperBound(n) * UpperBound(unit) }
}
