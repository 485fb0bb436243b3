import Rigor

/// A landscape whose loss is a sum of squares of residuals,
///
///     L(theta) = sum_i c_i e_i(theta)²,      c_i > 0,      i = 0 .. residualCount - 1
///
/// with analytic e_i. Then L >= 0, and L = 0 exactly where all residuals vanish: what `InterpolationArgument` uses,
/// whatever the residuals are those of.
public protocol ResidualLandscape: Landscape {
    /// Number of all residuals.
    var residualCount: Int { get }

    /// A number, not negative, that no c_i falls below.
    var smallestResidualWeight: LowerBound { get }

    /// Indices, ascending, of residuals of which every other one is a linear combination with constant coefficients, as
    /// functions of the parameters: where these vanish all do. By exact structure (equal data, symmetry), never by
    /// numbers. All residuals will do where no such relation is known.
    ///
    /// - Returns: nil when there are more than `limit`.
    /// - Throws: why no parameters make all residuals 0, where a combination of them is a constant other than 0; or why
    ///   the loss is no sum of squares after all.
    func independentResiduals(atMost limit: Int) throws(Refusal) -> [Int]?

    /// A workspace that encloses residuals with MPFR; owned by one thread and reused from ball to ball.
    func makeResidualEvaluator(_ precision: Precision) throws(EvaluationFailure) -> any ResidualEvaluator
}

/// Encloses residuals and their derivatives. Not thread-safe: one for each thread.
public protocol ResidualEvaluator: AnyObject {
    /// Encloses the residuals of these indices, and their derivatives, at every point of the ball.
    func enclosure(of residuals: [Int], on ball: Ball) throws(EvaluationFailure) -> ResidualEnclosure
}

/// M residuals F over a ball: whatever point of the ball is taken, F and its derivative there lie within.
public struct ResidualEnclosure: Sendable {
    /// F, M components.
    public var values: VectorEnclosure
    /// J = dF, M by n.
    public var derivative: MatrixEnclosure

    public init(values: VectorEnclosure, derivative: MatrixEnclosure) {
        self.values = values
        self.derivative = derivative
    }
}
