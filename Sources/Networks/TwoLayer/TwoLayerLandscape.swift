import Certify
import Rigor

/// The loss of two-layer students of one width on one problem.
///
/// Parameters, n = m(d+1): the input weights w_1 .. w_m, each with d coordinates, then the outputs a_1 .. a_m.
public struct TwoLayerLandscape: Landscape {
    public let problem: TwoLayerProblem
    /// Width m of the student.
    public let width: Int
    /// r*, the least width of a network that is the teacher as a function; nil without a teacher, or when that is not known.
    public let irreducibleTeacherWidth: Int?
    let float64Samples: Float64Samples

    /// Labels are enclosed once, with 128 bits, to be rounded for float64.
    public init(problem: TwoLayerProblem, width: Int) {
        self.problem = problem
        self.width = width
        irreducibleTeacherWidth = problem.irreducibleTeacherWidth
        float64Samples = Float64Samples(problem: problem)
    }

    private init(_ other: TwoLayerLandscape, width: Int) {
        problem = other.problem
        self.width = width
        irreducibleTeacherWidth = other.irreducibleTeacherWidth
        float64Samples = other.float64Samples
    }

    /// The landscape of students of another width on the same data, without enclosing the labels again.
    public func withWidth(_ width: Int) -> TwoLayerLandscape {
        TwoLayerLandscape(self, width: width)
    }

    public var inputDimension: Int { problem.data.dimension }
    /// The Euclidean norm of the largest coordinates of all inputs, in float64 without guarantee.
    public var approximateLargestInput: Double { float64Samples.coordinateMaximum.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    public var parameterCount: Int { width * (inputDimension + 1) }

    /// 0 when the teacher has at most the student's width (pad with zero outputs), otherwise unknown.
    public var knownInfimum: KnownInfimum? {
        guard let teacher = problem.teacher, teacher.width <= width else { return nil }
        return .zeroByRealizingTeacher
    }

    /// r* - m: at a critical point with regular Hessian all m neurons have different input weights and outputs other than 0.
    ///
    /// *Proof.* Let a_i = 0. The Hessian's d rows of w_i hold grad phi(w_i) in the column of a_i and 0 elsewhere: rank at most 1 < d. Let w_i = w_j, a_i != 0. Then
    /// grad phi(w_i) = 0, and the direction that moves output from i to j changes neither the function nor dL/dw_i = a_i grad phi: it is in the kernel. ∎
    /// With d = 1 a neuron with output 0 may be regular, and nothing is said.
    public var levelOfRegularPoints: Int? { inputDimension < 2 ? nil : irreducibleTeacherWidth.map { $0 - width } }

    public func makeEvaluator(_ level: EvaluationLevel) throws(EvaluationFailure) -> any LandscapeEvaluator {
        switch level {
        case .float64:
            return try TwoLayerFloat64Evaluator(
                samples: float64Samples, width: width, activation: problem.activation)
        case .multiple(let precision):
            return TwoLayerIntervalEvaluator(
                samples: IntervalSamples(problem: problem, precision: precision), width: width)
        }
    }

    public func makeApproximateEvaluator() -> any ApproximateEvaluator {
        TwoLayerApproximateEvaluator(samples: float64Samples, width: width, activation: problem.activation)
    }
}

extension Float64Samples {
    /// Rounds the inputs and the labels of a problem to float64, with bounds for what that loses.
    init(problem: TwoLayerProblem) {
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
        let enclosures = IntervalSamples(problem: problem, precision: Precision(bits: 128)).labels
        let labels = enclosures.map(\.midpointAndRadius)
        self.init(
            columns: columns, inputRelativeError: exact ? 0 : (representable ? Directed.unitRoundoff : .infinity), labels: labels.map(\.midpoint),
            labelError: Directed.maximum(of: labels.map(\.radius)) ?? 0, grid: grid)
    }
}
