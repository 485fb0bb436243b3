import Certify
import Rigor

extension CertifierWorker {
    /// The verdict about the nearest thing to the candidate that can be proved.
    ///
    /// A finding decides at once when nothing nearer can exist (`Findings.settled`), or when float64 shows nothing
    /// nearer; otherwise what may be nearer is tried first. Everything float64 shows is untrusted: it only spares work.
    func judge(_ candidate: Candidate) -> Certificate {
        precondition(candidate.parameters.count == landscape.parameterCount)
        let attribution = Attribution(relative: options.attribution)
        var certificate = Certificate(
            candidate: candidate, verdict: .undecided(.structureOpen("not attempted")), argument: .none,
            reference: reference, candidateEnclosure: nil, attribution: attribution, bits: 53,
            rungs: [], seconds: 0)
        let required = Directed.multiplyUp(options.radius, Directed.addUp(1, Distance.normUpper(candidate.point)))
        if isBeyondHessians {
            judgeWithoutHessian(candidate, &certificate, required: required)
            return certificate
        }
        let (there, near) = enclosure(at: candidate)
        certificate.candidateEnclosure = there
        var findings = Findings(candidate: candidate, attribution: attribution, required: required)
        var open: UndecidedReason?
        var escape: String?
        /// A ball without critical points that a structure proved.
        var excluded: Finding?

        func decide(_ finding: Finding) -> Certificate {
            certificate.verdict = finding.verdict
            certificate.argument = finding.argument
            certificate.bits = finding.bits
            return certificate
        }
        let context = ProofContext(
            landscape: landscape, candidate: candidate.point, precision: Precision(bits: 128), reference: reference)
        func ask(_ search: any StructureSearch) {
            switch search.search(candidate, in: context) {
            case .proved(let argument, let verdict):
                let stated = search.concludesInOtherArithmetic ? verdict.withSlack : verdict
                let finding = Finding(
                    verdict: stated, argument: .structured(argument), bits: context.precision.bits)
                findings.add(finding)
                if case .notCritical(let ball, _) = verdict, ball.radius >= required { excluded = finding }
                if case .saddleAtInfinity(let limit) = verdict { escape = escape ?? "channel: \(limit.structure)" }
            case .open(let why):
                open = open ?? .structureOpen(why)
            case .escaping(let way):
                open = open ?? .structureOpen(way)
                escape = escape ?? way
            case nil: break
            }
        }
        func add(_ proof: IsolatedPointProof) {
            var point = proof.point
            point.largestEigenvalue = point.largestEigenvalue.slackened
            point.smallestEigenvalue = point.smallestEigenvalue.slackened
            findings.add(
                Finding(
                    verdict: Deduction.verdict(
                        proof.witness, point, candidate: candidate.point, reference: reference,
                        level: landscape.levelOfRegularPoints),
                    argument: .isolatedPoint(proof.witness), bits: proof.bits))
        }

        // 1. structures that say more than isolation does
        for search in structures where search.precedesIsolatedPoints {
            ask(search)
            if let finding = findings.settled ?? excluded { return decide(finding) }
        }
        if let found = findings.attributed, !showsNearerPoint(than: found.distance, from: candidate, near) {
            return decide(found.finding)
        }
        // 2. an isolated point, to which Newton's method leads from the candidate
        switch firstRung(candidate, near: near, rungs: &certificate.rungs) {
        case .success(let proof):
            add(proof)
            if let found = findings.attributed { return decide(found.finding) }
        case .failure(let ascent):
            if let proof = nextRungs(ascent, rungs: &certificate.rungs) {
                add(proof)
                if let found = findings.attributed { return decide(found.finding) }
            }
            // 3. structures are recognised at little cost, so they come before the long precisions
            for search in structures where !search.precedesIsolatedPoints {
                ask(search)
                if let finding = findings.settled { return decide(finding) }
                if let found = findings.attributed, !ascent.isNearer(than: found.distance) {
                    return decide(found.finding)
                }
            }
            // 4. the long precisions, unless what was found is as near as the point that they would prove, or float64
            // shows no point to be proved
            if let finding = findings.decisive, !ascent.isNearer(than: findings.attributed?.distance ?? findings.radius)
            {
                return decide(finding)
            }
            let longest = !ascent.isConverging ? 0 : findings.decisive == nil ? .max : Self.enoughBits
            switch climb(ascent, longest: longest, rungs: &certificate.rungs)
            {
            case .success(let proof): add(proof)
            case .failure(let failure): open = open ?? failure.reason(excluded: 0, required: required)
            }
        }
        if let finding = findings.decisive { return decide(finding) }
        // 5. nothing near enough: does the candidate's own neighbourhood hold no critical point?
        let exclusion = excludedBall(around: candidate, required: required, near: near)
        for radius in [required] + (escape == nil ? [] : [options.escapeRadius]) {
            // a saddle at infinity says more than a ball that is small beside the candidate
            if radius < required, let finding = findings.attributedSaddleAtInfinity { return decide(finding) }
            guard let exclusion, exclusion.witness.radius >= radius else { continue }
            let nearest = findings.nearest
            certificate.verdict = .notCritical(
                Deduction.notCritical(exclusion.witness, atCandidate: exclusion.enclosure), nearest: nearest?.verdict)
            certificate.argument = .exclusion(exclusion.witness, nearest: nearest?.argument)
            certificate.bits = max(exclusion.bits, nearest?.bits ?? 53)
            certificate.approximateEscape = escape
            return certificate
        }
        // 6. at least no local minimum?
        if let finding = ballWithoutMinima(around: candidate, required: required, near: near) { return decide(finding) }
        if let reason = findings.reason(detail: open?.openDetail ?? "") ?? open {
            certificate.verdict = .undecided(reason.reached(excluded: exclusion?.witness.radius ?? 0))
        }
        // the longest precision that was tried
        certificate.bits = certificate.rungs.reduce(certificate.bits) { max($0, $1.bits) }
        return certificate
    }

