import Certify
import Networks
import Rigor

/// Looks for a student that fits labels which contradict each other as well as any can: a zero of the loss with the
/// labels projected to what students can say. Untrusted: `LeastSquaresArgument` decides.
struct LeastSquaresSearch: StructureSearch {
    /// With projected labels.
    private let students: TwoLayerLandscape

    var precedesIsolatedPoints: Bool { true }

    /// Nil where labels are not known to contradict each other.
    init?(_ landscape: TwoLayerLandscape) {
        guard let (problem, _) = landscape.problem.withProjectedLabels(atMost: landscape.parameterCount) else {
            return nil
        }
        students = TwoLayerLandscape(problem: problem, width: landscape.width)
    }

    func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult? {
        let projected = ProofContext(
            landscape: students, candidate: context.candidate, precision: context.precision, reference: nil)
        guard
            case .proved(let found as InterpolationArgument, _)? = InterpolationSearch().search(
                candidate, in: projected)
        else { return nil }
        let argument = LeastSquaresArgument(interpolation: found)
        return (try? argument.conclude(in: context)).map { .proved(argument, $0) }
    }
}
