import Rigor

/// How an activation splits into parts that are even and odd, which are its only symmetries used here:
///
///     s(z) = c0 + c1 z + O(z) + E(z),      O odd, E even
///
/// The file of each activation says which, and why.
package struct SymmetryDecomposition: Sendable {
    /// c0.
    package let constant: Rational
    /// c1.
    package let slope: Rational
    package let hasOddPart: Bool
    package let hasEvenPart: Bool
    /// Whether E(0) = 0, so that a neuron with w = 0 leaves no trace in E.
    package let evenPartVanishesAtZero: Bool
    /// Whether w and -w belong to one class. For exp they do not, and every orientation is +.
    package let mirrors: Bool
    /// s'(0), up to a nonzero factor where c1 = 0.
    package let slopeAtZero: Rational

    package init(_ activation: Activation) {
        self = activation.facts.symmetry
    }

    init(
        _ constant: Rational, _ slope: Rational, odd: Bool, even: Bool, evenPartVanishesAtZero: Bool = false,
        mirrors: Bool = true, slopeAtZero: Rational
    ) {
        self.constant = constant
        self.slope = slope
        hasOddPart = odd
        hasEvenPart = even
        self.evenPartVanishesAtZero = evenPartVanishesAtZero
        self.mirrors = mirrors
        self.slopeAtZero = slopeAtZero
    }

    /// Whether s is odd, s(-z) = -s(z): then (w_j, a_j) -> (-w_j, -a_j) is an isometry of parameter space that changes
    /// no network, whatever the data, for each j.
    ///
    /// With c0 or E present a flip changes the function (by a_j for sigmoid), or it is (w_j, a_j) -> (-w_j, a_j), which
    /// changes it where c1 is present (by a_j w_j·x for softplus); only sets of flips whose changes cancel keep it.
    package var isOdd: Bool { mirrors && !hasEvenPart && constant.isZero }

    /// The class of an input weight: its representative v and the sign with w = sign v. The first nonzero coordinate of
    /// v is positive (unless nothing mirrors); w = 0 is its own representative.
    package func classified(_ w: [Rational]) -> (representative: [Rational], sign: Int) {
        guard mirrors, let leading = w.first(where: { !$0.isZero }), leading.sign < 0 else { return (w, 1) }
        return (w.map { -$0 }, -1)
    }
}

extension Rational {
    /// sign * self, for a sign of ±1.
    package func oriented(_ sign: Int) -> Rational { sign < 0 ? -self : self }
}

extension Array where Element == Rational {
    package var isZeroVector: Bool { allSatisfy(\.isZero) }
}
