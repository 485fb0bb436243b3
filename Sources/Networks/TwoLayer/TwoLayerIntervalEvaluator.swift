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

    init(samples: IntervalSamples, width: Int) {
        self.samples = samples
        let problem = samples.problem
        network = IntervalNetwork(
            activation: problem.activation, data: problem.data, axes: samples.axes, width: width,
            outputCount: problem.outputCount,
            precision: samples.precision)
        labels = IntervalArray(count: samples.labels.count, precision: samples.precision)
        for (i, label) in samples.labels.enumerated() { labels[i] = label }
        residuals = IntervalArray(count: problem.outputCount, precision: samples.precision)
    }

    var precision: Precision? { samples.precision }

    /// Encloses the jets and the residuals at every data point, one after the other.
    private func forEachPoint(jetOrder: Int, _ body: () -> Void) {
        for i in 0..<samples.problem.data.count {
            network.evaluate(point: i, jetOrder: jetOrder)
            network.writeResiduals(residuals.pointer(0), labels: labels.pointer(i * samples.problem.outputCount))
            body()
        }
    }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        network.setParameters(ball)
        let sums = TwoLayerIntervalSums(network.layout, order: order, precision: samples.precision)
        forEachPoint(jetOrder: order.rawValue) { sums.add(network, residuals: residuals.pointer(0)) }
        return try sums.enclosure(
            outputs: network.layout.outputs.map { network.parameters[$0] }, divisor: samples.problem.divisor)
    }

    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        network.setParameters(ball)
        let m = network.width, k = network.layout.outputCount
        var sums = LipschitzSums(dimension: network.dimension)
        let outputs = (0..<m).map { j in normUpper(k) { kernel.magnitudeUpper(network.output(j, $0)) } }
        forEachPoint(jetOrder: 3) {
            sums.begin(squaredNorm: network.squaredInputNorm)
            for j in 0..<m {
                sums.addNeuron(
                    outputs[j], kernel.magnitudeUpper(network.jet(0, j)), kernel.magnitudeUpper(network.jet(1, j)),
                    kernel.magnitudeUpper(network.jet(2, j)), kernel.magnitudeUpper(network.jet(3, j)))
            }
            sums.end(residual: normUpper(k) { kernel.magnitudeUpper(residuals.pointer($0)) })
        }
        return try sums.constants().divided(by: Double(samples.problem.averagedOutputs))
    }
}
