import Certify
import Formats
import Interchange
import Networks

/// One line of a run as it is written, and what table and summary need of it.
struct RunLine: Sendable {
    /// The line of `certificates.jsonl`, without its line feed; empty for one that is there already.
    var text: String
    let row: VerdictRow
    /// What tells its point from others.
    let point: DistinctPoints.Point?
    /// What there is to say beside its verdict.
    let remarks: [VerdictRemark]
    /// Whether it is large enough that `certify check` has to be told so.
    let needsRunningLimits: Bool
}

/// Makes the lines of one run: text, seal and row on the thread that certified. Owned by one thread.
struct RunLineMaker {
    private let landscape: any Landscape
    private let remarkFinder: VerdictRemarks
    /// The problem, when certificates hold it.
    private let embedded: JSONValue?
    /// Bytes of the problem when it stands beside the certificates.
    private let problemSize: Int

    init(_ assignment: Assignment) {
        let problem = assignment.problem.encoded
        landscape = assignment.certifier.landscape
        remarkFinder = VerdictRemarks(
            assignment.problem, width: assignment.candidates.width, landscape: landscape)
        embedded = CertificateCoding.embeds(assignment.problem) ? .some(problem) : .none
        problemSize = embedded == nil ? problem.serializedBytes().count : 0
    }

    /// A line that is to be written.
    func line(_ record: RunRecord) -> RunLine {
        let text = RunRecordCoding.encode(record, embedding: embedded).serialized()
        return line(record, text: text)
    }

    /// A line that is there already.
    func lineWritten(_ record: RunRecord) -> RunLine { line(record, text: "") }

    private func line(_ record: RunRecord, text: String) -> RunLine {
        guard case .certificate(let certified) = record else {
            return RunLine(text: text, row: VerdictRow(record), point: nil, remarks: [], needsRunningLimits: false)
        }
        return RunLine(
            text: text, row: VerdictRow(record), point: DistinctPoints.Point(certified.certificate, on: landscape),
            remarks: remarkFinder.remarks(on: certified.certificate),
            needsRunningLimits: !text.isEmpty && certified.exceedsCheckingLimits(bytes: text.utf8.count + problemSize))
    }
}
