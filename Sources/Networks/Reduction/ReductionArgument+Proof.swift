import Certify
import Rigor

extension ReductionArgument {
    /// Verifies every hypothesis in MPFR, in the order of `LiftedInertia`, then of the argument for the curvature.
    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        return try Refusal.refusing {
            guard let landscape = context.landscape.twoLayerWithOneOutput else {
                throw Refusal.inequality("the reduction of equal neurons is for two-layer networks with one output")
            }
            return try conclude(on: landscape, context)
        }
    }

    private func conclude(on landscape: TwoLayerLandscape, _ context: ProofContext) throws -> Verdict {
        let m = landscape.width, d = landscape.inputDimension, level = EvaluationLevel.multiple(context.precision)
        // the candidate, turned like the point
        try requireFlips(landscape)
        guard context.candidate.count == landscape.parameterCount else {
            throw Refusal.dimension(expected: landscape.parameterCount, found: context.candidate.count)
        }
        let candidate = turned(context.candidate, width: m, inputDimension: d)
        // 0. groups and zero-type neurons divide the neurons; shares add up to 1
        try requirePartition(width: m, inputDimension: d)
        let ledger = context.ledger?.argument(
            "A critical point with equal neurons or outputs 0 (Fukumizu & Amari 2000; MATHEMATICS section 6)")
        ledger?.note("\(structure).")
        ledger?.hypothesis(
            "groups and zero-type neurons divide the \(m) neurons; the shares of each group add up to 1",
            .exactly("exactly"))
        // 1. the narrow network's critical point p*
        let narrow = landscape.withWidth(reducedWidth)
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
        let sumSigns = try outputSumSigns(existence: existence, inputDimension: d, ledger)
        // 3. phi at zero-type neurons, 4. M_g of groups of several, for every parameter vector within `existence` of
        //    the narrow centre
        let centre = reduced?.centre ?? []
        let several = groups.indices.filter { groups[$0].neurons.count > 1 }
        let ghosts = try narrow.ghostNeurons(
            at: zeroTypes.flatMap(\.ghosts)
                + several.map { Ball(centre: Array(centre[narrow.layout.weights(of: $0)]), radius: existence) },
            parameters: Ball(centre: centre, radius: existence), precision: context.precision)
        var zeroValues = [Double]()
        for (k, zero) in zeroTypes.enumerated() {
            zeroValues.append(try zero.conclude(at: ghosts[2 * k], along: ghosts[2 * k + 1], ledger: ledger))
        }
        // 5. the inertia of the wide Hessian
        var inertia = InertiaBounds(reducedPoint?.inertia ?? Inertia(positive: 0, negative: 0, zero: 0))
        var curvatures = [Int: InertiaBounds]()
        for (k, g) in several.enumerated() {
            let spectrum: SpectrumEnclosure
            do {
                spectrum = try ghosts[2 * zeroTypes.count + k].hessian.spectrum(basis: groups[g].curvatureBasis)
            } catch { throw Refusal.spectrum(error) }
            curvatures[g] = InertiaBounds(spectrum)
            ledger?.hypothesis(
                "signs of M_g, the Hessian of phi at u_g, for neurons \(names(groups[g].neurons))",
                .exactly(
                    "\(spectrum.positiveAtLeast) positive, \(spectrum.negativeAtLeast) negative of \(spectrum.order)"))
            ledger?.also("its smallest eigenvalue", .within(spectrum.smallest))
        }
        // 6. the wide network at the lifted centre; p* lifted is within `shift` of it
        let wideCentre = self.centre(width: m, inputDimension: d)
        let shift = liftedDistance(existence, zeroTypes.map(\.reach))
        guard shift.isFinite else { throw Refusal.notANumber("distance of the critical point from the centre") }
        let distance = Directed.addUp(Distance.upper(wideCentre, candidate), shift)
        let unknown = InertiaBounds(positive: 0, negative: 0, zero: 0, order: d)
        // what the groups add with every sign of the outputs that are smaller than the distance
        let openFlags = openOutputs(distance: distance, inputDimension: d)
        var open = [OpenOutputs]()
        for (g, group) in groups.enumerated() {
            let signs = group.shares.map { $0.sign * sumSigns[g] }
            inertia =
                inertia + LiftedInertia.group(signs: signs, sumSign: sumSigns[g], curvature: curvatures[g] ?? unknown)
            open.append(
                OpenOutputs(signs: signs, open: openFlags[g], sumSign: sumSigns[g], curvature: curvatures[g] ?? unknown)
            )
        }
        for _ in zeroTypes { inertia = inertia + LiftedInertia.zeroType(inputDimension: d) }
        if let ledger {
            let words =
                inertia.inertia?.words
                ?? "at least \(inertia.positive) positive, \(inertia.negative) negative, \(inertia.zero) zero"
                + " of \(inertia.order)"
            ledger.hypothesis("inertia of the Hessian of the wide network", .exactly(words))
            ledger.also("distance of the critical point from the centre", .atMost(shift))
        }
        // the index there and, where outputs are open, at the points of the family with those of any sign
        let beside = (reducedPoint?.inertia.negative ?? 0) + zeroTypes.count
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
            guard inertia.negative > 0 else { throw undecided(inertia, several.map { curvatures[$0] ?? unknown }) }
            guard indexLower > 0 else { throw tossed(distance) }
            guard basis.count == wideCentre.count * wideCentre.count else {
                throw Refusal.dimension(expected: wideCentre.count * wideCentre.count, found: basis.count)
            }
            let hessian = try hessian(evaluator, Ball(centre: wideCentre, radius: shift))
            do {
                let enclosed = try hessian.spectrum(basis: basis).smallest
                // the index is positive, so the smallest eigenvalue is negative
                smallest = Bounds(lower: enclosed.lower, upper: Directed.minimum(enclosed.upper, 0))
            } catch { throw Refusal.spectrum(error) }
            ledger?.also("smallest eigenvalue of the Hessian", .within(smallest))
        case .minimum(let slice):
            guard let exact = inertia.inertia, exact.negative == 0, zeroTypes.isEmpty,
                exact.zero == familyDimension(inputDimension: d)
            else { throw undecided(inertia, several.map { curvatures[$0] ?? unknown }) }
            guard indexUpper == 0 else { throw tossed(distance) }
            let reach = (UpperBound(shift) + UpperBound(slice.radius)).value
            guard slice.radius > 0, reach.isFinite else { throw Refusal.notANumber("radius of the slice argument") }
            let ball = Ball(centre: wideCentre, radius: reach)
            try slice.conclude(
                hessian: try hessian(evaluator, Ball(centre: wideCentre)),
                measured: try evaluator.lipschitzConstants(on: ball).hessian, shift: shift,
                groups: groups.map(\.neurons), width: m, inputDimension: d, ledger: ledger)
            smallest = Bounds(lower: 0, upper: 0)
        case .endOfSaddleLine:
            saddleIndex = try endOfSaddleLine(open, openFlags, reducedPoint, inputDimension: d, ledger)
            // an output is 0, so the inertia has zeros, and it has no negative sign
            smallest = Bounds(lower: 0, upper: 0)
        }
        // 7. the loss of the narrow network; without neurons it is the loss of the function 0, whatever the input
        //    weights
        let loss = try reducedPoint?.loss ?? evaluator.enclosure(on: Ball(centre: wideCentre), order: .loss).loss
        let family = familyDimension(inputDimension: d)
        // a saddle, and the end of a line of saddles, has smaller losses near by
        let isMinimum = saddleIndex == nil && inertia.negative == 0
        let isBeaten = !isMinimum || context.reference.map { loss.lower > $0.lossUpper } ?? false
        let point = CriticalPoint(
            loss: loss, gradientNormUpper: liftedDistance(reduced?.gradientNorm ?? 0, zeroValues),
            smallestEigenvalue: smallest, indexLower: indexLower, indexUpper: indexUpper,
            nullity: inertia.inertia?.zero, isIsolated: family == 0, distanceUpper: distance,
            isProvedNonGlobal: isBeaten,
            familyDimension: family, level: landscape.irreducibleTeacherWidth.map { $0 - reducedWidth },
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
        _ open: [OpenOutputs], _ flags: [[Bool]], _ narrow: IsolatedPoint?, inputDimension d: Int,
        _ ledger: ProofLedger?
    ) throws(Refusal) -> Int {
        guard zeroTypes.isEmpty else {
            throw .inequality("\(structure): a zero-type neuron makes all points of the family strict saddles")
        }
        guard let narrow, narrow.isMinimum else {
            throw .inequality("\(structure): the narrow network is not at a minimum")
        }
        for (group, flags) in zip(groups, flags) where group.neurons.count > 1 {
            for (share, isOpen) in zip(group.shares, flags) where isOpen && !share.isZero {
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
        guard let exact = inertia.inertia, exact.negative == 0, exact.zero == familyDimension(inputDimension: d) else {
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

    private func tossed(_ distance: Double) -> Refusal {
        .inequality(
            "\(structure): the kind of the point is decided by the sign of an output smaller than the distance "
                + "\(distance) to the candidate"
        )
    }

    /// Flips need an odd activation.
    private func requireFlips(_ landscape: TwoLayerLandscape) throws(Refusal) {
        guard flipped == Array(Set(flipped)).sorted(), flipped.allSatisfy({ 0 <= $0 && $0 < landscape.width }) else {
            throw .inequality("the flipped neurons are not in ascending order")
        }
        guard flipped.isEmpty || SymmetryDecomposition(landscape.problem.activation).isOdd else {
            throw .inequality("neurons can be flipped for an odd activation only")
        }
    }

    private func requirePartition(width m: Int, inputDimension d: Int) throws(Refusal) {
        let all = groups.flatMap(\.neurons) + zeroTypes.map(\.neuron)
        guard all.sorted() == Array(0..<m) else {
            throw .inequality("groups and zero-type neurons do not divide the \(m) neurons")
        }
        guard groups.contains(where: { $0.neurons.count > 1 }) || !zeroTypes.isEmpty else {
            throw .inequality("no equal neurons and no output 0: there is nothing to reduce")
        }
        guard groups.isEmpty == (reduced == nil) else {
            throw .inequality("the narrow network has no critical point stated")
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
            let entries = group.neurons.count > 1 ? d * d : 0
            guard group.curvatureBasis.count == entries else {
                throw .dimension(expected: entries, found: group.curvatureBasis.count)
            }
        }
        for zero in zeroTypes {
            guard zero.weights.count == d, zero.direction.count == d else {
                throw .dimension(expected: d, found: zero.direction.count)
            }
            guard zero.halfLength > 0, zero.halfLength.isFinite, zero.direction.allSatisfy(\.isFinite),
                zero.reach.isFinite
            else {
                throw .notANumber("direction or length of the segment for neuron \(zero.neuron)")
            }
        }
    }

    /// The sign of every A_g at p*, which is within `existence` of the centre.
    private func outputSumSigns(
        existence: Double, inputDimension d: Int, _ ledger: ProofLedger?
    ) throws(Refusal) -> [Int] {
        guard let reduced else { return [] }
        guard let margin = Dyadic(exactly: existence) else { throw .notANumber("existence radius") }
        var signs = [Int]()
        for g in groups.indices {
            let output = reduced.centre[narrowLayout(d).output(g)]
            guard output.magnitude > margin else {
                throw .inequality("output \(g) of the narrow network is not bounded away from 0")
            }
            signs.append(output.sign)
            if let ledger {
                let magnitude = output.magnitude.double(rounding: .down)
                ledger.hypothesis(
                    "A_g != 0 at p*: |A_g| exceeds |p* - p|, neurons \(names(groups[g].neurons))",
                    .below(existence, magnitude), slack: .factor(of: existence, below: magnitude))
            }
        }
        return signs
    }

    /// sqrt( (F x)² + sum y² ), rounded up: distances, or gradient norms, of the narrow network and of zero-type
    /// neurons together.
    private func liftedDistance(_ narrow: Double, _ zero: [Double]) -> Double {
        let lifted = liftFactor * UpperBound(narrow)
        if zero.isEmpty { return lifted.value }
        return zero.map { UpperBound($0) }.reduce(lifted * lifted) { $0 + $1 * $1 }.squareRoot().value
    }

    private func hessian(_ evaluator: any LandscapeEvaluator, _ ball: Ball) throws -> MatrixEnclosure {
        guard let hessian = try evaluator.enclosure(on: ball, order: .hessian).hessian else {
            throw Refusal.inequality("no Hessian was enclosed")
        }
        return hessian
    }

    private func undecided(_ inertia: InertiaBounds, _ curvatures: [InertiaBounds]) -> Refusal {
        let copies = groups.contains { $0.neurons.count > 1 && $0.shares.contains(where: \.isZero) }
        let why =
            copies
            ? "a copy of a live neuron has output exactly 0"
            : (curvatures.allSatisfy { $0.inertia != nil }
                ? "the inertia does not fit the stated kind" : "the signs of a matrix M_g stay open")
        return .inequality(
            "\(structure): \(why); \(inertia.positive) positive, \(inertia.negative) negative, \(inertia.zero) zero "
                + "of \(inertia.order)"
        )
    }
}
