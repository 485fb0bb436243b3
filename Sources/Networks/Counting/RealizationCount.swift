import Certify
import Rigor

/// How many affine pieces the students of width m have that are the teacher as a function, flips included. All of them
/// are global minima of loss 0; that the data admit no others is not said.
///
/// **Theorem.** Let the functions of `TwoLayerProblem.irreducibleTeacherWidth` be independent, r the number of neurons
/// that the teacher needs at least, each in one way or up to orientation, and no biases. The set of all students of
/// width m that equal the teacher on R^d is a union of affine subspaces, of which so many are maximal:
///
/// | s | number |
/// |---|---|
/// | exp, sigmoid-softplus | T(r, m) |
/// | tanh, erf, sigmoid2 | D(r, m) = sum_u C(m, u) 2^(m-u) G(r, m - u) D_u, with D_u = 1, 2, 6, 24, 116, .. the Dowling numbers |
/// | sigmoid, normal-cdf with a trained output bias | D(r, m) |
/// | sigmoid, normal-cdf | D(r, m) - (2^r - B) T(r, m) - B (r + 1) T(r + 1, m) - (B/2) T(r + 2, m) |
///
/// where for sigmoid r is the number of classes and B the number of orientations of all r neurons that keep the
/// function (twice the constant is sum ±odd[v]): the balanced flips. For softplus, gelu, gelu-tanh and silu B counts
/// the orientations for which twice the linear part is sum ±even[v] v, and the B r! students of width r are all there
/// are. Nothing is said of polynomials.
///
/// *Proof.* In a student each neuron belongs to a class of the teacher, with one orientation or the other where classes
/// have two, or to a free class whose signed outputs add up to 0, or has w = 0 (for s = c0 + O). Its outputs solve
/// linear equations; free weights and these solutions make an affine subspace. It is maximal exactly if at its generic
/// point no neurons of a class of the teacher, and no proper subset of a free class, have signed outputs of sum 0:
/// those could leave for a free class of their own.
/// *exp, sigmoid-softplus*: no orientations, and r classes and sets of idle neurons divided into free classes give T.
/// *tanh, erf*: a neuron that copies has two orientations, one in a free class of b neurons one relative to the first,
/// 2^(b-1) in all, and each neuron with w = 0 has a free output. So u idle neurons have as many divisions as the
/// exponential generating function exp(x + (e^2x - 1)/2) says, which are Dowling's numbers; always solvable, always
/// maximal. A trained
/// output bias solves the equation of the constant in every division. *Sigmoid*: one more equation, that of the
/// constant: sum over w = 0 and over classes of both orientations. With two such sources or more it is solved by
/// generic outputs: all such divisions count. With none, B of 2^r orientations fit. With one, its constant is given: it
/// must not be what the others need none for. For w = 0, or a free class, that excludes the B balanced orientations of
/// the rest. For a class of the teacher with both orientations of sums p and q, p - q = A and p + q given by the rest,
/// p = 0 or q = 0 in exactly B orientations of the rest. With U = e^x - 1 the excluded terms are (2^r - B) U^r, B
/// U^(r+1), r B U^(r+1) and B U^(r+2)/2, each times exp(U), and k! S(., k) has the generating function U^k. ∎
///
/// With biases neurons of constant output exist besides w = 0, on curves (b, a): then, and for softplus and its like
/// above width r, only the pieces of the named `Scope` are counted.
public struct RealizationCount: Sendable, Hashable {
    /// Which students are counted.
    public enum Scope: String, Sendable, CaseIterable {
        /// All that are the teacher as a function.
        case all
        /// Those whose neurons all copy neurons of the teacher, in either orientation where it has two.
        case copies
        /// Those of them whose copies of one neuron have one orientation.
        case uniformCopies = "copies-of-one-orientation"
    }

    /// Number of maximal affine pieces.
    public let pieces: Integer
    /// Width of the students.
    public let width: Int
    public let scope: Scope
    /// In how many ways the teacher's r neurons can be oriented without changing the function, the given one included:
    /// 2^r, B, or 1.
    public let orientations: Integer

