import Certify
import Rigor

/// A student with rational parameters.
public struct ExactNetwork: Sendable, Hashable {
    /// w_j, each with d coordinates.
    public var weights: [[Rational]]
    /// a_j.
    public var outputs: [Rational]

    public init(weights: [[Rational]], outputs: [Rational]) {
        self.weights = weights
        self.outputs = outputs
    }

    public var width: Int { outputs.count }

    /// (w_1 .. w_m, a_1 .. a_m), the order of parameters of a landscape.
    public var parameters: [Rational] { weights.flatMap { $0 } + outputs }
}
