import ArgumentParser
import Certify
import Formats
import Foundation
import Interchange
import Networks

/// `certify run`: certificates and a verdict table for a file of candidates.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Certify a file of candidates: writes DIR/certificates.jsonl and DIR/verdicts.csv.",
        discussion: """
            EXAMPLES
              certify run students.npz --problem reference -o run
              certify run students.json --problem problem.json -o run --jobs 4
              certify run students.npz --problem reference -o run --resume
              certify run students.npz --problem reference -o run --json
              certify run flax.safetensors --axes inputs-neurons --loss half-mean --problem problem.json -o run
            """)

    @OptionGroup var options: CertifyingOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("The directory to write.", valueName: "dir"))
    var output: String

    @Flag(help: "Continue a run of the same candidates, problem and options that was interrupted.")
    var resume = false

    @Flag(help: "Print the summary as one JSON object.")
    var json = false

    @Flag(name: [.long, .short], help: "Print nothing but errors.")
    var quiet = false

    func run() throws {
        let assignment = try options.load()
        let directory = RunDirectory(path: output)
        var writer = try RunWriter(directory: directory, assignment: assignment, resume: resume)
        let isTalking = !json && !quiet
        if isTalking {
            assignment.introduction.forEach { Console.line($0) }
            if writer.done > 0 { Console.line("resumed     \(writer.done) certificates were there already and are not checked here (certify check)") }
            Console.line()
        }
        let start = ContinuousClock.now
        let total = assignment.candidates.students.count
        let progress = ProgressBar(total: total, before: writer.done, quiet: quiet)
        progress.show(done: writer.done)
        do {
            defer { progress.finish() }
            try assignment.certify(writer.done..<total, jobs: options.jobs) { record in
                try writer.append(record)
                progress.show(done: writer.done)
            }
        }
        try writer.finish()
        if quiet, !json { return }
        let summary = RunSummary(writer, assignment, seconds: (ContinuousClock.now - start) / .seconds(1))
        if json {
            Console.line(summary.json(assignment, directory).serialized(.pretty))
        } else {
            summary.lines(directory).forEach { Console.line($0) }
        }
    }
}

/// Appends certificates to a run directory, new or resumed, and finishes it with the table.
struct RunWriter {
    let directory: RunDirectory
    private let embedded: JSONValue?
    private let landscape: any Landscape
    private let appender: LineAppender
    /// What the table and the summary need of the certificates written so far.
    private var entries: [Entry] = []

    private struct Entry {
        let row: [String]
        /// The code of an undecided verdict.
        let reason: String?
        /// What tells its point from others.
        let point: DistinctPoints.Point?
        /// What the claimed loss is worth.
        let loss: Float64Claim?

        init(_ record: RunRecord, on landscape: any Landscape) {
            row = VerdictTable.row(record)
            guard case .certificate(let record) = record else {
                (point, reason, loss) = (nil, nil, nil)
                return
            }
            loss = record.audit.loss
            point = DistinctPoints.Point(record.certificate, on: landscape)
            if case .undecided(let why) = record.certificate.verdict { reason = why.code } else { reason = nil }
        }
    }

    /// Bytes of the problem when it stands beside the certificates.
    private let problemSize: Int
    /// Whether a certificate written now is large enough that `certify check` has to be told so.
    private(set) var needsRunningLimits = false

    /// Number of certificates written.
    var done: Int { entries.count }
    /// The rows of the table so far.
    var rows: [[String]] { entries.map(\.row) }
    /// The code of every undecided verdict so far.
    var reasons: [String] { entries.compactMap(\.reason) }
    /// What every claimed loss so far is worth.
    var losses: [Float64Claim] { entries.compactMap(\.loss) }
    /// What tells the certified points so far apart, nil where there is none.
    var points: [DistinctPoints.Point?] { entries.map(\.point) }

    init(directory: RunDirectory, assignment: Assignment, resume: Bool) throws {
        self.directory = directory
        landscape = assignment.certifier.landscape
        embedded = CertificateCoding.embeds(assignment.problem) ? .some(assignment.problem.encoded) : .none
        problemSize = embedded == nil ? assignment.problem.encoded.serializedBytes().count : 0
        let options = assignment.certifier.options
        let description = RunDirectory.Description(
            source: assignment.source, conventions: assignment.candidates.conventions, problemHash: assignment.problemHash, width: assignment.candidates.width,
            candidateCount: assignment.candidates.students.count, maximumPrecision: options.maximumPrecision,
            radius: options.radius)
        let names = try directory.names() ?? []
        if !names.isEmpty, !resume {
            throw CommandFailure(
                status: .cannotWrite, message: "\(directory.path): the directory is not empty; --resume continues an interrupted run")
        }
        guard names.contains(RunDirectory.descriptionName) else {
            // killed before it began, or a new run; run.json comes last of what the certificates need
            guard names.allSatisfy({ $0 == RunDirectory.problemName }) else {
                throw CommandFailure(
                    status: .cannotWrite, message: "\(directory.path): the directory holds files, but no run to resume (\(RunDirectory.descriptionName) is missing)")
            }
            try directory.create()
            if embedded == nil { try directory.write(assignment.problem) }
            try directory.write(description)
            appender = try LineAppender(path: directory.certificatesPath, keeping: 0)
            return
        }
        if let difference = description.difference(from: try directory.readDescription()) {
            throw CommandFailure(
                status: .cannotWrite, message: "\(directory.path): cannot resume, the run there differs in \(difference)")
        }
        guard names.contains(RunDirectory.certificatesName) else {
            appender = try LineAppender(path: directory.certificatesPath, keeping: 0)
            return
        }
        var reader = try JSONLinesReader(path: directory.certificatesPath, lastLine: .mayBeUnfinished)
        var found: [Entry] = []
        while let line = try reader.next() {
            let place = JSONCursor(line.value, file: "\(directory.certificatesPath) line \(line.number)", limits: .running)
            let record = try RunRecordCoding.decode(place, problem: assignment.problem, of: description.subject)
            guard record.index == found.count, record.source == assignment.source else {
                throw place.failure(expected: "the certificate of candidate \(found.count) of this run", found: "another")
            }
            found.append(Entry(record, on: landscape))
        }
        appender = try LineAppender(path: directory.certificatesPath, keeping: reader.finishedBytes)
        entries = found
    }

    mutating func append(_ record: RunRecord) throws(FormatError) {
        let text = RunRecordCoding.encode(record, embedding: embedded).serialized()
        try appender.append(text)
        if case .certificate(let certificate) = record, !needsRunningLimits {
            needsRunningLimits = certificate.exceedsCheckingLimits(bytes: text.utf8.count + problemSize)
        }
        entries.append(Entry(record, on: landscape))
    }

    /// Writes the table, whole or not at all.
    func finish() throws(FormatError) {
        try appender.close()
        try AtomicFile.write(VerdictTable.text(rows), to: directory.tablePath)
    }
}
