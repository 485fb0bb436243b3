import Rigor

/// Everything the proof uses that a ball around the candidate holds no local minimum, as exact numbers.
///
/// **Theorem** (MATHEMATICS-2 section 18, "No local minimum within rho"). Let v be a direction that is not 0, mu > 0,
/// and L be twice differentiable at every point of the closed ball B(theta, rho), with
///
///     v'Hess L(q) v <= -mu |v|²   for all q in B(theta, rho).
///
/// Then no point of B(theta, rho) is a local minimum of L, and at each of them the smallest eigenvalue of Hess L is at
/// most -mu: whatever critical points the ball holds have a direction of negative curvature.
///
/// *Proof.* Let q be in the ball and g(t) = L(q + t v), so g''(0) = v'Hess L(q) v < 0. If g'(0) ≠ 0, g takes values
/// below g(0) for arbitrarily small t. If g'(0) = 0, g(t) = g(0) + g''(0) t²/2 + o(t²) (Taylor, Young) is below g(0)
/// for all small t ≠ 0. Either way L takes smaller values than L(q) in every neighbourhood of q. The smallest
/// eigenvalue is at most v'Hess L(q) v / v'v (Rayleigh). ∎
///
/// The form is enclosed over the ball by the landscape itself where it can without a Hessian
/// (``DirectionalLandscape``), otherwise through the Hessian at the centre and its Lipschitz constant.
public struct NegativeCurvatureArgument: StructuredArgument {
    /// rho.
    public var radius: Double
    /// v, exact: n numbers.
    public var direction: [Double]
    /// -mu.
    public var curvatureUpper: Double

    public init(radius: Double, direction: [Double], curvatureUpper: Double) {
        self.radius = radius
        self.direction = direction
        self.curvatureUpper = curvatureUpper
    }

    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        try requireBound("radius", radius, positive: true)
        guard direction.count == context.landscape.parameterCount else {
            throw .dimension(expected: context.landscape.parameterCount, found: direction.count)
        }
        guard context.candidate.count == direction.count else {
            throw .dimension(expected: direction.count, found: context.candidate.count)
        }
        // 1. v is a direction, and -mu < 0
        guard direction.allSatisfy(\.isFinite), direction.contains(where: { $0 != 0 }) else {
            throw .notANumber("direction")
        }
        guard curvatureUpper.isFinite, curvatureUpper < 0 else { throw .notANumber("curvature_upper") }
        let ledger = context.ledger?.argument(
            "No local minimum near the candidate theta (MATHEMATICS-2 section 18, negative curvature)")
        if let ledger {
            let length = OutwardDecimal.upper(VectorEnclosure(exactly: direction).norm.upper, digits: 5)
            ledger.note(
                "v is the direction of the certificate; "
                    + "rho >= \(OutwardDecimal.lower(radius, digits: 5)), |v| <= \(length).")
        }
        return try Refusal.refusing {
            // 2. v'Hess L v <= -mu |v|² on the ball, where L is enclosed with two derivatives
            let ball = Ball(centre: context.candidate, radius: radius)
            let form: Bounds, loss: Bounds
            if let landscape = context.landscape as? any DirectionalLandscape {
                let jobs = WorkerPool.spareThreads
                form = try landscape.curvature(on: ball, along: direction, level: context.level, jobs: jobs).curvature
                loss = try landscape.magnitudes(at: context.candidate, order: .loss, level: context.level, jobs: jobs)
                    .loss
            } else {
                let evaluator = try context.landscape.makeEvaluator(context.level)
                form = try evaluator.curvature(on: ball, along: direction).curvature
                loss = try evaluator.enclosure(on: Ball(centre: context.candidate), order: .loss).loss
            }
            try require("curvature along v on the ball", form.upper, atMost: curvatureUpper)
            ledger?.hypothesis(
                "v'Hess L(q) v / v'v for all q in B(theta, rho)", .atMost(form.upper),
                stated: .init("-mu", .atMost(curvatureUpper)),
                slack: .difference(Directed.subtractDown(curvatureUpper, form.upper)))
            ledger?.conclusion(
                "Hence Hess L has a negative eigenvalue at every point of B(theta, rho): none of them is a local "
                    + "minimum.")
            return .noLocalMinimum(NoLocalMinimum(radius: radius, curvatureUpper: curvatureUpper, loss: loss))
        }
    }
}
