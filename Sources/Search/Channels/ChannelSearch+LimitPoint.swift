import Certify
import Networks
import Rigor

/// The minimum of the limit network: float64 first, then the proof.
extension ChannelSearch {
    /// The minimum of the limit network that the start leads to: float64 first, then the proof in MPFR, with ranges of
    /// the shares as wide as works.
    func limitPoint(
        _ students: TwoLayerLandscape, _ layout: ChannelLayout, _ shares: [Double], _ start: [Double],
        candidateLoss: Double
    ) throws(Failure) -> (LimitNetworkLandscape, IsolatedPointWitness) {
        func landscape(_ spread: Double) -> LimitNetworkLandscape {
            LimitNetworkLandscape(
                of: students, shape: layout.shape, shares: shares.map { Bounds(lower: $0 - spread, upper: $0 + spread) }
            )
        }
        let refined = try refine(landscape(0), start, candidateLoss)
        // the narrowest range first: when it fails, so do the others
        let narrow = landscape(0x1p-26)
        let first = try witness(narrow, layout, refined)
        for exponent in shares.isEmpty ? [] : [-6, -12, -18] {
            let wide = landscape(Double(sign: .plus, exponent: exponent, significand: 1))
            // Hessians that float64 leaves open on a range are open there because the range is wide
            if let witness = try? witness(wide, layout, refined, longest: EvaluationLevel.doubleDouble.bits) {
                return (wide, witness)
            }
        }
        return (narrow, first)
    }

    private func refine(
        _ landscape: LimitNetworkLandscape, _ start: [Double], _ candidateLoss: Double
    ) throws(Failure) -> [Double] {
        let approximate = landscape.makeApproximateEvaluator()
        var refinement = ApproximateRefinement()
        refinement.iterations = refinementSteps
        let lowered = descend(from: start, on: approximate, candidateLoss)
        let slope = approximate.approximateGradient(at: lowered).gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
        var refined = refinement.run(from: lowered, on: approximate)
        // on its way, and not there yet
        if refined.gradientNorm > 1e-14, refined.gradientNorm < 0.1 * slope {
            refinement.iterations = 4 * refinementSteps
            refined = refinement.run(from: refined.point, on: approximate)
        }
        let size = refined.point.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let distance = zip(refined.point, start).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        guard !refined.ranAway, distance <= attribution * size else {
            throw .elsewhere(
                "the limit network's critical point is \(distance) away from the candidate's limit parameters")
        }
        let hessian = approximate.approximateHessian(at: refined.point).hessian
        guard let smallest = ApproximateLinearAlgebra.symmetricEigenvalues(hessian, order: start.count)?.first else {
            throw .open("the limit network has no finite Hessian there")
        }
        // what float64 can tell of an eigenvalue or a gradient
        let rounding = 64 * 0x1p-53 * hessian.reduce(0) { $0 + $1 * $1 }.squareRoot() * (1 + size)
        // within reach of the proof
        guard smallest > 0x1p-4 * rounding, refined.gradientNorm < max(0.1 * smallest * smallest, 1e-14) else {
            let why =
                "the limit network has no minimum there (float64: gradient \(refined.gradientNorm), smallest "
                + "eigenvalue \(smallest))"
            // refinement ends where rounding dominates, and far out that is early
            throw refined.gradientNorm < max(converged, rounding) ? .open(why) : .elsewhere(why)
        }
        return refined.point
    }

