import Certify
import Rigor

/// Isolation of a degenerate zero-loss point whose kernel comes from opposite pairs alone, for s = c0 + O with O odd
/// (sigmoid, tanh, erf) and any number of outputs.
///
/// **Theorem.** Let L(theta0) = 0 and let every nonzero k in ker J satisfy D²f[k, k] not in range J (vectors over data
/// and outputs). Then theta0 is an isolated critical point.
///
/// *Proof.* P projects onto the complement of range J; c = min |P D²f[k,k]| > 0 over unit k (compactness). Let theta0 +
/// k + r have residual 0, k in ker J and r orthogonal to it. Then |J r| = O(|k + r|²), so |r| = O(|k|²), and 0 =
/// P(residual) = P D²f[k,k]/2 + O(|k|³): impossible for small k != 0, and k = 0 gives r = 0. So theta0 is an isolated
/// zero of L. L is analytic; by Lojasiewicz' inequality |grad L| >= C L^q near theta0, so critical points near it are
/// zeros of L. ∎
///
/// **Opposite pairs.** Let two neurons have the input weights v and -v, v != 0, and outputs alpha h and beta h in R^k
/// with h != 0, alpha != beta, both not 0, and let no third neuron be of their class. s' is even and s'' odd, so the d
/// directions with alpha delta + beta epsilon = 0 (delta, epsilon the changes of the two input weights) lie in ker J,
/// and along them
///
///     D²f[k, k] = h s''(v·x) ( alpha (delta·x)² - beta (epsilon·x)² ) = (alpha (beta - alpha) / beta) h s''(v·x)
///     (delta·x)²
///
/// If there are P such pairs and the nullity is d P, these directions are all of ker J. If moreover the matrix [J, G],
/// G the P d(d+1)/2 columns h_p s''(v_p·x) x_c x_e (c <= e), has rank at least rank J + P d(d+1)/2, the columns of G
/// are independent modulo range J, and D²f[k, k] in range J forces every delta_c delta_e = 0. ∎
///
/// With one output every pair of outputs is parallel, and h = 1. Opposite neurons whose outputs are not parallel have
/// no
/// such directions: delta_c a + epsilon_c b = 0 for independent a, b only if both vanish.
///
/// **Learning coefficient.** Then lambda = rank J / 2 + d P / 4, m = 1. *Proof.* With k in ker J and r orthogonal to it
/// the residuals are J r + G q + O(|k||r| + |r|² + |k|³), the entries of q being nonzero multiples of all delta_c
/// delta_e, so |q| is between multiples of |k|². [J, G] is injective on (r, q), hence |J r + G q|² is between positive
/// multiples of |r|² + |k|⁴, and so is L near theta0, for the rest is small against it. The volume where |r|² + |k|⁴ <
/// t is t^(rank J / 2 + d P / 4) times that for t = 1. ∎
package struct SecondOrderIsolation {
    /// Two neurons with the input weights v and -v.
    struct Pair {
        /// The one of v, the representative of its class.
        let upright: Int
        /// h, its first coordinate that is not 0 being 1.
        let direction: [Rational]
    }

    let pairs: [Pair]
    let network: ExactNetwork
    let dimension: Int

    /// nil unless the activation and the classes are as the theorem wants them, with nullity d P > 0.
    package init?(_ network: ExactNetwork, _ parts: SymmetryDecomposition, dimension: Int, nullity: Int) {
        guard parts.hasOddPart, !parts.hasEvenPart, parts.slope.isZero else { return nil }
        var classes = [[Rational]: [(neuron: Int, sign: Int)]](), order = [[Rational]]()
        for (j, w) in network.weights.enumerated() {
            let (v, sign) = parts.classified(w)
            if classes[v] == nil { order.append(v) }
            classes[v, default: []].append((j, sign))
        }
        pairs = order.compactMap { v in
            guard let members = classes[v], members.count == 2, !v.isZeroVector,
                members[0].sign != members[1].sign
            else { return nil }
            let a = network.outputs[members[0].neuron], b = network.outputs[members[1].neuron]
            guard let direction = Self.commonDirection(a, b), a != b else { return nil }
            return Pair(upright: members[members[0].sign > 0 ? 0 : 1].neuron, direction: direction)
        }
        guard !pairs.isEmpty, pairs.count * dimension == nullity else { return nil }
        self.network = network
        self.dimension = dimension
    }

    /// h of two parallel vectors, both not 0; otherwise nil.
    private static func commonDirection(_ a: [Rational], _ b: [Rational]) -> [Rational]? {
        guard let place = a.firstIndex(where: { !$0.isZero }), !b[place].isZero else { return nil }
        let h = a.map { $0 * a[place].reciprocal }
        return b == h.map { $0 * b[place] } ? h : nil
    }

    /// Once isolation is proved.
    ///
    /// - Parameter n: number of parameters.
    func learningCoefficient(parameters n: Int) -> LearningCoefficient {
        let nullity = pairs.count * dimension
        return LearningCoefficient(Rational(n - nullity, 2) + Rational(nullity, 4))
    }

    /// Number of columns of G.
    var extraColumns: Int { pairs.count * dimension * (dimension + 1) / 2 }

    /// Whether rank [J, G] >= rank + extra columns is proved by the signs of eigenvalues, in the given basis unless it
    /// is
    /// empty.
    func isProved(
        on landscape: TwoLayerLandscape, level: EvaluationLevel, basis: [Double], rank: Int
    ) throws(Refusal) -> Bool {
        let size = network.parameters.count + extraColumns
        guard basis.isEmpty || basis.count == size * size else {
            throw .dimension(expected: size * size, found: basis.count)
        }
        return try Refusal.refusing {
            try gram(landscape, level: level).spectrum(basis: basis.isEmpty ? nil : basis).positiveAtLeast
                >= rank + extraColumns
        }
    }
}
