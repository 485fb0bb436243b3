import Certify
import Gaussian
import Rigor

/// Looks for an exact global minimum near a candidate: gives each neuron to the nearest of the teacher's, up to sign,
/// or to none where its output is nearly 0. Untrusted: `GaussianErfGlobalMinimum` decides.
public struct GaussianErfGlobalSearch: StructureSearch {
    public var precedesIsolatedPoints: Bool { true }
    /// Nothing is tried unless the loss is below this part of that of a student whose outputs are all 0.
    public var lossThreshold = 1e-5
    /// How far to look, relative to 1 + |theta|.
    public var reach = 0.1

    public init() {}

    public func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult? {
        guard let landscape = context.landscape as? GaussianErfLandscape else { return nil }
        let approximate = landscape.makeApproximateEvaluator()
        let silent = [Double](repeating: 0, count: landscape.parameterCount)
        guard
            approximate.approximateLoss(at: candidate.parameters)
                < lossThreshold * approximate.approximateLoss(at: silent)
        else { return nil }
        let argument = nearest(candidate, landscape)
        guard let argument, let verdict = try? argument.conclude(in: context), let point = verdict.criticalPoint,
            point.distanceUpper <= reach * (1 + Distance.normUpper(candidate.point))
        else { return nil }
        return .proved(argument, verdict)
    }

    private func nearest(_ candidate: Candidate, _ landscape: GaussianErfLandscape) -> GaussianErfGlobalMinimum? {
        let d = landscape.inputDimension, n = landscape.width, targets = landscape.problem.weights
        let approximations = targets.map { $0.map(\.nearestDouble) }
        var weights = [[Rational]](), places = [(target: Int, sign: Double)?]()
        var outputs = candidate.parameters[(n * d)...].map { Rational(exactly: $0) ?? .zero }
        for i in 0..<n {
            let w = Array(candidate.parameters[(i * d)..<((i + 1) * d)])
            var best = (distance: abs(candidate.parameters[n * d + i]), target: -1, sign: 1.0)
            for (j, v) in approximations.enumerated() {
                for sign in [1.0, -1.0] {
                    let squares = zip(w, v).reduce(0.0) { $0 + ($1.0 - sign * $1.1) * ($1.0 - sign * $1.1) }
                    if squares.squareRoot() < best.distance { best = (squares.squareRoot(), j, sign) }
                }
            }
            if best.target >= 0 {
                weights.append(best.sign > 0 ? targets[best.target] : targets[best.target].map { -$0 })
                places.append((best.target, best.sign))
            } else {
                weights.append(w.map { Rational(exactly: $0) ?? .zero })
                places.append(nil)
                outputs[i] = .zero
            }
        }
        // what a target lacks goes in equal parts to its neurons
        for j in targets.indices {
            let members = places.indices.filter { places[$0]?.target == j }
            let sum = members.reduce(landscape.problem.outputs[j]) { rest, i in
                (places[i]?.sign ?? 1) > 0 ? rest - outputs[i] : rest + outputs[i]
            }
            guard !members.isEmpty else {
                if sum.isZero { continue }
                return nil
            }
            let part = sum / Rational(members.count)
            for i in members { outputs[i] = outputs[i] + ((places[i]?.sign ?? 1) > 0 ? part : -part) }
        }
        return GaussianErfGlobalMinimum(weights: weights, outputs: outputs)
    }
}
