import Certify
import Rigor

/// The directions along which a softmax cross-entropy is constant because its outputs enter by their differences alone.
///
/// With the identity as last activation: one number added to all entries of a column of W_L adds a function of the
/// input to all outputs alike, and so does one number added to all of b_L. The loss of the data does not change; decay
/// does, unless its coefficient is 0 there. So there are n_(L-1) directions where W_L does not decay, and one more
/// where there is a b_L that does not decay.
package struct SoftmaxGauge: Sendable {
    package let layout: DenseLayout
    /// k.
    package let classes: Int
    /// Whether the columns of W_L may be shifted, and whether b_L may.
    package let shiftsWeights: Bool
    package let shiftsBiases: Bool

    /// Nil where there is none.
    package init?(_ problem: DenseProblem) {
        guard problem.loss == .softmaxCrossEntropy, let last = problem.layers.last, last.activation == .identity else {
            return nil
        }
        layout = problem.layout
        classes = last.width
        shiftsWeights = problem.decay?.weights.last?.isZero ?? true
        shiftsBiases = last.hasBias && problem.decay?.biases.last?.isZero ?? true
        guard shiftsWeights || shiftsBiases else { return nil }
    }

    /// The places of the last class's parameters that the shifts move, one for each of g directions.
    package var fixed: [Int] {
        let l = layout.depth - 1, unit = classes - 1, row = layout.row(l, unit)
        return (shiftsWeights ? Array(row..<(row + layout.width(l - 1))) : [])
            + (shiftsBiases ? [layout.bias(l, unit)] : [])
    }

    /// g.
    package var dimension: Int { fixed.count }

    /// The other places.
    package var free: [Int] {
        let fixed = Set(fixed)
        return (0..<layout.count).filter { !fixed.contains($0) }
    }

    package var structure: String { "softmax gauge of dimension \(dimension)" }
}
