import Certify
import Rigor

extension ReductionArgument {
    /// Verifies every hypothesis in MPFR, in the order of `LiftedInertia`, then of the argument for the curvature.
    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        return try Refusal.refusing {
            guard let landscape = context.landscape as? TwoLayerLandscape else {
                throw Refusal.inequality("the reduction of equal neurons is for two-layer networks")
            }
            return try conclude(on: landscape, context)
        }
    }

    private func conclude(on landscape: TwoLayerLandscape, _ context: ProofContext) throws -> Verdict {
        let layout = landscape.layout, m = layout.width, d = layout.inputDimension, k = layout.outputCount
        let level = EvaluationLevel.multiple(context.precision)
        guard landscape.problem.decay == nil else {
            throw Refusal.inequality("with decay equal neurons are critical for equal outputs alone: no families")
        }
        // the candidate, turned like the point where that is an isometry
        try requireFlips(landscape)
        guard context.candidate.count == landscape.parameterCount else {
            throw Refusal.dimension(expected: landscape.parameterCount, found: context.candidate.count)
        }
        let candidate = framed(context.candidate, on: landscape)
        // 0. groups and zero-type neurons divide the neurons; shares add up to 1
        try requirePartition(layout)
        let ledger = context.ledger?.argument(
            "A critical point with equal neurons or outputs 0 (Fukumizu & Amari 2000; MATHEMATICS section 6)")
        ledger?.note("\(structure).")
        ledger?.hypothesis(
            "groups and zero-type neurons divide the \(m) neurons; the shares of each group add up to 1",
            .exactly("exactly"))
        enterFlips(landscape, ledger)
        // 1. the narrow network's critical point p*
        let narrow = narrowLandscape(of: landscape)
        guard (narrow.parameterCount == 0) == (reduced == nil) else {
            throw Refusal.inequality("the narrow network has no critical point stated")
        }
        var reducedPoint: IsolatedPoint?
        if let reduced {
            guard reduced.centre.count == narrow.parameterCount else {
                throw Refusal.dimension(expected: narrow.parameterCount, found: reduced.centre.count)
            }
            guard reduced.radius > 0, reduced.radius.isFinite else { throw Refusal.notANumber("radius") }
            reducedPoint = try reduced.conclude(
                with: try narrow.makeEvaluator(level),
                ledger: ledger?.argument("The critical point p* of the narrow network of width \(reducedWidth)"))
        }
        let existence = reducedPoint?.existenceRadius ?? 0
        // 2. A_g != 0 and the signs of the outputs
        let sumSigns = try outputSumSigns(existence: existence, landscape, ledger)
        // 3. phi at zero-type neurons, 4. M_g and C_g of groups of several, for every parameter vector within
        //    `existence` of the narrow centre
        let centre = reduced?.centre ?? []
        let several = groups.indices.filter { groups[$0].neurons.count > 1 }
        let ghosts = try narrow.ghostNeurons(
            at: zeroTypes.flatMap(\.ghosts)
                + several.map { Ball(centre: Array(centre[narrow.layout.weights(of: $0)]), radius: existence) },
            ratios: zeroTypes.flatMap { _ in [nil, nil] }
                + several.map { GhostNeuronEnclosure.Ratios(neuron: $0, pivot: pivot($0, of: landscape)) },
            parameters: Ball(centre: centre, radius: existence), precision: context.precision)
        var zeroValues = [Double]()
        for (i, zero) in zeroTypes.enumerated() {
            zeroValues.append(try zero.conclude(at: ghosts[2 * i], along: ghosts[2 * i + 1], ledger: ledger))
        }
        // 5. the inertia of the wide Hessian
        var inertia = InertiaBounds(reducedPoint?.inertia ?? Inertia(positive: 0, negative: 0, zero: 0))
        let unknown = CopyForm(
            bordered: InertiaBounds(positive: 0, negative: 0, zero: 0, order: d), slopeCount: 0, inputDimension: d,
            outputCount: k)
        var copies = [CopyForm](repeating: unknown, count: groups.count)
        for (i, g) in several.enumerated() {
            let bordered = ghosts[2 * zeroTypes.count + i].bordered(slopes: groups[g].slopeOutputs)
            let spectrum: SpectrumEnclosure
            do { spectrum = try bordered.spectrum(basis: groups[g].curvatureBasis) } catch {
                throw Refusal.spectrum(error)
            }
            copies[g] = CopyForm(
                bordered: InertiaBounds(spectrum), slopeCount: groups[g].slopeOutputs.count, inputDimension: d,
                outputCount: k)
            enterSigns(spectrum, of: groups[g], ledger)
        }
        // 6. the wide network at the lifted centre; p* lifted is within `shift` of it
        let wideCentre = framed(self.centre(on: landscape), on: landscape)
        let factor = liftFactor(on: landscape), shift = liftedDistance(factor, existence, zeroTypes.map(\.reach))
        guard shift.isFinite else { throw Refusal.notANumber("distance of the critical point from the centre") }
        let distance = Directed.addUp(Distance.upper(wideCentre, candidate), shift)
        // what the groups add with every sign of the outputs that are smaller than the distance
        let openFlags = openOutputs(distance: distance, on: landscape)
        var open = [OpenOutputs]()
        for g in groups.indices {
            let signs = try outputSigns(g, sumSigns[g], existence: existence, landscape, ledger)
            inertia = inertia + LiftedInertia.group(signs: signs, sumSign: sumSigns[g], copies: copies[g])
            open.append(OpenOutputs(signs: signs, open: openFlags[g], sumSign: sumSigns[g], copies: copies[g]))
        }
        for _ in zeroTypes { inertia = inertia + LiftedInertia.zeroType(inputDimension: d, outputCount: k) }
        if constantPair != nil { inertia = inertia.withoutOneZero }
        if let ledger {
            let words =
                inertia.inertia?.words
                ?? "at least \(inertia.positive) positive, \(inertia.negative) negative, \(inertia.zero) zero"
                + " of \(inertia.order)"
            ledger.hypothesis("inertia of the Hessian of the wide network", .exactly(words))
            ledger.also("distance of the critical point from the centre", .atMost(shift))
        }
        // the index there and, where outputs are open, at the points of the family with those of any sign
        let beside = (reducedPoint?.inertia.negative ?? 0) + zeroTypes.count * k
        let indexLower = min(inertia.negative, open.reduce(beside) { $0 + $1.indexLower })
        let indexUpper = max(inertia.negativeUpper, open.reduce(beside) { $0 + $1.indexUpper })
        var saddleIndex: Int?
        let evaluator = try landscape.makeEvaluator(level)
        let smallest: Bounds
        ledger?.hypothesis(
            "Morse index, also where outputs of equal neurons below the distance have either sign",
            .exactly(indexLower == indexUpper ? "\(indexLower)" : "\(indexLower) to \(indexUpper)"))
        switch curvature {
        case .saddle(let basis):
            // a strict saddle there, and with any sign of what is open
            guard inertia.negative > 0 else { throw undecided(inertia, several.map { copies[$0] }) }
            guard indexLower > 0 else { throw tossed(distance) }
            if let basis, basis.count != wideCentre.count * wideCentre.count {
                throw Refusal.dimension(expected: wideCentre.count * wideCentre.count, found: basis.count)
            }
            let hessian = try hessian(evaluator, Ball(centre: wideCentre, radius: shift))
            do {
                let enclosed = try hessian.smallestEigenvalue(basis: basis)
                // the index is positive, so the smallest eigenvalue is negative
                smallest = Bounds(lower: enclosed.lower, upper: Directed.minimum(enclosed.upper, 0))
            } catch { throw Refusal.spectrum(error) }
            ledger?.also("smallest eigenvalue of the Hessian", .within(smallest))
        case .minimum(let slice):
            guard let exact = inertia.inertia, exact.negative == 0, zeroTypes.isEmpty,
                exact.zero == familyDimension(layout)
            else { throw undecided(inertia, several.map { copies[$0] }) }
            guard indexUpper == 0 else { throw tossed(distance) }
            let reach = (UpperBound(shift) + UpperBound(slice.radius)).value
            guard slice.radius > 0, reach.isFinite else { throw Refusal.notANumber("radius of the slice argument") }
            let ball = Ball(centre: wideCentre, radius: reach)
            try slice.conclude(
                hessian: try hessian(evaluator, Ball(centre: wideCentre)),
                measured: try evaluator.lipschitzConstants(on: ball).hessian, shift: shift,
                transversal: SliceWitness.transversal(outputRows(on: landscape), layout),
                squaredNorm: outputRowsSquaredNorm(on: landscape), ledger: ledger)
            smallest = Bounds(lower: 0, upper: 0)
        case .endOfSaddleLine:
            saddleIndex = try endOfSaddleLine(open, openFlags, reducedPoint, layout, ledger)
            // an output is 0, so the inertia has zeros, and it has no negative sign
            smallest = Bounds(lower: 0, upper: 0)
        }
        // 7. the loss of the narrow network; without neurons it is the loss of the function 0, whatever the input
        //    weights
        let loss = try reducedPoint?.loss ?? evaluator.enclosure(on: Ball(centre: wideCentre), order: .loss).loss
        let family = familyDimension(layout)
        let gradientNorm = try gradientNorm(at: wideCentre, factor, zeroValues, landscape, evaluator)
        // a saddle, and the end of a line of saddles, has smaller losses near by
        let isMinimum = saddleIndex == nil && inertia.negative == 0
        let isBeaten = !isMinimum || context.reference.map { loss.lower > $0.lossUpper } ?? false
        let point = CriticalPoint(
            loss: loss, gradientNormUpper: gradientNorm,
            smallestEigenvalue: smallest, indexLower: indexLower, indexUpper: indexUpper,
            nullity: inertia.inertia?.zero, isIsolated: family > 0 ? false : (inertia.inertia?.zero == 0 ? true : nil),
            distanceUpper: distance,
            isProvedNonGlobal: isBeaten,
            familyDimension: family,
            // a pair that takes up a constant stands for an output bias, which the students do not have
            level: constantPair == nil ? landscape.irreducibleTeacherWidth.map { $0 - reducedWidth } : nil,
            structure: structure,
            learningCoefficient: isMinimum
                ? .morseBott(
                    parameters: wideCentre.count, nullity: inertia.inertia?.zero, familyDimension: family)
                : nil)
        enterConclusions(point, isMinimum: isMinimum, saddleIndex: saddleIndex, ledger)
        if let saddleIndex { return .endOfSaddleLine(point, saddleIndex: saddleIndex) }
        return isMinimum ? .localMinimum(point, isBeaten ? .nonGlobal : .open) : .saddle(point)
    }

    /// Enters what follows from what was verified.
    private func enterConclusions(_ point: CriticalPoint, isMinimum: Bool, saddleIndex: Int?, _ ledger: ProofLedger?) {
        guard let ledger else { return }
        let distance = OutwardDecimal.upper(point.distanceUpper, digits: 5), dimension = point.familyDimension
        let place = "a critical point p* within \(distance) of the candidate"
        let family = dimension > 0 ? ", on a family of critical points of dimension \(dimension)" : ""
        let loss = "of loss in \(OutwardDecimal.interval(point.loss, digits: 10))"
        let index =
            point.indexLower == point.indexUpper
            ? "\(point.indexLower)" : "\(point.indexLower) to \(point.indexUpper)"
        ledger.conclusion("Hence \(place)\(family), \(loss).")
        if let saddleIndex {
            ledger.conclusion(
                "In every neighbourhood: local minima of its loss, and strict saddles of index at least \(saddleIndex)."
            )
        } else {
            ledger.conclusion(isMinimum ? "It is a local minimum." : "It is a strict saddle of Morse index \(index).")
        }
    }

    private func names(_ neurons: [Int]) -> String { neurons.map(String.init).joined(separator: ", ") }

    /// Verifies the hypotheses of the theorem in `OpenOutputs`, in its order; returns s.
    private func endOfSaddleLine(
        _ open: [OpenOutputs], _ flags: [[Bool]], _ narrow: IsolatedPoint?, _ layout: ParameterLayout,
        _ ledger: ProofLedger?
    ) throws(Refusal) -> Int {
        guard zeroTypes.isEmpty else {
            throw .inequality("\(structure): a zero-type neuron makes all points of the family strict saddles")
        }
        guard let narrow, narrow.isMinimum else {
            throw .inequality("\(structure): the narrow network is not at a minimum")
        }
        for (group, flags) in zip(groups, flags) where group.neurons.count > 1 {
            for (i, isOpen) in flags.enumerated()
            where isOpen && !(group.shares[i].isZero && !isInPair(group.neurons[i])) {
                throw .inequality("\(structure): an output smaller than the distance to the candidate is not 0")
            }
        }
        // inertia (.., 0, 0) of R_g (x) M_g with some signs
        var inertia = InertiaBounds(narrow.inertia)
        for part in open {
            guard let minimal = part.minimal else {
                throw .inequality("\(structure): no signs of the outputs that are 0 are proved to give minima")
            }
            inertia = inertia + minimal
        }
        if constantPair != nil { inertia = inertia.withoutOneZero }
        guard let exact = inertia.inertia, exact.negative == 0, exact.zero == familyDimension(layout) else {
            throw .inequality("\(structure): the kernel is not proved to be that of the family")
        }
        // s negative eigenvalues with all others
        guard let index = open.filter(\.isOpen).compactMap(\.saddleIndex).min(), index > 0 else {
            throw .inequality("\(structure): no output is 0, or not all other signs are proved to give strict saddles")
        }
        guard let ledger = ledger?.argument("The end of a line of saddles (MATHEMATICS section 6)") else {
            return index
        }
        ledger.hypothesis(
            "no zero-type neuron; the narrow network is at a minimum", .exactly("all eigenvalues positive"))
        ledger.hypothesis("every output of equal neurons below the distance is exactly 0", .exactly("exactly"))
        ledger.hypothesis(
            "with some signs of these outputs: no negative eigenvalue, and as many zeros as the family has dimensions",
            .exactly(exact.words))
        ledger.hypothesis("with all other signs: negative eigenvalues", .exactly(">= \(index)"))
        return index
    }

    private func enterSigns(_ spectrum: SpectrumEnclosure, of group: Group, _ ledger: ProofLedger?) {
        let matrix =
            group.slopeOutputs.isEmpty
            ? "M_g, the Hessian of phi at u_g," : "[[M_g, C_S'], [C_S, 0]], S = {\(names(group.slopeOutputs))},"
        ledger?.hypothesis(
            "signs of \(matrix) for neurons \(names(group.neurons))",
            .exactly("\(spectrum.positiveAtLeast) positive, \(spectrum.negativeAtLeast) negative of \(spectrum.order)"))
        ledger?.also("its smallest eigenvalue", .within(spectrum.smallest))
    }

    private func tossed(_ distance: Double) -> Refusal {
        .inequality(
            "\(structure): the kind of the point is decided by the sign of an output smaller than the distance "
                + "\(distance) to the candidate"
        )
    }

    /// Flips need an activation that is odd about a constant, and where that is not 0 a trained output bias, or a pair
    /// of outputs, that takes it.
    private func requireFlips(_ landscape: TwoLayerLandscape) throws(Refusal) {
        let problem = landscape.problem
        guard flipped == Array(Set(flipped)).sorted(), Set(groups.flatMap(\.neurons)).isSuperset(of: flipped) else {
            throw .inequality("the flipped neurons are not in ascending order, or not of groups")
        }
        guard !flipped.isEmpty else {
            guard constantPair == nil else { throw .inequality("no flips, so there is no constant to take up") }
            return
        }
        guard let flips = NeuronFlips(problem.activation) else {
            throw .inequality("neurons can be flipped for an activation that is odd about a constant only")
        }
        let isTaken = flips.areIsometries || problem.outputBias.isTrained
        guard isTaken == (constantPair == nil) else {
            throw .inequality("the constant of the flips is taken up by nothing, or twice")
        }
        guard let pair = constantPair else { return }
        guard problem.outputCount == 1, Dyadic(exactly: problem.outputBias.fixedValue(0)) != nil else {
            throw .inequality("a pair takes up the constant of flips with one output and a dyadic output bias only")
        }
        guard groups.contains(where: { $0.neurons.contains(pair.upright) && $0.neurons.contains(pair.flipped) }),
            !flipped.contains(pair.upright), flipped.contains(pair.flipped)
        else {
            throw .inequality("the pair that takes up the constant of flips is not one of a group, one of it flipped")
        }
    }

    private func enterFlips(_ landscape: TwoLayerLandscape, _ ledger: ProofLedger?) {
        guard let ledger, let flips = NeuronFlips(landscape.problem.activation), !flipped.isEmpty else { return }
        ledger.note("Flips (w, a) -> (-w, -a) of neurons \(names(flipped)); s(-z) = \(flips.doubledConstant) - s(z).")
        guard let pair = constantPair else { return }
        ledger.note(
            "Their constants add up to the output bias of the narrow network: the outputs of neurons \(pair.upright) "
                + "and \(pair.flipped) are what is left.")
    }

    /// The signs of the outputs b_ip of group g, all neurons turned: those of the shares, but for a pair that takes up
    /// the constant of flips, whose outputs must be bounded away from 0.
    private func outputSigns(
        _ g: Int, _ sumSign: Int, existence: Double, _ landscape: TwoLayerLandscape, _ ledger: ProofLedger?
    ) throws(Refusal) -> [Int] {
        var signs = groups[g].shares.map { $0.sign * sumSign }
        guard constantPair != nil else { return signs }
        let values = turnedOutputs(on: landscape)[g], moved = constantFactor(on: landscape)
        for (i, neuron) in groups[g].neurons.enumerated() where isInPair(neuron) {
            let share = UpperBound(groups[g].shares[i].magnitude.double(rounding: .up))
            let margin = (share + moved) * UpperBound(existence)
            let magnitude = LowerBound(values[i][0].magnitude.double(rounding: .down))
            guard margin < magnitude else {
                throw .inequality("the sign of the output of neuron \(neuron), which takes up a constant, stays open")
            }
            signs[i] = values[i][0].sign
            ledger?.hypothesis(
                "the output of neuron \(neuron), which takes up constants, is not 0: what it is uncertain by at p*",
                .below(margin.value, magnitude.value), slack: .factor(of: margin.value, below: magnitude.value))
        }
        return signs
    }

    private func requirePartition(_ layout: ParameterLayout) throws(Refusal) {
        let m = layout.width, d = layout.inputDimension, k = layout.outputCount
        let all = groups.flatMap(\.neurons) + zeroTypes.map(\.neuron)
        guard all.sorted() == Array(0..<m) else {
            throw .inequality("groups and zero-type neurons do not divide the \(m) neurons")
        }
        guard groups.contains(where: { $0.neurons.count > 1 }) || !zeroTypes.isEmpty else {
            throw .inequality("no equal neurons and no output 0: there is nothing to reduce")
        }
        for group in groups {
            guard !group.neurons.isEmpty, group.neurons == group.neurons.sorted() else {
                throw .inequality("a group is empty or not in ascending order")
            }
            guard group.shares.count == group.neurons.count else {
                throw .dimension(expected: group.neurons.count, found: group.shares.count)
            }
            guard group.shares.reduce(Dyadic.zero, +) == Dyadic(1) else {
                throw .inequality("the shares of a group do not add up to 1")
            }
            let slopes = group.slopeOutputs
            guard Set(slopes).count == slopes.count, slopes.allSatisfy({ 0 <= $0 && $0 < k }),
                slopes.count <= CopyForm.largestRank(inputDimension: d, outputCount: k)
            else { throw .inequality("the slopes of a group are not of different outputs, or too many") }
            let entries = group.neurons.count > 1 ? (d + slopes.count) * (d + slopes.count) : 0
            guard group.curvatureBasis.count == entries else {
                throw .dimension(expected: entries, found: group.curvatureBasis.count)
            }
        }
        guard k <= d || zeroTypes.isEmpty else {
            throw .inequality("phi has \(k) components and \(d) variables: C has not rank \(k)")
        }
        for zero in zeroTypes {
            guard zero.weights.count == d, zero.direction.count == d * k else {
                throw .dimension(expected: d * k, found: zero.direction.count)
            }
            guard zero.halfLength > 0, zero.halfLength.isFinite, zero.direction.allSatisfy(\.isFinite),
                zero.reach.isFinite
            else {
                throw .notANumber("direction or length of the segment for neuron \(zero.neuron)")
            }
        }
    }

    /// The sign of every A_gp at p*, which is within `existence` of the centre.
    private func outputSumSigns(
        existence: Double, _ landscape: TwoLayerLandscape, _ ledger: ProofLedger?
    ) throws(Refusal) -> [Int] {
        guard let reduced else { return [] }
        guard let margin = Dyadic(exactly: existence) else { throw .notANumber("existence radius") }
        var signs = [Int]()
        for g in groups.indices {
            let output = reduced.centre[narrowLayout(of: landscape).output(g, pivot(g, of: landscape))]
            guard output.magnitude > margin else {
                throw .inequality("output \(g) of the narrow network is not bounded away from 0")
            }
            signs.append(output.sign)
            if let ledger {
                let magnitude = output.magnitude.double(rounding: .down)
                ledger.hypothesis(
                    (landscape.outputCount == 1 ? "A_g != 0 at p*: |A_g|" : "A_g != 0 at p*: its largest output")
                        + " exceeds |p* - p|, neurons \(names(groups[g].neurons))",
                    .below(existence, magnitude), slack: .factor(of: existence, below: magnitude))
            }
        }
        return signs
    }

    /// sqrt( (F x)² + sum y² ), rounded up: distances, or gradient norms, of the narrow network and of zero-type
    /// neurons together.
    private func liftedDistance(_ factor: UpperBound, _ narrow: Double, _ zero: [Double]) -> Double {
        let lifted = factor * UpperBound(narrow)
        if zero.isEmpty { return lifted.value }
        return zero.map { UpperBound($0) }.reduce(lifted * lifted) { $0 + $1 * $1 }.squareRoot().value
    }

    /// Upper bound of the norm of the gradient at the wide centre. Where flips are isometries, or there are none, it
    /// holds q_g copies of dL/dA_g, mu_i dL/du_g and dL/dC of the narrow network, and phi at zero-type neurons.
    private func gradientNorm(
        at centre: [Dyadic], _ factor: UpperBound, _ zeroValues: [Double], _ landscape: TwoLayerLandscape,
        _ evaluator: any LandscapeEvaluator
    ) throws -> Double {
        if flipped.isEmpty || NeuronFlips(landscape.problem.activation)?.areIsometries ?? false {
            return liftedDistance(factor, reduced?.gradientNorm ?? 0, zeroValues)
        }
        guard let gradient = try evaluator.enclosure(on: Ball(centre: centre), order: .gradient).gradient else {
            throw Refusal.inequality("no gradient was enclosed")
        }
        return gradient.norm.upper
    }

    private func hessian(_ evaluator: any LandscapeEvaluator, _ ball: Ball) throws -> MatrixEnclosure {
        guard let hessian = try evaluator.enclosure(on: ball, order: .hessian).hessian else {
            throw Refusal.inequality("no Hessian was enclosed")
        }
        return hessian
    }

    private func undecided(_ inertia: InertiaBounds, _ forms: [CopyForm]) -> Refusal {
        let copies = groups.contains { $0.neurons.count > 1 && $0.shares.contains(where: \.isZero) }
        let why =
            copies
            ? "a copy of a live neuron has output exactly 0"
            : (forms.allSatisfy { $0.inertia.inertia != nil }
                ? "the inertia does not fit the stated kind" : "the signs of a matrix M_g stay open")
        return .inequality(
            "\(structure): \(why); \(inertia.positive) positive, \(inertia.negative) negative, \(inertia.zero) zero "
                + "of \(inertia.order)"
        )
    }
}
