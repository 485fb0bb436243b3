import Certify
import Rigor

/// A subspace F of R^N that holds the values f(x_1), .., f(x_N) of every two-layer network, less a fixed output bias.
///
/// By the theorem of ``ResidualDependence`` f(x_i) = r_i·u with rational rows r_i that do not depend on the network. F
/// is the range of the matrix of these rows. Where the row of a point i is sum_m mu_im r_m, m over the points that are
/// kept, f(x_i) = sum_m mu_im f(x_m): F is the range of (mu_im), N rows of as many numbers as points are kept, of full
/// rank because its rows at these points are those of the identity.
struct ValueSpace {
    /// mu_i for every point.
    private let coefficients: [[Rational]]
    /// How many points are kept.
    let dimension: Int

    /// N times the square of the dimension is at most this.
    private static let largestWork = 100_000

    /// Nil when more than `limit` points would have to be kept, or it takes too long.
    init?(_ problem: TwoLayerProblem, atMost limit: Int) {
        let count = problem.data.count
        guard count <= Self.largestWork else { return nil }
        var echelon = [Int: SparseRow](), rows = ValueRows(problem), kept = 0
        var combinations = [[Rational]]()
        for i in 0..<count {
            // what is carried along says of which rows the reduced one is made; the last number stands for the new row
            var row = SparseRow(constants: (0...limit).map { $0 == kept ? .one : .zero })
            rows.append(problem.data.point(i), to: &row)
            var isKept = false
            while let (column, value) = row.leading {
                guard let pivot = echelon[column] else {
                    guard kept < limit, count * (kept + 1) * (kept + 1) <= Self.largestWork else { return nil }
                    echelon[column] = row.divided(by: value)
                    isKept = true
                    break
                }
                row.subtract(pivot, times: value)
            }
            if isKept {
                combinations.append((0..<limit).map { $0 == kept ? .one : .zero })
                kept += 1
            } else {
                // 0 = r_i - sum mu_im r_m
                combinations.append((0..<limit).map { $0 < kept ? -row.constants[$0] : .zero })
            }
        }
        guard kept > 0 else { return nil }
        let dimension = kept
        coefficients = combinations.map { Array($0.prefix(dimension)) }
        self.dimension = dimension
    }

    /// The projection to F, orthogonal in the inner product sum omega_i u_i v_i.
    func projection(of values: [Rational], weights: [Rational]?) -> [Rational]? {
        // (mu' omega mu) z = mu' omega values, a regular system
        var system = (0..<dimension).map { _ in [Rational](repeating: .zero, count: dimension + 1) }
        for (i, row) in coefficients.enumerated() {
            let weight = weights?[i] ?? .one
            for m in 0..<dimension where !row[m].isZero {
                let factor = weight * row[m]
                for l in 0..<dimension where !row[l].isZero { system[m][l] = system[m][l] + factor * row[l] }
                system[m][dimension] = system[m][dimension] + factor * values[i]
            }
        }
        let (reduced, pivots) = ExactLinearAlgebra.rowReduced(system, pivotColumns: dimension)
        guard pivots.count == dimension else { return nil }
        let solution = reduced.map { $0[dimension] }
        return coefficients.map { ExactLinearAlgebra.dot($0, solution) }
    }
}
