import Certify
import Rigor

/// Loss, gradient and Hessian of a dense network on all data: one program for MPFR intervals, float64 intervals and
/// plain float64.
///
/// Per point, with c = omega_i / N (and 1/k where outputs are averaged) inside l, h extended by a 1 for the bias
/// column:
///
///     dl/dW_l = delta_l h_(l-1)'
///     d²l / dW_(p;i,a) dW_(q;j,b) = S_((p,i),(q,j)) h_(p-1,a) h_(q-1,b) + delta_(q,j) (dh_(q-1,b)/dz_(p,i)) h_(p-1,a)
///
/// for p <= q; the last term is 0 for p = q and for the bias column b. *Proof.* dl/dW_(q;j,b) = delta_(q,j) h_(q-1,b)
/// (chain rule; h_(q-1) does not depend on W_q). A change of W_(p;i,a) by t moves z_(p,i) by t h_(p-1,a), where h_(p-1)
/// does not depend on W_p, and everything later through z_(p,i) alone: the derivative of the product along it is that
/// along z_(p,i), times h_(p-1,a), which is `UnitDirection`. For p < q W_q stands still, so S is d delta_q / dz_(p,i)
/// with fixed weights. ∎
final class DenseProgram<Arithmetic: NetworkArithmetic> {
    typealias Number = Arithmetic.Number
    let problem: DenseProblem
    /// The data points that are summed over.
    let points: Range<Int>
    let pass: DensePass<Arithmetic>
    /// Of these points, d numbers each.
    private let inputs: [Number]
    /// Of these points, k numbers each.
    private let labels: [Number]
    /// What the loss of a point is multiplied by; one for all without sample weights.
    private let coefficients: [Number]
    /// lambda of every parameter; nil without decay.
    let decay: [Number]?

    /// Of the last evaluation.
    private(set) var loss: Number
    private(set) var gradient: [Number] = []
    /// P by P; every pair of different places has its sum in one of the two entries, and 0 in the other.
    private var halves: [Number] = []

    /// - Parameters:
    ///   - points: some of the data, for a part of the sums; nil for all.
    ///   - decays: whether decay is a part of the sums.
    init(problem: DenseProblem, arithmetic: Arithmetic, points: Range<Int>? = nil, decays: Bool = true) {
        self.problem = problem
        let layout = problem.layout, k = problem.outputCount, points = points ?? 0..<problem.data.count
        self.points = points
        pass = DensePass(problem: problem, arithmetic: arithmetic)
        inputs = points.flatMap { problem.data.point($0).map { arithmetic.number($0) } }
        labels = points.flatMap { problem.labels.row($0, outputs: k).map { arithmetic.number($0) } }
        coefficients = (problem.weights == nil ? 0..<1 : points).map { arithmetic.number(problem.coefficient($0)) }
        decay = !decays ? nil : problem.decay?.coefficients(of: layout).map { arithmetic.number($0) }
        loss = pass.zero
    }

    /// omega_i / N, and 1/k where outputs are averaged.
    func coefficient(_ point: Int) -> Number { coefficients[problem.weights == nil ? 0 : point - points.lowerBound] }

    /// Evaluates the network at point i.
    func forward(_ point: Int) {
        let d = pass.layout.inputDimension, place = (point - points.lowerBound) * d
        pass.forward(inputs[place..<(place + d)])
    }

    /// The label of point i, k numbers.
    func label(_ point: Int) -> [Number] {
        let k = problem.outputCount, place = (point - points.lowerBound) * k
        return Array(labels[place..<(place + k)])
    }

    /// Sums over the data, for the parameters of the pass.
    func evaluate(_ order: DerivativeOrder) {
        let P = pass.layout.count
        loss = pass.zero
        gradient = [Number](repeating: pass.zero, count: order >= .gradient ? P : 0)
        halves = [Number](repeating: pass.zero, count: order >= .hessian ? P * P : 0)
        var direction = UnitDirection(pass)
        for point in points {
            forward(point)
            let scale = coefficient(point)
            let terms = problem.loss.terms(pass.outputs, label: label(point), order: order, pass.arithmetic)
            loss = loss + scale * terms.loss
            guard order >= .gradient else { continue }
            pass.backward(terms.gradient.map { scale * $0 })
            addGradient()
            if order >= .hessian { addHessian(terms.hessian.map { scale * $0 }, &direction) }
        }
        addDecay(order)
    }

