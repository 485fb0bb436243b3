import Rigor

extension TwoLayerFloat64Evaluator {
    /// K0, K1, K2 over the ball by `LipschitzSums`, from the jets at the centre and their error bounds over the ball.
    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        let parameters = try parameters(of: ball)
        let m = kernel.width, samples = kernel.samples
        var valueMaximum = [Double](repeating: 0, count: m)
        kernel.forEachBlock(w: parameters.w, a: parameters.a, jetOrder: 0) { _, length, _ in
            for j in 0..<m { for k in 0..<length { valueMaximum[j] = max(valueMaximum[j], abs(kernel.jet(0, j)[k])) } }
        }
        let residualError = residualError(parameters, valueMaximum: valueMaximum)
        let errors = parameters.jetErrors.flatMap { $0 }, outputs = parameters.outputMaximum
        let stretch = (1 + 2 * samples.inputRelativeError) * (1 + 2 * samples.inputRelativeError)
        var sums = LipschitzSums(dimension: samples.dimension)
        kernel.forEachBlock(w: parameters.w, a: parameters.a, jetOrder: 3) { start, length, _ in
            for k in 0..<length {
                var squares = 0.0
                for column in samples.columns { squares += column[start + k] * column[start + k] }
                sums.begin(squaredNorm: squares * stretch)
                for j in 0..<m {
                    sums.addNeuron(
                        outputs[j],
                        abs(kernel.jet(0, j)[k]) + errors[4 * j], abs(kernel.jet(1, j)[k]) + errors[4 * j + 1],
                        abs(kernel.jet(2, j)[k]) + errors[4 * j + 2], abs(kernel.jet(3, j)[k]) + errors[4 * j + 3])
                }
                sums.end(residual: abs(kernel.residuals[k]) + residualError)
            }
        }
        return try sums.constants()
    }
}
