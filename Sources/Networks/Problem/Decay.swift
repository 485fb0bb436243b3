import Rigor

/// Weight decay, a part of the loss: sum over the groups of parameters of lambda |theta_group|².
///
/// Without a factor 1/2: a trainer that adds `weight_decay` times the parameter to the gradient, as PyTorch's SGD and
/// Adam do, descends with lambda = weight_decay / 2. Decoupled decay (AdamW) is the gradient of no function, and is not
/// this.
public struct Decay: Sendable, Hashable {
    /// Of the input weights w_j without their biases.
    public var inputWeights: Rational
    /// Of the biases of the neurons.
    public var biases: Rational
    /// Of the output weights a_j.
    public var outputs: Rational
    /// Of the output biases c.
    public var outputBias: Rational

    public init(
        inputWeights: Rational = .zero, biases: Rational = .zero, outputs: Rational = .zero,
        outputBias: Rational = .zero
    ) {
        self.inputWeights = inputWeights
        self.biases = biases
        self.outputs = outputs
        self.outputBias = outputBias
    }

    /// The same lambda for every parameter.
    public init(uniform lambda: Rational) {
        self.init(inputWeights: lambda, biases: lambda, outputs: lambda, outputBias: lambda)
    }

    /// The four coefficients.
    public var coefficients: [Rational] { [inputWeights, biases, outputs, outputBias] }

    /// The same on a problem that lacks some of the groups: 0 where there is nothing that decays; nil when nothing
    /// does.
    func restricted(hasBias: Bool, hasOutputBias: Bool) -> Decay? {
        var result = self
        if !hasBias { result.biases = .zero }
        if !hasOutputBias { result.outputBias = .zero }
        return result.coefficients.allSatisfy(\.isZero) ? nil : result
    }

    /// lambda of every parameter, in the order of the layout.
    ///
    /// - Parameter hasBias: whether the last input weight of a neuron is its bias.
    func coefficients(of layout: ParameterLayout, hasBias: Bool) -> [Rational] {
        (0..<layout.count).map { place in
            switch layout.parameter(place) {
            case .weight(_, let c): hasBias && c == layout.inputDimension - 1 ? biases : inputWeights
            case .output: outputs
            case .outputBias: outputBias
            }
        }
    }
}
