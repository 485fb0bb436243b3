import Rigor

/// A family of critical points of wide networks that one critical point of a narrow network generates (the embedding
/// principle).
public struct EmbeddedFamily: Sendable, Hashable {
    /// Number of copies of each neuron, at least 1; for an odd activation opposite ones (-w, -a) included.
    public let copies: [Int]
    /// Numbers of zero-type neurons that share their input weights, descending; empty when there are none.
    public let zeroTypeBlocks: [Int]
    /// Number of pieces: ways to choose which neurons of the wide network play which part, and which copies are
    /// opposite where the activation is odd. Affine subspaces when there are no zero-type neurons.
    public let pieces: Integer
    /// Dimension of each piece: outputs of a group move at constant sum, and each block of zero-type neurons on the
    /// hypersurface phi = 0. Blocks divide what the zero-type neurons can do into strata: neurons of one block have
    /// equal input weights.
    public let dimension: Int
    /// The regions into which the hyperplanes a_i = 0 cut a piece, by the number of outputs whose sign is opposite to
    /// that of their sum.
    public let regions: [Region]

    public struct Region: Sendable, Hashable {
        /// For each neuron of the narrow network the number of copies with an output of the opposite sign.
        public let oppositeOutputs: [Int]
        /// Number of such regions in a piece.
        public let count: Integer
        /// Inertia of the wide Hessian, or what is known of it.
        public let inertia: InertiaBounds
        /// Whether its points are local minima: true and false are proved; nil when signs stay open.
        public let carriesLocalMinima: Bool?

        /// Sign pattern in words, "++-" for each group; of opposite copies after they are turned round.
        public func signPattern(copies: [Int], outputSigns: [Int]) -> String {
            zip(zip(copies, oppositeOutputs), outputSigns).map { group, sign in
                let (same, opposite) = sign > 0 ? ("+", "-") : ("-", "+")
                return String(repeating: same, count: group.0 - group.1) + String(repeating: opposite, count: group.1)
            }.joined(separator: " ")
        }
    }
}

/// The embedding principle as a computation: the families of critical points of width m that a critical point of width
/// r generates by copies of its neurons and by neurons of output 0. Not among them: critical points of the same loss
/// that come about otherwise, by balanced flips where the residuals allow them or by a symmetry of the data.
///
/// Where flips keep functions (``TwoLayerProblem/flipsKeepFunctions``) each copy may be opposite, (-w, -a) instead of
/// (w, a). Turning it round is a linear bijection of parameter space that leaves the loss as it is (`PieceCount`), so
/// inertia, dimension and minima are those of the family with copies of one orientation, and only the number of pieces
/// grows. Output biases stay what they are but for the constants of flips; `LiftedInertia` has them in the narrow
/// Hessian.
///
/// Inertia by `LiftedInertia`. With positive definite narrow Hessian and exact positive blocks the slice argument
/// (`SliceWitness`, on a small enough ball) makes the point a local minimum; a negative eigenvalue makes it a saddle.
public enum Embedding {
    /// Number of regions in all families of width m of a critical point of width r: sum over u of p(u) C(m - u + r - 1,
    /// 2r - 1), with p(u) the number of partitions of u.
    ///
    /// *Proof.* The product of the k_i over all k_1 + .. + k_r = s is C(s + r - 1, 2r - 1): choose r marks and r - 1
    /// walls between them. ∎
    public static func regionCount(of r: Int, in m: Int) -> Integer {
        precondition(r >= 1)
        guard m >= r else { return .zero }
        let blocks = partitionCounts(through: m - r)
        return (0...(m - r)).reduce(Integer.zero) { $0 + blocks[$1] * PieceCount.binomials(m - $1 + r - 1)[2 * r - 1] }
    }

    /// p(0), .., p(u): parts of size 1, then also of size 2, and so on.
    private static func partitionCounts(through u: Int) -> [Integer] {
        var counts = [Integer.one] + [Integer](repeating: .zero, count: u)
        for part in 1..<max(1, u + 1) { for sum in part...u { counts[sum] = counts[sum] + counts[sum - part] } }
        return counts
    }

