import Certify
import Landscape
import Rigor

/// Looks for equal neurons and outputs 0 in a candidate, refines the narrow network, and proves the wide critical point nearest to the candidate.
///
/// Every guess is refined in float64, which costs little; the proofs are tried in the order of distance.
public struct ReductionSearch: StructureSearch {
    /// Guesses whose critical point is farther away, relative to 1 + |theta|, are given up.
    public var reach = 1e-2
    /// Largest number of guesses that proofs are tried for.
    public var attempts = 4

    public init() {}

    public var precedesIsolatedPoints: Bool { false }

    public func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult? {
        guard let landscape = context.landscape as? TwoLayerLandscape else { return nil }
        let limit = reach * (1 + norm(candidate.parameters))
        let guesses = NeuronGrouping.proposals(
            for: candidate.parameters, width: landscape.width, inputDimension: landscape.inputDimension
        ).compactMap { ReductionGuess($0, candidate.parameters, landscape) }
            .filter { $0.distance < limit }
            .sorted { $0.distance < $1.distance }
        var failure: String?
        for guess in guesses.prefix(attempts) {
            switch guess.argument(on: landscape, precision: context.precision) {
            case .success(let argument):
                do { return .proved(argument, try argument.conclude(in: context)) } catch {
                    failure = failure ?? error.description
                }
            case .failure(let reason): failure = failure ?? "\(guess.grouping.structure): \(reason.why)"
            }
        }
        return failure.map { .open($0) }
    }
}

/// Why no argument could be written for a guess.
struct GuessFailure: Error { var why: String }

extension NeuronGrouping {
    var structure: String {
        ReductionArgument(
            groups: groups.map { ReductionArgument.Group(neurons: $0, shares: [], curvatureBasis: []) },
            zeroTypes: zeroTypes.map { ZeroTypeWitness(neuron: $0, weights: [], direction: [], halfLength: 0) },
            reduced: nil, curvature: .saddle(basis: [])
        ).structure
    }
}

func norm(_ v: some Sequence<Double>) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
