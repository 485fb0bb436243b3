import Certify
import Networks
import Rigor

extension TwoLayerLandscape {
    /// The fastest loss there is for this landscape: vectorized on a tensor grid for activations that factor, one
    /// output and equal sample weights, otherwise plain.
    public func makeDifferentiableLoss() -> any DifferentiableLoss {
        guard outputCount == 1, problem.weights == nil, case .grid(let axes) = problem.data,
            let kind = FactoredActivationKind(problem.activation)
        else {
            return LandscapeLoss(self)
        }
        let values = axes.map { $0.map(\.nearestDouble) }
        return TensorGridLoss(
            activation: kind, axes: values, labels: approximateLabels(axes: values), layout: layout,
            decay: problem.decayCoefficients(width: width)?.map(\.nearestDouble))
    }

    /// y_k of the one output, less a fixed bias, in float64, off by a few units in the last place of the teacher's
    /// terms.
    private func approximateLabels(axes: [[Double]]) -> [Double] {
        let shift = problem.approximateLabelShift
        switch problem.labels {
        case .given(let labels): return labels.map { $0[0].nearestDouble + shift }
        case .teacher(let teacher):
            return (0..<problem.data.count).map { k in
                var rest = k, x = [Double](repeating: 0, count: axes.count)
                for c in axes.indices.reversed() {
                    x[c] = axes[c][rest % axes[c].count]
                    rest /= axes[c].count
                }
                return teacher.neurons.reduce(shift) { sum, neuron in
                    let z = zip(neuron.weights, x).reduce(0) { $0 + $1.0.nearestDouble * $1.1 }
                    return sum + neuron.outputs[0].nearestDouble
                        * (problem.activation.approximateExponentialValue(z) ?? .nan)
                }
            }
        }
    }
}
