import Foundation
import Landscape
import Rigor

/// Judges candidates of one landscape: refines, proposes witnesses, and keeps what can be proved.
///
/// Everything here is search and may be clever; each verdict rests on a witness whose hypotheses `conclude` verifies.
public struct Certifier: Sendable {
    public struct Options: Sendable {
        /// Longest precision of the ladder, in bits.
        public var maximumPrecision = 512
        /// A candidate is not critical when a ball of this radius, times 1 + |theta|, holds no critical point.
        public var radius = 1e-6

        public init() {}
    }

    public let landscape: any Landscape
    public let options: Options

    public init(landscape: any Landscape, options: Options = Options()) {
        self.landscape = landscape
        self.options = options
    }

    /// A worker with its own workspaces, for one thread.
    public func makeWorker() -> CertifierWorker { CertifierWorker(landscape: landscape, options: options) }

    /// Judges one candidate.
    public func certify(_ candidate: Candidate) -> Certificate { makeWorker().certify(candidate) }
}

/// Certifies candidates one after the other, reusing its workspaces. Not thread-safe.
public final class CertifierWorker {
    let landscape: any Landscape
    let options: Certifier.Options
    let approximate: any ApproximateEvaluator
    private var evaluators: [EvaluationLevel: any LandscapeEvaluator] = [:]

    init(landscape: any Landscape, options: Certifier.Options) {
        self.landscape = landscape
        self.options = options
        approximate = landscape.makeApproximateEvaluator()
    }

    func evaluator(_ level: EvaluationLevel) throws(EvaluationFailure) -> any LandscapeEvaluator {
        if let evaluator = evaluators[level] { return evaluator }
        let evaluator = try landscape.makeEvaluator(level)
        evaluators[level] = evaluator
        return evaluator
    }

    /// The reference of Lemma 2 that the landscape itself provides.
    var intrinsicReference: Reference? { landscape.knownInfimum.map { .infimumZero($0) } }

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

    public func certify(_ candidate: Candidate) -> Certificate {
        let start = ContinuousClock.now
        var certificate = judge(candidate)
        let elapsed = (ContinuousClock.now - start).components
        certificate.seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
        return certificate
    }

    private func judge(_ candidate: Candidate) -> Certificate {
        precondition(candidate.parameters.count == landscape.parameterCount)
        var certificate = Certificate(
            candidate: candidate, verdict: .undecided(.evaluation(.outOfRange("not attempted"))), argument: .none,
            reference: intrinsicReference, candidateEnclosure: enclose(candidate), bits: 53, rungs: [], seconds: 0)
        let required = requiredRadius(candidate)
        let found = isolatedPoint(near: candidate, rungs: &certificate.rungs)
        if case .success(let proof) = found {
            let verdict = Deduction.verdict(
                proof.witness, proof.point, candidate: candidate.point, reference: certificate.reference)
            certificate.verdict = verdict
            certificate.argument = .isolatedPoint(proof.witness)
            certificate.bits = proof.bits
            if let point = verdict.criticalPoint, point.distanceUpper <= required { return certificate }
        }
        // the critical point is not the candidate: does the candidate's own neighbourhood hold none?
        let exclusion = excludedBall(around: candidate, required: required)
        if let exclusion, exclusion.witness.radius >= required {
            var nearest: (IsolatedPointWitness, IsolatedPoint)?
            if case .success(let proof) = found { nearest = (proof.witness, proof.point) }
            certificate.verdict = .notCritical(Deduction.notCritical(
                exclusion.witness, atCandidate: exclusion.enclosure, nearest: nearest, candidate: candidate.point,
                reference: certificate.reference))
            certificate.argument = .exclusion(exclusion.witness, nearest: nearest?.0)
            certificate.bits = max(exclusion.bits, nearest == nil ? 53 : certificate.bits)
            return certificate
        }
        if case .failure(let failure) = found {
            certificate.verdict = .undecided(
                failure.reason(excluded: exclusion?.witness.radius ?? 0, required: required))
        }
        return certificate
    }

    /// R (1 + |theta|), rounded up.
    func requiredRadius(_ candidate: Candidate) -> Double {
        Directed.multiplyUp(options.radius, Directed.addUp(1, Distance.normUpper(candidate.point)))
    }

    /// Loss, gradient norm and smallest eigenvalue at the candidate itself: float64 if it can, otherwise 128 bits.
    private func enclose(_ candidate: Candidate) -> CandidateEnclosure? {
        for level in [EvaluationLevel.float64, .multiple(Precision(bits: 128))] {
            guard let evaluator = try? evaluator(level),
                let enclosure = try? evaluator.enclosure(on: Ball(centre: candidate.point), order: .hessian),
                let hessian = enclosure.hessian, let gradient = enclosure.gradient,
                let basis = ApproximateLinearAlgebra.symmetricEigenproblem(hessian.midpoint, order: hessian.rows)?.vectors,
                let spectrum = try? hessian.spectrum(basis: basis)
            else { continue }
            return CandidateEnclosure(
                loss: enclosure.loss, gradientNorm: gradient.norm, smallestEigenvalue: spectrum.smallest, basis: basis)
        }
        return nil
    }
}
