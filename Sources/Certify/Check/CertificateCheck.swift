import Rigor

/// In which arithmetic a check evaluates. Either proves; they differ in what has to be trusted.
public enum CheckingArithmetic: String, Sendable, Hashable, CaseIterable {
    /// MPFR intervals of at least 128 bits throughout.
    case mpfr
    /// Float64 or double-double, with their a-priori bounds, for certificates of at most 128 bits, and MPFR for what
    /// these do not verify.
    case fast
}

/// Re-checks a certificate from its own content: evaluates in MPFR, searches for nothing.
///
/// Every hypothesis is verified again with MPFR enclosures, whatever arithmetic the search used, and every number that
/// the verdict states must be implied by what the argument proves. With ``CheckingArithmetic/fast`` the enclosures are
/// those of float64 or double-double where these suffice.
public struct CertificateCheck: Sendable {
    /// The loss that certificates are checked against; whoever reads them from a file makes it from the problem in the
    /// file.
    public let landscape: any Landscape
    public let arithmetic: CheckingArithmetic
    /// Most certificates of a file have one reference.
    private let references = VerifiedReference()

    /// A check against one landscape; may be used from several threads.
    public init(landscape: any Landscape, arithmetic: CheckingArithmetic = .mpfr) {
        self.landscape = landscape
        self.arithmetic = arithmetic
    }

    /// The bits that a certificate may state: those of float64 at least, and no more than a check takes.
    public static let statedPrecisions = 53...(1 << 14)

    /// Bits at which a certificate of the given bits is re-evaluated: its own, but at least 128.
    public static func precision(for certificate: Certificate) -> Precision { Precision(bits: bits(certificate.bits)) }

    /// Stated bits, but at least 128.
    static func bits(_ stated: Int) -> Int { min(max(stated, 128), statedPrecisions.upperBound) }

    /// Returns when everything that the certificate states is proved.
    ///
    /// - Parameter ledger: where the theorems and their hypotheses are entered as they are verified, for a reader.
    /// - Returns: the float64 claims as judged by the enclosure that was made here.
    /// - Throws: the first hypothesis that could not be verified, or the first statement that says more than the
    ///   argument proves.
    @discardableResult
    public func check(_ certificate: Certificate, ledger: ProofLedger? = nil) throws(Refusal) -> Audit {
        let precision = Self.precision(for: certificate)
        return try Refusal.refusing {
            // whoever reads the ledger is told the numbers of MPFR
            if arithmetic == .fast, ledger == nil, let audit = checkFast(certificate) { return audit }
            let evaluator = try landscape.makeEvaluator(.multiple(precision))
            try prove(certificate, evaluator, ledger)
            return try auditInMultiplePrecision(certificate, evaluator)
        }
    }

    /// nil where no arithmetic with a-priori bounds verifies all of it, which says nothing against it.
    private func checkFast(_ certificate: Certificate) -> Audit? {
        let isProved = fastEvaluators(bits: certificate.bits).contains { (try? prove(certificate, $0, nil)) != nil }
        guard isProved else { return nil }
        // a claim may need a sharper enclosure than its verdict, or a less sharp one
        let stated = certificate.candidateEnclosure?.bits ?? Precision.float64.bits
        for evaluator in fastEvaluators(bits: stated) {
            if let audit = try? audit(certificate, evaluator) { return audit }
        }
        guard let sharp = try? landscape.makeEvaluator(.multiple(Self.precision(for: certificate))) else { return nil }
        return try? auditInMultiplePrecision(certificate, sharp)
    }

    /// Those with a-priori bounds that may do for what was found with this many bits, the cheapest first. What was
    /// found in double-double is not tried in float64, which the search did.
    private func fastEvaluators(bits: Int) -> [any LandscapeEvaluator] {
        let levels: [EvaluationLevel] =
            bits == EvaluationLevel.doubleDouble.bits ? [.doubleDouble] : [.float64, .doubleDouble]
        return bits > 128 ? [] : levels.compactMap { try? landscape.makeEvaluator($0) }
    }

