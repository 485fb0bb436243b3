import Landscape
import Rigor

/// Re-checks a certificate from its own content: evaluates in MPFR, searches for nothing.
///
/// Every hypothesis is verified again with MPFR enclosures, whatever arithmetic the search used, and every number that the
/// verdict states must be implied by what the argument proves.
public struct CertificateCheck: Sendable {
    /// The loss that certificates are checked against; whoever reads them from a file makes it from the problem in the file.
    public let landscape: any Landscape

    /// A check against one landscape; may be used from several threads.
    public init(landscape: any Landscape) { self.landscape = landscape }

    /// The bits that a certificate may state: those of float64 at least, and no more than a check takes.
    public static let statedPrecisions = 53...(1 << 14)

    /// Bits at which a certificate of the given bits is re-evaluated: its own, but at least 128.
    public static func precision(for certificate: Certificate) -> Precision {
        Precision(bits: min(max(certificate.bits, 128), statedPrecisions.upperBound))
    }

    /// Returns when everything that the certificate states is proved.
    ///
    /// - Throws: the first hypothesis that could not be verified, or the first statement that says more than the argument proves.
    public func check(_ certificate: Certificate) throws(Refusal) {
        let precision = Self.precision(for: certificate)
        try Refusal.refusing {
            let evaluator = try landscape.makeEvaluator(.multiple(precision))
            try check(certificate, evaluator)
        }
    }

    private func check(_ certificate: Certificate, _ evaluator: any LandscapeEvaluator) throws {
        let candidate = certificate.candidate.point
        guard candidate.count == landscape.parameterCount else {
            throw Refusal.dimension(expected: landscape.parameterCount, found: candidate.count)
        }
        try checkReference(certificate.reference, evaluator)
        if let stated = certificate.candidateEnclosure {
            let hessian = try check(stated, at: candidate, evaluator)
            if certificate.candidate.claims.minimumEigenvalue != nil, stated.smallestEigenvalue.contains(0) {
                try requireOpenSign(at: candidate, hessian, evaluator.precision)
            }
        }
        let context = ProofContext(
            landscape: landscape, candidate: candidate, precision: evaluator.precision ?? .float64,
            reference: certificate.reference)
        try check(certificate.verdict, certificate.argument, context, evaluator)
    }

    private func check(
        _ verdict: Verdict, _ argument: Argument, _ context: ProofContext, _ evaluator: any LandscapeEvaluator
    ) throws {
        switch (argument, verdict) {
        case (.isolatedPoint(let witness), .localMinimum), (.isolatedPoint(let witness), .saddle):
            try requireDimension(witness.centre)
            let point = try witness.conclude(with: evaluator)
            let proved = Deduction.verdict(
                witness, point, candidate: context.candidate, reference: context.reference, level: landscape.levelOfRegularPoints)
            try compare(stated: verdict, proved: proved)
            try check(witness.lemmas, witness, point, context.reference)
        case (.structured(let argument), _):
            try compare(stated: verdict, proved: try argument.conclude(in: context))
        case (.exclusion(let witness, let nearestArgument), .notCritical(let stated, let nearest)):
            guard witness.centre == context.candidate else {
                throw Refusal.overstated("the excluded ball is not centred at the candidate")
            }
            try witness.conclude(with: evaluator)
            let enclosure = try evaluator.enclosure(on: Ball(centre: context.candidate), order: .gradient)
            try compare(stated: stated, proved: Deduction.notCritical(witness, atCandidate: enclosure))
            switch (nearest, nearestArgument) {
            case (nil, nil): break
            case (let nearest?, let argument?): try check(nearest, argument, context, evaluator)
            default: throw Refusal.overstated("the nearest critical point has no argument")
            }
        case (.none, .undecided):
            break
        default:
            throw Refusal.overstated("the verdict \(verdict.name) does not go with its argument")
        }
    }

