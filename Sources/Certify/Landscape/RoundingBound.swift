import Rigor

/// By how much a computation in floating point of this size, at this point, may miss the loss, the norm of the gradient
/// and the smallest eigenvalue of the Hessian.
///
/// A statement about other people's arithmetic, so an assumption and no theorem: the formulas of the landscape are
/// evaluated as they stand, each operation and each elementary function rounded with relative error at most a few u,
/// sums added up in any order, eigenvalues by a backward stable method. The bounds follow from that by standard error
/// analysis (Higham, Accuracy and Stability of Numerical Algorithms, chapters 3 and 4), are worst cases, and are
/// computed from the problem and the point alone. No verdict depends on them; an audit calls a claim that misses by
/// less *rounding*, not *refuted*.
public struct RoundingBound: Sendable, Hashable {
    /// Of the loss.
    public var loss: Double
    /// Of the Euclidean norm of the gradient.
    public var gradientNorm: Double
    /// Of the smallest eigenvalue of the Hessian.
    public var smallestEigenvalue: Double
    /// Whether the loss is computed as a sum of squares, which no rounding makes negative.
    public var isSumOfSquares: Bool

    public init(loss: Double, gradientNorm: Double, smallestEigenvalue: Double, isSumOfSquares: Bool) {
        self.loss = loss
        self.gradientNorm = gradientNorm
        self.smallestEigenvalue = smallestEigenvalue
        self.isSumOfSquares = isSumOfSquares
    }
}

/// The constants of the model in ``RoundingBound``, for one unit roundoff.
package struct RoundingModel {
    /// 2^-53 for float64, 2^-24 for float32.
    package let unitRoundoff: Double

    package init(unitRoundoff: Double) { self.unitRoundoff = unitRoundoff }

    /// gamma_k = k u / (1 - k u): the relative effect of k roundings in any order of summation; infinite from k u = 1/2
    /// on.
    package func gamma(_ count: Int) -> Double {
        let ku = Double(count) * unitRoundoff
        return ku < 0.5 ? ku / (1 - ku) : .infinity
    }

    /// An elementary function, or a derivative made from one by a formula of a few operations, is off by at most 16 u
    /// times its largest value: a few units in the last place of the C library, and less than ten operations.
    package var function: Double { 16 * unitRoundoff }

    /// A backward stable eigensolver returns the eigenvalues of a matrix that is off by at most 10 n u times its norm
    /// (LAPACK Users' Guide, "p(n) u", p(n) = 10 n).
    package func eigenvalue(order n: Int) -> Double { 10 * Double(n) * unitRoundoff }
}
