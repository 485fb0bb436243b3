import Certify
import Rigor

extension ReductionArgument {
    /// Verifies every hypothesis in the order of `LiftedInertia`, then of the argument for the curvature.
    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        return try Refusal.refusing {
            guard let landscape = context.landscape as? TwoLayerLandscape else {
                throw Refusal.inequality("the reduction of equal neurons is for two-layer networks")
            }
            return try conclude(on: landscape, context)
        }
    }

    private func conclude(on landscape: TwoLayerLandscape, _ context: ProofContext) throws -> Verdict {
        guard landscape.problem.decay == nil else {
            throw Refusal.inequality("with decay equal neurons are critical for equal outputs alone: no families")
        }
        // the candidate, turned like the point where that is an isometry
        try requireFlips(landscape)
        guard context.candidate.count == landscape.parameterCount else {
            throw Refusal.dimension(expected: landscape.parameterCount, found: context.candidate.count)
        }
        // 0. groups and zero-type neurons divide the neurons; shares add up to 1
        try requirePartition(landscape.layout)
        let ledger = context.ledger?.argument(
            "A critical point with equal neurons or outputs 0 (Fukumizu & Amari 2000; MATHEMATICS section 6)")
        ledger?.note("\(structure).")
        ledger?.hypothesis(
            "groups and zero-type neurons divide the \(landscape.width) neurons; the shares of each group add up to 1",
            .exactly("exactly"))
        enterFlips(landscape, ledger)
        // 1. the narrow network's critical point p*
        let narrow = try narrowPoint(on: landscape, context, ledger)
        // 2. to 6. the wide critical point, and the inertia of its Hessian
        let lifted = try lift(narrow, landscape, context, ledger)
        // 7. the curvature there
        let evaluator = try landscape.makeEvaluator(context.level)
        let curvature = try verifyCurvature(lifted, landscape, evaluator, ledger)
        // 8. the loss of the narrow network; without neurons it is the loss of the function 0, whatever the input
        //    weights
        let loss =
            try narrow?.loss ?? evaluator.enclosure(on: Ball(centre: lifted.centre), order: .loss).loss
        let gradientNorm = try gradientNorm(lifted, landscape, evaluator)
        return verdict(
            lifted, curvature, loss: loss, gradientNorm: gradientNorm, landscape, reference: context.reference, ledger)
    }

    /// The critical point of the narrow network; nil when it has no neurons.
    private func narrowPoint(
        on landscape: TwoLayerLandscape, _ context: ProofContext, _ ledger: ProofLedger?
    ) throws -> IsolatedPoint? {
        let narrow = narrowLandscape(of: landscape)
        guard (narrow.parameterCount == 0) == (reduced == nil) else {
            throw Refusal.inequality("the narrow network has no critical point stated")
        }
        guard let reduced else { return nil }
        guard reduced.centre.count == narrow.parameterCount else {
            throw Refusal.dimension(expected: narrow.parameterCount, found: reduced.centre.count)
        }
        guard reduced.radius > 0, reduced.radius.isFinite else { throw Refusal.notANumber("radius") }
        return try reduced.conclude(
            on: narrow, in: context,
            ledger: ledger?.argument("The critical point p* of the narrow network of width \(reducedWidth)"))
    }

    func names(_ neurons: [Int]) -> String { neurons.map(String.init).joined(separator: ", ") }
}
