import Certify
import Rigor

/// An affine family of networks with the same function, through a given one.
///
/// - A neuron with output 0 keeps output 0 while its input weight moves freely (d dimensions).
/// - A *movable* class is a set of neurons with w_j = sigma_j v and nonzero outputs whose contribution vanishes for
///   every v, in every output: sum sigma_j a_j = 0 (unless s has no odd part, linear included) and sum a_j = 0 (unless
///   s has no even part). Its v moves freely (d dimensions).
/// - All other neurons keep their input weights.
/// - The outputs, and with them the output bias where it is a parameter, move in the affine space that keeps the normal
///   form: one linear condition for every coefficient of it, and those of the movable classes; the same conditions on
///   the
///   coordinates of the outputs a_1 .. a_m in each of the k.
///
/// The conditions on the outputs do not involve the moving weights, so the family is a product of affine spaces, and
/// every member has the normal form of the given network (the contributions of moving neurons to odd, even and linear
/// coefficients vanish; c0 sum a_j is held). There may be larger families; this one is what `dimension` counts.
struct GlobalMinimumFamily: Hashable, Sendable {
    /// Neurons with output 0.
    let spare: [Int]
    /// Movable classes, with the sign of each neuron.
    let movable: [[Member]]
    /// Neurons that keep their input weight.
    let fixed: [Int]
    let dimension: Int

    struct Member: Hashable, Sendable {
        let neuron: Int
        let sign: Int
    }

    init(_ network: ExactNetwork, _ parts: SymmetryDecomposition) {
        let m = network.width, d = network.weights.first?.count ?? 0, hasOutputBias = !network.outputBias.isEmpty
        let units = hasOutputBias ? m + 1 : m
        spare = (0..<m).filter { network.outputs[$0].isZeroVector }
        var classes = [[Rational]: [Member]](), order = [[Rational]]()
        for j in 0..<m where !network.outputs[j].isZeroVector {
            let (v, sign) = parts.classified(network.weights[j])
            if classes[v] == nil { order.append(v) }
            classes[v, default: []].append(Member(neuron: j, sign: sign))
        }
        let bindsSignedSum = parts.hasOddPart || !parts.slope.isZero
        /// One condition: coefficients of the outputs.
        func condition(_ entries: [(Int, Rational)]) -> [Rational] {
            var row = [Rational](repeating: .zero, count: units)
            for (j, value) in entries { row[j] = value }
            return row
        }
        var rows = spare.map { condition([($0, .one)]) }
        var movable = [[Member]](), fixed = [Int]()
        for v in order {
            let members = classes[v] ?? []
            let signedRow = condition(members.map { ($0.neuron, Rational($0.sign)) })
            let plainRow = condition(members.map { ($0.neuron, .one) })
            let moves = (0..<network.outputCount).allSatisfy { q in
                let outputs = network.outputs.map { $0[q] } + (hasOutputBias ? [network.outputBias[q]] : [])
                return (!bindsSignedSum || ExactLinearAlgebra.dot(signedRow, outputs).isZero)
                    && (!parts.hasEvenPart || ExactLinearAlgebra.dot(plainRow, outputs).isZero)
            }
            if moves {
                movable.append(members)
                if bindsSignedSum { rows.append(signedRow) }
            } else {
                fixed += members.map(\.neuron)
                if parts.hasOddPart && !v.isZeroVector { rows.append(signedRow) }
            }
            if parts.hasEvenPart { rows.append(plainRow) }
        }
        if hasOutputBias || !parts.constant.isZero {
            rows.append([Rational](repeating: parts.constant, count: m) + (hasOutputBias ? [.one] : []))
        }
        if !parts.slope.isZero {
            for c in 0..<d { rows.append(condition(fixed.map { ($0, network.weights[$0][c]) })) }
        }
        self.movable = movable
        self.fixed = fixed.sorted()
        dimension = d * (spare.count + movable.count) + network.outputCount * (units - ExactLinearAlgebra.rank(rows))
    }
}
