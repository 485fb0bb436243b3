import Certify
import Rigor

extension DoubleDoubleForm {
    /// T_j0, T_j1, T_j2 of the neuron with these input weights: the rows `argument`, `log E` and T_jp of
    /// `TwoLayerDoubleDoubleEvaluator`.
    func jetErrors(
        of weights: [DoubleDoubleBall], on samples: DoubleDoubleSamples, activation: Activation
    ) throws(EvaluationFailure) -> DoubleDoubleJetErrors {
        let d = samples.dimension
        var reach = UpperBound(0), drift = UpperBound(0)
        for (w, x) in zip(weights, samples.coordinateMaximum) {
            reach = reach + w.magnitude * x
            drift = drift + w.radius * x
        }
        let rounding = samples.inputRelativeError + DoubleDoubleError.units(4 * d + 13)
        let argument = drift + reach * rounding + UpperBound(0x1p-900)
        switch self {
        case .ofDecay(let form):
            let rate = UpperBound(abs(form.rate))
            guard rate * reach <= LowerBound(600) else { throw .outOfRange("an exponent exceeds 600") }
            let exponent = rate * argument + DoubleDoubleError.units(35 * d)
            guard exponent <= LowerBound(0.5) else { throw .outOfRange("a ball moves an exponent by more than 1/2") }
            let largest = UpperBound(exponential(UpperBound.min(rate * reach, 600).value)) * UpperBound(1.001)
            return form.doubleDoubleJetErrors(argument: exponent, largest: largest)
        case .ofArgument(let form):
            // of the numbers z as computed, and over the ball
            let reach = reach + argument
            guard reach <= LowerBound(form.largestArgument) else {
                throw .outOfRange("|w·x| exceeds \(form.largestArgument)")
            }
            let suprema = activation.suprema(reach: reach.value), rounding = form.roundingErrors(reach: reach)
            return DoubleDoubleJetErrors(
                value: rounding.value + argument * UpperBound(suprema[1]),
                first: rounding.first + argument * UpperBound(suprema[2]),
                second: rounding.second + argument * UpperBound(suprema[3]))
        }
    }
}
