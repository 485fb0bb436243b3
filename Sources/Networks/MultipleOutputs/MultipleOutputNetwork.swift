import Certify
import Rigor

/// A student with several outputs and rational parameters.
public struct MultipleOutputNetwork: Sendable, Hashable {
    /// w_j, each with d coordinates.
    public var weights: [[Rational]]
    /// a_j, each with k coordinates.
    public var outputs: [[Rational]]

    public init(weights: [[Rational]], outputs: [[Rational]]) {
        self.weights = weights
        self.outputs = outputs
    }

    public var width: Int { outputs.count }

    /// (w_1 .. w_m, a_1 .. a_m), the order of parameters of a landscape.
    public var parameters: [Rational] { weights.flatMap { $0 } + outputs.flatMap { $0 } }

    /// What output `o` computes, in normal form.
    func normalForm(_ o: Int, dimension d: Int, parts: SymmetryDecomposition) -> NetworkNormalForm {
        NetworkNormalForm(weights: weights, outputs: outputs.map { $0[o] }, dimension: d, parts: parts)
    }

    /// Neurons without output.
    var spare: [Int] { (0..<width).filter { outputs[$0].isZeroVector } }

    /// Dimension of an affine family of networks with the same function: neurons without output move freely (d dimensions each), and neurons of
    /// equal input weights share their outputs in any way (k dimensions for each beyond the first). There may be larger families.
    package var familyDimension: Int {
        let d = weights.first?.count ?? 0, k = outputs.first?.count ?? 0
        let live = (0..<width).filter { !outputs[$0].isZeroVector }
        return d * (width - live.count) + k * (live.count - Set(live.map { weights[$0] }).count)
    }

    /// What every neuron stands for, counted from 0: "0 = teacher 1; 1 = teacher 0 mirrored; 2 = free, output 0".
    func describe(against teacher: MultipleOutputTeacher) -> String {
        let names = weights.indices.map { j -> String in
            let w = weights[j], mirrored = w.map { -$0 }
            var name = w.isZeroVector ? "constant" : "free"
            if let i = teacher.neurons.firstIndex(where: { $0.weights == w }) {
                name = "teacher \(i)"
            } else if let i = teacher.neurons.firstIndex(where: { $0.weights == mirrored }) {
                name = "teacher \(i) mirrored"
            }
            return "\(j) = \(name)" + (outputs[j].isZeroVector ? ", output 0" : "")
        }
        return "exact global minimum: " + names.joined(separator: "; ")
    }
}
