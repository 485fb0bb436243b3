extension MatrixEnclosure {
    /// What one shifted factorization proves of the spectrum of every symmetric matrix in an enclosure: at least
    /// `count`
    /// eigenvalues are greater than or equal to `bound`.
    struct EigenvalueCount {
        var count: Int
        var bound: Double
        /// The norm of what the factorization leaves of the shifted matrix, at most.
        var residual: Double
    }

    /// Counts eigenvalues above a number near `shift`, by a factorization with the pivots of Bunch and Kaufman; nil
    /// when
    /// LAPACK finds none.
    ///
    /// **Theorem.** Let L be regular, D symmetric with p positive eigenvalues, P a permutation, and ‖P(H - t I)P' - L D
    /// L'‖ <= r. Then H has at least p eigenvalues >= t - r.
    ///
    /// *Proof.* L D L' has p positive eigenvalues (Sylvester); P(H - t I)P' has the eigenvalues of H - t I; the p
    /// greatest of these differ from the p greatest of L D L' by at most r (Weyl), so they are >= -r. ∎
    ///
    /// The factorization is LAPACK's and believed in nothing: r is measured, by a product with bounds.
    func eigenvaluesAbove(shift t: Double) -> EigenvalueCount? {
        guard let factorization = ApproximateLinearAlgebra.pivotedFactorization(shifted(by: t), order: rows) else {
            return nil
        }
        let residual = residualNorm(of: factorization, shift: t)
        return EigenvalueCount(
            count: factorization.positiveAtLeast, bound: Directed.subtractDown(t, residual), residual: residual)
    }

    /// A lower bound near `shift` of the smallest eigenvalue, by a Cholesky factorization, and that factorization; nil
    /// when LAPACK finds none.
    ///
    /// **Theorem.** ‖H - t I - L L'‖ <= r implies H >= t - r, because L L' >= 0 for any L whatever (Weyl). It is Rump's
    /// test (BIT 46, 2006) with a residual that is measured where his is bounded by what any Cholesky factorization
    /// leaves at most.
    func smallestEigenvalueAbove(shift t: Double) -> (bound: Double, factorization: SymmetricFactorization)? {
        guard let factorization = ApproximateLinearAlgebra.choleskyFactorization(shifted(by: t), order: rows) else {
            return nil
        }
        let bound = Directed.subtractDown(t, residualNorm(of: factorization, shift: t))
        return bound.isFinite ? (bound, factorization) : nil
    }

    /// An upper bound of ‖P(H - t I)P' - L D L'‖ over all symmetric matrices H enclosed, infinite where float64
    /// overflows or D is no block diagonal matrix.
    ///
    /// Entry by entry on and below the diagonal, the rest being the same: the float64 sum for L (D L'), the bound of
    /// its
    /// error as for any product of enclosures, the radius of H, and the rounding of the differences. Then the smaller
    /// of
    /// the greatest sum of a row, which bounds the norm of a symmetric matrix, and the Frobenius norm.
    func residualNorm(of factorization: SymmetricFactorization, shift t: Double) -> Double {
        guard factorization.hasSeparateBlocks else { return .infinity }
        let n = rows, order = factorization.permutation
        let (sums, bounds) = MatrixProductKernel(factorization.scaledTranspose, gamma: Directed.gamma(n + 1)).multiply(
            MatrixEnclosure(rows: n, columns: n, exactly: factorization.lower), triangular: true)
        var rowSums = [Double](repeating: 0, count: n), squares = 0.0
        for i in 0..<n {
            for j in 0...i {
                let source = index(max(order[i], order[j]), min(order[i], order[j]))
                var entry = midpoint[source], error = radius[source]
                if i == j {
                    entry -= t
                    error = Directed.addUp(error, Directed.multiplyUp(abs(entry), Directed.unitRoundoff))
                }
                let difference = sums[i * n + j] - entry
                // at most n + 2 roundings for any term of the bound, as in the product of enclosures
                error = Directed.addUp(error, Directed.inflated(bounds[i * n + j], operations: n + 4, laterFactors: 1))
                let size = Directed.addUp(abs(difference).nextUp, error)
                guard size.isFinite else { return .infinity }
                rowSums[i] = Directed.addUp(rowSums[i], size)
                let square = Directed.multiplyUp(size, size)
                squares = Directed.addUp(squares, square)
                guard i != j else { continue }
                rowSums[j] = Directed.addUp(rowSums[j], size)
                squares = Directed.addUp(squares, square)
            }
        }
        return Directed.minimum(Directed.maximum(of: rowSums) ?? 0, Directed.squareRootUp(squares))
    }

    /// The midpoint of H - t I, approximately.
    private func shifted(by t: Double) -> [Double] {
        var result = midpoint
        for i in 0..<rows { result[index(i, i)] -= t }
        return result
    }
}
