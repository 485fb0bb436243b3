import Certify
import Rigor

/// Encloses the loss of dense networks over a ball, through the smallest box that holds it.
final class DenseEvaluator<Arithmetic: NetworkArithmetic>: LandscapeEvaluator {
    let precision: Precision?
    private let problem: DenseProblem
    private let arithmetic: Arithmetic
    /// Made when it is first asked for: it holds all data.
    private(set) lazy var program = DenseProgram(problem: problem, arithmetic: arithmetic)

    init(problem: DenseProblem, arithmetic: Arithmetic, precision: Precision?) {
        self.precision = precision
        self.problem = problem
        self.arithmetic = arithmetic
    }

    func setParameters(_ ball: Ball) {
        let pass = program.pass
        precondition(ball.centre.count == pass.layout.count)
        pass.parameters = ball.centre.map { pass.arithmetic.number($0, radius: ball.radius) }
    }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        setParameters(ball)
        program.evaluate(order)
        let count = program.pass.layout.count
        // every loss, and decay, is a sum of terms that are not negative
        return try LocalEnclosure(
            loss: program.loss, gradient: order >= .gradient ? program.gradient : nil, order: count,
            precision: precision,
            hessian: order < .hessian
                ? nil
                : { take in
                    for row in 0..<count {
                        for column in row..<count { take(row, column, self.program.hessian(row, column)) }
                    }
                })
    }

    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        setParameters(ball)
        return try DenseLipschitz(program, on: ball).constants()
    }
}

/// Float64 without guarantee.
final class DenseApproximateEvaluator: ApproximateEvaluator {
    private let program: DenseProgram<ApproximateArithmetic>

    init(problem: DenseProblem) { program = DenseProgram(problem: problem, arithmetic: ApproximateArithmetic()) }

    private func evaluate(_ point: [Double], _ order: DerivativeOrder) {
        program.pass.parameters = point
        program.evaluate(order)
    }

    func approximateLoss(at point: [Double]) -> Double {
        evaluate(point, .loss)
        return program.loss
    }

    func approximateGradient(at point: [Double]) -> (loss: Double, gradient: [Double]) {
        evaluate(point, .gradient)
        return (program.loss, program.gradient)
    }

    func approximateHessian(at point: [Double]) -> (loss: Double, gradient: [Double], hessian: [Double]) {
        evaluate(point, .hessian)
        let count = program.pass.layout.count
        var hessian = [Double](repeating: 0, count: count * count)
        for row in 0..<count {
            for column in 0..<count { hessian[row * count + column] = program.hessian(row, column) }
        }
        return (program.loss, program.gradient, hessian)
    }
}
