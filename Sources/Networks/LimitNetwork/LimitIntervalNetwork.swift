import Certify
import Rigor

/// A gated limit network on interval parameters: at one data point after the other, its value, the columns of its
/// gradient and the entries of its Hessian. A workspace for one thread.
final class LimitIntervalNetwork {
    let samples: IntervalSamples
    let shape: LimitNetworkShape
    /// The ordinary neurons, then one neuron (w, c) for each pair and triple.
    let network: IntervalNetwork
    /// Parameters, in the order of the landscape.
    let parameters: IntervalArray
    /// v·x for each pair and triple, at the point under way.
    let gates: IntervalArray
    /// sigma g·x for each triple, and sigma (g·x)²/2, at the point under way.
    let bends: IntervalArray
    private let squaredBends: IntervalArray
    /// s'''' and s''''' for each triple, in this order, at the point under way.
    private let higherJets: IntervalArray
    /// mu_j for each unit, 1 for a pair, a triple and a neuron alone.
    let shares: IntervalArray
    /// sum_{j in g} mu_j s(w_j·x) for each group, at the point under way.
    let groupValues: IntervalArray
    private let labels: IntervalArray
    /// The sample weights; nil when all are 1.
    private let weights: IntervalArray?
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
        gates = IntervalArray(count: shape.merged, precision: samples.precision)
        bends = IntervalArray(count: shape.tripleSigns.count, precision: samples.precision)
        squaredBends = IntervalArray(count: shape.tripleSigns.count, precision: samples.precision)
        higherJets = IntervalArray(count: 2 * shape.tripleSigns.count, precision: samples.precision)
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
        for p in 0..<shape.merged { shares[shape.neurons + p] = Interval.one(precision: samples.precision) }
        labels = IntervalArray(count: samples.labels.count, precision: samples.precision)
        for (k, label) in samples.labels.enumerated() { labels[k] = label }
        weights = samples.weights.map { values in
            let cells = IntervalArray(count: values.count, precision: samples.precision)
            for (k, value) in values.enumerated() { cells[k] = value }
            return cells
        }
    }

    /// The sample weight of point `k`; nil when all are 1.
    func sampleWeight(_ k: Int) -> IntervalPointer? { weights?.pointer(k) }

    /// Sets the parameters to the smallest box that holds the ball.
    func setParameters(_ ball: Ball) {
        precondition(ball.centre.count == shape.parameterCount)
        let box = ball.box(precision)
        for (i, value) in box.enumerated() { parameters[i] = value }
        network.setParameters(
            (0..<shape.units).flatMap { j in (0..<shape.dimension).map { box[shape.weight(j) + $0] } }
                + (0..<shape.units).map { box[shape.output($0)] * shares[$0] })
    }

    /// Evaluates the jets up to `jetOrder` (at least 1 when there are pairs; of triples two more from 3 on, one more
    /// below) at point `k` and writes the residual f(x_k) - y_k.
    func evaluate(point k: Int, jetOrder: Int, residual e: IntervalPointer) {
        network.evaluate(point: k, jetOrder: shape.tripleSigns.isEmpty ? jetOrder : min(3, jetOrder + 1))
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
        for p in 0..<shape.merged {
            let gate = gates.pointer(p)
            kernel.multiplyAdd(e, network.output(shape.neurons + p), network.jet(0, shape.neurons + p))
            kernel.setZero(gate)
            for c in 0..<shape.dimension {
                kernel.multiplyAdd(gate, parameters.pointer(shape.mergedSlope(p) + c), network.inputs.pointer(c))
            }
            kernel.multiplyAdd(e, gate, network.jet(1, shape.neurons + p))
        }
        for t in shape.tripleSigns.indices { evaluateTriple(t, jetOrder: jetOrder, residual: e) }
        if shape.hasConstant { kernel.add(e, e, parameters.pointer(shape.constant)) }
        if shape.hasLinearPart {
            for c in 0..<shape.dimension {
                kernel.multiplyAdd(e, parameters.pointer(shape.linearPart + c), network.inputs.pointer(c))
            }
        }
        kernel.subtract(e, e, labels.pointer(k))
    }

    /// Adds sigma (g·x)² s''/2 of triple `t` to the residual.
    private func evaluateTriple(_ t: Int, jetOrder: Int, residual e: IntervalPointer) {
        let j = shape.neurons + shape.pairs + t, bend = bends.pointer(t), square = squaredBends.pointer(t)
        kernel.setZero(bend)
        for c in 0..<shape.dimension {
            kernel.multiplyAdd(bend, parameters.pointer(shape.tripleBend(t) + c), network.inputs.pointer(c))
        }
        kernel.square(square, bend)
        kernel.scaleByPowerOfTwo(square, square, -1)
        if shape.tripleSigns[t] < 0 {
            kernel.negate(bend, bend)
            kernel.negate(square, square)
        }
        kernel.multiplyAdd(e, square, network.jet(2, j))
        guard jetOrder >= 3 else { return }
        let (fourth, fifth) = samples.problem.activation.fourthAndFifthDerivative(preactivation(j))
        higherJets[2 * t] = fourth
        higherJets[2 * t + 1] = fifth
    }

    /// s^(q) of unit `j` at the point under way, for a triple up to q = 5.
    func jet(_ q: Int, _ j: Int) -> IntervalPointer {
        guard q > 3, let t = shape.triple(j) else { return network.jet(q, j) }
        return higherJets.pointer(2 * t + q - 4)
    }

    /// The same as a number.
    func jetValue(_ q: Int, _ j: Int) -> Interval {
        guard q > 3, let t = shape.triple(j) else { return network.jets[q * network.width + j] }
        return higherJets[2 * t + q - 4]
    }

    /// result = A mu_j s^(q) for a neuron, c s^(q) + (v·x) s^(q+1) for a pair, with sigma (g·x)² s^(q+2)/2 besides for
    /// a triple: the q-th derivative of unit j by its preactivation. Of a pair q is at most 2.
    func amplitude(_ result: IntervalPointer, _ q: Int, _ j: Int) {
        kernel.multiply(result, network.output(j), jet(q, j))
        if j >= shape.neurons { kernel.multiplyAdd(result, gates.pointer(j - shape.neurons), jet(q + 1, j)) }
        if let t = shape.triple(j) { kernel.multiplyAdd(result, squaredBends.pointer(t), jet(q + 2, j)) }
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
