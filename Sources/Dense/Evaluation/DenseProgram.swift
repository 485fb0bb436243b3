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
/// with fixed weights. ∎ So a Hessian is h_(p-1,a) times `UnitRates`, added up by `HessianSums`.
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
    /// Where Hessians are added up.
    private let sums: HessianSums<Arithmetic>
    /// A pass for each point of a block, the first one `pass`; the others are made with the first Hessian.
    private var passes: [DensePass<Arithmetic>]

    /// - Parameters:
    ///   - points: some of the data, for a part of the sums; nil for all.
    ///   - decays: whether decay is a part of the sums.
    ///   - productOrder: from this number of parameters on Hessians are sums of matrix products, as sharp as float64
    ///     makes them; nil for never.
    ///   - normOrder: from this number of parameters on there are only norms of Hessians; nil for never.
    init(
        problem: DenseProblem, arithmetic: Arithmetic, points: Range<Int>? = nil, decays: Bool = true,
        productOrder: Int? = nil, normOrder: Int? = nil
    ) {
        self.problem = problem
        let layout = problem.layout, k = problem.outputCount, points = points ?? 0..<problem.data.count
        self.points = points
        pass = DensePass(problem: problem, arithmetic: arithmetic)
        inputs = points.flatMap { problem.data.point($0).map { arithmetic.number($0) } }
        labels = points.flatMap { problem.labels.row($0, outputs: k).map { arithmetic.number($0) } }
        coefficients = (problem.weights == nil ? 0..<1 : points).map { arithmetic.number(problem.coefficient($0)) }
        decay = !decays ? nil : problem.decay?.coefficients(of: layout).map { arithmetic.number($0) }
        loss = pass.zero
        passes = [pass]
        if let normOrder, layout.count >= normOrder {
            sums = .norms(NormSums(layout: layout))
        } else if let productOrder, layout.count >= productOrder {
            sums = .products(ProductSums(layout: layout))
        } else {
            sums = .triangle(TriangleSums(layout: layout, arithmetic: arithmetic))
        }
    }

    /// The parameters of the smallest box that holds the ball.
    func setParameters(_ ball: Ball) {
        precondition(ball.centre.count == pass.layout.count)
        pass.parameters = ball.centre.map { pass.arithmetic.number($0, radius: ball.radius) }
    }

    /// omega_i / N, and 1/k where outputs are averaged.
    func coefficient(_ point: Int) -> Number { coefficients[problem.weights == nil ? 0 : point - points.lowerBound] }

    /// Evaluates the network at point i.
    func forward(_ point: Int) { forward(point, pass) }

    /// The label of point i, k numbers.
    func label(_ point: Int) -> [Number] {
        let k = problem.outputCount, place = (point - points.lowerBound) * k
        return Array(labels[place..<(place + k)])
    }

    /// Evaluates the network at point i.
    private func forward(_ point: Int, _ pass: DensePass<Arithmetic>) {
        let d = pass.layout.inputDimension, place = (point - points.lowerBound) * d
        pass.forward(inputs[place..<(place + d)])
    }

    /// Sums over the data, for the parameters of the pass.
    func evaluate(_ order: DerivativeOrder) {
        let P = pass.layout.count
        loss = pass.zero
        gradient = [Number](repeating: pass.zero, count: order >= .gradient ? P : 0)
        let block = order >= .hessian ? sums.block : 1
        if order >= .hessian { sums.begin() }
        for start in stride(from: points.lowerBound, to: points.upperBound, by: block) {
            add(start..<min(start + block, points.upperBound), order)
        }
        addDecay(order)
    }

    /// Adds the points of one block.
    private func add(_ block: Range<Int>, _ order: DerivativeOrder) {
        while passes.count < block.count { passes.append(DensePass(problem: problem, arithmetic: pass.arithmetic)) }
        /// d²l by the outputs, of every point.
        var hessians: [[Number]] = []
        for (pass, point) in zip(passes, block) {
            pass.parameters = self.pass.parameters
            forward(point, pass)
            let scale = coefficient(point)
            let terms = problem.loss.terms(pass.outputs, label: label(point), order: order, pass.arithmetic)
            loss = loss + scale * terms.loss
            guard order >= .gradient else { continue }
            pass.backward(terms.gradient.map { scale * $0 })
            addGradient(pass)
            guard order >= .hessian else { continue }
            hessians.append(terms.hessian.map { scale * $0 })
            sums.enter(point: hessians.count - 1, pass)
        }
        guard order >= .hessian else { return }
        let layout = pass.layout
        var direction = UnitDirection(pass)
        for p in 0..<layout.depth {
            for i in 0..<layout.width(p) {
                for (k, hessian) in hessians.enumerated() {
                    direction.forward(layer: p, unit: i, passes[k])
                    direction.backward(layer: p, hessian: hessian, passes[k])
                    sums.add(point: k, layer: p, unit: i, direction)
                }
                sums.close(layer: p, unit: i, count: hessians.count)
            }
        }
    }

    private func addGradient(_ pass: DensePass<Arithmetic>) {
        let layout = pass.layout
        for l in 0..<layout.depth {
            for i in 0..<layout.width(l) {
                let delta = pass.delta[l][i], row = layout.row(l, i)
                for a in 0..<layout.width(l - 1) { gradient[row + a] = gradient[row + a] + delta * pass.values[l][a] }
                if layout.hasBias(l) { gradient[layout.bias(l, i)] = gradient[layout.bias(l, i)] + delta }
            }
        }
    }

    private func addDecay(_ order: DerivativeOrder) {
        guard let decay else { return }
        for (place, lambda) in decay.enumerated() {
            let theta = pass.parameters[place]
            loss = loss + lambda * theta.squared()
            if order >= .gradient { gradient[place] = gradient[place] + (lambda + lambda) * theta }
            if order >= .hessian { sums.addDiagonal(place, lambda + lambda) }
        }
    }

    /// The Hessian of the last evaluation as float64 holds it, where it is a sum of matrix products.
    var hessianMatrix: MatrixEnclosure? {
        guard case .products(let sums) = sums else { return nil }
        return sums.matrix()
    }

    /// Norms of the Hessian of the last evaluation and of its error, where there is nothing else.
    func hessianNorms(unitRoundoff: Double) -> (value: Double, error: Double)? {
        guard case .norms(let sums) = sums else { return nil }
        return sums.norms(unitRoundoff: unitRoundoff)
    }

    /// An entry of the Hessian of the last evaluation.
    ///
    /// - Precondition: it was added up entry by entry.
    func hessian(_ row: Int, _ column: Int) -> Number {
        guard case .triangle(let sums) = sums else { preconditionFailure("no entries are kept") }
        return sums[row, column]
    }
}
