import Certify
import Rigor

/// Everything the proof of one exact global minimum of students with several outputs uses.
///
/// **Theorem.** Let theta0 be a rational student whose normal form (`NetworkNormalForm`) equals the teacher's in every output. Then
/// 1. the student is the teacher as a function, L(theta0) = 0, and theta0 is a global minimum (L is a mean of squares);
/// 2. grad L(theta0) = 0, since all residuals are 0, and the Hessian, a multiple of J'J, has no negative eigenvalue;
/// 3. with a `Uniqueness` witness theta0 is the only critical point of an explicit ball, and nondegenerate;
/// 4. theta0 lies on an affine family of global minima (`MultipleOutputNetwork.familyDimension`); if that has positive dimension, theta0 is not
///    isolated and the smallest eigenvalue is 0, attained along the family.
///
/// *Proof of 4.* A neuron without output adds nothing wherever its input weight is, and neurons of equal input weights enter every output by the sum of
/// theirs. L is 0 along a line of the family, so its second derivative is 0, the least value of a form without negative ones. ∎
///
/// Unlike with one output, nullity and isolation of degenerate points are not claimed.
public struct MultipleOutputGlobalMinimum: StructuredArgument {
    public static let kind = "exact-global-minimum-multiple-outputs"
    public var kind: String { Self.kind }

    /// theta0.
    public var network: MultipleOutputNetwork
    public var nondegeneracy: Nondegeneracy?

    /// Why theta0 is nondegenerate.
    public struct Nondegeneracy: Sendable, Hashable {
        /// Approximate eigenvectors of Hess L(theta0), rows of an n by n matrix.
        public var basis: [Double]
        public var uniqueness: GlobalMinimumArgument.Uniqueness

        public init(basis: [Double], uniqueness: GlobalMinimumArgument.Uniqueness) {
            self.basis = basis
            self.uniqueness = uniqueness
        }
    }

    public init(network: MultipleOutputNetwork, nondegeneracy: Nondegeneracy? = nil) {
        self.network = network
        self.nondegeneracy = nondegeneracy
    }

    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        // 0. a realizing teacher, and a student of the right shape
        let (landscape, teacher) = try Self.realizableTeacher(context.landscape)
        let problem = landscape.problem, n = landscape.parameterCount, d = landscape.inputDimension, k = problem.outputCount
        guard network.weights.count == landscape.width, network.outputs.count == landscape.width,
            network.weights.allSatisfy({ $0.count == d }), network.outputs.allSatisfy({ $0.count == k }), context.candidate.count == n
        else { throw .dimension(expected: n, found: network.parameters.count) }
        // 1. equal normal forms in every output
        let parts = SymmetryDecomposition(problem.activation)
        for o in 0..<k {
            guard network.normalForm(o, dimension: d, parts: parts) == NetworkNormalForm(teacher.component(o), dimension: d, parts: parts) else {
                throw .inequality("the student's normal form is not the teacher's in output \(o)")
            }
        }
        let family = network.familyDimension
        var smallest = Bounds(lower: 0, upper: family > 0 ? 0 : .infinity)
        // 3. the only critical point of a ball
        if let nondegeneracy {
            guard family == 0 else { throw .inequality("a point on a family of dimension \(family) is degenerate") }
            smallest = try curvature(nondegeneracy, landscape, context.precision)
        }
        return .globalMinimum(
            CriticalPoint(
                loss: Bounds(lower: 0, upper: 0), gradientNormUpper: 0, smallestEigenvalue: smallest, indexLower: 0, indexUpper: 0,
                nullity: nondegeneracy == nil ? nil : 0, isIsolated: family > 0 ? false : (nondegeneracy == nil ? nil : true),
                distanceUpper: network.parameters.distanceUpper(from: context.candidate), isProvedNonGlobal: false,
                familyDimension: family, level: 0, structure: network.describe(against: teacher),
                uniquenessRadius: nondegeneracy?.uniqueness.radius(around: network.parameters)))
    }

    /// The landscape with the teacher that makes 0 its infimum.
    package static func realizableTeacher(_ landscape: any Landscape) throws(Refusal) -> (MultipleOutputLandscape, MultipleOutputTeacher) {
        guard let landscape = landscape as? MultipleOutputLandscape, let teacher = landscape.problem.teacher,
            landscape.knownInfimum == .zeroByRealizingTeacher
        else { throw .inequality("the labels do not come from a teacher with several outputs that the student can realize") }
        return (landscape, teacher)
    }

    private func curvature(
        _ nondegeneracy: Nondegeneracy, _ landscape: MultipleOutputLandscape, _ precision: Precision
    ) throws(Refusal) -> Bounds {
        let n = landscape.parameterCount
        guard nondegeneracy.basis.count == n * n else { throw .dimension(expected: n * n, found: nondegeneracy.basis.count) }
        let evaluator: any LandscapeEvaluator
        do {
            evaluator = try landscape.makeEvaluator(precision <= .float64 ? .float64 : .multiple(precision))
        } catch { throw .evaluation(error) }
        return try nondegeneracy.uniqueness.smallestEigenvalue(at: network.parameters, basis: nondegeneracy.basis, with: evaluator)
    }
}
