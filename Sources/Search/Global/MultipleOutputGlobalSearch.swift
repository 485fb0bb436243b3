import Certify
import Networks
import Rigor

/// Looks for an exact global minimum near a candidate with several outputs whose loss is small: gives each neuron to the teacher's neuron it is next to.
/// Untrusted: `MultipleOutputGlobalMinimum` decides.
public struct MultipleOutputGlobalSearch: StructureSearch {
    public var precedesIsolatedPoints: Bool { true }
    /// Nothing is tried unless the loss is below this part of the mean square of the labels.
    public var lossThreshold = 1e-5
    /// How far to look, relative to 1 + |theta|.
    public var reach = 0.1

    public init() {}

    public func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult? {
        guard let (landscape, teacher) = try? MultipleOutputGlobalMinimum.realizableTeacher(context.landscape) else { return nil }
        let approximate = landscape.makeApproximateEvaluator()
        // with all outputs 0 the loss is the mean square of the labels
        let silent = [Double](repeating: 0, count: landscape.parameterCount)
        guard approximate.approximateLoss(at: candidate.parameters) < lossThreshold * approximate.approximateLoss(at: silent),
            let network = nearest(to: candidate.parameters, landscape, teacher)
        else { return nil }
        for argument in arguments(network, landscape) {
            guard case .globalMinimum(var point)? = try? argument.conclude(in: context),
                point.distanceUpper <= reach * (1 + Distance.normUpper(candidate.point))
            else { continue }
            if point.smallestEigenvalue.upper.isFinite, point.smallestEigenvalue.upper > 0 {
                // a little slack, so that another rigorous evaluation confirms it as well
                let margin = Directed.multiplyUp(point.smallestEigenvalue.upper, 0x1p-20)
                point.smallestEigenvalue = Bounds(
                    lower: max(0, point.smallestEigenvalue.lower - margin), upper: point.smallestEigenvalue.upper + margin)
            }
            return .proved(argument, .globalMinimum(point))
        }
        return nil
    }

    /// Each input weight becomes that of the nearest of the teacher's neurons, mirrored or not, or 0, or stays with output 0, whichever moves the neuron
    /// least; the outputs go to the nearest solution of the linear conditions that the teacher's function puts on them.
    private func nearest(
        to parameters: [Double], _ landscape: MultipleOutputLandscape, _ teacher: MultipleOutputTeacher
    ) -> MultipleOutputNetwork? {
        let problem = landscape.problem, m = landscape.width, d = landscape.inputDimension, k = problem.outputCount
        let mirrors = SymmetryDecomposition(problem.activation).mirrors
        let models = teacher.neurons.map(\.weights)
        let targets = [[Rational](repeating: .zero, count: d)] + models + (mirrors ? models.map { $0.map { -$0 } } : [])
        var weights = [[Rational]](), live = [Int]()
        for j in 0..<m {
            let w = Array(parameters[(j * d)..<((j + 1) * d)]), a = parameters[(m * d + j * k)..<(m * d + (j + 1) * k)]
            let costs = targets.map { target in norm(zip(w, target).map { $0 - $1.nearestDouble }) }
            guard let best = costs.indices.min(by: { costs[$0] < costs[$1] }) else { return nil }
            if norm(a) < costs[best] {
                weights.append(w.map { Rational(exactly: $0) ?? .zero })
            } else {
                weights.append(targets[best])
                live.append(j)
            }
        }
        var outputs = [[Rational]](repeating: [Rational](repeating: .zero, count: k), count: m)
        for o in 0..<k {
            let proposal = GlobalMinimumProposal(teacher: teacher.component(o), activation: problem.activation, dimension: d)
            let (rows, rightSide) = proposal.conditions(on: live.map { weights[$0] })
            let start = live.map { Rational(exactly: parameters[m * d + $0 * k + o]) ?? .zero }
            guard let solution = ExactLinearAlgebra.projection(of: start, on: rows, rightSide) else { return nil }
            for (j, value) in zip(live, solution) { outputs[j][o] = value }
        }
        return MultipleOutputNetwork(weights: weights, outputs: outputs)
    }

    /// The strongest first; the last claims nothing about eigenvalues.
    private func arguments(_ network: MultipleOutputNetwork, _ landscape: MultipleOutputLandscape) -> [MultipleOutputGlobalMinimum] {
        let bare = MultipleOutputGlobalMinimum(network: network)
        guard network.familyDimension == 0 else { return [bare] }
        let parameters = network.parameters
        let hessian = landscape.makeApproximateEvaluator().approximateHessian(at: parameters.map(\.nearestDouble)).hessian
        guard let basis = ApproximateLinearAlgebra.symmetricEigenproblem(hessian, order: parameters.count)?.vectors else { return [bare] }
        // the check uses MPFR; float64, where there is one, is enough to measure first
        let levels: [EvaluationLevel] = [.float64, .multiple(Precision(bits: 128))]
        let strong = levels.lazy.compactMap { level -> MultipleOutputGlobalMinimum? in
            guard let evaluator = try? landscape.makeEvaluator(level),
                let uniqueness = GlobalMinimumArgument.Uniqueness(measuredAt: parameters, basis: basis, with: evaluator)
            else { return nil }
            return MultipleOutputGlobalMinimum(network: network, nondegeneracy: .init(basis: basis, uniqueness: uniqueness))
        }.first
        return (strong.map { [$0] } ?? []) + [bare]
    }
}
