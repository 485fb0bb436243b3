import Formats
import Interchange
import Networks

/// Appends certificates to a run directory, new or resumed, and finishes it with the table.
struct RunWriter {
    let directory: RunDirectory
    private let appender: LineAppender
    /// What the table and the summary need of the certificates written so far.
    private var lines: [RunLine] = []

    /// Number of certificates written.
    var done: Int { lines.count }
    /// The rows of the table so far.
    var rows: [VerdictRow] { lines.map(\.row) }
    /// What there is to say beside the verdicts so far, by the number of the candidate.
    var remarks: [(candidate: Int, remark: VerdictRemark)] {
        lines.flatMap { line in line.remarks.map { (line.row.candidate, $0) } }
    }
    /// What tells the certified points so far apart, nil where there is none.
    var points: [DistinctPoints.Point?] { lines.map(\.point) }
    /// Whether a certificate written now is large enough that `certify check` has to be told so.
    var needsRunningLimits: Bool { lines.contains(where: \.needsRunningLimits) }

    init(directory: RunDirectory, assignment: Assignment, resume: Bool) throws {
        self.directory = directory
        let options = assignment.certifier.options
        let description = RunDirectory.Description(
            source: assignment.source, conventions: assignment.candidates.conventions,
            problemHash: assignment.problemHash, width: assignment.candidates.width,
            candidateCount: assignment.candidates.students.count, maximumPrecision: options.maximumPrecision,
            radius: options.radius)
        let names = try directory.names() ?? []
        if !names.isEmpty, !resume {
            throw RunError.notEmpty(directory: directory.path)
        }
        guard names.contains(RunDirectory.descriptionName) else {
            // killed before it began, or a new run; run.json comes last of what the certificates need
            guard names.allSatisfy({ $0 == RunDirectory.problemName }) else {
                throw RunError.nothingToResume(directory: directory.path, missing: RunDirectory.descriptionName)
            }
            try directory.create()
            if !CertificateCoding.embeds(assignment.problem) { try directory.write(assignment.problem) }
            try directory.write(description)
            appender = try LineAppender(path: directory.certificatesPath, keeping: 0)
            return
        }
        if let difference = description.difference(from: try directory.readDescription()) {
            throw RunError.otherRun(directory: directory.path, difference: difference)
        }
        guard names.contains(RunDirectory.certificatesName) else {
            appender = try LineAppender(path: directory.certificatesPath, keeping: 0)
            return
        }
        var reader = try JSONLinesReader(path: directory.certificatesPath, lastLine: .mayBeUnfinished)
        let maker = RunLineMaker(assignment), problems = ProblemReader(external: assignment.problem)
        var found: [RunLine] = []
        while let line = try reader.next() {
            let place = JSONCursor(
                line.value, file: "\(directory.certificatesPath) line \(line.number)", limits: .running)
            let record = try RunRecordCoding.decode(place, problems: problems, of: description.subject)
            guard record.index == found.count, record.source == assignment.source else {
                throw place.failure(
                    expected: "the certificate of candidate \(found.count) of this run", found: "another")
            }
            found.append(maker.lineWritten(record))
        }
        appender = try LineAppender(path: directory.certificatesPath, keeping: reader.finishedBytes)
        lines = found
    }

    mutating func append(_ line: RunLine) throws(FormatError) {
        try appender.append(line.text)
        // the text has done its service
        var kept = line
        kept.text = ""
        lines.append(kept)
    }

    /// Writes the table, whole or not at all.
    func finish() throws(FormatError) {
        try appender.close()
        try AtomicFile.write(VerdictTable.text(rows), to: directory.tablePath)
    }
}
