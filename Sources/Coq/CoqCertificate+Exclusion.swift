import Certify
import Interchange
import Networks
import Rigor

extension CoqCertificate {
    /// The Coq certificate that a ball around the candidate holds no critical point.
    ///
    /// The Coq test compares |v·grad L| at the centre with r times |H v| over the box of half side r, where the Swift
    /// certificate has |H v| at the centre and K2 for the rest; it reaches a somewhat smaller radius, which is part of
    /// the theorem.
    public init(exclusion witness: ExclusionWitness, stated: NotCritical, landscape: TwoLayerLandscape)
        throws(CoqUnsupported)
    {
        let problem = try CoqSyntax.problem(landscape.problem)
        let m = landscape.width, d = landscape.inputDimension, n = witness.centre.count
        do {
            let evaluator = try landscape.makeEvaluator(.multiple(Precision(bits: 128)))
            let here = try evaluator.enclosure(on: Ball(centre: witness.centre), order: .gradient)
            guard let gradient = here.gradient else { throw CoqUnsupported.notReached("no gradient") }
            let row = MatrixEnclosure(rows: 1, columns: n, exactly: witness.direction)
            let slope = 0.99 * (row * gradient).bounds(0).lower
            guard slope > 0 else { throw CoqUnsupported.notReached("the slope along the direction is not positive") }
            // the largest radius, at most that of the witness, at which our own enclosure gives |H v| r <= slope
            var radius = witness.radius
            for _ in 0..<24 {
                let over = try evaluator.enclosure(on: Ball(centre: witness.centre, radius: radius), order: .hessian)
                guard let hessian = over.hessian else { throw CoqUnsupported.notReached("no Hessian") }
                let variation = (hessian * VectorEnclosure(exactly: witness.direction)).norm.upper
                if variation * radius <= slope { break }
                radius = max(radius / 4, min(0.9 * radius, 0.95 * slope / variation))
            }
            guard radius > 0, radius.isNormal else {
                throw CoqUnsupported.notReached("no ball was found in which the gradient keeps its sign")
            }
            // Coq's enclosure may be wider: smaller balls stand behind
            let candidate = CoqSyntax.list(
                CoqSyntax.order(width: m, dimension: d).map { CoqSyntax.dyadic(witness.centre[$0]) })
            let direction = CoqSyntax.list(
                CoqSyntax.order(width: m, dimension: d).map { CoqSyntax.number(witness.direction[$0]) })
            let certificates = [1, 0.7, 0.4, 0.15, 0.03].map { scale in
                let part = scale * radius
                // a short literal
                let rounded =
                    part == witness.radius
                    ? part
                    : Double(
                        sign: .plus, exponent: part.exponent, significand: (part.significand * 64).rounded(.down) / 64)
                return Self.exclusion(rounded, slope, candidate, direction, problem, width: m, witness, stated)
            }
            self = certificates[0].or(Array(certificates.dropFirst()))
        } catch let error as CoqUnsupported {
            throw error
        } catch {
            throw .notReached("\(error)")
        }
    }

    private static func exclusion(
        _ radius: Double, _ slope: Double, _ candidate: String, _ direction: String,
        _ problem: (term: String, hash: String), width: Int,
        _ witness: ExclusionWitness, _ stated: NotCritical
    ) -> CoqCertificate {
        let bounds = [stated.loss.lower, stated.loss.upper, stated.gradientNormUpper].map(CoqSyntax.number)
        return CoqCertificate(
            problem: problem, definitions: [("candidate", candidate)], constructor: "NoCriticalPoint",
            fields: [
                String(width), "candidate", CoqSyntax.number(radius), direction, CoqSyntax.number(slope),
                // as much as the radius allows
                CoqSyntax.number(Directed.divideDown(slope, radius)),
            ] + bounds,
            stem: "exclusion", verdict: "ExclusionVerdict",
            proposition:
                "no_critical_point user_problem \(width) candidate \(CoqSyntax.number(radius)) "
                + "\(bounds.joined(separator: " "))",
            gradientBits: max(96, (76 - Int(slope.exponent)) / 8 * 8),
            statement: "no point within \(OutwardDecimal.lower(radius)) of the candidate is a critical point",
            saying: [
                .kind: .whole, .loss: .whole, .gradientNorm: .whole,
                .radius: radius >= witness.radius ? .whole : .part(OutwardDecimal.lower(radius, digits: 4)),
            ])
    }
}
