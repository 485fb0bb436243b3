import Certify
import Rigor

extension CertifierWorker {
    struct IsolatedPointProof {
        var witness: IsolatedPointWitness
        var point: IsolatedPoint
        var bits: Int
    }

    /// Why no isolated critical point was proved.
    enum SearchFailure: Error, Sendable {
        case ranAway(distance: Double)
        /// Some eigenvalues are not told from 0; whether more bits may tell them: they do not move the eigenvalues of a
        /// Hessian that was enclosed with as many as float64 can hold, and do not help where refinement with more bits
        /// than float64 did not converge.
        case signsOpen(positive: Int, negative: Int, order: Int, smallest: Bounds, mayBeTold: Bool)
        case existenceOpen(String)
        /// All signs are known, but the gradient is not enclosed sharply enough for existence: more bits may decide.
        case tooCoarse(String)
        /// Newton's method in MPFR does not reach a small gradient.
        case notConverging(gradientNorm: Double)
        case evaluation(EvaluationFailure)

        func reason(excluded: Double, required: Double) -> UndecidedReason {
            switch self {
            case .ranAway(let distance):
                .refinementRanAway(distance: distance, excludedRadius: excluded, requiredRadius: required)
            case .signsOpen(let positive, let negative, let order, let smallest, _):
                .signsOpen(positive: positive, negative: negative, order: order, smallest: smallest)
            case .existenceOpen(let why), .tooCoarse(let why):
                .existenceOpen(why, excludedRadius: excluded, requiredRadius: required)
            case .notConverging(let gradientNorm):
                .existenceOpen(
                    "refinement does not converge: |grad L| <= \(OutwardDecimal.upper(gradientNorm)) where it stalls",
                    excludedRadius: excluded,
                    requiredRadius: required)
            case .evaluation(let failure): .evaluation(failure)
            }
        }
    }

    /// The point that float64 refinement reaches, and what the first rung, float64, makes of it.
    struct Ascent: Error {
        var centre: [Dyadic]
        /// Of the centre from the candidate (float64, unproved).
        var approximateDistance: Double
        /// |grad L| there (float64, unproved).
        var gradientNorm: Double
        var failure: SearchFailure
    }

    /// A gradient that is not brought below this by Newton's method is not that of a critical point.
    static let convergedGradient = 0x1p-40

    /// Newton's method in more bits than float64 goes below this where the Hessian is regular; where it does not, a
    /// Hessian of more bits would show an eigenvalue that is 0 to rounding still.
    private static let settledGradient = 0x1p-70

    /// Refines the candidate in float64 and tries the first rung.
    ///
    /// - Parameters:
    ///   - near: what float64 encloses at the candidate, where that is at hand.
    ///   - isRefined: whether the candidate is where such refinement ended.
    func firstRung(
        _ candidate: Candidate, near: LocalEnclosure? = nil, isRefined: Bool = false, rungs: inout [Rung]
    ) -> Result<IsolatedPointProof, Ascent> {
        var refinement = ApproximateRefinement()
        if isRefined { refinement.iterations = 1 }
        let refined = refinement.run(from: candidate.parameters, on: approximate, known: near)
        var centre = refined.point.map { Dyadic(exactly: $0) ?? .zero }
        if refined.ranAway {
            return .failure(
                Ascent(
                    centre: centre, approximateDistance: refined.approximateDistance,
                    gradientNorm: refined.gradientNorm,
                    failure: .ranAway(distance: refined.approximateDistance)))
        }
        do {
            return .success(try attempt(.float64, centre: &centre))
        } catch let reason {
            rungs.append(Rung(bits: 53, failure: describe(reason)))
            return .failure(
                Ascent(
                    centre: centre, approximateDistance: refined.approximateDistance,
                    gradientNorm: refined.gradientNorm, failure: reason))
        }
    }

