import Certify
import Rigor

/// Encloses the loss of dense networks over a ball, through the smallest box that holds it.
final class DenseEvaluator<Arithmetic: NetworkArithmetic>: LandscapeEvaluator {
    let precision: Precision?
    let program: DenseProgram<Arithmetic>

    init(problem: DenseProblem, arithmetic: Arithmetic, precision: Precision?) {
        self.precision = precision
        program = DenseProgram(problem: problem, arithmetic: arithmetic)
    }

    func setParameters(_ ball: Ball) {
        let pass = program.pass
        precondition(ball.centre.count == pass.layout.count)
        pass.parameters = ball.centre.map { pass.arithmetic.number($0, radius: ball.radius) }
    }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        setParameters(ball)
        program.evaluate(order)
        // every loss, and decay, is a sum of terms that are not negative
        var result = LocalEnclosure(
            loss: Bounds(lower: Directed.maximum(0, program.loss.lowerDouble), upper: program.loss.upperDouble))
        guard result.loss.upper.isFinite else { throw .outOfRange("the loss is not bounded") }
        if order >= .gradient {
            let parts = program.gradient.map(\.midpointAndRadius)
            guard parts.allSatisfy({ $0.radius.isFinite }) else { throw .outOfRange("the gradient is not bounded") }
            result.gradient = VectorEnclosure(midpoint: parts.map(\.midpoint), radius: parts.map(\.radius))
        }
        if order >= .hessian {
            let count = program.pass.layout.count
            var hessian = MatrixEnclosure.zero(rows: count, columns: count)
            var intervals = precision.map { SymmetricIntervalMatrix(order: count, precision: $0) }
            for row in 0..<count {
                for column in row..<count {
                    let value = program.hessian(row, column)
                    if let entry = value as? Interval { intervals?[row, column] = entry }
                    let (midpoint, radius) = value.midpointAndRadius
                    for index in [row * count + column, column * count + row] {
                        hessian.midpoint[index] = midpoint
                        hessian.radius[index] = radius
                    }
                }
            }
            guard hessian.isFinite else { throw .outOfRange("the Hessian is not bounded") }
            result.hessian = hessian
            result.hessianIntervals = intervals
        }
        return result
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
