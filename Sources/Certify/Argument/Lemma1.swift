import Rigor

/// Lemma 1 of Safran & Shamir (2017/2018) as they use it, MATHEMATICS section 3.
///
/// Let |grad F(p)| <= eps, lambda > 0 the smallest eigenvalue of Hess F(p) (or a lower bound of it), B a bound of the
/// third directional derivatives on the ball of radius r below, and 9 lambda² - 25 B eps >= 0. Then F has a local
/// minimum within
///
///     r = ( 3 lambda - sqrt(9 lambda² - 25 B eps) ) / (2 B)        of p.
public struct Lemma1: Sendable, Hashable {
    /// eps.
    public let gradientNorm: Double
    /// lambda.
    public let smallestEigenvalue: Double
    /// B, valid on the ball of radius `trialRadius`.
    public let thirdDerivative: Double
    /// Radius of the ball around p on which B was bounded.
    public let trialRadius: Double
    /// Lower bound of 9 lambda² - 25 B eps.
    public let discriminantLower: Double
    /// Upper bound of r; nil unless the discriminant is proved non-negative and r <= `trialRadius`, so that B is valid
    /// on the ball of radius r.
    public let radius: Double?

    /// Evaluates the lemma, every step rounded against it.
    public init(
        gradientNorm eps: Double, smallestEigenvalue lambda: Double, thirdDerivative B: Double, trialRadius: Double
    ) {
        gradientNorm = eps
        smallestEigenvalue = lambda
        thirdDerivative = B
        self.trialRadius = trialRadius
        let smallest = LowerBound(lambda), gradient = UpperBound(eps)
        let discriminant = 9 * (smallest * smallest) - 25 * (UpperBound(B) * gradient)
        discriminantLower = discriminant.value
        guard lambda > 0, discriminant >= 0, eps >= 0, B >= 0 else {
            radius = nil
            return
        }
        // 3 lambda - sqrt(9 lambda² - 25 B eps) = 25 B eps / (3 lambda + sqrt(..)): no cancellation, and B may be 0
        let r = 25 * gradient / (2 * (3 * smallest + discriminant.squareRoot()))
        radius = r <= LowerBound(trialRadius) ? r.value : nil
    }

    /// Lower bound of the margin F(p) - K0 r - reference of Lemma 2; positive proves that the minimum of Lemma 1 is not
    /// global.
    ///
    /// - Parameters:
    ///   - lossLower: lower bound of F(p).
    ///   - lipschitz: K0 on the ball of radius `trialRadius`.
    ///   - referenceUpper: upper bound of the loss at any reference point, or the infimum.
    public func lemma2Margin(lossLower: Double, lipschitz: Double, referenceUpper: Double) -> Double? {
        radius.map {
            (LowerBound(lossLower) - UpperBound(lipschitz) * UpperBound($0) - UpperBound(referenceUpper)).value
        }
    }
}
