/// One float64 number, or several side by side: what error-free transformations are written for, once.
///
/// The operators are those of IEEE 754, rounded to nearest, in every lane; none is contracted with another.
public protocol Float64Lanes: Sendable {
    static func + (a: Self, b: Self) -> Self
    static func - (a: Self, b: Self) -> Self
    static func * (a: Self, b: Self) -> Self
    static func / (a: Self, b: Self) -> Self
    prefix static func - (a: Self) -> Self
    /// The same number in every lane.
    init(repeating value: Double)
    /// 2^k in every lane, from k + 1.5 · 2^52, |k| <= 1022.
    static func powerOfTwo(shifted: Self) -> Self
    /// The absolute value in every lane.
    func magnitudes() -> Self
    /// -1 where the number is negative, 1 elsewhere.
    func signs() -> Self
    /// f of every lane.
    func mapped(_ f: (Double) -> Double) -> Self
}

extension Double: Float64Lanes {
    @inlinable @inline(__always) public init(repeating value: Double) { self = value }

    @inlinable @inline(__always)
    public static func powerOfTwo(shifted: Double) -> Double {
        Double(bitPattern: ((shifted.bitPattern & 0xfff) &+ 1023 & 0x7ff) << 52)
    }
    @inlinable @inline(__always) public func magnitudes() -> Double { magnitude }
    @inlinable @inline(__always) public func signs() -> Double { self < 0 ? -1 : 1 }
    @inlinable @inline(__always) public func mapped(_ f: (Double) -> Double) -> Double { f(self) }
}

extension SIMD4: Float64Lanes where Scalar == Double {
    @inlinable @inline(__always)
    public static func powerOfTwo(shifted: SIMD4<Double>) -> SIMD4<Double> {
        let bits = unsafeBitCast(shifted, to: SIMD4<UInt64>.self)
        let exponents = ((bits & 0xfff) &+ 1023) & 0x7ff
        return unsafeBitCast(exponents &<< 52, to: SIMD4<Double>.self)
    }

    @inlinable @inline(__always)
    public func magnitudes() -> SIMD4<Double> {
        unsafeBitCast(unsafeBitCast(self, to: SIMD4<UInt64>.self) & 0x7fff_ffff_ffff_ffff, to: SIMD4<Double>.self)
    }

    @inlinable @inline(__always)
    public func signs() -> SIMD4<Double> { SIMD4(repeating: 1).replacing(with: -1, where: self .< 0) }

    @inlinable @inline(__always)
    public func mapped(_ f: (Double) -> Double) -> SIMD4<Double> { SIMD4(f(x), f(y), f(z), f(w)) }
}
