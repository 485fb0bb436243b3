import ArgumentParser
import Certify
import Formats
import Interchange

/// `certify explain`: the argument of a certificate in words and numbers.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell in words and numbers what a certificate proves: what was bounded, by what, with what slack.",
        discussion: """
            The certificate is verified first; what cannot be verified is not explained.

            EXAMPLES
              certify explain run --candidate 3
              certify explain run --candidate 3 --json
            """)

    @ArgumentParser.Argument(help: "The directory of a run, certificates.jsonl, or a file with one certificate.")
    var path: String

    @Option(name: [.long, .short], help: "Only the certificate of this candidate.")
    var candidate: Int?

    @OptionGroup var reading: LimitOptions

    @Flag(
        help: """
            Print one JSON object for each certificate: candidate, verdict, globality, the proof (theorems, \
            hypotheses with \
            what was proved of each, conclusions), and the text as a list of lines.
            """)
    var json = false

    func run() throws {
        let file = try CertificateFile(path, limits: reading.limits.limits)
        let verifier = CertificateVerifier(problem: file.problem, run: file.description?.subject)
        var told = 0, rejected = 0
        try file.forEachPortion(of: 16) { portion in
            for entry in portion {
                if let candidate, let stated = try? entry.content.get()["candidate"]["index"].integer(),
                    stated != candidate
                {
                    continue
                }
                if told > 0, !json { Console.line() }
                told += 1
                do {
                    try tell(try entry.content.get(), verifier)
                } catch let failure as FormatError {
                    rejected += 1
                    Console.error("certify: \(failure.description)")
                } catch let refusal as Refusal {
                    rejected += 1
                    Console.error(
                        "certify: \(file.path): certificate \(entry.position): not valid: \(refusal.description)")
                }
            }
        }
        if rejected > 0 { throw ExitCode(ExitStatus.rejected.rawValue) }
        if told == 0 {
            let what = candidate.map { "no certificate of candidate \($0)" } ?? "no certificate"
            throw CommandFailure(status: .badInput, message: "\(file.path): there is \(what)")
        }
    }

    /// A student that is no point.
    private func tell(_ line: RunRecord) {
        guard case .notFinite(let record) = line else { return }
        let lines = [
            "candidate   \(line.index) of \(line.source.file), \(line.name)",
            "            \(record.reason)",
            "            it is no point of the landscape: nothing is proved about it, and nothing could be",
        ]
        guard json else { return lines.forEach { Console.line($0) } }
        let object = JSONObject(pairs: [
            ("candidate", .number(JSONNumber(line.index))), ("verdict", .string(line.name)), ("globality", .null),
            ("text", .array(lines.map { .string($0) })),
        ])
        Console.line(JSONValue.object(object).serialized())
    }

    /// What cannot be verified is not explained.
    private func tell(_ cursor: JSONCursor, _ verifier: CertificateVerifier) throws {
        let ledger = ProofLedger("")
        let line = try verifier.verifyLine(cursor, ledger: ledger)
        guard case .certificate(let record) = line else { return tell(line) }
        let landscape = record.problem.landscape(width: record.width)
        let lines = Explanation(record: record, landscape: landscape, ledger: ledger).lines()
        guard json else { return lines.forEach { Console.line($0) } }
        let certificate = record.certificate
        let object = JSONObject(pairs: [
            ("candidate", .number(JSONNumber(certificate.candidate.index))),
            ("verdict", .string(certificate.verdict.name)),
            ("globality", certificate.verdict.globality.map { .string($0.rawValue) } ?? .null),
            ("proof", ProofLedgerCoding.encode(ledger)),
            ("text", .array(lines.map { .string($0) })),
        ])
        Console.line(JSONValue.object(object).serialized())
    }
}
