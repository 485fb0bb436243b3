import Certify
import Rigor

/// Newton's method with gradients of more bits than float64 and float64 Hessians. Untrusted: where it ends is judged by
/// proof.
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

        /// Whether no step can lower the bound of the gradient much: its enclosure is as wide as the gradient is large.
        var isAsSharpAsCanBe: Bool {
            guard let gradient = enclosure.gradient else { return false }
            func norm(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
            return norm(gradient.midpoint) <= 4 * norm(gradient.radius)
        }
    }

    /// Steps with a Hessian of an earlier point are as good as Newton's as long as each lowers the gradient by this
    /// factor.
    private static let fast = 0x1p-10
    /// Newton steps that lower the gradient by less than `fast` before it is given up: at a singular Hessian all do.
    private static let slowSteps = 5

    /// - Parameters:
    ///   - hessian: the evaluator that Hessians are taken from; float64 is enough for the direction of a step. It is
    ///     asked again where the Hessian of an earlier point does not lower the gradient fast.
    ///   - gradient: the evaluator of the gradients, with the given precision; points keep about that many bits after
    ///     the leading one.
    public func run(
        from start: [Dyadic], hessian coarse: any LandscapeEvaluator, gradient fine: any LandscapeEvaluator,
        precision: Precision
    ) throws(EvaluationFailure) -> Outcome {
        let n = start.count
        var current = try outcome(at: start, fine)
        var best = current
        var basis: ApproximateEigenbasis?
        // where the Hessian is nearly singular, the first step may raise the gradient before the next ones lower it
        var misses = 0, slow = 0
        let settled = Double(sign: .plus, exponent: -min(precision.bits - 8, 900), significand: 1)
        for _ in 0..<iterations {
            if best.isAsSharpAsCanBe { break }
            if basis == nil {
                // a step may lead where nothing can be evaluated
                let hessian = try? coarse.enclosure(on: Ball(centre: current.point), order: .hessian).hessian
                basis = hessian.flatMap { ApproximateEigenbasis($0.midpoint, order: n) }
            }
            guard let gradient = current.enclosure.gradient, let directions = basis else { break }
            var step = [Double](repeating: 0, count: n)
            directions.addStep(along: gradient.midpoint, to: &step) { value, component in
                value == 0 ? 0 : -component / value
            }
            guard step.allSatisfy(\.isFinite) else { break }
            let trial = zip(current.point, step).map { coordinate, change in
                (coordinate + (Dyadic(exactly: change) ?? .zero)).truncated(to: precision)
            }
            let size = current.gradientNorm
            guard let next = try? outcome(at: trial, fine) else { break }
            current = next
            if current.gradientNorm > Self.fast * size {
                basis = nil
                slow += 1
            }
            misses = current.gradientNorm < 0.5 * best.gradientNorm ? 0 : misses + 1
            if current.gradientNorm < best.gradientNorm { best = current }
            // at the working precision nothing is gained any more; away from it three misses mean that Newton's method
            // does not converge
            if misses > (best.gradientNorm < settled ? 0 : 2) || slow > Self.slowSteps { break }
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
