import Certify
import Rigor

/// Encloses the loss of students with several outputs over a ball in MPFR intervals: the formulas of ``MultipleOutputLandscape`` evaluated on the smallest
/// box that holds the ball. Independent of the float64 evaluator; `certify check` uses this one alone.
final class MultipleOutputIntervalEvaluator: LandscapeEvaluator {
    private let problem: MultipleOutputProblem
    private let interval: Precision
    /// The jets of the neurons; its own outputs are not used.
    private let network: IntervalNetwork
    private var kernel: IntervalKernel { network.kernel }
    private let outputCount: Int
    /// a (m k), neuron by neuron; y (N k), point by point; e (k) at the point under way.
    private let outputs: IntervalArray
    private let labels: IntervalArray
    private let residuals: IntervalArray
    private let scratch: IntervalArray

    init(_ landscape: MultipleOutputLandscape, precision: Precision) {
        let problem = landscape.problem, k = problem.outputCount
        self.problem = problem
        interval = precision
        outputCount = k
        labels = IntervalArray(count: problem.data.count * k, precision: precision)
        var axes = [[Interval]]()
        for (o, component) in problem.components.enumerated() {
            let samples = IntervalSamples(problem: component, precision: precision)
            axes = samples.axes
            for (i, label) in samples.labels.enumerated() { labels[i * k + o] = label }
        }
        network = IntervalNetwork(
            activation: problem.activation, data: problem.data, axes: axes, width: landscape.width, precision: precision)
        outputs = IntervalArray(count: landscape.width * k, precision: precision)
        residuals = IntervalArray(count: k, precision: precision)
        scratch = IntervalArray(count: 1, precision: precision)
    }

    var precision: Precision? { interval }

    private func setParameters(_ ball: Ball) {
        let spread = Interval(lower: -ball.radius, upper: ball.radius, precision: interval)
        let box = ball.centre.map { Interval(enclosing: $0, precision: interval) + spread }
        let weights = network.width * network.dimension
        precondition(box.count == weights + outputs.count)
        network.setParameters(
            weights: Array(box[..<weights]), outputs: [Interval](repeating: .zero(precision: interval), count: network.width))
        for (i, value) in box[weights...].enumerated() { outputs[i] = value }
    }

    /// Encloses the jets up to `jetOrder`, and e = sum_j a_j s_j - y, at point `i`.
    private func evaluate(point i: Int, jetOrder: Int) {
        network.evaluate(point: i, jetOrder: jetOrder)
        for o in 0..<outputCount {
            let e = residuals.pointer(o)
            kernel.setZero(e)
            for j in 0..<network.width { kernel.multiplyAdd(e, outputs.pointer(j * outputCount + o), network.jet(0, j)) }
            kernel.subtract(e, e, labels.pointer(i * outputCount + o))
        }
    }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        setParameters(ball)
        let sums = TwoLayerIntervalSums(
            width: network.width, dimension: network.dimension, outputs: outputCount, order: order, precision: interval)
        for i in 0..<problem.data.count {
            evaluate(point: i, jetOrder: order.rawValue)
            sums.add(network, residuals: residuals.pointer(0), scratch: scratch.pointer(0))
        }
        return try sums.enclosure(outputs: outputs, divisor: problem.divisor)
    }

    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        setParameters(ball)
        let m = network.width, k = outputCount
        var sums = LipschitzSums(dimension: network.dimension)
        let norms = (0..<m).map { j in normUpper((0..<k).lazy.map { self.kernel.magnitudeUpper(self.outputs.pointer(j * k + $0)) }) }
        for i in 0..<problem.data.count {
            evaluate(point: i, jetOrder: 3)
            sums.begin(squaredNorm: network.squaredInputNorm)
            for j in 0..<m {
                sums.addNeuron(
                    norms[j], kernel.magnitudeUpper(network.jet(0, j)), kernel.magnitudeUpper(network.jet(1, j)),
                    kernel.magnitudeUpper(network.jet(2, j)), kernel.magnitudeUpper(network.jet(3, j)))
            }
            sums.end(residual: normUpper((0..<k).lazy.map { self.kernel.magnitudeUpper(self.residuals.pointer($0)) }))
        }
        return try sums.constants().divided(by: Double(problem.averagedOutputs))
    }
}
