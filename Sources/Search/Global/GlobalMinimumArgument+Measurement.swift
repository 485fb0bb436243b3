import Certify
import Networks
import Rigor

extension GlobalMinimumArgument.Uniqueness {
    /// Measures what a ball of uniqueness needs, with a little slack; nil when the eigenvalues are not all proved
    /// positive. Untrusted.
    init?(measuredAt exact: [Rational], with evaluator: any LandscapeEvaluator) {
        let (centre, distance) = Self.centre(exact), ball = Ball(centre: centre)
        guard let enclosure = try? evaluator.enclosure(on: ball, order: .hessian),
            let spectrum = try? enclosure.hessian?.spectrum(),
            spectrum.inertia?.positive == exact.count
        else { return nil }
        let gap = Slack.below(Directed.minimum(of: spectrum.eigenvalues.map(\.mignitude)) ?? 0)
        // K2 depends weakly on the radius: bound it on a generous ball, then shrink the ball until K2 rho <= mu / 2
        let generous = Directed.minimum(0x1p-10, gap)
        guard gap > 0, let measured = try? evaluator.lipschitzConstants(on: Ball(centre: ball.centre, radius: generous))
        else { return nil }
        let constants = LipschitzConstants(
            loss: Slack.above(measured.loss), gradient: Slack.above(measured.gradient),
            hessian: Slack.above(measured.hessian))
        self.init(
            radius: Directed.minimum(generous, Directed.divideDown(gap, Directed.multiplyUp(2, constants.hessian))),
            gradientNorm: Slack.above(
                Directed.multiplyUp(Directed.multiplyUp(constants.gradient, distance), Double(exact.count))),
            spectralGap: gap, lipschitz: constants)
    }
}
