import Certify
import Rigor

/// A neuron with outputs exactly 0 at an exact zero of phi, C = D phi of rank k there.
///
/// **Theorem.** Let w(t) = w_0 + t_1 v_1 + .. + t_k v_k for t in R^k with |t| <= delta, |phi(w_0)| <= eps, and for all
/// these t let the k by k matrix G(t), G_qp = C_q(w(t))·v_p, satisfy s'G s >= gamma |s|² for all s in R^k, gamma > 0,
/// eps < gamma delta. Then phi has exactly one zero among the w(t), and C has rank k there.
///
/// *Proof.* F(t) = phi(w(t)) has derivative G on the ball, so (F(t) - F(s))·(t - s) >= gamma |t - s|²: at most one
/// zero. For |t| = delta, F(t)·t >= gamma delta² - eps delta > 0, so F has a zero in the ball: otherwise -delta F / |F|
/// would map the ball into its sphere, with a fixed point t (Brouwer), where F(t)·t = -delta |F(t)| < 0. G = C (v_1 ..
/// v_k) is regular. ∎
///
/// gamma = min_q ( G_qq - sum_(p != q) |G_qp + G_pq| / 2 ), Gershgorin's bound of the smallest eigenvalue of (G +
/// G')/2. With one output that is v·grad phi >= gamma on a segment.
///
/// Everything is verified for all parameters of a ball that holds the critical point of the narrow network, so for that
/// one.
public struct ZeroTypeWitness: Sendable {
    /// Index of the neuron in the wide network.
    public var neuron: Int
    /// w_0, exact.
    public var weights: [Dyadic]
    /// v_1 .. v_k, one after the other, exact.
    public var direction: [Double]
    /// delta.
    public var halfLength: Double

    public init(neuron: Int, weights: [Dyadic], direction: [Double], halfLength: Double) {
        self.neuron = neuron
        self.weights = weights
        self.direction = direction
        self.halfLength = halfLength
    }

    /// The zero is at most this far from w_0: delta times the Frobenius norm of the v's.
    var reach: Double { (UpperBound(halfLength) * VectorEnclosure(exactly: direction).norm.upperBound).value }

    /// Where phi is needed: at w_0, and on a ball that holds all w(t).
    var ghosts: [Ball] { [Ball(centre: weights), Ball(centre: weights, radius: reach)] }

    /// Verifies the hypotheses from enclosures at `ghosts`; returns the upper bound of |phi(w_0)|.
    ///
    /// - Precondition: `direction` holds k d numbers.
    func conclude(
        at centre: GhostNeuronEnclosure, along ball: GhostNeuronEnclosure, ledger: ProofLedger? = nil
    ) throws(Refusal) -> Double {
        guard halfLength > 0, halfLength.isFinite, direction.allSatisfy(\.isFinite) else {
            throw .notANumber("direction or length of the segment for neuron \(neuron)")
        }
        let k = ball.slopes.rows, d = ball.slopes.columns
        let directions = MatrixEnclosure(rows: k, columns: d, exactly: direction)
        let products = ball.slopes * directions.transposed
        // Gershgorin, row by row
        let slope = (0..<k).map { q in
            (0..<k).filter { $0 != q }.reduce(products.bounds(q, q).lowerBound) { margin, p in
                let sum = products.bounds(q, p).magnitudeBound + products.bounds(p, q).magnitudeBound
                return margin - sum / 2
            }
        }.reduce(LowerBound(.infinity)) { .min($0, $1) }
        guard slope > 0, slope.isFinite else {
            throw .inequality("neuron \(neuron), zero-type: v·grad phi > 0 fails, lower bound \(slope)")
        }
        let value = UpperBound(normUpper(k) { centre.values[$0].magnitude })
        let growth = slope * LowerBound(halfLength)
        guard value < growth else {
            throw .inequality("neuron \(neuron), zero-type: |phi(w_0)| < gamma delta fails, \(value) >= \(growth)")
        }
        let of = "neuron \(neuron)"
        ledger?.hypothesis(
            k == 1
                ? "v·grad phi(w(t)) >= gamma > 0 on the segment |t| <= delta, \(of)"
                : "s'G s >= gamma |s|², gamma > 0, G = (C_q(w(t))·v_p), on the ball |t| <= delta, \(of)",
            .atLeast(slope.value), stated: .init("delta", .atLeast(halfLength)))
        ledger?.also(
            "|phi(w_0)| < gamma delta, \(of): phi has a zero there, and "
                + (k == 1 ? "grad phi is not 0" : "C has rank \(k)"),
            .below(value.value, growth.value), slack: .factor(of: value.value, below: growth.value))
        return value.value
    }
}
