import ArgumentParser
import Certify
import Dense
import Formats
import Interchange
import Rigor
import Run
import Search

/// `certify audit` of networks whose Hessian is too large to be formed: what is proved of loss, gradient and the ends
/// of the spectrum, and what claims about them are worth.
struct LargeAudit {
    private let assignment: Assignment
    private let landscape: DenseLandscape
    private let jobs: Int

    /// - Throws: ``CommandFailure`` where the landscape is not one of dense networks.
    init(_ assignment: Assignment, jobs: Int) throws {
        guard let landscape = assignment.certifier.landscape as? DenseLandscape else {
            throw CommandFailure(
                status: .badInput, message: "\(assignment.source.file): too many parameters for a Hessian")
        }
        self.assignment = assignment
        self.landscape = landscape
        self.jobs = jobs
    }

    func run(json: Bool, quiet: Bool) throws {
        if !json, !quiet {
            assignment.introduction.forEach { Console.line($0) }
            Console.line()
        }
        var found: [LargeAuditedCandidate] = []
        let progress = ProgressBar(total: assignment.candidates.candidates.count, quiet: quiet)
        do {
            defer { progress.finish() }
            for candidate in assignment.candidates.candidates {
                found.append(try audited(candidate))
                progress.show(done: found.count)
            }
        }
        if json {
            Console.line(
                JSONValue.object(
                    JSONObject(pairs: [
                        ("file", .string(assignment.source.file)), ("sha256", .string(assignment.source.hash)),
                        ("problem_sha256", .string(assignment.problemHash)),
                        ("parameters", .number(JSONNumber(landscape.parameterCount))),
                        (
                            "not_finite",
                            .array(assignment.candidates.notFinite.map { .number(JSONNumber($0.index)) })
                        ),
                        ("candidates", .array(found.map(\.json))),
                    ])
                ).serialized(.pretty))
        } else {
            found.forEach { $0.lines.forEach { Console.line($0) } }
        }
        if found.contains(where: \.isRefuted) { throw ExitCode(ExitStatus.rejected.rawValue) }
    }

    /// 2^-24 where the weights are float32 or shorter, whose loss was hardly computed in float64; otherwise 2^-53.
    private var unitRoundoff: Double {
        let type = assignment.candidates.arrays.first { $0.name == "W1" }?.elementType ?? ""
        return ["float32", "float16", "bfloat16"].contains(type) ? 0x1p-24 : 0x1p-53
    }

    private func audited(_ candidate: Candidate) throws -> LargeAuditedCandidate {
        do {
            let magnitudes = try landscape.magnitudes(
                at: candidate.point, order: .gradient, level: .float64, jobs: jobs)
            let isClaimed = candidate.claims.loss != nil || candidate.claims.gradientNorm != nil
            let rounding =
                isClaimed
                ? try landscape.magnitudeRounding(
                    at: candidate.parameters, unitRoundoff: unitRoundoff, jobs: jobs) : nil
            let ball = Ball(centre: candidate.point)
            var forms: [(direction: String, curvature: Bounds)] = []
            func enclose(_ name: String, _ v: [Double]) throws {
                guard v.allSatisfy(\.isFinite), v.contains(where: { $0 != 0 }) else {
                    throw CommandFailure(
                        status: .badInput,
                        message: "\(assignment.source.file): candidate \(candidate.index): array 'v' is 0 or not finite"
                    )
                }
                let found = try landscape.curvature(on: ball, along: v, jobs: jobs)
                forms.append((name, found.curvature))
            }
            if let given = candidate.direction { try enclose("v of the file", given) }
            if let extremes = ApproximateCurvature().extremeDirections(
                at: candidate.parameters, of: landscape.makeApproximateGradient(jobs: jobs))
            {
                try enclose("smallest, by Lanczos steps", extremes.smallest)
                try enclose("largest, by Lanczos steps", extremes.largest)
            }
            return LargeAuditedCandidate(
                candidate: candidate, loss: magnitudes.loss, gradientNorm: magnitudes.gradientNorm, forms: forms,
                rounding: rounding, mayBeNegative: !landscape.problem.loss.isSquared)
        } catch let failure as EvaluationFailure {
            throw CommandFailure(
                status: .badInput,
                message: "\(assignment.source.file): candidate \(candidate.index): \(failure)")
        }
    }
}

/// What is proved of one candidate, and what its claims are worth.
private struct LargeAuditedCandidate {
    let candidate: Candidate
    let loss: Bounds
    let gradientNorm: Bounds
    /// v'Hv / v'v along each direction.
    let forms: [(direction: String, curvature: Bounds)]
    let rounding: (loss: Double, gradientNorm: Double)?
    /// Whether rounding can make the computed loss negative.
    let mayBeNegative: Bool

