import Certify
import Rigor

/// A student with k outputs and rational parameters.
public struct ExactNetwork: Sendable, Hashable {
    /// w_j, each with d coordinates.
    public var weights: [[Rational]]
    /// a_j, each with k coordinates.
    public var outputs: [[Rational]]
    /// The trained output bias, k coordinates; empty where it is no parameter.
    public var outputBias: [Rational]

    public init(weights: [[Rational]], outputs: [[Rational]], outputBias: [Rational] = []) {
        self.weights = weights
        self.outputs = outputs
        self.outputBias = outputBias
    }

    /// A student with one output a_j for each neuron.
    public init(weights: [[Rational]], outputs: [Rational], outputBias: [Rational] = []) {
        self.init(weights: weights, outputs: outputs.map { [$0] }, outputBias: outputBias)
    }

    public var width: Int { outputs.count }
    /// k; 1 without neurons.
    public var outputCount: Int { outputs.first?.count ?? 1 }

    /// (w_1 .. w_m, a_1 .. a_m, the output bias), the order of `ParameterLayout`.
    public var parameters: [Rational] { weights.flatMap { $0 } + outputs.flatMap { $0 } + outputBias }

    /// Whether the neurons and their outputs are as many as the layout says, and as long.
    func fits(_ layout: ParameterLayout) -> Bool {
        weights.count == layout.width && outputs.count == layout.width
            && weights.allSatisfy { $0.count == layout.inputDimension }
            && outputs.allSatisfy { $0.count == layout.outputCount }
            && outputBias.count == layout.outputBiases.count
    }

    /// What output `q` computes, in normal form, but for a bias that is no parameter.
    func normalForm(_ q: Int, dimension d: Int, parts: SymmetryDecomposition) -> NetworkNormalForm {
        NetworkNormalForm(
            weights: weights, outputs: outputs.map { $0[q] }, bias: outputBias.isEmpty ? .zero : outputBias[q],
            dimension: d, parts: parts)
    }
}
