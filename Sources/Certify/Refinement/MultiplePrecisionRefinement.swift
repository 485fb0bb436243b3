import Landscape
import Rigor

/// Newton's method with MPFR gradients and a fixed float64 inverse of the Hessian. Untrusted: where it ends is judged by proof.
public struct MultiplePrecisionRefinement {
    /// Largest number of steps; each gains about as many digits as the float64 inverse is good for.
    public var iterations = 8

    public init() {}

    /// - Parameters:
    ///   - values, vectors: approximate eigenvalues and eigenvectors (rows) of the Hessian near `start`.
    ///   - precision: of the evaluator; the point returned has about that many bits after the leading one.
    /// - Returns: the refined point and the upper bound of the gradient norm there.
    public func run(
        from start: [Dyadic], values: [Double], vectors: [Double], evaluator: any LandscapeEvaluator, precision: Precision
    ) throws(EvaluationFailure) -> (point: [Dyadic], gradientNorm: Double) {
        let n = start.count
        var best = start
        var gradient = try gradient(at: start, evaluator)
        var size = gradient.norm.upper
        for _ in 0..<iterations {
            var step = [Double](repeating: 0, count: n)
            for k in 0..<n where values[k] != 0 {
                var component = 0.0
                for i in 0..<n { component += vectors[k * n + i] * gradient.midpoint[i] }
                for i in 0..<n { step[i] -= component / values[k] * vectors[k * n + i] }
            }
            guard step.allSatisfy(\.isFinite) else { break }
            let trial = zip(best, step).map { coordinate, change in
                truncated(coordinate + (Dyadic(exactly: change) ?? .zero), bits: precision.bits)
            }
            let next = try self.gradient(at: trial, evaluator)
            let nextSize = next.norm.upper
            guard nextSize < 0.5 * size else {
                if nextSize < size { (best, size) = (trial, nextSize) }
                break
            }
            (best, gradient, size) = (trial, next, nextSize)
        }
        return (best, size)
    }

    private func gradient(at point: [Dyadic], _ evaluator: any LandscapeEvaluator) throws(EvaluationFailure) -> VectorEnclosure {
        guard let gradient = try evaluator.enclosure(on: Ball(centre: point), order: .gradient).gradient else {
            throw .notSmooth("no gradient")
        }
        return gradient
    }

    private func truncated(_ value: Dyadic, bits: Int) -> Dyadic {
        Dyadic(exactly: BigFloat(value, precision: Precision(bits: bits), rounding: .nearest)) ?? value
    }
}
