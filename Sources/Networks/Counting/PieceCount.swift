import Rigor

/// How many pieces of critical points one critical point of a narrow network generates in wide ones by copies of its
/// neurons (Simsek et al., ICML 2021), by exact integers.
///
/// An irreducible critical point of width r lifts to width m by splitting its neurons into copies. Which neuron of the
/// wide network copies which neuron of the narrow one is a surjection, and each surjection gives one affine subspace
/// (input weights equal, outputs of each group of given sum):
///
///     G(r, m) = sum over k_1 + .. + k_r = m, k_i >= 1 of m! / (k_1! .. k_r!) = r! S(m, r)        permutations of the r
///     neurons included T(r, m) = G(r, m) + sum_{u=1}^{m-r} C(m, u) G(r, m - u) Bell(u)
///
/// In T a further u neurons contribute nothing: they are divided into groups of equal input weights in one of Bell(u)
/// ways. At a nonzero loss all their outputs are 0 and each lies on the hypersurface phi = 0; the Bell(u) divisions are
/// strata of one piece. At zero loss the outputs of such a group add up to 0 and its weights are free.
///
/// **Flips.** G and T count copies that have the input weights of the neuron they copy. For an odd activation (tanh,
/// erf, sigmoid2) the flips (w_j, a_j) -> (-w_j, -a_j) are isometries of parameter space that change no network, with
/// biases or without, so each copy may be opposite as well:
///
///     G±(r, m) = 2^m G(r, m)        T±(r, m) = G±(r, m) + sum_{u=1}^{m-r} C(m, u) G±(r, m - u) Bell(u)
///
/// *Proof.* Different choices of orientations give different subspaces, since no w_g is 0 and no two are equal up to
/// sign: the outputs of such neurons could be moved along a line of critical points, but the narrow one is irreducible.
/// The hypersurface phi = 0 is its own mirror image, since phi is odd. ∎ For sigmoid and normal-cdf with a trained
/// output bias the flip takes the constant a_j to that bias, (w_j, a_j, b) -> (-w_j, -a_j, b + a_j): a linear bijection
/// of parameter space that changes no network, so critical points and affine pieces go to such, and the same numbers
/// hold. For other activations that are no polynomials no flip is a symmetry (for even polynomials (w_j, a_j) -> (-w_j,
/// a_j) is one, and is not counted). Sets of flips that leave the function as it is lead from one global minimum of
/// loss 0 to others (`RealizationCount`); at a nonzero loss the flipped point is critical only if the residuals satisfy
/// equations that nothing implies (sum e = 0 for sigmoid).
public enum PieceCount {
    /// G(r, m), the number of surjections of m neurons onto r, or G±(r, m); 0 when m < r.
    public static func copies(of r: Int, in m: Int, opposite: Bool = false) -> Integer {
        precondition(r >= 0 && m >= 0)
        return row(width: r, through: m)[m] * orientations(m, opposite)
    }

    /// T(r, m), with groups that contribute nothing, or T±(r, m).
    public static func copiesAndZeroTypes(of r: Int, in m: Int, opposite: Bool = false) -> Integer {
        precondition(r >= 0 && m >= 0)
        guard m >= r else { return .zero }
        return withIdleNeurons(row(width: r, through: m), width: m, divisions: bellNumbers(through: m - r), opposite)
    }

    /// sum over u of C(m, u) copies[m - u] 2^(m - u) divisions[u], the power only with opposite copies.
    static func withIdleNeurons(_ copies: [Integer], width m: Int, divisions: [Integer], _ opposite: Bool) -> Integer {
        let choices = binomials(m)
        return divisions.indices.reduce(Integer.zero) {
            $0 + choices[$1] * copies[m - $1] * orientations(m - $1, opposite) * divisions[$1]
        }
    }

    private static func orientations(_ neurons: Int, _ opposite: Bool) -> Integer {
        opposite ? Integer.one.shiftedLeft(by: neurons) : .one
    }

    /// One line of `certify count`: what the critical points of effective width r generate among students of width m.
    public struct Row: Sendable, Hashable {
        /// Effective width r.
        public let reducedWidth: Int
        /// Teacher width minus r.
        public let level: Int
        /// G(r, m), or G±(r, m).
        public let copies: Integer
        /// T(r, m), or T±(r, m).
        public let copiesAndZeroTypes: Integer
    }

    /// The rows r = teacher width, .., 1 for students of one width, none for a teacher that is 0; r above the student
    /// width gives zeros.
    ///
    /// Holds one row of G at a time, so that widths of many hundreds cost seconds.
    /// - Parameter opposite: whether the activation is odd, so that opposite copies count.
    public static func rows(teacherWidth: Int, studentWidth m: Int, opposite: Bool = false) -> [Row] {
        precondition(teacherWidth >= 0 && m >= 1)
        guard teacherWidth > 0 else { return [] }
        let bell = bellNumbers(through: m)
        // G(r, 0), .., G(r, m), from r = 0 upwards
        var copies = [Integer.one] + [Integer](repeating: .zero, count: m)
        let rows = (1...teacherWidth).map { r in
            copies = row(after: copies, width: r)
            let all =
                m < r ? Integer.zero : withIdleNeurons(copies, width: m, divisions: Array(bell[...(m - r)]), opposite)
            return Row(
                reducedWidth: r, level: teacherWidth - r, copies: copies[m] * orientations(m, opposite),
                copiesAndZeroTypes: all)
        }
        return rows.reversed()
    }

    /// G(r, 0), .., G(r, m) from the row of r - 1, by G(r, m) = r (G(r, m-1) + G(r-1, m-1)): the last neuron copies one
    /// that others copy as well, or alone.
    private static func row(after previous: [Integer], width r: Int) -> [Integer] {
        var row = [Integer.zero]
        for m in 1..<max(1, previous.count) { row.append(Integer(r) * (row[m - 1] + previous[m - 1])) }
        return row
    }

    /// G(r, 0), .., G(r, m).
    static func row(width r: Int, through m: Int) -> [Integer] {
        var result = [Integer.one] + [Integer](repeating: .zero, count: m)
        for width in 1..<max(1, r + 1) { result = row(after: result, width: width) }
        return result
    }

    /// C(m, 0), .., C(m, m).
    static func binomials(_ m: Int) -> [Integer] {
        var row = [Integer.one]
        for k in 0..<m {
            row.append((row[k] * Integer(m - k)).quotientAndRemainder(dividingBy: Integer(k + 1)).quotient)
        }
        return row
    }

    /// Bell(0), .., Bell(u) by Bell's triangle.
    static func bellNumbers(through u: Int) -> [Integer] {
        var bell = [Integer.one], row = [Integer.one]
        for _ in 0..<u {
            var next = [row[row.count - 1]]
            for value in row { next.append(next[next.count - 1] + value) }
            row = next
            bell.append(row[0])
        }
        return bell
    }

    static func factorial(_ k: Int) -> Integer { (1..<max(1, k + 1)).reduce(Integer.one) { $0 * Integer($1) } }
}