    /// Newton steps on the loss, with |lambda| + tau for the eigenvalues, as long as they lower it and stay near.
    private func descend(
        from start: [Double], on evaluator: any ApproximateEvaluator, _ candidateLoss: Double
    ) -> [Double] {
        let n = start.count
        let reach = attribution * start.reduce(0) { $0 + $1 * $1 }.squareRoot()
        var point = start
        var (loss, gradient, hessian) = evaluator.approximateHessian(at: point)
        var damping = 1e-6, failures = 0, gain = 0.0
        for step in 0..<(6 * refinementSteps) {
            let steps = loss <= promisingLoss * candidateLoss ? 2 * refinementSteps : refinementSteps
            guard step < steps || gain >= worthwhileGain, let basis = ApproximateEigenbasis(hessian, order: n)
            else { break }
            var trial = point
            basis.addStep(along: gradient, to: &trial) { value, component in -component / (abs(value) + damping) }
            let next = evaluator.approximateHessian(at: trial)
            if next.loss < loss {
                guard zip(trial, start).reduce(0, { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }).squareRoot() <= reach else {
                    break
                }
                gain = (loss - next.loss) / loss
                (point, loss, gradient, hessian) = (trial, next.loss, next.gradient, next.hessian)
                damping *= 0.2
                failures = 0
                if gain < 1e-15 { break }
            } else {
                damping = max(10 * damping, 1e-12)
                gain = 0
                failures += 1
                if failures > 5 { break }
            }
        }
        return point
    }

    /// The same proof with a sharper gradient, where the smallest eigenvalue is known coarsely: what is stated of it
    /// widens in proportion to the distance between centre and minimum, for which the gradient stands.
    private func sharpened(
        _ witness: IsolatedPointWitness, _ found: IsolatedPoint, _ landscape: LimitNetworkLandscape
    ) -> IsolatedPointWitness {
        var result = witness
        let levels: [(EvaluationLevel, Double)] = [
            (.doubleDouble, coarseEigenvalue.doubleDouble),
            (.multiple(Precision(bits: 128)), coarseEigenvalue.multiple),
        ]
        for (level, coarse) in levels {
            let shift = result.lipschitz.hessian * (result.statedExistenceRadius ?? 0)
            guard isSharp || shift > coarse * found.smallestEigenvalue.lower,
                let evaluator = try? landscape.makeEvaluator(level),
                let gradient = try? evaluator.enclosure(on: Ball(centre: witness.centre), order: .gradient).gradient
            else { continue }
            // a little slack, so that another precision confirms it
            result.gradientNorm = min(result.gradientNorm, Slack.above(gradient.norm.upper))
        }
        return result
    }

    /// The proof of the limit network's minimum, at a centre at which the neurons of each group are exactly equal.
    ///
    /// - Parameter longest: precision of the ladder, in bits.
    private func witness(
        _ landscape: LimitNetworkLandscape, _ layout: ChannelLayout, _ point: [Double], longest: Int = 128
    ) throws(Failure) -> IsolatedPointWitness {
        let witness: IsolatedPointWitness
        switch IsolatedPointSearch(landscape: landscape, maximumPrecision: longest).run(
            near: point, isSharp: isSharp, isRefined: true)
        {
        case .proved(let proof, let found):
            guard found.isMinimum else {
                throw .open("the limit network is at a saddle of index \(found.inertia.negative)")
            }
            witness = sharpened(proof, found, landscape)
        case .open(let reason): throw .open("the limit network's minimum is not proved: \(reason)")
        }
        let centre = layout.equalized(witness.centre)
        var gradientNorm = witness.gradientNorm
        if centre != witness.centre {
            // of float64, if that is small enough
            let allowed = (witness.spectralGap - witness.lipschitz.hessian * witness.radius) * witness.radius
            gradientNorm = .infinity
            for level in [EvaluationLevel.float64, .doubleDouble, .multiple(Precision(bits: 128))]
            where !(gradientNorm < allowed) {
                guard
                    let gradient = try? landscape.makeEvaluator(level).enclosure(
                        on: Ball(centre: centre), order: .gradient
                    ).gradient
                else { continue }
                // a little slack, so that another precision confirms it
                gradientNorm = Slack.above(gradient.norm.upper)
            }
            guard gradientNorm < allowed else {
                throw .open("the limit network's gradient is not small enough where equal neurons are made equal")
            }
        }
        return IsolatedPointWitness(
            centre: centre, radius: witness.radius, gradientNorm: gradientNorm, spectralGap: witness.spectralGap,
            lipschitz: witness.lipschitz, basis: witness.basis)
    }
}
