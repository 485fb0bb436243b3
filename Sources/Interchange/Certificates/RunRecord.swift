import Certify
import Formats

/// One line of `certificates.jsonl`: what became of one student of a file of candidates.
public enum RunRecord: Sendable {
    /// A verdict about a point, with its proof.
    case certificate(CertificateRecord)
    /// There is no point: a parameter is NaN or infinite.
    case notFinite(NotFiniteRecord)

    /// What may become of a student.
    public enum Kind: Sendable, Hashable, CaseIterable {
        case verdict(Verdict.Kind)
        case notFinite

        /// In the order of summaries.
        public static let allCases: [Kind] = Verdict.Kind.allCases.map(Kind.verdict) + [.notFinite]

        /// What tables write in the column `verdict`.
        public var name: String {
            switch self {
            case .verdict(let kind): kind.rawValue
            case .notFinite: NotFiniteRecord.name
            }
        }
    }

    public var kind: Kind {
        switch self {
        case .certificate(let record): .verdict(record.certificate.verdict.kind)
        case .notFinite: .notFinite
        }
    }

    /// What tables write in the column `verdict`.
    public var name: String { kind.name }

    /// The record with the audit that its certificate states, whatever is proved: what the table of its run shows.
    public var asStated: RunRecord {
        guard case .certificate(var record) = self else { return self }
        record.audit = record.certificate.audit
        return .certificate(record)
    }

    /// Position in the file of candidates.
    public var index: Int {
        switch self {
        case .certificate(let record): record.certificate.candidate.index
        case .notFinite(let record): record.student.index
        }
    }

    public var problemHash: String {
        switch self {
        case .certificate(let record): record.problemHash
        case .notFinite(let record): record.problemHash
        }
    }

    public var problem: ProblemStatement {
        switch self {
        case .certificate(let record): record.problem
        case .notFinite(let record): record.problem
        }
    }

    public var width: Int {
        switch self {
        case .certificate(let record): record.width
        case .notFinite(let record): record.width
        }
    }

    public var source: CandidateSource {
        switch self {
        case .certificate(let record): record.source
        case .notFinite(let record): record.source
        }
    }
}

/// The record of a student that is no point. It states which parameters are not finite, and holds them; nothing else is
/// said about it.
public struct NotFiniteRecord: Sendable {
    /// What tables write in the column `verdict`.
    public static let name = "not-finite"

    public var student: NotFiniteStudent
    public var problem: ProblemStatement
    /// SHA-256 of the canonical form of the problem.
    public var problemHash: String
    /// Width m of the student.
    public var width: Int
    public var source: CandidateSource
    /// The program that wrote it.
    public var program: String

    public init(
        _ student: NotFiniteStudent, problem: ProblemStatement, problemHash: String, width: Int,
        source: CandidateSource,
        program: String = ProgramVersion.name
    ) {
        self.student = student
        self.problem = problem
        self.problemHash = problemHash
        self.width = width
        self.source = source
        self.program = program
    }

    /// "input weight 0 of neuron 2 is NaN (1 of 16 parameters)".
    public var reason: String { student.description(ParameterNames(problem, width: width)) }
}
