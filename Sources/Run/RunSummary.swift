import Certify
import Interchange
import Networks

/// What a run found, counted from its rows.
public struct RunSummary: Sendable {
    public let directory: RunDirectory
    /// One for each candidate, in the order of the file.
    public let rows: [VerdictRow]
    /// Candidates that may stand for the same point; a member is the position of a row.
    public let groups: [DistinctPoints.Group]
    public let levels: LevelTable
    /// What there is to say beside the verdicts, and of which candidates.
    public let remarks: [(remark: VerdictRemark, candidates: [Int])]
    /// Wall-clock seconds of the certificates written now.
    public let seconds: Double
    /// Whether a certificate written now is large enough that a check has to be told so.
    public let needsRunningLimits: Bool

    init(_ writer: RunWriter, _ assignment: Assignment, seconds: Double) {
        directory = writer.directory
        rows = writer.rows
        let points = writer.points
        groups = DistinctPoints.groups(of: points)
        levels = LevelTable(
            rows: rows, points: points, problem: assignment.certifier.landscape.twoLayerWithOneOutput?.problem,
            studentWidth: assignment.candidates.width)
        remarks = VerdictRemarks.grouped(writer.remarks)
        self.seconds = seconds
        needsRunningLimits = writer.needsRunningLimits
    }

    public func rows(of kind: RunRecord.Kind) -> [VerdictRow] { rows.filter { $0.kind == kind } }

    /// The groups of one kind: their number is a proved lower bound of the number of distinct points of that kind.
    public func groups(of kind: RunRecord.Kind) -> [DistinctPoints.Group] {
        groups.filter { .verdict($0.kind) == kind }
    }

    /// How many candidates of one kind have which globality, by name; candidates for which the question makes no
    /// sense are left out.
    public func globalityCounts(of kind: RunRecord.Kind) -> [(name: String, count: Int)] {
        Self.counts(rows(of: kind).compactMap(\.globality?.rawValue))
    }

    /// How many candidates of one kind have which bounds of the Morse index, ascending.
    public func indexCounts(of kind: RunRecord.Kind) -> [(lower: Int, upper: Int, count: Int)] {
        Dictionary(grouping: rows(of: kind).compactMap(\.index)) { [$0.lower, $0.upper] }
            .map { ($0.key[0], $0.key[1], $0.value.count) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    }

    /// How many undecided verdicts have which reason, by code.
    public var reasonCounts: [(name: String, count: Int)] { Self.counts(rows.compactMap(\.reasonCode?.rawValue)) }

    /// How many claimed smallest eigenvalues are worth what, by name.
    public var eigenvalueClaimCounts: [(name: String, count: Int)] {
        Self.counts(rows.compactMap(\.eigenvalueClaim?.rawValue))
    }

    /// What every claimed loss is worth.
    public var lossClaims: [Float64Claim] { rows.compactMap(\.lossClaim) }

    private static func counts(_ names: [String]) -> [(name: String, count: Int)] {
        Dictionary(grouping: names) { $0 }.map { ($0.key, $0.value.count) }.sorted { $0.0 < $1.0 }
    }
}
