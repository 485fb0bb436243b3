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
            let outcome = ApproximateRefinement().run(from: start, on: reduced.makeApproximateEvaluator())
            guard !outcome.ranAway, outcome.gradientNorm < 1e-6 else { return nil }
            narrow = outcome.point
        } else {
            narrow = []
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
        let layout = landscape.layout, r = grouping.groups.count
        let reduced = frame.narrow.withWidth(r)
        // at zero loss phi and M vanish identically: another argument's business
        guard reduced.makeApproximateEvaluator().approximateLoss(at: narrow) > 1e-20 else {
            return .failure(GuessFailure(why: "the loss is 0 to rounding, so phi and M_g have no sign"))
        }
        var witness: IsolatedPointWitness?, existence = 0.0, narrowIndex = 0
        if reduced.parameterCount > 0 {
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
        var argument = ReductionArgument(
            groups: grouping.groups.indices.map { g in
                ReductionArgument.Group(
                    neurons: grouping.groups[g], shares: Self.exactShares(shares[g]), curvatureBasis: [])
            },
            zeroTypes: zeroTypes, reduced: witness, curvature: .saddle(basis: nil), flipped: frame.flipped,
            constantPair: frame.constantPair)
        var copies = [CopyForm]()
        for g in grouping.groups.indices {
            guard let form = copyForm(of: g, in: &argument, on: reduced, narrow, landscape) else {
                return .failure(GuessFailure(why: "LAPACK found no eigenvectors"))
            }
            copies.append(form)
        }
        let endsHere = settleOpenOutputs(&argument, landscape, candidate, copies, narrowIndex: narrowIndex)
        if endsHere {
            argument.curvature = .endOfSaddleLine
            return .success(argument)
        }
        let wide = argument.framed(argument.centre(on: landscape), on: landscape)
        let point = wide.map { $0.double(rounding: .nearest) }
        let hessian = landscape.makeApproximateEvaluator().approximateHessian(at: point).hessian
        // signs tell what the transversal block would hide among rounding when a share is small
        let hasMinimalSigns =
            narrowIndex == 0
            && argument.groups.indices.allSatisfy { g in
                let sign = witness?.centre[reduced.layout.output(g, argument.pivot(g, of: landscape))].sign ?? 0
                return sign != 0
                    && LiftedInertia.group(
                        signs: argument.groups[g].shares.map { $0.sign * sign }, sumSign: sign, copies: copies[g]
                    ).negativeUpper == 0
            }
        let isPlateau =
            witness != nil && zeroTypes.isEmpty && hasMinimalSigns
            && slice(argument, wide, hessian, landscape).map {
                argument.curvature = .minimum($0)
            } != nil
        if !isPlateau { argument.curvature = .saddle(basis: nil) }
        return .success(argument)
    }

    /// Outputs smaller than the distance to the candidate: where some signs of them give minima and others saddles,
    /// they are made 0, and the answer is true; where all signs give saddles, none may be exactly 0, because that could
    /// hide the negative eigenvalues. What is made 0 moves the point, so more outputs may come to be open.
    private func settleOpenOutputs(
        _ argument: inout ReductionArgument, _ landscape: TwoLayerLandscape, _ candidate: [Dyadic],
        _ copies: [CopyForm], narrowIndex: Int
    ) -> Bool {
        let layout = landscape.layout
        guard let narrow = argument.reduced else { return false }
        var ends = argument
        let narrowLayout = frame.narrow.withWidth(argument.groups.count).layout
        for _ in 0...layout.width {
            let flags = ends.openOutputs(
                distance: Distance.upper(ends.centre(on: landscape), candidate) * (1 + 0x1p-20), on: landscape)
            guard flags.contains(where: { $0.contains(true) }) else { return false }
            let open = ends.groups.indices.map { g in
                let sign = narrow.centre[narrowLayout.output(g, ends.pivot(g, of: landscape))].sign
                return OpenOutputs(
                    signs: ends.groups[g].shares.map { $0.sign * sign }, open: flags[g], sumSign: sign,
                    copies: copies[g])
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
        let level = (try? reduced.makeEvaluator(.doubleDouble)) ?? (try? reduced.makeEvaluator(.multiple(precision)))
        guard let fine = level,
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

    /// The slice argument, when the transversal block is positive definite.
    private func slice(
        _ argument: ReductionArgument, _ centre: [Dyadic], _ hessian: [Double], _ landscape: TwoLayerLandscape
    ) -> SliceWitness? {
        let n = landscape.parameterCount
        let transversal = SliceWitness.transversal(argument.outputRows(on: landscape), landscape.layout)
        let block = (transversal * MatrixEnclosure(rows: n, columns: n, exactly: hessian)) * transversal.transposed
        guard
            let smallest = ApproximateLinearAlgebra.symmetricEigenvalues(block.midpoint, order: block.rows)?.first,
            smallest > 0
        else { return nil }
        let generous = min(0x1p-10, smallest)
        let level =
            (try? landscape.makeEvaluator(.float64)) ?? (try? landscape.makeEvaluator(.multiple(Precision(bits: 64))))
        guard let evaluator = level,
            let constants = try? evaluator.lipschitzConstants(on: Ball(centre: centre, radius: generous))
        else { return nil }
        let stated = Slack.above(constants.hessian)
        let largest = argument.outputRowsSquaredNorm(on: landscape).value
        return SliceWitness(
            radius: min(generous / 2, smallest / (2 * Double(block.rows) * stated * largest)), hessianLipschitz: stated)
    }
}