    /// The verdict, and that the candidate may stand for what it is about.
    private func prove(
        _ certificate: Certificate, _ evaluator: any LandscapeEvaluator, _ ledger: ProofLedger?
    ) throws {
        let candidate = certificate.candidate.point
        guard candidate.count == landscape.parameterCount else {
            throw Refusal.dimension(expected: landscape.parameterCount, found: candidate.count)
        }
        try requireAttribution(certificate, ledger)
        try checkReference(certificate.reference, evaluator)
        let context = ProofContext(
            landscape: landscape, candidate: candidate, precision: evaluator.precision ?? .float64,
            reference: certificate.reference, ledger: ledger)
        let proved = try check(certificate.verdict, certificate.argument, context, evaluator)
        // at infinity the distance is one in the coordinates of the tube, whose scale the argument gives
        if let stated = certificate.verdict.limitAtInfinity, let channel = proved?.limitAtInfinity {
            try requireNear(
                stated.tubeDistanceUpper, within: certificate.attribution.tubeRadius(scale: channel.tubeScale), ledger)
        }
    }

    /// A verdict about a critical point is one about the candidate only if that is near. Points named beside an
    /// exclusion may be anywhere.
    private func requireAttribution(_ certificate: Certificate, _ ledger: ProofLedger?) throws(Refusal) {
        let relative = certificate.attribution.relative
        guard relative >= 0, relative <= Attribution.standard.relative else {
            throw .overstated("an attribution of \(relative), at most \(Attribution.standard.relative) means anything")
        }
        guard let point = certificate.verdict.criticalPoint else { return }
        try requireNear(
            point.distanceUpper, within: certificate.attribution.radius(of: certificate.candidate.point), ledger)
    }

    private func requireNear(
        _ distance: Double, within attribution: Double, _ ledger: ProofLedger?
    ) throws(Refusal) {
        guard distance <= attribution else { throw .tooFar(distance: distance, attribution: attribution) }
        ledger?.hypothesis(
            "the distance to the candidate is at most what it stands for", .atMost(distance),
            stated: .init("", .atLeast(attribution)), slack: .factor(of: distance, below: attribution))
    }

    /// Returns what the argument proves, where it proves more than a ball without critical points.
    @discardableResult
    private func check(
        _ verdict: Verdict, _ argument: Argument, _ context: ProofContext, _ evaluator: any LandscapeEvaluator
    ) throws -> Verdict? {
        switch (argument, verdict) {
        case (.isolatedPoint(let witness), .localMinimum), (.isolatedPoint(let witness), .saddle):
            try requireDimension(witness.centre)
            let point = try witness.conclude(with: evaluator, ledger: context.ledger)
            let proved = Deduction.verdict(
                witness, point, candidate: context.candidate, reference: context.reference,
                level: landscape.levelOfRegularPoints)
            try compare(stated: verdict, proved: proved)
            try check(witness.lemmas, witness, point, context.reference)
            if let lemmas = witness.lemmas { lemmas.enter(in: context.ledger) }
            enterComparison(proved, context)
            return proved
        case (.structured(let argument), _):
            let proved = try argument.conclude(in: context)
            try compare(stated: verdict, proved: proved)
            enterComparison(proved, context)
            return proved
        case (.exclusion(let witness, let nearestArgument), .notCritical(let stated, let nearest)):
            guard witness.centre == context.candidate else {
                throw Refusal.overstated("the excluded ball is not centred at the candidate")
            }
            try witness.conclude(with: evaluator, ledger: context.ledger)
            let enclosure = try evaluator.enclosure(on: Ball(centre: context.candidate), order: .gradient)
            try compare(stated: stated, proved: Deduction.notCritical(witness, atCandidate: enclosure))
            switch (nearest, nearestArgument) {
            case (nil, nil): break
            case (let nearest?, let argument?):
                let ledger = context.ledger?.argument("Argument for the nearest critical point that was found")
                try check(nearest, argument, context.entering(ledger), evaluator)
            default: throw Refusal.overstated("the nearest critical point has no argument")
            }
        case (.none, .undecided):
            break
        default:
            throw Refusal.overstated("the verdict \(verdict.name) does not go with its argument")
        }
        return nil
    }

