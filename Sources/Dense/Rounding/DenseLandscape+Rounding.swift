import Certify
import Rigor

extension DenseLandscape {
    /// The program of the landscape run with ``RoundedNumber``: errors of the loss, of the gradient in the Euclidean
    /// norm, and of the Hessian in the Frobenius norm, which moves no eigenvalue by more (Weyl), with 10 P u ‖Hess‖ for
    /// the eigensolver. Twice as much, for terms of second order and other arrangements of the same formulas.
    ///
    /// A cross-entropy may come out negative. For many parameters the norms are bounded by those of factors
    /// (`NormSums`), which is more and takes no P² numbers.
    public func roundingBound(at point: [Double], loss: Double, unitRoundoff: Double) -> RoundingBound? {
        precondition(point.count == parameterCount)
        let arithmetic = RoundedArithmetic(unitRoundoff: unitRoundoff)
        let program = DenseProgram(problem: problem, arithmetic: arithmetic, normOrder: 200)
        program.pass.parameters = point.map { arithmetic.number(exactly: $0) }
        program.evaluate(.hessian)
        let gradient = program.gradient.reduce(0) { $0 + $1.error * $1.error }.squareRoot()
        let (size, error) = program.hessianNorms(unitRoundoff: unitRoundoff) ?? Self.norms(of: program)
        let model = RoundingModel(unitRoundoff: unitRoundoff)
        let bound = RoundingBound(
            loss: 2 * program.loss.error, gradientNorm: 2 * gradient,
            smallestEigenvalue: 2 * error + model.eigenvalue(order: parameterCount) * (size + error),
            isSumOfSquares: problem.loss.isSquared)
        return bound.loss.isFinite && bound.gradientNorm.isFinite && bound.smallestEigenvalue.isFinite ? bound : nil
    }

    /// Frobenius norms of the Hessian and of its error, entry by entry.
    private static func norms(of program: DenseProgram<RoundedArithmetic>) -> (value: Double, error: Double) {
        let P = program.pass.layout.count
        var errors = 0.0, squares = 0.0
        for row in 0..<P {
            for column in 0..<P {
                let entry = program.hessian(row, column)
                errors += entry.error * entry.error
                squares += entry.value * entry.value
            }
        }
        return (squares.squareRoot(), errors.squareRoot())
    }
}
