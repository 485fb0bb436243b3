import Certify
import Networks
import Rigor

/// A grouping with the narrow network refined in float64. Untrusted.
struct ReductionGuess {
    let grouping: NeuronGrouping
    /// Neurons that are turned round first.
    let flipped: [Int]
    /// Parameters of the narrow network.
    let narrow: [Double]
    /// Input weights of the zero-type neurons, near a zero of phi.
    let zeroWeights: [[Double]]
    /// a_i / A_g for the neurons of each group.
    let shares: [[Double]]
    /// Distance of the lifted point from the candidate.
    let distance: Double
    /// 1 + norm of all weights and of the narrow network's outputs.
    var scale: Double { 1 + norm(narrow + zeroWeights.flatMap { $0 }) }

    /// Refines; nil when refinement runs away or finds no zero of phi, or when the candidate is far from any point of
    /// that structure.
    ///
    /// - Parameters:
    ///   - parameters: of the candidate, the neurons of `flipped` turned round.
    init?(
        _ grouping: NeuronGrouping, flipped: [Int], _ parameters: [Double], _ landscape: TwoLayerLandscape,
        reach: Double
    ) {
        let d = landscape.inputDimension, r = grouping.groups.count, layout = landscape.layout
        let reduced = landscape.withWidth(r), narrowLayout = reduced.layout
        self.grouping = grouping
        self.flipped = flipped
        var start = [Double](repeating: 0, count: narrowLayout.count)
        for (g, group) in grouping.groups.enumerated() {
            // input weights weighted by the outputs, which leaves the function unchanged to first order when they have
            // one sign
            let total = group.reduce(0) { $0 + abs(parameters[layout.output($1)]) }
            for i in group {
                let weight = total > 0 ? abs(parameters[layout.output(i)]) / total : 1 / Double(group.count)
                for c in 0..<d { start[narrowLayout.weight(g, c)] += weight * parameters[layout.weight(i, c)] }
                start[narrowLayout.output(g)] += parameters[layout.output(i)]
            }
        }
        guard
            Self.departure(grouping, parameters, layout) < 2 * reach
                * (1 + norm(parameters[layout.weights]) + norm(start))
        else {
            return nil
        }
        if r > 0 {
            let outcome = ApproximateRefinement().run(from: start, on: reduced.makeApproximateEvaluator())
            guard !outcome.ranAway, outcome.gradientNorm < 1e-6 else { return nil }
            narrow = outcome.point
        } else {
            narrow = []
        }
        // Newton's method along the gradient, towards the nearest zero of phi
        var zeros = [[Double]]()
        for i in grouping.zeroTypes {
            var w = Array(parameters[layout.weights(of: i)])
            var converged = false
            for _ in 0..<40 {
                let ghost = reduced.approximateGhostNeurons(at: [w], parameters: narrow)[0]
                let slope = ghost.gradient.reduce(0) { $0 + $1 * $1 }
                guard slope > 0, ghost.value.isFinite else { break }
                let length = abs(ghost.value) / slope.squareRoot()
                if length <= 1e-14 * (1 + norm(w)) {
                    converged = true
                    break
                }
                let factor = length > 0.2 ? 0.2 / length : 1
                for c in 0..<d { w[c] -= factor * ghost.value / slope * ghost.gradient[c] }
            }
            // near a rounding error's length the steps no longer shrink; the proof decides
            let last = reduced.approximateGhostNeurons(at: [w], parameters: narrow)[0]
            guard converged || abs(last.value) < 1e-13 else { return nil }
            zeros.append(w)
        }
        zeroWeights = zeros

        // the split nearest to the candidate's outputs among those of sum A_g
        var squares = 0.0, splits = [[Double]]()
        for (g, group) in grouping.groups.enumerated() {
            let total = narrow[narrowLayout.output(g)]
            guard total != 0 else { return nil }
            let excess = (total - group.reduce(0) { $0 + parameters[layout.output($1)] }) / Double(group.count)
            splits.append(group.map { (parameters[layout.output($0)] + excess) / total })
            squares += excess * excess * Double(group.count)
            for i in group {
                for c in 0..<d {
                    let difference = parameters[layout.weight(i, c)] - narrow[narrowLayout.weight(g, c)]
                    squares += difference * difference
                }
            }
        }
        for (i, w) in zip(grouping.zeroTypes, zeros) {
            squares += parameters[layout.output(i)] * parameters[layout.output(i)]
            for (x, y) in zip(parameters[layout.weights(of: i)], w) { squares += (x - y) * (x - y) }
        }
        shares = splits
        distance = squares.squareRoot()
        guard distance.isFinite, splits.allSatisfy({ $0.allSatisfy { abs($0) < 0x1p100 } }) else { return nil }
    }