    /// Enters the comparison with the reference where it proves that a smaller loss exists.
    private func enterComparison(_ proved: Verdict, _ context: ProofContext) {
        guard let ledger = context.ledger, let reference = context.reference else { return }
        let loss: Bounds?
        switch proved {
        case .localMinimum(let point, _), .globalMinimum(let point), .saddle(let point), .endOfSaddleLine(let point, _):
            loss = point.loss
        case .minimumAtInfinity(let limit), .saddleAtInfinity(let limit): loss = limit.limitLoss
        case .notCritical, .noLocalMinimum, .undecided: loss = nil
        }
        guard let loss, loss.lower > reference.lossUpper else { return }
        ledger.hypothesis(
            "the loss exceeds that of the reference: it is not global", .below(reference.lossUpper, loss.lower),
            slack: .difference(Directed.subtractDown(loss.lower, reference.lossUpper)))
    }

    /// The published lemmas must be stated for a minimum, for nothing else, and be what the numbers of the witness
    /// give.
    private func check(
        _ stated: PublishedLemmas?, _ witness: IsolatedPointWitness, _ point: IsolatedPoint, _ reference: Reference?
    ) throws {
        guard let stated else {
            if point.isMinimum { throw Refusal.overstated("the lemmas of a minimum are missing") }
            return
        }
        guard stated.lossLower <= point.centreLoss.lower else {
            throw Refusal.boundExceeded(
                quantity: "lower bound of the loss at the centre", stated: stated.lossLower,
                measured: point.centreLoss.lower)
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
            if references.contains(point, lossUpper) { return }
            let loss = try evaluator.enclosure(on: Ball(centre: point), order: .loss).loss
            try require("loss of the reference point", loss.upper, atMost: lossUpper)
            references.insert(point, lossUpper)
        }
    }

    func requireInside(_ quantity: String, _ proved: Bounds, within stated: Bounds) throws {
        guard stated.lower <= proved.lower, proved.upper <= stated.upper else {
            throw Refusal.overstated(
                "\(quantity): \(OutwardDecimal.interval(stated, digits: 17)) stated, "
                    + "\(OutwardDecimal.interval(proved, digits: 17)) proved"
            )
        }
    }

    private func compare(stated: Verdict, proved: Verdict) throws {
        switch (stated, proved) {
        case (.localMinimum(let stated, let globality), .localMinimum(let proved, let provedGlobality)):
            guard globality == .open || globality == provedGlobality else {
                throw Refusal.overstated(globality.rawValue)
            }
            guard globality != .nonGlobal || stated.isProvedNonGlobal else { throw Refusal.overstated("non-global") }
            guard globality == .nonGlobal || !stated.isProvedNonGlobal else {
                throw Refusal.inequality("called \(globality.rawValue), while a smaller loss is said to exist")
            }
            try compare(stated: stated, proved: proved)
        case (.globalMinimum(let stated), .globalMinimum(let proved)), (.saddle(let stated), .saddle(let proved)):
            try compare(stated: stated, proved: proved)
        case (.endOfSaddleLine(let stated, let index), .endOfSaddleLine(let proved, let provedIndex)):
            guard 0 < index, index <= provedIndex else { throw Refusal.overstated("Morse index of the saddles") }
            try compare(stated: stated, proved: proved)
        case (.minimumAtInfinity(let stated), .minimumAtInfinity(let proved)),
            (.saddleAtInfinity(let stated), .saddleAtInfinity(let proved)):
            try compare(stated: stated, proved: proved)
        case (.notCritical(let stated, nil), .notCritical(let proved, _)):
            try compare(stated: stated, proved: proved)
        case (.notCritical(let stated, let nearest?), .notCritical(let proved, let provedNearest?)):
            try compare(stated: stated, proved: proved)
            try compare(stated: nearest, proved: provedNearest)
        case (.noLocalMinimum(let stated), .noLocalMinimum(let proved)):
            guard stated.radius >= 0, stated.radius <= proved.radius else {
                throw Refusal.overstated("radius of the ball without local minima")
            }
            guard stated.curvatureUpper < 0, stated.curvatureUpper >= proved.curvatureUpper else {
                throw Refusal.overstated("curvature on the ball")
            }
            try requireInside("loss at the candidate", proved.loss, within: stated.loss)
        case (.undecided, _):
            break
        default:
            throw Refusal.overstated("\(stated.name) stated, \(proved.name) proved")
        }
    }

