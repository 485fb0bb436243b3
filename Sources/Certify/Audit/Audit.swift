import Rigor

/// The float64 claims of one candidate, each judged against the enclosure at the candidate itself; nil where nothing was claimed.
public struct Audit: Sendable, Hashable {
    /// Of the loss.
    public var loss: Float64Claim?
    /// Of the Euclidean norm of the gradient.
    public var gradientNorm: Float64Claim?
    /// Of the smallest eigenvalue of the Hessian.
    public var smallestEigenvalue: Float64Claim?

    public init(loss: Float64Claim?, gradientNorm: Float64Claim?, smallestEigenvalue: Float64Claim?) {
        self.loss = loss
        self.gradientNorm = gradientNorm
        self.smallestEigenvalue = smallestEigenvalue
    }

    /// Judges the claims of a certificate by what the certificate states; a checked certificate makes it a proved audit.
    public init(of certificate: Certificate) {
        let claims = certificate.candidate.claims, enclosure = certificate.candidateEnclosure
        self.init(
            loss: claims.loss.map { Float64Claim.judge(magnitude: $0, at: enclosure?.loss) },
            gradientNorm: claims.gradientNorm.map { Float64Claim.judge(magnitude: $0, at: enclosure?.gradientNorm) },
            smallestEigenvalue: claims.minimumEigenvalue.map {
                Float64Claim.judge(
                    smallestEigenvalue: $0, at: enclosure?.smallestEigenvalue, verdict: certificate.verdict)
            })
    }
}
