import Certify
import Rigor

/// The loss of dense networks of any depth as a function of all their weights and biases, in the order of
/// ``DenseLayout``.
///
/// One program (`DenseProgram`) evaluates it in three arithmetics: MPFR intervals, which `certify check` believes
/// alone, intervals with float64 ends, and plain float64 for search.
public struct DenseLandscape: Landscape {
    public let problem: DenseProblem
    public let layout: DenseLayout

    public init(problem: DenseProblem) {
        self.problem = problem
        layout = problem.layout
    }

    /// From this number of parameters on Hessians in MPFR intervals are sums of float64 products of enclosed factors:
    /// whatever they are compared with needs no more digits, and each interval of such a matrix would be a piece of
    /// memory of its own.
    public static let productOrderOfIntervals = 200

    public var parameterCount: Int { layout.count }

    /// Not known: squared losses of given labels, cross-entropies and decay are only known not to be negative.
    public var knownInfimum: KnownInfimum? { nil }

    public func makeEvaluator(_ level: EvaluationLevel) throws(EvaluationFailure) -> any LandscapeEvaluator {
        switch level {
        case .float64: DenseEvaluator(problem: problem, precision: nil)
        case .doubleDouble: throw .float64Unavailable("dense networks are enclosed in float64 and by MPFR")
        case .multiple(let precision): DenseEvaluator(problem: problem, precision: precision)
        }
    }

    public func makeApproximateEvaluator() -> any ApproximateEvaluator { DenseApproximateEvaluator(problem: problem) }
}
