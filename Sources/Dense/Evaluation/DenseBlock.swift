import Networks
import Rigor

/// A dense network at a block of inputs at once: the loss and two derivatives of it along one direction, or its
/// gradient. Layers act on all inputs by one product of matrices; nothing larger than a block or the parameters is
/// made.
struct DenseBlock<Arithmetic: BlockArithmetic> {
    typealias Number = Arithmetic.Number
    let problem: DenseProblem
    let layout: DenseLayout
    let arithmetic: Arithmetic
    let points: Range<Int>
    private let zero: Number
    /// The block's inputs, a row for each point, where somebody has them; otherwise made when they are needed.
    private let known: [Number]?

    init(problem: DenseProblem, arithmetic: Arithmetic, points: Range<Int>, inputs: [Number]? = nil) {
        self.problem = problem
        layout = problem.layout
        self.arithmetic = arithmetic
        self.points = points
        known = inputs
        zero = arithmetic.number(0)
    }

    /// The block's inputs, a row for each point.
    var inputs: [Number] { known ?? points.flatMap { problem.data.point($0).map { arithmetic.number($0) } } }

    private func label(_ point: Int) -> [Number] {
        problem.labels.row(point, outputs: problem.outputCount).map { arithmetic.number($0) }
    }

    /// W_l of a vector of all parameters, row by row.
    private func weights(_ parameters: [Number], _ l: Int) -> [Number] {
        Array(parameters[layout.row(l, 0)..<layout.row(l, layout.width(l))])
    }

    /// Adds b_l of a vector of all parameters to every row.
    private func addBiases(_ rows: inout [Number], _ parameters: [Number], _ l: Int) {
        guard layout.hasBias(l) else { return }
        let n = layout.width(l)
        for place in rows.indices { rows[place] = rows[place] + parameters[layout.bias(l, place % n)] }
    }

    // MARK: Along a direction

    /// The part of the loss that belongs to the block, at theta + t v: g(0), g'(0), g''(0).
    ///
    /// With h(t) the values of the layer before, W + t V and b + t c the weights and biases,
    ///
    ///     z = W h + b      z' = W h' + V h + c      z'' = W h'' + 2 V h'
    ///     s(z)' = s' z'    s(z)'' = s'' z'² + s' z''
    ///
    /// - Parameter direction: v; nil for 0.
    func loss(_ parameters: [Number], along direction: [Number]?) -> TaylorNumber<Number> {
        // the inputs do not move
        var values = inputs, first: [Number]?, second: [Number]?
        for l in 0..<layout.depth {
            let inner = layout.width(l - 1), W = weights(parameters, l)
            func product(_ rows: [Number], _ matrix: [Number]) -> [Number] {
                arithmetic.products(rows, matrix, inner: inner)
            }
            var z = product(values, W)
            addBiases(&z, parameters, l)
            if let direction {
                let V = weights(direction, l)
                var slope = product(values, V)
                addBiases(&slope, direction, l)
                if let first { slope = added(slope, product(first, W)) }
                let cross = first.map { product($0, V) }
                let bend = added(cross.map { added($0, $0) }, second.map { product($0, W) })
                (first, second) = (slope, bend)
            }
            values = z
            activate(l, &values, &first, &second)
        }
        let taylor = TaylorArithmetic(base: arithmetic), k = problem.outputCount
        var sum = taylor.number(0)
        for (row, point) in points.enumerated() {
            let outputs = (row * k..<(row + 1) * k).map {
                TaylorNumber(values[$0], first?[$0] ?? zero, second?[$0] ?? zero)
            }
            let terms = problem.loss.terms(
                outputs, label: label(point).map { TaylorNumber($0, zero, zero) }, order: .loss, taylor)
            sum = sum + taylor.number(problem.coefficient(point)) * terms.loss
        }
        return sum
    }

    private func added(_ a: [Number], _ b: [Number]) -> [Number] { zip(a, b).map { $0 + $1 } }

    /// Nothing stands for 0.
    private func added(_ a: [Number]?, _ b: [Number]?) -> [Number]? {
        guard let a, let b else { return a ?? b }
        return added(a, b) as [Number]
    }

    /// s_l of all pre-activations, with the derivatives that there are.
    private func activate(_ l: Int, _ z: inout [Number], _ first: inout [Number]?, _ second: inout [Number]?) {
        let activation = problem.layers[l].activation
        guard activation != .identity else { return }
        let slopes = first, bends = second
        if slopes != nil, bends == nil { second = [Number](repeating: zero, count: z.count) }
        for place in z.indices {
            let jet = Number.jet(activation, z[place])
            if let slopes {
                let number = TaylorNumber(z[place], slopes[place], bends?[place] ?? zero).composed(
                    jet.value, jet.first, jet.second)
                first?[place] = number.first
                second?[place] = number.second
            }
            z[place] = jet.value
        }
    }

    // MARK: The gradient

    /// Adds the block's part of the gradient, P numbers; returns its part of the loss. By reverse mode:
    ///
    ///     delta_l = s'_l o eps_l,   eps_(l-1) = W_l' delta_l,   dL/dW_l = sum over points of delta_l h_(l-1)'
    func addGradient(_ parameters: [Number], to gradient: inout [Number]) -> Number {
        var values = [inputs], slopes: [[Number]] = []
        for l in 0..<layout.depth {
            var z = arithmetic.products(values[l], weights(parameters, l), inner: layout.width(l - 1))
            addBiases(&z, parameters, l)
            let activation = problem.layers[l].activation
            if activation == .identity {
                slopes.append([])
                values.append(z)
            } else {
                let jets = z.map { Number.jet(activation, $0) }
                slopes.append(jets.map(\.first))
                values.append(jets.map(\.value))
            }
        }
        let k = problem.outputCount
        var sum = zero, delta: [Number] = []
        for (row, point) in points.enumerated() {
            let scale = arithmetic.number(problem.coefficient(point))
            let terms = problem.loss.terms(
                Array(values[layout.depth][(row * k)..<((row + 1) * k)]), label: label(point), order: .gradient,
                arithmetic)
            sum = sum + scale * terms.loss
            delta += terms.gradient.map { scale * $0 }
        }
        for l in stride(from: layout.depth - 1, through: 0, by: -1) {
            if !slopes[l].isEmpty { delta = zip(delta, slopes[l]).map { $0 * $1 } }
            let n = layout.width(l), before = layout.width(l - 1), start = layout.row(l, 0)
            let part = arithmetic.products(
                transposed(delta, columns: n), transposed(values[l], columns: before), inner: points.count)
            for (place, term) in part.enumerated() { gradient[start + place] = gradient[start + place] + term }
            if layout.hasBias(l) {
                for (place, term) in delta.enumerated() {
                    let bias = layout.bias(l, place % n)
                    gradient[bias] = gradient[bias] + term
                }
            }
            if l > 0 {
                delta = arithmetic.products(
                    delta, transposed(weights(parameters, l), columns: before), inner: n)
            }
        }
        return sum
    }
}
