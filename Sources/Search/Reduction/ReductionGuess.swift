import Certify
import Networks
import Rigor

/// A grouping with the narrow network refined in float64. Untrusted.
struct ReductionGuess {
    let grouping: NeuronGrouping
    /// Which neurons are turned round first.
    let frame: FlipFrame
    /// Parameters of the narrow network.
    let narrow: [Double]
    /// Input weights of the zero-type neurons, near a zero of phi.
    let zeroWeights: [[Double]]
    /// a_i / A_g for the neurons of each group.
    let shares: [[Double]]
    /// Distance of the lifted point from the candidate.
    let distance: Double
    /// Whether the Hessian of the narrow network is singular as far as float64 can tell.
    let looksDegenerate: Bool
    /// 1 + norm of all weights and of the narrow network's outputs.
    var scale: Double { 1 + norm(narrow + zeroWeights.flatMap { $0 }) }

    /// Refines; nil when refinement runs away or finds no zero of phi, or when the candidate is far from any point of
    /// that structure.
    ///
    /// - Parameters:
    ///   - parameters: of the candidate, the input weights and outputs of flipped neurons turned round.
    init?(
        _ grouping: NeuronGrouping, _ frame: FlipFrame, _ parameters: [Double], _ landscape: TwoLayerLandscape,
        reach: Double
    ) {
        let d = landscape.inputDimension, k = landscape.outputCount, r = grouping.groups.count
        let layout = landscape.layout
        // phi has k components and d variables
        guard k <= d || grouping.zeroTypes.isEmpty else { return nil }
        let reduced = frame.narrow.withWidth(r), narrowLayout = reduced.layout
        self.grouping = grouping
        self.frame = frame
        // the output bias of the narrow network takes the constants of the flips
        func constant(_ q: Int, _ output: (Int) -> Double) -> Double {
            frame.flipped.reduce(0) { $0 - frame.doubledConstant * output($1) }
        }
        let fixedBias = landscape.problem.outputBias.approximateFixedValues(k)
        var start = [Double](repeating: 0, count: narrowLayout.count)
        for (g, group) in grouping.groups.enumerated() {
            // input weights weighted by the outputs, which leaves the function unchanged to first order when they have
            // one sign
            let total = group.reduce(0) { $0 + layout.outputSize($1, parameters) }
            for i in group {
                let weight = total > 0 ? layout.outputSize(i, parameters) / total : 1 / Double(group.count)
                for c in 0..<d { start[narrowLayout.weight(g, c)] += weight * parameters[layout.weight(i, c)] }
                for q in 0..<k { start[narrowLayout.output(g, q)] += parameters[layout.output(i, q)] }
            }
        }
        if narrowLayout.hasOutputBias {
            for q in 0..<k {
                let own = layout.hasOutputBias ? parameters[layout.output(layout.width, q)] : fixedBias[q]
                start[narrowLayout.output(r, q)] = own + constant(q) { parameters[layout.output($0, q)] }
            }
        }
        guard
            Self.departure(grouping, parameters, layout) < 2 * reach
                * (1 + norm(parameters[layout.weights]) + norm(start))
        else {
            return nil
        }
        if !start.isEmpty {
            var refinement = ApproximateRefinement()
            // what ends farther away than `reach` is given up afterwards
            refinement.leash = 2 * reach
            let outcome = refinement.run(from: start, on: reduced.makeApproximateEvaluator())
            guard !outcome.ranAway, outcome.gradientNorm < 1e-6 else { return nil }
            narrow = outcome.point
            looksDegenerate = Self.looksDegenerate(narrow, reduced)
        } else {
            narrow = []
            looksDegenerate = false
        }
        // Newton's method across the zeros of phi, towards the nearest
        var zeros = [[Double]]()
        for i in grouping.zeroTypes {
            var w = Array(parameters[layout.weights(of: i)])
            var converged = false
            for _ in 0..<40 {
                let ghost = reduced.approximateGhostNeurons(at: [w], parameters: narrow)[0]
                guard let across = SlopeDirections(ghost.slopes, outputCount: k), ghost.values.allSatisfy(\.isFinite)
                else { break }
                let step = across.step(ghost.values), length = norm(step)
                if length <= 1e-14 * (1 + norm(w)) {
                    converged = true
                    break
                }
                let factor = length > 0.2 ? 0.2 / length : 1
                for c in 0..<d { w[c] -= factor * step[c] }
            }
            // near a rounding error's length the steps no longer shrink; the proof decides
            let last = reduced.approximateGhostNeurons(at: [w], parameters: narrow)[0]
            guard converged || norm(last.values) < 1e-13 else { return nil }
            zeros.append(w)
        }
        zeroWeights = zeros

        // the split nearest to the candidate's outputs among those of sum A_g
        var squares = 0.0, splits = [[Double]]()
        for (g, group) in grouping.groups.enumerated() {
            let total = Array(narrow[narrowLayout.outputs(of: g)]), size = norm(total)
            guard size > 0 else { return nil }
            let excess = (0..<k).map { q in
                (total[q] - group.reduce(0) { $0 + parameters[layout.output($1, q)] }) / Double(group.count)
            }
            splits.append(
                group.map { i in
                    (0..<k).reduce(0) { $0 + (parameters[layout.output(i, $1)] + excess[$1]) * (total[$1] / size) }
                        / size
                })
            for i in group {
                for c in 0..<d {
                    let difference = parameters[layout.weight(i, c)] - narrow[narrowLayout.weight(g, c)]
                    squares += difference * difference
                }
            }
        }
        for (i, w) in zip(grouping.zeroTypes, zeros) {
            let size = layout.outputSize(i, parameters)
            squares += size * size
            for (x, y) in zip(parameters[layout.weights(of: i)], w) { squares += (x - y) * (x - y) }
        }
        // what the constants of the flips are to be
        if let pair = frame.constantPair {
            let constant = (narrow[narrowLayout.output(r)] - fixedBias[0]) / frame.doubledConstant
            var excess = -constant
            for (g, group) in grouping.groups.enumerated() {
                let total = narrow[narrowLayout.output(g)]
                for (i, share) in zip(group, splits[g]) where frame.flipped.contains(i) { excess -= share * total }
            }
            for (g, group) in grouping.groups.enumerated() {
                let total = narrow[narrowLayout.output(g)]
                for (place, i) in group.enumerated() {
                    if i == pair.flipped { splits[g][place] += excess / total }
                    if i == pair.upright { splits[g][place] -= excess / total }
                }
            }
        }
        var outputs = [Int: [Double]]()
        for (g, group) in grouping.groups.enumerated() {
            for (i, share) in zip(group, splits[g]) {
                outputs[i] = narrow[narrowLayout.outputs(of: g)].map { share * $0 }
                for q in 0..<k {
                    let difference = parameters[layout.output(i, q)] - (outputs[i]?[q] ?? 0)
                    squares += difference * difference
                }
            }
        }
        if layout.hasOutputBias {
            for q in 0..<k {
                let lifted = narrow[narrowLayout.output(r, q)] - constant(q) { outputs[$0]?[q] ?? 0 }
                let difference = parameters[layout.output(layout.width, q)] - lifted
                squares += difference * difference
            }
        }
        shares = splits
        distance = squares.squareRoot()
        guard distance.isFinite, splits.allSatisfy({ $0.allSatisfy { abs($0) < 0x1p100 } }) else { return nil }
    }

    private static func looksDegenerate(_ narrow: [Double], _ landscape: TwoLayerLandscape) -> Bool {
        let hessian = landscape.makeApproximateEvaluator().approximateHessian(at: narrow).hessian
        let sizes = ApproximateLinearAlgebra.symmetricEigenvalues(hessian, order: narrow.count)?.map(abs)
        guard let smallest = sizes?.min(), let largest = sizes?.max() else { return false }
        return smallest <= 0x1p-48 * largest
    }

    /// Distance of the candidate from the nearest point with that structure, critical or not.
    private static func departure(_ grouping: NeuronGrouping, _ parameters: [Double], _ layout: ParameterLayout)
        -> Double
    {
        var squares = grouping.zeroTypes.reduce(0) {
            let size = layout.outputSize($1, parameters)
            return $0 + size * size
        }
        for group in grouping.groups where group.count > 1 {
            for c in 0..<layout.inputDimension {
                let weights = group.map { parameters[layout.weight($0, c)] },
                    mean = weights.reduce(0, +) / Double(group.count)
                for weight in weights { squares += (weight - mean) * (weight - mean) }
            }
        }
        return squares.squareRoot()
    }
}
