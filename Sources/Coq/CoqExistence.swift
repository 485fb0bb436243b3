import Rigor

/// The record `Existence`: one critical point in a box, by Krawczyk's theorem.
struct CoqExistence {
    let term: String
    /// Bound of the entries of C grad L, at most (1 - k) r.
    let newtonStep: Double

    /// The inverse of a matrix from its eigenvalues and eigenvectors, in float64.
    static func inverse(_ values: [Double], _ vectors: [Double], order n: Int) -> [Double] {
        var inverse = [Double](repeating: 0, count: n * n)
        for k in 0..<n {
            for i in 0..<n {
                for j in 0..<n { inverse[i * n + j] += vectors[k * n + i] * vectors[k * n + j] / values[k] }
            }
        }
        return inverse
    }

    /// - Parameter radius: half side of the box in which the critical point is to be found.
    init(_ box: CoqBox, radius: Double, contraction: Double) throws(CoqUnsupported) {
        let n = box.order
        guard
            let (values, vectors) = n == 0
                ? ([], []) : ApproximateLinearAlgebra.symmetricEigenproblem(box.hessian, order: n)
        else {
            throw .notReached("LAPACK finds no eigenvectors")
        }
        let inverse = Self.inverse(values, vectors, order: n)
        newtonStep = 0.9 * (1 - contraction) * radius
        term =
            "(Existence \(CoqSyntax.matrix(inverse, order: n)) \(CoqSyntax.matrix(box.hessian, order: n)) "
            + "\(CoqSyntax.number(0x1p-4)) \(CoqSyntax.number(contraction)) \(CoqSyntax.number(newtonStep)))"
    }
}
