import Certify
import Rigor

/// A critical point of ReLU students on Gaussian inputs with one neuron cut in two: w becomes lam w and (1 - lam) w, 0
/// < lam < 1, in a student with one neuron more.
///
/// **Theorem.** Let W be a critical point without zero neurons, no neuron parallel to another one or to a target, H its
/// Hessian, H_ii the block of neuron w, B = H_ii - I/2. Then for every lam in (0, 1) the student with lam w and (1 -
/// lam) w for w has the same loss, is critical, the loss is C² there, and the inertia of its Hessian is
///
///     inertia(H) + inertia(B on the complement of w) + (0, 0, 1)
///
/// If H is regular and B on the complement of w has a negative eigenvalue, every one of these points is a strict
/// saddle, whatever W is; if H and B there are positive, the points are a curve of local minima.
///
/// *Proof.* The function f(u, v) = |u||v| (sin th + (pi - th) cos th)/(2 pi) of a pair is u·v/2 + |u||v| (sin th - th
/// cos th)/(2 pi). Near nonzero parallel u, v the second term is |u ^ v|³ times an analytic function, so it is C² with
/// first and second derivatives 0 there: the pair (lam w, (1 - lam) w) is as smooth as u·v/2 to second order, and
/// contributes the block I/2 to the Hessian. All terms with others are positively homogeneous of degree 1 in each
/// vector: first derivatives by w do not change, second ones by w twice, those of B, get the factor 1/lam or 1/(1 -
/// lam), mixed ones do not change. |lam w|²/4 + |(1 - lam) w|²/4 + lam (1 - lam) |w|²/2 = |w|²/4. Hence loss and
/// gradient. With displacements lam s + t and (1 - lam) s - t of the two parts and r of the other neurons, the second
/// derivative is
///
///     |s|²/2 + (lam + 1 - lam) B(s, s) + (1/lam + 1/(1 - lam)) B(t, t) + mixed terms of s with r + those of r alone
///       = H(s, r) + B(t, t)/(lam (1 - lam))
///
/// as the terms in B(s, t) cancel. (s, t, r) are coordinates, so the inertia is the sum of both. B w = 0 by
/// homogeneity. A curve of critical points whose tangent is the kernel of the Hessian, which is positive beside it, is
/// one of minima of a C² function, by Taylor's formula across the curve. ∎
///
/// (MATHEMATICS-2 section 16.)
public struct GaussianReLUSplit: Sendable {
    /// Inertia of B on the complement of w, an open sign excluded.
    public let bending: Inertia
    /// Enclosure of the smallest eigenvalue of B there.
    public let smallest: Bounds

    /// From enclosed eigenvalues of B, ascending: that of w, which is 0, is the one that is not told from 0.
    ///
    /// - Returns: nil when a second one is not.
    init?(eigenvalues: [(bounds: Bounds, multiplicity: Int)]) {
        var positive = 0, negative = 0, zeros = 0, smallest: Bounds?
        for (bounds, multiplicity) in eigenvalues {
            if bounds.lower > 0 {
                positive += multiplicity
            } else if bounds.upper < 0 {
                negative += multiplicity
            } else {
                zeros += multiplicity
                continue
            }
            smallest =
                smallest.map {
                    Bounds(
                        lower: Directed.minimum($0.lower, bounds.lower), upper: Directed.minimum($0.upper, bounds.upper)
                    )
                } ?? bounds
        }
        guard zeros == 1, let smallest else { return nil }
        bending = Inertia(positive: positive, negative: negative, zero: 0)
        self.smallest = smallest
    }

    /// - Parameters:
    ///   - hessian: enclosure of the Hessian at the critical point.
    ///   - neuron: its index.
    ///   - dimension: d.
    /// - Returns: nil where the signs stay open.
    public init?(hessian: MatrixEnclosure, neuron: Int, dimension d: Int) {
        precondition(d > 0 && (neuron + 1) * d <= hessian.rows)
        var half = MatrixEnclosure.zero(rows: d, columns: d)
        for c in 0..<d { half.midpoint[c * d + c] = 0.5 }
        let bending = hessian.principalSubmatrix(Array((neuron * d)..<((neuron + 1) * d))) - half
        guard let basis = ApproximateLinearAlgebra.symmetricEigenproblem(bending.midpoint, order: d)?.vectors,
            let spectrum = try? bending.spectrum(basis: basis)
        else { return nil }
        self.init(eigenvalues: spectrum.eigenvalues.map { ($0, 1) })
    }

    /// Inertia at the split points, from that of the regular Hessian of the critical point.
    public func inertia(of narrow: Inertia) -> Inertia {
        narrow + bending + Inertia(positive: 0, negative: 0, zero: 1)
    }
}