    /// nil without a teacher of known least width, for a teacher that is constant, and for exp with biases, where (b,
    /// a) -> (b - t, e^t a) bends every piece.
    public init?(_ problem: TwoLayerProblem, width m: Int) {
        guard let least = problem.irreducibleTeacherWidth, least > 0, let teacher = problem.teacher else { return nil }
        let parts = SymmetryDecomposition(problem.activation), d = problem.data.dimension
        let form = problem.targetForm(teacher, parts: parts), isFree = problem.outputBias.isTrained
        /// Without biases all students are counted; with them all of width r, in which no neuron is to spare.
        func counted(_ r: Int) -> Scope { !problem.data.hasBias || m <= r ? .all : .copies }
        // with an output bias s = c0 + O behaves as an odd activation; nothing is proved there for the others
        guard !isFree || problem.flipsKeepFunctions else { return nil }
        switch problem.activation {
        case .tanh, .erf, .sigmoid2,
            .sigmoid where isFree, .normalCDF where isFree:
            let r = form.odd.count, scope = counted(r)
            self.init(
                scope == .all ? Self.dowling(r, m) : PieceCount.copies(of: r, in: m, opposite: true), m, scope,
                Integer.one.shiftedLeft(by: r))
        case .exp, .sigmoidSoftplus:
            guard problem.activation != .exp || !problem.data.hasBias else { return nil }
            let scope = counted(least)
            self.init(
                scope == .all ? PieceCount.copiesAndZeroTypes(of: least, in: m) : PieceCount.copies(of: least, in: m),
                m, scope, .one)
        case .sigmoid, .normalCDF:
            let r = form.odd.count, scope = counted(r)
            guard r > 0, let sums = SignedSums.counts(of: form.odd.values.map { [$0] }, dimension: 1) else {
                return nil
            }
            let balanced = sums[[Rational(2) * form.constant]] ?? .zero
            self.init(
                scope == .all ? Self.sigmoid(r, m, balanced) : Self.sigmoidCopies(r, m, balanced), m, scope, balanced)
        case .softplus, .gelu, .geluTanh, .silu:
            let r = form.even.count, terms = form.even.filter { !$0.key.isZeroVector }
            guard let sums = SignedSums.counts(of: terms.map { v, a in v.map { a * $0 } }, dimension: d) else {
                return nil
            }
            let fitting = sums[form.linear.map { Rational(2) * $0 }] ?? .zero
            self.init(fitting * PieceCount.copies(of: r, in: m), m, m <= r ? .all : .uniformCopies, fitting)
        case .polynomial: return nil
        }
    }

    private init(_ pieces: Integer, _ width: Int, _ scope: Scope, _ orientations: Integer) {
        self.pieces = pieces
        self.width = width
        self.scope = scope
        self.orientations = orientations
    }

    /// D(r, m).
    private static func dowling(_ r: Int, _ m: Int) -> Integer {
        guard m >= r else { return .zero }
        // D_0, .., D_u: the first neuron has w = 0, or a class with k others in one of 2^k relative orientations
        var divisions = [Integer.one]
        for u in 0..<(m - r) {
            let choices = PieceCount.binomials(u)
            divisions.append(
                (0...u).reduce(divisions[u]) { $0 + (choices[$1] * divisions[u - $1]).shiftedLeft(by: $1) })
        }
        return PieceCount.withIdleNeurons(PieceCount.row(width: r, through: m), width: m, divisions: divisions, true)
    }

    private static func sigmoid(_ r: Int, _ m: Int, _ balanced: Integer) -> Integer {
        let unbalanced = Integer.one.shiftedLeft(by: r) - balanced
        return dowling(r, m) - unbalanced * PieceCount.copiesAndZeroTypes(of: r, in: m)
            - balanced * Integer(r + 1) * PieceCount.copiesAndZeroTypes(of: r + 1, in: m)
            - (balanced * PieceCount.copiesAndZeroTypes(of: r + 2, in: m)).shiftedRight(by: 1)
    }

    /// The same sum without free classes and without w = 0: 2^m G(r, m) - (2^r - B) G(r, m) - r B G(r + 1, m).
    private static func sigmoidCopies(_ r: Int, _ m: Int, _ balanced: Integer) -> Integer {
        let unbalanced = Integer.one.shiftedLeft(by: r) - balanced
        return PieceCount.copies(of: r, in: m, opposite: true) - unbalanced * PieceCount.copies(of: r, in: m)
            - balanced * Integer(r) * PieceCount.copies(of: r + 1, in: m)
    }
}

extension RealizationCount: CustomStringConvertible {
    public var description: String {
        guard !pieces.isZero || scope != .all else {
            return "no student of width \(width) is the teacher as a function"
        }
        let flips =
            orientations.isZero
            ? "flips included"
            : orientations == .one
                ? "flips included, of which none keeps the function"
                : "flips included, \(orientations.decimalString) orientations of the teacher's neurons being the same "
                    + "function"
        let what = "\(pieces.decimalString) affine piece\(pieces == .one ? "" : "s") of students of width \(width)"
        return switch scope {
        case .all: "\(what) that are the teacher as a function: all there are, \(flips)"
        case .copies:
            "\(what) whose neurons all copy neurons of the teacher, \(flips); others that are the teacher as a "
                + "function are not counted"
        case .uniformCopies:
            "\(what) whose neurons all copy neurons of the teacher, those of one neuron in one orientation, \(flips); "
                + "others that are the teacher as a function are not counted"
        }
    }
}
