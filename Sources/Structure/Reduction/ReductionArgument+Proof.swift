import Certify
import Landscape
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
        // 0. groups and zero-type neurons divide the neurons; shares add up to 1
        try requirePartition(width: m, inputDimension: d)
        // 1. the narrow network's critical point p*
        let narrow = landscape.withWidth(reducedWidth)
        var reducedPoint: IsolatedPoint?
        if let reduced {
            guard reduced.centre.count == narrow.parameterCount else {
                throw Refusal.dimension(expected: narrow.parameterCount, found: reduced.centre.count)
            }
            guard reduced.radius > 0, reduced.radius.isFinite else { throw Refusal.notANumber("radius") }
            reducedPoint = try reduced.conclude(with: try narrow.makeEvaluator(level))
        }
        let existence = reducedPoint?.existenceRadius ?? 0
        // 2. A_g != 0 and the signs of the outputs
        let sumSigns = try outputSumSigns(existence: existence, inputDimension: d)
        // 3. phi at zero-type neurons, 4. M_g of groups of several, for every parameter vector within `existence` of the narrow centre
        let centre = reduced?.centre ?? []
        let several = groups.indices.filter { groups[$0].neurons.count > 1 }
        let ghosts = try narrow.ghostNeurons(
            at: zeroTypes.flatMap(\.ghosts)
                + several.map { Ball(centre: Array(centre[($0 * d)..<(($0 + 1) * d)]), radius: existence) },
            parameters: Ball(centre: centre, radius: existence), precision: context.precision)
        var zeroValues = [Double]()
        for (k, zero) in zeroTypes.enumerated() {
            zeroValues.append(try zero.conclude(at: ghosts[2 * k], along: ghosts[2 * k + 1]))
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
        }
        let unknown = InertiaBounds(positive: 0, negative: 0, zero: 0, order: d)
        for (g, group) in groups.enumerated() {
            inertia = inertia + LiftedInertia.group(
                signs: group.shares.map { $0.sign * sumSigns[g] }, sumSign: sumSigns[g], curvature: curvatures[g] ?? unknown)
        }
        for _ in zeroTypes { inertia = inertia + LiftedInertia.zeroType(inputDimension: d) }

        // 6. the wide network at the lifted centre; p* lifted is within `shift` of it
        let wideCentre = self.centre(width: m, inputDimension: d)
        let shift = liftedDistance(existence, zeroTypes.map(\.reach))
        guard shift.isFinite else { throw Refusal.notANumber("distance of the critical point from the centre") }
        let evaluator = try landscape.makeEvaluator(level)
        let smallest: Bounds
        switch curvature {
        case .saddle(let basis):
            guard inertia.negative > 0 else { throw undecided(inertia, several.map { curvatures[$0] ?? unknown }) }
            guard basis.count == wideCentre.count * wideCentre.count else {
                throw Refusal.dimension(expected: wideCentre.count * wideCentre.count, found: basis.count)
            }
            let hessian = try hessian(evaluator, Ball(centre: wideCentre, radius: shift))
            do {
                let enclosed = try hessian.spectrum(basis: basis).smallest
                // the index is positive, so the smallest eigenvalue is negative
                smallest = Bounds(lower: enclosed.lower, upper: min(enclosed.upper, 0))
            } catch { throw Refusal.spectrum(error) }
        case .minimum(let slice):
            guard let exact = inertia.inertia, exact.negative == 0, zeroTypes.isEmpty,
                exact.zero == familyDimension(inputDimension: d)
            else { throw undecided(inertia, several.map { curvatures[$0] ?? unknown }) }
            let reach = Directed.addUp(shift, slice.radius)
            guard slice.radius > 0, reach.isFinite else { throw Refusal.notANumber("radius of the slice argument") }
            let ball = Ball(centre: wideCentre, radius: reach)
            try slice.conclude(
                hessian: try hessian(evaluator, Ball(centre: wideCentre)),
                measured: try evaluator.lipschitzConstants(on: ball).hessian, shift: shift,
                groups: groups.map(\.neurons), width: m, inputDimension: d)
            smallest = Bounds(lower: 0, upper: 0)
        }
        // 7. the loss of the narrow network; without neurons it is the loss of the function 0, whatever the input weights
        let loss = try reducedPoint?.loss ?? evaluator.enclosure(on: Ball(centre: wideCentre), order: .loss).loss
        let isMinimum = inertia.negative == 0
        let family = familyDimension(inputDimension: d)
        let distance = Directed.addUp(Distance.upper(wideCentre, context.candidate), shift)
        let isBeaten = !isMinimum || context.reference.map { loss.lower > $0.lossUpper } ?? false
        let point = CriticalPoint(
            loss: loss, gradientNormUpper: liftedDistance(reduced?.gradientNorm ?? 0, zeroValues),
            smallestEigenvalue: smallest, indexLower: inertia.negative, indexUpper: inertia.negativeUpper,
            nullity: inertia.inertia?.zero, isIsolated: family == 0, distanceUpper: distance, isProvedNonGlobal: isBeaten,
            familyDimension: family, level: landscape.irreducibleTeacherWidth.map { $0 - reducedWidth }, structure: structure)
        return isMinimum ? .localMinimum(point, isBeaten ? .nonGlobal : .open) : .saddle(point)
    }

    private func requirePartition(width m: Int, inputDimension d: Int) throws(Refusal) {
        let all = groups.flatMap(\.neurons) + zeroTypes.map(\.neuron)
        guard all.sorted() == Array(0..<m) else {
            throw .inequality("groups and zero-type neurons do not divide the \(m) neurons")
        }
        guard groups.contains(where: { $0.neurons.count > 1 }) || !zeroTypes.isEmpty else {
            throw .inequality("no equal neurons and no output 0: there is nothing to reduce")
        }
        guard groups.isEmpty == (reduced == nil) else { throw .inequality("the narrow network has no critical point stated") }
        for group in groups {
            guard !group.neurons.isEmpty, group.neurons == group.neurons.sorted() else {
                throw .inequality("a group is empty or not in ascending order")
            }
            guard group.shares.count == group.neurons.count else {
                throw .dimension(expected: group.neurons.count, found: group.shares.count)
            }
            guard group.shares.reduce(Dyadic.zero, +) == Dyadic(1) else { throw .inequality("the shares of a group do not add up to 1") }
            let entries = group.neurons.count > 1 ? d * d : 0
            guard group.curvatureBasis.count == entries else {
                throw .dimension(expected: entries, found: group.curvatureBasis.count)
            }
        }
        for zero in zeroTypes {
            guard zero.weights.count == d, zero.direction.count == d else {
                throw .dimension(expected: d, found: zero.direction.count)
            }
            guard zero.halfLength > 0, zero.halfLength.isFinite, zero.direction.allSatisfy(\.isFinite), zero.reach.isFinite else {
                throw .notANumber("direction or length of the segment for neuron \(zero.neuron)")
            }
        }
    }

    /// The sign of every A_g at p*, which is within `existence` of the centre.
    private func outputSumSigns(existence: Double, inputDimension d: Int) throws(Refusal) -> [Int] {
        guard let reduced else { return [] }
        guard let margin = Dyadic(exactly: existence) else { throw .notANumber("existence radius") }
        var signs = [Int]()
        for g in groups.indices {
            let output = reduced.centre[groups.count * d + g]
            guard output.magnitude > margin else {
                throw .inequality("output \(g) of the narrow network is not bounded away from 0")
            }
            signs.append(output.sign)
        }
        return signs
    }

    /// sqrt( (F x)² + sum y² ), rounded up: distances, or gradient norms, of the narrow network and of zero-type neurons together.
    private func liftedDistance(_ narrow: Double, _ zero: [Double]) -> Double {
        let lifted = Directed.multiplyUp(liftFactor, narrow)
        if zero.isEmpty { return lifted }
        var squares = Directed.multiplyUp(lifted, lifted)
        for value in zero { squares = Directed.addUp(squares, Directed.multiplyUp(value, value)) }
        return Directed.squareRootUp(squares)
    }

    private func hessian(_ evaluator: any LandscapeEvaluator, _ ball: Ball) throws -> MatrixEnclosure {
        guard let hessian = try evaluator.enclosure(on: ball, order: .hessian).hessian else {
            throw Refusal.inequality("no Hessian was enclosed")
        }
        return hessian
    }

    private func undecided(_ inertia: InertiaBounds, _ curvatures: [InertiaBounds]) -> Refusal {
        let copies = groups.contains { $0.neurons.count > 1 && $0.shares.contains(where: \.isZero) }
        let why = copies ? "a copy of a live neuron has output exactly 0" :
            (curvatures.allSatisfy { $0.inertia != nil } ? "the inertia does not fit the stated kind" : "the signs of a matrix M_g stay open")
        return .inequality(
            "\(structure): \(why); \(inertia.positive) positive, \(inertia.negative) negative, \(inertia.zero) zero of \(inertia.order)")
    }
}
