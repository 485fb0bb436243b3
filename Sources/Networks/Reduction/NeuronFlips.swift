import Rigor

/// Flips of neurons, (w, a) -> (-w, -a), for an activation with s(-z) = 2 c0 - s(z): odd about a constant.
///
/// A flip changes the function by the constant 2 c0 a: a s(w·x) = 2 c0 a - a s(-w·x). With an odd s, c0 = 0, it is an
/// isometry of parameter space that leaves every function as it is. Otherwise an output bias takes the constant: (w, a,
/// c) -> (-w, -a, c + 2 c0 a) leaves every function as it is, but shears parameter space, so distances and eigenvalues
/// are those of the network as it stands. Without a trained output bias the constants of several flips must add up to
/// what they are (`LiftedInertia`).
package struct NeuronFlips: Sendable {
    /// 2 c0.
    package let doubledConstant: Dyadic
    /// 1 / (2 c0), or 0 for c0 = 0.
    package let reciprocal: Dyadic

    /// Nil for an activation without such flips, or whose 2 c0 is no power of two up to sign.
    package init?(_ activation: Activation) {
        let parts = SymmetryDecomposition(activation)
        guard parts.mirrors, parts.hasOddPart, !parts.hasEvenPart, parts.slope.isZero else { return nil }
        let doubled = parts.constant + parts.constant
        guard let exact = Dyadic(exactly: doubled),
            let reciprocal = doubled.isZero ? .zero : Dyadic(exactly: doubled.reciprocal)
        else { return nil }
        doubledConstant = exact
        self.reciprocal = reciprocal
    }

    /// Whether s is odd: flips are isometries.
    package var areIsometries: Bool { doubledConstant.isZero }
}
