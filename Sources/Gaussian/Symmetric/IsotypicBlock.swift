import Rigor

/// A representation of G = S_p1 x .. x S_pr that occurs among the k by k matrices.
public enum IsotypicKind: Sendable, Hashable {
    /// Matrices that G fixes.
    case trivial
    /// The standard representation of the i-th group: vectors u on its block with sum u = 0.
    case standard(Int)
    /// The product of the standard representations of two groups.
    case product(Int, Int)
    /// Symmetric matrices on the i-th block with zero diagonal and zero row sums.
    case symmetric(Int)
    /// Antisymmetric matrices on the i-th block with zero row sums.
    case antisymmetric(Int)
}

extension IsotypicKind {
    /// In words; groups are counted from 1.
    public var words: String {
        switch self {
        case .trivial: "trivial"
        case .standard(let i): "standard of group \(i + 1)"
        case .product(let i, let j): "product of groups \(i + 1) and \(j + 1)"
        case .symmetric(let i): "symmetric of group \(i + 1)"
        case .antisymmetric(let i): "antisymmetric of group \(i + 1)"
        }
    }
}

/// The part of the k by k matrices that consists of m copies of one irreducible representation, with an orthogonal
/// basis of copies.
///
/// **Decomposition.** G acts on matrices M by permuting rows and columns at once. The blocks M_ij are invariant. For i
/// != j, R^p_i (x) R^p_j is the orthogonal sum of 1, u 1', 1 v' and u v' with sum u = sum v = 0. On the diagonal
/// block of size p, matrices are orthogonal sums of diagonal, symmetric and antisymmetric ones with zero diagonal;
/// diagonal ones are 1 and diag(u); symmetric ones with zero diagonal the constant, u_b + u_l, and those with zero row
/// sums, as u -> (u_b + u_l) is adjoint, up to a factor, to taking row sums; antisymmetric ones u_b - u_l and those
/// with zero row sums, likewise. What occurs is therefore, irreducible and pairwise inequivalent as products of
/// irreducible representations of the groups (James, The representation theory of the symmetric groups):
///
///     trivial            copies: the unknowns of the symmetry                                        dimension 1
///     standard_i         diag(u), u_b + u_l (p_i >= 3), u_b - u_l in block ii; u 1' in block ij,
///                        1 u' in block ji for every j != i                                           p_i - 1
///     product_ij         u v' in block ij, v u' in block ji                              (p_i - 1)(p_j - 1)
///     symmetric_i        S^(p-2, 2), once, p_i >= 4                                                  p_i (p_i - 3)/2
///     antisymmetric_i    S^(p-2, 1, 1), once, p_i >= 3                                  (p_i - 1)(p_i - 2)/2
///
/// **Schur.** A symmetric linear map H that commutes with G maps each of these parts to itself, and on m copies
/// phi_1, .., phi_m of an absolutely irreducible representation, as all of symmetric groups are, it is H phi_b(u) =
/// sum_a B_ab
/// phi_a(u) with numbers B_ab that do not depend on u. Where the copies are orthogonal, |phi_a(u)|² = s_a |u|², the
/// matrix sqrt(s_a/s_b) B_ab is symmetric, and its eigenvalues are those of H on this part, each with the dimension of
/// the representation as multiplicity (Serre, Linear representations of finite groups, sections 2.2 and 2.6).
struct IsotypicBlock {
    let kind: IsotypicKind
    /// Of the representation: the multiplicity of every eigenvalue of the block.
    let dimension: Int
    let copies: [Copy]
    /// The indices on which the vector u of the basis below depends.
    let named: [SymmetricIndex]

    /// phi_a(u) for a fixed u with small integers as entries.
    struct Copy {
        /// The entry at (coordinate, neuron).
        let entry: (SymmetricIndex, SymmetricIndex) -> Int
        /// s_a, up to a factor that all copies of the block share.
        let square: Int
        /// Places and factors over 2: the coefficient of this copy in a sum of copies is half the sum of the entries
        /// there,
        /// each times its factor.
        let reading: [(coordinate: SymmetricIndex, neuron: SymmetricIndex, factor: Int)]
    }
}