    /// The published lemmas must be stated for a minimum, for nothing else, and be what the numbers of the witness give.
    private func check(
        _ stated: PublishedLemmas?, _ witness: IsolatedPointWitness, _ point: IsolatedPoint, _ reference: Reference?
    ) throws {
        guard let stated else {
            if point.isMinimum { throw Refusal.overstated("the lemmas of a minimum are missing") }
            return
        }
        guard stated.lossLower <= point.centreLoss.lower else {
            throw Refusal.boundExceeded(
                quantity: "lower bound of the loss at the centre", stated: stated.lossLower, measured: point.centreLoss.lower)
        }
        guard PublishedLemmas(witness, point, lossLower: stated.lossLower, reference: reference) == stated else {
            throw Refusal.overstated("the lemmas are not what the numbers of the argument give")
        }
    }

    private func requireDimension(_ point: [Dyadic]) throws {
        guard point.count == landscape.parameterCount else {
            throw Refusal.dimension(expected: landscape.parameterCount, found: point.count)
        }
    }

    /// The infimum must be known for this landscape; the loss of a reference point must not exceed what is stated.
    private func checkReference(_ reference: Reference?, _ evaluator: any LandscapeEvaluator) throws {
        switch reference {
        case nil: return
        case .infimumZero(let why):
            guard landscape.knownInfimum == why else {
                throw Refusal.overstated("the infimum of this landscape is not known to be 0")
            }
        case .point(let point, let lossUpper):
            try requireDimension(point)
            let loss = try evaluator.enclosure(on: Ball(centre: point), order: .loss).loss
            try require("loss of the reference point", loss.upper, atMost: lossUpper)
        }
    }

    /// Returns the enclosed Hessian.
    private func check(
        _ stated: CandidateEnclosure, at candidate: [Dyadic], _ evaluator: any LandscapeEvaluator
    ) throws -> MatrixEnclosure {
        let enclosure = try evaluator.enclosure(on: Ball(centre: candidate), order: .hessian)
        guard let gradient = enclosure.gradient, let hessian = enclosure.hessian,
            stated.basis.count == hessian.rows * hessian.rows
        else { throw Refusal.dimension(expected: candidate.count * candidate.count, found: stated.basis.count) }
        let spectrum = try hessian.spectrum(basis: stated.basis)
        try requireInside("loss at the candidate", enclosure.loss, within: stated.loss)
        try requireInside("gradient norm at the candidate", gradient.norm, within: stated.gradientNorm)
        try requireInside("smallest eigenvalue at the candidate", spectrum.smallest, within: stated.smallestEigenvalue)
        return hessian
    }

    /// The audit of a claimed eigenvalue takes an enclosure that holds 0 for a sign that cannot be told. So it may hold 0 only if it does with 128 bits.
    ///
    /// - Parameter enclosed: the Hessian at the candidate, enclosed with this precision.
    private func requireOpenSign(at candidate: [Dyadic], _ enclosed: MatrixEnclosure, _ precision: Precision?) throws {
        let bits = Precision(bits: 128)
        let found = precision == bits
            ? enclosed : try landscape.makeEvaluator(.multiple(bits)).enclosure(on: Ball(centre: candidate), order: .hessian).hessian
        // a basis of one's own: with another the spectrum is enclosed as widely as one likes
        guard let hessian = found,
            let basis = ApproximateLinearAlgebra.symmetricEigenproblem(hessian.midpoint, order: hessian.rows)?.vectors,
            try hessian.spectrum(basis: basis).smallest.contains(0)
        else {
            throw Refusal.overstated("the enclosure of the smallest eigenvalue at the candidate holds 0, though its sign can be told")
        }
    }

    private func requireInside(_ quantity: String, _ proved: Bounds, within stated: Bounds) throws {
        guard stated.lower <= proved.lower, proved.upper <= stated.upper else {
            throw Refusal.overstated(
                "\(quantity): \(OutwardDecimal.interval(stated, digits: 17)) stated, \(OutwardDecimal.interval(proved, digits: 17)) proved")
        }
    }

