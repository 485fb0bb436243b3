import Certify
import Rigor

/// The loss of two-layer students of one width with k outputs on one problem.
///
/// Parameters, n = m(d+k): the input weights w_1 .. w_m, each with d coordinates, then the outputs a_1 .. a_m, each
/// with k coordinates, then, where they are trained, the output biases b in R^k (`ParameterLayout`). With s_j =
/// s(w_j·x), e = f(x) - y in R^k, c as in ``TwoLayerProblem``, and all sums over the data, with the sample weights:
///
///     dL/da_j = 2c sum s_j e                 dL/dw_j = 2c sum (a_j·e) s'_j x
///     Hess    = 2c sum [ J'J + sum_q e_q D²f_q ],     J the k x n derivative of f
///
///     J'J      (w_i, w_j): (a_i·a_j) s'_i s'_j x x'      (w_i, a_jq): a_iq s'_i s_j x      (a_iq, a_jp): [q = p] s_i
///     s_j e·D²f    (w_j, w_j): (a_j·e) s''_j x x'            (w_j, a_jq): e_q s'_j x           everything else 0
///
/// So one Gram matrix, of the columns s'_j x_c and s_j, serves every output (`TwoLayerSums`). The output biases are the
/// outputs of a unit with s = 1: one column of ones, no second derivative. Decay adds lambda theta², 2 lambda theta and
/// 2 lambda.
///
/// **Lipschitz constants.** Along a unit direction u = (om_j, al_j), p_j = om_j·x, the derivatives of f are vectors of
/// R^k:
///
///     f'   = sum_j ( s_j al_j + s'_j p_j a_j )
///     f''  = sum_j ( 2 s'_j p_j al_j + s''_j p_j² a_j )
///     f''' = sum_j ( 3 s''_j p_j² al_j + s'''_j p_j³ a_j )
///
/// and, with |a_j| the Euclidean norm, the bounds of MATHEMATICS section 2 hold as they stand:
///
///     |f'|²  <= ‖J J'‖ = ‖ sum_j ( s_j² I + s'_j² |x|² a_j a_j' ) ‖ <= sum_j ( s_j² + |a_j|² s'_j² |x|² )
///     |f''|  <= sum_j ( 2 |s'_j||x| |om_j||al_j| + |a_j||s''_j||x|² |om_j|² ) <= max_j of the larger eigenvalue of
///     that form in (|om_j|, |al_j|)
///             = max_j ( |a_j||s''_j||x|² + sqrt( |a_j|² s''_j² |x|⁴ + 4 s'_j² |x|² ) ) / 2
///     |f'''| <= max_j ( (2/sqrt 3)|s''_j||x|² + |a_j||s'''_j||x|³ )
///
/// the last because 3 q² r <= 2/sqrt 3 (q² + r²)^(3/2), q³ <= (q² + r²)^(3/2) and sum_j (q_j² + r_j²)^(3/2) <= 1 on the
/// unit sphere. Then L' = 2c sum e·f', L'' = 2c sum (|f'|² + e·f''), L''' = 2c sum (3 f'·f'' + e·f''') and
/// Cauchy-Schwarz give (output biases add 1 to |f'|², decay adds its own constants)
///
///     K0 = 2c sum |e||f'|     K1 = 2c sum (|f'|² + |e||f''|)     K2 = 2c sum (3|f'||f''| + |e||f'''|).
public struct TwoLayerLandscape: Landscape {
    public let problem: TwoLayerProblem
    /// Width m of the student.
    public let width: Int
    /// r*, the least width of a network that is the teacher as a function; nil without a teacher, with several outputs,
    /// or when that is not known.
    public let irreducibleTeacherWidth: Int?
    let float64Samples: Float64Samples
    /// Or why there are none.
    let doubleDoubleSamples: Result<DoubleDoubleSamples, EvaluationFailure>
    let sampleCache: SampleCache

