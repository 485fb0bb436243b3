import Certify
import Landscape
import Rigor

extension GlobalMinimumArgument {
    /// Why an exact zero-loss point theta0 is the only critical point of a ball, and nondegenerate: the numbers of an `IsolatedPointWitness` whose
    /// centre is theta0 rounded to nearest with 128 bits.
    public struct Uniqueness: Sendable, Hashable {
        public var radius: Double
        public var gradientNorm: Double
        public var spectralGap: Double
        public var lipschitz: LipschitzConstants

        public init(radius: Double, gradientNorm: Double, spectralGap: Double, lipschitz: LipschitzConstants) {
            self.radius = radius
            self.gradientNorm = gradientNorm
            self.spectralGap = spectralGap
            self.lipschitz = lipschitz
        }
    }
}

extension GlobalMinimumArgument.Uniqueness {
    /// theta0 rounded to nearest, around which enclosures are taken, and an upper bound of how far that is from theta0.
    static func centre(_ exact: [Rational]) -> (point: [Dyadic], distance: Double) {
        let point = exact.rounded(to: Precision(bits: 128))
        return (point, exact.distanceUpper(from: point))
    }

    /// Verifies the witness, and that theta0 lies in its ball: critical, so it is the one critical point there. Returns an enclosure of the smallest
    /// eigenvalue of the Hessian at theta0.
    ///
    /// - Parameters:
    ///   - exact: theta0, critical.
    ///   - basis: approximate eigenvectors of the Hessian, in rows.
    func smallestEigenvalue(at exact: [Rational], basis: [Double], with evaluator: any LandscapeEvaluator) throws(Refusal) -> Bounds {
        let (point, distance) = Self.centre(exact)
        let witness = IsolatedPointWitness(
            centre: point, radius: radius, gradientNorm: gradientNorm, spectralGap: spectralGap, lipschitz: lipschitz, basis: basis)
        let unique = try witness.conclude(with: evaluator)
        guard distance <= radius else {
            throw .inequality("theta0 lies outside the ball of uniqueness: \(distance) > \(radius)")
        }
        guard unique.inertia.positive == exact.count else { throw .inequality("a zero-loss point with inertia \(unique.inertia)") }
        return unique.smallestEigenvalue.intersection(Bounds(lower: 0, upper: .infinity)) ?? .entireLine
    }

    /// Measures what a ball of uniqueness needs, with a little slack; nil when the eigenvalues are not all proved positive. Untrusted.
    init?(measuredAt exact: [Rational], basis: [Double], with evaluator: any LandscapeEvaluator) {
        let ball = Ball(centre: Self.centre(exact).point)
        guard let enclosure = try? evaluator.enclosure(on: ball, order: .hessian),
            let gradient = enclosure.gradient, let spectrum = try? enclosure.hessian?.spectrum(basis: basis),
            spectrum.inertia?.positive == exact.count
        else { return nil }
        let gap = Slack.below(spectrum.eigenvalues.map(\.mignitude).min() ?? 0)
        // K2 depends weakly on the radius: bound it on a generous ball, then shrink the ball until K2 rho <= mu / 2
        let generous = min(0x1p-10, gap)
        guard gap > 0, let measured = try? evaluator.lipschitzConstants(on: Ball(centre: ball.centre, radius: generous)) else { return nil }
        let constants = LipschitzConstants(
            loss: Slack.above(measured.loss), gradient: Slack.above(measured.gradient), hessian: Slack.above(measured.hessian))
        self.init(
            radius: min(generous, gap / (2 * constants.hessian)), gradientNorm: Slack.above(gradient.norm.upper), spectralGap: gap,
            lipschitz: constants)
    }
}
