import Certify
import Rigor

/// The loss of two-layer students of one width with k outputs on one problem.
///
/// Parameters, n = m(d+k): the input weights w_1 .. w_m, each with d coordinates, then the outputs a_1 .. a_m, each with k coordinates. With
/// s_j = s(w_j·x), e = f(x) - y in R^k, c as in ``MultipleOutputProblem``, and all sums over the data:
///
///     dL/da_j = 2c sum s_j e                 dL/dw_j = 2c sum (a_j·e) s'_j x
///     Hess    = 2c sum [ J'J + sum_o e_o D²f_o ],     J the k x n derivative of f
///
///     J'J      (w_i, w_j): (a_i·a_j) s'_i s'_j x x'      (w_i, a_jo): a_io s'_i s_j x      (a_io, a_jp): [o = p] s_i s_j
///     e·D²f    (w_j, w_j): (a_j·e) s''_j x x'            (w_j, a_jo): e_o s'_j x           everything else 0
///
/// **Lipschitz constants.** Along a unit direction u = (om_j, al_j), p_j = om_j·x, the derivatives of f are vectors of R^k:
///
///     f'   = sum_j ( s_j al_j + s'_j p_j a_j )
///     f''  = sum_j ( 2 s'_j p_j al_j + s''_j p_j² a_j )
///     f''' = sum_j ( 3 s''_j p_j² al_j + s'''_j p_j³ a_j )
///
/// and, with |a_j| the Euclidean norm, the bounds of MATHEMATICS section 2 hold as they stand:
///
///     |f'|²  <= ‖J J'‖ = ‖ sum_j ( s_j² I + s'_j² |x|² a_j a_j' ) ‖ <= sum_j ( s_j² + |a_j|² s'_j² |x|² )
///     |f''|  <= sum_j ( 2 |s'_j||x| |om_j||al_j| + |a_j||s''_j||x|² |om_j|² ) <= max_j of the larger eigenvalue of that form in (|om_j|, |al_j|)
///             = max_j ( |a_j||s''_j||x|² + sqrt( |a_j|² s''_j² |x|⁴ + 4 s'_j² |x|² ) ) / 2
///     |f'''| <= max_j ( (2/sqrt 3)|s''_j||x|² + |a_j||s'''_j||x|³ )
///
/// the last because 3 q² r <= 2/sqrt 3 (q² + r²)^(3/2), q³ <= (q² + r²)^(3/2) and sum_j (q_j² + r_j²)^(3/2) <= 1 on the unit sphere. Then L' = 2c sum e·f',
/// L'' = 2c sum (|f'|² + e·f''), L''' = 2c sum (3 f'·f'' + e·f''') and Cauchy-Schwarz give
///
///     K0 = 2c sum |e||f'|     K1 = 2c sum (|f'|² + |e||f''|)     K2 = 2c sum (3|f'||f''| + |e||f'''|).
public struct MultipleOutputLandscape: Landscape {
    public let problem: MultipleOutputProblem
    /// Width m of the student.
    public let width: Int
    /// Students with one output each; the loss is the sum of theirs, divided by `problem.averagedOutputs`.
    let components: [TwoLayerLandscape]

    public init(problem: MultipleOutputProblem, width: Int) {
        self.problem = problem
        self.width = width
        components = problem.components.map { TwoLayerLandscape(problem: $0, width: width) }
    }

    public var inputDimension: Int { problem.data.dimension }
    public var parameterCount: Int { width * (inputDimension + problem.outputCount) }

    /// 0 when the teacher has at most the student's width (pad with zero outputs), otherwise unknown.
    public var knownInfimum: KnownInfimum? {
        guard let teacher = problem.teacher, teacher.width <= width else { return nil }
        return .zeroByRealizingTeacher
    }

    public func makeEvaluator(_ level: EvaluationLevel) throws(EvaluationFailure) -> any LandscapeEvaluator {
        switch level {
        case .float64: try MultipleOutputFloat64Evaluator(self)
        case .multiple(let precision): MultipleOutputIntervalEvaluator(self, precision: precision)
        }
    }

    public func makeApproximateEvaluator() -> any ApproximateEvaluator { MultipleOutputApproximateEvaluator(self) }

    /// For each parameter of the student with output `o` alone, (w_1 .. w_m, a_1o .. a_mo), which parameter of this landscape it is.
    func positions(ofOutput o: Int) -> [Int] {
        let weights = width * inputDimension, k = problem.outputCount
        return Array(0..<weights) + (0..<width).map { weights + $0 * k + o }
    }
}

/// Upper bound of the Euclidean norm of numbers of at most these absolute values.
func normUpper(_ magnitudes: some Sequence<Double>) -> Double {
    Directed.squareRootUp(magnitudes.reduce(0) { Directed.addUp($0, Directed.multiplyUp($1, $1)) })
}
