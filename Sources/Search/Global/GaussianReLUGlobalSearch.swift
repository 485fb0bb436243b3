import Certify
import Gaussian
import Rigor

/// Looks for an exact global minimum near a candidate: gives each neuron to the target it points to. Untrusted:
/// `GaussianReLUGlobalMinimum` decides.
public struct GaussianReLUGlobalSearch: StructureSearch {
    public var precedesIsolatedPoints: Bool { true }
    /// How far to look, relative to 1 + |theta|.
    public var reach = 0.1

    public init() {}

    public func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult? {
        guard let landscape = context.landscape as? GaussianReLULandscape else { return nil }
        let d = landscape.inputDimension, k = landscape.targetCount
        var targets = [Int](), multiples = [Dyadic](), rest = [Dyadic](repeating: Dyadic(1), count: k)
        for i in 0..<landscape.width {
            let coordinates = candidate.parameters[(i * d)..<(i * d + k)]
            guard let largest = coordinates.max(), largest > 0, let place = coordinates.firstIndex(of: largest),
                let multiple = Dyadic(exactly: largest)
            else { return nil }
            targets.append(place - i * d)
            multiples.append(multiple)
        }
        // the last neuron of each target takes what the others leave
        for (target, multiple) in zip(targets, multiples) { rest[target] = rest[target] - multiple }
        for target in 0..<k {
            guard let last = targets.lastIndex(of: target) else { return nil }
            multiples[last] = multiples[last] + rest[target]
        }
        let argument = GaussianReLUGlobalMinimum(targets: targets, multiples: multiples)
        guard let verdict = try? argument.conclude(in: context), let point = verdict.criticalPoint,
            point.distanceUpper <= reach * (1 + Distance.normUpper(candidate.point))
        else { return nil }
        return .proved(argument, verdict)
    }
}