    /// All families, without zero-type neurons first; their pieces add up to T(r, m), those without zero-type neurons
    /// to G(r, m), for odd activations to T± and G±.
    ///
    /// Families with zero-type neurons exist wherever phi has zeros with nonzero gradient, see
    /// `NarrowCriticalPoint.hasZeroTypes`.
    public static func families(of point: NarrowCriticalPoint, width m: Int) -> [EmbeddedFamily] {
        let r = point.width, d = point.inputDimension
        guard m >= r else { return [] }
        var result = [EmbeddedFamily]()
        for u in 0...(m - r) {
            for copies in compositions(of: m - u, parts: r) {
                for blocks in partitions(of: u) {
                    result.append(
                        EmbeddedFamily(
                            copies: copies, zeroTypeBlocks: blocks, pieces: pieces(point, copies, blocks, width: m),
                            dimension: copies.reduce(0) { $0 + $1 - 1 } + blocks.count * (d - 1),
                            regions: regions(point, copies, zeroTypes: u)))
                }
            }
        }
        return result
    }

    private static func regions(_ point: NarrowCriticalPoint, _ copies: [Int], zeroTypes u: Int) -> [EmbeddedFamily
        .Region]
    {
        let d = point.inputDimension
        var zero = InertiaBounds(Inertia(positive: 0, negative: 0, zero: 0))
        for _ in 0..<u { zero = zero + LiftedInertia.zeroType(inputDimension: d) }
        var result = [EmbeddedFamily.Region]()
        for opposite in tuples(below: copies) {
            var inertia = InertiaBounds(point.inertia) + zero
            var count = Integer.one
            for g in copies.indices {
                let sign = point.outputSigns[g]
                let signs = (0..<copies[g]).map { $0 < opposite[g] ? -sign : sign }
                inertia = inertia + LiftedInertia.group(signs: signs, sumSign: sign, curvature: point.curvatures[g])
                count = count * PieceCount.binomials(copies[g])[opposite[g]]
            }
            let family = copies.reduce(0) { $0 + $1 - 1 }
            let isMinimum: Bool? =
                inertia.negative > 0
                ? false : (inertia.inertia.map { $0.zero == family && u == 0 } ?? false ? true : nil)
            result.append(
                EmbeddedFamily.Region(
                    oppositeOutputs: opposite, count: count, inertia: inertia, carriesLocalMinima: isMinimum))
        }
        return result
    }

    /// m! / (k_1! .. k_r! u!) ways to choose the copies and the u zero-type neurons, times u! / (prod b_i! prod mult!)
    /// ways to divide those into blocks, times 2^(m-u) orientations of the copies for an odd activation.
    private static func pieces(_ point: NarrowCriticalPoint, _ copies: [Int], _ blocks: [Int], width m: Int) -> Integer
    {
        var denominator = (copies + blocks).reduce(Integer.one) { $0 * PieceCount.factorial($1) }
        for size in Set(blocks) { denominator = denominator * PieceCount.factorial(blocks.filter { $0 == size }.count) }
        let choices = PieceCount.factorial(m).quotientAndRemainder(dividingBy: denominator).quotient
        return point.hasOppositeCopies ? choices.shiftedLeft(by: copies.reduce(0, +)) : choices
    }

    /// All (k_1, .., k_parts) with k_i >= 1 and the given sum, in lexicographic order.
    static func compositions(of sum: Int, parts: Int) -> [[Int]] {
        guard parts > 0 else { return sum == 0 ? [[]] : [] }
        guard sum >= parts else { return [] }
        return (1...(sum - parts + 1)).flatMap { first in
            compositions(of: sum - first, parts: parts - 1).map { [first] + $0 }
        }
    }

    /// All descending sequences of positive integers with the given sum.
    static func partitions(of sum: Int, largest: Int = .max) -> [[Int]] {
        guard sum > 0 else { return [[]] }
        return stride(from: min(sum, largest), through: 1, by: -1).flatMap { first in
            partitions(of: sum - first, largest: first).map { [first] + $0 }
        }
    }

    /// All (n_1, .., n_r) with 0 <= n_i < bounds_i.
    private static func tuples(below bounds: [Int]) -> [[Int]] {
        bounds.reduce([[]]) { partial, bound in partial.flatMap { tuple in (0..<bound).map { tuple + [$0] } } }
    }
}
