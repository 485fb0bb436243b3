import Rigor

/// From proved facts to the verdict that states them. Used alike by the search, which writes verdicts, and by the
/// check, which compares.
package enum Deduction {
    /// The critical point of an isolated-point argument, as stated about a candidate.
    ///
    /// - Parameter level: that of regular points of the landscape.
    package static func criticalPoint(
        _ witness: IsolatedPointWitness, _ point: IsolatedPoint, candidate: [Dyadic], reference: Reference?, level: Int?
    ) -> CriticalPoint {
        let distance = UpperBound(Distance.upper(witness.centre, candidate)) + UpperBound(point.existenceRadius)
        // Lemma 2, sharper: the loss at p* itself is enclosed and compared with the reference. A strict saddle is no
        // minimum at all.
        let isBeaten = point.inertia.negative > 0 || reference.map { point.loss.lower > $0.lossUpper } ?? false
        return CriticalPoint(
            loss: point.loss, gradientNormUpper: witness.gradientNorm, smallestEigenvalue: point.smallestEigenvalue,
            indexLower: point.inertia.negative, indexUpper: point.inertia.negative, nullity: 0, isIsolated: true,
            distanceUpper: distance.value, isProvedNonGlobal: isBeaten, level: level,
            // no other critical point within rho of the centre, from which p* is at most the existence radius away
            uniquenessRadius: Directed.maximum(
                0, (LowerBound(point.uniquenessRadius) - UpperBound(point.existenceRadius)).value),
            largestEigenvalue: point.largestEigenvalue,
            learningCoefficient: point.isMinimum
                ? .morseBott(parameters: witness.centre.count, nullity: 0, familyDimension: 0) : nil)
    }

    package static func verdict(
        _ witness: IsolatedPointWitness, _ point: IsolatedPoint, candidate: [Dyadic], reference: Reference?, level: Int?
    ) -> Verdict {
        let stated = criticalPoint(witness, point, candidate: candidate, reference: reference, level: level)
        if point.inertia.negative > 0 { return .saddle(stated) }
        return .localMinimum(stated, stated.isProvedNonGlobal ? .nonGlobal : .open)
    }

    package static func notCritical(_ exclusion: ExclusionWitness, atCandidate enclosure: LocalEnclosure) -> NotCritical
    {
        NotCritical(
            radius: exclusion.radius, loss: enclosure.loss,
            gradientNormUpper: enclosure.gradient?.norm.upper ?? .infinity)
    }
}
