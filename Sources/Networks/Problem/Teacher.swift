import Rigor

/// A two-layer network with k outputs, f(x) = sum_i a_i s(w_i·x) with a_i in R^k, with exact weights, that generates
/// labels.
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

    public var neurons: [Neuron]

    public init(neurons: [Neuron]) { self.neurons = neurons }

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