    private func compare(stated: Verdict, proved: Verdict) throws {
        switch (stated, proved) {
        case (.localMinimum(let stated, let globality), .localMinimum(let proved, let provedGlobality)):
            guard globality == .open || globality == provedGlobality else { throw Refusal.overstated(globality.rawValue) }
            guard globality != .nonGlobal || stated.isProvedNonGlobal else { throw Refusal.overstated("non-global") }
            try compare(stated: stated, proved: proved)
        case (.globalMinimum(let stated), .globalMinimum(let proved)), (.saddle(let stated), .saddle(let proved)):
            try compare(stated: stated, proved: proved)
        case (.minimumAtInfinity(let stated), .minimumAtInfinity(let proved)):
            try compare(stated: stated, proved: proved)
        case (.notCritical(let stated, nil), .notCritical(let proved, _)):
            try compare(stated: stated, proved: proved)
        case (.notCritical(let stated, let nearest?), .notCritical(let proved, let provedNearest?)):
            try compare(stated: stated, proved: proved)
            try compare(stated: nearest, proved: provedNearest)
        case (.undecided, _):
            break
        default:
            throw Refusal.overstated("\(stated.name) stated, \(proved.name) proved")
        }
    }

    private func compare(stated: CriticalPoint, proved: CriticalPoint) throws {
        try requireInside("loss", proved.loss, within: stated.loss)
        try requireInside("smallest eigenvalue", proved.smallestEigenvalue, within: stated.smallestEigenvalue)
        guard stated.gradientNormUpper >= proved.gradientNormUpper else { throw Refusal.overstated("gradient norm") }
        guard 0 <= stated.indexLower, stated.indexLower <= proved.indexLower, proved.indexUpper <= stated.indexUpper else {
            throw Refusal.overstated("Morse index")
        }
        guard stated.nullity == nil || stated.nullity == proved.nullity else { throw Refusal.overstated("nullity") }
        guard stated.isIsolated == nil || stated.isIsolated == proved.isIsolated else { throw Refusal.overstated("isolation") }
        guard stated.familyDimension == proved.familyDimension else { throw Refusal.overstated("dimension of the family") }
        guard stated.level == nil || stated.level == proved.level else { throw Refusal.overstated("level") }
        guard stated.structure == proved.structure else { throw Refusal.overstated("structure") }
        guard stated.distanceUpper >= proved.distanceUpper else { throw Refusal.overstated("distance") }
        guard !stated.isProvedNonGlobal || proved.isProvedNonGlobal else { throw Refusal.overstated("non-global") }
    }

    private func compare(stated: NotCritical, proved: NotCritical) throws {
        guard stated.radius >= 0, stated.radius <= proved.radius else { throw Refusal.overstated("radius of the excluded ball") }
        try requireInside("loss at the candidate", proved.loss, within: stated.loss)
        guard stated.gradientNormUpper >= proved.gradientNormUpper else { throw Refusal.overstated("gradient norm") }
    }

    private func compare(stated: MinimumAtInfinity, proved: MinimumAtInfinity) throws {
        try requireInside("loss of the limit", proved.limitLoss, within: stated.limitLoss)
        try requireInside("smallest eigenvalue of the limit", proved.smallestEigenvalue, within: stated.smallestEigenvalue)
        guard stated.tubeLength > 0, stated.tubeLength <= proved.tubeLength else { throw Refusal.overstated("length of the tube") }
        guard stated.distanceUpper >= proved.distanceUpper else { throw Refusal.overstated("distance") }
        guard stated.structure == proved.structure else { throw Refusal.overstated("structure") }
        guard !stated.isProvedNonGlobal || proved.isProvedNonGlobal else { throw Refusal.overstated("non-global") }
    }
}
