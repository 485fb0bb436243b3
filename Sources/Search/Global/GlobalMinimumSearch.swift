import Certify
import Networks
import Rigor

/// Looks for an exact global minimum near a candidate whose loss is small. Untrusted: `GlobalMinimumArgument` decides.
public struct GlobalMinimumSearch: StructureSearch {
    public var precedesIsolatedPoints: Bool { true }
    /// Nothing is tried unless the loss is below this part of the mean square of the labels.
    public var lossThreshold = 1e-5
    /// How far to look, relative to 1 + |theta|.
    public var reach = 0.1

    public init() {}

    public func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult? {
        guard let (landscape, teacher) = try? GlobalMinimumArgument.realizableTeacher(context.landscape) else {
            return nil
        }
        let approximate = landscape.makeApproximateEvaluator()
        // with all outputs 0 the loss is the mean square of the labels
        let silent = [Double](repeating: 0, count: landscape.parameterCount)
        guard
            approximate.approximateLoss(at: candidate.parameters) < lossThreshold
                * approximate.approximateLoss(at: silent)
        else { return nil }
        let proposal = GlobalMinimumProposal(teacher: teacher, landscape: landscape)
        let norm = candidate.parameters.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let found: ExactNetwork?
        if case .polynomial(let polynomial) = landscape.problem.activation, polynomial.isHomogeneous {
            found = proposal.nearestScaled(
                to: candidate.parameters, reach: reach * (1 + norm), power: polynomial.degree)
        } else {
            found = proposal.nearest(to: candidate.parameters, reach: reach * (1 + norm))
        }
        guard let network = found else { return nil }
        return best(network, landscape, context)
    }

    /// The argument that proves most about a network: float64 enclosures first, then those of the context, then the
    /// bare identity.
    private func best(
        _ network: ExactNetwork, _ landscape: TwoLayerLandscape, _ context: ProofContext
    ) -> StructureSearchResult? {
        let fast = context.inFloat64
        var found: (argument: GlobalMinimumArgument, point: CriticalPoint)?
        for attempt in [fast, context] {
            for argument in arguments(network, landscape, attempt.level) {
                guard case .globalMinimum(let point)? = try? argument.conclude(in: attempt) else { continue }
                if strength(argument, point) > found.map({ strength($0.argument, $0.point) }) ?? -1 {
                    found = (argument, point)
                }
                break
            }
            // a nondegenerate point deserves its ball of uniqueness, for which the float64 gradient may be too coarse
            if let found, strength(found.argument, found.point) == 2 { break }
        }
        if let weak = found {
            let isolated = [fast, context].lazy.compactMap { attempt in
                withIsolation(weak.argument, weak.point, landscape, attempt)
            }
            found = isolated.first ?? weak
        }
        return found.map { .proved($0.argument, .globalMinimum($0.point)) }
    }

    /// Largest number of data points on which isolation of a degenerate point is tried.
    private static let largestCount = 20_000

    /// The argument with a proof of isolation, where the kernel comes from opposite pairs alone.
    private func withIsolation(
        _ argument: GlobalMinimumArgument, _ point: CriticalPoint, _ landscape: TwoLayerLandscape,
        _ context: ProofContext
    ) -> (argument: GlobalMinimumArgument, point: CriticalPoint)? {
        let problem = landscape.problem
        guard point.isIsolated == nil, let nullity = point.nullity, problem.data.count <= Self.largestCount,
            SecondOrderIsolation(
                argument.network, SymmetryDecomposition(problem.activation), dimension: landscape.inputDimension,
                nullity: nullity) != nil
        else { return nil }
        var stronger = argument
        stronger.isolationBasis = []
        guard case .globalMinimum(let proved)? = try? stronger.conclude(in: context), proved.isIsolated == true,
            proved.nullity != nil
        else { return nil }
        return (stronger, proved)
    }

    /// 2 when everything is proved, 1 when uniqueness is missing at a nondegenerate point, 0 when the nullity is.
    private func strength(_ argument: GlobalMinimumArgument, _ point: CriticalPoint) -> Int {
        point.nullity == nil ? 0 : (point.nullity == 0 && argument.uniqueness == nil ? 1 : 2)
    }

    /// Arguments for one network, the strongest first; the last claims nothing about eigenvalues.
    private func arguments(
        _ network: ExactNetwork, _ landscape: TwoLayerLandscape, _ level: EvaluationLevel
    ) -> [GlobalMinimumArgument] {
        let n = landscape.parameterCount
        let bare = GlobalMinimumArgument(network: network)
        let signs = GlobalMinimumArgument(network: network, basis: [])
        let rank = network.rankAndFamily(on: landscape.problem).rank
        guard rank == n,
            let evaluator = try? landscape.makeEvaluator(level),
            let uniqueness = GlobalMinimumArgument.Uniqueness(
                measuredAt: network.parameters, with: evaluator)
        else { return [signs, bare] }
        return [GlobalMinimumArgument(network: network, basis: [], uniqueness: uniqueness), signs, bare]
    }
}
