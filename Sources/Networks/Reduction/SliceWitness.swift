import Certify
import Rigor

/// The slice argument: why a point on an affine family of critical points is a local minimum.
///
/// **Theorem** (MATHEMATICS section 6). Let theta* lie on an affine family S = theta* + T of critical points of equal
/// loss, W a linear complement of T, and let the restriction of Hess L(theta) to W be positive definite for all theta
/// of the ball B(theta*, R). Then L >= L(theta*) on the part of the ball whose projection to S along W, taken
/// orthogonal here, lies in it; with W the orthogonal complement of T that is the whole ball.
///
/// *Proof.* theta in the ball is theta* + t + w with t in T, w in W, and theta* + t + s w lies in the ball for 0 <= s
/// <= 1, because |t + s w|² = |t|² + s²|w|². s -> L(theta* + t + s w) is convex with derivative 0 at s = 0, where it is
/// on S. So L(theta) >= L(theta* + t) = L(theta*). ∎
///
/// For groups of equal neurons T changes outputs at constant sum in each group. W is spanned by the rows of B: all
/// directions of input weights, and for each group and each of the k outputs the vector with 1 on that output of its
/// neurons; ‖B‖² = max q_g. With output biases and flips T is the kernel of `ReductionArgument.outputRows`, which then
/// are those rows of B. At theta_c with |theta* - theta_c| <= D, for every theta in B(theta*, R),
///
///     B Hess L(theta) B' = B Hess L(theta_c) B' + E,    ‖E‖ <= K2 (D + R) ‖B‖².
public struct SliceWitness: Sendable {
    /// R.
    public var radius: Double
    /// K2 of the wide landscape on the ball B(theta_c, D + R).
    public var hessianLipschitz: Double
    /// Approximate eigenvectors of B Hess L(theta_c) B', the rows of a square matrix of as many rows as B: m d, and
    /// those of the outputs; nil where its spectrum is bounded by factorizations.
    public var basis: [Double]?

    public init(radius: Double, hessianLipschitz: Double, basis: [Double]? = nil) {
        self.radius = radius
        self.hessianLipschitz = hessianLipschitz
        self.basis = basis
    }

    /// B, from the rows of the outputs.
    package static func transversal(
        _ outputRows: [[(place: Int, coefficient: Double)]], _ layout: ParameterLayout
    ) -> MatrixEnclosure {
        let n = layout.count, order = layout.weights.count + outputRows.count
        var rows = [Double](repeating: 0, count: order * n)
        for i in layout.weights { rows[i * n + i] = 1 }
        for (r, row) in outputRows.enumerated() {
            for entry in row { rows[(layout.weights.count + r) * n + entry.place] = entry.coefficient }
        }
        return MatrixEnclosure(rows: order, columns: n, exactly: rows)
    }

    /// Verifies that the transversal block is positive definite on B(theta*, R).
    ///
    /// - Parameters:
    ///   - hessian: at theta_c.
    ///   - measured: K2 on B(theta_c, D + R).
    ///   - shift: D >= |theta* - theta_c|.
    ///   - transversal: B.
    ///   - squaredNorm: an upper bound of ‖B‖².
    func conclude(
        hessian: MatrixEnclosure, measured: Double, shift: Double, transversal: MatrixEnclosure,
        squaredNorm: UpperBound, ledger: ProofLedger? = nil
    ) throws(Refusal) {
        guard radius > 0, radius.isFinite, hessianLipschitz >= 0, hessianLipschitz.isFinite else {
            throw .notANumber("radius or Lipschitz constant of the slice argument")
        }
        if let basis, basis.count != transversal.rows * transversal.rows {
            throw .dimension(expected: transversal.rows * transversal.rows, found: basis.count)
        }
        guard measured <= hessianLipschitz else {
            throw .boundExceeded(
                quantity: "Lipschitz constant of the wide Hessian", stated: hessianLipschitz, measured: measured)
        }
        let change =
            UpperBound(hessianLipschitz) * (UpperBound(shift) + UpperBound(radius)) * squaredNorm
        let block = (transversal * hessian) * transversal.transposed
        let spectrum: SpectrumEnclosure
        do { spectrum = try block.spectrum(basis: basis, perturbation: change.value) } catch { throw .spectrum(error) }
        guard spectrum.positiveAtLeast == transversal.rows else {
            throw .signsOpen(
                positive: spectrum.positiveAtLeast, negative: spectrum.negativeAtLeast, order: transversal.rows,
                smallest: spectrum.smallest)
        }
        let theorem = "A local minimum on an affine family theta* + T: the slice argument (MATHEMATICS section 6)"
        guard let ledger = ledger?.argument(theorem) else { return }
        ledger.note("theta_c is the centre of all enclosures, D >= |theta* - theta_c|; B spans a complement of T.")
        ledger.hypothesis(
            "Hess L is K2-Lipschitz on B(theta_c, D + R)", .atMost(measured),
            stated: .init("K2", .atMost(hessianLipschitz)),
            slack: .factor(of: measured, below: hessianLipschitz))
        ledger.also("", stated: .init("R", .atLeast(radius)))
        ledger.also("", stated: .init("D", .atMost(shift)))
        ledger.also("the change of B Hess L B' on B(theta*, R): K2 (D + R) ‖B‖²", .atMost(change.value))
        ledger.hypothesis(
            "B Hess L(theta) B' is positive definite on B(theta*, R)",
            .exactly("\(spectrum.positiveAtLeast) positive of \(spectrum.order)"))
        ledger.also("its smallest eigenvalue there", .within(spectrum.smallest))
        let reach = OutwardDecimal.lower(radius, digits: 5)
        ledger.conclusion("Hence L >= L(theta*) on B(theta*, R), R >= \(reach): a local minimum.")
    }
}
