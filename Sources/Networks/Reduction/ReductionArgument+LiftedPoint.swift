import Certify
import Rigor

/// The wide critical point theta* that a narrow one lifts to, and what is verified about it before its Hessian is
/// bounded.
struct LiftedPoint {
    /// p*, nil when the narrow network has no neurons.
    let narrow: IsolatedPoint?
    /// The lifted centre of the narrow network, as distances and eigenvalues are measured.
    let centre: [Dyadic]
    /// At least |theta* - centre|.
    let shift: Double
    /// At least |theta* - candidate|.
    let distance: Double
    /// Of the Hessian at theta*.
    let inertia: InertiaBounds
    /// What is known of the form that each copy adds, for the groups of several neurons.
    let copies: [CopyForm]
    /// Which outputs of each group are smaller than the distance, and what the group adds with any signs of them.
    let openFlags: [[Bool]]
    let open: [OpenOutputs]
    /// Of the Hessian at theta* and at the points of the family where open outputs have any sign.
    let indexLower: Int
    let indexUpper: Int
    /// At least |phi(w_0)| of each zero-type neuron.
    let zeroValues: [Double]
}

extension ReductionArgument {
    /// Verifies the hypotheses of `LiftedInertia` from the narrow critical point on.
    func lift(
        _ narrow: IsolatedPoint?, _ landscape: TwoLayerLandscape, _ context: ProofContext, _ ledger: ProofLedger?
    ) throws -> LiftedPoint {
        let d = landscape.inputDimension, k = landscape.outputCount
        let existence = narrow?.existenceRadius ?? 0
        // 2. A_g != 0 and the signs of the outputs
        let sumSigns = try outputSumSigns(existence: existence, landscape, ledger)
        // 3. phi at zero-type neurons, 4. M_g and C_g of groups of several
        let several = groups.indices.filter { groups[$0].neurons.count > 1 }
        let ghosts = try ghosts(of: several, existence: existence, landscape, context.level)
        var zeroValues = [Double]()
        for (i, zero) in zeroTypes.enumerated() {
            zeroValues.append(try zero.conclude(at: ghosts[2 * i], along: ghosts[2 * i + 1], ledger: ledger))
        }
        let unknown = CopyForm(
            bordered: InertiaBounds(positive: 0, negative: 0, zero: 0, order: d), slopeCount: 0, inputDimension: d,
            outputCount: k)
        var copies = [CopyForm](repeating: unknown, count: groups.count)
        for (i, g) in several.enumerated() {
            copies[g] = try copyForm(of: groups[g], ghosts[2 * zeroTypes.count + i], ledger)
        }
        // 5. the wide network at the lifted centre; p* lifted is within `shift` of it
        let centre = framed(self.centre(on: landscape), on: landscape)
        let shift = liftedDistance(liftFactor(on: landscape), existence, zeroTypes.map(\.reach))
        guard shift.isFinite else { throw Refusal.notANumber("distance of the critical point from the centre") }
        let distance = Directed.addUp(
            Distance.upper(centre, framed(context.candidate, on: landscape)), shift)
        // 6. the inertia of the wide Hessian, and what the groups add with every sign of the outputs that are smaller
        //    than the distance
        var inertia = InertiaBounds(narrow?.inertia ?? Inertia(positive: 0, negative: 0, zero: 0))
        let openFlags = openOutputs(distance: distance, on: landscape)
        var open = [OpenOutputs]()
        for g in groups.indices {
            let signs = try outputSigns(g, sumSigns[g], existence: existence, landscape, ledger)
            inertia = inertia + LiftedInertia.group(signs: signs, sumSign: sumSigns[g], copies: copies[g])
            open.append(OpenOutputs(signs: signs, open: openFlags[g], sumSign: sumSigns[g], copies: copies[g]))
        }
        for _ in zeroTypes { inertia = inertia + LiftedInertia.zeroType(inputDimension: d, outputCount: k) }
        if constantPair != nil { inertia = inertia.withoutOneZero }
        // the index there and, where outputs are open, at the points of the family with those of any sign
        let beside = (narrow?.inertia.negative ?? 0) + zeroTypes.count * k
        let lifted = LiftedPoint(
            narrow: narrow, centre: centre, shift: shift, distance: distance, inertia: inertia,
            copies: several.map { copies[$0] }, openFlags: openFlags, open: open,
            indexLower: min(inertia.negative, open.reduce(beside) { $0 + $1.indexLower }),
            indexUpper: max(inertia.negativeUpper, open.reduce(beside) { $0 + $1.indexUpper }), zeroValues: zeroValues)
        enter(lifted, ledger)
        return lifted
    }

    /// phi and its derivatives at both places of each zero-type neuron and at the input weights of the groups, for
    /// every parameter vector within `existence` of the narrow centre.
    private func ghosts(
        of several: [Int], existence: Double, _ landscape: TwoLayerLandscape, _ level: EvaluationLevel
    ) throws -> [GhostNeuronEnclosure] {
        let centre = reduced?.centre ?? [], narrow = narrowLandscape(of: landscape)
        return try narrow.ghostNeurons(
            at: zeroTypes.flatMap(\.ghosts)
                + several.map { Ball(centre: Array(centre[narrow.layout.weights(of: $0)]), radius: existence) },
            ratios: zeroTypes.flatMap { _ in [nil, nil] }
                + several.map { GhostNeuronEnclosure.Ratios(neuron: $0, pivot: pivot($0, of: landscape)) },
            parameters: Ball(centre: centre, radius: existence), level: level)
    }

    /// What a copy of the group's neuron adds, by the signs of [[M_g, C_S'], [C_S, 0]].
    private func copyForm(
        of group: Group, _ ghost: GhostNeuronEnclosure, _ ledger: ProofLedger?
    ) throws(Refusal) -> CopyForm {
        let spectrum: SpectrumEnclosure
        do {
            spectrum = try ghost.bordered(slopes: group.slopeOutputs).spectrum(basis: group.curvatureBasis)
        } catch {
            throw Refusal.spectrum(error)
        }
        let matrix =
            group.slopeOutputs.isEmpty
            ? "M_g, the Hessian of phi at u_g," : "[[M_g, C_S'], [C_S, 0]], S = {\(names(group.slopeOutputs))},"
        ledger?.hypothesis(
            "signs of \(matrix) for neurons \(names(group.neurons))",
            .exactly("\(spectrum.positiveAtLeast) positive, \(spectrum.negativeAtLeast) negative of \(spectrum.order)"))
        ledger?.also("its smallest eigenvalue", .within(spectrum.smallest))
        return CopyForm(
            bordered: InertiaBounds(spectrum), slopeCount: group.slopeOutputs.count,
            inputDimension: ghost.slopes.columns, outputCount: ghost.slopes.rows)
    }

    private func enter(_ lifted: LiftedPoint, _ ledger: ProofLedger?) {
        guard let ledger else { return }
        let inertia = lifted.inertia, lower = lifted.indexLower, upper = lifted.indexUpper
        let words =
            inertia.inertia?.words
            ?? "at least \(inertia.positive) positive, \(inertia.negative) negative, \(inertia.zero) zero"
            + " of \(inertia.order)"
        ledger.hypothesis("inertia of the Hessian of the wide network", .exactly(words))
        ledger.also("distance of the critical point from the centre", .atMost(lifted.shift))
        ledger.hypothesis(
            "Morse index, also where outputs of equal neurons below the distance have either sign",
            .exactly(lower == upper ? "\(lower)" : "\(lower) to \(upper)"))
    }
}