    private func addGradient() {
        let layout = pass.layout
        for l in 0..<layout.depth {
            for i in 0..<layout.width(l) {
                let delta = pass.delta[l][i], row = layout.row(l, i)
                for a in 0..<layout.width(l - 1) { gradient[row + a] = gradient[row + a] + delta * pass.values[l][a] }
                if layout.hasBias(l) { gradient[layout.bias(l, i)] = gradient[layout.bias(l, i)] + delta }
            }
        }
    }

    /// - Parameter hessian: d²l by the outputs.
    private func addHessian(_ hessian: [Number], _ direction: inout UnitDirection<Arithmetic>) {
        let layout = pass.layout
        for p in 0..<layout.depth {
            for i in 0..<layout.width(p) {
                direction.forward(layer: p, unit: i, pass)
                direction.backward(layer: p, hessian: hessian, pass)
                for j in i..<layout.width(p) { addDiagonalBlock(p, i, j, direction.delta[p][j]) }
                for q in (p + 1)..<max(layout.depth, p + 1) {
                    for j in 0..<layout.width(q) { addBlock(p, i, q, j, direction) }
                }
            }
        }
    }

    /// S_ij h_a h_b of two units i <= j of one layer; of one unit the pairs a <= b.
    private func addDiagonalBlock(_ p: Int, _ i: Int, _ j: Int, _ S: Number) {
        let layout = pass.layout, n = layout.width(p - 1), P = layout.count
        let own = layout.row(p, i), other = layout.row(p, j), hasBias = layout.hasBias(p)
        let h = pass.values[p]
        for a in 0..<n {
            let factor = S * h[a], row = (own + a) * P
            for b in (i == j ? a : 0)..<n { halves[row + other + b] = halves[row + other + b] + factor * h[b] }
            if hasBias {
                let place = row + layout.bias(p, j)
                halves[place] = halves[place] + factor
                if i != j {
                    let mirrored = layout.bias(p, i) * P + other + a
                    halves[mirrored] = halves[mirrored] + factor
                }
            }
        }
        if hasBias {
            let place = layout.bias(p, i) * P + layout.bias(p, j)
            halves[place] = halves[place] + S
        }
    }

    /// Rows of unit i of layer p, columns of unit j of a later layer q.
    private func addBlock(_ p: Int, _ i: Int, _ q: Int, _ j: Int, _ direction: UnitDirection<Arithmetic>) {
        let layout = pass.layout, P = layout.count
        let S = direction.delta[q][j], delta = pass.delta[q][j], column = layout.row(q, j)
        // what a change of z_(p,i) does to delta_(q,j) h_(q-1,b)
        var change = [Number]()
        change.reserveCapacity(layout.width(q - 1))
        for b in 0..<layout.width(q - 1) {
            let moved = q > p + 1 || b == i
            let product = S * pass.values[q][b]
            change.append(moved ? product + delta * direction.values[q - 1][b] : product)
        }
        let bias = layout.hasBias(q) ? layout.bias(q, j) : nil
        func add(row: Int, times factor: Number?) {
            for b in change.indices {
                let place = row * P + column + b
                halves[place] = halves[place] + (factor.map { $0 * change[b] } ?? change[b])
            }
            if let bias {
                let place = row * P + bias
                halves[place] = halves[place] + (factor.map { $0 * S } ?? S)
            }
        }
        for a in 0..<layout.width(p - 1) { add(row: layout.row(p, i) + a, times: pass.values[p][a]) }
        if layout.hasBias(p) { add(row: layout.bias(p, i), times: nil) }
    }

    private func addDecay(_ order: DerivativeOrder) {
        guard let decay else { return }
        let P = pass.layout.count
        for place in 0..<P {
            let theta = pass.parameters[place], lambda = decay[place]
            loss = loss + lambda * theta.squared()
            if order >= .gradient { gradient[place] = gradient[place] + (lambda + lambda) * theta }
            if order >= .hessian {
                halves[place * P + place] = halves[place * P + place] + (lambda + lambda)
            }
        }
    }

    /// An entry of the Hessian of the last evaluation.
    func hessian(_ row: Int, _ column: Int) -> Number {
        let P = pass.layout.count
        return row == column ? halves[row * P + row] : halves[row * P + column] + halves[column * P + row]
    }
}
