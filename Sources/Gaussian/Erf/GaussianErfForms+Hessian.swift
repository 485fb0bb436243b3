import Rigor

extension GaussianErfForms {
    /// The entries of the Hessian on and above its diagonal, given to `body` with row and column.
    ///
    ///     d²L/da_i da_k = 2 g(w_i, w_k)
    ///     d²L/dw_i da_k = 2 a_i grad_u g(w_i, w_k) + [i = k] 2 F_i
    ///     d²L/dw_i dw_k = 2 a_i a_k H_uv(w_i, w_k)                                              for i != k
    ///     d²L/dw_i²     = 2 a_i sum_u c_u H_uu(w_i, u) + 2 a_i² H_uv(w_i, w_i)
    ///
    /// by differentiating ``GaussianErfForms``' gradient once more; F_i depends on w_i through both arguments of g(w_i,
    /// w_i).
    func hessian(_ body: (_ row: Int, _ column: Int, _ value: Number) -> Void) {
        for i in 0..<n {
            let force = force(on: i)
            curvature(of: i, force, body)
            for l in (i + 1)..<max(n, i + 1) { mixedBlock(i, l, body) }
            for l in 0..<n {
                let index = pair(i, l), factor = two * outputs[i] * scales[index]
                for c in 0..<d {
                    var value = factor * rejections[index * d + c]
                    if l == i { value = value + two * force[c] }
                    body(i * d + c, n * d + l, value)
                }
            }
            for l in i..<n { body(n * d + i, n * d + l, two * values[pair(i, l)]) }
        }
    }

    /// d²L/dw_i².
    private func curvature(of i: Int, _ force: [Number], _ body: (Int, Int, Number) -> Void) {
        let own = pair(i, i), factor = two * outputs[i].squared() * scales[own]
        bend(of: i, force) { a, b, bend in
            let wa = neurons[i * d + a], square = a == b ? wa.squared() : wa * neurons[i * d + b]
            var block = square * inverses[i] + inverseE[own] * product(own, a, b)
            if a == b { block = block - one }
            body(i * d + a, i * d + b, bend - factor * block)
        }
    }

    /// The entries on and above the diagonal of 2 a_i sum_u c_u H_uu(w_i, u), given F_i. With m_u = c_u (2/pi) / sqrt
    /// D_u, sum_u m_u N_u = F_i and
    ///
    ///     sum_u c_u H_uu = sum_u m_u z_u N_u N_u' / E_u + (sum_u m_u z_u)( w w' / (1 + q) - I ) - (w F_i' + F_i w') /
    ///     (1 + q)
    func bend(of i: Int, _ force: [Number], _ body: (_ row: Int, _ column: Int, _ value: Number) -> Void) {
        var weights = [Number](repeating: zero, count: n + k)
        var sum = zero
        for u in 0..<(n + k) {
            let index = pair(i, u), term = coefficient(u) * scales[index] * slopes[index]
            sum = sum + term
            weights[u] = term * inverseE[index]
        }
        let factor = two * outputs[i]
        for a in 0..<d {
            for b in a..<d {
                let wa = neurons[i * d + a], wb = neurons[i * d + b]
                // w w' / (1 + q) - I
                var projection = (a == b ? wa.squared() : wa * wb) * inverses[i]
                if a == b { projection = projection - one }
                var bend = sum * projection - (wa * force[b] + force[a] * wb) * inverses[i]
                for u in 0..<(n + k) { bend = bend + weights[u] * product(pair(i, u), a, b) }
                body(a, b, factor * bend)
            }
        }
    }

    /// 2 a_i a_l H_uv(w_i, w_l).
    private func mixedBlock(_ i: Int, _ l: Int, _ body: (Int, Int, Number) -> Void) {
        let index = pair(i, l), factor = two * outputs[i] * outputs[l] * scales[index]
        for a in 0..<d {
            for b in a..<d {
                let wa = neurons[i * d + a]
                let square = a == b ? wa.squared() : wa * neurons[i * d + b]
                var value = -(square * inverses[i] + inverseE[index] * product(index, a, b))
                if a == b { value = value + one }
                value = factor * value
                body(i * d + a, l * d + b, value)
                if a != b { body(i * d + b, l * d + a, value) }
            }
        }
    }

    /// Entry (a, b) of N N'.
    private func product(_ index: Int, _ a: Int, _ b: Int) -> Number {
        a == b ? rejections[index * d + a].squared() : rejections[index * d + a] * rejections[index * d + b]
    }
}