    /// The smallest eigenvalue is at most this.
    private var smallestUpper: Double { forms.map(\.curvature.upper).min() ?? .infinity }
    /// The largest eigenvalue is at least this.
    private var largestLower: Double { forms.map(\.curvature.lower).max() ?? -.infinity }

    private func judged(_ claim: Double?, _ value: Bounds, _ rounding: Double?, mayBeNegative: Bool = false)
        -> Float64Claim?
    {
        claim.map {
            Float64Claim.judge(
                magnitude: $0, at: value, rounding: rounding.map { Bounds(lower: $0, upper: $0) },
                mayBeNegative: mayBeNegative)
        }
    }
    private var lossJudgement: Float64Claim? {
        judged(candidate.claims.loss, loss, rounding?.loss, mayBeNegative: mayBeNegative)
    }
    private var gradientJudgement: Float64Claim? {
        judged(candidate.claims.gradientNorm, gradientNorm, rounding?.gradientNorm)
    }
    private var eigenvalueJudgement: DirectionalClaim? {
        candidate.claims.minimumEigenvalue.map { DirectionalClaim($0, smallestEigenvalueAtMost: smallestUpper) }
    }

    var isRefuted: Bool { lossJudgement == .refuted || eigenvalueJudgement == .refuted }

    /// In words, with what it rests on.
    private var sentence: String {
        let upper = OutwardDecimal.upper(smallestUpper)
        switch eigenvalueJudgement {
        case .negativeCurvatureProved: return "negative curvature proved"
        case .refuted: return "refuted: the smallest eigenvalue is at most \(upper)"
        case .signNotSupported: return "the claimed sign is not supported: v'Hv/v'v lies in \(formsText)"
        case .undecided: return "undecided: an upper bound is all that directions give, and it does not contradict"
        case nil: return ""
        }
    }
    private var formsText: String { forms.map { OutwardDecimal.interval($0.curvature) }.joined(separator: ", ") }

    var lines: [String] {
        func claim(_ value: Double?, _ judgement: String?) -> String {
            value.map { "   claimed \($0): \(judgement ?? "")" } ?? ""
        }
        return [
            "candidate \(candidate.index)",
            "  loss                 \(OutwardDecimal.interval(loss))"
                + claim(candidate.claims.loss, lossJudgement?.rawValue),
            "  |grad L|             \(OutwardDecimal.interval(gradientNorm))"
                + claim(candidate.claims.gradientNorm, gradientJudgement?.rawValue),
        ] + forms.map { "  v'Hv/v'v             \(OutwardDecimal.interval($0.curvature))   v: \($0.direction)" } + [
            "  smallest eigenvalue  at most \(OutwardDecimal.upper(smallestUpper))"
                + claim(candidate.claims.minimumEigenvalue, sentence),
            "  largest eigenvalue   at least \(OutwardDecimal.lower(largestLower))",
            smallestUpper < 0
                ? "  not a local minimum: the curvature along a direction is negative"
                : "  whether it is near a local minimum is open: no direction that was tried has negative curvature",
        ]
    }

    var json: JSONValue {
        func number(_ value: Double?) -> JSONValue {
            value.flatMap { JSONNumber(shortest: $0) }.map { .number($0) } ?? .null
        }
        func bounds(_ value: Bounds) -> [(String, JSONValue)] {
            [
                ("lower", .string(OutwardDecimal.lower(value.lower, digits: 17))),
                ("upper", .string(OutwardDecimal.upper(value.upper, digits: 17))),
            ]
        }
        func claim(_ value: Double?, _ judgement: String?) -> [(String, JSONValue)] {
            value == nil ? [] : [("claimed", number(value)), ("judgement", judgement.map { .string($0) } ?? .null)]
        }
        func object(_ pairs: [(String, JSONValue)]) -> JSONValue { .object(JSONObject(pairs: pairs)) }
        return object([
            ("candidate", .number(JSONNumber(candidate.index))),
            ("loss", object(bounds(loss) + claim(candidate.claims.loss, lossJudgement?.rawValue))),
            (
                "grad_norm",
                object(bounds(gradientNorm) + claim(candidate.claims.gradientNorm, gradientJudgement?.rawValue))
            ),
            (
                "min_eigenvalue",
                object(
                    [("upper", .string(OutwardDecimal.upper(smallestUpper, digits: 17)))]
                        + claim(candidate.claims.minimumEigenvalue, eigenvalueJudgement?.rawValue))
            ),
            ("max_eigenvalue", object([("lower", .string(OutwardDecimal.lower(largestLower, digits: 17)))])),
            (
                "curvature",
                .array(forms.map { object([("direction", .string($0.direction))] + bounds($0.curvature)) })
            ),
            ("is_local_minimum_excluded", .bool(smallestUpper < 0)),
        ])
    }
}