extension DiagonalSymmetry {
    /// Every isotypic part of the k by k matrices.
    var isotypicBlocks: [IsotypicBlock] {
        let groups = parts.indices
        var blocks = [trivialBlock] + groups.filter { parts[$0] > 1 }.map(standardBlock)
        for i in groups {
            for j in groups where i < j && parts[i] > 1 && parts[j] > 1 { blocks.append(productBlock(i, j)) }
        }
        return blocks + groups.filter { parts[$0] > 3 }.map(symmetricBlock)
            + groups.filter { parts[$0] > 2 }.map(antisymmetricBlock)
    }

    /// A place of the matrix at which the unknown stands.
    func place(of unknown: Unknown) -> (coordinate: SymmetricIndex, neuron: SymmetricIndex) {
        switch unknown {
        case .diagonal(let j): (SymmetricIndex(block: j, label: 0), SymmetricIndex(block: j, label: 0))
        case .beside(let j): (SymmetricIndex(block: j, label: 1), SymmetricIndex(block: j, label: 0))
        case .between(let i, let j): (SymmetricIndex(block: i, label: 0), SymmetricIndex(block: j, label: 0))
        }
    }

    /// 1 where the unknown stands, 0 elsewhere.
    func isPlace(_ c: SymmetricIndex, _ l: SymmetricIndex, of unknown: Unknown) -> Bool {
        switch unknown {
        case .diagonal(let j): c == l && c.block == j
        case .beside(let j): c != l && c.block == j && l.block == j
        case .between(let i, let j): c.block == i && l.block == j
        }
    }

    private var trivialBlock: IsotypicBlock {
        let copies = unknowns.map { unknown in
            let place = place(of: unknown)
            return IsotypicBlock.Copy(
                entry: { isPlace($0, $1, of: unknown) ? 1 : 0 }, square: multiplicity(unknown),
                reading: [(place.coordinate, place.neuron, 2)])
        }
        return IsotypicBlock(kind: .trivial, dimension: 1, copies: copies, named: [])
    }

    /// u = e_s - e_t on block i.
    private struct Difference {
        let s: SymmetricIndex
        let t: SymmetricIndex
        init(block: Int, labels: (Int, Int) = (0, 1)) {
            s = SymmetricIndex(block: block, label: labels.0)
            t = SymmetricIndex(block: block, label: labels.1)
        }
        func callAsFunction(_ index: SymmetricIndex) -> Int { index == s ? 1 : index == t ? -1 : 0 }
    }

    private func standardBlock(_ i: Int) -> IsotypicBlock {
        typealias Copy = IsotypicBlock.Copy
        let u = Difference(block: i), p = parts[i], s = u.s
        func isBeside(_ c: SymmetricIndex, _ l: SymmetricIndex) -> Bool { c.block == i && l.block == i && c != l }
        var copies = [Copy(entry: { $0 == $1 ? u($0) : 0 }, square: 1, reading: [(s, s, 2)])]
        let difference: (SymmetricIndex, SymmetricIndex) -> Int = { isBeside($0, $1) ? u($0) - u($1) : 0 }
        if p > 2 {
            // an index h of the block with u_h = 0
            let h = SymmetricIndex(block: i, label: 2)
            copies.append(
                Copy(
                    entry: { isBeside($0, $1) ? u($0) + u($1) : 0 }, square: 2 * (p - 2),
                    reading: [(s, h, 1), (h, s, 1)]))
            copies.append(Copy(entry: difference, square: 2 * p, reading: [(s, h, 1), (h, s, -1)]))
        } else {
            copies.append(Copy(entry: difference, square: 2 * p, reading: [(s, u.t, 1)]))
        }
        for j in parts.indices where j != i {
            let h = SymmetricIndex(block: j, label: 0)
            copies.append(Copy(entry: { $1.block == j ? u($0) : 0 }, square: parts[j], reading: [(s, h, 2)]))
            copies.append(Copy(entry: { $0.block == j ? u($1) : 0 }, square: parts[j], reading: [(h, s, 2)]))
        }
        return IsotypicBlock(kind: .standard(i), dimension: p - 1, copies: copies, named: [u.s, u.t])
    }

