import Certify
import Rigor

/// What is enclosed at the candidate itself, for whoever goes on from there.
struct CandidateNeighbourhood {
    /// Loss, gradient and Hessian in float64, with approximate eigenvectors.
    var enclosure: LocalEnclosure
    var basis: ApproximateEigenbasis

    /// Where refinement starts.
    var start: (gradient: [Double], hessian: [Double], basis: ApproximateEigenbasis)? {
        guard let gradient = enclosure.gradient, let hessian = enclosure.hessian else { return nil }
        return (gradient.midpoint, hessian.midpoint, basis)
    }
}

extension CertifierWorker {
    /// Loss, gradient norm and smallest eigenvalue at the candidate itself: float64 if it can judge what was claimed. Where it
    /// leaves a loss or a gradient open, these are enclosed with more bits, which needs no Hessian; where it leaves the
    /// eigenvalue open, 128 bits, and more as far as the ladder goes.
    ///
    /// - Returns: beside that what float64 encloses there, where it does.
    func enclosure(at candidate: Candidate) -> (CandidateEnclosure?, CandidateNeighbourhood?) {
        var magnitudes = candidate.claims, eigenvalue = candidate.claims
        magnitudes.minimumEigenvalue = nil
        (eigenvalue.loss, eigenvalue.gradientNorm) = (nil, nil)
        let ball = Ball(centre: candidate.point)
        var best: CandidateEnclosure?, near: CandidateNeighbourhood?
        func isOpen(_ found: CandidateEnclosure, _ claims: Candidate.Claims) -> Bool {
            found.leavesOpen(claims, rounding: ClaimRounding(landscape, at: candidate.parameters, loss: found.loss))
        }
        /// With the Hessian at this level.
        func enclose(_ level: EvaluationLevel) -> CandidateEnclosure? {
            guard let enclosure = try? evaluator(level).enclosure(on: ball, order: .hessian),
                let hessian = enclosure.hessian, let gradient = enclosure.gradient,
                let basis = ApproximateEigenbasis(hessian.midpoint, order: hessian.rows),
                let spectrum = try? hessian.spectrum(basis: basis.vectors)
            else { return nil }
            if level == .float64 { near = CandidateNeighbourhood(enclosure: enclosure, basis: basis) }
            return CandidateEnclosure(
                loss: enclosure.loss, gradientNorm: gradient.norm, smallestEigenvalue: spectrum.smallest,
                basis: basis.vectors, bits: level.bits
            ).sharpened(
                for: candidate.claims,
                rounding: ClaimRounding(landscape, at: candidate.parameters, loss: enclosure.loss),
                by: enclosure.hessianIntervals)
        }
        if var found = enclose(.float64) {
            for level in [.doubleDouble] + longLevels where isOpen(found, magnitudes) {
                guard let enclosure = try? evaluator(level).enclosure(on: ball, order: .gradient),
                    let gradient = enclosure.gradient
                else { continue }
                found.loss = enclosure.loss
                found.gradientNorm = gradient.norm
                found.bits = level.bits
            }
            best = found
            guard isOpen(found, eigenvalue) || isOpen(found, magnitudes) else { return (best, near) }
        }
        for level in longLevels {
            guard let found = enclose(level) else { continue }
            best = found
            guard isOpen(found, candidate.claims) else { break }
        }
        return (best, near)
    }

    /// 128 bits whatever the ladder's maximum is, since a claim is about the candidate and not about what is searched; then
    /// the rest of the ladder.
    private var longLevels: [EvaluationLevel] {
        [.multiple(Precision(bits: 128))] + ladder.filter { $0.bits > 128 }
    }
}
