import Rigor

/// The loss of gated limit networks, to which two-layer students tend along channels to infinity (MATHEMATICS section 8):
///
///     f(x) = sum_j a_j s(w_j·x) + sum_p [ c_p s(w_p·x) + (v_p·x) s'(w_p·x) ] + k + u·x
///
/// The first sum runs over ordinary neurons, the second over merged pairs; the constant k and the linear part u·x are optional.
///
/// Parameters, in this order: for every neuron w_j (d) and a_j; for every pair w_p (d), v_p (d) and c_p; then k; then u (d).
public struct LimitNetworkLandscape: Landscape {
    public let problem: TwoLayerProblem
    public let shape: LimitNetworkShape
    private let float64Samples: Float64Samples

    public init(problem: TwoLayerProblem, shape: LimitNetworkShape) {
        precondition(shape.dimension == problem.data.dimension)
        self.problem = problem
        self.shape = shape
        float64Samples = Float64Samples(problem: problem)
    }

    /// The limit networks of channels of the given students, without enclosing the labels again.
    public init(of students: TwoLayerLandscape, shape: LimitNetworkShape) {
        precondition(shape.dimension == students.inputDimension)
        problem = students.problem
        self.shape = shape
        float64Samples = students.float64Samples
    }

    public var parameterCount: Int { shape.parameterCount }

    /// Nothing is known about the infimum: a teacher need not be a limit network.
    public var knownInfimum: KnownInfimum? { nil }

    public func makeEvaluator(_ level: EvaluationLevel) throws(EvaluationFailure) -> any LandscapeEvaluator {
        switch level {
        case .float64: throw .float64Unavailable("limit networks are enclosed by MPFR only")
        case .multiple(let precision):
            return LimitNetworkIntervalEvaluator(
                network: LimitIntervalNetwork(samples: IntervalSamples(problem: problem, precision: precision), shape: shape))
        }
    }

    public func makeApproximateEvaluator() -> any ApproximateEvaluator {
        LimitNetworkApproximateEvaluator(samples: float64Samples, shape: shape, activation: problem.activation)
    }
}

/// How many blocks of each kind a limit network has, and where their parameters stand.
public struct LimitNetworkShape: Sendable, Hashable {
    /// Input dimension d.
    public let dimension: Int
    /// Number of ordinary neurons.
    public let neurons: Int
    /// Number of merged pairs.
    public let pairs: Int
    /// Whether there is a constant k.
    public let hasConstant: Bool
    /// Whether there is a linear part u·x.
    public let hasLinearPart: Bool

    public init(dimension: Int, neurons: Int, pairs: Int, hasConstant: Bool = false, hasLinearPart: Bool = false) {
        precondition(dimension > 0 && neurons >= 0 && pairs >= 0)
        self.dimension = dimension
        self.neurons = neurons
        self.pairs = pairs
        self.hasConstant = hasConstant
        self.hasLinearPart = hasLinearPart
    }

    /// Neurons and pairs: the terms with an input weight.
    var units: Int { neurons + pairs }

    public var parameterCount: Int {
        neurons * (dimension + 1) + pairs * (2 * dimension + 1) + (hasConstant ? 1 : 0) + (hasLinearPart ? dimension : 0)
    }

    /// Where w of unit `j` begins; neurons come first, then pairs.
    func weight(_ j: Int) -> Int {
        j <= neurons ? j * (dimension + 1) : neurons * (dimension + 1) + (j - neurons) * (2 * dimension + 1)
    }
    /// Index of a_j, or of c of a pair.
    func output(_ j: Int) -> Int { weight(j) + (j < neurons ? dimension : 2 * dimension) }
    /// Where w, v and c of pair `p` stand.
    public func pairWeight(_ p: Int) -> Int { weight(neurons + p) }
    public func pairSlope(_ p: Int) -> Int { weight(neurons + p) + dimension }
    public func pairOutput(_ p: Int) -> Int { output(neurons + p) }
    /// Where w_j and a_j of an ordinary neuron stand.
    public func neuronWeight(_ j: Int) -> Int { weight(j) }
    public func neuronOutput(_ j: Int) -> Int { output(j) }
    /// Index of k, when there is one.
    public var constant: Int { weight(units) }
    /// Where u begins, when there is one.
    public var linearPart: Int { weight(units) + (hasConstant ? 1 : 0) }
}
