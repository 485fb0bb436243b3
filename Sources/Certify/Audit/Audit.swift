import Rigor

/// The float64 claims of one candidate, each judged against the enclosure at the candidate itself; nil where nothing
/// was claimed.
public struct Audit: Sendable, Hashable {
    /// By which rules the words were chosen.
    public enum Rules: Int, Sendable {
        /// Those of certificates in which "confirmed" meant the sign of an eigenvalue, and whatever was off by more
        /// than 2^-10 was "refuted".
        case withoutRounding = 1
        /// Those of ``Float64Claim``.
        case withRounding = 2
    }

    /// Of the loss.
    public var loss: Float64Claim?
    /// Of the Euclidean norm of the gradient.
    public var gradientNorm: Float64Claim?
    /// Of the smallest eigenvalue of the Hessian.
    public var smallestEigenvalue: Float64Claim?
    public var rules: Rules

    public init(
        loss: Float64Claim? = nil, gradientNorm: Float64Claim? = nil, smallestEigenvalue: Float64Claim? = nil,
        rules: Rules = .withRounding
    ) {
        self.loss = loss
        self.gradientNorm = gradientNorm
        self.smallestEigenvalue = smallestEigenvalue
        self.rules = rules
    }

    /// Judges the claims of a candidate.
    ///
    /// - Parameters:
    ///   - enclosure: what is proved at the candidate; nil when nothing is, and then everything is undecided.
    ///   - rounding: what float64 may lose there; nil when that is not known.
    ///   - verdict: what is proved near by. If it is about the candidate itself, at distance 0, the gradient there is
    ///     0, and so is the loss of a global minimum.
    public init(
        _ claims: Candidate.Claims, at enclosure: CandidateEnclosure?, rounding: ClaimRounding?, verdict: Verdict
    ) {
        let isCritical = verdict.criticalPoint?.distanceUpper == 0
        var loss = enclosure?.loss
        if isCritical, case .globalMinimum = verdict { loss = loss.map { _ in .zero } }
        // without an enclosure the verdict may still tell the sign of the smallest eigenvalue
        var smallest = enclosure?.smallestEigenvalue
        if case .noLocalMinimum(let ball) = verdict { smallest = smallest ?? ball.smallestEigenvalue }
        let gradientNorm = isCritical ? enclosure.map { _ in Bounds.zero } : enclosure?.gradientNorm
        self.init(
            loss: claims.loss.map {
                Float64Claim.judge(
                    magnitude: $0, at: loss, rounding: rounding?.loss, mayBeNegative: rounding?.isSumOfSquares == false)
            },
            gradientNorm: claims.gradientNorm.map {
                Float64Claim.judge(magnitude: $0, at: gradientNorm, rounding: rounding?.gradientNorm)
            },
            smallestEigenvalue: claims.minimumEigenvalue.map {
                Float64Claim.judge(
                    smallestEigenvalue: $0, at: smallest, rounding: rounding?.smallestEigenvalue,
                    verdict: verdict)
            })
    }

    /// Judges the claims of a certificate by what the certificate states; of a checked certificate this is what is
    /// proved.
    public init(of certificate: Certificate, on landscape: any Landscape) {
        let candidate = certificate.candidate, enclosure = certificate.candidateEnclosure
        self.init(
            candidate.claims, at: enclosure,
            rounding: enclosure.flatMap { ClaimRounding(landscape, at: candidate.parameters, loss: $0.loss) },
            verdict: certificate.verdict)
    }
}

extension CandidateEnclosure {
    /// The same enclosure with a smallest eigenvalue that is enclosed as sharply as a claim about it needs.
    ///
    /// - Parameter hessian: the Hessian at the candidate, to as many bits as there are; nil leaves things as they are.
    package func sharpened(for claims: Candidate.Claims, rounding: ClaimRounding?, by hessian: SymmetricIntervalMatrix?)
        -> CandidateEnclosure
    {
        guard let claim = claims.minimumEigenvalue, let hessian, hessian.order > 0 else { return self }
        var found = self
        let comparison = ClaimComparison(
            claim: claim, value: smallestEigenvalue, rounding: rounding?.smallestEigenvalue,
            relativeWidth: Float64Claim.relativeWidthOfEigenvalues)
        guard comparison.isEigenvalueOpen else { return self }
        found.smallestEigenvalue = hessian.smallestEigenvalue(
            in: smallestEigenvalue, toldFrom: comparison.tellingPoints)
        // a few more digits for whoever reads it
        if !found.smallestEigenvalue.contains(0) {
            found.smallestEigenvalue = hessian.smallestEigenvalue(in: found.smallestEigenvalue, halvings: 12)
        }
        return found
    }

    /// Whether a sharper enclosure may change what is said about a claim.
    package func leavesOpen(_ claims: Candidate.Claims, rounding: ClaimRounding?) -> Bool {
        func comparison(
            _ claim: Double, _ value: Bounds, _ bound: Bounds?, _ width: Double = Float64Claim.relativeWidth
        ) -> ClaimComparison {
            ClaimComparison(claim: claim, value: value, rounding: bound, relativeWidth: width)
        }
        if let c = claims.loss,
            comparison(c, loss, rounding?.loss).isMagnitudeOpen(mayBeNegative: rounding?.isSumOfSquares == false)
        {
            return true
        }
        if let c = claims.gradientNorm,
            comparison(c, gradientNorm, rounding?.gradientNorm).isMagnitudeOpen(mayBeNegative: false)
        {
            return true
        }
        if let c = claims.minimumEigenvalue,
            comparison(c, smallestEigenvalue, rounding?.smallestEigenvalue, Float64Claim.relativeWidthOfEigenvalues)
                .isEigenvalueOpen
        {
            return true
        }
        return false
    }
}
