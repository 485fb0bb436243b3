import Certify
import Rigor

extension TwoLayerFloat64Evaluator {
    /// K0, K1, K2 over the ball by `LipschitzSums`, from the jets at the centre and their error bounds over the ball.
    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        let parameters = try parameters(of: ball)
        return try lipschitzConstants(parameters, outputs: parameters.outputMaximum, residuals: residualMagnitudes(parameters))
    }

    /// Upper bounds of |e| over the ball, one for each data point.
    func residualMagnitudes(_ parameters: Parameters) -> [Double] {
        var valueMaximum = [Double](repeating: 0, count: kernel.width)
        var magnitudes = [Double](repeating: 0, count: kernel.samples.count)
        kernel.forEachBlock(w: parameters.w, a: parameters.a, jetOrder: 0) { start, length, _ in
            for j in 0..<kernel.width { for k in 0..<length { valueMaximum[j] = Directed.maximum(valueMaximum[j], abs(kernel.jet(0, j)[k])) } }
            for k in 0..<length { magnitudes[start + k] = abs(kernel.residuals[k]) }
        }
        let error = residualError(parameters, valueMaximum: valueMaximum)
        for k in magnitudes.indices { magnitudes[k] = Directed.addUp(magnitudes[k], error) }
        return magnitudes
    }

    /// - Parameters:
    ///   - outputs: upper bounds of |a_j| over the ball; with several outputs, of the Euclidean norm.
    ///   - residuals: upper bounds of |e| at each data point over the ball; with several outputs, of the Euclidean norm.
    func lipschitzConstants(
        _ parameters: Parameters, outputs: [Double], residuals: [Double]
    ) throws(EvaluationFailure) -> LipschitzConstants {
        let m = kernel.width, samples = kernel.samples
        let errors = parameters.jetErrors.flatMap { $0 }
        // four roundings more, which the operations of `LipschitzSums` leave room for: the squares here, the stretch, the sums of jets and errors
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
                sums.end(residual: residuals[start + k])
            }
        }
        return try sums.constants()
    }
}
