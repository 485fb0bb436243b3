import Certify
import Rigor

/// A two-layer network with k outputs on interval parameters: encloses s, s', s'', s''' of every neuron at one data
/// point after the other.
///
/// A workspace for one thread; nothing is allocated between points when s is a function of exp(-t z), where a grid
/// costs one exponential for each axis value and neuron, and a product for each point.
final class IntervalNetwork {
    let activation: Activation
    /// s in terms of E = exp(-t z), if there is such a form.
    private let form: (any ExponentialForm)?
    let data: DataSet
    let axes: [[Interval]]
    let layout: ParameterLayout
    let precision: Precision
    let kernel: IntervalKernel

    /// The parameters in the order of the layout, the coordinates of the point under way (d), and the jets (4 m,
    /// order-major).
    let parameters: IntervalArray
    let inputs: IntervalArray
    let jets: IntervalArray
    private let tables: [IntervalArray]
    private let axisCells: [IntervalArray]
    private let work: IntervalArray
    /// The index along every axis of the point under way; unused without a grid.
    private var indices: [Int]

    init(
        activation: Activation, data: DataSet, axes: [[Interval]], width: Int, outputCount: Int = 1,
        hasOutputBias: Bool = false, precision: Precision
    ) {
        self.activation = activation
        form = activation.exponentialForm
        self.data = data
        self.axes = axes
        self.precision = precision
        layout = ParameterLayout(
            width: width, inputDimension: data.dimension, outputCount: outputCount, hasOutputBias: hasOutputBias)
        kernel = IntervalKernel(precision: precision)
        parameters = IntervalArray(count: layout.count, precision: precision)
        inputs = IntervalArray(count: data.dimension, precision: precision)
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

    var width: Int { layout.width }
    var dimension: Int { layout.inputDimension }

    /// w_jc
    @inline(__always) func weight(_ j: Int, _ c: Int) -> IntervalPointer { parameters.pointer(layout.weight(j, c)) }
    /// a_jq; c_q for the unit j = m.
    @inline(__always) func output(_ j: Int, _ q: Int = 0) -> IntervalPointer { parameters.pointer(layout.output(j, q)) }
    /// The derivative of that order of s at w_j·x.
    @inline(__always) func jet(_ order: Int, _ j: Int) -> IntervalPointer { jets.pointer(order * width + j) }

    /// Sets the parameters to the smallest box that holds the ball.
    func setParameters(_ ball: Ball) { setParameters(ball.box(precision)) }

    /// Sets the parameters, in the order of the layout.
    func setParameters(_ box: [Interval]) {
        precondition(box.count == layout.count)
        for (i, value) in box.enumerated() { parameters[i] = value }
        guard let rate = form?.rate else { return }
        for (c, table) in tables.enumerated() {
            let count = axes[c].count
            for j in 0..<width {
                for i in 0..<count {
                    let cell = table.pointer(j * count + i)
                    kernel.multiply(cell, weight(j, c), axisCells[c].pointer(i))
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
            guard let form else {
                evaluateByFunction(j, jetOrder)
                continue
            }
            let decay = work.pointer(0)
            if indices.isEmpty {
                preactivation(decay, j)
                kernel.multiply(decay, decay, by: -form.rate)
                kernel.exp(decay, decay)
            } else {
                let first = axes[0].count
                kernel.set(decay, tables[0].pointer(j * first + indices[0]))
                for c in 1..<max(1, dimension) {
                    kernel.multiply(decay, decay, tables[c].pointer(j * axes[c].count + indices[c]))
                }
            }
            form.fillJets(from: decay, order: jetOrder, jets(of: j))
        }
    }

    private func preactivation(_ result: IntervalPointer, _ j: Int) {
        kernel.setZero(result)
        for c in 0..<dimension { kernel.multiplyAdd(result, weight(j, c), inputs.pointer(c)) }
    }

    /// The jets of neuron j, with cells to work in that lose what they held.
    func jets(of j: Int) -> IntervalJets {
        IntervalJets(
            kernel: kernel, value: jet(0, j), stride: width, complement: work.pointer(1), scratch: work.pointer(2))
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

    /// Output q of f(x) at the point last evaluated.
    func outputValue(_ q: Int) -> Interval {
        let sum = work.pointer(0)
        accumulateOutput(sum, q)
        return work[0]
    }

    /// result = sum_j a_jq s_j + c_q.
    func accumulateOutput(_ result: IntervalPointer, _ q: Int = 0) {
        if layout.hasOutputBias { kernel.set(result, output(width, q)) } else { kernel.setZero(result) }
        for j in 0..<width { kernel.multiplyAdd(result, output(j, q), jet(0, j)) }
    }

    /// residuals + q = sum_j a_jq s_j + c_q - y_q for every output, y the k cells from `labels` on.
    func writeResiduals(_ residuals: IntervalPointer, labels: IntervalPointer) {
        for q in 0..<layout.outputCount {
            accumulateOutput(residuals + q, q)
            kernel.subtract(residuals + q, residuals + q, labels + q)
        }
    }
}
