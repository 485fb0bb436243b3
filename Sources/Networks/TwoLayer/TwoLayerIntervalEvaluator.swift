import Certify
import Rigor

/// Encloses a two-layer loss over a ball in MPFR intervals: the formulas of ``TwoLayerLandscape`` evaluated on the
/// smallest box that holds the ball. Independent of the float64 evaluator; `certify check` uses this one alone.
final class TwoLayerIntervalEvaluator: LandscapeEvaluator {
    private let samples: IntervalSamples
    private let network: IntervalNetwork
    private var kernel: IntervalKernel { network.kernel }
    /// y (N k), point by point, and e (k) at the point under way.
    private let labels: IntervalArray
    private let residuals: IntervalArray
    /// omega (N); nil when all are 1.
    private let weights: IntervalArray?
    /// lambda of every parameter; nil without decay.
    private let decay: [Interval]?

    init(samples: IntervalSamples, width: Int) {
        self.samples = samples
        let problem = samples.problem
        network = IntervalNetwork(
            activation: problem.activation, data: problem.data, axes: samples.axes, width: width,
            outputCount: problem.outputCount, hasOutputBias: problem.outputBias.isTrained,
            precision: samples.precision)
        labels = IntervalArray(count: samples.labels.count, precision: samples.precision)
        for (i, label) in samples.labels.enumerated() { labels[i] = label }
        residuals = IntervalArray(count: problem.outputCount, precision: samples.precision)
        weights = samples.weights.map { values in
            let cells = IntervalArray(count: values.count, precision: samples.precision)
            for (i, value) in values.enumerated() { cells[i] = value }
            return cells
        }
        decay = problem.decayCoefficients(width: width)?.map {
            Interval(enclosing: $0, precision: samples.precision)
        }
    }

    var precision: Precision? { samples.precision }

    /// Encloses the jets and the residuals at every data point, one after the other, and hands over its sample weight.
    private func forEachPoint(jetOrder: Int, _ body: (IntervalPointer?) -> Void) {
        for i in 0..<samples.problem.data.count {
            network.evaluate(point: i, jetOrder: jetOrder)
            network.writeResiduals(residuals.pointer(0), labels: labels.pointer(i * samples.problem.outputCount))
            body(weights?.pointer(i))
        }
    }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        network.setParameters(ball)
        let sums = TwoLayerIntervalSums(network.layout, order: order, precision: samples.precision)
        forEachPoint(jetOrder: order.rawValue) { sums.add(network, residuals: residuals.pointer(0), weight: $0) }
        let parameters = (0..<network.layout.count).map { network.parameters[$0] }
        return try sums.enclosure(
            outputs: Array(parameters[network.layout.linear]), divisor: samples.problem.divisor,
            decay: decay.map { DecayTerms(coefficients: $0, parameters: parameters) })
    }

    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        network.setParameters(ball)
        let m = network.width, k = network.layout.outputCount
        var sums = LipschitzSums(dimension: network.dimension, hasOutputBias: network.layout.hasOutputBias)
        let outputs = (0..<m).map { j in normUpper(k) { kernel.magnitudeUpper(network.output(j, $0)) } }
        forEachPoint(jetOrder: 3) { weight in
            sums.begin(squaredNorm: network.squaredInputNorm)
            for j in 0..<m {
                sums.addNeuron(
                    outputs[j], kernel.magnitudeUpper(network.jet(0, j)), kernel.magnitudeUpper(network.jet(1, j)),
                    kernel.magnitudeUpper(network.jet(2, j)), kernel.magnitudeUpper(network.jet(3, j)))
            }
            sums.end(
                residual: normUpper(k) { kernel.magnitudeUpper(residuals.pointer($0)) },
                weight: weight.map { kernel.magnitudeUpper($0) } ?? 1)
        }
        let constants = try sums.constants().divided(by: Double(samples.problem.averagedOutputs))
        guard let largest = decay.flatMap({ Directed.maximum(of: $0.map(\.upperDouble)) }) else { return constants }
        let size = normUpper(network.layout.count) { kernel.magnitudeUpper(network.parameters.pointer($0)) }
        return constants.adding(decay: largest, size: size)
    }
}
