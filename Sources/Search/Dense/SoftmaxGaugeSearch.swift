import Certify
import Dense
import Rigor

/// Looks for a critical point that is isolated but for the shifts of a softmax, with the parameters of the last class
/// held. Untrusted: `SoftmaxGaugeArgument` decides.
public struct SoftmaxGaugeSearch: StructureSearch {
    public var precedesIsolatedPoints: Bool { true }

    public init() {}

    public func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult? {
        guard let landscape = context.landscape as? DenseLandscape, let gauge = SoftmaxGauge(landscape.problem) else {
            return nil
        }
        let slice = FixedCoordinatesLandscape(landscape, free: gauge.free, at: candidate.point)
        let search = IsolatedPointSearch(landscape: slice, maximumPrecision: context.precision.bits)
        switch search.run(near: gauge.free.map { candidate.parameters[$0] }) {
        case .proved(let witness, _):
            let argument = SoftmaxGaugeArgument(witness: witness)
            do {
                return .proved(argument, try argument.conclude(in: context))
            } catch {
                return .open("\(gauge.structure): \(error)")
            }
        case .open(let reason):
            return .open("\(gauge.structure); with the parameters of the last class held: \(reason.code.rawValue)")
        }
    }
}
