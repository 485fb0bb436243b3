import Rigor

/// What is enclosed of the loss along one direction v, at a point or over a ball.
public struct DirectionalCurvature: Sendable, Hashable {
    /// L.
    public var loss: Bounds
    /// v'grad L / |v|: |grad L| is at least its magnitude.
    public var slope: Bounds
    /// v'Hess L v / v'v: the smallest eigenvalue of Hess L is at most its upper end, the largest at least its lower
    /// end.
    public var curvature: Bounds

    public init(loss: Bounds, slope: Bounds, curvature: Bounds) {
        self.loss = loss
        self.slope = slope
        self.curvature = curvature
    }

    /// Whether Hess L has a negative eigenvalue wherever this holds: no point there is a local minimum.
    public var excludesLocalMinima: Bool { curvature.upper < 0 }
}

/// A landscape that encloses its curvature along a direction without a Hessian, and its gradient in little memory: for
/// sizes at which no matrix of n² entries can be made.
public protocol DirectionalLandscape: Landscape {
    /// Encloses loss, slope and curvature along `direction` at every point of the ball.
    ///
    /// - Parameters:
    ///   - direction: v, n numbers, not all 0; each float64 is the exact number it denotes.
    ///   - jobs: threads; the result does not depend on their number.
    /// - Throws: `EvaluationFailure` where nothing is bounded.
    func curvature(
        on ball: Ball, along direction: [Double], level: EvaluationLevel, jobs: Int
    ) throws -> DirectionalCurvature

    /// Bounds of L at a point, and of |grad L| in the Euclidean norm.
    ///
    /// - Parameter order: `.loss` leaves the gradient out: its norm then is in [0, infinity].
    /// - Throws: `EvaluationFailure` where nothing is bounded.
    func magnitudes(
        at point: [Dyadic], order: DerivativeOrder, level: EvaluationLevel, jobs: Int
    ) throws -> (loss: Bounds, gradientNorm: Bounds)

    /// Float64 losses and gradients without any guarantee, for search, by this many threads.
    func makeApproximateGradient(jobs: Int) -> any ApproximateEvaluator
}

extension LandscapeEvaluator {
    /// Loss, slope and curvature along a direction at every point of a ball, through the Hessian at its centre c.
    ///
    /// **Theorem.** With K0, K1, K2 the Lipschitz constants of L, grad L and Hess L on the ball, |q - c| <= rho, and v
    /// of length 1: |L(q) - L(c)| <= K0 rho, |v'grad L(q) - v'grad L(c)| <= K1 rho, |v'Hess L(q) v - v'Hess L(c) v| <=
    /// K2 rho. *Proof.* Cauchy and Schwarz, and |v'A v| <= ‖A‖. ∎
    ///
    /// - Precondition: `direction` has a number for each parameter.
    package func curvature(on ball: Ball, along direction: [Double]) throws(EvaluationFailure) -> DirectionalCurvature {
        let there = try enclosure(on: Ball(centre: ball.centre), order: .hessian), n = direction.count
        guard let gradient = there.gradient, let hessian = there.hessian, gradient.count == n, hessian.rows == n else {
            throw .outOfRange("no gradient or Hessian was enclosed")
        }
        let square = VectorEnclosure(exactly: direction).squaredNorm
        guard square.lower > 0, square.upper.isFinite else {
            throw .outOfRange("the direction is 0, or its square underflows or overflows")
        }
        let length = Bounds(
            lower: Directed.squareRootDown(square.lower), upper: Directed.squareRootUp(square.upper))
        let constants = ball.radius == 0 ? nil : try lipschitzConstants(on: ball)
        func widened(_ bounds: Bounds, _ constant: Double?) -> Bounds {
            guard let constant else { return bounds }
            let spread = Directed.multiplyUp(constant, ball.radius)
            return Bounds(
                lower: Directed.subtractDown(bounds.lower, spread), upper: Directed.addUp(bounds.upper, spread))
        }
        let slope = (MatrixEnclosure(rows: 1, columns: n, exactly: direction) * gradient).bounds(0)
        return DirectionalCurvature(
            loss: widened(there.loss, constants?.loss),
            slope: widened(slope.divided(by: length), constants?.gradient),
            curvature: widened(hessian.quadraticForm(direction).divided(by: square), constants?.hessian))
    }
}

extension Bounds {
    /// Bounds of x/y for every x and y within.
    ///
    /// - Precondition: the lower end of `divisor` is positive.
    fileprivate func divided(by divisor: Bounds) -> Bounds {
        Bounds(
            lower: Directed.divideDown(lower, lower >= 0 ? divisor.upper : divisor.lower),
            upper: Directed.divideUp(upper, upper >= 0 ? divisor.lower : divisor.upper))
    }
}
