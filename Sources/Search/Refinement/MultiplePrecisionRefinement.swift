import Certify
import Rigor

/// Newton's method with MPFR gradients and float64 Hessians. Untrusted: where it ends is judged by proof.
public struct MultiplePrecisionRefinement {
    /// Largest number of steps.
    public var iterations = 12

    public init() {}

    /// Where the steps ended.
    public struct Outcome {
        /// n parameters, exact.
        public var point: [Dyadic]
        /// Loss and gradient at the point.
        public var enclosure: LocalEnclosure
        /// Upper bound of |grad L| there.
        public var gradientNorm: Double
    }

    /// - Parameters:
    ///   - hessian: the evaluator that Hessians are taken from; float64 is enough for the direction of a step.
    ///   - gradient: the evaluator of the gradients, with the given precision; points keep about that many bits after
    ///     the leading one.
    public func run(
        from start: [Dyadic], hessian coarse: any LandscapeEvaluator, gradient fine: any LandscapeEvaluator,
        precision: Precision
    ) throws(EvaluationFailure) -> Outcome {
        let n = start.count
        var current = try outcome(at: start, fine)
        var best = current
        // where the Hessian is nearly singular, the first step may raise the gradient before the next ones lower it
        var misses = 0
        let settled = Double(sign: .plus, exponent: -min(precision.bits - 8, 900), significand: 1)
        for _ in 0..<iterations {
            guard let gradient = current.enclosure.gradient,
                let hessian = try coarse.enclosure(on: Ball(centre: current.point), order: .hessian).hessian,
                let basis = ApproximateEigenbasis(hessian.midpoint, order: n)
            else { break }
            var step = [Double](repeating: 0, count: n)
            basis.addStep(along: gradient.midpoint, to: &step) { value, component in value == 0 ? 0 : -component / value
            }
            guard step.allSatisfy(\.isFinite) else { break }
            let trial = zip(current.point, step).map { coordinate, change in
                (coordinate + (Dyadic(exactly: change) ?? .zero)).truncated(to: precision)
            }
            current = try outcome(at: trial, fine)
            misses = current.gradientNorm < 0.5 * best.gradientNorm ? 0 : misses + 1
            if current.gradientNorm < best.gradientNorm { best = current }
            // at the working precision nothing is gained any more; away from it three misses mean that Newton's method
            // does not converge
            if misses > (best.gradientNorm < settled ? 0 : 2) { break }
        }
        return best
    }

    private func outcome(at point: [Dyadic], _ evaluator: any LandscapeEvaluator) throws(EvaluationFailure) -> Outcome {
        let enclosure = try evaluator.enclosure(on: Ball(centre: point), order: .gradient)
        guard let gradient = enclosure.gradient else { throw .notSmooth("no gradient") }
        return Outcome(point: point, enclosure: enclosure, gradientNorm: gradient.norm.upper)
    }
}

extension Dyadic {
    /// The nearest number with as many bits.
    func truncated(to precision: Precision) -> Dyadic {
        Dyadic(exactly: BigFloat(self, precision: precision, rounding: .nearest)) ?? self
    }
}