    private func productBlock(_ i: Int, _ j: Int) -> IsotypicBlock {
        let u = Difference(block: i), v = Difference(block: j)
        return IsotypicBlock(
            kind: .product(i, j), dimension: (parts[i] - 1) * (parts[j] - 1),
            copies: [
                .init(entry: { u($0) * v($1) }, square: 1, reading: [(u.s, v.s, 2)]),
                .init(entry: { v($0) * u($1) }, square: 1, reading: [(v.s, u.s, 2)]),
            ],
            named: [u.s, u.t, v.s, v.t])
    }

    /// (e_s - e_t)(e_q - e_m)' and its transpose: symmetric, zero diagonal, zero row sums.
    private func symmetricBlock(_ i: Int) -> IsotypicBlock {
        let u = Difference(block: i), v = Difference(block: i, labels: (2, 3)), p = parts[i]
        return IsotypicBlock(
            kind: .symmetric(i), dimension: p * (p - 3) / 2,
            copies: [.init(entry: { u($0) * v($1) + v($0) * u($1) }, square: 1, reading: [(u.s, v.s, 2)])],
            named: [u.s, u.t, v.s, v.t])
    }

    /// The cyclic matrix on three indices: antisymmetric, zero row sums.
    private func antisymmetricBlock(_ i: Int) -> IsotypicBlock {
        let three = (0..<3).map { SymmetricIndex(block: i, label: $0) }, p = parts[i]
        let entry: (SymmetricIndex, SymmetricIndex) -> Int = { c, l in
            guard let x = three.firstIndex(of: c), let y = three.firstIndex(of: l), x != y else { return 0 }
            return (y - x + 3) % 3 == 1 ? 1 : -1
        }
        return IsotypicBlock(
            kind: .antisymmetric(i), dimension: (p - 1) * (p - 2) / 2,
            copies: [.init(entry: entry, square: 1, reading: [(three[0], three[1], 2)])], named: three)
    }
}

extension SymmetricReLUForms {
    /// The symmetric matrix whose eigenvalues are those of the Hessian on the block; row-major.
    func matrix(of block: IsotypicBlock) -> [Number] {
        let count = block.copies.count, two = arithmetic.number(2)
        var result = [Number](repeating: arithmetic.number(0), count: count * count)
        for (b, column) in block.copies.enumerated() {
            for (a, row) in block.copies.enumerated().prefix(b + 1) {
                var coefficient = arithmetic.number(0)
                for (c, l, factor) in row.reading {
                    let entry = hessianProduct(column.entry, named: block.named, at: c, l)
                    coefficient = coefficient + arithmetic.number(factor) * entry
                }
                coefficient = coefficient / two
                if row.square != column.square {
                    let ratio = arithmetic.number(row.square) / arithmetic.number(column.square)
                    coefficient = coefficient * ratio.squareRoot()
                }
                result[a * count + b] = coefficient
                result[b * count + a] = coefficient
            }
        }
        return result
    }

    /// dF/dW at one place of each unknown.
    func fixedGradient() -> [Number] {
        symmetry.unknowns.map { unknown in
            let place = symmetry.place(of: unknown)
            return gradient(place.coordinate, place.neuron)
        }
    }

    /// The derivative of ``fixedGradient()`` by the unknowns; row-major.
    func fixedHessian() -> [Number] {
        symmetry.unknowns.flatMap { row in
            let place = symmetry.place(of: row)
            return symmetry.unknowns.map { column in
                hessianProduct(
                    { self.symmetry.isPlace($0, $1, of: column) ? 1 : 0 }, named: [], at: place.coordinate, place.neuron
                )
            }
        }
    }
}
