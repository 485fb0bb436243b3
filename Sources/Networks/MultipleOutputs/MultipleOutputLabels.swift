import Rigor

/// A two-layer network with k outputs, f(x) = sum_i a_i s(w_i·x) with a_i in R^k, with exact weights, that generates labels.
public struct MultipleOutputTeacher: Sendable, Hashable {
    public struct Neuron: Sendable, Hashable {
        /// w, d coordinates.
        public var weights: [Rational]
        /// a, k coordinates.
        public var outputs: [Rational]

        public init(weights: [Rational], outputs: [Rational]) {
            self.weights = weights
            self.outputs = outputs
        }
    }

    public var neurons: [Neuron]

    public init(neurons: [Neuron]) { self.neurons = neurons }

    /// Number of neurons.
    public var width: Int { neurons.count }

    /// The network with output `o` alone.
    public func component(_ o: Int) -> Teacher {
        Teacher(neurons: neurons.map { Teacher.Neuron(weights: $0.weights, output: $0.outputs[o]) })
    }
}

/// The labels y_1 .. y_N of students with k outputs.
public enum MultipleOutputLabels: Sendable, Hashable {
    /// y_i = f*(x_i), exact real numbers.
    case teacher(MultipleOutputTeacher)
    /// Given exact numbers, one row of k for each point in the order of the data set.
    case given([[Rational]])
}
