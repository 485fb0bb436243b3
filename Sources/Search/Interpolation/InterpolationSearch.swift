import Certify
import Rigor

/// Looks for an exact zero of all residuals near a candidate whose loss is small, where there are no more independent
/// residuals than parameters: Gauss-Newton steps of least length. Untrusted: `InterpolationArgument` decides.
public struct InterpolationSearch: StructureSearch {
    public var precedesIsolatedPoints: Bool { true }
    /// Nothing is tried unless the loss is below this part of that of the student whose parameters are all 0.
    public var lossThreshold = 1e-5
    /// Below this part of it the residuals are as good as 0 in float64, and a refusal is worth telling.
    public var roundingThreshold = 1e-20
    /// How far to look, relative to 1 + |theta|.
    public var reach = 0.1
    /// Largest number of steps.
    public var iterations = 12
    /// Singular values below this part of the largest count as 0.
    public var relativeCutoff = 0x1p-44

    public init() {}

    public func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult? {
        guard let landscape = context.landscape as? any ResidualLandscape else { return nil }
        let approximate = landscape.makeApproximateEvaluator(), n = landscape.parameterCount
        let scale = approximate.approximateLoss(at: [Double](repeating: 0, count: n))
        let loss = approximate.approximateLoss(at: candidate.parameters)
        guard loss < lossThreshold * scale else { return nil }
        do {
            guard let independent = try landscape.independentResiduals(atMost: n), !independent.isEmpty else {
                return nil
            }
            let argument = try proposal(near: candidate, landscape, independent, context.precision)
            guard case .globalMinimum(let point) = try argument.conclude(in: context) else { return nil }
            return .proved(argument, .globalMinimum(slackened(point)))
        } catch let failure as Failure {
            return loss < roundingThreshold * scale ? .open(failure.why) : nil
        } catch let refusal as Refusal {
            return loss < roundingThreshold * scale
                ? .open("an exact zero of all residuals is not proved: \(refusal)") : nil
        } catch {
            return nil
        }
    }

    /// Why there is nothing to propose, in words.
    private struct Failure: Error { let why: String }

    /// The point that Gauss-Newton steps of least length lead to, with the largest ball that is good for a proof.
    private func proposal(
        near candidate: Candidate, _ landscape: any ResidualLandscape, _ independent: [Int], _ precision: Precision
    ) throws -> InterpolationArgument {
        let M = independent.count
        let evaluator = try landscape.makeResidualEvaluator(precision)
        var centre = candidate.point
        var (enclosure, inverse) = try linearization(at: centre, independent, evaluator)
        for _ in 0..<iterations {
            let size = enclosure.values.norm.upper
            let step = (inverse * VectorEnclosure(exactly: enclosure.values.midpoint)).midpoint
            let next = zip(centre, step).map { ($0 - (Dyadic(exactly: $1) ?? .zero)).truncated(to: precision) }
            let (nextEnclosure, nextInverse) = try linearization(at: next, independent, evaluator)
            // quadratic convergence until the precision of the centre is exhausted
            guard nextEnclosure.values.norm.upper < 0.5 * size else { break }
            (centre, enclosure, inverse) = (next, nextEnclosure, nextInverse)
        }
        let norm = Distance.normUpper(candidate.point)
        guard Distance.upper(centre, candidate.point) < reach * (1 + norm) else {
            throw Failure(why: "the residuals are small, but no zero of all of them is seen near the candidate")
        }
        let eta = Slack.above(enclosure.values.norm.upper), gamma = Slack.above(inverse.spectralNormUpper)
        // ‖I - J C‖ grows with the radius from what it is at the centre: shrink the ball until it is well below 1
        var radius = 0x1p-10, kappa = Double.infinity
        for _ in 0..<10 {
            if let onBall = try? evaluator.enclosure(of: independent, on: Ball(centre: centre, radius: radius)) {
                kappa = (MatrixEnclosure.identity(M) - onBall.derivative * inverse).spectralNormUpper
            }
            if kappa <= 0.5 { break }
            radius *= kappa.isFinite ? min(0.25, 0.25 / kappa) : 0x1p-10
            guard radius > gamma * eta else { break }
        }
        return InterpolationArgument(
            centre: centre, radius: radius, residualNorm: eta, inverseNorm: gamma, contraction: Slack.above(kappa),
            step: Slack.above((inverse * enclosure.values).norm.upper), rightInverse: inverse.midpoint)
    }

    /// The residuals with their derivative at a point, and its pseudo-inverse.
    private func linearization(
        at centre: [Dyadic], _ independent: [Int], _ evaluator: any ResidualEvaluator
    ) throws -> (ResidualEnclosure, MatrixEnclosure) {
        let n = centre.count, M = independent.count
        let enclosure = try evaluator.enclosure(of: independent, on: Ball(centre: centre))
        guard
            let (inverse, values) = ApproximateLinearAlgebra.pseudoInverse(
                enclosure.derivative.midpoint, rows: M, columns: n, relativeCutoff: relativeCutoff),
            let largest = values.first, let smallest = values.last
        else { throw Failure(why: "LAPACK found no pseudo-inverse of the derivative of the residuals") }
        guard smallest > relativeCutoff * largest else {
            throw Failure(
                why: "all residuals are as good as 0, but the derivative of the \(M) independent ones is seen to have "
                    + "rank \(values.count { $0 > relativeCutoff * largest }) there (float64): that they vanish together "
                    + "is not proved")
        }
        return (enclosure, MatrixEnclosure(rows: n, columns: M, exactly: inverse))
    }

    /// What is stated leaves a little slack, so that another rigorous evaluation confirms it as well.
    private func slackened(_ point: CriticalPoint) -> CriticalPoint {
        var stated = point
        stated.gradientNormUpper = Slack.above(point.gradientNormUpper)
        let bounds = point.smallestEigenvalue
        if bounds.upper > 0 {
            stated.smallestEigenvalue = Bounds(lower: Slack.below(bounds.lower), upper: Slack.above(bounds.upper))
        }
        return stated
    }
}
