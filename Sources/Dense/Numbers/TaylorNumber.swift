import Networks
import Rigor

/// A function of one variable t by its value and its first two derivatives at 0, in any arithmetic: a network evaluated
/// at parameters theta + t v in such numbers has d²L/dt² = v' Hess L(theta) v as the second derivative of its loss, and
/// no Hessian is formed.
///
///     (a b)'' = a b'' + 2 a' b' + a'' b
///     (f o a)'' = f''(a) a'² + f'(a) a''
///     (a/b)'' = (a'' - 2 (a/b)' b' - (a/b) b'') / b
struct TaylorNumber<Base: NetworkNumber>: NetworkNumber {
    var value: Base
    var first: Base
    var second: Base

    @inline(__always)
    init(_ value: Base, _ first: Base, _ second: Base) {
        self.value = value
        self.first = first
        self.second = second
    }

    @inline(__always)
    static func + (a: Self, b: Self) -> Self { Self(a.value + b.value, a.first + b.first, a.second + b.second) }
    @inline(__always)
    static func - (a: Self, b: Self) -> Self { Self(a.value - b.value, a.first - b.first, a.second - b.second) }
    @inline(__always)
    prefix static func - (a: Self) -> Self { Self(-a.value, -a.first, -a.second) }

    @inline(__always)
    static func * (a: Self, b: Self) -> Self {
        let cross = a.first * b.first
        return Self(
            a.value * b.value, a.value * b.first + a.first * b.value,
            a.value * b.second + (cross + cross) + a.second * b.value)
    }

    static func / (a: Self, b: Self) -> Self {
        let value = a.value / b.value, first = (a.first - value * b.first) / b.value, cross = first * b.first
        return Self(value, first, (a.second - (cross + cross) - value * b.second) / b.value)
    }

    func squared() -> Self {
        let product = value * second, slope = first.squared(), cross = value * first
        return Self(value.squared(), cross + cross, (slope + product) + (slope + product))
    }

    /// f o a from f, f' and f'' at the value.
    @inline(__always)
    func composed(_ f: Base, _ slope: Base, _ bend: Base) -> Self {
        Self(f, slope * first, bend * first.squared() + slope * second)
    }

    func squareRoot() -> Self {
        let root = value.squareRoot(), slope = first / (root + root), square = slope.squared()
        return Self(root, slope, (second - (square + square)) / (root + root))
    }

    /// With f' = 1 / (1 + a²), f'' = -2 a f'².
    func atan() -> Self {
        let one = Base.jet(.identity, value).first, slope = one / (one + value.squared())
        let bend = value * slope.squared()
        return composed(value.atan(), slope, -(bend + bend))
    }

    func exponential() -> Self {
        let result = value.exponential()
        return composed(result, result, result)
    }

    func logarithm() -> Self {
        let one = Base.jet(.identity, value).first, slope = one / value
        return composed(value.logarithm(), slope, -slope.squared())
    }

    /// Of the derivatives of s, components that need derivatives of s beyond the third are not bounded.
    static func jet(_ activation: Activation, _ z: Self) -> ActivationJet<Self> {
        let jet = Base.jet(activation, z.value)
        // a division by what may be 0 bounds nothing
        let unknown = Base.jet(.identity, z.value).first / (z.value - z.value)
        return ActivationJet(
            value: z.composed(jet.value, jet.first, jet.second), first: z.composed(jet.first, jet.second, jet.third),
            second: Self(jet.second, jet.third * z.first, unknown), third: Self(jet.third, unknown, unknown))
    }

    var isCertainlyPositive: Bool { value.isCertainlyPositive }
    var lowerDouble: Double { value.lowerDouble }
    var upperDouble: Double { value.upperDouble }
    var midpointAndRadius: (midpoint: Double, radius: Double) { value.midpointAndRadius }
}

/// Constants of `TaylorNumber`: functions of t that do not move.
struct TaylorArithmetic<Base: NetworkArithmetic>: NetworkArithmetic {
    let base: Base

    var isRigorous: Bool { base.isRigorous }
    var pi: TaylorNumber<Base.Number> { constant(base.pi) }

    private func constant(_ value: Base.Number) -> TaylorNumber<Base.Number> {
        TaylorNumber(value, base.number(0), base.number(0))
    }
    func number(_ value: Int) -> TaylorNumber<Base.Number> { constant(base.number(value)) }
    func number(_ centre: Dyadic, radius: Double) -> TaylorNumber<Base.Number> {
        constant(base.number(centre, radius: radius))
    }
    func number(_ value: Rational) -> TaylorNumber<Base.Number> { constant(base.number(value)) }
    func number(exactly value: Double) -> TaylorNumber<Base.Number> { constant(base.number(exactly: value)) }
}

extension TaylorNumber: Sendable where Base: Sendable {}
extension TaylorArithmetic: Sendable where Base: Sendable {}
