/// Approximate eigenvalues lambda_k and orthonormal eigenvectors v_k of a symmetric matrix, for the steps of search.
/// Nothing is proved by it.
public struct ApproximateEigenbasis: Sendable {
    /// Ascending.
    public let values: [Double]
    /// v_k is row k of an n by n matrix.
    public let vectors: [Double]

    /// nil when LAPACK does not converge or an entry is not finite.
    public init?(_ matrix: [Double], order n: Int) {
        guard let (values, vectors) = ApproximateLinearAlgebra.symmetricEigenproblem(matrix, order: n) else {
            return nil
        }
        self.values = values
        self.vectors = vectors
    }

    /// v_k·u for every k.
    public func components(of u: [Double]) -> [Double] {
        let n = values.count
        return (0..<n).map { k in
            var sum = 0.0
            for i in 0..<n { sum += vectors[k * n + i] * u[i] }
            return sum
        }
    }

    /// Adds sum_k c_k v_k to a point.
    public func add(_ components: [Double], to point: inout [Double]) {
        let n = values.count
        for k in 0..<n where components[k] != 0 { for i in 0..<n { point[i] += components[k] * vectors[k * n + i] } }
    }

    /// Adds sum_k f(lambda_k, v_k·g) v_k to a point: Newton's step where f(lambda, c) = -c/lambda.
    public func addStep(
        along g: [Double], to point: inout [Double], _ f: (_ value: Double, _ component: Double) -> Double
    ) {
        add(zip(values, components(of: g)).map { f($0, $1) }, to: &point)
    }
}