    /// Where something is at hand that may decide, longer precisions are not tried for something nearer: they move no
    /// eigenvalue of a Hessian that was enclosed with these.
    private static let enoughBits = 128

    /// Whether a few of Newton's steps, in float64, settle at less than half of this distance from the candidate.
    ///
    /// Not where the loss is as good as the least: no argument tells another critical point from rounding there.
    private func showsNearerPoint(
        than distance: Double, from candidate: Candidate, _ near: LocalEnclosure?
    ) -> Bool {
        guard approximate.approximateLoss(at: candidate.parameters) > 1e-20 else { return false }
        var refinement = ApproximateRefinement()
        refinement.iterations = 8
        let outcome = refinement.run(from: candidate.parameters, on: approximate, known: near)
        return !outcome.ranAway && outcome.approximateDistance < distance / 2
    }
}

extension CertifierWorker.Ascent {
    /// Whether float64 refinement came so far that rounding may be what keeps its gradient from 0.
    fileprivate var isConverging: Bool { gradientNorm < 0x1p-27 }

    /// Whether float64 refinement converged at less than half of this distance from the candidate.
    fileprivate func isNearer(than distance: Double) -> Bool {
        if case .ranAway = failure { return false }
        return gradientNorm < CertifierWorker.convergedGradient && approximateDistance < distance / 2
    }
}

extension UndecidedReason {
    /// What stayed open, in words without numbers of a ball.
    fileprivate var openDetail: String? {
        switch self {
        case .structureOpen(let detail), .existenceOpen(let detail, _, _): detail
        case .signsOpen(let positive, let negative, let order, _):
            "\(positive) positive and \(negative) negative eigenvalues of \(order) were found at the point that "
                + "refinement reached"
        case .refinementRanAway, .nearestIsFar, .evaluation: nil
        }
    }
}
