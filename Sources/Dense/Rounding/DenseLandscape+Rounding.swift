import Certify
import Rigor

extension DenseLandscape {
    /// The program of the landscape run with ``RoundedNumber``: errors of the loss, of the gradient in the Euclidean
    /// norm, and of the Hessian in the Frobenius norm, which moves no eigenvalue by more (Weyl), with 10 P u ‖Hess‖ for
    /// the eigensolver. Twice as much, for terms of second order and other arrangements of the same formulas.
    ///
    /// A cross-entropy may come out negative.
    public func roundingBound(at point: [Double], loss: Double, unitRoundoff: Double) -> RoundingBound? {
        precondition(point.count == parameterCount)
        let arithmetic = RoundedArithmetic(unitRoundoff: unitRoundoff)
        let program = DenseProgram(problem: problem, arithmetic: arithmetic)
        program.pass.parameters = point.map { arithmetic.number(exactly: $0) }
        program.evaluate(.hessian)
        let gradient = program.gradient.reduce(0) { $0 + $1.error * $1.error }.squareRoot()
        var errors = 0.0, squares = 0.0
        for row in 0..<parameterCount {
            for column in 0..<parameterCount {
                let entry = program.hessian(row, column)
                errors += entry.error * entry.error
                squares += entry.value * entry.value
            }
        }
        let model = RoundingModel(unitRoundoff: unitRoundoff)
        let bound = RoundingBound(
            loss: 2 * program.loss.error, gradientNorm: 2 * gradient,
            smallestEigenvalue: 2 * errors.squareRoot()
                + model.eigenvalue(order: parameterCount) * (squares.squareRoot() + errors.squareRoot()),
            isSumOfSquares: problem.loss.isSquared)
        return bound.loss.isFinite && bound.gradientNorm.isFinite && bound.smallestEigenvalue.isFinite ? bound : nil
    }
}
