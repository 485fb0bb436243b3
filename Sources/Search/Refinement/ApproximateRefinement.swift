import Certify
import Rigor

/// Drives the float64 gradient towards zero from a candidate. Untrusted: where it ends is judged by proof.
public struct ApproximateRefinement: Sendable {
    /// Largest number of steps.
    public var iterations = 60
    /// The search gives up when it is this far from the candidate, relative to 1 + |theta|.
    public var reach = 0.5

    public init() {}

    /// Where the steps ended.
    public struct Outcome: Sendable {
        /// n parameters.
        public var point: [Double]
        /// |grad L| there (float64, unproved).
        public var gradientNorm: Double
        /// Distance from the candidate (float64, unproved).
        public var approximateDistance: Double
        /// Whether the point is farther from the candidate than `reach` allows.
        public var ranAway: Bool
    }

    /// Newton steps on the gradient, damped in the eigenbasis of the Hessian:
    ///
    ///     step = - sum_k lambda_k / (lambda_k² + tau²) (v_k·g) v_k
    ///
    /// which is Newton's step for tau = 0 and keeps directions of tiny curvature from running away. tau falls while |g|
    /// falls.
    ///
    /// - Parameter known: gradient and Hessian at the start, where they are at hand.
    public func run(
        from start: [Double], on evaluator: any ApproximateEvaluator,
        known: LocalEnclosure? = nil
    ) -> Outcome {
        let n = start.count
        let limit = reach * (1 + norm(start))
        var point = start
        var gradient: [Double], hessian: [Double], knownBasis: ApproximateEigenbasis?
        if let first = known?.gradient, let second = known?.hessian {
            (gradient, hessian) = (first.midpoint, second.midpoint)
        } else {
            (_, gradient, hessian) = evaluator.approximateHessian(at: point)
        }
        var size = norm(gradient)
        var damping = 0.0
        var stalls = 0
        for _ in 0..<iterations {
            guard size > 0, size.isFinite,
                let basis = knownBasis ?? ApproximateEigenbasis(hessian, order: n)
            else { break }
            var step = [Double](repeating: 0, count: n)
            basis.addStep(along: gradient, to: &step) { value, component in
                let denominator = value * value + damping * damping
                return denominator > 0 ? -component * value / denominator : 0
            }
            let length = norm(step), cap = 0.1 * (1 + norm(point))
            if length > cap { for i in 0..<n { step[i] *= cap / length } }
            var trial = point
            for i in 0..<n { trial[i] += step[i] }
            // converging quadratically: what is left after this step is rounding, and no Hessian is needed to see it
            if damping == 0, length <= min(0x1p-30 * (1 + norm(point)), 0x1p-10 * smallest(basis.values)) {
                let last = norm(evaluator.approximateGradient(at: trial).gradient)
                if last < size { (point, size) = (trial, last) }
                break
            }
            let next = evaluator.approximateHessian(at: trial)
            let nextSize = norm(next.gradient)
            if nextSize < size {
                let gained = nextSize < 0.5 * size
                point = trial
                (gradient, hessian, size) = (next.gradient, next.hessian, nextSize)
                knownBasis = nil
                damping = damping < 1e-14 ? 0 : damping * 0.1
                stalls = gained ? 0 : stalls + 1
            } else {
                // once rounding dominates no step lowers the gradient any more, and Newton's own step is none
                if damping == 0, length <= 0x1p-40 * (1 + norm(point)) { break }
                knownBasis = basis
                damping = max(damping * 10, 1e-9)
                stalls += 1
                if damping > 10 { break }
            }
            if stalls > 12 { break }
            if distance(point, start) > limit { break }
        }
        let away = distance(point, start)
        return Outcome(point: point, gradientNorm: size, approximateDistance: away, ranAway: away > limit)
    }

    /// The smallest absolute value.
    private func smallest(_ values: [Double]) -> Double { values.lazy.map(\.magnitude).min() ?? 0 }
    private func norm(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    private func distance(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
}
