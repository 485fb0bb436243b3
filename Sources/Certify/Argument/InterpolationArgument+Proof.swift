import Rigor

extension InterpolationArgument {
    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        guard let landscape = context.landscape as? any ResidualLandscape else {
            throw .inequality("the loss is not known to be a sum of squares of residuals")
        }
        let n = landscape.parameterCount
        guard centre.count == n, context.candidate.count == n else {
            throw .dimension(expected: n, found: centre.count)
        }
        // the stated numbers are numbers
        try requireBound("radius", radius, positive: true)
        try requireBound("norm of the residuals", residualNorm)
        try requireBound("norm of the right inverse", inverseNorm, positive: true)
        try requireBound("contraction", contraction)
        try requireBound("step", step)
        guard rightInverse.allSatisfy(\.isFinite) else { throw .notANumber("right inverse") }
        // F, and the dependences of the other residuals
        guard let independent = try landscape.independentResiduals(atMost: n) else {
            throw .inequality("there are more independent residuals than parameters")
        }
        let M = independent.count
        guard M > 0 else { throw .inequality("no residual depends on the parameters") }
        guard rightInverse.count == n * M else { throw .dimension(expected: n * M, found: rightInverse.count) }
        return try Refusal.refusing {
            let evaluator = try landscape.makeResidualEvaluator(context.precision)
            let ledger = context.ledger?.argument(
                "An exact zero of all residuals near p (MATHEMATICS section 22, interpolation)")
            ledger?.note("p, r and the right inverse C are in the certificate; B is the ball B(p, r), J = dF.")
            ledger?.hypothesis(
                "every residual is a constant linear combination of those in F",
                .exactly("\(M) of \(landscape.residualCount) residuals, \(n) parameters"))
            try verify(
                atCentre: try evaluator.enclosure(of: independent, on: Ball(centre: centre)),
                onBall: try evaluator.enclosure(of: independent, on: Ball(centre: centre, radius: radius)), ledger)
            let proved = try criticalPoint(landscape, context, independent: M)
            if let ledger { enterConclusions(proved, independent: M, ledger) }
            return .globalMinimum(proved)
        }
    }

    /// The hypotheses of the theorem, in its order.
    private func verify(
        atCentre: ResidualEnclosure, onBall: ResidualEnclosure, _ ledger: ProofLedger?
    ) throws(Refusal) {
        let n = centre.count, M = atCentre.values.count
        guard onBall.derivative.rows == M, onBall.derivative.columns == n else {
            throw .dimension(expected: M * n, found: onBall.derivative.midpoint.count)
        }
        let inverse = MatrixEnclosure(rows: n, columns: M, exactly: rightInverse)
        // 1. |F(p)| <= eta
        let residual = atCentre.values.norm.upper
        try require("norm of the residuals", residual, atMost: residualNorm)
        ledger?.hypothesis(
            "|F(p)| <= eta", .atMost(residual), stated: .init("eta", .atMost(residualNorm)),
            slack: .factor(of: residual, below: residualNorm))
        // 2. ‖C‖ <= gamma
        let norm = inverse.spectralNormUpper
        try require("norm of the right inverse", norm, atMost: inverseNorm)
        ledger?.hypothesis(
            "‖C‖ <= gamma", .atMost(norm), stated: .init("gamma", .atMost(inverseNorm)),
            slack: .factor(of: norm, below: inverseNorm))
        // 3. ‖I - J(q) C‖ <= kappa < 1 on the ball
        let defect = (MatrixEnclosure.identity(M) - onBall.derivative * inverse).spectralNormUpper
        try require("‖I - J C‖ on the ball", defect, atMost: contraction)
        ledger?.hypothesis(
            "‖I - J(q) C‖ <= kappa for all q in B", .atMost(defect), stated: .init("kappa", .atMost(contraction)),
            slack: .factor(of: defect, below: contraction))
        guard margin > 0 else { throw .inequality("kappa < 1 fails: kappa = \(contraction)") }
        ledger?.hypothesis("1 - kappa > 0", .atLeast(margin.value))
        // 4. gamma eta <= (1 - kappa) r
        let reach = UpperBound(inverseNorm) * UpperBound(residualNorm), limit = margin * LowerBound(radius)
        guard reach <= limit else {
            throw .inequality("gamma eta <= (1 - kappa) r fails: gamma eta <= \(reach), right side >= \(limit)")
        }
        ledger?.hypothesis(
            "gamma eta <= (1 - kappa) r", .below(reach.value, limit.value), stated: .init("r", .atLeast(radius)),
            slack: .factor(of: reach.value, below: limit.value))
        // 5. |C F(p)| <= delta
        let moved = (inverse * atCentre.values).norm.upper
        try require("length of the step", moved, atMost: step)
        ledger?.hypothesis(
            "|C F(p)| <= delta", .atMost(moved), stated: .init("delta", .atMost(step)),
            slack: .factor(of: moved, below: step))
    }

    /// What (a) to (d) say about p*.
    private func criticalPoint(
        _ landscape: any ResidualLandscape, _ context: ProofContext, independent M: Int
    ) throws -> CriticalPoint {
        let n = centre.count, distance = existenceRadius
        let evaluator = try landscape.makeEvaluator(.multiple(context.precision))
        let gradient = try evaluator.enclosure(on: Ball(centre: centre), order: .gradient).gradient
        var smallest = Bounds(lower: 0, upper: 0)
        if n == M {
            // 2 min c_i ((1 - kappa) / gamma)² below; above, a diagonal entry
            let singular = margin / UpperBound(inverseNorm)
            let lower = LowerBound(2) * landscape.smallestResidualWeight * singular * singular
            let hessian = try evaluator.enclosure(
                on: Ball(centre: centre, radius: distance.value), order: .hessian
            ).hessian
            let upper = hessian.flatMap { hessian in
                Directed.minimum(of: (0..<n).map { hessian.bounds($0, $0).upper })
            }
            smallest = Bounds(lower: lower.value, upper: upper ?? .infinity)
        }
        return CriticalPoint(
            loss: Bounds(lower: 0, upper: 0), gradientNormUpper: gradient?.norm.upper ?? .infinity,
            smallestEigenvalue: smallest, indexLower: 0, indexUpper: 0, nullity: n - M, isIsolated: n == M,
            distanceUpper: (UpperBound(Distance.upper(centre, context.candidate)) + distance).value,
            isProvedNonGlobal: false, familyDimension: n - M,
            structure: Self.structure(residuals: landscape.residualCount, independent: M, parameters: n),
            // the only critical point in B(p, r), from whose centre p* is at most `distance` away
            uniquenessRadius: n == M ? Directed.maximum(0, (LowerBound(radius) - distance).value) : nil,
            learningCoefficient: .morseBott(parameters: n, nullity: n - M, familyDimension: n - M))
    }

    private func enterConclusions(_ point: CriticalPoint, independent M: Int, _ ledger: ProofLedger) {
        let n = centre.count
        ledger.conclusion(
            "Hence all residuals vanish at a point p*, |p* - p| <= delta + gamma kappa eta / (1 - kappa) <= "
                + "\(OutwardDecimal.upper(existenceRadius.value, digits: 5)): L(p*) = 0, and no loss is smaller.")
        ledger.conclusion(
            "rank J = \(M) on B: Hess L(p*) has rank \(M), nullity \(n - M) and no negative eigenvalue; "
                + "a point of B is critical exactly if its loss is 0.")
        ledger.conclusion(
            n == M
                ? "n = \(M): p* is the only critical point in B, and nondegenerate."
                : "The zeros of L near p* are a manifold of dimension n - \(M) = \(n - M).")
    }
}
