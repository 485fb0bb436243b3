import Rigor

/// A two-layer network on interval parameters: encloses s, s', s'', s''' of every neuron at one data point after the other.
///
/// A workspace for one thread; nothing is allocated between points when s is a function of exp(-t z) (sigmoid, tanh, exp), where a grid
/// costs one exponential for each axis value and neuron, and a product for each point.
final class IntervalNetwork {
    let activation: Activation
    let data: DataSet
    let axes: [[Interval]]
    let width: Int
    let dimension: Int
    let precision: Precision
    let kernel: IntervalKernel

    /// w (m d), a (m), the coordinates of the point under way (d), and the jets (4 m, order-major).
    let weights: IntervalArray
    let outputs: IntervalArray
    let inputs: IntervalArray
    let jets: IntervalArray
    private let tables: [IntervalArray]
    private let axisCells: [IntervalArray]
    private let work: IntervalArray
    /// The index along every axis of the point under way; unused without a grid.
    private var indices: [Int]

    init(activation: Activation, data: DataSet, axes: [[Interval]], width: Int, precision: Precision) {
        self.activation = activation
        self.data = data
        self.axes = axes
        self.width = width
        self.precision = precision
        dimension = data.dimension
        kernel = IntervalKernel(precision: precision)
        weights = IntervalArray(count: width * dimension, precision: precision)
        outputs = IntervalArray(count: width, precision: precision)
        inputs = IntervalArray(count: dimension, precision: precision)
        jets = IntervalArray(count: 4 * width, precision: precision)
        work = IntervalArray(count: 3, precision: precision)
        indices = axes.map { _ in 0 }
        tables = axes.map { IntervalArray(count: $0.count * width, precision: precision) }
        axisCells = axes.map { axis in
            let cells = IntervalArray(count: axis.count, precision: precision)
            for (i, value) in axis.enumerated() { cells[i] = value }
            return cells
        }
    }

    @inline(__always) func jet(_ order: Int, _ j: Int) -> IntervalPointer { jets.pointer(order * width + j) }

    /// Sets the parameters: `weights` neuron-major, m d of them, and m `outputs`.
    func setParameters(weights newWeights: [Interval], outputs newOutputs: [Interval]) {
        precondition(newWeights.count == width * dimension && newOutputs.count == width)
        for (i, value) in newWeights.enumerated() { weights[i] = value }
        for (j, value) in newOutputs.enumerated() { outputs[j] = value }
        guard let rate = activation.exponentialRate else { return }
        for (c, table) in tables.enumerated() {
            let count = axes[c].count
            for j in 0..<width {
                for i in 0..<count {
                    let cell = table.pointer(j * count + i)
                    kernel.multiply(cell, weights.pointer(j * dimension + c), axisCells[c].pointer(i))
                    kernel.multiply(cell, cell, by: -rate)
                    kernel.exp(cell, cell)
                }
            }
        }
    }

    /// Encloses the inputs and the jets up to `jetOrder` at point `k`.
    func evaluate(point k: Int, jetOrder: Int) {
        switch data {
        case .grid:
            DataSet.writeGridIndices(of: k, axes: axes, into: &indices)
            for c in 0..<dimension { kernel.set(inputs.pointer(c), axisCells[c].pointer(indices[c])) }
        case .points(let points):
            for c in 0..<dimension { kernel.set(inputs.pointer(c), enclosing: points[k][c]) }
        }
        for j in 0..<width {
            guard let rate = activation.exponentialRate else {
                evaluateByFunction(j, jetOrder)
                continue
            }
            let decay = work.pointer(0)
            if indices.isEmpty {
                preactivation(decay, j)
                kernel.multiply(decay, decay, by: -rate)
                kernel.exp(decay, decay)
            } else {
                let first = axes[0].count
                kernel.set(decay, tables[0].pointer(j * first + indices[0]))
                for c in 1..<max(1, dimension) {
                    kernel.multiply(decay, decay, tables[c].pointer(j * axes[c].count + indices[c]))
                }
            }
            jetsFromDecay(decay, j, jetOrder)
        }
    }

    private func preactivation(_ result: IntervalPointer, _ j: Int) {
        kernel.setZero(result)
        for c in 0..<dimension { kernel.multiplyAdd(result, weights.pointer(j * dimension + c), inputs.pointer(c)) }
    }

    /// With E = exp(-t z):  s = 1/(1+E),  1-s = E s (no cancellation),  s' = s(1-s),  s'' = s'((1-s)-s),  s''' = s'(1-6s').
    /// tanh^(k)(z) = 2^(k+1) s^(k)(2z), and tanh z = s(2z) - (1 - s(2z)).
    private func jetsFromDecay(_ decay: IntervalPointer, _ j: Int, _ jetOrder: Int) {
        if activation == .exp {
            for q in 0...jetOrder { kernel.set(jet(q, j), decay) }
            return
        }
        let complement = work.pointer(1), scratch = work.pointer(2), s = jet(0, j)
        kernel.setInteger(scratch, 1)
        kernel.add(s, decay, scratch)
        kernel.reciprocal(s, s)
        // 1 - s = 1/(1 + 1/E): increasing in E; E s would widen twice, 1 - s loses digits only where s is near 1
        kernel.multiply(complement, decay, s)
        kernel.subtract(scratch, scratch, s)
        kernel.intersection(complement, complement, scratch)
        if jetOrder >= 1 { kernel.multiply(jet(1, j), s, complement) }
        if jetOrder >= 2 {
            kernel.subtract(scratch, complement, s)
            kernel.multiply(jet(2, j), jet(1, j), scratch)
        }
        if jetOrder >= 3 {
            kernel.setInteger(scratch, -6)
            kernel.multiply(scratch, scratch, jet(1, j))
            kernel.setInteger(complement, 1)
            kernel.add(scratch, scratch, complement)
            kernel.multiply(jet(3, j), jet(1, j), scratch)
        }
        guard activation == .tanh else { return }
        kernel.setInteger(scratch, 1)
        kernel.scaleByPowerOfTwo(s, s, 1)
        kernel.subtract(s, s, scratch)
        for q in 1..<max(1, jetOrder + 1) { kernel.scaleByPowerOfTwo(jet(q, j), jet(q, j), q + 1) }
    }

    private func evaluateByFunction(_ j: Int, _ jetOrder: Int) {
        preactivation(work.pointer(0), j)
        for (q, value) in activation.jet(work[0], order: jetOrder).enumerated() { jets[q * width + j] = value }
    }

    /// Upper bound of |x|² at the point last evaluated.
    var squaredInputNorm: Double {
        (0..<dimension).reduce(0) { sum, c in
            let x = kernel.magnitudeUpper(inputs.pointer(c))
            return Directed.addUp(sum, Directed.multiplyUp(x, x))
        }
    }

    /// f(x) at the point last evaluated.
    func outputValue() -> Interval {
        let sum = work.pointer(0)
        accumulateOutput(sum)
        return work[0]
    }

    /// result = sum_j a_j s_j.
    func accumulateOutput(_ result: IntervalPointer) {
        kernel.setZero(result)
        for j in 0..<width { kernel.multiplyAdd(result, outputs.pointer(j), jet(0, j)) }
    }
}
