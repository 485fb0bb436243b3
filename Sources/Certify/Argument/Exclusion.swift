import Rigor

/// Everything the proof uses that a ball holds no critical point, as exact numbers.
///
/// **Theorem** (MATHEMATICS section 4, "Exclusion"). Let v be a direction, g = grad L(q), H = Hess L(q), and Hess L be K2-Lipschitz on B(q, rho). If
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

    /// Verifies the inequality from an enclosure at the centre and the measured K2 on the ball; returns a lower bound of its slack.
    @discardableResult
    public func conclude(enclosure: LocalEnclosure, measured: Double) throws(Refusal) -> Double {
        guard let gradient = enclosure.gradient, let hessian = enclosure.hessian else {
            throw .inequality("no gradient or Hessian was enclosed")
        }
        let n = centre.count
        guard gradient.count == n, hessian.rows == n, direction.count == n else {
            throw .dimension(expected: n, found: direction.count)
        }
        try requireBound("radius", radius)
        guard direction.allSatisfy(\.isFinite) else { throw .notANumber("direction") }
        // 1. Hess L is K2-Lipschitz on the ball
        try require("Lipschitz constant of the Hessian", measured, atMost: hessianLipschitz)
        // 2. v·g > |H v| rho + |v| K2 rho² / 2
        let v = VectorEnclosure(exactly: direction), row = MatrixEnclosure(rows: 1, columns: n, exactly: direction)
        let rho = UpperBound(radius), K2 = UpperBound(hessianLipschitz)
        let slope = (row * gradient).bounds(0).lowerBound
        let fall = (hessian * v).norm.upperBound * rho + v.norm.upperBound * K2 * rho * rho / 2
        guard slope > fall else {
            throw .inequality("v·g > |H v| rho + |v| K2 rho²/2 fails: v·g >= \(slope), right side <= \(fall)")
        }
        return (slope - fall).value
    }

    /// Encloses what the theorem needs with the given evaluator and verifies it.
    public func conclude(with evaluator: any LandscapeEvaluator) throws(Refusal) {
        try requireBound("radius", radius)
        try Refusal.refusing {
            let enclosure = try evaluator.enclosure(on: Ball(centre: centre), order: .hessian)
            let constants = try evaluator.lipschitzConstants(on: Ball(centre: centre, radius: radius))
            try conclude(enclosure: enclosure, measured: constants.hessian)
        }
    }
}
