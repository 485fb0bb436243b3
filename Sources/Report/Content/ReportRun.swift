import Certify
import Formats
import Interchange
import Run

/// The certificates of one run (or of one file of certificates), as they go into a report.
public struct ReportRun: Sendable {
    /// What readers see: the name of the directory or file.
    public var label: String
    /// Where the run stands.
    public var path: String
    /// How it was made, in the options of `certify run`; nil when nothing says so.
    public var options: String?
    public var entries: [ReportEntry]
    public var rejections: [Rejection]
    /// Students that are no points, because a parameter is not finite. They are named, and counted in no verdict.
    public var notFinite: [NotFiniteEntry]
    /// Certificates about another problem or width than the first that was verified: a run is about one.
    public var strangers: [Rejection]
    /// How many candidates the run announces; nil when nothing says so.
    public var announcedCount: Int?
    /// The check by which the certificates were verified before, when they were not verified again for the report.
    public var earlierCheck: CheckStamp?
    /// Loss over the size of a perturbation, when such an experiment stands beside the certificates.
    public var perturbation: PerturbationCurve?

    public init(
        label: String, path: String, entries: [ReportEntry], rejections: [Rejection] = [], strangers: [Rejection] = [],
        notFinite: [NotFiniteEntry] = [], announcedCount: Int? = nil, options: String? = nil,
        perturbation: PerturbationCurve? = nil
    ) {
        self.label = label
        self.path = path
        self.entries = entries
        self.rejections = rejections
        self.notFinite = notFinite
        self.strangers = strangers
        self.announcedCount = announcedCount
        self.options = options
        self.perturbation = perturbation
    }

    /// How many certificates were found, also those that are counted in no verdict, and students that are no points.
    public var certificateCount: Int { entries.count + rejections.count + strangers.count + notFinite.count }
    /// The path that commands in the report name; where it is absolute, which is of no use elsewhere, the label.
    var commandPath: String { path.hasPrefix("/") ? label : path }
    /// How many announced candidates have no certificate.
    public var missingCount: Int { max(0, (announcedCount ?? 0) - certificateCount) }

    /// A certificate that is not part of the report, and why. It is shown as such and counted in no verdict.
    public struct Rejection: Sendable, Hashable {
        /// The candidate that it says it is about, or its position in the file.
        public var candidate: String
        public var reason: String

        public init(candidate: String, reason: String) {
            self.candidate = candidate
            self.reason = reason
        }
    }
}

/// The record of a student that is no point, with its own hash.
public struct NotFiniteEntry: Sendable {
    public var record: NotFiniteRecord
    /// The SHA-256 that the record carries of its own content.
    public var seal: String

    public init(record: NotFiniteRecord, seal: String) {
        self.record = record
        self.seal = seal
    }
}

extension ReportRun {
    /// What there is to say beside the verdicts, and of which candidates.
    var remarks: [(remark: VerdictRemark, candidates: [Int])] {
        guard let first = entries.first?.record else { return [] }
        let finder = VerdictRemarks(first.problem, width: first.width)
        return VerdictRemarks.grouped(
            entries.flatMap { entry in
                finder.remarks(on: entry.certificate).map { (entry.certificate.candidate.index, $0) }
            })
    }

    /// The rows of all students that were read, in the order of the file of candidates, each with the hash of its
    /// record.
    var rows: [(fields: [String], width: Int, seal: String, index: Int)] {
        let points = entries.map {
            (VerdictRow($0.record).fields, $0.record.width, $0.seal, $0.certificate.candidate.index)
        }
        if notFinite.isEmpty { return points }
        let others = notFinite.map { (VerdictRow($0.record).fields, $0.record.width, $0.seal, $0.record.student.index) }
        return (points + others).sorted { $0.3 < $1.3 }
    }
}

/// A certificate with its own hash.
public struct ReportEntry: Sendable {
    public var record: CertificateRecord
    /// The SHA-256 that the certificate carries of its own content.
    public var seal: String
    /// What the check entered as it verified the certificate; nil when it was not checked.
    public var proof: ProofLedger?

    public init(record: CertificateRecord, seal: String, proof: ProofLedger? = nil) {
        self.record = record
        self.seal = seal
        self.proof = proof
    }

    var certificate: Certificate { record.certificate }
    var verdict: Verdict { record.certificate.verdict }
}

/// What `certify perturb` found: losses after perturbing candidates by steps of length epsilon and optimizing again.
/// Float64, not proved.
public struct PerturbationCurve: Sendable, Hashable {
    public struct Point: Sendable, Hashable {
        public var candidate: String
        public var epsilon: Double
        public var startLoss: Double
        public var endLoss: Double
        /// The kind of verdict at the end; undecided when the file names none.
        public var endVerdict: Verdict.Kind
    }

    public var points: [Point]

    /// The file of this name is looked for in the directories of a report.
    public static let fileName = "perturbations.csv"

    /// Reads the columns `candidate`, `epsilon`, `start_loss`, `end_loss` and `end_verdict`; others are left alone.
    public init(contentsOf path: String) throws(FormatError) {
        let table = try CSVTable(contentsOf: path)
        let candidate = try table.position(of: "candidate"), epsilon = try table.position(of: "epsilon")
        let start = try table.position(of: "start_loss"), end = try table.position(of: "end_loss")
        let verdict = try table.position(of: "end_verdict")
        points = table.rows.compactMap { row in
            let numbers = [epsilon, start, end].compactMap { Double(row.fields[$0]) }.filter(\.isFinite)
            guard numbers.count == 3 else { return nil }
            let kind = Verdict.Kind.allCases.first { row.fields[verdict].hasPrefix($0.rawValue) } ?? .undecided
            return Point(
                candidate: row.fields[candidate], epsilon: numbers[0], startLoss: numbers[1], endLoss: numbers[2],
                endVerdict: kind)
        }
    }
}
