import Networks
import Rigor

/// A number in which a network can be evaluated: arithmetic, activations with their derivatives, exp and log.
protocol NetworkNumber: RealNumber {
    /// s, s', s'', s''' at z.
    static func jet(_ activation: Activation, _ z: Self) -> ActivationJet<Self>
    func exponential() -> Self
    /// The natural logarithm.
    func logarithm() -> Self
}

/// An activation and its derivatives at one point.
struct ActivationJet<Number> {
    var value: Number
    var first: Number
    var second: Number
    var third: Number
}

/// Makes the numbers of one arithmetic.
protocol NetworkArithmetic: RealArithmetic where Number: NetworkNumber {
    func number(_ value: Rational) -> Number
    /// The float64 itself.
    func number(exactly value: Double) -> Number
}

// MARK: MPFR intervals

extension Interval: NetworkNumber {
    static func jet(_ activation: Activation, _ z: Interval) -> ActivationJet<Interval> {
        let jet = activation.jet(z, order: 3)
        return ActivationJet(value: jet[0], first: jet[1], second: jet[2], third: jet[3])
    }
    func exponential() -> Interval { exp() }
    func logarithm() -> Interval { log() }
}

extension IntervalArithmetic: NetworkArithmetic {
    func number(_ value: Rational) -> Interval { Interval(enclosing: value, precision: pi.precision) }
    func number(exactly value: Double) -> Interval { Interval(exactly: value, precision: pi.precision) }
}

// MARK: Intervals with float64 ends

/// Elementary functions by MPFR, which rounds correctly: the C library promises nothing.
extension Float64Interval: NetworkNumber {
    private var interval: Interval { Interval(lower: lower, upper: upper, precision: .float64) }

    private init(_ interval: Interval) { self.init(interval.lowerDouble, interval.upperDouble) }

    static func jet(_ activation: Activation, _ z: Float64Interval) -> ActivationJet<Float64Interval> {
        let jet = Interval.jet(activation, z.interval)
        return ActivationJet(
            value: Float64Interval(jet.value), first: Float64Interval(jet.first), second: Float64Interval(jet.second),
            third: Float64Interval(jet.third))
    }
    func exponential() -> Float64Interval { Float64Interval(interval.exp()) }
    func logarithm() -> Float64Interval { Float64Interval(interval.log()) }
}

extension Float64IntervalArithmetic: NetworkArithmetic {
    func number(_ value: Rational) -> Float64Interval { Float64Interval(value.lowerDouble, value.upperDouble) }
    func number(exactly value: Double) -> Float64Interval { Float64Interval(value, value) }
}
