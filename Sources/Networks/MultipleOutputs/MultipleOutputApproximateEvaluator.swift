import Certify

/// Loss, gradient and Hessian of students with several outputs in plain float64, for search: the sum over the outputs of students with one.
final class MultipleOutputApproximateEvaluator: ApproximateEvaluator {
    private let parts: [(evaluator: any ApproximateEvaluator, positions: [Int])]
    private let parameterCount: Int
    private let scale: Double

    init(_ landscape: MultipleOutputLandscape) {
        parts = landscape.components.enumerated().map { o, component in
            (component.makeApproximateEvaluator(), landscape.positions(ofOutput: o))
        }
        parameterCount = landscape.parameterCount
        scale = 1 / Double(landscape.problem.averagedOutputs)
    }

    func approximateLoss(at point: [Double]) -> Double {
        scale * parts.reduce(0) { sum, part in sum + part.evaluator.approximateLoss(at: part.positions.map { point[$0] }) }
    }

    func approximateGradient(at point: [Double]) -> (loss: Double, gradient: [Double]) {
        var loss = 0.0, gradient = [Double](repeating: 0, count: parameterCount)
        for (evaluator, positions) in parts {
            let own = evaluator.approximateGradient(at: positions.map { point[$0] })
            loss += scale * own.loss
            for (i, place) in positions.enumerated() { gradient[place] += scale * own.gradient[i] }
        }
        return (loss, gradient)
    }

    func approximateHessian(at point: [Double]) -> (loss: Double, gradient: [Double], hessian: [Double]) {
        let n = parameterCount
        var loss = 0.0, gradient = [Double](repeating: 0, count: n), hessian = [Double](repeating: 0, count: n * n)
        for (evaluator, positions) in parts {
            let own = evaluator.approximateHessian(at: positions.map { point[$0] })
            loss += scale * own.loss
            for (i, row) in positions.enumerated() {
                gradient[row] += scale * own.gradient[i]
                for (k, column) in positions.enumerated() { hessian[row * n + column] += scale * own.hessian[i * positions.count + k] }
            }
        }
        return (loss, gradient, hessian)
    }
}
