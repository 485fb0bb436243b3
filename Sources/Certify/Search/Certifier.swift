import Foundation
import Landscape
import Rigor

/// Judges candidates of one landscape: refines, proposes witnesses, and keeps what can be proved.
///
/// Everything here is search and may be clever; each verdict rests on a witness whose hypotheses `conclude` verifies.
public struct Certifier: Sendable {
    /// How hard to try, and what distances mean.
    public struct Options: Sendable {
        /// Longest precision of the ladder, in bits.
        public var maximumPrecision = 512
        /// A candidate is not critical when a ball of this radius, times 1 + |theta|, holds no critical point.
        public var radius = 1e-6
        /// A candidate stands for a certified critical point within this distance, times 1 + |theta|; farther away, a proof that the
        /// candidate itself is not critical takes precedence, with that point named beside it.
        public var attribution = 1e-2
        /// A candidate that escapes to infinity along a channel is called not critical from this radius on, whatever |theta|: the diverging outputs
        /// make the Hessian vary so fast that `radius` is out of reach.
        public var escapeRadius = 1e-12

        /// A point to compare losses with where no infimum is known; its bound is verified by whoever made it.
        public var reference: Reference?

        /// The defaults of the command line.
        public init() {}
    }

    /// The loss whose critical points are in question.
    public let landscape: any Landscape
    /// How hard to try.
    public let options: Options
    /// Searches for the structure of this kind of landscape, in order of preference.
    public let structures: [any StructureSearch]

    /// - Parameters:
    ///   - landscape: the loss in question.
    ///   - options: how hard to try.
    ///   - structures: searches that know this kind of landscape; without them isolated points, saddles and exclusion are what can be proved.
    public init(landscape: any Landscape, options: Options = Options(), structures: [any StructureSearch] = []) {
        self.landscape = landscape
        self.options = options
        self.structures = structures
    }

    /// A worker with its own workspaces, for one thread.
    public func makeWorker() -> CertifierWorker {
        CertifierWorker(landscape: landscape, options: options, structures: structures)
    }

    /// Judges one candidate. For many, make a worker for each thread: it keeps its workspaces.
    ///
    /// - Precondition: the candidate has as many parameters as the landscape; for two-layer students these are w_1 .. w_m, each with d coordinates, then a_1 .. a_m.
    public func certify(_ candidate: Candidate) -> Certificate { makeWorker().certify(candidate) }
}

/// Certifies candidates one after the other, reusing its workspaces. Not thread-safe.
public final class CertifierWorker {
    let landscape: any Landscape
    let options: Certifier.Options
    let approximate: any ApproximateEvaluator
    let structures: [any StructureSearch]
    private var evaluators: [EvaluationLevel: any LandscapeEvaluator] = [:]

    init(landscape: any Landscape, options: Certifier.Options, structures: [any StructureSearch]) {
        self.landscape = landscape
        self.options = options
        self.structures = structures
        approximate = landscape.makeApproximateEvaluator()
    }

    func evaluator(_ level: EvaluationLevel) throws(EvaluationFailure) -> any LandscapeEvaluator {
        if let evaluator = evaluators[level] { return evaluator }
        let evaluator = try landscape.makeEvaluator(level)
        evaluators[level] = evaluator
        return evaluator
    }

    /// With what losses are compared: the known infimum, otherwise the point given in the options.
    var reference: Reference? { landscape.knownInfimum.map { .infimumZero($0) } ?? options.reference }

    /// The precisions of the ladder: float64, then 64 bits doubled up to the maximum.
    var ladder: [EvaluationLevel] {
        var levels: [EvaluationLevel] = [.float64]
        var bits = 64
        while bits <= options.maximumPrecision {
            levels.append(.multiple(Precision(bits: bits)))
            bits *= 2
        }
        return levels
    }

    /// Judges one candidate.
    ///
    /// - Precondition: the candidate has as many parameters as the landscape.
    public func certify(_ candidate: Candidate) -> Certificate {
        let start = ContinuousClock.now
        var certificate = judge(candidate)
        certificate.audit = Audit(of: certificate, on: landscape)
        let elapsed = (ContinuousClock.now - start).components
        certificate.seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
        return certificate
    }

    /// A verdict about a critical point (or a channel) with its argument, and how far it is from the candidate.
    struct Finding {
        var verdict: Verdict
        var argument: Argument
        var bits: Int