    /// The next rungs, double-double (or 64 bits) and 128 bits, as long as nothing but the precision of the gradient is
    /// missing: all signs are known then, so that a structure is not what the point has, and looking for one would cost
    /// more.
    func nextRungs(_ ascent: Ascent, rungs: inout [Rung]) -> IsolatedPointProof? {
        var centre = ascent.centre, failure = ascent.failure
        for level in ladder.dropFirst().prefix(2) {
            guard case .tooCoarse = failure else { return nil }
            do {
                return try attempt(level, centre: &centre)
            } catch let reason {
                failure = reason
                rungs.append(Rung(bits: level.bits, failure: describe(reason)))
            }
        }
        return nil
    }

    /// Climbs the rest of the ladder until an isolated critical point is proved or climbing is pointless.
    ///
    /// - Parameter longest: precision at which to stop, in bits.
    func climb(_ ascent: Ascent, longest: Int = .max, rungs: inout [Rung]) -> Result<IsolatedPointProof, SearchFailure>
    {
        if case .ranAway = ascent.failure { return .failure(ascent.failure) }
        var centre = ascent.centre
        var failure = ascent.failure
        for level in ladder.dropFirst() where level.bits <= longest {
            // open signs need a better Hessian, which 64 bits do not bring; double-double brings a nearer point at
            // little cost
            if case .signsOpen = failure, level.bits == 64, ladder.count > 2 { continue }
            // tried before the structures
            if rungs.contains(where: { $0.bits == level.bits }) { continue }
            do {
                return .success(try attempt(level, centre: &centre))
            } catch let reason {
                failure = reason
                rungs.append(Rung(bits: level.bits, failure: describe(reason)))
                switch reason {
                case .signsOpen(_, _, _, _, mayBeTold: false): return .failure(failure)
                // nor do more bits help where Newton's method does not converge with 106
                case .notConverging where level.bits > 64: return .failure(failure)
                default: break
                }
            }
        }
        return .failure(failure)
    }

    private func describe(_ failure: SearchFailure) -> String {
        switch failure {
        case .ranAway(let distance): "refinement ran about \(OutwardDecimal.approximate(distance, digits: 4)) away"
        case .signsOpen(let positive, let negative, let order, let smallest, _):
            "signs open: \(positive) positive and \(negative) negative of \(order), smallest eigenvalue in "
                + "\(OutwardDecimal.interval(smallest))"
        case .existenceOpen(let why), .tooCoarse(let why): why
        case .notConverging(let gradientNorm):
            "refinement does not converge: |grad L| <= \(OutwardDecimal.upper(gradientNorm)) where it stalls"
        case .evaluation(let failure): "\(failure)"
        }
    }

