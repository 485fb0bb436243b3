import Certify
import Networks
import Rigor

extension ReductionGuess {
    /// The critical point of the narrow network; nil when it has no neurons.
    func narrowPoint() -> Result<NarrowProof?, GuessFailure> {
        let reduced = frame.narrow.withWidth(grouping.groups.count)
        // at zero loss phi and M vanish identically: another argument's business
        guard reduced.makeApproximateEvaluator().approximateLoss(at: narrow) > 1e-20 else {
            return .failure(GuessFailure(why: "the loss is 0 to rounding, so phi and M_g have no sign"))
        }
        guard reduced.parameterCount > 0 else { return .success(nil) }
        switch IsolatedPointSearch(landscape: reduced, maximumPrecision: NarrowProof.precision.bits).run(
            near: narrow, isRefined: true)
        {
        case .proved(let witness, let point):
            return .success(
                NarrowProof(witness: witness, existence: point.existenceRadius, index: point.inertia.negative))
        case .open(let reason): return .failure(GuessFailure(why: "the narrow network: \(reason)"))
        }
    }

    /// Writes the argument: measures in float64 what it needs beside the narrow point.
    ///
    /// - Parameters:
    ///   - candidate: its parameters, as they are.
    ///   - level: at which phi is enclosed for zero-type neurons.
    func argument(
        _ narrowProof: NarrowProof?, on landscape: TwoLayerLandscape, candidate: [Dyadic], level: EvaluationLevel
    ) -> Result<ReductionArgument, GuessFailure> {
        let reduced = frame.narrow.withWidth(grouping.groups.count)
        let witness = narrowProof?.witness, narrowIndex = narrowProof?.index ?? 0
        let narrow = witness?.centre.map { $0.double(rounding: .nearest) } ?? []
        let zeroTypes: [ZeroTypeWitness]
        switch zeroTypeWitnesses(
            on: reduced, Ball(centre: witness?.centre ?? [], radius: narrowProof?.existence ?? 0), level)
        {
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
        let evaluator =
            (try? landscape.makeEvaluator(.float64)) ?? (try? landscape.makeEvaluator(.multiple(Precision(bits: 64))))
        guard let evaluator,
            let constants = try? evaluator.lipschitzConstants(on: Ball(centre: centre, radius: generous))
        else { return nil }
        let stated = Slack.above(constants.hessian)
        let largest = argument.outputRowsSquaredNorm(on: landscape).value
        return SliceWitness(
            radius: min(generous / 2, smallest / (2 * Double(block.rows) * stated * largest)), hessianLipschitz: stated)
    }
}
