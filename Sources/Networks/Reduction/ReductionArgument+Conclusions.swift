import Certify
import Rigor

extension ReductionArgument {
    /// What follows from what was verified.
    func verdict(
        _ lifted: LiftedPoint, _ curvature: VerifiedCurvature, loss: Bounds, gradientNorm: Double,
        _ landscape: TwoLayerLandscape, reference: Reference?, _ ledger: ProofLedger?
    ) -> Verdict {
        let family = familyDimension(landscape.layout), nullity = lifted.inertia.inertia?.zero
        let saddleIndex = curvature.saddleIndex
        // a saddle, and the end of a line of saddles, has smaller losses near by
        let isMinimum = saddleIndex == nil && lifted.inertia.negative == 0
        let isBeaten = !isMinimum || reference.map { loss.lower > $0.lossUpper } ?? false
        let point = CriticalPoint(
            loss: loss, gradientNormUpper: gradientNorm,
            smallestEigenvalue: curvature.smallest, indexLower: lifted.indexLower, indexUpper: lifted.indexUpper,
            nullity: nullity, isIsolated: family > 0 ? false : (nullity == 0 ? true : nil),
            distanceUpper: lifted.distance,
            isProvedNonGlobal: isBeaten,
            familyDimension: family,
            // a pair that takes up a constant stands for an output bias, which the students do not have
            level: constantPair == nil ? landscape.irreducibleTeacherWidth.map { $0 - reducedWidth } : nil,
            structure: structure,
            learningCoefficient: isMinimum
                ? .morseBott(parameters: lifted.centre.count, nullity: nullity, familyDimension: family)
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

    /// sqrt( (F x)² + sum y² ), rounded up: distances, or gradient norms, of the narrow network and of zero-type
    /// neurons together.
    func liftedDistance(_ factor: UpperBound, _ narrow: Double, _ zero: [Double]) -> Double {
        let lifted = factor * UpperBound(narrow)
        if zero.isEmpty { return lifted.value }
        return zero.map { UpperBound($0) }.reduce(lifted * lifted) { $0 + $1 * $1 }.squareRoot().value
    }

    /// Upper bound of the norm of the gradient at the wide centre. Where flips are isometries, or there are none, it
    /// holds q_g copies of dL/dA_g, mu_i dL/du_g and dL/dC of the narrow network, and phi at zero-type neurons.
    func gradientNorm(
        _ lifted: LiftedPoint, _ landscape: TwoLayerLandscape, _ evaluator: any LandscapeEvaluator
    ) throws -> Double {
        if flipped.isEmpty || NeuronFlips(landscape.problem.activation)?.areIsometries ?? false {
            return liftedDistance(liftFactor(on: landscape), reduced?.gradientNorm ?? 0, lifted.zeroValues)
        }
        guard let gradient = try evaluator.enclosure(on: Ball(centre: lifted.centre), order: .gradient).gradient else {
            throw Refusal.inequality("no gradient was enclosed")
        }
        return gradient.norm.upper
    }
}
