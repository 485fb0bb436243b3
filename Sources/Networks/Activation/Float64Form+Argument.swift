import Certify
import Rigor

/// How far the preactivation of a neuron at a data point may be from what float64 makes of it.
struct PreactivationBound {
    /// At least |z| on the data at the centre.
    var reach: Double
    /// At least |z - z'| between the centre and any point of the ball.
    var drift: Double
    /// At least |z| on the data as it was computed at the centre, or |t z| where s is made from exp(-t z); nil where it
    /// was not. In high dimension `reach` is many times larger.
    var computed: Double?
    /// Input dimension, and the relative error of the inputs.
    var dimension: Int
    var inputRelativeError: Double

    /// z is off by the drift, its roundings (each at most (d + 1) u |z|), and rounded inputs.
    var argument: Double {
        Directed.inflated(
            drift + reach * (Double(dimension + 2) * Directed.unitRoundoff + inputRelativeError), operations: 6)
    }

    /// At least |t z| on the data, as computed or at the centre.
    func exponentMaximum(rate: Double) -> Double { computed ?? Directed.multiplyUp(abs(rate), reach) }

    /// log E, E = exp(-t z), is off by that and by d exponentials and products; nil when an exponent is out of range.
    func exponent(rate: Double) -> Double? {
        guard exponentMaximum(rate: rate) <= exponentialRange else { return nil }
        let products = Double(dimension) * (exponentialRelativeError * 1.001 + 2 * Directed.unitRoundoff)
        return Directed.inflated(abs(rate) * argument + products, operations: 8)
    }
}

extension Activation {
    /// The error bounds of s, s', s'', s''' as made in float64, and of s'''' and s''''' where they are asked for and
    /// made.
    func jetErrors(_ bound: PreactivationBound, withHigher: Bool = true) throws(EvaluationFailure) -> [Double] {
        let errors: [Double]
        switch float64Form {
        case .ofDecay(let form):
            guard let exponent = bound.exponent(rate: form.rate) else {
                throw .outOfRange("an exponent exceeds \(exponentialRange)")
            }
            // E as computed is exp of what was computed, up to rounding
            let largest =
                exponential(Directed.minimum(bound.exponentMaximum(rate: form.rate), exponentialRange)) * 1.001
            let higher = withHigher ? higherJetForm?.higherJetErrors(argument: exponent) : nil
            errors = form.jetErrors(argument: exponent, largest: largest) + (higher ?? [])
        case .ofArgument(let form):
            // |z| as computed, and over the ball
            let reach = Directed.addUp(bound.computed ?? bound.reach, bound.argument)
            guard reach <= form.largestArgument else {
                throw .outOfRange("|w·x| exceeds \(form.largestArgument)")
            }
            errors = form.jetErrors(argument: bound.argument, reach: reach, suprema: suprema(reach: reach))
        }
        guard errors.allSatisfy(\.isFinite) else { throw .outOfRange("float64 overflows") }
        return errors
    }
}
