import Certify
import Rigor

/// The landscape of Safran & Shamir ("Spurious local minima are common in two-layer ReLU neural networks", ICML 2018):
/// students x -> sum_i [w_i·x]_+ of width n, without output weights, against the teacher sum_j [v_j·x]_+ with v_j =
/// e_j, on inputs x ~ N(0, I).
///
///     F(W) = 1/2 E[ (sum_i [w_i·x]_+ - sum_j [v_j·x]_+)² ]
///
/// in closed form (MATHEMATICS section 10). With Phi(w, v) = E[[w·x]_+ [v·x]_+] = |w||v| (sin th + (pi - th) cos th) /
/// (2 pi), th the angle:
///
///     F = sum_i |w_i|²/4 + sum_{i<j} Phi(w_i, w_j) - sum_{i,j} Phi(w_i, v_j) + k/4 + k(k-1)/(4 pi)
///
/// The constant is the term of the orthonormal targets. Any orthonormal targets are these after a rotation of the
/// inputs.
///
/// Parameters, n·d of them: the neurons one after the other, coordinate c of w_i at index i·d + c.
public struct GaussianReLULandscape: Landscape {
    /// d.
    public let inputDimension: Int
    /// k <= d: the targets are the first k unit vectors.
    public let targetCount: Int
    /// n, the number of neurons of the student.
    public let width: Int

    /// - Parameter inputDimension: d, the number of targets unless given.
    /// - Precondition: all are positive and there are at most as many targets as dimensions.
    public init(targetCount: Int, width: Int, inputDimension: Int? = nil) {
        precondition(targetCount > 0 && width > 0 && targetCount <= inputDimension ?? targetCount)
        self.targetCount = targetCount
        self.width = width
        self.inputDimension = inputDimension ?? targetCount
    }

    public var parameterCount: Int { width * inputDimension }

    /// 0 from width k on: a squared expectation, which the targets themselves and neurons at 0 bring to 0.
    public var knownInfimum: KnownInfimum? {
        guard width >= targetCount else { return nil }
        return .zeroByConstruction("half a mean square, 0 where the neurons are the targets and zeros")
    }

    public func makeEvaluator(_ level: EvaluationLevel) throws(EvaluationFailure) -> any LandscapeEvaluator {
        switch level {
        case .float64: GaussianReLUEvaluator(landscape: self, arithmetic: Float64IntervalArithmetic(), precision: nil)
        case .doubleDouble: throw .float64Unavailable("this loss is enclosed in float64 and by MPFR")
        case .multiple(let precision):
            GaussianReLUEvaluator(
                landscape: self, arithmetic: IntervalArithmetic(precision: precision), precision: precision)
        }
    }

    public func makeApproximateEvaluator() -> any ApproximateEvaluator {
        GaussianReLUApproximateEvaluator(landscape: self)
    }

    // MARK: Invariance

    /// The parameters whose i-th neuron is neuron `neurons[i]` of the given ones, with coordinate `targets[c]` moved to
    /// c.
    ///
    /// The loss is invariant: neurons enter it in no order, and renaming the coordinates renames the targets.
    /// - Precondition: both are permutations; `targets` maps 0..<k to itself.
    public func permuted(_ parameters: [Double], neurons: [Int], targets: [Int]) -> [Double] {
        let d = inputDimension
        precondition(parameters.count == parameterCount)
        precondition(neurons.sorted() == Array(0..<width) && targets.sorted() == Array(0..<d))
        precondition(targets[..<targetCount].allSatisfy { $0 < targetCount })
        return neurons.flatMap { i in targets.map { parameters[i * d + $0] } }
    }

    /// The parameters of a d by n matrix, row-major, whose columns are the neurons.
    public func parameters(columns matrix: [Double]) -> [Double] {
        precondition(matrix.count == parameterCount)
        return (0..<width).flatMap { i in (0..<inputDimension).map { matrix[$0 * width + i] } }
    }
    /// The other way round: the row-major d by n matrix whose columns are the neurons.
    public func columns(_ parameters: [Double]) -> [Double] {
        precondition(parameters.count == parameterCount)
        return (0..<inputDimension).flatMap { c in (0..<width).map { parameters[$0 * inputDimension + c] } }
    }
}
