import Certify
import Networks
import Rigor

/// Looks for neurons that are constant on the data: holds their parameters, with input weights 0, and refines the rest.
/// Untrusted: `ConstantNeuronsArgument` decides.
struct ConstantNeuronsSearch: StructureSearch {
    var precedesIsolatedPoints: Bool { false }

    /// Input weights below this count as 0, and slopes of the activation.
    private static let tolerance = 1e-3

    func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult? {
        guard let landscape = context.landscape as? TwoLayerLandscape, landscape.problem.decay == nil else {
            return nil
        }
        let layout = landscape.layout, hasBias = landscape.problem.data.hasBias
        let activation = landscape.problem.activation
        var argument = ConstantNeuronsArgument(sloped: [], flat: [], biasRadius: 0, witness: nil)
        for i in 0..<landscape.width {
            let weights = candidate.parameters[layout.weights(of: i)]
            guard norm(weights.dropLast(hasBias ? 1 : 0)) < Self.tolerance else { continue }
            let jet = activation.approximateJet(hasBias ? weights.last ?? 0 : 0)
            guard abs(jet.1) < Self.tolerance else {
                argument.sloped.append(i)
                continue
            }
            argument.flat.append(i)
            // where Newton's method finds the zero of s', twice as far, and a little
            let step = 2 * abs(jet.1 / jet.2)
            if hasBias, step.isFinite { argument.biasRadius = max(argument.biasRadius, step, 0x1p-50) }
        }
        guard !(argument.sloped.isEmpty && argument.flat.isEmpty) else { return nil }
        let slice = argument.slice(of: landscape, candidate: candidate.point)
        if !slice.free.isEmpty {
            let search = IsolatedPointSearch(landscape: slice, maximumPrecision: context.precision.bits)
            switch search.run(near: slice.free.map { candidate.parameters[$0] }) {
            case .proved(let witness, _): argument.witness = witness
            case .open(let reason): return .open("\(argument.structure), the others: \(reason.code.rawValue)")
            }
        }
        if let verdict = try? argument.conclude(in: context.inFloat64) { return .proved(argument, verdict) }
        do {
            return .proved(argument, try argument.conclude(in: context))
        } catch {
            return .open("\(argument.structure): \(error)")
        }
    }
}
