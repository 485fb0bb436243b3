import Landscape
import Rigor

extension CertifierWorker {
    struct IsolatedPointProof {
        var witness: IsolatedPointWitness
        var point: IsolatedPoint
        var bits: Int
    }

    /// Why no isolated critical point was proved.
    enum SearchFailure: Error {
        case ranAway(distance: Double)
        case signsOpen(positive: Int, negative: Int, order: Int, smallest: Bounds)
        case existenceOpen(String)
        case evaluation(EvaluationFailure)

        func reason(excluded: Double, required: Double) -> UndecidedReason {
            switch self {
            case .ranAway(let distance):
                .refinementRanAway(distance: distance, excludedRadius: excluded, requiredRadius: required)
            case .signsOpen(let positive, let negative, let order, let smallest):
                .signsOpen(positive: positive, negative: negative, order: order, smallest: smallest)
            case .existenceOpen(let why):
                .existenceOpen(why, excludedRadius: excluded, requiredRadius: required)
            case .evaluation(let failure): .evaluation(failure)
            }
        }
    }

    /// Refines the candidate and climbs the precision ladder until an isolated critical point is proved or climbing is pointless.
    func isolatedPoint(near candidate: Candidate, rungs: inout [Rung]) -> Result<IsolatedPointProof, SearchFailure> {
        let refined = ApproximateRefinement().run(from: candidate.parameters, on: approximate)
        if refined.ranAway { return .failure(.ranAway(distance: refined.approximateDistance)) }
        var centre = refined.point.map { Dyadic(exactly: $0) ?? .zero }
        var failure = SearchFailure.existenceOpen("no precision was tried")
        for level in ladder {
            do {
                return .success(try attempt(level, centre: &centre))
            } catch let reason {
                failure = reason
                rungs.append(Rung(bits: level.bits, failure: describe(reason)))
                // more bits of gradient do not move an eigenvalue: after the Hessian was enclosed in MPFR, the signs stay open
                if case .signsOpen = reason, level.bits > 64 { break }
            }
        }
        return .failure(failure)
    }

    private func describe(_ failure: SearchFailure) -> String {
        switch failure {
        case .ranAway(let distance): "refinement ran \(distance) away"
        case .signsOpen(let positive, let negative, let order, let smallest):
            "signs open: \(positive) positive and \(negative) negative of \(order), smallest eigenvalue in [\(smallest.lower), \(smallest.upper)]"
        case .existenceOpen(let why): why
        case .evaluation(let failure): "\(failure)"
        }
    }

    /// One rung: refines the gradient at this precision, measures, and verifies.
    private func attempt(_ level: EvaluationLevel, centre: inout [Dyadic]) throws(SearchFailure) -> IsolatedPointProof {
        do {
            let n = centre.count
            // Hessians and Lipschitz constants in float64 wherever it suffices: the gap is to be compared with them, not with the gradient
            let coarse = try (try? evaluator(.float64)) ?? evaluator(level)
            let fine = try evaluator(level)
            var enclosure = try coarse.enclosure(on: Ball(centre: centre), order: .hessian)
            guard let hessian = enclosure.hessian,
                var (values, basis) = ApproximateLinearAlgebra.symmetricEigenproblem(hessian.midpoint, order: n)
            else { throw SearchFailure.existenceOpen("LAPACK found no eigenvectors") }
            if case .multiple(let precision) = level {
                let refined = try MultiplePrecisionRefinement().run(
                    from: centre, values: values, vectors: basis, evaluator: fine, precision: precision)
                centre = refined.point
                let gradient = try fine.enclosure(on: Ball(centre: centre), order: .gradient)
                enclosure = try coarse.enclosure(on: Ball(centre: centre), order: .hessian)
                enclosure.loss = gradient.loss
                enclosure.gradient = gradient.gradient
            }
            var spectrum = try spectrumOrThrow(enclosure, basis)
            if spectrum.inertia == nil, case .multiple(let precision) = level, precision.bits > 64 {
                enclosure = try fine.enclosure(on: Ball(centre: centre), order: .hessian)
                if let midpoint = enclosure.hessian?.midpoint,
                    let better = ApproximateLinearAlgebra.symmetricEigenproblem(midpoint, order: n) {
                    (values, basis) = better
                }
                spectrum = try spectrumOrThrow(enclosure, basis)
            }
            guard spectrum.inertia != nil else {
                throw SearchFailure.signsOpen(
                    positive: spectrum.positiveAtLeast, negative: spectrum.negativeAtLeast, order: n,
                    smallest: spectrum.smallest)
            }
            let gap = slackened(spectrum.eigenvalues.map(\.mignitude).min() ?? 0, by: -1)
            guard gap > 0 else { throw SearchFailure.existenceOpen("an eigenvalue is not bounded away from 0") }
            // K2 depends weakly on the radius: bound it once on a generous ball, then shrink the ball until K2 rho <= mu / 2
            let generous = min(0x1p-10, gap)
            let measured = try coarse.lipschitzConstants(on: Ball(centre: centre, radius: generous))
            let constants = LipschitzConstants(
                loss: slackened(measured.loss, by: 1), gradient: slackened(measured.gradient, by: 1),
                hessian: slackened(measured.hessian, by: 1))
            let radius = min(generous, gap / (2 * constants.hessian))
            var witness = IsolatedPointWitness(
                centre: centre, radius: radius,
                gradientNorm: slackened(enclosure.gradient?.norm.upper ?? .infinity, by: 1), spectralGap: gap,
                lipschitz: constants, basis: basis)
            let point = try witness.conclude(enclosure: enclosure, measured: measured)
            witness.lemmas = PublishedLemmas(witness, point, lossLower: point.centreLoss.lower, reference: reference)
            return IsolatedPointProof(witness: witness, point: point, bits: level.bits)
        } catch let failure as SearchFailure {
            throw failure
        } catch let failure as EvaluationFailure {
            throw .evaluation(failure)
        } catch let refusal as Refusal {
            throw .existenceOpen(refusal.description)
        } catch {
            throw .existenceOpen("\(error)")
        }
    }

    private func spectrumOrThrow(_ enclosure: LocalEnclosure, _ basis: [Double]) throws(SearchFailure) -> SpectrumEnclosure {
        guard let hessian = enclosure.hessian else { throw .existenceOpen("no Hessian was enclosed") }
        do { return try hessian.spectrum(basis: basis) } catch { throw .existenceOpen("spectrum: \(error)") }
    }

    /// A stated bound leaves a little slack (2^-6 of the value), so that another rigorous evaluation confirms it as well.
    func slackened(_ value: Double, by direction: Double) -> Double {
        direction > 0 ? Directed.multiplyUp(value, 1 + 0x1p-6) : Directed.multiplyDown(value, 1 - 0x1p-6)
    }
}
