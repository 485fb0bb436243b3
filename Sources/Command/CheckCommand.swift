import ArgumentParser
import Certify
import Foundation
import Formats
import Interchange
import Rigor

/// `certify check`: verifies certificates from their own content alone.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check certificates again from their own content alone: evaluates, never searches.",
        discussion: """
            Prints one line for each certificate, "VERIFIED <index> <verdict>" (of a student that is not finite: that it is not) or "REJECTED <index> <reason>", and a closing count. \
            Of a directory it also checks that no certificate is missing and that verdicts.csv says what the certificates say. \
            Exit status 0 only if all is well, 1 if anything was rejected.

            EXAMPLES
              certify check run
              certify check run --problem reference --candidates students.npz --quiet
              certify check run --json
            """)

    @ArgumentParser.Argument(help: "The directory of a run, certificates.jsonl, or a file with one certificate.")
    var path: String

    @Option(name: [.long, .customShort("j", allowingJoined: true)], help: "Threads.")
    var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: "Also check that the candidates are those of this file.")
    var candidates: String?

    @OptionGroup(title: "Declared conventions of that file") var declared: ConventionOptions

    @Option(help: "Also check that the certificates are about this problem: \"reference\", or a problem file.")
    var problem: String?

    @OptionGroup var reading: LimitOptions

    @Flag(help: "Print one JSON object instead of lines.")
    var json = false

    @Flag(name: [.long, .short], help: "Print only what is rejected, and the count.")
    var quiet = false

    func validate() throws {
        guard jobs >= 1, jobs <= 1024 else { throw ValidationError("--jobs must lie in 1...1024.") }
        guard candidates != nil || declared.conventions.isEmpty else { throw ValidationError("--axes, --bias and --loss go with --candidates.") }
    }

    /// What became of one certificate.
    private struct Outcome: Sendable {
        let index: String
        /// SHA-256 of the problem that the certificate is about.
        var problem: String?
        var row: [String]?
        var source: CandidateSource?
        let result: Result<String, Rejection>
    }

    private struct Rejection: Error {
        let reason: String
    }

    func run() throws {
        let file = try CertificateFile(path, limits: reading.limits.limits)
        let demanded = try problem.map(DemandedProblem.init)
        let origin = try candidates.map { try CandidateFile(contentsOf: $0, conventions: declared.conventions) }
        let verifier = CertificateVerifier(problem: file.problem, run: file.description?.subject)
        let isRun = file.directory != nil
        var verified = 0, rejected = 0, position = 0
        var rows: [[String]]? = []
        var sources: Set<CandidateSource> = []
        var rejections: [JSONValue] = []
        var problems: [String: Int] = [:]
        func reject(_ index: String, _ reason: String) {
            rejected += 1
            if json {
                rejections.append(["candidate": .string(index), "reason": .string(reason)])
            } else {
                Console.line("REJECTED \(index) \(reason)")
            }
        }
        try file.forEachPortion(of: 64) { portion in
            try WorkerPool.run(0..<portion.count, jobs: jobs) {
                { Self.judge(portion[$0], verifier, origin, demanded, isRun: isRun) }
            } consume: { _, outcome in
                position += 1
                if let row = outcome.row { rows?.append(row) } else { rows = nil }
                if let source = outcome.source { sources.insert(source) }
                if let problem = outcome.problem { problems[problem, default: 0] += 1 }
                switch outcome.result {
                case .success(let verdict):
                    verified += 1
                    if !quiet, !json { Console.line("VERIFIED \(outcome.index) \(verdict)") }
                case .failure(let rejection):
                    reject(outcome.index, rejection.reason)
                }
            }
        }
        if position == 0, !isRun { reject("-", "\(file.path): the file holds no certificate") }
        if let directory = file.directory {
            for problem in try disagreements(directory, file.description, count: position, sources: sources, rows: rows) { reject("-", problem) }
        }
        let about = problems.sorted { $0.key < $1.key }
        if json {
            let result: JSONValue = [
                "certificates": .number(JSONNumber(position)), "verified": .number(JSONNumber(verified)), "rejected": .array(rejections),
                "problems": .object(JSONObject(pairs: about.map { ($0.key, .number(JSONNumber($0.value))) })),
            ]
            Console.line(result.serialized(.pretty))
        } else {
            if !quiet { for (hash, count) in about { Console.line("\(count) about the problem with SHA-256 \(hash)") } }
            Console.line("\(position) certificates: \(verified) verified, \(rejected) rejected")
        }
        if rejected > 0 { throw ExitCode(ExitStatus.rejected.rawValue) }
    }

    /// The problem that certificates have to be about.
    private enum DemandedProblem: Sendable {
        case builtIn(String)
        case hash(String)

        init(_ name: String) throws {
            self = ProblemStatement.builtInNames.contains(name) ? .builtIn(name) : .hash(try ProblemStatement.read(JSONCursor(contentsOf: name, limits: .running)).hash)
        }

        func matches(_ record: RunRecord) -> Bool {
            switch self {
            case .builtIn(let name): record.problem.builtInName == name
            case .hash(let hash): record.problemHash == hash
            }
        }
    }

    private static func judge(
        _ entry: CertificateFile.Entry, _ verifier: CertificateVerifier, _ origin: CandidateFile?, _ demanded: DemandedProblem?, isRun: Bool
    ) -> Outcome {
        var index = "\(entry.position)"
        do {
            let cursor = try entry.content.get()
            if let stated = try? cursor["candidate"]["index"].integer() { index = "\(stated)" }
            let record = try verifier.verifyLine(cursor)
            if isRun, record.index != entry.position {
                throw Rejection(reason: "the certificate of candidate \(record.index) stands where that of \(entry.position) is due")
            }
            if let origin { try compare(record, origin) }
            if let demanded, !demanded.matches(record) {
                throw Rejection(reason: "the certificate is about another problem, with SHA-256 \(record.problemHash)")
            }
            // the table of a run says what its certificates state
            return Outcome(
                index: index, problem: record.problemHash, row: VerdictTable.row(record.asStated), source: record.source,
                result: .success(record.name))
        } catch let rejection as Rejection {
            return Outcome(index: index, result: .failure(rejection))
        } catch {
            return Outcome(index: index, result: .failure(Rejection(reason: "\(error)")))
        }
    }

    private static func compare(_ record: RunRecord, _ origin: CandidateFile) throws(Rejection) {
        guard record.source.hash == origin.hash else {
            throw Rejection(reason: "the certificate is about another candidate file, with SHA-256 \(record.source.hash)")
        }
        let student = origin.students.indices.contains(record.index) ? origin.students[record.index] : nil
        let isSame =
            switch (record, student) {
            case (.certificate(let record), .candidate(let candidate)?):
                record.certificate.candidate.parameters == candidate.parameters && record.certificate.candidate.claims == candidate.claims
            case (.notFinite(let record), .notFinite(let student)?): record.student.hasSameParameters(as: student)
            default: false
            }
        guard isSame else { throw Rejection(reason: "the candidate is not number \(record.index) of \(origin.path)") }
    }

    /// What is wrong with the directory as a whole.
    private func disagreements(
        _ directory: RunDirectory, _ description: RunDirectory.Description?, count: Int, sources: Set<CandidateSource>, rows: [[String]]?
    ) throws -> [String] {
        var found: [String] = []
        let names = try directory.names() ?? []
        if description == nil { found.append("\(directory.path): \(RunDirectory.descriptionName) is missing: nothing says how many certificates there should be") }
        if !names.contains(RunDirectory.tableName) {
            found.append("\(directory.path): \(RunDirectory.tableName) is missing; was the run interrupted? (run --resume)")
        }
        if let description {
            if count != description.candidateCount {
                found.append("\(directory.path): \(count) certificates for \(description.candidateCount) candidates; was the run interrupted? (run --resume)")
            }
            if let stranger = sources.first(where: { $0 != description.source }) {
                found.append("\(directory.path): a certificate is about the candidate file \(stranger.file), the run about \(description.source.file)")
            }
        }
        if names.contains(RunDirectory.tableName), let rows {
            let text = try FileContents.bytes(at: directory.tablePath)
            if text != Array(VerdictTable.text(rows).utf8), text != Array(VerdictTable.earlierText(rows).utf8) {
                found.append(try tableDifference(directory, rows))
            }
        }
        return found
    }

    private func tableDifference(_ directory: RunDirectory, _ rows: [[String]]) throws -> String {
        let table = try CSVTable(contentsOf: directory.tablePath)
        guard table.columns == VerdictTable.columns else { return "\(directory.tablePath): the columns are not those of a verdict table" }
        for (row, expected) in zip(table.rows, rows) {
            for (column, name) in VerdictTable.columns.enumerated() where row.fields[column] != expected[column] {
                return "\(directory.tablePath): line \(row.line): \(name) is '\(row.fields[column])', the certificate gives '\(expected[column])'"
            }
        }
        return "\(directory.tablePath): it is not the table of the certificates (\(table.rows.count) rows for \(rows.count) certificates)"
    }
}
