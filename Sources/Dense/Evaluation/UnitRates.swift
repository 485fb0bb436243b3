import Rigor

/// By how much the gradient moves with the pre-activation z_(p,i) of one unit, at one input:
///
///     d/dz_(p,i) (dl/dW_(q;j,b)) = S_((p,i),(q,j)) h_(q-1,b) + delta_(q,j) (dh_(q-1,b)/dz_(p,i)),   q >= p
///
/// the last term 0 for q = p and in the column of the biases, where h is 1. They are the factors of a Hessian: what
/// stands in the rows of the unit is h_(p-1,a) times these (`DenseProgram`).
///
/// In any numbers: `Value` may be enclosures of what was evaluated in others.
struct UnitRates<Value: RealField> {
    let layout: DenseLayout
    /// h_(q-1) at index q.
    var inputs: [[Value]]
    /// delta_q = dl/dz_q.
    var delta: [[Value]]

    /// Hands over the place of every parameter from `layout.row(p, i)` on, in ascending order within each layer's
    /// weights and biases, and the rate of its derivative.
    ///
    /// - Parameters:
    ///   - S: `UnitDirection.delta`.
    ///   - change: `UnitDirection.values`.
    @inline(__always)
    func forEach(
        layer p: Int, unit i: Int, S: [[Value]], change: [[Value]], _ take: (_ place: Int, _ rate: Value) -> Void
    ) {
        for q in p..<layout.depth {
            let own = inputs[q], hasBias = layout.hasBias(q)
            for j in (q == p ? i : 0)..<layout.width(q) {
                let factor = S[q][j], slope = delta[q][j], column = layout.row(q, j)
                if q > p + 1 {
                    let moved = change[q - 1]
                    for b in own.indices { take(column + b, factor * own[b] + slope * moved[b]) }
                } else {
                    for b in own.indices {
                        let rate = factor * own[b]
                        // of layer p only unit i moves
                        take(column + b, q > p && b == i ? rate + slope * change[p][i] : rate)
                    }
                }
            }
            // of the units of layer p before i too: their biases come after all weights of the layer
            if hasBias { for j in 0..<layout.width(q) { take(layout.bias(q, j), S[q][j]) } }
        }
    }
}
