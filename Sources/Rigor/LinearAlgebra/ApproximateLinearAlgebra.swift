internal import CLAPACK

/// Float64 linear algebra by LAPACK. Nothing it returns is proved: results serve as bases, preconditioners and steps
/// whose quality is then bounded by verified arithmetic.
public enum ApproximateLinearAlgebra {
    /// Eigenvalues in ascending order and orthonormal eigenvectors (row k of `vectors` belongs to eigenvalue k) of a
    /// symmetric row-major matrix; nil when LAPACK does not converge or an entry is not finite.
    public static func symmetricEigenproblem(
        _ matrix: [Double], order n: Int
    ) -> (values: [Double], vectors: [Double])? {
        guard n > 0, matrix.allSatisfy(\.isFinite) else { return n == 0 ? ([], []) : nil }
        var a = matrix
        var values = [Double](repeating: 0, count: n)
        // The column-major eigenvector matrix, read row by row, lists the eigenvectors as rows.
        let status = LAPACKE_dsyevd(LAPACK_COL_MAJOR, 0x56 /* V */, 0x55 /* U */, Int32(n), &a, Int32(n), &values)
        return status == 0 ? (values, a) : nil
    }

    /// Eigenvalues alone, ascending.
    public static func symmetricEigenvalues(_ matrix: [Double], order n: Int) -> [Double]? {
        guard matrix.allSatisfy(\.isFinite) else { return nil }
        var a = matrix
        var values = [Double](repeating: 0, count: n)
        let status = LAPACKE_dsyevd(LAPACK_COL_MAJOR, 0x4E /* N */, 0x55 /* U */, Int32(n), &a, Int32(n), &values)
        return status == 0 ? values : nil
    }

    /// Solves the square system A x = b (row-major A); nil when a pivot is exactly zero or an entry is not finite.
    public static func solve(_ matrix: [Double], order n: Int, _ rightSide: [Double]) -> [Double]? {
        guard matrix.allSatisfy(\.isFinite), rightSide.allSatisfy(\.isFinite) else { return nil }
        var a = matrix, b = rightSide
        var pivots = [Int32](repeating: 0, count: n)
        let status = LAPACKE_dgesv(LAPACK_ROW_MAJOR, Int32(n), 1, &a, Int32(n), &pivots, &b, 1)
        return status == 0 && b.allSatisfy(\.isFinite) ? b : nil
    }

    /// The Cholesky factor L (row-major, lower, A = L L'); nil when LAPACK meets a pivot that is not positive.
    public static func cholesky(_ matrix: [Double], order n: Int) -> [Double]? {
        guard matrix.allSatisfy(\.isFinite) else { return nil }
        var a = matrix
        guard LAPACKE_dpotrf(LAPACK_ROW_MAJOR, 0x4C /* L */, Int32(n), &a, Int32(n)) == 0 else { return nil }
        for i in 0..<n { for j in (i + 1)..<max(n, i + 1) { a[i * n + j] = 0 } }
        return a
    }

    /// A factorization A = L L' (Cholesky); nil when LAPACK meets a pivot that is not positive or an entry is not
    /// finite. The lower triangle of a row-major symmetric matrix is read.
    static func choleskyFactorization(_ matrix: [Double], order n: Int) -> SymmetricFactorization? {
        guard matrix.allSatisfy(\.isFinite) else { return nil }
        var a = matrix
        // the lower triangle by rows is the upper one by columns: A = U'U, and U by columns is L by rows
        guard LAPACKE_dpotrf(LAPACK_COL_MAJOR, 0x55 /* U */, Int32(n), &a, Int32(n)) == 0 else { return nil }
        for i in 0..<n { for j in (i + 1)..<max(n, i + 1) { a[i * n + j] = 0 } }
        return SymmetricFactorization(
            permutation: Array(0..<n), lower: a, diagonal: [Double](repeating: 1, count: n),
            subdiagonal: [Double](repeating: 0, count: n))
    }

    /// A factorization A = P L D L' P' with the pivots of Bunch and Kaufman ("rook"); nil when LAPACK refuses or an
    /// entry is not finite. Both triangles of the symmetric matrix are the same.
    static func pivotedFactorization(_ matrix: [Double], order n: Int) -> SymmetricFactorization? {
        guard n > 0, matrix.allSatisfy(\.isFinite) else { return nil }
        var a = matrix, subdiagonal = [Double](repeating: 0, count: n)
        var pivots = [Int32](repeating: 0, count: n)
        // a pivot that is exactly 0 (positive status) leaves a factorization all the same
        guard LAPACKE_dsytrf_rk(LAPACK_COL_MAJOR, 0x4C /* L */, Int32(n), &a, Int32(n), &subdiagonal, &pivots) >= 0
        else { return nil }
        // in LAPACK's order a negative number marks a block of two; either way it says with which row to exchange
        var permutation = Array(0..<n)
        for (k, pivot) in pivots.enumerated() { permutation.swapAt(k, Int(abs(pivot)) - 1) }
        var lower = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            for j in 0..<i { lower[i * n + j] = a[j * n + i] }
            lower[i * n + i] = 1
        }
        return SymmetricFactorization(
            permutation: permutation, lower: lower, diagonal: (0..<n).map { a[$0 * n + $0] }, subdiagonal: subdiagonal)
    }

    /// Solves L L' x = b with the factor of ``choleskyFactorization(_:order:)``.
    static func solve(_ factorization: SymmetricFactorization, _ rightSide: [Double]) -> [Double]? {
        let n = Int32(rightSide.count)
        var x = rightSide
        let status = LAPACKE_dpotrs(LAPACK_COL_MAJOR, 0x55 /* U */, n, 1, factorization.lower, n, &x, n)
        return status == 0 && x.allSatisfy(\.isFinite) ? x : nil
    }

    /// The pseudo-inverse (columns by rows, row-major) of a row-major matrix with at most as many rows as columns, and
    /// its singular values, descending: the solutions of least norm of A X = I. Singular values below `relativeCutoff`
    /// times the largest count as 0; nil when LAPACK does not converge or an entry is not finite.
    public static func pseudoInverse(
        _ matrix: [Double], rows m: Int, columns n: Int, relativeCutoff: Double
    ) -> (inverse: [Double], singularValues: [Double])? {
        guard m > 0, m <= n, matrix.count == m * n, matrix.allSatisfy(\.isFinite) else { return nil }
        var a = matrix, rank: Int32 = 0
        var singularValues = [Double](repeating: 0, count: m)
        // n rows hold the right sides, the identity, and then the solutions
        var x = [Double](repeating: 0, count: n * m)
        for i in 0..<m { x[i * m + i] = 1 }
        let status = LAPACKE_dgelsd(
            LAPACK_ROW_MAJOR, Int32(m), Int32(n), Int32(m), &a, Int32(n), &x, Int32(m), &singularValues,
            relativeCutoff, &rank)
        return status == 0 && x.allSatisfy(\.isFinite) ? (x, singularValues) : nil
    }

    /// Keeps LAPACK on the calling thread, so that results do not depend on the number of threads and jobs do not
    /// compete.
    public static func useOneThread() { openblas_set_num_threads(1) }
}
