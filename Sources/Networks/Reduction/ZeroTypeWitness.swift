import Certify
import Rigor

/// A neuron with output exactly 0 at an exact zero of phi with nonzero gradient.
///
/// **Theorem.** Let w(t) = w_0 + t v for |t| <= delta, |phi(w_0)| <= eps and v·grad phi(w(t)) >= gamma > 0 for all
/// these t, eps < gamma delta. Then phi has exactly one zero on the segment, and grad phi is not 0 there.
/// *Proof.* phi(w(delta)) >= gamma delta - eps > 0 and phi(w(-delta)) < 0; phi is strictly increasing along the
/// segment. ∎
///
/// Everything is verified for all parameters of a ball that holds the critical point of the narrow network, so for that
/// one.
public struct ZeroTypeWitness: Sendable {
    /// Index of the neuron in the wide network.
    public var neuron: Int
    /// w_0, exact.
    public var weights: [Dyadic]
    /// v, exact.
    public var direction: [Double]
    /// delta.
    public var halfLength: Double

    public init(neuron: Int, weights: [Dyadic], direction: [Double], halfLength: Double) {
        self.neuron = neuron
        self.weights = weights
        self.direction = direction
        self.halfLength = halfLength
    }

    /// The zero is at most this far from w_0: delta |v|.
    var reach: Double { (UpperBound(halfLength) * VectorEnclosure(exactly: direction).norm.upperBound).value }

    /// Where phi is needed: at w_0, and on a ball that holds the segment.
    var ghosts: [Ball] { [Ball(centre: weights), Ball(centre: weights, radius: reach)] }

    /// Verifies the hypotheses from enclosures at `ghosts`; returns the upper bound of |phi(w_0)|.
    func conclude(
        at centre: GhostNeuronEnclosure, along segment: GhostNeuronEnclosure, ledger: ProofLedger? = nil
    ) throws(Refusal) -> Double {
        guard halfLength > 0, halfLength.isFinite, direction.allSatisfy(\.isFinite) else {
            throw .notANumber("direction or length of the segment for neuron \(neuron)")
        }
        let row = MatrixEnclosure(rows: 1, columns: direction.count, exactly: direction)
        let slope = (row * segment.gradient).bounds(0).lowerBound
        guard slope > 0, slope.isFinite else {
            throw .inequality("neuron \(neuron), zero-type: v·grad phi > 0 fails, lower bound \(slope)")
        }
        let value = centre.value.magnitudeBound, growth = slope * LowerBound(halfLength)
        guard value < growth else {
            throw .inequality("neuron \(neuron), zero-type: |phi(w_0)| < gamma delta fails, \(value) >= \(growth)")
        }
        let of = "neuron \(neuron)"
        ledger?.hypothesis(
            "v·grad phi(w(t)) >= gamma > 0 on the segment |t| <= delta, \(of)", .atLeast(slope.value),
            stated: .init("delta", .atLeast(halfLength)))
        ledger?.also(
            "|phi(w_0)| < gamma delta, \(of): phi has a zero there, and grad phi is not 0",
            .below(value.value, growth.value), slack: .factor(of: value.value, below: growth.value))
        return value.value
    }
}
