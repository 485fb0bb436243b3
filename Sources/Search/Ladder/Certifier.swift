import Certify
import Foundation
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
        /// A candidate stands for a certified critical point within this distance, times 1 + |theta|, and for none
        /// farther away: then it is proved not to be critical, with that point named beside it, or undecided. The check
        /// accepts no larger number than that of ``Attribution/standard``.
        public var attribution = Attribution.standard.relative
        /// A candidate that escapes to infinity along a channel is called not critical from this radius on, whatever
        /// |theta|: the diverging outputs make the Hessian vary so fast that `radius` is out of reach.
        public var escapeRadius = 1e-12

        /// Landscapes with more parameters whose curvature is enclosed without a Hessian are judged by that alone.
        public var largestHessian = 4096

        /// A point to compare losses with where no infimum is known; its bound is verified by whoever made it.
        public var reference: Reference?

        /// Whether a landscape is judged without Hessians.
        public func isBeyondHessians(_ landscape: any Landscape) -> Bool {
            landscape.parameterCount > largestHessian && landscape is any DirectionalLandscape
        }

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
    ///   - structures: searches that know this kind of landscape; without them isolated points, saddles and exclusion
    ///     are what can be proved.
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
    /// - Precondition: the candidate has as many parameters as the landscape; for two-layer students these are w_1 ..
    ///   w_m, each with d coordinates, then a_1 .. a_m.
    public func certify(_ candidate: Candidate) -> Certificate { makeWorker().certify(candidate) }
}

/// Certifies candidates one after the other, reusing its workspaces. Not thread-safe.
public final class CertifierWorker {
    let landscape: any Landscape
    let options: Certifier.Options
    let approximate: any ApproximateEvaluator
    let structures: [any StructureSearch]
    private var evaluators: [EvaluationLevel: any LandscapeEvaluator] = [:]
    /// The precisions of the ladder: float64, then double-double where the landscape has it, otherwise 64 bits, then
    /// 128 bits doubled up to the maximum.
    let ladder: [EvaluationLevel]

    init(landscape: any Landscape, options: Certifier.Options, structures: [any StructureSearch]) {
        self.landscape = landscape
        self.options = options
        self.structures = structures
        approximate = landscape.makeApproximateEvaluator()
        var levels: [EvaluationLevel] = [.float64]
        let most = options.maximumPrecision
        if most >= EvaluationLevel.doubleDouble.bits, let evaluator = try? landscape.makeEvaluator(.doubleDouble) {
            evaluators[.doubleDouble] = evaluator
            levels.append(.doubleDouble)
        } else if most >= 64 {
            levels.append(.multiple(Precision(bits: 64)))
        }
        var bits = 128
        while bits <= most {
            levels.append(.multiple(Precision(bits: bits)))
            bits *= 2
        }
        ladder = levels
    }

    func evaluator(_ level: EvaluationLevel) throws(EvaluationFailure) -> any LandscapeEvaluator {
        if let evaluator = evaluators[level] { return evaluator }
        let evaluator = try landscape.makeEvaluator(level)
        evaluators[level] = evaluator
        return evaluator
    }

    /// With what losses are compared: the known infimum, otherwise the point given in the options.
    var reference: Reference? { landscape.knownInfimum.map { .infimumZero($0) } ?? options.reference }

    /// Judges one candidate.
    ///
    /// - Precondition: the candidate has as many parameters as the landscape.
    public func certify(_ candidate: Candidate) -> Certificate {
        let start = Self.processorSeconds
        var certificate = judge(candidate)
        certificate.audit = Audit(of: certificate, on: landscape)
        certificate.seconds = max(0, Self.processorSeconds - start)
        return certificate
    }

    /// Processor time of this thread, whatever else the machine does.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
