import Certify
import Rigor

extension CertifierWorker {
    /// Whether the Hessian has too many entries to be formed, where the landscape can do without.
    var isBeyondHessians: Bool { options.isBeyondHessians(landscape) }

    /// A ball around the candidate without local minima: where curvature is negative along the direction that came with
    /// it, or along that of the smallest eigenvalue, or along one of Lanczos steps where no Hessian is at hand.
    ///
    /// - Parameters:
    ///   - near: what float64 encloses at the candidate.
    ///   - required: radius that is tried first.
    func ballWithoutMinima(around candidate: Candidate, required: Double, near: LocalEnclosure?) -> Finding? {
        let directions: [() -> [Double]?] = [
            { candidate.direction },
            { [self] in
                near?.hessian.flatMap { hessian in
                    ApproximateEigenbasis(hessian.midpoint, order: hessian.rows).map { basis in
                        var v = [Double](repeating: 0, count: hessian.rows)
                        basis.add([1] + [Double](repeating: 0, count: hessian.rows - 1), to: &v)
                        return v
                    }
                }
                    ?? (landscape as? any DirectionalLandscape).flatMap { landscape in
                        guard isBeyondHessians else { return nil }
                        return ApproximateCurvature().smallestDirection(
                            at: candidate.parameters,
                            of: landscape.makeApproximateGradient(jobs: WorkerPool.spareThreads))
                    }
            },
        ]
        for direction in directions {
            guard let v = direction(), v.count == candidate.parameters.count, v.allSatisfy(\.isFinite) else { continue }
            for level in [EvaluationLevel.float64, .multiple(Precision(bits: 128))] {
                if let found = ballWithoutMinima(around: candidate, along: v, required: required, level: level) {
                    return found
                }
                // more bits are for where float64 is too coarse, which is not so at this size, or too dear to try
                if isBeyondHessians { break }
            }
        }
        return nil
    }

    private func ballWithoutMinima(
        around candidate: Candidate, along v: [Double], required: Double, level: EvaluationLevel
    ) -> Finding? {
        let point = candidate.point
        /// An upper bound of the curvature all over the ball of this radius.
        func curvature(_ radius: Double) -> Double {
            let ball = Ball(centre: point, radius: radius)
            if let landscape = landscape as? any DirectionalLandscape {
                let found = try? landscape.curvature(
                    on: ball, along: v, level: level, jobs: WorkerPool.spareThreads)
                return found?.curvature.upper ?? .infinity
            }
            return (try? evaluator(level).curvature(on: ball, along: v).curvature.upper) ?? .infinity
        }
        let there = curvature(0)
        guard there < 0 else { return nil }
        var radius = required, found: (radius: Double, curvature: Double)?
        while found == nil, radius >= options.escapeRadius {
            let around = curvature(radius)
            if around < 0 { found = (radius, around) } else { radius /= 16 }
        }
        guard var best = found else { return nil }
        // the bound grows about in proportion: half the curvature is to be left
        let proportional = 0.5 * best.radius * (-there) / (best.curvature - there)
        // where it grows faster than that, nothing beyond 1 + |theta| is of interest
        let scale = required / options.radius, wide = proportional < scale ? proportional : scale
        for radius in (0..<6).map({ wide / Double(1 << (2 * $0)) }) where radius > 2 * best.radius && radius.isFinite {
            let around = curvature(radius)
            if around < 0 {
                best = (radius, around)
                break
            }
        }
        guard let stated = confirmed(best, around: point, there: there, level: level) else { return nil }
        best = stated
        let argument = NegativeCurvatureArgument(
            radius: best.radius, direction: v, curvatureUpper: -Slack.below(-best.curvature))
        let context = ProofContext(
            landscape: landscape, candidate: point,
            precision: level == .float64 ? .float64 : Precision(bits: level.bits), reference: reference)
        guard case .noLocalMinimum(var ball)? = try? argument.conclude(in: context) else { return nil }
        // wider by next to nothing, so that another rigorous evaluation confirms it as well
        if ball.loss.lower >= 0 {
            let part = 0x1p-40
            ball.loss = Bounds(
                lower: Slack.below(ball.loss.lower, by: part), upper: Slack.above(ball.loss.upper, by: part))
        }
        return Finding(verdict: .noLocalMinimum(ball), argument: .structured(argument), bits: level.bits)
    }

    /// The same ball, or a smaller one, with what a check confirms: where float64 found it through the Hessian, MPFR
    /// bounds third derivatives over the box around the ball, which is coarser on wide balls.
    private func confirmed(
        _ found: (radius: Double, curvature: Double), around point: [Dyadic], there: Double, level: EvaluationLevel
    ) -> (radius: Double, curvature: Double)? {
        guard level == .float64, !(landscape is any DirectionalLandscape) else { return found }
        var radius = found.radius
        for _ in 0..<6 {
            let ball = Ball(centre: point, radius: radius)
            guard let sharp = try? evaluator(.multiple(Precision(bits: 128))),
                let constants = try? sharp.lipschitzConstants(on: ball)
            else { return nil }
            let around = max(found.curvature, there + constants.hessian * radius)
            if around < 0 { return (radius, around) }
            radius /= 4
        }
        return nil
    }

    /// Judges a candidate with too many parameters for a Hessian: by the curvature along one direction, and not at all
    /// where that is not negative.
    func judgeWithoutHessian(_ candidate: Candidate, _ certificate: inout Certificate, required: Double) {
        // nothing is compared with it
        certificate.reference = nil
        if let finding = ballWithoutMinima(around: candidate, required: required, near: nil) {
            (certificate.verdict, certificate.argument, certificate.bits) = (
                finding.verdict, finding.argument, finding.bits
            )
        } else {
            certificate.verdict = .undecided(
                .structureOpen(
                    "no Hessian of \(landscape.parameterCount) parameters is formed (\(options.largestHessian) at "
                        + "most), and no direction of negative curvature was found"))
        }
    }
}
