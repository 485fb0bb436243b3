import Certify
import Rigor

/// Encloses the loss of students with several outputs in float64, from one evaluator for each output.
///
/// L = (1/q) sum_o L_o(w, a_1o .. a_mo), L_o the loss of the student with output o alone, q as in `MultipleOutputProblem.averagedOutputs`. Leaving out coordinates
/// does not lengthen a vector, so what holds over the ball of the same radius around (w, a_1o .. a_mo) holds over the given one. Gradients and Hessians of the
/// parts are added where their parameters stand.
final class MultipleOutputFloat64Evaluator: LandscapeEvaluator {
    private let parts: [Part]
    private let parameterCount: Int
    private let averagedOutputs: Double

    private struct Part {
        let evaluator: TwoLayerFloat64Evaluator
        let positions: [Int]

        func ball(_ whole: Ball) -> Ball { Ball(centre: positions.map { whole.centre[$0] }, radius: whole.radius) }
    }

    init(_ landscape: MultipleOutputLandscape) throws(EvaluationFailure) {
        var parts = [Part]()
        for (o, component) in landscape.components.enumerated() {
            let evaluator = try TwoLayerFloat64Evaluator(
                samples: component.float64Samples, width: component.width, activation: component.problem.activation)
            parts.append(Part(evaluator: evaluator, positions: landscape.positions(ofOutput: o)))
        }
        self.parts = parts
        parameterCount = landscape.parameterCount
        averagedOutputs = Double(landscape.problem.averagedOutputs)
    }

    var precision: Precision? { nil }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        precondition(ball.centre.count == parameterCount)
        let n = parameterCount
        var low = 0.0, high = 0.0
        var gradient = EnclosedSum(count: order >= .gradient ? n : 0), hessian = EnclosedSum(count: order >= .hessian ? n * n : 0)
        for part in parts {
            let enclosure = try part.evaluator.enclosure(on: part.ball(ball), order: order)
            low = Directed.addDown(low, enclosure.loss.lower)
            high = Directed.addUp(high, enclosure.loss.upper)
            if let own = enclosure.gradient {
                for (i, place) in part.positions.enumerated() { gradient.add(own.midpoint[i], own.radius[i], at: place) }
            }
            if let own = enclosure.hessian {
                for (i, row) in part.positions.enumerated() {
                    for (k, column) in part.positions.enumerated() {
                        let index = own.index(i, k)
                        hessian.add(own.midpoint[index], own.radius[index], at: row * n + column)
                    }
                }
            }
        }
        gradient.divide(by: averagedOutputs)
        hessian.divide(by: averagedOutputs)
        var result = LocalEnclosure(loss: Bounds(
            lower: Directed.divideDown(low, averagedOutputs), upper: Directed.divideUp(high, averagedOutputs)).nonNegative)
        guard result.loss.upper.isFinite, gradient.isFinite, hessian.isFinite else { throw .outOfRange("float64 overflows") }
        if order >= .gradient { result.gradient = VectorEnclosure(midpoint: gradient.midpoint, radius: gradient.radius) }
        if order >= .hessian {
            result.hessian = MatrixEnclosure(rows: n, columns: n, midpoint: hessian.midpoint, radius: hessian.radius)
        }
        return result
    }

    /// `LipschitzSums` with |e| and |a_j| the norms over all outputs; the jets are the same for every output.
    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        var outputs = [[Double]](), residuals = [[Double]]()
        var parameters: TwoLayerFloat64Evaluator.Parameters?
        for part in parts {
            let own = try part.evaluator.parameters(of: part.ball(ball))
            outputs.append(own.outputMaximum)
            residuals.append(part.evaluator.residualMagnitudes(own))
            parameters = own
        }
        guard let parameters, let evaluator = parts.last?.evaluator else { preconditionFailure("a student has outputs") }
        func norms(_ rows: [[Double]]) -> [Double] {
            rows[0].indices.map { i in normUpper(rows.lazy.map { $0[i] }) }
        }
        return try evaluator.lipschitzConstants(parameters, outputs: norms(outputs), residuals: norms(residuals))
            .divided(by: averagedOutputs)
    }
}

/// Sums of numbers known to within a radius, as many as there are entries.
private struct EnclosedSum {
    private(set) var midpoint: [Double]
    private(set) var radius: [Double]

    init(count: Int) {
        midpoint = [Double](repeating: 0, count: count)
        radius = midpoint
    }

    var isFinite: Bool { midpoint.allSatisfy(\.isFinite) && radius.allSatisfy(\.isFinite) }

    mutating func add(_ value: Double, _ spread: Double, at index: Int) {
        let sum = midpoint[index] + value
        // |fl(x + y) - (x + y)| <= u |fl(x + y)|
        let rounding = Directed.multiplyUp(abs(sum), Directed.unitRoundoff)
        midpoint[index] = sum
        radius[index] = Directed.addUp(Directed.addUp(radius[index], spread), rounding)
    }

    /// - Parameter divisor: a positive integer.
    mutating func divide(by divisor: Double) {
        guard divisor != 1 else { return }
        for i in midpoint.indices {
            let quotient = midpoint[i] / divisor
            // half an ulp of the quotient, also among subnormal numbers
            let rounding = Directed.addUp(Directed.multiplyUp(abs(quotient), Directed.unitRoundoff), 0x1p-1074)
            midpoint[i] = quotient
            radius[i] = Directed.addUp(Directed.divideUp(radius[i], divisor), rounding)
        }
    }
}

extension LipschitzConstants {
    /// Of the loss divided by a positive number.
    func divided(by divisor: Double) -> LipschitzConstants {
        guard divisor != 1 else { return self }
        return LipschitzConstants(
            loss: Directed.divideUp(loss, divisor), gradient: Directed.divideUp(gradient, divisor),
            hessian: Directed.divideUp(hessian, divisor))
    }
}
