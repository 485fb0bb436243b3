import Certify
import Rigor

extension CertifierWorker {
    /// Loss, gradient norm and smallest eigenvalue at the candidate itself: float64 if it can judge what was claimed.
    /// Where it leaves a loss or a gradient open, these are enclosed with more bits, which needs no Hessian; where it
    /// leaves the eigenvalue open, the Hessian is: in double-double, then 128 bits, and more as far as the ladder goes.
    ///
    /// - Returns: beside that loss, gradient and Hessian in float64, where they are enclosed, for whoever goes on from
    ///   there.
    func enclosure(at candidate: Candidate) -> (CandidateEnclosure?, LocalEnclosure?) {
        var magnitudes = candidate.claims, eigenvalue = candidate.claims
        magnitudes.minimumEigenvalue = nil
        (eigenvalue.loss, eigenvalue.gradientNorm) = (nil, nil)
        let ball = Ball(centre: candidate.point)
        func rounding(_ loss: Bounds) -> ClaimRounding? {
            ClaimRounding(landscape, at: candidate.parameters, loss: loss)
        }
        func isOpen(_ found: CandidateEnclosure, _ claims: Candidate.Claims) -> Bool {
            found.leavesOpen(claims, rounding: rounding(found.loss))
        }
        /// With the Hessian at this level.
        func enclose(_ level: EvaluationLevel) -> (CandidateEnclosure, LocalEnclosure)? {
            guard let enclosure = try? evaluator(level).sharpEnclosure(at: ball.centre),
                let hessian = enclosure.hessian, let gradient = enclosure.gradient,
                let smallest = try? hessian.smallestEigenvalue()
            else { return nil }
            let found = CandidateEnclosure(
                loss: enclosure.loss, gradientNorm: gradient.norm, smallestEigenvalue: smallest, bits: level.bits
            ).sharpened(for: candidate.claims, rounding: rounding(enclosure.loss), by: enclosure.hessianIntervals)
            return (found, enclosure)
        }
        let float64 = enclose(.float64)
        var best = float64?.0
        if var found = best {
            for level in [.doubleDouble] + longLevels where isOpen(found, magnitudes) {
                guard let enclosure = try? evaluator(level).enclosure(on: ball, order: .gradient),
                    let gradient = enclosure.gradient
                else { continue }
                (found.loss, found.gradientNorm, found.bits) = (enclosure.loss, gradient.norm, level.bits)
            }
            best = found
            guard isOpen(found, eigenvalue) else { return (found, float64?.1) }
        }
        for level in [.doubleDouble] + longLevels {
            guard let (found, _) = enclose(level) else { continue }
            best = found
            guard isOpen(found, candidate.claims) else { break }
        }
        return (best, float64?.1)
    }

    /// 128 bits whatever the ladder's maximum is, since a claim is about the candidate and not about what is searched;
    /// then the rest of the ladder.
    private var longLevels: [EvaluationLevel] {
        [.multiple(Precision(bits: 128))] + ladder.filter { $0.bits > 128 }
    }
}
