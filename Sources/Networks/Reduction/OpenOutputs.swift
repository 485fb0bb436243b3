import Rigor

/// What a group of equal neurons adds to the inertia when the signs of some of its outputs are not to be told.
///
/// A critical point with equal neurons lies on a family: the shares of a group may be anything of sum 1. The outputs
/// that candidates bring are those of training, exact to about the distance D of the candidate from the family. So an
/// output a_i with |a_i| <= D is *open*: points of the family with a_i of either sign are as near (with several
/// outputs: a_i = mu_i A_g of either sign of mu_i). With k of the open outputs positive, `LiftedInertia` gives what the
/// group adds; all k from 0 to the number of open outputs occur (but a sum has the sign of one of its terms).
///
/// **Theorem** (ends of saddle lines). Let theta be a critical point lifted as in `LiftedInertia`, with one output
/// (with several and C_g != 0 there are saddles alone), without further neurons (z = 0), H_r positive definite, and let
/// some outputs of groups of several neurons be exactly 0. For the group g let a number k_g of its outputs that are 0
/// be such that with these of the sign + and the others of the sign
/// - the inertia of R_g (x) M_g is (.., 0, 0): no negative and no zero eigenvalue; and for a group with outputs 0 let
///   every other number of + give at least s > 0 negative eigenvalues. Then in every neighbourhood of theta lie local
///   minima of the loss L(theta), and strict saddles of the same loss whose Morse index is at least s. theta itself is
///   no local minimum, its Hessian has no
/// negative eigenvalue, and L(theta) is no global minimum.
///
/// *Proof.* A_g != 0 is the sum of the outputs of g, so one of them is not 0 and may be changed against the others at
/// constant sum: for every choice of signs there is an arbitrarily small move of the outputs along the family after
/// which those that were 0 have these signs, and the others the signs they had. All such points are critical, of the
/// same function, hence of the same loss. (i) With k_g of the sign + in each group `LiftedInertia` gives inertia (..,
/// 0, K), K = sum (q_g - 1), and K is the dimension of the affine family along which outputs move at constant sum,
/// whose points are critical: the kernel is exactly its direction space T. So the Hessian is positive definite on any
/// complement of T, there and by continuity nearby, and `SliceWitness` says that the point is a local minimum. (ii)
/// With another number in one group the index is at least s by `LiftedInertia`: a strict saddle, near which the loss
/// takes values below L(theta). Such saddles lie in every neighbourhood of theta; so theta is no local minimum, and the
/// minima of (i), which have its loss, are not global. (iii) An output 0 makes the form R_g degenerate and takes away
/// signs: its negative eigenvalues are at most those of (i), none. ∎
///
/// The same holds with output biases and flips, of the turned outputs b_i: where two of them take up the constant of
/// the flips (`ReductionArgument.ConstantPair`) and are not 0, outputs that are 0 may still have any small values,
/// which the pair makes up for.
///
/// For M_g > 0 and A_g > 0 that says: the outputs are >= 0; k_g = all; s = d. For M_g indefinite both signs give strict
/// saddles: the family has no minima there.
package struct OpenOutputs {
    /// What the group adds, for each number of open outputs that are positive, those impossible left out.
    package let contributions: [InertiaBounds]
    /// Whether any output is open.
    package let isOpen: Bool

    /// - Parameters:
    ///   - signs: -1, 0 or 1 for each output; what it is does not matter for an open one.
    ///   - open: which of them are open.
    ///   - sumSign: sign of A_g.
    ///   - copies: what is known of the form that a copy adds.
    package init(signs: [Int], open: [Bool], sumSign: Int, copies: CopyForm) {
        let fixed = zip(signs, open).filter { !$1 }.map(\.0)
        let count = signs.count - fixed.count
        isOpen = count > 0
        contributions = (0...count).compactMap { positive in
            let all = fixed + Array(repeating: 1, count: positive) + Array(repeating: -1, count: count - positive)
            return sumSign != 0 && all.contains(sumSign)
                ? LiftedInertia.group(signs: all, sumSign: sumSign, copies: copies) : nil
        }
    }

    /// Lower bound of the negative eigenvalues, whatever the signs.
    package var indexLower: Int { contributions.map(\.negative).min() ?? 0 }
    /// Upper bound of them.
    package var indexUpper: Int { contributions.map(\.negativeUpper).max() ?? 0 }

    /// The contribution without negative eigenvalues, with all others accounted for; nil when no signs give one.
    package var minimal: InertiaBounds? { contributions.first { $0.negativeUpper == 0 && $0.inertia != nil } }
    /// Lower bound of the negative eigenvalues that all other signs give; nil when there are no others.
    package var saddleIndex: Int? {
        contributions.filter { !($0.negativeUpper == 0 && $0.inertia != nil) }.map(\.negative).min()
    }
}
