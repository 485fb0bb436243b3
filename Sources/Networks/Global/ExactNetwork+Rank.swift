import Certify
import Rigor

extension ExactNetwork {
    /// The functions of which all derivatives df/dtheta_i are linear combinations.
    private enum BasisFunction: Hashable {
        case one
        case coordinate(Int)
        /// O(v·x), E(v·x)
        case odd([Rational])
        case even([Rational])
        /// O'(v·x) x_c, E'(v·x) x_c
        case oddSlope([Rational], Int)
        case evenSlope([Rational], Int)
    }

    /// An upper bound of the rank of J, J_ki = df(x_k)/dtheta_i, on every data set.
    ///
    /// With w_j = sigma v, s = c0 + c1 z + O + E, O' even and E' odd:
    ///
    ///     df/da_j  = s(w_j·x)          = c0 + c1 w_j·x + sigma O(v·x) + E(v·x)
    ///     df/dw_jc = a_j s'(w_j·x) x_c = a_j ( c1 x_c + O'(v·x) x_c + sigma E'(v·x) x_c );     for v = 0:  a_j s'(0) x_c
    ///
    /// So J = B M with M rational, and rank J <= rank M. Where s'(0) is irrational (erf) c1 = 0, and the factor s'(0) of a column of M
    /// does not change its rank. Functions that are listed apart but depend on each other could only make the bound larger.
    package func jacobianRankUpper(_ parts: SymmetryDecomposition) -> Int {
        let d = weights.first?.count ?? 0
        var columns = [[BasisFunction: Rational]]()
        for (w, a) in zip(weights, outputs) {
            let (v, sign) = parts.classified(w)
            let isConstant = v.isZeroVector
            for c in 0..<d {
                var column = [BasisFunction: Rational]()
                if isConstant {
                    column[.coordinate(c)] = a * parts.slopeAtZero
                } else {
                    column[.coordinate(c)] = a * parts.slope
                    if parts.hasOddPart { column[.oddSlope(v, c)] = a }
                    if parts.hasEvenPart { column[.evenSlope(v, c)] = a.oriented(sign) }
                }
                columns.append(column)
            }
            var column: [BasisFunction: Rational] = [.one: parts.constant]
            for c in 0..<d { column[.coordinate(c)] = parts.slope * w[c] }
            if parts.hasOddPart && !isConstant { column[.odd(v)] = Rational(sign) }
            if parts.hasEvenPart { column[.even(v)] = .one }
            columns.append(column)
        }
        var positions = [BasisFunction: Int]()
        for column in columns {
            for (function, coefficient) in column where !coefficient.isZero && positions[function] == nil {
                positions[function] = positions.count
            }
        }
        let rows = columns.map { column in
            var row = [Rational](repeating: .zero, count: positions.count)
            for (function, coefficient) in column { if let k = positions[function] { row[k] = coefficient } }
            return row
        }
        return ExactLinearAlgebra.rank(rows)
    }
}
