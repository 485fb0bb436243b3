import Certify
import Gaussian
import Interchange
import Rigor

/// What three arguments prove from one and the same point of the Gaussian ReLU landscape, without refining it: Lemma 1
/// with the published B, Lemma 1 with our constant, and Newton-Kantorovich.
public struct GaussianReLULemmas: Sendable {
    /// |grad F(p)| is at most this.
    public let gradientNorm: Double
    /// Encloses the smallest eigenvalue of Hess F(p).
    public let smallestEigenvalue: Bounds
    /// Lemma 1 with the constant of `lipschitzConstants`; nil where the smallest eigenvalue is not proved positive.
    public let sharper: Lemma1?
    /// Lemma 1 with the B of Safran & Shamir; nil as above, and where B is not confirmed by being at least our
    /// constant.
    public let published: Lemma1?
    /// A critical point, minimum or not, is proved to lie within this distance; nil when Newton-Kantorovich fails.
    public let newtonKantorovichRadius: Double?

    /// - Throws: `EvaluationFailure` where the landscape is not smooth, `SpectrumFailure` when the eigenvalues cannot
    ///   be bounded.
    public init(of landscape: GaussianReLULandscape, at point: [Dyadic]) throws {
        let evaluator = try landscape.makeEvaluator(.float64)
        let enclosure = try evaluator.enclosure(on: Ball(centre: point), order: .hessian)
        guard let gradient = enclosure.gradient, let hessian = enclosure.hessian else {
            throw EvaluationFailure.outOfRange("no Hessian")
        }
        let spectrum = try hessian.spectrum()
        let eps = gradient.norm.upper, lambda = spectrum.smallest.lower
        gradientNorm = eps
        smallestEigenvalue = spectrum.smallest

        // r <= 25 eps / (6 lambda) whatever B is, so B is valid on the ball of radius r if it is on that one
        let trial = Directed.divideUp(Directed.multiplyUp(25, eps), Directed.multiplyDown(6, lambda))
        let ball = Ball(centre: point, radius: lambda > 0 ? trial : 0)
        func lemma(_ bound: Double) -> Lemma1 {
            Lemma1(gradientNorm: eps, smallestEigenvalue: lambda, thirdDerivative: bound, trialRadius: trial)
        }
        let constant = lambda > 0 ? try? evaluator.lipschitzConstants(on: ball).hessian : nil
        sharper = constant.map(lemma)
        if let constant, let bound = try? landscape.publishedBounds(on: ball).thirdDerivative, bound >= constant {
            published = lemma(bound)
        } else {
            published = nil
        }

        // the ball on which the gap shrinks to half, with a constant measured on it
        let gap = Directed.minimum(of: spectrum.eigenvalues.map(\.mignitude)) ?? 0
        newtonKantorovichRadius = gap > 0 ? Self.existenceRadius(evaluator, enclosure, point, eps, gap) : nil
    }

    private static func existenceRadius(
        _ evaluator: any LandscapeEvaluator, _ enclosure: LocalEnclosure, _ point: [Dyadic], _ eps: Double,
        _ gap: Double
    ) -> Double? {
        for radius in [0x1p-12 * gap, 0x1p-6 * gap, 0x1p-2 * gap] {
            guard let constants = try? evaluator.lipschitzConstants(on: Ball(centre: point, radius: radius)) else {
                continue
            }
            let witness = IsolatedPointWitness(
                centre: point, radius: radius, gradientNorm: eps, spectralGap: gap, lipschitz: constants)
            if let proved = try? witness.conclude(enclosure: enclosure, measured: constants) {
                return proved.existenceRadius
            }
        }
        return nil
    }
}
