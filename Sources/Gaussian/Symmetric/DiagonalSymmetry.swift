import Rigor

/// The symmetry of students that look the same after certain permutations of the targets: the group S_p1 x .. x S_pr,
/// p_1 + .. + p_r = k, which permutes within r blocks the coordinates and the neurons at once.
///
/// A k by k matrix W, coordinate c of neuron l at W[c, l], is fixed by it exactly when an entry depends only on the
/// blocks of c and l and on whether c = l: its *unknowns* are one diagonal entry a block, one entry beside the diagonal
/// for each block of two or more, one for each ordered pair of different blocks.
public struct DiagonalSymmetry: Sendable, Hashable {
    /// p_1 .. p_r, all positive.
    public let parts: [Int]

    /// - Precondition: every part is positive, and there is one.
    public init(parts: [Int]) {
        precondition(!parts.isEmpty && parts.allSatisfy { $0 > 0 })
        self.parts = parts
    }

    /// k.
    public var order: Int { parts.reduce(0, +) }

    /// The largest k that is taken: k² stays far from overflow.
    public static let largestOrder = 100_000_000

    /// One of the numbers that a fixed matrix consists of.
    public enum Unknown: Sendable, Hashable {
        /// W[c, c] for c in the block.
        case diagonal(Int)
        /// W[c, l] for c != l, both in the block.
        case beside(Int)
        /// W[c, l] for c in the first block, l in the second, another one.
        case between(Int, Int)
    }

    /// Block by block of the neuron: the diagonal entry, the one beside it, those of the other blocks.
    public var unknowns: [Unknown] {
        parts.indices.flatMap { j in
            [.diagonal(j)] + (parts[j] > 1 ? [.beside(j)] : [])
                + parts.indices.filter { $0 != j }.map { .between($0, j) }
        }
    }

    /// At how many places of the matrix the number stands.
    public func multiplicity(_ unknown: Unknown) -> Int {
        switch unknown {
        case .diagonal(let j): parts[j]
        case .beside(let j): parts[j] * (parts[j] - 1)
        case .between(let i, let j): parts[i] * parts[j]
        }
    }

    /// Upper bound of the Euclidean norm of the k by k matrix whose entries have at most these sizes.
    ///
    /// - Parameter sizes: one for each unknown, in their order.
    public func normUpper(_ sizes: [Double]) -> Double {
        precondition(sizes.count == unknowns.count)
        var square: UpperBound = 0
        for (unknown, size) in zip(unknowns, sizes) {
            square = square + UpperBound(multiplicity(unknown)) * UpperBound(size) * UpperBound(size)
        }
        return square.squareRoot().value
    }

    /// The block of each of the k indices, blocks one after the other.
    public var blockOfIndex: [Int] {
        parts.enumerated().flatMap { Array(repeating: $0, count: $1) }
    }

    /// "S_1 x S_5".
    public var description: String { parts.map { "S_\($0)" }.joined(separator: " x ") }
}

/// An index, of a coordinate or of a neuron, as far as the symmetry tells indices apart: its block, and within it a
/// label, equal for equal indices alone.
struct SymmetricIndex: Hashable {
    let block: Int
    let label: Int
}

extension DiagonalSymmetry {
    /// All k indices: the given ones alone, the rest of each block as one that stands for all of them.
    ///
    /// - Precondition: no block has fewer indices than are given of it.
    func classes(beside named: [SymmetricIndex]) -> [(index: SymmetricIndex, count: Int)] {
        var result = [(index: SymmetricIndex, count: Int)]()
        for (block, part) in parts.enumerated() {
            let own = named.filter { $0.block == block }
            precondition(own.count <= part)
            for index in own { result.append((index, 1)) }
            if own.count < part {
                // a label that no named index has
                result.append(
                    (SymmetricIndex(block: block, label: (named.map(\.label).max() ?? 0) + 1), part - own.count))
            }
        }
        return result
    }
}

/// The distinct ones, in the order of their first appearance.
func distinct(_ indices: [SymmetricIndex]) -> [SymmetricIndex] {
    indices.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
}
