import Certify
import Rigor

/// The loss of a student of width n on a ``GaussianErfProblem``,
///
///     L(w, a) = E[ (sum_i a_i s(w_i·x) - sum_j b_j s(v_j·x))² ],      x ~ N(0, I_d),
///
/// in closed form (``GaussianErfForms``); there is no 1/2. It is analytic everywhere.
///
/// Parameters, n (d + 1) of them: the input weights of the neurons one after the other, coordinate c of w_i at index
/// i·d + c, then the outputs a_i, at n·d + i.
public struct GaussianErfLandscape: Landscape {
    public let problem: GaussianErfProblem
    /// n, the number of neurons of the student.
    public let width: Int

    /// - Precondition: the width is positive.
    public init(problem: GaussianErfProblem, width: Int) {
        precondition(width > 0)
        self.problem = problem
        self.width = width
    }

    public var inputDimension: Int { problem.inputDimension }
    public var parameterCount: Int { width * (inputDimension + 1) }

    /// 0 where a student of this width can be the teacher as a function: one neuron for each class of the teacher's
    /// normal form, and the others with output 0.
    public var knownInfimum: KnownInfimum? {
        guard problem.normalForm.count <= width else { return nil }
        return .zeroByConstruction("a mean square, 0 where the student is the teacher as a function")
    }

    public func makeEvaluator(_ level: EvaluationLevel) throws(EvaluationFailure) -> any LandscapeEvaluator {
        switch level {
        case .float64: GaussianErfEvaluator(landscape: self, arithmetic: Float64IntervalArithmetic(), precision: nil)
        case .doubleDouble: throw .float64Unavailable("this loss is enclosed in float64 and by MPFR")
        case .multiple(let precision):
            GaussianErfEvaluator(
                landscape: self, arithmetic: IntervalArithmetic(precision: precision), precision: precision)
        }
    }

    public func makeApproximateEvaluator() -> any ApproximateEvaluator {
        GaussianErfApproximateEvaluator(landscape: self)
    }
}
