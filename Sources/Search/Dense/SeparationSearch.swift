import Certify
import Dense
import Rigor

/// Looks for the largest ball, among a few, in which all data are classified correctly. Untrusted: `SeparationArgument`
/// decides.
public struct SeparationSearch: StructureSearch {
    public var precedesIsolatedPoints: Bool { true }

    public init() {}

    public func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult? {
        guard let landscape = context.landscape as? DenseLandscape, SeparationArgument.applies(to: landscape.problem)
        else { return nil }
        // most candidates are not even separated themselves
        guard
            let margin = try? SeparationArgument.margin(
                landscape.problem, on: Ball(centre: candidate.point), context.precision), margin > 0
        else { return nil }
        for exponent in stride(from: 4, through: -24, by: -1) {
            let argument = SeparationArgument(radius: Double(sign: .plus, exponent: exponent, significand: 1))
            if let verdict = try? argument.conclude(in: context) { return .proved(argument, verdict) }
        }
        return nil
    }
}
