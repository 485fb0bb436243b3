import Certify
import Rigor

/// Some places held, across which some gauge fields move: a slice S of the parameters that meets the orbits
/// transversally.
///
/// Let T be the n by g matrix of the fields at theta, T_J its rows at the held places, T_F the others. Where T_J is
/// regular, R(v) = v_F - T_F T_J^-1 v_J projects along the fields onto the free places, and dL(v) = dL(R v) as dL
/// vanishes on the fields.
struct GaugeSlice {
    let fields: [GaugeField]
    /// J, ascending, as many as fields.
    let held: [Int]

    /// The other places.
    static func free(_ count: Int, held: [Int]) -> [Int] {
        let held = Set(held)
        return (0..<count).filter { !held.contains($0) }
    }

    /// An upper bound of ‖R‖² at every point of a ball on the slice; nil unless T_J is proved regular there.
    ///
    /// With any g by g matrix B and E = I - B T_J: where ‖E‖ < 1, B T_J = I - E is regular, hence T_J is, and T_J^-1 =
    /// (I - E)^-1 B. So ‖T_F T_J^-1‖ <= ‖T_F‖ ‖B‖ / (1 - ‖E‖), and ‖R‖² = 1 + ‖T_F T_J^-1‖². Frobenius norms
    /// throughout.
    ///
    /// - Parameter ball: centre with all parameters; those that are held do not move.
    func projectionNormSquared(on ball: Ball) -> UpperBound? {
        let g = fields.count, arithmetic = Float64IntervalArithmetic(), isHeld = Set(held)
        let parameters = ball.centre.enumerated().map {
            arithmetic.number($1, radius: isHeld.contains($0) ? 0 : ball.radius)
        }
        let columns = fields.map { $0.value(at: parameters, in: arithmetic) }
        guard let inverse = approximateInverse(columns) else { return nil }
        var defect: UpperBound = 0, size: UpperBound = 0, moved: UpperBound = 0
        for row in 0..<g {
            for column in 0..<g {
                var entry = arithmetic.number(row == column ? 1 : 0)
                for k in 0..<g {
                    let factor = inverse[row * g + k]
                    entry = entry - Float64Interval(factor, factor) * columns[column][held[k]]
                }
                defect = defect + square(entry)
                size = size + square(Float64Interval(inverse[row * g + column], inverse[row * g + column]))
            }
        }
        for column in columns {
            for (place, entry) in column.enumerated() where !isHeld.contains(place) { moved = moved + square(entry) }
        }
        guard defect.isFinite, moved.isFinite else { return nil }
        let remainder = LowerBound(1) - defect.squareRoot()
        guard remainder > 0 else { return nil }
        let ratio = moved.squareRoot() * size.squareRoot() / remainder
        let result = UpperBound(1) + ratio * ratio
        return result.isFinite ? result : nil
    }

    private func square(_ x: Float64Interval) -> UpperBound { UpperBound(x.squared().upperDouble) }

    /// B, near T_J^-1, row-major.
    private func approximateInverse(_ columns: [[Float64Interval]]) -> [Double]? {
        let g = fields.count
        var matrix = [Double](repeating: 0, count: g * g)
        for row in 0..<g {
            for column in 0..<g { matrix[row * g + column] = columns[column][held[row]].midpointAndRadius.midpoint }
        }
        var result = matrix
        for column in 0..<g {
            var unit = [Double](repeating: 0, count: g)
            unit[column] = 1
            guard let solution = ApproximateLinearAlgebra.solve(matrix, order: g, unit) else { return nil }
            for row in 0..<g { result[row * g + column] = solution[row] }
        }
        return result
    }
}
