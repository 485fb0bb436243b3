import Rigor

/// Gradient descent on the landscape in plain float64: approximate, and reproducible from its seed.
public struct GaussianReLUTraining: Sendable {
    public let landscape: GaussianReLULandscape
    /// Step size.
    public var step = 0.1
    /// Stops when the Euclidean norm of the gradient is at most this.
    public var tolerance = 1e-9
    /// Largest number of steps.
    public var maximumSteps = 1_000_000

    public init(landscape: GaussianReLULandscape) { self.landscape = landscape }

    public struct Outcome: Sendable {
        public var parameters: [Double]
        public var approximateLoss: Double
        public var approximateGradientNorm: Double
        public var steps: Int
        /// Whether the gradient fell to the tolerance.
        public var converged: Bool
    }

    /// Xavier initialisation (Glorot & Bengio 2010): uniform on [-s, s], s = sqrt(6 / (d + n)). The uniform variant
    /// needs no elementary functions, so the same seed gives the same bytes everywhere.
    public func initialPoint(seed: UInt64) -> [Double] {
        let bound = (6 / Double(landscape.inputDimension + landscape.width)).squareRoot()
        var generator = SplitMix64(seed: seed)
        return (0..<landscape.parameterCount).map { _ in
            // 53 random bits in [0, 1)
            bound * (2 * (Double(generator.next() >> 11) * 0x1p-53) - 1)
        }
    }

    public func run(seed: UInt64) -> Outcome { run(from: initialPoint(seed: seed)) }

    public func run(from start: [Double]) -> Outcome {
        let evaluator = GaussianReLUApproximateEvaluator(landscape: landscape)
        var point = start
        for steps in 0... {
            let (loss, gradient) = evaluator.approximateGradient(at: point)
            let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
            if norm <= tolerance || steps == maximumSteps || !norm.isFinite {
                return Outcome(
                    parameters: point, approximateLoss: loss, approximateGradientNorm: norm, steps: steps,
                    converged: norm <= tolerance)
            }
            for i in point.indices { point[i] -= step * gradient[i] }
        }
        preconditionFailure("the loop above returns")
    }
}
