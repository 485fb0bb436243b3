import ArgumentParser
import Certify
import Formats
import Foundation
import Interchange

/// `certify check`: verifies certificates from their own content alone.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check certificates again from their own content alone: evaluates, never searches.",
        discussion: """
            Prints one line for each certificate, "VERIFIED <index> <verdict>" (of a student that is not finite: that \
            it is not) or "REJECTED <index> <reason>", and a closing count. \
            Of a directory it also checks that no certificate is missing and that verdicts.csv says what the \
            certificates say. \
            Exit status 0 only if all is well, 1 if anything was rejected.

            EXAMPLES
              certify check run
              certify check run --problem reference --candidates students.npz --quiet
              certify check run --json
              certify check run --stamp run.checked    for certify report --stamp
            """)

    @ArgumentParser.Argument(help: "The directory of a run, certificates.jsonl, or a file with one certificate.")
    var path: String

    @OptionGroup var threads: ThreadOptions

    @Option(help: "Also check that the candidates are those of this file.")
    var candidates: String?

    @OptionGroup(title: "Declared conventions of that file") var declared: ConventionOptions

    @Option(help: "Also check that the certificates are about this problem: \"reference\", or a problem file.")
    var problem: String?

    @OptionGroup var reading: LimitOptions

    @Flag(
        help: "Evaluate in float64 with proved bounds where that suffices, otherwise in MPFR. Faster; trusts more code."
    )
    var fast = false

    @Option(
        help: ArgumentHelp(
            "Note here that everything was verified, for `certify report --stamp`; not written where anything is "
                + "rejected.", valueName: "file"))
    var stamp: String?

    @Flag(help: "Print one JSON object instead of lines.")
    var json = false

    @Flag(name: [.long, .short], help: "Print only what is rejected, and the count.")
    var quiet = false

    func validate() throws {
        guard candidates != nil || declared.conventions.isEmpty else {
            throw ValidationError("--axes, --bias and --loss go with --candidates.")
        }
    }

    func run() throws {
        let file = try CertificateFile(path, limits: reading.limits.limits)
        let arithmetic: CheckingArithmetic = fast ? .fast : .mpfr
        let check = RunCheck(
            file, problem: try problem.map(DemandedProblem.init),
            candidates: try candidates.map { try CandidateFile(contentsOf: $0, conventions: declared.conventions) },
            arithmetic: arithmetic)
        let before = try stamp.map { _ in try CheckStamp.Hashes(file) }
        var rejections: [JSONValue] = []
        let summary = try check.run(jobs: threads.jobs) { finding in
            switch finding {
            case .verified: if !quiet, !json { Console.line(finding.description) }
            case .rejected(let index, let reason):
                guard json else { return Console.line(finding.description) }
                rejections.append(["candidate": .string(index.map(String.init) ?? "-"), "reason": .string(reason)])
            }
        }
        if json {
            Console.line(object(summary, rejections).serialized(.pretty))
        } else {
            if !quiet { summary.problemLines.forEach { Console.line($0) } }
            Console.line(summary.countLine)
        }
        if let stamp, let before, summary.status == .success {
            guard try before == CheckStamp.Hashes(file) else {
                throw CommandFailure(
                    status: .badInput, message: "\(file.path): it changed while it was checked; there is no stamp")
            }
            try CheckStamp(before, count: summary.certificates, arithmetic: arithmetic).write(to: stamp)
        }
        if summary.status != .success { throw ExitCode(summary.status.rawValue) }
    }

    private func object(_ summary: RunCheck.Summary, _ rejections: [JSONValue]) -> JSONValue {
        func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }
        let problems = summary.problems.sorted { $0.key < $1.key }.map { ($0.key, number($0.value)) }
        return [
            "certificates": number(summary.certificates), "verified": number(summary.verified),
            "rejected": .array(rejections), "problems": .object(JSONObject(pairs: problems)),
        ]
    }
}
