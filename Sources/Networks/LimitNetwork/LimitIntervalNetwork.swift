import Certify
import Rigor

/// A gated limit network on interval parameters: at one data point after the other, its value, the columns of its
/// gradient and the entries of its Hessian. A workspace for one thread.
final class LimitIntervalNetwork {
    let samples: IntervalSamples
    let shape: LimitNetworkShape
    /// The ordinary neurons, then one neuron (w_p, c_p) for each pair.
    let network: IntervalNetwork
    /// Parameters, in the order of the landscape.
    let parameters: IntervalArray
    /// v_p·x for each pair, at the point under way.
    let gates: IntervalArray
    /// mu_j for each unit, 1 for a pair and for a neuron alone.
    let shares: IntervalArray
    /// sum_{j in g} mu_j s(w_j·x) for each group, at the point under way.
    let groupValues: IntervalArray
    private let labels: IntervalArray
    private let work: IntervalArray
    var kernel: IntervalKernel { network.kernel }
    var precision: Precision { samples.precision }
    var count: Int { samples.labels.count }

    init(samples: IntervalSamples, shape: LimitNetworkShape, shares ranges: [Bounds]) {
        precondition(ranges.count == shape.sharedCount)
        self.samples = samples
        self.shape = shape
        network = IntervalNetwork(
            activation: samples.problem.activation, data: samples.problem.data, axes: samples.axes,
            width: shape.units, precision: samples.precision)
        parameters = IntervalArray(count: shape.parameterCount, precision: samples.precision)
        gates = IntervalArray(count: shape.pairs, precision: samples.precision)
        shares = IntervalArray(count: shape.units, precision: samples.precision)
        groupValues = IntervalArray(count: shape.groups.count, precision: samples.precision)
        work = IntervalArray(count: 1, precision: samples.precision)
        var j = 0, r = 0
        for size in shape.groups {
            var first = Interval.one(precision: samples.precision)
            for i in 1..<max(1, size) {
                let share = Interval(lower: ranges[r].lower, upper: ranges[r].upper, precision: samples.precision)
                shares[j + i] = share
                first = first - share
                r += 1
            }
            shares[j] = first
            j += size
        }
        for p in 0..<shape.pairs { shares[shape.neurons + p] = Interval.one(precision: samples.precision) }
        labels = IntervalArray(count: samples.labels.count, precision: samples.precision)
        for (k, label) in samples.labels.enumerated() { labels[k] = label }
    }

    /// Sets the parameters to the smallest box that holds the ball.
    func setParameters(_ ball: Ball) {
        precondition(ball.centre.count == shape.parameterCount)
        let box = ball.box(precision)
        for (i, value) in box.enumerated() { parameters[i] = value }
        network.setParameters(
            (0..<shape.units).flatMap { j in (0..<shape.dimension).map { box[shape.weight(j) + $0] } }
                + (0..<shape.units).map { box[shape.output($0)] * shares[$0] })
    }

    /// Evaluates the jets up to `jetOrder` (at least 1 when there are pairs) at point `k` and writes the residual
    /// f(x_k) - y_k.
    func evaluate(point k: Int, jetOrder: Int, residual e: IntervalPointer) {
        network.evaluate(point: k, jetOrder: jetOrder)
        kernel.setZero(e)
        var j = 0
        for (g, size) in shape.groups.enumerated() {
            // s_1 + sum_{i > 1} mu_i (s_i - s_1): equal neurons cost no width, however wide the ranges of the shares
            let value = groupValues.pointer(g), difference = work.pointer(0)
            kernel.set(value, network.jet(0, j))
            for i in 1..<max(1, size) {
                kernel.subtract(difference, network.jet(0, j + i), network.jet(0, j))
                kernel.multiplyAdd(value, shares.pointer(j + i), difference)
            }
            kernel.multiplyAdd(e, parameters.pointer(shape.groupOutput(g)), value)
            j += size
        }
        for p in 0..<shape.pairs {
            let gate = gates.pointer(p)
            kernel.multiplyAdd(e, network.output(shape.neurons + p), network.jet(0, shape.neurons + p))
            kernel.setZero(gate)
            for c in 0..<shape.dimension {
                kernel.multiplyAdd(gate, parameters.pointer(shape.pairSlope(p) + c), network.inputs.pointer(c))
            }
            kernel.multiplyAdd(e, gate, network.jet(1, shape.neurons + p))
        }
        if shape.hasConstant { kernel.add(e, e, parameters.pointer(shape.constant)) }
        if shape.hasLinearPart {
            for c in 0..<shape.dimension {
                kernel.multiplyAdd(e, parameters.pointer(shape.linearPart + c), network.inputs.pointer(c))
            }
        }
        kernel.subtract(e, e, labels.pointer(k))
    }

    /// result = A mu_j s^(q)_j for a neuron, c_p s^(q) + (v_p·x) s^(q+1) for a pair: the q-th derivative of unit j by
    /// its preactivation.
    func amplitude(_ result: IntervalPointer, _ q: Int, _ j: Int) {
        kernel.multiply(result, network.output(j), network.jet(q, j))
        if j >= shape.neurons { kernel.multiplyAdd(result, gates.pointer(j - shape.neurons), network.jet(q + 1, j)) }
    }

    /// result = s''''_j at the point under way, from jets up to order 3 where the activation allows.
    func fourthDerivative(_ result: IntervalPointer, _ j: Int) {
        let activation = samples.problem.activation
        if let form = activation.exponentialForm {
            form.fourthDerivative(result, network.jets(of: j))
        } else {
            kernel.set(result, activation.fourthAndFifthDerivative(preactivation(j)).fourth)
        }
    }

    /// w_j·x at the point under way.
    func preactivation(_ j: Int) -> Interval {
        var z = Interval.zero(precision: precision)
        for c in 0..<shape.dimension { z = z + network.parameters[network.layout.weight(j, c)] * network.inputs[c] }
        return z
    }
}
