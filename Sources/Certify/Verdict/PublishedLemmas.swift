import Rigor

/// Lemmas 1 and 2 of Safran & Shamir in their published form (MATHEMATICS section 3), with the numbers of one isolated
/// minimum put in.
///
/// They stand in every certificate of an isolated minimum because they are what the literature uses. The verdict does
/// not rest on them but on the sharper form in ``IsolatedPointWitness``, so a lemma that is not strong enough (`radius`
/// nil, `marginLower` not positive) takes nothing away.
public struct PublishedLemmas: Sendable, Hashable {
    /// epsilon >= |grad L(p)|.
    public var gradientNorm: Double
    /// lambda: a positive lower bound of the smallest eigenvalue of Hess L(p).
    public var smallestEigenvalue: Double
    /// B: a bound of the third directional derivatives on the ball of radius `trialRadius` around p.
    public var thirdDerivative: Double
    /// Radius of the ball around p on which B and K0 were bounded.
    public var trialRadius: Double
    /// Lower bound of 9 lambda² - 25 B epsilon.
    public var discriminantLower: Double
    /// Upper bound of r = ( 3 lambda - sqrt(9 lambda² - 25 B epsilon) ) / (2 B); nil when Lemma 1 does not apply.
    public var radius: Double?
    /// Lower bound of L(p).
    public var lossLower: Double
    /// K0 on the ball of radius `trialRadius` around p.
    public var lipschitz: Double
    /// Upper bound of the reference loss; nil when there is no reference.
    public var referenceUpper: Double?
    /// Lower bound of L(p) - K0 r - reference; positive: Lemma 2 proves that the minimum is not global.
    public var marginLower: Double?

    public init(
        gradientNorm: Double, smallestEigenvalue: Double, thirdDerivative: Double, trialRadius: Double,
        discriminantLower: Double, radius: Double?, lossLower: Double, lipschitz: Double, referenceUpper: Double?,
        marginLower: Double?
    ) {
        self.gradientNorm = gradientNorm
        self.smallestEigenvalue = smallestEigenvalue
        self.thirdDerivative = thirdDerivative
        self.trialRadius = trialRadius
        self.discriminantLower = discriminantLower
        self.radius = radius
        self.lossLower = lossLower
        self.lipschitz = lipschitz
        self.referenceUpper = referenceUpper
        self.marginLower = marginLower
    }

    /// The lemmas at the centre of an isolated point, or nil when the point is no minimum.
    ///
    /// - Parameter lossLower: a lower bound of the loss at the centre.
    public init?(_ witness: IsolatedPointWitness, _ point: IsolatedPoint, lossLower: Double, reference: Reference?) {
        guard let lemma = point.lemma1 else { return nil }
        self.init(
            gradientNorm: lemma.gradientNorm, smallestEigenvalue: lemma.smallestEigenvalue,
            thirdDerivative: lemma.thirdDerivative, trialRadius: lemma.trialRadius,
            discriminantLower: lemma.discriminantLower, radius: lemma.radius, lossLower: lossLower,
            lipschitz: witness.lipschitz.loss, referenceUpper: reference?.lossUpper,
            marginLower: reference.flatMap {
                lemma.lemma2Margin(
                    lossLower: lossLower, lipschitz: witness.lipschitz.loss, referenceUpper: $0.lossUpper)
            })
    }
}
