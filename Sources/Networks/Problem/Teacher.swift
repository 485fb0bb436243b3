import Rigor

/// A two-layer network with k outputs, f(x) = sum_i a_i s(w_i·x) + c with a_i, c in R^k, with exact weights, that
/// generates labels.
public struct Teacher: Sendable, Hashable {
    public struct Neuron: Sendable, Hashable {
        /// w, d coordinates.
        public var weights: [Rational]
        /// a, k coordinates.
        public var outputs: [Rational]

        public init(weights: [Rational], outputs: [Rational]) {
            self.weights = weights
            self.outputs = outputs
        }

        /// A neuron of a network with one output.
        public init(weights: [Rational], output: Rational) {
            self.init(weights: weights, outputs: [output])
        }
    }

    public let neurons: [Neuron]
    /// c, k numbers; empty when all are 0.
    public let bias: [Rational]

    /// - Parameter bias: c, or nothing for 0.
    public init(neurons: [Neuron], bias: [Rational] = []) {
        self.neurons = neurons
        self.bias = bias.allSatisfy(\.isZero) ? [] : bias
    }

    /// c_q.
    func bias(_ q: Int) -> Rational { bias.isEmpty ? .zero : bias[q] }

    /// Number of neurons.
    public var width: Int { neurons.count }
}

/// The labels y_1 .. y_N of a problem, in R^k.
public enum Labels: Sendable, Hashable {
    /// y_i = f*(x_i), exact real numbers.
    case teacher(Teacher)
    /// Given exact numbers, one row of k for each point in the order of the data set.
    case given([[Rational]])

    /// Given numbers for one output, one for each point.
    public static func given(numbers: [Rational]) -> Labels { .given(numbers.map { [$0] }) }
}
