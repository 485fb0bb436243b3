import ArgumentParser
import Certify
import Coq
import Formats
import Foundation
import Interchange
import Networks
import Rigor

extension CoqCertificate.Engine: ExpressibleByArgument {}

/// `certify prove`: makes Coq check certificates with a checker that is itself proved.
struct ProveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Prove certificates in Coq, with the verified checker of proofs/.",
        discussion: """
            Prints one line for each certificate, "PROVED <index> <verdict> <seconds> s", "REJECTED <index> <tests that failed>" or \
            "SKIPPED <index> <why>", and a closing count. Each certificate is checked first, as certify check does, for the theorem is made of its argument; \
            what Coq rests on is compared with proofs/axioms.expected. With --candidate, also the theorem in words and in Coq, and its assumptions. \
            The first time the theory is compiled, by make in its folder: about two minutes.

            EXAMPLES
              certify prove run --candidate 3
              certify prove run --jobs 2 --keep coq
              certify prove run --json
            """)

    @ArgumentParser.Argument(help: "The directory of a run, certificates.jsonl, or a file with one certificate.")
    var path: String

    @Option(name: [.long, .short], help: "Only the certificate of this candidate.")
    var candidate: Int?

    @Option(help: "fast (primitive floats and big integers) or clean (no axioms but those of the real numbers).")
    var engine: CoqCertificate.Engine = .fast

    @Option(help: "The folder with the Coq theory.")
    var theory: String = "proofs"

    @Option(name: [.long, .short], help: "Processes at a time.")
    var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: "Keep the Coq files in this folder.")
    var keep: String?

    @OptionGroup var reading: LimitOptions

    @Flag(help: "Print one JSON object instead of lines.")
    var json = false

    @Flag(name: [.long, .short], help: "Print only what is rejected, and the count.")
    var quiet = false

    private enum Outcome: Sendable {
        case proved(CoqCertificate, CoqRunner.Outcome)
        case rejected(String)
        case skipped(String)
    }

    func validate() throws {
        guard jobs >= 1, jobs <= 1024 else { throw ValidationError("--jobs must lie in 1...1024.") }
    }

    func run() throws {
        let file = try CertificateFile(path, limits: reading.limits.limits)
        if let keep { try makeFolder(keep) }
        let runner: CoqRunner
        do {
            runner = try CoqRunner(theory: URL(fileURLWithPath: theory).path, engine: engine) {
                if !quiet { Console.error("compiling the theory in \(theory), once, about two minutes ..") }
            }
            // of one candidate the assumptions of its own theorem are listed
            if candidate == nil { try runner.requireExpectedAssumptions() }
        } catch let failure as CoqRunner.Failure {
            throw CommandFailure(status: .badInput, message: failure.description)
        }
        let verifier = CertificateVerifier(problem: file.problem, run: file.description?.subject)
        var proved = 0, rejected = 0, skipped = 0
        var results: [JSONValue] = []
        func say(_ line: String, isRejection: Bool = false) { if !json, !quiet || isRejection { Console.line(line) } }
        try file.forEachPortion(of: 64) { portion in
            let entries = portion.filter { entry in
                candidate == nil || (try? entry.content.get()["candidate"]["index"].integer()).map { $0 == candidate } ?? true
            }
            try WorkerPool.run(0..<entries.count, jobs: jobs) {
                { Self.prove(entries[$0], verifier, runner, keep, printsAssumptions: candidate != nil) }
            } consume: { _, attempt in
                let (index, name) = (attempt.index, attempt.verdict)
                results.append(attempt.json)
                switch attempt.outcome {
                case .proved(let coq, let result):
                    proved += 1
                    say("PROVED \(index) \(name) \(String(format: "%.1f", result.seconds)) s" + (coq.restriction.map { ", \($0)" } ?? ""))
                    if candidate != nil { tell(coq, result).forEach { say($0) } }
                case .rejected(let tests):
                    rejected += 1
                    say("REJECTED \(index) \(tests)", isRejection: true)
                case .skipped(let why):
                    skipped += 1
                    say("SKIPPED \(index) \(why)")
                }
            }
        }
        if proved + rejected + skipped == 0, let candidate {
            throw CommandFailure(status: .badInput, message: "\(path): there is no certificate of candidate \(candidate)")
        }
        if json {
            let object: JSONValue = [
                "proved": .number(JSONNumber(proved)), "rejected": .number(JSONNumber(rejected)), "skipped": .number(JSONNumber(skipped)),
                "engine": .string(engine.rawValue), "certificates": .array(results),
            ]
            Console.line(object.serialized(.pretty))
        } else {
            Console.line("\(proved) proved, \(rejected) rejected, \(skipped) skipped")
        }
        if rejected > 0 { throw ExitCode(ExitStatus.rejected.rawValue) }
    }

    private func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(status: .cannotWrite, message: "\(path): the folder for --keep cannot be made")
        }
        guard FileManager.default.isWritableFile(atPath: path) else {
            throw CommandFailure(status: .cannotWrite, message: "\(path): the folder for --keep cannot be written")
        }
    }

    /// What became of one certificate.
    private struct Attempt: Sendable {
        var index: Int
        var verdict: String
        var outcome: Outcome

        var json: JSONValue {
            var object = JSONObject()
            object.append(key: "candidate", value: .number(JSONNumber(index)))
            object.append(key: "verdict", value: .string(verdict))
            switch outcome {
            case .proved(let coq, let result):
                object.append(key: "outcome", value: "proved")
                object.append(key: "statement", value: .string(coq.statement))
                if let restriction = coq.restriction { object.append(key: "restriction", value: .string(restriction)) }
                object.append(key: "seconds", value: JSONNumber(shortest: (result.seconds * 10).rounded() / 10).map { .number($0) } ?? .null)
            case .rejected(let tests):
                object.append(key: "outcome", value: "rejected")
                object.append(key: "reason", value: .string(tests))
            case .skipped(let why):
                object.append(key: "outcome", value: "skipped")
                object.append(key: "reason", value: .string(why))
            }
            return .object(object)
        }
    }

    /// The certificate is checked first: the theorem is made of its argument, and the check ties the argument to verdict, candidate and problem.
    private static func prove(
        _ entry: CertificateFile.Entry, _ verifier: CertificateVerifier, _ runner: CoqRunner, _ keep: String?, printsAssumptions: Bool
    ) -> Attempt {
        var attempt = Attempt(index: entry.position, verdict: "", outcome: .rejected(""))
        do {
            let cursor = try entry.content.get()
            if let index = try? cursor["candidate"]["index"].integer() { attempt.index = index }
            let line = try verifier.verifyLine(cursor)
            guard case .certificate(let record) = line else {
                attempt.verdict = line.name
                attempt.outcome = .skipped("it is no point, so nothing is stated about it")
                return attempt
            }
            attempt.verdict = record.certificate.verdict.name
            let landscape = record.problem.landscape(width: record.width)
            let certificate = try CoqCertificate(record.certificate, landscape: landscape)
            let file = keep.map { "\($0)/verdict\(attempt.index).v" }
            let outcome = try runner.prove(certificate, printsAssumptions: printsAssumptions, keep: file)
            attempt.outcome = outcome.isProved ? .proved(certificate, outcome) : .rejected(outcome.failedTests)
        } catch let error as CoqUnsupported {
            attempt.outcome = .skipped(error.description)
        } catch {
            attempt.outcome = .rejected("\(error)")
        }
        return attempt
    }

    private func tell(_ certificate: CoqCertificate, _ outcome: CoqRunner.Outcome) -> [String] {
        [
            "", "In words: \(certificate.statement).",
            "In Coq:   \(certificate.verdict) of the certificate; proofs/certificates spells it out", outcome.theorem,
            "Assumptions (\(outcome.assumptions.count)): \(outcome.assumptions.isEmpty ? "none" : outcome.assumptions.joined(separator: " "))",
        ]
    }
}
