import Certify
import Rigor

/// What is verified of the wide Hessian besides its inertia.
struct VerifiedCurvature {
    /// Of its smallest eigenvalue.
    let smallest: Bounds
    /// At the end of a line of saddles the index that the saddles have at least, otherwise nil.
    let saddleIndex: Int?
}

extension ReductionArgument {
    /// Verifies the argument for the curvature.
    ///
    /// - Parameter evaluator: of the wide network.
    func verifyCurvature(
        _ lifted: LiftedPoint, _ landscape: TwoLayerLandscape, _ evaluator: any LandscapeEvaluator,
        _ ledger: ProofLedger?
    ) throws -> VerifiedCurvature {
        switch curvature {
        case .saddle(let basis):
            return VerifiedCurvature(
                smallest: try verifySaddle(lifted, basis, evaluator, ledger), saddleIndex: nil)
        case .minimum(let slice):
            try verifyMinimum(lifted, slice, landscape, evaluator, ledger)
            return VerifiedCurvature(smallest: Bounds(lower: 0, upper: 0), saddleIndex: nil)
        case .endOfSaddleLine:
            // an output is 0, so the inertia has zeros, and it has no negative sign
            return VerifiedCurvature(
                smallest: Bounds(lower: 0, upper: 0),
                saddleIndex: try verifyEndOfSaddleLine(lifted, landscape.layout, ledger))
        }
    }

    /// A strict saddle at theta*, and with any sign of what is open. Returns an enclosure of the smallest eigenvalue.
    private func verifySaddle(
        _ lifted: LiftedPoint, _ basis: [Double]?, _ evaluator: any LandscapeEvaluator, _ ledger: ProofLedger?
    ) throws -> Bounds {
        guard lifted.inertia.negative > 0 else { throw undecided(lifted) }
        guard lifted.indexLower > 0 else { throw tossed(lifted.distance) }
        let n = lifted.centre.count
        if let basis, basis.count != n * n { throw Refusal.dimension(expected: n * n, found: basis.count) }
        let hessian = try hessian(evaluator, Ball(centre: lifted.centre, radius: lifted.shift))
        do {
            let enclosed = try hessian.smallestEigenvalue(basis: basis)
            // the index is positive, so the smallest eigenvalue is negative
            let smallest = Bounds(lower: enclosed.lower, upper: Directed.minimum(enclosed.upper, 0))
            ledger?.also("smallest eigenvalue of the Hessian", .within(smallest))
            return smallest
        } catch { throw Refusal.spectrum(error) }
    }

    /// The hypotheses of the slice argument.
    private func verifyMinimum(
        _ lifted: LiftedPoint, _ slice: SliceWitness, _ landscape: TwoLayerLandscape,
        _ evaluator: any LandscapeEvaluator, _ ledger: ProofLedger?
    ) throws {
        guard let exact = lifted.inertia.inertia, exact.negative == 0, zeroTypes.isEmpty,
            exact.zero == familyDimension(landscape.layout)
        else { throw undecided(lifted) }
        guard lifted.indexUpper == 0 else { throw tossed(lifted.distance) }
        let reach = (UpperBound(lifted.shift) + UpperBound(slice.radius)).value
        guard slice.radius > 0, reach.isFinite else { throw Refusal.notANumber("radius of the slice argument") }
        let ball = Ball(centre: lifted.centre, radius: reach)
        try slice.conclude(
            hessian: try hessian(evaluator, Ball(centre: lifted.centre)),
            measured: try evaluator.lipschitzConstants(on: ball).hessian, shift: lifted.shift,
            transversal: SliceWitness.transversal(outputRows(on: landscape), landscape.layout),
            squaredNorm: outputRowsSquaredNorm(on: landscape), ledger: ledger)
    }

    /// Verifies the hypotheses of the theorem in `OpenOutputs`, in its order; returns s.
    private func verifyEndOfSaddleLine(
        _ lifted: LiftedPoint, _ layout: ParameterLayout, _ ledger: ProofLedger?
    ) throws(Refusal) -> Int {
        guard zeroTypes.isEmpty else {
            throw .inequality("\(structure): a zero-type neuron makes all points of the family strict saddles")
        }
        guard let narrow = lifted.narrow, narrow.isMinimum else {
            throw .inequality("\(structure): the narrow network is not at a minimum")
        }
        for (group, flags) in zip(groups, lifted.openFlags) where group.neurons.count > 1 {
            for (i, isOpen) in flags.enumerated()
            where isOpen && !(group.shares[i].isZero && !isInPair(group.neurons[i])) {
                throw .inequality("\(structure): an output smaller than the distance to the candidate is not 0")
            }
        }
        // inertia (.., 0, 0) of R_g (x) M_g with some signs
        var inertia = InertiaBounds(narrow.inertia)
        for part in lifted.open {
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
        guard let index = lifted.open.filter(\.isOpen).compactMap(\.saddleIndex).min(), index > 0 else {
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

    private func hessian(_ evaluator: any LandscapeEvaluator, _ ball: Ball) throws -> MatrixEnclosure {
        guard let hessian = try evaluator.enclosure(on: ball, order: .hessian).hessian else {
            throw Refusal.inequality("no Hessian was enclosed")
        }
        return hessian
    }

    private func undecided(_ lifted: LiftedPoint) -> Refusal {
        let inertia = lifted.inertia
        let copies = groups.contains { $0.neurons.count > 1 && $0.shares.contains(where: \.isZero) }
        let why =
            copies
            ? "a copy of a live neuron has output exactly 0"
            : (lifted.copies.allSatisfy { $0.inertia.inertia != nil }
                ? "the inertia does not fit the stated kind" : "the signs of a matrix M_g stay open")
        return .inequality(
            "\(structure): \(why); \(inertia.positive) positive, \(inertia.negative) negative, \(inertia.zero) zero "
                + "of \(inertia.order)"
        )
    }
}
