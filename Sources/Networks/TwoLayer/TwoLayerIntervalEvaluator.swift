import Certify
import Rigor

/// Encloses a two-layer loss over a ball in MPFR intervals: the formulas of MATHEMATICS section 1 evaluated on the smallest box that
/// holds the ball. Independent of the float64 evaluator; `certify check` uses this one alone.
final class TwoLayerIntervalEvaluator: LandscapeEvaluator {
    private let samples: IntervalSamples
    private let network: IntervalNetwork
    private var kernel: IntervalKernel { network.kernel }
    private let labels: IntervalArray
    private let work: IntervalArray

    init(samples: IntervalSamples, width: Int) {
        self.samples = samples
        network = IntervalNetwork(
            activation: samples.problem.activation, data: samples.problem.data, axes: samples.axes,
            width: width, precision: samples.precision)
        labels = IntervalArray(count: samples.labels.count, precision: samples.precision)
        for (k, label) in samples.labels.enumerated() { labels[k] = label }
        work = IntervalArray(count: 4, precision: samples.precision)
    }

    var precision: Precision? { samples.precision }

    private func setParameters(_ ball: Ball) {
        let precision = samples.precision
        let spread = Interval(lower: -ball.radius, upper: ball.radius, precision: precision)
        let box = ball.centre.map { Interval(enclosing: $0, precision: precision) + spread }
        let weights = network.width * network.dimension
        network.setParameters(weights: Array(box[..<weights]), outputs: Array(box[weights...]))
    }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        setParameters(ball)
        let sums = TwoLayerIntervalSums(width: network.width, dimension: network.dimension, order: order, precision: samples.precision)
        let e = work.pointer(0), term = work.pointer(1)
        for k in 0..<samples.labels.count {
            network.evaluate(point: k, jetOrder: order.rawValue)
            network.accumulateOutput(e)
            kernel.subtract(e, e, labels.pointer(k))
            sums.add(network, residuals: e, scratch: term)
        }
        return try sums.enclosure(outputs: network.outputs, divisor: samples.labels.count)
    }

    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        setParameters(ball)
        let m = network.width, e = work.pointer(0)
        var sums = LipschitzSums(dimension: network.dimension)
        let outputs = (0..<m).map { kernel.magnitudeUpper(network.outputs.pointer($0)) }
        for k in 0..<samples.labels.count {
            network.evaluate(point: k, jetOrder: 3)
            network.accumulateOutput(e)
            kernel.subtract(e, e, labels.pointer(k))
            sums.begin(squaredNorm: network.squaredInputNorm)
            for j in 0..<m {
                sums.addNeuron(
                    outputs[j], kernel.magnitudeUpper(network.jet(0, j)), kernel.magnitudeUpper(network.jet(1, j)),
                    kernel.magnitudeUpper(network.jet(2, j)), kernel.magnitudeUpper(network.jet(3, j)))
            }
            sums.end(residual: kernel.magnitudeUpper(e))
        }
        return try sums.constants()
    }
}