    /// Distance of the candidate from the nearest point with that structure, critical or not.
    private static func departure(_ grouping: NeuronGrouping, _ parameters: [Double], _ layout: ParameterLayout)
        -> Double
    {
        var squares = grouping.zeroTypes.reduce(0) {
            $0 + parameters[layout.output($1)] * parameters[layout.output($1)]
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

    /// Shares as exact numbers of sum 1; the largest takes what rounding leaves.
    static func exactShares(_ shares: [Double]) -> [Dyadic] {
        completed(shares.map { Dyadic(exactly: $0) ?? .zero })
    }

    /// The same shares, the largest changed so that their sum is 1.
    private static func completed(_ shares: [Dyadic]) -> [Dyadic] {
        var exact = shares
        guard let last = shares.indices.max(by: { shares[$0].magnitude < shares[$1].magnitude }) else { return [] }
        let others = exact.indices.filter { $0 != last }.reduce(Dyadic.zero) { $0 + exact[$1] }
        exact[last] = Dyadic(1) - others
        return exact
    }

    /// Writes the argument: proves the narrow point, and measures in float64 what the rest needs.
    ///
    /// - Parameter candidate: the parameters of the candidate, as they are.
    func argument(
        on landscape: TwoLayerLandscape, candidate: [Dyadic], precision: Precision
    ) -> Result<ReductionArgument, GuessFailure> {
        let m = landscape.width, d = landscape.inputDimension, r = grouping.groups.count
        let reduced = landscape.withWidth(r)
        // at zero loss phi and M vanish identically: another argument's business
        guard reduced.makeApproximateEvaluator().approximateLoss(at: narrow) > 1e-20 else {
            return .failure(GuessFailure(why: "the loss is 0 to rounding, so phi and M_g have no sign"))
        }
        var witness: IsolatedPointWitness?, existence = 0.0, narrowIndex = 0
        if r > 0 {
            switch IsolatedPointSearch(landscape: reduced, maximumPrecision: precision.bits).run(near: narrow) {
            case .proved(let proof, let point):
                narrowIndex = point.inertia.negative
                (witness, existence) = sharpened(proof, point, on: reduced, precision)
            case .open(let reason): return .failure(GuessFailure(why: "the narrow network: \(reason)"))
            }
        }
        let narrow = witness?.centre.map { $0.double(rounding: .nearest) } ?? []
        let zeroTypes: [ZeroTypeWitness]
        switch zeroTypeWitnesses(on: reduced, Ball(centre: witness?.centre ?? [], radius: existence), precision) {
        case .success(let witnesses): zeroTypes = witnesses
        case .failure(let failure): return .failure(failure)
        }
        var groups = [ReductionArgument.Group](), curvatures = [InertiaBounds]()
        for (g, group) in grouping.groups.enumerated() {
            var basis = [Double](), curvature = InertiaBounds(positive: 0, negative: 0, zero: 0, order: d)
            if group.count > 1 {
                let ghost = reduced.approximateGhostNeurons(
                    at: [Array(narrow[reduced.layout.weights(of: g)])], parameters: narrow)[0]
                guard let (values, vectors) = ApproximateLinearAlgebra.symmetricEigenproblem(ghost.hessian, order: d)
                else {
                    return .failure(GuessFailure(why: "LAPACK found no eigenvectors"))
                }
                basis = vectors
                curvature = InertiaBounds(
                    positive: values.count { $0 > 0 }, negative: values.count { $0 < 0 }, zero: 0, order: d)
            }
            curvatures.append(curvature)
            groups.append(
                ReductionArgument.Group(
                    neurons: group, shares: Self.exactShares(shares[g]), curvatureBasis: basis))
        }
        var argument = ReductionArgument(
            groups: groups, zeroTypes: zeroTypes, reduced: witness, curvature: .saddle(basis: []), flipped: flipped)
        let endsHere = settleOpenOutputs(&argument, landscape, candidate, curvatures, narrowIndex: narrowIndex)
        if endsHere {
            argument.curvature = .endOfSaddleLine
            return .success(argument)
        }
        let wide = argument.centre(width: m, inputDimension: d)
        let point = wide.map { $0.double(rounding: .nearest) }
        let hessian = landscape.makeApproximateEvaluator().approximateHessian(at: point).hessian
        // signs tell what the transversal block would hide among rounding when a share is small
        let hasMinimalSigns =
            narrowIndex == 0
            && argument.groups.indices.allSatisfy { g in
                let sign = witness?.centre[reduced.layout.output(g)].sign ?? 0
                return sign != 0
                    && LiftedInertia.group(
                        signs: argument.groups[g].shares.map { $0.sign * sign }, sumSign: sign, curvature: curvatures[g]
                    ).negativeUpper == 0
            }
        let isPlateau =
            witness != nil && zeroTypes.isEmpty && hasMinimalSigns
            && slice(argument, wide, hessian, landscape).map {
                argument.curvature = .minimum($0)
            } != nil
        if !isPlateau {
            guard let basis = ApproximateLinearAlgebra.symmetricEigenproblem(hessian, order: wide.count)?.vectors else {
                return .failure(GuessFailure(why: "LAPACK found no eigenvectors"))
            }
            argument.curvature = .saddle(basis: basis)
        }
        return .success(argument)
    }

    /// Outputs smaller than the distance to the candidate: where some signs of them give minima and others saddles,
    /// they are made 0, and the answer is true; where all signs give saddles, none may be exactly 0, because that could
    /// hide the negative eigenvalues. What is made 0 moves the point, so more outputs may come to be open.
    private func settleOpenOutputs(
        _ argument: inout ReductionArgument, _ landscape: TwoLayerLandscape, _ candidate: [Dyadic],
        _ curvatures: [InertiaBounds],
        narrowIndex: Int
    ) -> Bool {
        let m = landscape.width, d = landscape.inputDimension
        let turned = argument.turned(candidate, width: m, inputDimension: d)
        guard let narrow = argument.reduced else { return false }
        var ends = argument
        for _ in 0...m {
            let flags = ends.openOutputs(
                distance: Distance.upper(ends.centre(width: m, inputDimension: d), turned) * (1 + 0x1p-20),
                inputDimension: d)
            guard flags.contains(where: { $0.contains(true) }) else { return false }
            let open = ends.groups.indices.map { g in
                let sign = narrow.centre[ParameterLayout(width: ends.groups.count, inputDimension: d).output(g)].sign
                return OpenOutputs(
                    signs: ends.groups[g].shares.map { $0.sign * sign }, open: flags[g], sumSign: sign,
                    curvature: curvatures[g])
            }
            guard argument.zeroTypes.isEmpty, narrowIndex == 0, open.allSatisfy({ $0.minimal != nil }) else {
                for g in argument.groups.indices {
                    let shares = argument.groups[g].shares.map { $0.isZero ? Dyadic(1).scaled(byPowerOfTwo: -60) : $0 }
                    argument.groups[g].shares = Self.completed(shares)
                }
                return false
            }
            if zip(ends.groups, flags).allSatisfy({ zip($0.shares, $1).allSatisfy { !$1 || $0.isZero } }) {
                argument = ends
                return true
            }
            for g in ends.groups.indices {
                ends.groups[g].shares = Self.completed(zip(ends.groups[g].shares, flags[g]).map { $1 ? .zero : $0 })
            }
        }
        return false
    }

    /// The same witness at a centre refined with the full precision, so that p* is known to nearly all of its bits.
    private func sharpened(
        _ witness: IsolatedPointWitness, _ point: IsolatedPoint, on reduced: TwoLayerLandscape, _ precision: Precision
    ) -> (IsolatedPointWitness, existence: Double) {
        guard let fine = try? reduced.makeEvaluator(.multiple(precision)),
            let outcome = try? MultiplePrecisionRefinement().run(
                from: witness.centre, hessian: (try? reduced.makeEvaluator(.float64)) ?? fine, gradient: fine,
                precision: precision),
            outcome.gradientNorm < witness.gradientNorm
        else { return (witness, point.existenceRadius) }
        var result = witness
        result.centre = outcome.point
        result.gradientNorm = Slack.above(outcome.gradientNorm)
        // as the proof will find
        return (result, result.statedExistenceRadius ?? .infinity)
    }

    /// Zeros of phi, each after one step of Newton's method along the gradient with the full precision.
    private func zeroTypeWitnesses(
        on reduced: TwoLayerLandscape, _ parameters: Ball, _ precision: Precision
    ) -> Result<[ZeroTypeWitness], GuessFailure> {
        let starts = zeroWeights.map { $0.map { Dyadic(exactly: $0) ?? .zero } }
        guard
            let ghosts = try? reduced.ghostNeurons(
                at: starts.map { Ball(centre: $0) }, parameters: parameters, precision: precision)
        else { return .failure(GuessFailure(why: "phi could not be enclosed")) }
        var result = [ZeroTypeWitness]()
        for ((i, start), ghost) in zip(zip(grouping.zeroTypes, starts), ghosts) {
            let slope = norm(ghost.gradient.midpoint)
            guard slope > 0, slope.isFinite else {
                return .failure(GuessFailure(why: "grad phi vanishes at neuron \(i)"))
            }
            let direction = ghost.gradient.midpoint.map { $0 / slope }
            let value = (ghost.value.lower + ghost.value.upper) / 2,
                spread = (ghost.value.upper - ghost.value.lower) / 2
            let step = -value / slope
            let weights = zip(start, direction).map { $0 + (Dyadic(exactly: $1 * step) ?? .zero) }
            // what is left: the float64 rounding of the step, its curvature, and what phi is uncertain by
            let left = 2 * abs(value) * 0x1p-50 + norm(ghost.hessian.midpoint) * step * step + spread
            result.append(
                ZeroTypeWitness(
                    neuron: i, weights: weights, direction: direction,
                    halfLength: Directed.multiplyUp(2 / slope, left) + 0x1p-200))
        }
        return .success(result)
    }

    /// The slice argument, when the transversal block is positive definite.
    private func slice(
        _ argument: ReductionArgument, _ centre: [Dyadic], _ hessian: [Double], _ landscape: TwoLayerLandscape
    ) -> SliceWitness? {
        let m = landscape.width, d = landscape.inputDimension, n = landscape.parameterCount
        let transversal = SliceWitness.transversal(grouping.groups, width: m, inputDimension: d)
        let block = (transversal * MatrixEnclosure(rows: n, columns: n, exactly: hessian)) * transversal.transposed
        guard let (values, vectors) = ApproximateLinearAlgebra.symmetricEigenproblem(block.midpoint, order: block.rows),
            let smallest = values.first, smallest > 0
        else { return nil }
        let generous = min(0x1p-10, smallest)
        let level =
            (try? landscape.makeEvaluator(.float64)) ?? (try? landscape.makeEvaluator(.multiple(Precision(bits: 64))))
        guard let evaluator = level,
            let constants = try? evaluator.lipschitzConstants(on: Ball(centre: centre, radius: generous))
        else { return nil }
        let stated = Slack.above(constants.hessian)
        let largest = Double(grouping.groups.map(\.count).max() ?? 1)
        return SliceWitness(
            radius: min(generous / 2, smallest / (2 * Double(block.rows) * stated * largest)), hessianLipschitz: stated,
            basis: vectors)
    }
}