    /// Labels are enclosed once, with 128 bits, to be rounded to double-double and float64.
    public init(problem: TwoLayerProblem, width: Int) {
        self.problem = problem
        self.width = width
        irreducibleTeacherWidth = problem.irreducibleTeacherWidth
        sampleCache = SampleCache(problem: problem)
        let precision = Precision(bits: 128)
        var labels = [DoubleDoubleBall]()
        labels.reserveCapacity(problem.data.count * problem.outputCount)
        if problem.data.count <= Self.keptSamples {
            labels = sampleCache.samples(precision).labels.map(\.doubleDouble)
        } else {
            IntervalSamples.forEachLabel(of: problem, precision) { labels.append($0.doubleDouble) }
        }
        let samples = Float64Samples(problem: problem, labels: labels)
        float64Samples = samples
        doubleDoubleSamples = Result { () throws(EvaluationFailure) in
            try DoubleDoubleSamples(problem: problem, samples: samples, labels: labels)
        }
    }

    /// With no more points than that the labels in MPFR are kept for whoever evaluates in MPFR, some 200 bytes a point.
    private static let keptSamples = 1 << 14

    private init(_ other: TwoLayerLandscape, width: Int) {
        problem = other.problem
        self.width = width
        irreducibleTeacherWidth = other.irreducibleTeacherWidth
        float64Samples = other.float64Samples
        doubleDoubleSamples = other.doubleDoubleSamples
        sampleCache = other.sampleCache
    }

    /// The landscape of students of another width on the same data, without enclosing the labels again.
    public func withWidth(_ width: Int) -> TwoLayerLandscape {
        TwoLayerLandscape(self, width: width)
    }

    /// The same students with a trained output bias. Where the bias was 0 so far nothing was taken from the labels, and
    /// they are not enclosed again.
    ///
    /// - Precondition: no decay.
    package var withTrainedOutputBias: TwoLayerLandscape {
        let trained = problem.withTrainedOutputBias
        guard (0..<outputCount).allSatisfy({ problem.outputBias.fixedValue($0).isZero }) else {
            return TwoLayerLandscape(problem: trained, width: width)
        }
        return TwoLayerLandscape(self, trained)
    }

    private init(_ other: TwoLayerLandscape, _ problem: TwoLayerProblem) {
        self.problem = problem
        width = other.width
        irreducibleTeacherWidth = problem.irreducibleTeacherWidth
        float64Samples = other.float64Samples
        doubleDoubleSamples = other.doubleDoubleSamples
        sampleCache = SampleCache(problem: problem, sharing: other.sampleCache)
    }

