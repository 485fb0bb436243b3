import Rigor

/// Two families of directions, of negative and of positive curvature, scaled so that their Gram matrices are near minus
/// the identity and the identity.
struct CoqFamilies {
    let negative: [[Double]]
    let positive: [[Double]]

    /// How far Gram matrices may be from plus or minus the identity here, in the Frobenius norm: the test of Coq allows
    /// 9/10, but its intervals may be wider than ours.
    static let allowedDeviation = 0.8

    /// Eigenvectors but those of the `null` eigenvalues of smallest absolute value; nil where LAPACK finds none, or
    /// where another eigenvalue is too small for Hessians in 53-bit intervals.
    init?(_ hessian: [Double], order n: Int, null: Int) {
        guard let (values, vectors) = ApproximateLinearAlgebra.symmetricEigenproblem(hessian, order: n) else {
            return nil
        }
        let kept = values.indices.sorted { abs(values[$0]) < abs(values[$1]) }.dropFirst(null).sorted()
        guard kept.allSatisfy({ abs(values[$0]) > CoqBox.float64Margin }) else { return nil }
        func scaled(_ k: Int) -> [Double] {
            vectors[(k * n)..<((k + 1) * n)].map { $0 / abs(values[k]).squareRoot() }
        }
        negative = kept.filter { values[$0] < 0 }.map(scaled)
        positive = kept.filter { values[$0] > 0 }.map(scaled)
    }

    /// Whether the families seem to stay definite for every matrix of `hessian`.
    func stayDefinite(over hessian: MatrixEnclosure, from centre: [Double]) -> Bool {
        Self.deviation(of: [negative, positive], hessian, from: centre) < Self.allowedDeviation
    }

    /// Approximate bound of the Frobenius norm by which Gram matrices of the families change from `centre` to any
    /// matrix of `hessian`.
    static func deviation(
        of families: [[[Double]]], _ hessian: MatrixEnclosure, from centre: [Double]
    ) -> Double {
        let n = hessian.rows
        let change = (0..<(n * n)).map { abs(hessian.midpoint[$0] - centre[$0]) + hessian.radius[$0] }
        return families.map { family in
            let sizes = family.map { $0.map(abs) }
            var squares = 0.0
            for v in sizes {
                let image = (0..<n).map { i in (0..<n).reduce(0) { $0 + change[i * n + $1] * v[$1] } }
                for w in sizes {
                    let entry = zip(w, image).reduce(0) { $0 + $1.0 * $1.1 }
                    squares += entry * entry
                }
            }
            return squares.squareRoot()
        }.max() ?? 0
    }
}
