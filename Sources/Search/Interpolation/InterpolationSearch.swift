import Certify
import Rigor

/// Looks for an exact zero of all residuals near a candidate whose loss is small, where there are no more independent
/// residuals than parameters: Gauss-Newton steps of least length. Untrusted: `InterpolationArgument` decides.
public struct InterpolationSearch: StructureSearch {
    public var precedesIsolatedPoints: Bool { true }
    /// Nothing is tried unless the loss is below this part of that of the student whose parameters are all 0.
    public var lossThreshold = 1e-2
    /// Below this part of it the residuals are nearly 0, and a refusal is worth telling.
    public var roundingThreshold = 1e-16
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
            return .proved(argument, .globalMinimum(point))
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

    /// The residuals with their derivative at a point.
    private struct Linearization {
        let enclosure: ResidualEnclosure
        /// The pseudo-inverse of the derivative, in float64.
        let inverse: MatrixEnclosure
        /// Of the derivative, in float64.
        let smallestSingularValue: Double

        var size: Double { enclosure.values.norm.upper }
        /// To the zero of the linear approximation, turned round.
        var step: [Double] { (inverse * VectorEnclosure(exactly: enclosure.values.midpoint)).midpoint }
    }

    /// The point that Gauss-Newton steps of least length lead to, with the largest ball that is good for a proof.
    private func proposal(
        near candidate: Candidate, _ landscape: any ResidualLandscape, _ independent: [Int], _ precision: Precision
    ) throws -> InterpolationArgument {
        let evaluator = try landscape.makeResidualEvaluator(precision)
        var centre = candidate.point
        var there = try linearization(at: centre, independent, evaluator)
        for _ in 0..<iterations {
            let next = zip(centre, there.step).map { ($0 - (Dyadic(exactly: $1) ?? .zero)).truncated(to: precision) }
            let ahead = try linearization(at: next, independent, evaluator)
            // quadratic convergence until the precision of the centre is exhausted
            guard ahead.size < 0.5 * there.size else { break }
            (centre, there) = (next, ahead)
        }
        guard Distance.upper(centre, candidate.point) < reach * (1 + Distance.normUpper(candidate.point)) else {
            throw Failure(why: "the residuals are small, but no zero of all of them is seen near the candidate")
        }
        let eta = Slack.above(there.size), gamma = Slack.above(there.inverse.spectralNormUpper)
        // ‖I - J C‖ grows with the radius from what it is at the centre: shrink the ball until it is well below 1
        var radius = 0x1p-10, kappa = Double.infinity
        for _ in 0..<10 {
            if let onBall = try? evaluator.enclosure(of: independent, on: Ball(centre: centre, radius: radius)) {
                kappa =
                    (MatrixEnclosure.identity(independent.count) - onBall.derivative * there.inverse)
                    .spectralNormUpper
            }
            if kappa <= 0.5 { break }
            let smaller = radius * (kappa.isFinite ? min(0.25, 0.25 / kappa) : 0x1p-10)
            guard smaller > gamma * eta else { break }
            radius = smaller
        }
        guard kappa < 0.9 else {
            throw Failure(
                why: "all residuals are nearly 0, but their derivative is nearly singular there (float64: smallest "
                    + "singular value \(OutwardDecimal.approximate(there.smallestSingularValue, digits: 3))): "
                    + "that they vanish together is not proved")
        }
        return InterpolationArgument(
            centre: centre, radius: radius, residualNorm: eta, inverseNorm: gamma, contraction: Slack.above(kappa),
            step: Slack.above((there.inverse * there.enclosure.values).norm.upper),
            rightInverse: there.inverse.midpoint)
    }

    private func linearization(
        at centre: [Dyadic], _ independent: [Int], _ evaluator: any ResidualEvaluator
    ) throws -> Linearization {
        let n = centre.count, M = independent.count
        let enclosure = try evaluator.enclosure(of: independent, on: Ball(centre: centre))
        guard
            let (inverse, values) = ApproximateLinearAlgebra.pseudoInverse(
                enclosure.derivative.midpoint, rows: M, columns: n, relativeCutoff: relativeCutoff),
            let largest = values.first, let smallest = values.last
        else { throw Failure(why: "LAPACK found no pseudo-inverse of the derivative of the residuals") }
        guard smallest > relativeCutoff * largest else {
            let rank = values.count { $0 > relativeCutoff * largest }
            throw Failure(
                why: "all residuals are nearly 0, but the derivative of the \(M) independent ones is seen to have "
                    + "rank \(rank) there (float64): that they vanish together is not proved")
        }
        return Linearization(
            enclosure: enclosure, inverse: MatrixEnclosure(rows: n, columns: M, exactly: inverse),
            smallestSingularValue: smallest)
    }
}
