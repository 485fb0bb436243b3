import Networks
import Rigor

/// Weight decay as a part of the loss: sum_l ( lambda_l |W_l|² + mu_l |b_l|² ), without 1/2.
public struct DenseDecay: Sendable, Hashable {
    /// lambda_1 .. lambda_L.
    public var weights: [Rational]
    /// mu_1 .. mu_L; that of a layer without biases is 0.
    public var biases: [Rational]

    public init(weights: [Rational], biases: [Rational]) {
        self.weights = weights
        self.biases = biases
    }

    /// The same coefficient for every parameter of `depth` layers.
    public init(uniform lambda: Rational, depth: Int) {
        weights = [Rational](repeating: lambda, count: depth)
        biases = weights
    }

    /// The coefficient of every parameter, in the order of the layout.
    func coefficients(of layout: DenseLayout) -> [Rational] {
        (0..<layout.count).map {
            switch layout.parameter($0) {
            case .weight(let layer, _, _): weights[layer]
            case .bias(let layer, _): biases[layer]
            }
        }
    }
}
