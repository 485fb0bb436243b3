import ArgumentParser
import Certify
import Formats
import Interchange
import Rigor
import Run
import Search

/// `certify audit`: what the float64 numbers that came with the candidates are worth.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Compare the float64 claims of a file with rigorous enclosures at the candidates themselves.",
        discussion: """
            confirmed             right to a relative error of at most 2^-10 (min_eigenvalue: 2^-6), proved
            sign-confirmed        min_eigenvalue: the sign is proved, the value neither confirmed nor refuted
            rounding              off by more, but by no more than the rounding of a float64 computation of this size \
            may amount to
            refuted               proved to be off by more than both
            rounding-artefact     min_eigenvalue: the claimed sign is not the true one, the claim being as good as 0; \
            or the true value is such \
            rounding of 0, and the claim is not right to a factor between 1/2 and 3/2
            unconverged-artefact  min_eigenvalue: the sign is real, but the candidate is proved not to be critical, \
            and the nearest certified critical point has no such sign
            undecided             none of these is proved

            What rounding may amount to is worked out from the problem and the candidate (MATHEMATICS section 9); it \
            assumes that the numbers were computed in \
            float64 as usual. NaN is no claim.

            Networks with layers and more than \(Certifier.Options().largestHessian) parameters are audited without a \
            Hessian: loss and gradient norm are bounded from both sides, the smallest eigenvalue from above and the \
            largest from below, along the array v of the file and directions of Lanczos steps. Of a claimed \
            min_eigenvalue it then says negative-curvature-proved (the claimed sign is right), refuted (it is \
            smaller), sign-not-supported (no direction that was tried shows it) or undecided.

            Exit status 1 when a claimed loss is refuted: it is not the loss of \
            that candidate on this problem; without a Hessian also when an eigenvalue is.

            EXAMPLES
              certify audit students.npz --problem reference
              certify audit students.npz --problem reference --json
            """)

    @OptionGroup var options: CertifyingOptions

    @Flag(help: "Print one JSON object instead of a table.")
    var json = false

    @Flag(name: [.long, .short], help: "Print the table alone, and show no progress.")
    var quiet = false

    func run() throws {
        let assignment = try options.load()
        let total = assignment.candidates.students.count
        guard assignment.candidates.candidates.contains(where: { !$0.claims.isEmpty }) else {
            throw CommandFailure(
                status: .badInput,
                message:
                    "\(options.input.file): there is nothing to audit, the file holds no finite number in arrays "
                    + "loss, grad_norm, min_eigenvalue"
                    + (assignment.candidates.notFinite.isEmpty ? "" : " of a student that is finite itself"))
        }
        if assignment.certifier.options.isBeyondHessians(assignment.certifier.landscape) {
            return try LargeAudit(assignment, jobs: options.jobs).run(json: json, quiet: quiet)
        }
        var claims: [AuditedClaim] = []
        let progress = ProgressBar(total: total, quiet: quiet)
        do {
            defer { progress.finish() }
            var done = 0
            try assignment.certify(0..<total, jobs: options.jobs) {
                AuditedClaim.all(of:)
            } consume: { audited in
                claims += audited
                done += 1
                progress.show(done: done)
            }
        }
        if json {
            Console.line(Self.json(claims, assignment).serialized(.pretty))
        } else {
            if !quiet {
                assignment.introduction.forEach { Console.line($0) }
                Console.line()
            }
            Self.lines(claims).forEach { Console.line($0) }
        }
        if claims.contains(where: \.isRefutedLoss) { throw ExitCode(ExitStatus.rejected.rawValue) }
    }

    private static func counts(_ claims: [AuditedClaim]) -> [(
        quantity: ClaimedQuantity, judgement: Float64Claim, count: Int
    )] {
        ClaimedQuantity.allCases.flatMap { quantity in
            Float64Claim.allCases.map { judgement in
                (quantity, judgement, claims.count { $0.quantity == quantity && $0.judgement == judgement })
            }
        }
    }

    private static func lines(_ claims: [AuditedClaim]) -> [String] {
        let header = ["#", "claim", "float64 says", "proved at the candidate", "judgement", "verdict"]
        let table = TextTable.lines(
            [header]
                + claims.map {
                    [
                        "\($0.candidate)", $0.quantity.rawValue, "\($0.value)", $0.enclosureText, $0.judgement.rawValue,
                        $0.verdict.rawValue,
                    ]
                },
            leading: [1, 3, 4, 5])
        let summary = ClaimedQuantity.allCases.compactMap { quantity -> String? in
            let found = counts(claims).filter { $0.quantity == quantity && $0.count > 0 }
            return found.isEmpty
                ? nil
                : "\(quantity.rawValue): "
                    + found.map { "\($0.count) \($0.judgement.rawValue)" }.joined(separator: ", ")
        }
        return table + [""] + summary + [""] + Float64Claim.legend
    }

    private static func json(_ claims: [AuditedClaim], _ assignment: Assignment) -> JSONValue {
        [
            "file": .string(assignment.source.file), "sha256": .string(assignment.source.hash),
            "problem_sha256": .string(assignment.problemHash),
            "not_finite": .array(assignment.candidates.notFinite.map { .number(JSONNumber($0.index)) }),
            "claims": .array(
                claims.map { claim in
                    .object(
                        JSONObject(pairs: [
                            ("candidate", .number(JSONNumber(claim.candidate))),
                            ("claim", .string(claim.quantity.rawValue)),
                            ("value", JSONNumber(shortest: claim.value).map { .number($0) } ?? .null),
                            (
                                "lower",
                                claim.enclosure.map { .string(OutwardDecimal.lower($0.lower, digits: 17)) } ?? .null
                            ),
                            (
                                "upper",
                                claim.enclosure.map { .string(OutwardDecimal.upper($0.upper, digits: 17)) } ?? .null
                            ),
                            ("judgement", .string(claim.judgement.rawValue)),
                            ("verdict", .string(claim.verdict.rawValue)),
                        ]))
                }),
            "counts": .array(
                counts(claims).filter { $0.count > 0 }.map {
                    [
                        "claim": .string($0.quantity.rawValue), "judgement": .string($0.judgement.rawValue),
                        "count": .number(JSONNumber($0.count)),
                    ]
                }),
        ]
    }
}

/// One float64 claim with what is proved about the quantity at the candidate itself.
struct AuditedClaim: Sendable {
    let candidate: Int
    let quantity: ClaimedQuantity
    let value: Double
    let enclosure: Bounds?
    let judgement: Float64Claim
    let verdict: Verdict.Kind

    /// Whether this is a loss that is not that of its candidate on the problem.
    var isRefutedLoss: Bool { quantity == .loss && judgement == .refuted }

    var enclosureText: String { enclosure.map { OutwardDecimal.interval($0) } ?? "not enclosed" }

    /// The claims of one student; none of one that is no point.
    static func all(of record: RunRecord) -> [AuditedClaim] {
        guard case .certificate(let record) = record else { return [] }
        let certificate = record.certificate, there = certificate.candidateEnclosure
        return ClaimedQuantity.allCases.compactMap { quantity in
            guard let value = certificate.candidate.claims[quantity], let judgement = record.audit[quantity] else {
                return nil
            }
            return AuditedClaim(
                candidate: certificate.candidate.index, quantity: quantity, value: value, enclosure: there?[quantity],
                judgement: judgement, verdict: certificate.verdict.kind)
        }
    }
}

extension JSONObject {
    /// An object of these members, in this order.
    init(pairs: [(String, JSONValue)]) {
        self.init()
        for (key, value) in pairs { append(key: key, value: value) }
    }
}
