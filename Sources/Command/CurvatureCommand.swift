import ArgumentParser
import Certify
import Dense
import Formats
import Interchange
import Rigor
import Search

/// `certify curvature`: one-sided claims about a Hessian that is too large to be formed.
struct CurvatureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "curvature",
        abstract: "Enclose loss and curvature of networks of any size along one direction, without a Hessian.",
        discussion: """
            For problems with "layers". The direction of each network is the array v (n, P) of its file, in the order \
            of the parameters (W1 row by row, b1, W2, ..), as PyHessian, curvlinops or scipy return an eigenvector; \
            without one the program looks for one by Lanczos steps in float64. Whatever it is, v'Hv/v'v is enclosed \
            in float64 intervals: the smallest eigenvalue is at most its upper end, the largest at least its lower \
            end. A sign that this does not show is not refuted: other directions may have it.

            With --radius the enclosure holds for every point within that distance, so negative curvature there means \
            that none of them is a local minimum. A claimed min_eigenvalue above the upper end is refuted.

            EXAMPLES
              certify curvature networks.npz --problem problem.json
              certify curvature networks.npz --problem problem.json --radius 1e-6 --json
            """)

    @OptionGroup var input: CandidateOptions

    @OptionGroup var threads: ThreadOptions

    @Option(help: "Enclose over all points within this distance of a candidate, too.")
    var radius: Double?

    @Option(help: "Lanczos steps where the file gives no direction.")
    var steps: Int = 24

    @Flag(help: "Print one JSON object instead of lines.")
    var json = false

    func validate() throws {
        if let radius, !(radius.isFinite && radius > 0) {
            throw ValidationError("--radius must be a positive number.")
        }
        guard 1...1000 ~= steps else { throw ValidationError("--steps must lie in 1...1000.") }
    }

    func run() throws {
        let file = try input.candidates()
        guard let problem = try file.statement(named: input.problem) else {
            throw CommandFailure(status: .badInput, message: "\(file.path): name its problem with --problem")
        }
        try file.requireFit(problem)
        guard case .dense(let dense) = problem else {
            throw CommandFailure(
                status: .badInput,
                message: "\(file.path): curvature along a direction is for problems with \"layers\"; "
                    + "certify audit encloses the whole Hessian of the others")
        }
        let landscape = DenseLandscape(problem: dense)
        var found: [FoundCurvature] = []
        for candidate in file.candidates {
            let result = try curvature(of: candidate, file, landscape)
            if !json { result.lines.forEach { Console.line($0) } }
            found.append(result)
        }
        if json {
            Console.line(
                JSONValue.object(
                    JSONObject(pairs: [
                        ("file", .string(file.path)), ("sha256", .string(file.hash)),
                        ("problem_sha256", .string(problem.hash)),
                        ("parameters", .number(JSONNumber(landscape.parameterCount))),
                        ("candidates", .array(found.map(\.json))),
                    ])
                ).serialized(.pretty))
        }
        if found.contains(where: \.isClaimRefuted) { throw ExitCode(ExitStatus.rejected.rawValue) }
    }

    private func curvature(
        of candidate: Candidate, _ file: CandidateFile, _ landscape: DenseLandscape
    ) throws -> FoundCurvature {
        let given = file.directions?[candidate.index]
        var search = ApproximateCurvature()
        search.steps = steps
        let direction =
            given
            ?? search.smallestDirection(
                at: candidate.parameters, of: landscape.makeApproximateGradient(jobs: threads.jobs))
        guard let direction, direction.contains(where: { $0 != 0 }), direction.allSatisfy(\.isFinite) else {
            throw CommandFailure(
                status: .badInput,
                message: "\(file.path): candidate \(candidate.index): "
                    + (given == nil ? "float64 gives no direction" : "array 'v' is 0 or not finite"))
        }
        func enclosed(_ radius: Double) throws -> DirectionalCurvature {
            do {
                return try landscape.curvature(
                    on: Ball(centre: candidate.point, radius: radius), along: direction, jobs: threads.jobs)
            } catch let failure as EvaluationFailure {
                throw CommandFailure(
                    status: .badInput, message: "\(file.path): candidate \(candidate.index): \(failure)")
            }
        }
        return FoundCurvature(
            candidate: candidate.index, isGiven: given != nil, claim: candidate.claims[.smallestEigenvalue],
            there: try enclosed(0), around: try radius.map { ($0, try enclosed($0)) })
    }
}

