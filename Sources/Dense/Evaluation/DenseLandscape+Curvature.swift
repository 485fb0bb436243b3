import Certify
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

    /// Whether Hess L has a negative eigenvalue wherever this holds: no point there is a local minimum.
    public var excludesLocalMinima: Bool { curvature.upper < 0 }
}

extension DenseLandscape {
    /// More points are handed to a thread at once.
    private static let block = 64

    /// Encloses loss, slope and curvature along a direction, in float64 intervals and without a Hessian.
    ///
    /// **Theorem.** With g(t) = L(theta + t v), g'(0) = v'grad L(theta), g''(0) = v'Hess L(theta) v (chain rule, v
    /// fixed). For symmetric H, lambda_min <= v'Hv / v'v <= lambda_max (Rayleigh). A local minimum has no negative
    /// eigenvalue.
    ///
    /// `TaylorNumber` carries g, g' and g'' through the program of the loss; with a positive radius every theta of the
    /// ball is in the box that is evaluated, so what is enclosed holds at each of them. Memory grows with the number of
    /// parameters and a block of data points.
    ///
    /// - Parameters:
    ///   - ball: theta, P numbers, and a radius, which may be 0.
    ///   - direction: v, P numbers, not all 0; each float64 is the exact number it denotes.
    ///   - jobs: threads; the result does not depend on their number.
    /// - Throws: `EvaluationFailure` where nothing is bounded.
    public func curvature(on ball: Ball, along direction: [Double], jobs: Int) throws -> DirectionalCurvature {
        precondition(ball.centre.count == layout.count && direction.count == layout.count)
        let base = Float64IntervalArithmetic(), arithmetic = TaylorArithmetic(base: base), zero = base.number(0)
        let parameters = zip(ball.centre, direction).map {
            TaylorNumber(base.number($0, radius: ball.radius), base.number(exactly: $1), zero)
        }
        let problem = problem, count = problem.data.count, blocks = (count + Self.block - 1) / Self.block
        // decay is no part of any block
        let rest = DenseProgram(problem: problem, arithmetic: arithmetic, points: 0..<0)
        rest.pass.parameters = parameters
        rest.evaluate(.loss)
        var sum = rest.loss
        try WorkerPool.run(0..<blocks, jobs: jobs) {
            { block in
                let points = (block * Self.block)..<min(count, (block + 1) * Self.block)
                let program = DenseProgram(problem: problem, arithmetic: arithmetic, points: points, decays: false)
                program.pass.parameters = parameters
                program.evaluate(.loss)
                return program.loss
            }
        } consume: { _, part in
            sum = sum + part
        }
        let square = direction.reduce(zero) { $0 + base.number(exactly: $1).squared() }
        guard square.isCertainlyPositive else {
            throw EvaluationFailure.outOfRange("the direction is 0, or its square underflows")
        }
        let curvature = sum.second / square, slope = sum.first / square.squareRoot()
        guard sum.value.upperDouble.isFinite, curvature.lowerDouble.isFinite, curvature.upperDouble.isFinite else {
            throw EvaluationFailure.outOfRange("the curvature along the direction is not bounded in float64")
        }
        return DirectionalCurvature(
            loss: Bounds(lower: Directed.maximum(0, sum.value.lowerDouble), upper: sum.value.upperDouble),
            slope: Bounds(lower: slope.lowerDouble, upper: slope.upperDouble),
            curvature: Bounds(lower: curvature.lowerDouble, upper: curvature.upperDouble))
    }
}
