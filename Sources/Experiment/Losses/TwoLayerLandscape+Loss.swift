import Certify
import Networks
import Rigor

extension TwoLayerLandscape {
    /// The fastest loss there is for this landscape: vectorized on a tensor grid for activations that factor, otherwise plain.
    public func makeDifferentiableLoss() -> any DifferentiableLoss {
        guard case .grid(let axes) = problem.data else { return LandscapeLoss(self) }
        let kind: FactoredActivationKind
        switch problem.activation {
        case .sigmoid: kind = .sigmoid
        case .tanh: kind = .tanh
        case .exp: kind = .exp
        case .softplus, .erf, .sigmoidSoftplus: return LandscapeLoss(self)
        }
        let values = axes.map { $0.map(\.nearestDouble) }
        return TensorGridLoss(activation: kind, axes: values, labels: approximateLabels(axes: values), width: width)
    }

    /// y_k in float64, off by a few units in the last place of the teacher's terms.
    private func approximateLabels(axes: [[Double]]) -> [Double] {
        switch problem.labels {
        case .given(let labels): return labels.map(\.nearestDouble)
        case .teacher(let teacher):
            return (0..<problem.data.count).map { k in
                var rest = k, x = [Double](repeating: 0, count: axes.count)
                for c in axes.indices.reversed() {
                    x[c] = axes[c][rest % axes[c].count]
                    rest /= axes[c].count
                }
                return teacher.neurons.reduce(0) { sum, neuron in
                    let z = zip(neuron.weights, x).reduce(0) { $0 + $1.0.nearestDouble * $1.1 }
                    return sum + neuron.output.nearestDouble * approximateActivation(z)
                }
            }
        }
    }

    private func approximateActivation(_ z: Double) -> Double {
        let limit = exponentialRange
        switch problem.activation {
        case .tanh: return 2 / (1 + exponential(max(-limit, min(limit, -2 * z)))) - 1
        case .exp: return exponential(max(-limit, min(limit, z)))
        case .sigmoid, .softplus, .erf, .sigmoidSoftplus: return 1 / (1 + exponential(max(-limit, min(limit, -z))))
        }
    }
}
