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
            Prints one line for each certificate, and a closing count:
              PROVED <index> <verdict> <seconds> s            the theorem contains everything the verdict states
              PROVED IN PART <index> <verdict> <seconds> s    it contains part of it; the rest of the line says what \
              it does not contain
              REJECTED <index> <tests that failed>
              SKIPPED <index> <why>
            Each certificate is checked first, as certify check does, for the theorem is made of its argument. A \
            proof is what \
            Coq printed: the statement, and axioms that are all in proofs/axioms.expected. With --candidate, also the \
            theorem in \
            words and in Coq, its assumptions, and claim by claim what the verdict states and what the theorem says \
            of it; with \
            --json the claims of every certificate. The first time the theory is compiled, by make in its folder: \
            about two minutes.

            EXAMPLES
              certify prove run --candidate 3
              certify prove run --jobs 2 --keep coq
              certify prove run --json
              certify prove run --all --quiet        a large run; again, to go on
            """)

    @ArgumentParser.Argument(help: "The directory of a run, certificates.jsonl, or a file with one certificate.")
    var path: String

    @Option(name: [.long, .short], help: "Only the certificate of this candidate.")
    var candidate: Int?

    @Flag(
        help: """
            Write every result to DIR/proofs.jsonl as soon as it is known, go on where an earlier run was stopped, and \
            end with a table.
            """)
    var all = false

    @Option(help: "fast (primitive floats and big integers) or clean (no axioms but those of the real numbers).")
    var engine: CoqCertificate.Engine = .fast

    @Option(help: "The folder with the Coq theory.")
    var theory: String = ProcessInfo.processInfo.environment["CERTIFY_THEORY"] ?? "proofs"

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
        case proved(CoqCertificate, CoqRunner.Proof)
        case rejected(String)
        case skipped(String)

        /// The first word of the line, and in JSON.
        var name: String {
            switch self {
            case .proved(let certificate, _): certificate.isWhole ? "proved" : "proved in part"
            case .rejected: "rejected"
            case .skipped: "skipped"
            }
        }

        static let names = ["proved", "proved in part", "rejected", "skipped"]
    }

    func validate() throws {
        guard jobs >= 1, jobs <= 1024 else { throw ValidationError("--jobs must lie in 1...1024.") }
        guard !all || candidate == nil else { throw ValidationError("--all and --candidate exclude each other.") }
    }

    func run() throws {
        let file = try CertificateFile(path, limits: reading.limits.limits)
        if let keep { try makeFolder(keep) }
        let runner: CoqRunner
        do {
            runner = try CoqRunner(theory: URL(fileURLWithPath: theory).path, engine: engine) {
                if !quiet { Console.error("compiling the theory in \(theory), once, about two minutes ..") }
            }
        } catch {
            throw CommandFailure(status: .badInput, message: error.description)
        }
        let record = try openRecord(file, runner)
        let verifier = CertificateVerifier(problem: file.problem, run: file.description?.subject)
        var counts: [String: Int] = [:]
        var results: [JSONValue] = []
        func say(_ line: String, isRejection: Bool = false) { if !json, !quiet || isRejection { Console.line(line) } }
        try file.forEachPortion(of: 64) { portion in
            let entries = portion.filter { entry in
                candidate == nil
                    || (try? entry.content.get()["candidate"]["index"].integer()).map { $0 == candidate } ?? true
            }.filter { record?.holds($0) != true }
            let batches = stride(from: 0, to: entries.count, by: batchSize).map {
                entries[$0..<min($0 + batchSize, entries.count)]
            }
            try WorkerPool.run(0..<batches.count, jobs: jobs) {
                { batch in Result { try Self.prove(Array(batches[batch]), verifier, runner, keep) } }
            } consume: { batch, result in
                for (entry, attempt) in zip(batches[batch], try Self.attempts(result)) {
                    try record?.append(entry, attempt.object)
                    record?.count(attempt.result)
                    counts[attempt.outcome.name, default: 0] += 1
                    results.append(attempt.json)
                    say(attempt.line, isRejection: attempt.outcome.name == "rejected")
                    if candidate != nil, case .proved(let certificate, let proof) = attempt.outcome {
                        tell(certificate, proof, try runner.unfoldedStatement(of: certificate)).forEach { say($0) }
                    }
                }
            }
        }
        if counts.isEmpty, let candidate {
            throw CommandFailure(
                status: .badInput, message: "\(path): there is no certificate of candidate \(candidate)")
        }
        for result in record?.earlierResults ?? [] { counts[Attempt.name(result.outcome), default: 0] += 1 }
        if json {
            var object = JSONObject()
            for name in Outcome.names {
                object.append(key: Attempt.key(name), value: .number(JSONNumber(counts[name] ?? 0)))
            }
            object.append(key: "engine", value: .string(engine.rawValue))
            object.append(key: "certificates", value: .array(results))
            Console.line(JSONValue.object(object).serialized(.pretty))
        } else {
            if let record {
                let table = record.table(outcomes: Outcome.names.map(Attempt.key))
                TextTable.lines(table, leading: [0]).forEach { Console.line($0) }
                if record.earlier > 0 { Console.line("\(record.earlier) of them earlier, as \(ProofRecord.name) says") }
            }
            Console.line(Outcome.names.map { "\(counts[$0] ?? 0) \($0)" }.joined(separator: ", "))
        }
        if counts["rejected"] != nil { throw ExitCode(ExitStatus.rejected.rawValue) }
    }

    /// Certificates in one Coq file. Listing the axioms takes Coq seconds, once a file; with the clean engine a proof
    /// takes a minute.
    private var batchSize: Int { engine == .clean ? 1 : 16 }

    /// What is known from earlier runs; nil without --all.
    private func openRecord(_ file: CertificateFile, _ runner: CoqRunner) throws -> ProofRecord? {
        guard all else { return nil }
        guard let directory = file.directory else {
            throw CommandFailure(status: .badInput, message: "\(path): --all needs the directory of a run")
        }
        let circumstances = "\(engine.rawValue) \(ProofRecord.digest(of: runner.theory)) \(ProgramVersion.current)"
        return try ProofRecord(folder: directory.path, circumstances: circumstances)
    }

    /// A theory, or a coqc, that cannot be believed ends the run.
    private static func attempts(_ result: Result<[Attempt], any Error>) throws -> [Attempt] {
        do {
            return try result.get()
        } catch let failure as CoqRunner.Failure {
            throw CommandFailure(status: .badInput, message: failure.description)
        }
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

        var line: String {
            let start = "\(outcome.name.uppercased()) \(index)"
            switch outcome {
            case .proved(let certificate, let proof):
                let rest = certificate.isWhole ? "" : "; \(Self.rest(certificate.claims))"
                return "\(start) \(verdict) \(String(format: "%.1f", proof.seconds)) s\(rest)"
            case .rejected(let why), .skipped(let why): return "\(start) \(why)"
            }
        }

        /// What of the verdict is not in the theorem.
        private static func rest(_ claims: [CoqClaim]) -> String {
            let absent = claims.filter { $0.coverage == .nothing }.map(\.subject.rawValue)
            let weaker = claims.compactMap { claim in
                if case .part(let words) = claim.coverage { "\(claim.subject.rawValue) (\(words))" } else { nil }
            }
            return [("less of ", weaker), ("nothing of ", absent)].filter { !$0.1.isEmpty }.map {
                $0.0 + $0.1.joined(separator: ", ")
            }
            .joined(separator: "; ")
        }

        /// "proved in part" as a key or a value of JSON.
        static func key(_ name: String) -> String { name.replacingOccurrences(of: " ", with: "-") }

        /// "proved in part" of "proved-in-part".
        static func name(_ key: String) -> String { key.replacingOccurrences(of: "-", with: " ") }

        var result: ProofRecord.Result {
            var seconds = 0.0
            if case .proved(_, let proof) = outcome { seconds = proof.seconds }
            return ProofRecord.Result(verdict: verdict, outcome: Self.key(outcome.name), seconds: seconds)
        }

        var json: JSONValue { .object(object) }

        var object: JSONObject {
            var object = JSONObject()
            object.append(key: "candidate", value: .number(JSONNumber(index)))
            object.append(key: "verdict", value: .string(verdict))
            object.append(key: "outcome", value: .string(Self.key(outcome.name)))
            switch outcome {
            case .proved(let certificate, let proof):
                object.append(key: "statement", value: .string(certificate.statement))
                object.append(key: "theorem", value: .string(proof.theorem))
                object.append(key: "claims", value: .array(certificate.claims.map(Self.encode)))
                object.append(
                    key: "seconds",
                    value: JSONNumber(shortest: (proof.seconds * 10).rounded() / 10).map { .number($0) } ?? .null)
            case .rejected(let why), .skipped(let why):
                object.append(key: "reason", value: .string(why))
            }
            return object
        }

        private static func encode(_ claim: CoqClaim) -> JSONValue {
            var object = JSONObject()
            object.append(key: "claim", value: .string(claim.subject.rawValue))
            object.append(key: "certificate", value: .string(claim.stated))
            switch claim.coverage {
            case .whole: object.append(key: "in_theorem", value: "whole")
            case .part(let words):
                object.append(key: "in_theorem", value: "part")
                object.append(key: "theorem", value: .string(words))
            case .nothing: object.append(key: "in_theorem", value: "nothing")
            }
            return .object(object)
        }
    }

    /// The certificates are checked first: a theorem is made of an argument, and the check ties the argument to
    /// verdict, candidate and problem.
    private static func prove(
        _ entries: [CertificateFile.Entry], _ verifier: CertificateVerifier, _ runner: CoqRunner, _ keep: String?
    ) throws -> [Attempt] {
        var attempts: [Attempt] = [], places: [Int] = [], certificates: [CoqCertificate] = []
        for entry in entries {
            var attempt = Attempt(index: entry.position, verdict: "", outcome: .rejected(""))
            do {
                let cursor = try entry.content.get()
                if let index = try? cursor["candidate"]["index"].integer() { attempt.index = index }
                let line = try verifier.verifyLine(cursor)
                guard case .certificate(let record) = line else {
                    attempt.verdict = line.name
                    attempt.outcome = .skipped("it is no point, so nothing is stated about it")
                    attempts.append(attempt)
                    continue
                }
                attempt.verdict = record.certificate.verdict.name
                let certificate = try CoqCertificate(
                    record.certificate, landscape: record.problem.landscape(width: record.width))
                if let keep {
                    try certificate.verdictFile(runner.engine).write(
                        toFile: "\(keep)/verdict\(attempt.index).v", atomically: true, encoding: .utf8)
                }
                certificates.append(certificate)
                places.append(attempts.count)
            } catch let error as CoqUnsupported {
                attempt.outcome = .skipped(error.description)
            } catch {
                attempt.outcome = .rejected("\(error)")
            }
            attempts.append(attempt)
        }
        guard !certificates.isEmpty else { return attempts }
        for (place, outcome) in zip(places, try runner.prove(certificates)) {
            switch outcome {
            case .proved(let proved, let proof): attempts[place].outcome = .proved(proved, proof)
            case .rejected(let why): attempts[place].outcome = .rejected(why)
            }
        }
        return attempts
    }

    private func tell(_ certificate: CoqCertificate, _ proof: CoqRunner.Proof, _ unfolded: String) -> [String] {
        let width = certificate.claims.map(\.subject.rawValue.count).max() ?? 0
        let claims = certificate.claims.map { claim in
            let coverage =
                switch claim.coverage {
                case .whole: "in the theorem"
                case .part(let words): "the theorem says less: \(words)"
                case .nothing: "not in the theorem"
                }
            return
                "  \(claim.subject.rawValue.padding(toLength: width, withPad: " ", startingAt: 0))  \(claim.stated): "
                + "\(coverage)"
        }
        return [
            "", "In words: \(certificate.statement).",
            "In Coq:   \(proof.theorem)", "with", unfolded,
            "Assumptions (\(proof.assumptions.count)): "
                + "\(proof.assumptions.isEmpty ? "none" : proof.assumptions.joined(separator: " "))",
            "The verdict, claim by claim:",
        ] + claims
    }
}
