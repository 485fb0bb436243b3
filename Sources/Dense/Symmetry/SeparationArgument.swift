import Certify
import Rigor

/// No critical point where a cross-entropy without decay classifies all data correctly.
///
/// **Theorem.** Let the loss be a softmax cross-entropy of k >= 2 classes, or logistic, with a class for each point,
/// the identity as last activation, and no decay of W_L and b_L. If at theta every point's own output exceeds all
/// others, u_y > u_c for c != y (for a logistic loss: u > 0 for class 1, u < 0 for class 0), theta is not critical: the
/// loss decreases strictly as W_L and b_L grow in proportion. So the open set of all such theta holds no critical
/// point.
///
/// *Proof.* (1 + t)(W_L, b_L) gives (1 + t) u, and nothing else that enters the loss of the data, or decay of other
/// layers, moves. The derivative of the loss of a point by t at 0 is sum_c p_c u_c - u_y = sum_c p_c (u_c - u_y) < 0,
/// as p_c > 0 and k >= 2; of a logistic loss (s(u) - y) u < 0. Each has a positive weight. ∎
///
/// What is stated is a ball around the candidate in which this holds.
public struct SeparationArgument: StructuredArgument {
    /// Of the ball around the candidate.
    public var radius: Double

    public init(radius: Double) { self.radius = radius }

    /// Whether the theorem is about losses of this problem.
    package static func applies(to problem: DenseProblem) -> Bool {
        guard case .classes = problem.labels, let last = problem.layers.last, last.activation == .identity else {
            return false
        }
        let decays = [problem.decay?.weights.last, problem.decay?.biases.last].compactMap { $0 }
        return !problem.loss.isSquared && decays.allSatisfy(\.isZero)
    }

    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        try Refusal.refusing {
            guard let landscape = context.landscape as? DenseLandscape, Self.applies(to: landscape.problem) else {
                throw Refusal.inequality(
                    "the loss is no cross-entropy of classes with linear outputs whose weights do not decay")
            }
            guard context.candidate.count == landscape.parameterCount else {
                throw Refusal.dimension(expected: landscape.parameterCount, found: context.candidate.count)
            }
            guard radius.isFinite, radius >= 0 else { throw Refusal.notANumber("radius") }
            let ledger = context.ledger?.argument(
                "No critical point where all data are classified correctly (MATHEMATICS-2 section 18)")
            let margin = try Self.margin(
                landscape.problem, on: Ball(centre: context.candidate, radius: radius), context.precision)
            guard margin > 0 else {
                throw Refusal.inequality(
                    "not every point is shown to be classified correctly on the ball: margin >= \(margin)")
            }
            ledger?.hypothesis(
                "u_y - u_c > 0 at all \(landscape.problem.data.count) points, for all parameters within the radius",
                .atLeast(margin.value), stated: .init("radius", .atLeast(radius)))
            ledger?.conclusion(
                "Hence the loss decreases strictly as the last layer grows in proportion: no critical point there, nor "
                    + "anywhere in the open set of parameters that classify all data correctly.")
            let evaluator = try landscape.makeEvaluator(.multiple(context.precision))
            let enclosure = try evaluator.enclosure(on: Ball(centre: context.candidate), order: .gradient)
            return .notCritical(
                NotCritical(
                    radius: radius, loss: enclosure.loss,
                    gradientNormUpper: enclosure.gradient?.norm.upper ?? .infinity), nearest: nil)
        }
    }

    /// A lower bound, over the ball and all data, of what the output of a point's class exceeds the others by; of a
    /// logistic loss of u or -u.
    package static func margin(
        _ problem: DenseProblem, on ball: Ball, _ precision: Precision
    ) throws(EvaluationFailure) -> LowerBound {
        guard case .classes(let classes) = problem.labels else { return LowerBound(-Double.infinity) }
        let program = DenseProgram(problem: problem, arithmetic: IntervalArithmetic(precision: precision))
        program.setParameters(ball)
        var margin = LowerBound(Double.infinity)
        for (point, own) in classes.enumerated() {
            program.forward(point)
            let u = program.pass.outputs
            if u.count == 1 {
                margin = LowerBound.min(margin, (own == 1 ? u[0] : -u[0]).lowerBound)
            } else {
                for c in u.indices where c != own { margin = LowerBound.min(margin, (u[own] - u[c]).lowerBound) }
            }
        }
        return margin
    }
}
