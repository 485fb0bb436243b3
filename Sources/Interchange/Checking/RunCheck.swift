import Certify
import Formats
import Rigor

/// Verifies the certificates of a file or of a run from their own content alone, and of a run that it is whole and
/// that its
/// table says what they say.
///
/// It evaluates, and searches for nothing. `certify check` and `certify-check` are this.
public struct RunCheck: Sendable {
    public let file: CertificateFile
    /// What the certificates have to be about, besides what the run itself says.
    public let problem: DemandedProblem?
    /// The file that their candidates have to come from.
    public let candidates: CandidateFile?
    private let verifier: CertificateVerifier

    public init(
        _ file: CertificateFile, problem: DemandedProblem? = nil, candidates: CandidateFile? = nil,
        arithmetic: CheckingArithmetic = .mpfr
    ) {
        self.file = file
        self.problem = problem
        self.candidates = candidates
        verifier = CertificateVerifier(
            problem: file.problem, run: file.description?.subject, arithmetic: arithmetic)
    }

    /// What was found of one certificate, or of the run as a whole.
    public enum Finding: Sendable, CustomStringConvertible {
        /// All that the certificate states is proved.
        case verified(index: Int, RunRecord.Kind)
        /// - Parameter index: the candidate that the certificate says it is about, or its position; nil for what is
        ///   wrong with
        ///   the run as a whole.
        case rejected(index: Int?, reason: String)

        /// One line, in a form that scripts may rely on: "VERIFIED 3 saddle", "REJECTED 4 reason", "REJECTED -
        /// reason".
        public var description: String {
            switch self {
            case .verified(let index, let kind): "VERIFIED \(index) \(kind.name)"
            case .rejected(let index, let reason): "REJECTED \(index.map(String.init) ?? "-") \(reason)"
            }
        }
    }

    /// What was found, counted.
    public struct Summary: Sendable {
        public fileprivate(set) var certificates = 0
        public fileprivate(set) var verified = 0
        /// Certificates that are rejected.
        public fileprivate(set) var rejected = 0
        /// Faults of the run as a whole: certificates that are not there, a table that is not that of its certificates.
        public fileprivate(set) var faults = 0
        /// How many verified certificates are about the problem of which SHA-256.
        public fileprivate(set) var problems: [String: Int] = [:]

        public var status: ExitStatus { rejected + faults > 0 ? .rejected : .success }

        /// "6 about the problem with SHA-256 ..", one line for each problem.
        public var problemLines: [String] {
            problems.sorted { $0.key < $1.key }.map { "\($0.value) about the problem with SHA-256 \($0.key)" }
        }

        /// "5 certificates: 5 verified, 0 rejected; the run has 2 faults".
        public var countLine: String {
            "\(certificates) certificates: \(verified) verified, \(rejected) rejected"
                + (faults > 0 ? "; the run has \(faults) fault\(faults == 1 ? "" : "s")" : "")
        }
    }

    /// Checks everything.
    ///
    /// - Parameters:
    ///   - jobs: number of threads; what is found does not depend on it.
    ///   - report: called on the calling thread, in the order of the file.
    /// - Throws: ``FormatError`` when the file itself cannot be read.
    public func run(jobs: Int, report: (Finding) -> Void) throws -> Summary {
        var summary = Summary(), rows: [VerdictRow]? = []
        var sources: Set<CandidateSource> = []
        func reject(_ index: Int?, _ reason: String) {
            if index == nil { summary.faults += 1 } else { summary.rejected += 1 }
            report(.rejected(index: index, reason: reason))
        }
        try file.forEachPortion(of: 256) { portion in
            try WorkerPool.run(0..<portion.count, jobs: jobs) {
                { judge(portion[$0]) }
            } consume: { _, outcome in
                summary.certificates += 1
                switch outcome {
                case .verified(let index, let record):
                    // the table of a run says what its certificates state
                    rows?.append(VerdictRow(record.asStated))
                    sources.insert(record.source)
                    summary.problems[record.problemHash, default: 0] += 1
                    summary.verified += 1
                    report(.verified(index: index, record.kind))
                case .rejected(let index, let reason):
                    rows = nil
                    reject(index, reason)
                }
            }
        }
        if let directory = file.directory {
            let found = RunDisagreements(directory: directory, description: file.description)
            let faults = try found.faults(count: summary.certificates, sources: sources, rows: rows)
            for fault in faults { reject(nil, fault) }
        } else if summary.certificates == 0 {
            reject(nil, "\(file.path): the file holds no certificate")
        }
        return summary
    }

    private enum Outcome: Sendable {
        case verified(Int, RunRecord)
        case rejected(Int, String)
    }

    private struct Rejection: Error {
        let reason: String
    }

    private func judge(_ entry: CertificateFile.Entry) -> Outcome {
        var index = entry.position
        do {
            let cursor = try entry.content.get()
            if let stated = try? cursor["candidate"]["index"].integer() { index = stated }
            let record = try verifier.verifyLine(cursor)
            if file.directory != nil, record.index != entry.position {
                let due = "stands where that of \(entry.position) is due"
                throw Rejection(reason: "the certificate of candidate \(record.index) \(due)")
            }
            if let candidates { try Self.compare(record, candidates) }
            if let problem, !problem.matches(record) {
                throw Rejection(reason: "the certificate is about another problem, with SHA-256 \(record.problemHash)")
            }
            return .verified(index, record)
        } catch let rejection as Rejection {
            return .rejected(index, rejection.reason)
        } catch {
            return .rejected(index, "\(error)")
        }
    }

    private static func compare(_ record: RunRecord, _ origin: CandidateFile) throws(Rejection) {
        guard record.source.hash == origin.hash else {
            let found = "with SHA-256 \(record.source.hash)"
            throw Rejection(reason: "the certificate is about another candidate file, \(found)")
        }
        let isSame = origin.students.indices.contains(record.index) && isThat(record, origin.students[record.index])
        guard isSame else {
            throw Rejection(reason: "the candidate is not number \(record.index) of \(origin.path)")
        }
    }

    private static func isThat(_ record: RunRecord, _ student: Student) -> Bool {
        switch (record, student) {
        case (.certificate(let record), .candidate(let candidate)):
            let stated = record.certificate.candidate
            return stated.parameters == candidate.parameters && stated.claims == candidate.claims
        case (.notFinite(let record), .notFinite(let student)): return record.student.hasSameParameters(as: student)
        case (.certificate, .notFinite), (.notFinite, .candidate): return false
        }
    }
}
