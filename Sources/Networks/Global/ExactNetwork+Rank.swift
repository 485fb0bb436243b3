import Certify
import Rigor

extension ExactNetwork {
    /// The functions of which, in each output, all derivatives df/dtheta_i are linear combinations.
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

    private struct Component: Hashable {
        let function: BasisFunction, output: Int
    }

    /// An upper bound of the rank of J, the derivative of all outputs at all data points by the parameters, on every
    /// data set.
    ///
    /// With w_j = sigma v, s = c0 + c1 z + O + E, O' even and E' odd, for each output q:
    ///
    ///     df_q/da_jp = [p = q] s(w_j·x)     = [p = q] ( c0 + c1 w_j·x + sigma O(v·x) + E(v·x) )
    ///     df_q/dw_jc = a_jq s'(w_j·x) x_c   = a_jq ( c1 x_c + O'(v·x) x_c + sigma E'(v·x) x_c );     for v = 0:  a_jq
    ///     s'(0) x_c
    ///     df_q/db_p  = [p = q]                                              where the output bias b is a parameter
    ///
    /// So J = B M with M rational, and rank J <= rank M. Where s'(0) is irrational (erf) c1 = 0, and the factor s'(0)
    /// of a column of M does not change its rank. Functions that are listed apart but depend on each other could only
    /// make the bound larger.
    package func jacobianRankUpper(_ parts: SymmetryDecomposition) -> Int {
        let d = weights.first?.count ?? 0
        var columns = [[Component: Rational]]()
        for (w, a) in zip(weights, outputs) {
            let (v, sign) = parts.classified(w)
            let isConstant = v.isZeroVector
            for c in 0..<d {
                var column = [Component: Rational]()
                for (q, a) in a.enumerated() {
                    func set(_ function: BasisFunction, _ coefficient: Rational) {
                        column[Component(function: function, output: q)] = coefficient
                    }
                    if isConstant {
                        set(.coordinate(c), a * parts.slopeAtZero)
                    } else {
                        set(.coordinate(c), a * parts.slope)
                        if parts.hasOddPart { set(.oddSlope(v, c), a) }
                        if parts.hasEvenPart { set(.evenSlope(v, c), a.oriented(sign)) }
                    }
                }
                columns.append(column)
            }
            for q in a.indices {
                var column = [Component: Rational]()
                func set(_ function: BasisFunction, _ coefficient: Rational) {
                    column[Component(function: function, output: q)] = coefficient
                }
                set(.one, parts.constant)
                for c in 0..<d { set(.coordinate(c), parts.slope * w[c]) }
                if parts.hasOddPart && !isConstant { set(.odd(v), Rational(sign)) }
                if parts.hasEvenPart && !(isConstant && parts.evenPartVanishesAtZero) { set(.even(v), .one) }
                columns.append(column)
            }
        }
        for q in outputBias.indices { columns.append([Component(function: .one, output: q): .one]) }
        var positions = [Component: Int]()
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
