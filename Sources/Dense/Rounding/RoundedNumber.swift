import Certify
import Foundation
import Networks
import Rigor

/// A number as somebody's floating point has it, with a bound of what rounding may have made of it: running error
/// analysis of the formulas as they stand (Higham, Accuracy and Stability, 3.3), to first order. A model of the
/// rounding of others, no theorem.
///
///     sum       the errors of its terms, and u times the sizes of all that was added so far: an upper bound for any
///               order of summation, as it counts every partial sum in full
///     product   |a| err b + |b| err a + err a err b + u |a b|; quotients likewise
///     function  sup |f'| times the error of the argument, and 16 u times its size
struct RoundedNumber: NetworkNumber {
    let value: Double
    /// The computed number may be off by this.
    let error: Double
    /// |value|, of a sum that of all its terms.
    let size: Double
    /// u.
    let unitRoundoff: Double

    /// A result that is a term by itself.
    private init(_ value: Double, error: Double, _ unitRoundoff: Double) {
        self.init(value: value, error: error, size: abs(value) + error, unitRoundoff: unitRoundoff)
    }

    init(value: Double, error: Double, size: Double, unitRoundoff: Double) {
        self.value = value
        self.error = error
        self.size = size
        self.unitRoundoff = unitRoundoff
    }

    static func + (a: Self, b: Self) -> Self {
        let size = a.size + b.size
        return Self(
            value: a.value + b.value, error: a.error + b.error + a.unitRoundoff * size, size: size,
            unitRoundoff: a.unitRoundoff)
    }
    static func - (a: Self, b: Self) -> Self { a + -b }
    prefix static func - (a: Self) -> Self {
        Self(value: -a.value, error: a.error, size: a.size, unitRoundoff: a.unitRoundoff)
    }
    static func * (a: Self, b: Self) -> Self {
        let value = a.value * b.value
        let error = abs(a.value) * b.error + abs(b.value) * a.error + a.error * b.error
        return Self(value, error: error + a.unitRoundoff * abs(value), a.unitRoundoff)
    }
    static func / (a: Self, b: Self) -> Self {
        let value = a.value / b.value
        let error = (a.error + abs(value) * b.error) / max(0, abs(b.value) - b.error)
        return Self(value, error: error + a.unitRoundoff * abs(value), a.unitRoundoff)
    }
    func squared() -> Self { self * self }
    func squareRoot() -> Self {
        function(value.squareRoot(), slope: 0.5 / value.squareRoot(), size: value.squareRoot())
    }
    func atan() -> Self { function(Foundation.atan(value), slope: 1, size: 1.6) }
    func exponential() -> Self {
        let result = Foundation.exp(value)
        return function(result, slope: result * Foundation.exp(error), size: result)
    }
    func logarithm() -> Self {
        let result = Foundation.log(value)
        return function(result, slope: 1 / max(0, value - error), size: abs(result))
    }

    private func function(_ result: Double, slope: Double, size: Double) -> Self {
        let model = RoundingModel(unitRoundoff: unitRoundoff)
        return Self(result, error: slope * error + model.function * size, unitRoundoff)
    }

    static func jet(_ activation: Activation, _ z: Self) -> ActivationJet<Self> {
        let jet = activation.approximateJet(z.value), suprema = activation.suprema(reach: abs(z.value) + z.error)
        func derivative(_ order: Int, _ value: Double) -> Self {
            // a wrong argument moves it by no more than its range
            let slope = order + 1 < suprema.count ? suprema[order + 1] : .infinity
            let moved = z.error == 0 ? 0 : min(slope * z.error, 2 * suprema[order])
            let model = RoundingModel(unitRoundoff: z.unitRoundoff)
            return Self(value, error: moved + model.function * suprema[order], z.unitRoundoff)
        }
        return ActivationJet(
            value: derivative(0, jet.0), first: derivative(1, jet.1), second: derivative(2, jet.2),
            third: derivative(3, jet.3))
    }

    var isCertainlyPositive: Bool { value > error }
    var lowerDouble: Double { value - error }
    var upperDouble: Double { value + error }
    var midpointAndRadius: (midpoint: Double, radius: Double) { (value, error) }
}

/// Numbers of one unit roundoff.
struct RoundedArithmetic: NetworkArithmetic {
    /// 2^-53 for float64, 2^-24 for float32.
    let unitRoundoff: Double

    var isRigorous: Bool { false }
    var pi: RoundedNumber { number(rounded: Double.pi) }

    private func number(rounded value: Double) -> RoundedNumber {
        RoundedNumber(value: value, error: unitRoundoff * abs(value), size: abs(value), unitRoundoff: unitRoundoff)
    }
    func number(_ value: Int) -> RoundedNumber { number(exactly: Double(value)) }
    func number(_ centre: Dyadic, radius: Double) -> RoundedNumber {
        number(rounded: centre.double(rounding: .nearest))
    }
    func number(_ value: Rational) -> RoundedNumber { number(rounded: value.nearestDouble) }
    func number(exactly value: Double) -> RoundedNumber {
        RoundedNumber(value: value, error: 0, size: abs(value), unitRoundoff: unitRoundoff)
    }
}