/// What is proved of one candidate along one direction.
private struct FoundCurvature {
    let candidate: Int
    /// Whether the direction is that of the file.
    let isGiven: Bool
    /// The claimed smallest eigenvalue.
    let claim: Double?
    let there: DirectionalCurvature
    let around: (radius: Double, curvature: DirectionalCurvature)?

    /// What the claim is worth.
    private var judged: DirectionalClaim? {
        claim.map { DirectionalClaim($0, smallestEigenvalueAtMost: there.curvature.upper) }
    }
    var isClaimRefuted: Bool { judged == .refuted }

    private var sign: String {
        if there.excludesLocalMinima {
            return "negative curvature: the smallest eigenvalue is at most "
                + "\(OutwardDecimal.upper(there.curvature.upper)); not a local minimum"
        }
        if there.curvature.lower > 0 {
            return "positive along this direction, which says nothing of others; the largest eigenvalue is at least "
                + OutwardDecimal.lower(there.curvature.lower)
        }
        return "no sign is proved along this direction"
    }

    private var judgement: String? {
        guard let claim else { return nil }
        let what =
            switch judged {
            case .refuted: "refuted, it is smaller"
            case .negativeCurvatureProved: "its sign is proved"
            case .signNotSupported: "its sign is not supported by this direction"
            case .undecided, nil: "an upper bound is all that a direction gives, and it does not contradict"
            }
        return "claimed smallest eigenvalue \(claim): \(what)"
    }

    private var neighbourhood: String? {
        around.map { radius, curvature in
            curvature.excludesLocalMinima
                ? "no local minimum within \(radius) of the candidate: the curvature along this direction is at most "
                    + "\(OutwardDecimal.upper(curvature.curvature.upper)) at every such point"
                : "within \(radius) of the candidate the curvature is in "
                    + "\(OutwardDecimal.interval(curvature.curvature)): nothing is excluded"
        }
    }

    var lines: [String] {
        [
            "candidate \(candidate), \(isGiven ? "direction v of the file" : "direction by Lanczos steps")",
            "  loss       \(OutwardDecimal.interval(there.loss))",
            "  slope      \(OutwardDecimal.interval(there.slope))   v'grad L/|v|",
            "  curvature  \(OutwardDecimal.interval(there.curvature))   v'Hv/v'v",
        ] + ([sign] + [judgement, neighbourhood].compactMap { $0 }).map { "  " + $0 }
    }

    var json: JSONValue {
        func bounds(_ bounds: Bounds) -> JSONValue {
            [
                "lower": .string(OutwardDecimal.lower(bounds.lower, digits: 17)),
                "upper": .string(OutwardDecimal.upper(bounds.upper, digits: 17)),
            ]
        }
        let number: (Double) -> JSONValue? = { JSONNumber(shortest: $0).map { .number($0) } }
        var pairs: [(String, JSONValue)] = [
            ("candidate", .number(JSONNumber(candidate))), ("direction", .string(isGiven ? "file" : "lanczos")),
            ("loss", bounds(there.loss)), ("slope", bounds(there.slope)), ("curvature", bounds(there.curvature)),
            ("is_local_minimum_excluded", .bool(there.excludesLocalMinima)),
        ]
        if let claim {
            pairs.append(("claimed_min_eigenvalue", number(claim) ?? .null))
            pairs.append(("is_claim_refuted", .bool(isClaimRefuted)))
        }
        if let around {
            pairs.append(("radius", number(around.radius) ?? .null))
            pairs.append(("curvature_within_radius", bounds(around.curvature.curvature)))
            let isExcluded = around.curvature.excludesLocalMinima
            pairs.append(("is_local_minimum_excluded_within_radius", .bool(isExcluded)))
        }
        return .object(JSONObject(pairs: pairs))
    }
}
