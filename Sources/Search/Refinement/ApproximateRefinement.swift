import Certify
import Rigor

/// Drives the float64 gradient towards zero from a candidate. Untrusted: where it ends is judged by proof.
public struct ApproximateRefinement: Sendable {
    /// Largest number of steps.
    public var iterations = 60
    /// The search gives up when it is this far from the candidate, relative to 1 + |theta|.
    public var reach = 0.5
    /// It gives up, too, when three points in a row, each with a lower gradient, are farther away than this, or one is
    /// four times as far: for those who ask for a critical point near by.
    public var leash = Double.infinity
    /// Steps without half the gradient before it is given up. Where Newton's method converges a few are enough.
    public var patience = 8

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
    /// falls; where a step was of no use it rises until the next one is half as long, which costs no Hessian.
    ///
    /// - Parameter known: gradient and Hessian at the start, where they are at hand.
    public func run(
        from start: [Double], on evaluator: any ApproximateEvaluator,
        known: LocalEnclosure? = nil
    ) -> Outcome {
        let n = start.count
        let scale = 1 + norm(start), limit = reach * scale
        var point = start
        var gradient: [Double], hessian: [Double], knownBasis: ApproximateEigenbasis?
        if let first = known?.gradient, let second = known?.hessian {
            (gradient, hessian) = (first.midpoint, second.midpoint)
        } else {
            (_, gradient, hessian) = evaluator.approximateHessian(at: point)
        }
        var size = norm(gradient)
        var damping = 0.0
        // steps without half the gradient; points in a row beyond the leash; how often less damping was of no use, and
        // for how many points it is left as it is
        var stalls = 0, strays = 0, misses = 0, waiting = 0
        for _ in 0..<iterations {
            guard size > 0, size.isFinite,
                let basis = knownBasis ?? ApproximateEigenbasis(hessian, order: n)
            else { break }
            let cap = 0.1 * (1 + norm(point))
            var step = self.step(basis, gradient, damping)
            let length = norm(step)
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
                if gained { (stalls, misses, waiting) = (0, 0, 0) } else { stalls += 1 }
                if waiting == 0 {
                    damping = damping < 1e-14 ? 0 : damping * 0.1
                } else {
                    waiting -= 1
                }
                let away = distance(point, start)
                strays = away > leash * scale ? strays + 1 : 0
                if strays == 3 || away > 4 * leash * scale { break }
            } else {
                // once rounding dominates no step lowers the gradient any more, and Newton's own step is none
                if damping == 0, length <= 0x1p-40 * (1 + norm(point)) { break }
                knownBasis = basis
                let tried = min(length, cap)
                repeat {
                    damping = max(damping * 10, 1e-9)
                } while damping <= 10 && norm(self.step(basis, gradient, damping)) > 0.5 * tried
                misses = min(misses + 1, 3)
                waiting = misses
                stalls += 1
                if damping > 10 { break }
            }
            if stalls > patience { break }
            if distance(point, start) > limit { break }
        }
        let away = distance(point, start)
        return Outcome(point: point, gradientNorm: size, approximateDistance: away, ranAway: away > limit)
    }

    private func step(_ basis: ApproximateEigenbasis, _ gradient: [Double], _ damping: Double) -> [Double] {
        var step = [Double](repeating: 0, count: gradient.count)
        basis.addStep(along: gradient, to: &step) { value, component in
            let denominator = value * value + damping * damping
            return denominator > 0 ? -component * value / denominator : 0
        }
        return step
    }

    /// The smallest absolute value.
    private func smallest(_ values: [Double]) -> Double { values.lazy.map(\.magnitude).min() ?? 0 }
    private func norm(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    private func distance(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
}
