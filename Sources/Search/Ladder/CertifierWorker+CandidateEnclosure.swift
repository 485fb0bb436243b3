import Certify
import Rigor

extension CertifierWorker {
    /// Loss, gradient norm and smallest eigenvalue at the candidate itself: float64 if it can judge what was claimed,
    /// otherwise 128 bits, and more as far as the ladder goes.
    func enclosure(at candidate: Candidate) -> CandidateEnclosure? {
        var best: CandidateEnclosure?
        for level in claimLevels {
            guard let evaluator = try? evaluator(level),
                let enclosure = try? evaluator.enclosure(on: Ball(centre: candidate.point), order: .hessian),
                let hessian = enclosure.hessian, let gradient = enclosure.gradient,
                let smallest = try? hessian.smallestEigenvalue()
            else { continue }
            let rounding = ClaimRounding(landscape, at: candidate.parameters, loss: enclosure.loss)
            let found = CandidateEnclosure(
                loss: enclosure.loss, gradientNorm: gradient.norm, smallestEigenvalue: smallest,
                bits: level.bits
            ).sharpened(for: candidate.claims, rounding: rounding, by: enclosure.hessianIntervals)
            best = found
            guard found.leavesOpen(candidate.claims, rounding: rounding) else { break }
        }
        return best
    }

    /// Float64 and 128 bits whatever the ladder's maximum is, since a claim is about the candidate and not about what
    /// is searched; then the rest of the ladder.
    private var claimLevels: [EvaluationLevel] {
        [.float64, .multiple(Precision(bits: 128))] + ladder.filter { $0.bits > 128 }
    }
}
