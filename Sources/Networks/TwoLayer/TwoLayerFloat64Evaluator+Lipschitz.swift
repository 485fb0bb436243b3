import Certify
import Rigor

extension TwoLayerFloat64Evaluator {
    /// K0, K1, K2 over the ball by `LipschitzSums`, from the jets at the centre and their error bounds over the ball.
    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        var parameters = try parameters(of: ball)
        let m = layout.width, k = layout.outputCount, samples = kernel.samples
        let outputs = (0..<m).map { j in normUpper(k) { parameters.outputMaximum[places.value(j, $0)] } }
        let residuals = try residualMagnitudes(&parameters)
        let errors = parameters.jetErrors.flatMap { $0 }
        // four roundings more, which the operations of `LipschitzSums` leave room for: the squares here, the stretch,
        // the sums of jets and errors
        let stretch = (1 + 2 * samples.inputRelativeError) * (1 + 2 * samples.inputRelativeError)
        var sums = LipschitzSums(dimension: samples.dimension, hasOutputBias: layout.hasOutputBias)
        kernel.forEachBlock(w: parameters.w, a: parameters.a, jetOrder: 3) { start, length, _ in
            for i in 0..<length {
                var squares = 0.0
                for column in samples.columns { squares += column[start + i] * column[start + i] }
                sums.begin(squaredNorm: squares * stretch)
                for j in 0..<m {
                    sums.addNeuron(
                        outputs[j],
                        abs(kernel.jet(0, j)[i]) + errors[4 * j], abs(kernel.jet(1, j)[i]) + errors[4 * j + 1],
                        abs(kernel.jet(2, j)[i]) + errors[4 * j + 2], abs(kernel.jet(3, j)[i]) + errors[4 * j + 3])
                }
                sums.end(residual: residuals[start + i], weight: samples.weights?[start + i] ?? 1)
            }
        }
        let constants = try sums.constants().divided(by: averagedOutputs)
        guard let largest = decay.flatMap({ Directed.maximum(of: $0) }) else { return constants }
        let size = normUpper(layout.count) { Directed.addUp(abs(parameters.values[$0]), parameters.errors[$0]) }
        return constants.adding(decay: Directed.multiplyUp(largest, 1 + 0x1p-51), size: size)
    }

    /// Upper bounds of |e|, the norm over the outputs, over the ball, one for each data point; writes the error bounds
    /// of the jets into the parameters.
    private func residualMagnitudes(_ parameters: inout Parameters) throws(EvaluationFailure) -> [Double] {
        let m = layout.width, k = layout.outputCount, count = samples.count
        var valueMaximum = [Double](repeating: 0, count: m)
        var magnitudes = [Double](repeating: 0, count: k * count)
        kernel.forEachBlock(w: parameters.w, a: parameters.a, jetOrder: 0) { start, length, _ in
            for j in 0..<m {
                let values = kernel.jet(0, j)
                for i in 0..<length { valueMaximum[j] = Directed.maximum(valueMaximum[j], abs(values[i])) }
            }
            for q in 0..<k {
                let residuals = kernel.residuals(q), first = q * count + start
                for i in 0..<length { magnitudes[first + i] = abs(residuals[i]) }
            }
        }
        parameters.jetErrors = try jetErrors(parameters)
        if layout.hasOutputBias { valueMaximum.append(1) }
        let errors = residualErrors(parameters, valueMaximum: valueMaximum)
        for q in 0..<k {
            for i in (q * count)..<((q + 1) * count) { magnitudes[i] = Directed.addUp(magnitudes[i], errors[q]) }
        }
        guard k > 1 else { return magnitudes }
        return (0..<count).map { i in normUpper(k) { magnitudes[$0 * count + i] } }
    }
}
