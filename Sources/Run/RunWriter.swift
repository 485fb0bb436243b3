import Certify
import Formats
import Interchange
import Networks

/// Appends certificates to a run directory, new or resumed, and finishes it with the table.
struct RunWriter {
    let directory: RunDirectory
    private let embedded: JSONValue?
    private let landscape: any Landscape
    private let remarkFinder: VerdictRemarks
    private let appender: LineAppender
    /// What the table and the summary need of the certificates written so far.
    private var entries: [Entry] = []

    private struct Entry {
        let row: VerdictRow
        /// What tells its point from others.
        let point: DistinctPoints.Point?
        /// What there is to say beside its verdict.
        let remarks: [VerdictRemark]

        init(_ record: RunRecord, on landscape: any Landscape, _ finder: VerdictRemarks) {
            row = VerdictRow(record)
            if case .certificate(let record) = record {
                point = DistinctPoints.Point(record.certificate, on: landscape)
                remarks = finder.remarks(on: record.certificate)
            } else {
                point = nil
                remarks = []
            }
        }
    }

    /// Bytes of the problem when it stands beside the certificates.
    private let problemSize: Int
    /// Whether a certificate written now is large enough that `certify check` has to be told so.
    private(set) var needsRunningLimits = false

    /// Number of certificates written.
    var done: Int { entries.count }
    /// The rows of the table so far.
    var rows: [VerdictRow] { entries.map(\.row) }
    /// What there is to say beside the verdicts so far, by the number of the candidate.
    var remarks: [(candidate: Int, remark: VerdictRemark)] {
        entries.flatMap { entry in entry.remarks.map { (entry.row.candidate, $0) } }
    }
    /// What tells the certified points so far apart, nil where there is none.
    var points: [DistinctPoints.Point?] { entries.map(\.point) }

    init(directory: RunDirectory, assignment: Assignment, resume: Bool) throws {
        self.directory = directory
        landscape = assignment.certifier.landscape
        remarkFinder = VerdictRemarks(
            assignment.problem, width: assignment.candidates.width, landscape: landscape)
        embedded = CertificateCoding.embeds(assignment.problem) ? .some(assignment.problem.encoded) : .none
        problemSize = embedded == nil ? assignment.problem.encoded.serializedBytes().count : 0
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
            if embedded == nil { try directory.write(assignment.problem) }
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
        var found: [Entry] = []
        while let line = try reader.next() {
            let place = JSONCursor(
                line.value, file: "\(directory.certificatesPath) line \(line.number)", limits: .running)
            let record = try RunRecordCoding.decode(place, problem: assignment.problem, of: description.subject)
            guard record.index == found.count, record.source == assignment.source else {
                throw place.failure(
                    expected: "the certificate of candidate \(found.count) of this run", found: "another")
            }
            found.append(Entry(record, on: landscape, remarkFinder))
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
        entries.append(Entry(record, on: landscape, remarkFinder))
    }

    /// Writes the table, whole or not at all.
    func finish() throws(FormatError) {
        try appender.close()
        try AtomicFile.write(VerdictTable.text(rows), to: directory.tablePath)
    }
}
