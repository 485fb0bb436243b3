import Certify
import Rigor

/// Where the loss is squared and nothing decays, residual i k + q is e_q = u_q - y_q at data point i.
extension DenseLandscape: ResidualLandscape {
    public var residualCount: Int { problem.data.count * problem.outputCount }

    /// min c_i.
    public var smallestResidualWeight: LowerBound {
        let smallest = problem.weights.flatMap { weights in weights.indices.min { weights[$0] < weights[$1] } } ?? 0
        return LowerBound(problem.coefficient(smallest).lowerDouble)
    }

    /// All of them: no relation between them is known.
    public func independentResiduals(atMost limit: Int) throws(Refusal) -> [Int]? {
        guard problem.loss.isSquared else {
            throw .inequality("the loss \"\(problem.loss.rawValue)\" is no sum of squares of residuals")
        }
        guard problem.decay == nil else {
            throw .inequality("with weight decay the loss is no sum of squares of residuals")
        }
        return residualCount <= limit ? Array(0..<residualCount) : nil
    }

    public func makeResidualEvaluator(_ precision: Precision) throws(EvaluationFailure) -> any ResidualEvaluator {
        DenseResidualEvaluator(problem: problem, precision: precision)
    }
}

/// Encloses residuals e = u - y and their derivatives over a ball in MPFR intervals,
///
///     du_q/dW_(p;i,a) = (du_q/dz_(p,i)) h_(p-1,a)
///
/// by propagating e_q backwards: delta of `DensePass` with dl/du = e_q is du_q/dz.
final class DenseResidualEvaluator: ResidualEvaluator {
    private let program: DenseProgram<IntervalArithmetic>

    init(problem: DenseProblem, precision: Precision) {
        program = DenseProgram(problem: problem, arithmetic: IntervalArithmetic(precision: precision))
    }

    func enclosure(of residuals: [Int], on ball: Ball) throws(EvaluationFailure) -> ResidualEnclosure {
        let pass = program.pass, layout = pass.layout, n = layout.count, k = program.problem.outputCount
        precondition(ball.centre.count == n)
        pass.parameters = ball.centre.map { pass.arithmetic.number($0, radius: ball.radius) }
        var values = VectorEnclosure(exactly: [Double](repeating: 0, count: residuals.count))
        var derivative = MatrixEnclosure.zero(rows: residuals.count, columns: n)
        for (row, residual) in residuals.enumerated() {
            let (i, q) = residual.quotientAndRemainder(dividingBy: k)
            program.forward(i)
            (values.midpoint[row], values.radius[row]) = (pass.outputs[q] - program.label(i)[q]).midpointAndRadius
            pass.backward((0..<k).map { $0 == q ? pass.one : pass.zero })
            func set(_ place: Int, _ value: Interval) {
                (derivative.midpoint[row * n + place], derivative.radius[row * n + place]) = value.midpointAndRadius
            }
            for l in 0..<layout.depth {
                for unit in 0..<layout.width(l) {
                    let delta = pass.delta[l][unit], start = layout.row(l, unit)
                    for a in 0..<layout.width(l - 1) { set(start + a, delta * pass.values[l][a]) }
                    if layout.hasBias(l) { set(layout.bias(l, unit), delta) }
                }
            }
        }
        guard values.midpoint.allSatisfy(\.isFinite), values.radius.allSatisfy(\.isFinite), derivative.isFinite else {
            throw .outOfRange("the residuals are not bounded")
        }
        return ResidualEnclosure(values: values, derivative: derivative)
    }
}
