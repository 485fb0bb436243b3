import Rigor

/// Everything the proof uses that a ball holds no critical point, as exact numbers.
///
/// **Theorem** (MATHEMATICS section 4, "Exclusion"). Let v be a direction, g = grad L(q), H = Hess L(q), and Hess L be
/// K2-Lipschitz on B(q, rho). If
///
///     v·g > |H v| rho + |v| K2 rho² / 2
///
/// then v·grad L(q + h) > 0 for all |h| <= rho: the ball holds no critical point.
/// *Proof.* Taylor: |v·(grad L(q + h) - g - H h)| <= |v| K2 |h|² / 2, and |v·H h| <= |H v||h|. ∎
public struct ExclusionWitness: Sendable {
    /// q, exact.
    public var centre: [Dyadic]
    /// rho.
    public var radius: Double
    /// v, exact.
    public var direction: [Double]
    /// K2 on the ball.
    public var hessianLipschitz: Double

    public init(centre: [Dyadic], radius: Double, direction: [Double], hessianLipschitz: Double) {
        self.centre = centre
        self.radius = radius
        self.direction = direction
        self.hessianLipschitz = hessianLipschitz
    }

    /// Verifies the inequality from an enclosure at the centre and the measured K2 on the ball; returns a lower bound
    /// of its slack.
    @discardableResult
    public func conclude(
        enclosure: LocalEnclosure, measured: Double, ledger: ProofLedger? = nil
    ) throws(Refusal) -> Double {
        let ledger = ledger?.argument("No critical point near the candidate q (MATHEMATICS section 4, exclusion)")
        guard let gradient = enclosure.gradient, let hessian = enclosure.hessian else {
            throw .inequality("no gradient or Hessian was enclosed")
        }
        let n = centre.count
        guard gradient.count == n, hessian.rows == n, direction.count == n else {
            throw .dimension(expected: n, found: direction.count)
        }
        try requireBound("radius", radius)
        guard direction.allSatisfy(\.isFinite) else { throw .notANumber("direction") }
        if let ledger {
            let length = OutwardDecimal.upper(VectorEnclosure(exactly: direction).norm.upper, digits: 5)
            ledger.note(
                "v is the direction of the certificate; "
                    + "rho >= \(OutwardDecimal.lower(radius, digits: 5)), |v| <= \(length).")
        }
        // 1. Hess L is K2-Lipschitz on the ball
        try require("Lipschitz constant of the Hessian", measured, atMost: hessianLipschitz)
        ledger?.hypothesis(
            "Hess L is K2-Lipschitz on B(q, rho)", .atMost(measured), stated: .init("K2", .atMost(hessianLipschitz)),
            slack: .factor(of: measured, below: hessianLipschitz))
        // 2. v·g > |H v| rho + |v| K2 rho² / 2
        let v = VectorEnclosure(exactly: direction), row = MatrixEnclosure(rows: 1, columns: n, exactly: direction)
        let rho = UpperBound(radius), K2 = UpperBound(hessianLipschitz)
        let slope = (row * gradient).bounds(0).lowerBound
        let fall = (hessian * v).norm.upperBound * rho + v.norm.upperBound * K2 * rho * rho / 2
        guard slope > fall else {
            throw .inequality("v·g > |H v| rho + |v| K2 rho²/2 fails: v·g >= \(slope), right side <= \(fall)")
        }
        let slack = (slope - fall).value
        if let ledger {
            ledger.hypothesis(
                "v·grad L(q) > |Hess L(q) v| rho + |v| K2 rho²/2", .below(fall.value, slope.value),
                slack: .difference(slack))
            ledger.also("|Hess L(q) v|", .atMost((hessian * v).norm.upper))
            ledger.conclusion(
                "Hence the derivative of L along v is positive on the whole ball B(q, rho): no critical point.")
        }
        return slack
    }

    /// Encloses what the theorem needs with the given evaluator and verifies it.
    public func conclude(
        with evaluator: any LandscapeEvaluator, ledger: ProofLedger? = nil
    ) throws(Refusal) {
        try requireBound("radius", radius)
        try Refusal.refusing {
            let enclosure = try evaluator.enclosure(on: Ball(centre: centre), order: .hessian)
            let constants = try evaluator.lipschitzConstants(on: Ball(centre: centre, radius: radius))
            try conclude(enclosure: enclosure, measured: constants.hessian, ledger: ledger)
        }
    }
}
