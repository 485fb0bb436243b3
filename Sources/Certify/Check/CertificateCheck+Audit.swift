import Rigor

extension CertificateCheck {
    /// ``audit(_:_:)`` with as many bits as the enclosure at the candidate states.
    func auditInMultiplePrecision(_ certificate: Certificate, _ evaluator: any LandscapeEvaluator) throws -> Audit {
        let bits = Self.bits(certificate.candidateEnclosure?.bits ?? 0)
        return try audit(
            certificate,
            bits <= evaluator.precision?.bits ?? 0
                ? evaluator : try landscape.makeEvaluator(.multiple(Precision(bits: bits))))
    }

    /// Verifies what is stated about the candidate itself, and judges the float64 claims by an enclosure of its own.
    ///
    /// The smallest eigenvalue is bounded by a factorization, or through the basis in the certificate if there is one;
    /// where that is not as sharp as what is stated, or as the judgement needs, it is told from the numbers in question
    /// by the pivots of the Hessian at the candidate.
    ///
    /// - Precondition: the verdict was verified.
    func audit(_ certificate: Certificate, _ evaluator: any LandscapeEvaluator) throws -> Audit {
        let candidate = certificate.candidate, claims = candidate.claims
        guard let stated = certificate.candidateEnclosure else {
            return try compare(certificate.audit, Audit(claims, at: nil, rounding: nil, verdict: certificate.verdict))
        }
        let enclosure = try evaluator.sharpEnclosure(at: candidate.point)
        guard let gradient = enclosure.gradient, let hessian = enclosure.hessian,
            stated.basis.map({ $0.count == hessian.rows * hessian.rows }) ?? true
        else {
            throw Refusal.dimension(
                expected: candidate.parameters.count * candidate.parameters.count, found: stated.basis?.count ?? 0)
        }
        var own = CandidateEnclosure(
            loss: enclosure.loss, gradientNorm: gradient.norm,
            smallestEigenvalue: try hessian.smallestEigenvalue(basis: stated.basis),
            basis: stated.basis, bits: evaluator.precision?.bits ?? Precision.float64.bits)
        if let matrix = enclosure.hessianIntervals {
            let ends = [stated.smallestEigenvalue.lower, stated.smallestEigenvalue.upper].filter {
                own.smallestEigenvalue.contains($0)
            }
            own.smallestEigenvalue = matrix.smallestEigenvalue(in: own.smallestEigenvalue, toldFrom: ends)
        }
        try requireInside("loss at the candidate", own.loss, within: stated.loss)
        try requireInside("gradient norm at the candidate", own.gradientNorm, within: stated.gradientNorm)
        try requireInside(
            "smallest eigenvalue at the candidate", own.smallestEigenvalue, within: stated.smallestEigenvalue)
        let rounding = ClaimRounding(landscape, at: candidate.parameters, loss: own.loss)
        own = own.sharpened(for: claims, rounding: rounding, by: enclosure.hessianIntervals)
        return try compare(certificate.audit, Audit(claims, at: own, rounding: rounding, verdict: certificate.verdict))
    }

    /// What is proved, when what is stated is the same.
    private func compare(_ stated: Audit, _ proved: Audit) throws -> Audit {
        try compare("loss", stated.loss, proved.loss, stated.rules)
        try compare("gradient norm", stated.gradientNorm, proved.gradientNorm, stated.rules)
        try compare("smallest eigenvalue", stated.smallestEigenvalue, proved.smallestEigenvalue, stated.rules)
        return proved
    }

    private func compare(_ quantity: String, _ stated: Float64Claim?, _ proved: Float64Claim?, _ rules: Audit.Rules)
        throws
    {
        guard let stated else { return }
        guard let proved else {
            throw Refusal.overstated(
                "the \(quantity) is called \(stated.rawValue), though nothing was claimed about it")
        }
        let agrees =
            switch rules {
            case .withRounding: stated == proved
            // the same words had other limits then; what is proved is told, and the opposite of it is refused
            case .withoutRounding: ![stated, proved].contains(.confirmed) || ![stated, proved].contains(.refuted)
            }
        guard agrees else {
            throw Refusal.overstated("the claimed \(quantity) is called \(stated.rawValue), it is \(proved.rawValue)")
        }
    }
}
