import Rigor

/// The derivative, by the pre-activation of one unit, of everything that `DensePass` holds: forward, then backward over
/// it. Nothing but that pre-activation moves, no weights.
///
/// With e the unit i of layer p, a dot for the derivative:
///
///     z._p = e,   h._l = s'_l o z._l,   z._(l+1) = W_(l+1) h._l                                             forward
///     eps._(L-1) = (d²l) h._(L-1),   delta._l = eps._l o s'_l + eps_l o s''_l o z._l,   eps._(l-1) = W_l' delta._l
///
/// so delta._l is S of MATHEMATICS-2 section 18: S_((p,i),(l,j)) = d²l / db_(p,i) db_(l,j) for l >= p.
struct UnitDirection<Arithmetic: NetworkArithmetic> {
    typealias Number = Arithmetic.Number
    /// h._l at index l, of layers from p on.
    private(set) var values: [[Number]]
    /// delta._l at index l, of layers from p on.
    private(set) var delta: [[Number]]
    private var preactivations: [[Number]]

    init(_ pass: DensePass<Arithmetic>) {
        let units = pass.layout.widths.map { [Number](repeating: pass.zero, count: $0) }
        (values, delta, preactivations) = (units, units, units)
    }

    /// The forward half.
    mutating func forward(layer p: Int, unit i: Int, _ pass: DensePass<Arithmetic>) {
        let layout = pass.layout
        for l in p..<layout.depth {
            for j in 0..<layout.width(l) {
                var z = pass.zero
                if l == p {
                    if j == i { z = pass.one }
                } else if l == p + 1 {
                    // h._p has one entry that is not 0
                    z = pass.parameters[layout.row(l, j) + i] * values[p][i]
                } else {
                    let row = layout.row(l, j)
                    for a in 0..<layout.width(l - 1) { z = z + pass.parameters[row + a] * values[l - 1][a] }
                }
                preactivations[l][j] = z
                values[l][j] = pass.isIdentity(l) ? z : pass.first[l][j] * z
            }
        }
    }

    /// The backward half, after `forward` of the same unit.
    ///
    /// - Parameter hessian: d²l by the outputs, k by k.
    mutating func backward(layer p: Int, hessian: [Number], _ pass: DensePass<Arithmetic>) {
        let layout = pass.layout, last = layout.depth - 1, k = layout.width(last)
        for l in stride(from: last, through: p, by: -1) {
            for j in 0..<layout.width(l) {
                var eps = pass.zero
                if l == last {
                    for c in 0..<k { eps = eps + hessian[j * k + c] * values[last][c] }
                } else {
                    for m in 0..<layout.width(l + 1) {
                        eps = eps + pass.parameters[layout.row(l + 1, m) + j] * delta[l + 1][m]
                    }
                }
                delta[l][j] =
                    pass.isIdentity(l)
                    ? eps : eps * pass.first[l][j] + pass.eps[l][j] * pass.second[l][j] * preactivations[l][j]
            }
        }
    }
}
