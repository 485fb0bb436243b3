import Certify
import Formats
import Rigor

/// What tables and summaries need of one line of a run: ``VerdictTable`` writes it, summaries count it.
///
/// ``VerdictFacts`` says whose numbers loss, gradient norm, smallest eigenvalue and distances are. All of them are
/// nil of a
/// student that is no point.
public struct VerdictRow: Sendable {
    /// Position of the candidate in its file.
    public let candidate: Int
    public let kind: RunRecord.Kind
    public private(set) var globality: Globality?
    public private(set) var isIsolated: Bool?
    /// Bounds of the Morse index, of a critical point.
    public private(set) var index: (lower: Int, upper: Int)?
    public private(set) var nullity: Int?
    public private(set) var level: Int?
    public private(set) var loss: Bounds?
    public private(set) var gradientNormUpper: Double?
    public private(set) var smallestEigenvalue: Bounds?
    /// Between parameters.
    public private(set) var distance: Double?
    /// Of a minimum at infinity, in the coordinates of its tube.
    public private(set) var tubeDistance: Double?
    public private(set) var bits: Int?
    public private(set) var seconds: Double?
    /// What the claimed smallest eigenvalue is worth.
    public private(set) var eigenvalueClaim: Float64Claim?
    /// What the claimed loss is worth; no column.
    public private(set) var lossClaim: Float64Claim?
    public private(set) var largestEigenvalue: Bounds?
    public private(set) var learningCoefficient: LearningCoefficient?
    /// In words: why nothing was proved, what was proved instead, or the exact structure.
    public let reason: String
    /// The code of an undecided verdict; `reason` begins with it.
    public private(set) var reasonCode: UndecidedReason.Code?

    public init(_ record: RunRecord) {
        switch record {
        case .certificate(let record): self.init(record)
        case .notFinite(let record): self.init(record)
        }
    }

    /// A number, a name and a reason: there is nothing else.
    public init(_ record: NotFiniteRecord) {
        candidate = record.student.index
        kind = .notFinite
        reason = "\(NotFiniteRecord.name): \(record.reason)"
    }

    public init(_ record: CertificateRecord) {
        let certificate = record.certificate, verdict = certificate.verdict, facts = VerdictFacts(certificate)
        candidate = certificate.candidate.index
        kind = .verdict(verdict.kind)
        globality = verdict.globality
        if let point = verdict.criticalPoint {
            isIsolated = point.isIsolated
            index = (point.indexLower, point.indexUpper)
            nullity = point.nullity
            level = point.level
            largestEigenvalue = point.largestEigenvalue
            learningCoefficient = point.learningCoefficient
        }
        loss = facts.loss
        gradientNormUpper = facts.gradientNormUpper
        smallestEigenvalue = facts.smallestEigenvalue
        distance = facts.distance
        tubeDistance = facts.tubeDistance
        bits = certificate.bits
        seconds = certificate.seconds
        eigenvalueClaim = record.audit.smallestEigenvalue
        lossClaim = record.audit.loss
        reason = VerdictTable.reason(certificate)
        if case .undecided(let why) = verdict { reasonCode = why.code }
    }

    /// The cells, in the order of ``VerdictTable/columns``.
    public var fields: [String] {
        func lower(_ bound: Double?) -> String { bound.map { $0.isFinite ? OutwardDecimal.lower($0) : "" } ?? "" }
        func upper(_ bound: Double?) -> String { bound.map { $0.isFinite ? OutwardDecimal.upper($0) : "" } ?? "" }
        func count(_ value: Int?) -> String { value.map(String.init) ?? "" }
        return [
            "\(candidate)", kind.name, globality?.rawValue ?? "", isIsolated.map { $0 ? "yes" : "no" } ?? "",
            count(index?.lower), count(index?.upper), count(nullity), count(level),
            lower(loss?.lower), upper(loss?.upper), upper(gradientNormUpper),
            lower(smallestEigenvalue?.lower), upper(smallestEigenvalue?.upper), upper(distance), upper(tubeDistance),
            count(bits), seconds.map(Self.text) ?? "", eigenvalueClaim?.rawValue ?? "", reason,
            lower(largestEigenvalue?.lower), upper(largestEigenvalue?.upper),
            learningCoefficient?.value.description ?? "", count(learningCoefficient?.multiplicity),
        ]
    }

    /// Seconds as the certificate spells them, so that the table can be made again from the certificates.
    private static func text(_ seconds: Double) -> String {
        JSONNumber(shortest: (seconds * 1e6).rounded() / 1e6)?.text ?? ""
    }
}
