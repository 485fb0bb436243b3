import Certify
import Rigor

/// Encloses the loss of dense networks over a ball, through the smallest box that holds it.
///
/// No generic class: the compiler specializes what is called with one arithmetic, not what is reached through the
/// witnesses of a generic class.
final class DenseEvaluator: LandscapeEvaluator {
    private enum Program {
        case float64(DenseProgram<Float64IntervalArithmetic>)
        case multiple(DenseProgram<IntervalArithmetic>)
    }

    let precision: Precision?
    private let problem: DenseProblem
    /// Made when it is first asked for: it holds all data.
    private lazy var program = makeProgram()

    /// - Parameter precision: of MPFR intervals; nil for intervals with float64 ends.
    init(problem: DenseProblem, precision: Precision?) {
        self.precision = precision
        self.problem = problem
    }

    private func makeProgram() -> Program {
        guard let precision else {
            return .float64(
                DenseProgram(
                    problem: problem, arithmetic: Float64IntervalArithmetic(),
                    productOrder: ProductSums<Float64IntervalArithmetic>.smallestOrder))
        }
        return .multiple(
            DenseProgram(
                problem: problem, arithmetic: IntervalArithmetic(precision: precision),
                productOrder: DenseLandscape.productOrderOfIntervals))
    }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        switch program {
        case .float64(let program): try Self.enclosure(program, on: ball, order: order, precision)
        case .multiple(let program): try Self.enclosure(program, on: ball, order: order, precision)
        }
    }

    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        switch program {
        case .float64(let program): try Self.lipschitzConstants(program, on: ball)
        case .multiple(let program): try Self.lipschitzConstants(program, on: ball)
        }
    }

    private static func enclosure<Arithmetic>(
        _ program: DenseProgram<Arithmetic>, on ball: Ball, order: DerivativeOrder, _ precision: Precision?
    ) throws(EvaluationFailure) -> LocalEnclosure {
        program.setParameters(ball)
        program.evaluate(order)
        let count = program.pass.layout.count, matrix = order >= .hessian ? program.hessianMatrix : nil
        // every loss, and decay, is a sum of terms that are not negative
        var result = try LocalEnclosure(
            loss: program.loss, gradient: order >= .gradient ? program.gradient : nil, order: count,
            precision: precision,
            hessian: order < .hessian || matrix != nil
                ? nil
                : { take in
                    for row in 0..<count {
                        for column in row..<count { take(row, column, program.hessian(row, column)) }
                    }
                })
        if let matrix {
            guard matrix.isFinite else { throw .outOfRange("the Hessian is not bounded") }
            result.hessian = matrix
        }
        return result
    }

    private static func lipschitzConstants<Arithmetic>(
        _ program: DenseProgram<Arithmetic>, on ball: Ball
    ) throws(EvaluationFailure) -> LipschitzConstants {
        program.setParameters(ball)
        return try DenseLipschitz(program, on: ball).constants()
    }
}

/// Float64 without guarantee.
final class DenseApproximateEvaluator: ApproximateEvaluator {
    private let program: DenseProgram<ApproximateArithmetic>

    init(problem: DenseProblem) {
        program = DenseProgram(
            problem: problem, arithmetic: ApproximateArithmetic(),
            productOrder: ProductSums<ApproximateArithmetic>.smallestOrder)
    }

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
        if let matrix = program.hessianMatrix { return (program.loss, program.gradient, matrix.midpoint) }
        var hessian = [Double](repeating: 0, count: count * count)
        for row in 0..<count {
            for column in 0..<count { hessian[row * count + column] = program.hessian(row, column) }
        }
        return (program.loss, program.gradient, hessian)
    }
}
