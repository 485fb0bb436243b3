import Landscape
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

    /// Every parameter rounded to the nearest number of the given precision.
    func rounded(to precision: Precision) -> [Dyadic] {
        parameters.map { Dyadic(exactly: BigFloat($0, precision: precision, rounding: .nearest)) ?? .zero }
    }

    /// Upper bound of the Euclidean distance from an exact point.
    func distanceUpper(from point: [Dyadic]) -> Double {
        let squares = zip(parameters, point).reduce(Rational.zero) { sum, pair in
            let difference = pair.0 - Rational(pair.1)
            return sum + difference * difference
        }
        return squares.isZero ? 0 : Directed.squareRootUp(squares.upperDouble)
    }
}