    private func compare(stated: CriticalPoint, proved: CriticalPoint) throws {
        try requireInside("loss", proved.loss, within: stated.loss)
        try requireInside("smallest eigenvalue", proved.smallestEigenvalue, within: stated.smallestEigenvalue)
        if let largest = stated.largestEigenvalue {
            try requireInside("largest eigenvalue", proved.largestEigenvalue ?? .entireLine, within: largest)
        }
        guard stated.gradientNormUpper >= proved.gradientNormUpper else { throw Refusal.overstated("gradient norm") }
        guard 0 <= stated.indexLower, stated.indexLower <= proved.indexLower, proved.indexUpper <= stated.indexUpper
        else {
            throw Refusal.overstated("Morse index")
        }
        guard stated.nullity == nil || stated.nullity == proved.nullity else { throw Refusal.overstated("nullity") }
        guard stated.isIsolated == nil || stated.isIsolated == proved.isIsolated else {
            throw Refusal.overstated("isolation")
        }
        if let radius = stated.uniquenessRadius {
            guard radius >= 0, radius <= proved.uniquenessRadius ?? -1 else {
                throw Refusal.overstated("radius of uniqueness")
            }
        }
        guard stated.familyDimension == proved.familyDimension else {
            throw Refusal.overstated("dimension of the family")
        }
        guard stated.learningCoefficient == nil || stated.learningCoefficient == proved.learningCoefficient else {
            throw Refusal.overstated("learning coefficient")
        }
        guard stated.level == nil || stated.level == proved.level else { throw Refusal.overstated("level") }
        guard stated.structure == proved.structure else { throw Refusal.overstated("structure") }
        guard stated.distanceUpper >= proved.distanceUpper else { throw Refusal.overstated("distance") }
        guard !stated.isProvedNonGlobal || proved.isProvedNonGlobal else { throw Refusal.overstated("non-global") }
    }

    private func compare(stated: NotCritical, proved: NotCritical) throws {
        guard stated.radius >= 0, stated.radius <= proved.radius else {
            throw Refusal.overstated("radius of the excluded ball")
        }
        try requireInside("loss at the candidate", proved.loss, within: stated.loss)
        guard stated.gradientNormUpper >= proved.gradientNormUpper else { throw Refusal.overstated("gradient norm") }
    }

    private func compare(stated: LimitAtInfinity, proved: LimitAtInfinity) throws {
        try requireInside("loss of the limit", proved.limitLoss, within: stated.limitLoss)
        try requireInside(
            "smallest eigenvalue of the limit", proved.smallestEigenvalue, within: stated.smallestEigenvalue)
        guard stated.tubeLength > 0, stated.tubeLength <= proved.tubeLength else {
            throw Refusal.overstated("length of the tube")
        }
        guard stated.tubeDistanceUpper >= proved.tubeDistanceUpper else {
            throw Refusal.overstated("distance in the tube")
        }
        guard stated.tubeScale <= proved.tubeScale else { throw Refusal.overstated("scale of the tube") }
        guard stated.structure == proved.structure else { throw Refusal.overstated("structure") }
        guard !stated.isProvedNonGlobal || proved.isProvedNonGlobal else { throw Refusal.overstated("non-global") }
    }
}