        var distance: Double {
            switch verdict {
            case .minimumAtInfinity: 0
            default: verdict.criticalPoint?.distanceUpper ?? .infinity
            }
        }
    }

    private func judge(_ candidate: Candidate) -> Certificate {
        precondition(candidate.parameters.count == landscape.parameterCount)
        var certificate = Certificate(
            candidate: candidate, verdict: .undecided(.structureOpen("not attempted")), argument: .none,
            reference: reference, candidateEnclosure: enclosure(at: candidate), bits: 53, rungs: [], seconds: 0)
        let scale = Directed.addUp(1, Distance.normUpper(candidate.point))
        let required = Directed.multiplyUp(options.radius, scale)
        let near = max(required, options.attribution * scale)

        var open: UndecidedReason?
        var escape: String?
        var farther: Finding?
        /// Whether the finding decides; otherwise it is kept if it is the nearest so far.
        func decides(_ finding: Finding) -> Bool {
            if finding.distance <= near { return true }
            if finding.distance < farther?.distance ?? .infinity { farther = finding }
            return false
        }
        func decide(_ finding: Finding) -> Certificate {
            certificate.verdict = finding.verdict
            certificate.argument = finding.argument
            certificate.bits = finding.bits
            return certificate
        }
        let context = ProofContext(
            landscape: landscape, candidate: candidate.point, precision: Precision(bits: 128), reference: reference)
        func ask(_ search: any StructureSearch) -> Finding? {
            switch search.search(candidate, in: context) {
            case .proved(let argument, let verdict):
                return Finding(verdict: verdict, argument: .structured(argument), bits: context.precision.bits)
            case .open(let why):
                open = open ?? .structureOpen(why)
                return nil
            case .escaping(let way):
                open = open ?? .structureOpen(way)
                escape = escape ?? way
                return nil
            case nil: return nil
            }
        }
        for search in structures where search.precedesIsolatedPoints {
            if let finding = ask(search), decides(finding) { return decide(finding) }
        }
        func finding(_ proof: IsolatedPointProof) -> Finding {
            Finding(
                verdict: Deduction.verdict(
                    proof.witness, proof.point, candidate: candidate.point, reference: reference,
                    level: landscape.levelOfRegularPoints),
                argument: .isolatedPoint(proof.witness), bits: proof.bits)
        }
        switch firstRung(candidate, rungs: &certificate.rungs) {
        case .success(let proof):
            let finding = finding(proof)
            if decides(finding) { return decide(finding) }
        case .failure(let ascent):
            if let proof = secondRung(ascent, rungs: &certificate.rungs) {
                let finding = finding(proof)
                if decides(finding) { return decide(finding) }
            }
            // structures are recognised at little cost, so they come before the long precisions
            for search in structures where !search.precedesIsolatedPoints {
                if let finding = ask(search), decides(finding) { return decide(finding) }
            }
            switch climb(ascent, rungs: &certificate.rungs) {
            case .success(let proof):
                let finding = finding(proof)
                if decides(finding) { return decide(finding) }
            case .failure(let failure):
                open = open ?? failure.reason(excluded: 0, required: required)
            }
        }
        // nothing near enough: does the candidate's own neighbourhood hold no critical point?
        let exclusion = excludedBall(around: candidate, required: required)
        func excluded(from radius: Double) -> Certificate? {
            guard let exclusion, exclusion.witness.radius >= radius else { return nil }
            certificate.verdict = .notCritical(
                Deduction.notCritical(exclusion.witness, atCandidate: exclusion.enclosure), nearest: farther?.verdict)
            certificate.argument = .exclusion(exclusion.witness, nearest: farther?.argument)
            certificate.bits = max(exclusion.bits, farther?.bits ?? 53)
            certificate.approximateEscape = escape
            return certificate
        }
        if let certificate = excluded(from: required) { return certificate }
        // true, but of no use when the point is far away: then the candidate is better called undecided
        if let farther, farther.distance <= 10 * near { return decide(farther) }
        if escape != nil, let certificate = excluded(from: options.escapeRadius) { return certificate }
        if let open { certificate.verdict = .undecided(open.reached(excluded: exclusion?.witness.radius ?? 0)) }
        // the longest precision that was tried
        certificate.bits = certificate.rungs.reduce(certificate.bits) { max($0, $1.bits) }
        return certificate
    }
}
