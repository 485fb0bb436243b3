import Rigor

/// How fast the volume near a local minimum p* falls with the level: inside every small ball around p*
///
///     vol { L < L(p*) + t }  is of the order  t^lambda (log 1/t)^(m - 1)      as t -> 0,
///
/// lambda the local learning coefficient, m its multiplicity (Watanabe, Algebraic Geometry and Statistical Learning
/// Theory, 2009).
public struct LearningCoefficient: Sendable, Hashable {
    /// lambda.
    public var value: Rational
    /// m.
    public var multiplicity: Int

    public init(_ value: Rational, multiplicity: Int = 1) {
        self.value = value
        self.multiplicity = multiplicity
    }

    /// Of a minimum with a Hessian that is regular across a family of critical points.
    ///
    /// **Theorem.** Let p* be a critical point of n parameters, on a smooth manifold F of dimension k of critical
    /// points of equal loss, and let Hess L(p*) have no negative eigenvalue and nullity k. Then lambda = (n - k)/2,
    /// m = 1.
    ///
    /// *Proof.* The Hessian vanishes on the tangent space of F, so this is its kernel, and H is positive definite
    /// across F at p*, by continuity at all f in F near p*: in coordinates (f, y), y in R^(n-k) normal to F, is
    /// L = L(p*) + y'H(f) y/2 + o(|y|²) uniformly in f. So a |y|² <= L - L(p*) <= b |y|² with a, b > 0, and the volume
    /// is between two positive multiples of t^((n-k)/2). ∎
    ///
    /// - Parameters:
    ///   - n: number of parameters.
    ///   - nullity: of the Hessian at the point, where proved.
    ///   - familyDimension: of a manifold of critical points of equal loss through it.
    /// - Precondition: the Hessian has no negative eigenvalue.
    /// - Returns: nil unless the two are proved to agree.
    package static func morseBott(parameters n: Int, nullity: Int?, familyDimension: Int) -> LearningCoefficient? {
        nullity == familyDimension ? LearningCoefficient(Rational(n - familyDimension, 2)) : nil
    }
}

extension LearningCoefficient: CustomStringConvertible {
    /// "13/2, multiplicity 1".
    public var description: String { "\(value), multiplicity \(multiplicity)" }
}
