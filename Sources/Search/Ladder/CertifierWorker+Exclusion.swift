import Certify
import Rigor

extension CertifierWorker {
    struct ExclusionProof {
        var witness: ExclusionWitness
        var enclosure: LocalEnclosure
        var bits: Int
    }

    /// Looks for the largest ball around the candidate without critical points, and proves the best one found.
    ///
    /// The direction is sought among v = (H² + tau² I)^-1 g, which trades the slope v·g for the bend |H v|.
    ///
    /// - Parameter near: what float64 encloses at the candidate.
    func excludedBall(
        around candidate: Candidate, required: Double, near: LocalEnclosure?
    ) -> ExclusionProof? {
        let constant = try? stated(on: Ball(centre: candidate.point, radius: required)).hessian
        guard let stated = constant else { return nil }
        for level in [EvaluationLevel.float64, .doubleDouble, .multiple(Precision(bits: 128))] {
            let there =
                level == .float64
                ? near : try? evaluator(level).enclosure(on: Ball(centre: candidate.point), order: .hessian)
            guard let enclosure = there, let gradient = enclosure.gradient, let hessian = enclosure.hessian,
                let basis = ApproximateEigenbasis(hessian.midpoint, order: hessian.rows)
            else { continue }
            guard let best = direction(gradient, hessian, basis, stated) else { continue }
            var candidates = [(radius: min(best.radius * 0.99, required), constant: stated)]
            // a larger ball, with its own constant, is worth telling
            if best.radius > 2 * required {
                let wide = min(best.radius, 0.1) / 2
                if let constant = try? self.stated(on: Ball(centre: candidate.point, radius: wide)).hessian,
                    let radius = radius(best.direction, gradient, hessian, constant), radius * 0.99 > required
                {
                    candidates.insert((min(wide, radius * 0.99), constant), at: 0)
                }
            }
            for (radius, constant) in candidates where radius > 0 {
                let witness = ExclusionWitness(
                    centre: candidate.point, radius: radius, direction: best.direction, hessianLipschitz: constant)
                // what is stated was bounded on a larger ball: nothing is measured again
                if (try? witness.conclude(enclosure: enclosure, measured: constant)) != nil {
                    return ExclusionProof(witness: witness, enclosure: enclosure, bits: level.bits)
                }
            }
        }
        return nil
    }

    private func direction(
        _ gradient: VectorEnclosure, _ hessian: MatrixEnclosure, _ basis: ApproximateEigenbasis, _ constant: Double
    ) -> (direction: [Double], radius: Double)? {
        let components = basis.components(of: gradient.midpoint)
        var best: (direction: [Double], radius: Double)?
        for exponent in stride(from: -44, through: 2, by: 2) {
            let tau = Double(sign: .plus, exponent: exponent, significand: 1)
            var v = [Double](repeating: 0, count: gradient.count)
            basis.add(zip(basis.values, components).map { $1 / ($0 * $0 + tau * tau) }, to: &v)
            let length = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
            guard length > 0, length.isFinite else { continue }
            v = v.map { $0 / length }
            if let radius = radius(v, gradient, hessian, constant), radius > best?.radius ?? 0 { best = (v, radius) }
        }
        return best
    }

    /// The radius at which v·g = |H v| rho + |v| K2 rho²/2, in float64.
    private func radius(_ v: [Double], _ gradient: VectorEnclosure, _ hessian: MatrixEnclosure, _ constant: Double)
        -> Double?
    {
        let n = v.count
        let slope = (MatrixEnclosure(rows: 1, columns: n, exactly: v) * gradient).bounds(0).lower
        let bend = (hessian * VectorEnclosure(exactly: v)).norm.upper, curve = constant / 2
        guard slope > 0 else { return nil }
        let radius = 2 * slope / (bend + (bend * bend + 4 * slope * curve).squareRoot())
        return radius.isFinite ? radius : nil
    }
}