    /// One rung: refines the gradient at this precision, measures, and verifies.
    private func attempt(_ level: EvaluationLevel, centre: inout [Dyadic]) throws(SearchFailure) -> IsolatedPointProof {
        do {
            let n = centre.count
            // Hessians and Lipschitz constants in float64 wherever it suffices: the gap is to be compared with them,
            // not with the gradient
            let coarse = try (try? evaluator(.float64)) ?? evaluator(level)
            let fine = try evaluator(level)
            var converged = true
            var refined: MultiplePrecisionRefinement.Outcome?
            if level != .float64 {
                let outcome = try MultiplePrecisionRefinement().run(
                    from: centre, hessian: coarse, gradient: fine, precision: Precision(bits: level.bits))
                centre = outcome.point
                converged = outcome.gradientNorm < Self.convergedGradient
                refined = outcome
            }
            var enclosure = try coarse.enclosure(on: Ball(centre: centre), order: .hessian)
            if let refined {
                enclosure.loss = refined.enclosure.loss
                enclosure.gradient = refined.enclosure.gradient
            }
            guard converged else {
                throw SearchFailure.notConverging(gradientNorm: enclosure.gradient?.norm.upper ?? .infinity)
            }
            var spectrum = try spectrumOrThrow(enclosure)
            if spectrum.inertia == nil {
                let isNear =
                    level.bits < 106 || refined?.gradientNorm ?? .infinity < Self.settledGradient
                    || refined?.isAsSharpAsCanBe == true
                var isSharp = false
                if isNear || level.bits > 106, let sharp = try sharpHessian(level, at: centre) {
                    enclosure.hessian = sharp
                    isSharp = true
                    spectrum = try spectrumOrThrow(enclosure)
                }
                guard spectrum.inertia != nil else {
                    throw SearchFailure.signsOpen(
                        positive: spectrum.positiveAtLeast, negative: spectrum.negativeAtLeast, order: n,
                        smallest: spectrum.smallest, mayBeTold: isNear && !isSharp)
                }
            }
            let gap = Slack.below(spectrum.eigenvalues.map(\.mignitude).min() ?? 0)
            guard gap > 0 else { throw SearchFailure.existenceOpen("an eigenvalue is not bounded away from 0") }
            // K2 depends weakly on the radius: bound it once on a generous ball, then shrink the ball until K2 rho <=
            // mu / 2
            let generous = min(0x1p-6, 4 * gap)
            let measured = try coarse.lipschitzConstants(on: Ball(centre: centre, radius: generous))
            let fitting = min(generous / 16, gap / (2 * Slack.above(measured.hessian)))
            let constants = try stated(on: Ball(centre: centre, radius: fitting), known: (measured, generous))
            let radius = min(fitting, gap / (2 * constants.hessian))
            var witness = IsolatedPointWitness(
                centre: centre, radius: radius,
                gradientNorm: Slack.above(enclosure.gradient?.norm.upper ?? .infinity), spectralGap: gap,
                lipschitz: constants)
            // what is stated was bounded on a larger ball
            let point = try witness.conclude(enclosure: enclosure, measured: constants)
            witness.lemmas = PublishedLemmas(witness, point, lossLower: point.centreLoss.lower, reference: reference)
            return IsolatedPointProof(witness: witness, point: point, bits: level.bits)
        } catch let failure as SearchFailure {
            throw failure
        } catch let failure as EvaluationFailure {
            throw .evaluation(failure)
        } catch let refusal as Refusal {
            // only `conclude` refuses, and it is reached with all signs known
            throw .tooCoarse(refusal.description)
        } catch {
            throw .existenceOpen("\(error)")
        }
    }

    /// The Hessian with as many bits as float64 can hold of it; nil at levels that do not make it so.
    private func sharpHessian(
        _ level: EvaluationLevel, at centre: [Dyadic]
    ) throws(EvaluationFailure) -> MatrixEnclosure? {
        switch level {
        case .float64: return nil
        case .doubleDouble:
            let sharp = try evaluator(level).sharpEnclosure(at: centre)
            return sharp.hessianIntervals == nil ? nil : sharp.hessian
        case .multiple(let precision):
            guard precision.bits > 64 else { return nil }
            return try evaluator(level).enclosure(on: Ball(centre: centre), order: .hessian).hessian
        }
    }

    private func spectrumOrThrow(_ enclosure: LocalEnclosure) throws(SearchFailure) -> SpectrumEnclosure {
        guard let hessian = enclosure.hessian else { throw .existenceOpen("no Hessian was enclosed") }
        do { return try hessian.spectrum() } catch { throw .existenceOpen("spectrum: \(error)") }
    }

    /// Lipschitz constants for a certificate, which the check will measure in MPFR: its boxes, and intervals that
    /// forget where they come from, may give more than float64 with bounds made in advance.
    ///
    /// Float64 bounds each jet by its value and its largest slope times the reach of the ball. On a ball this much
    /// larger that is more than what intervals make of the ball: a derivative of an activation made from an interval of
    /// E has at most some five times the width that its slope asks for.
    ///
    /// - Parameter known: constants of a ball of that radius around the same centre, if any were measured.
    func stated(
        on ball: Ball, known: (constants: LipschitzConstants, radius: Double)? = nil
    ) throws(EvaluationFailure) -> LipschitzConstants {
        let wide = Directed.multiplyUp(ball.radius, 16)
        let constants: LipschitzConstants
        if let known, wide <= known.radius {
            constants = known.constants
        } else if let measured = try? evaluator(.float64).lipschitzConstants(
            on: Ball(centre: ball.centre, radius: wide))
        {
            constants = measured
        } else {
            constants = try evaluator(.multiple(Precision(bits: 64))).lipschitzConstants(on: ball)
        }
        return LipschitzConstants(
            loss: Slack.above(constants.loss), gradient: Slack.above(constants.gradient),
            hessian: Slack.above(constants.hessian))
    }
}
