import Certify
import Rigor

/// At which data points the residuals of students have to vanish so that they vanish at all: exact linear relations
/// between the values f(x_1), .., f(x_N) that hold for every two-layer network f of whatever width.
///
/// **Theorem.** Let s(z) = c0 + c1 z + O(z) + E(z) with O odd and E even (`SymmetryDecomposition`), x = sigma v with
/// the representative v of its class, sigma = ±1, and in each output
///
///     S = sum_j a_j     W = sum_j a_j w_j     O_v = sum_j a_j O(w_j·v)     E_v = sum_j a_j E(w_j·v)
///
/// Then f(x) = c0 S + c1 W·x + sigma O_v + E_v + b, O_0 = 0, b the output bias where it is trained. So a relation
/// sum_i lambda_i r_i = 0 between the rational rows r_i of coefficients implies sum_i lambda_i f(x_i) = 0 for all
/// parameters, in each output. The labels less a fixed output bias are rational numbers where they are given; a
/// teacher's are the values of a network, for which the relation holds too, plus its bias. With t_i these numbers, or
/// the teacher's bias, less the fixed one,
///
///     sum_i lambda_i e(x_i) = -sum_i lambda_i t_i,      a constant.
///
/// If it is 0 a residual that the relation expresses by others vanishes with them; otherwise no student makes all
/// residuals 0, and the infimum of the loss is positive.
///
/// *Proof.* Insert. ∎ Equal points, x and -x for an odd activation, and two such pairs for the sigmoid, f(x) + f(-x) =
/// S, are examples. The rows are reduced one after the other, exactly; those that are no combination of earlier ones
/// are kept. Nothing is said about relations of other kinds.
///
/// **Polynomials.** For s(z) = c_0 + c_1 z + .. + c_p z^p more is known: with the moments
///
///     m_alpha = c_l (l! / alpha!) sum_j a_j w_j^alpha,      |alpha| = l = 1 .. p,      alpha in N^d
///
/// f(x) = c_0 S + sum_alpha m_alpha x^alpha + b, by the multinomial theorem. So the theorem holds with the monomials
/// x^alpha, c_l != 0, in place of O, E and W: however many points there are, the residuals at a few of them determine
/// all others.
struct ResidualDependence {
    /// Indices of the points whose rows are kept, ascending.
    private(set) var points = [Int]()
    /// More rows than were asked for would have to be kept.
    private(set) var exceedsLimit = false

    private typealias Row = SparseRow

    /// Looks through the data until more than `limit` points are kept.
    ///
    /// - Throws: a relation that the labels do not satisfy.
    init(_ problem: TwoLayerProblem, atMost limit: Int) throws(Refusal) {
        var echelon = [Int: Row](), rows = ValueRows(problem)
        for i in 0..<problem.data.count {
            let x = problem.data.point(i)
            var row = Row(constants: Self.constants(problem, i))
            rows.append(x, to: &row)
            while let (column, value) = row.leading {
                guard let pivot = echelon[column] else {
                    guard points.count < limit else {
                        exceedsLimit = true
                        return
                    }
                    echelon[column] = row.divided(by: value)
                    points.append(i)
                    break
                }
                row.subtract(pivot, times: value)
            }
            guard row.leading != nil || row.constants.isZeroVector else {
                throw .inequality(
                    "the labels contradict each other: what students say at point \(i) is determined by what they say "
                        + "at earlier points, and its label is another, so that no student fits all labels")
            }
        }
    }

    /// t_i in each output.
    private static func constants(_ problem: TwoLayerProblem, _ i: Int) -> [Rational] {
        (0..<problem.outputCount).map { q in
            let label =
                switch problem.labels {
                case .given(let rows): rows[i][q]
                case .teacher(let teacher): teacher.bias(q)
                }
            return label - problem.outputBias.fixedValue(q)
        }
    }
}
