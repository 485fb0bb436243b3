import Certify
import Rigor

/// The loss of gated limit networks, to which two-layer students tend along channels to infinity (MATHEMATICS section
/// 8):
///
///     f(x) = sum_g A_g sum_{j in g} mu_j s(w_j·x) + sum_p [ c_p s(w_p·x) + (v_p·x) s'(w_p·x) ]
///          + sum_t [ c_t s(w_t·x) + (v_t·x) s'(w_t·x) + (sigma_t/2) (g_t·x)² s''(w_t·x) ] + k + u·x
///
/// The first sum runs over groups of ordinary neurons, usually of one neuron each; within a group the *shares* mu_j add
/// up to 1 and are not parameters but given, each as a range. What is enclosed then holds for every choice of shares
/// within their ranges: duplicate neurons have a line of equivalent outputs, and at fixed shares their critical points
/// are isolated. The second sum runs over merged pairs, the third over merged triples with given signs sigma; the
/// constant k, in which a trained output bias stands, and the linear part u·x are optional.
///
/// Parameters, in this order: w_j (d) for every neuron; A_g for every group; for every pair w_p (d), v_p (d) and c_p;
/// for every triple w_t (d), v_t (d), c_t and g_t (d); then k; then u (d).
public struct LimitNetworkLandscape: Landscape {
    public let problem: TwoLayerProblem
    public let shape: LimitNetworkShape
    /// The range of mu_j for every neuron that is not the first of its group, in order; that of the first is 1 minus
    /// the others.
    public let shares: [Bounds]
    private let float64Samples: Float64Samples
    private let doubleDoubleSamples: Result<DoubleDoubleSamples, EvaluationFailure>
    private let sampleCache: SampleCache

    /// - Precondition: one output, no decay, and one finite range for each neuron beyond the first of its group.
    public init(problem: TwoLayerProblem, shape: LimitNetworkShape, shares: [Bounds] = []) {
        self.init(of: TwoLayerLandscape(problem: problem, width: 1), shape: shape, shares: shares)
    }

    /// The limit networks of channels of the given students, without enclosing the labels again.
    public init(of students: TwoLayerLandscape, shape: LimitNetworkShape, shares: [Bounds] = []) {
        let problem = students.problem
        precondition(problem.outputCount == 1 && problem.decay == nil && shape.dimension == problem.data.dimension)
        precondition(shares.count == shape.sharedCount && shares.allSatisfy { $0.magnitude.isFinite })
        self.problem = problem
        self.shape = shape
        self.shares = shares
        float64Samples = students.float64Samples
        doubleDoubleSamples = students.doubleDoubleSamples
        sampleCache = students.sampleCache
    }

    public var parameterCount: Int { shape.parameterCount }

    /// Nothing is known about the infimum: a teacher need not be a limit network.
    public var knownInfimum: KnownInfimum? { nil }

    public func makeEvaluator(_ level: EvaluationLevel) throws(EvaluationFailure) -> any LandscapeEvaluator {
        switch level {
        case .float64: return try LimitNetworkFloat64Evaluator(kernel: makeKernel(), shares: shares)
        case .doubleDouble:
            return try makeDoubleDoubleEvaluator()
        case .multiple(let precision):
            return LimitNetworkIntervalEvaluator(network: makeNetwork(precision))
        }
    }

    private func makeDoubleDoubleEvaluator() throws(EvaluationFailure) -> LimitNetworkDoubleDoubleEvaluator {
        guard shape.tripleSigns.isEmpty, let form = problem.activation.facts.doubleDoubleForm else {
            throw .float64Unavailable("this limit network is not made in double-double")
        }
        let units = ParameterLayout(width: shape.units, inputDimension: shape.dimension)
        return try LimitNetworkDoubleDoubleEvaluator(
            kernel: LimitNetworkDoubleDoubleKernel(
                shape: shape,
                units: DoubleDoubleKernel(samples: doubleDoubleSamples.get(), layout: units, form: form)),
            float64: LimitNetworkFloat64Evaluator(kernel: makeKernel(), shares: shares),
            activation: problem.activation, shares: shares)
    }

    /// The interval network of this landscape, for the evaluators of this folder.
    func makeNetwork(_ precision: Precision) -> LimitIntervalNetwork {
        LimitIntervalNetwork(
            samples: sampleCache.samples(precision), shape: shape, shares: shares)
    }

    /// Its sums in float64, for the evaluators of this folder.
    func makeKernel() -> LimitNetworkKernel {
        LimitNetworkKernel(samples: float64Samples, shape: shape, activation: problem.activation)
    }

    /// The slopes of its channels by the mean value theorem, nil where that form is not known.
    func makeMeanValueSlopes(tie: ChannelTie) -> MeanValueSlopes? {
        MeanValueSlopes(shape: shape, tie: tie, samples: float64Samples, activation: problem.activation)
    }

    /// The largest |mu_j| of each neuron.
    var shareMagnitudes: [Double] {
        let (midpoints, roundings, widths) = LimitNetworkErrors.midpoints(of: shares, shape: shape)
        return (0..<shape.neurons).map { (UpperBound(abs(midpoints[$0])) + roundings[$0] + widths[$0]).value }
    }

    public func makeApproximateEvaluator() -> any ApproximateEvaluator {
        LimitNetworkApproximateEvaluator(kernel: makeKernel(), shares: shares)
    }
}