    public var inputDimension: Int { problem.data.dimension }
    public var outputCount: Int { problem.outputCount }
    /// Where the parameters stand.
    public var layout: ParameterLayout { problem.layout(width: width) }
    /// The Euclidean norm of the largest coordinates of all inputs, in float64 without guarantee.
    public var approximateLargestInput: Double {
        float64Samples.coordinateMaximum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    public var parameterCount: Int { layout.count }

    /// 0 when the teacher has at most the student's width (pad with zero outputs), its output bias is trained or the
    /// student's fixed one, and nothing decays; otherwise unknown.
    public var knownInfimum: KnownInfimum? {
        guard let teacher = problem.teacher, teacher.width <= width, problem.decay == nil else { return nil }
        let bias = problem.outputBias
        guard bias.isTrained || (0..<outputCount).allSatisfy({ teacher.bias($0) == bias.fixedValue($0) }) else {
            return nil
        }
        return .zeroByRealizingTeacher
    }

    /// r* - m: at a critical point with regular Hessian all m neurons have different input weights and outputs other
    /// than 0.
    ///
    /// *Proof.* Let a_i = 0. The Hessian's d rows of w_i hold grad phi(w_i) in the column of a_i and 0 elsewhere: rank
    /// at most 1 < d. Let w_i = w_j, a_i != 0. Then grad phi(w_i) = 0, and the direction that moves output from i to j
    /// changes neither the function nor dL/dw_i = a_i grad phi: it is in the kernel. ∎ With d = 1 a neuron with output
    /// 0 may be regular, and nothing is said.
    ///
    /// With decay nothing is said: it takes equal neurons out of the kernel.
    public var levelOfRegularPoints: Int? {
        inputDimension < 2 || problem.decay != nil ? nil : irreducibleTeacherWidth.map { $0 - width }
    }

    public func makeEvaluator(_ level: EvaluationLevel) throws(EvaluationFailure) -> any LandscapeEvaluator {
        switch level {
        case .float64:
            return try TwoLayerFloat64Evaluator(problem: problem, samples: float64Samples, width: width)
        case .doubleDouble:
            let samples = try doubleDoubleSamples.get()
            let float64 = try TwoLayerFloat64Evaluator(problem: problem, samples: float64Samples, width: width)
            return try TwoLayerDoubleDoubleEvaluator(
                problem: problem, samples: samples, float64: float64, width: width)
        case .multiple(let precision):
            return TwoLayerIntervalEvaluator(samples: sampleCache.samples(precision), width: width)
        }
    }

    public func makeApproximateEvaluator() -> any ApproximateEvaluator {
        TwoLayerApproximateEvaluator(problem: problem, samples: float64Samples, width: width)
    }
}

extension Landscape {
    /// This landscape when it is one of two-layer students with one output, no trained output bias, no sample weights
    /// and no decay: what the arguments about equal neurons, outputs 0 and channels are for.
    public var twoLayerWithOneOutput: TwoLayerLandscape? {
        (self as? TwoLayerLandscape).flatMap { landscape in
            let problem = landscape.problem
            return problem.outputCount == 1 && !problem.outputBias.isTrained && problem.weights == nil
                && problem.decay == nil ? landscape : nil
        }
    }
}

extension Float64Samples {
    /// Rounds the inputs and the labels of a problem to float64, with bounds for what that loses.
    ///
    /// - Parameter enclosures: of the labels, k for each point.
    init(problem: TwoLayerProblem, labels enclosures: [DoubleDoubleBall]) {
        let data = problem.data, N = data.count, d = data.dimension
        var columns = [[Double]](repeating: [Double](repeating: 0, count: N), count: d)
        var exact = true
        var representable = true
        func rounded(_ value: Rational) -> Double {
            let result = value.nearestDouble
            if Rational(exactly: result) != value {
                exact = false
                // the relative error of a rounding is bounded by u only away from underflow and overflow
                if !(abs(result) > 1e-290 && abs(result) < 1e290) { representable = false }
            }
            return result
        }
        var grid: Grid?
        switch data {
        case .grid(let axes):
            let values = axes.map { $0.map(rounded) }
            var indices = [[Int32]](repeating: [Int32](repeating: 0, count: N), count: d)
            for k in 0..<N {
                for (c, i) in data.gridIndices(of: k, axes: axes).enumerated() {
                    columns[c][k] = values[c][i]
                    indices[c][k] = Int32(i)
                }
            }
            grid = Grid(axes: values, indices: indices)
        case .points(let points):
            for (k, point) in points.enumerated() {
                for (c, value) in point.enumerated() {
                    columns[c][k] = rounded(value)
                }
            }
        }
        let k = problem.outputCount
        let labels = (0..<k).map { q in
            stride(from: q, to: enclosures.count, by: k).map { enclosures[$0].midpointAndRadius }
        }
        self.init(
            columns: columns, inputRelativeError: exact ? 0 : (representable ? Directed.unitRoundoff : .infinity),
            labels: labels.map { $0.map(\.midpoint) },
            labelError: labels.map { Directed.maximum(of: $0.map(\.radius)) ?? 0 },
            weights: problem.weights?.map(\.nearestDouble), grid: grid)
    }
}
