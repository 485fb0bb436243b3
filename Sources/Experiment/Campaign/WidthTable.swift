import Certify
import Networks
import Rigor

/// The campaign's results for one width.
public struct WidthTable: Sendable {
    public var width: Int
    /// All runs, those that diverged too.
    public var runs: Int
    /// One row for each kind that occurred, in the order of tables; the counts add up to `runs`.
    public var rows: [Row]
    /// What float64 alone would have said, against what is proved.
    public var labels: [LabelRow]
    /// What the claimed smallest eigenvalues are worth.
    public var eigenvalueClaims: [(claim: Float64Claim, count: Int)]
    /// End points whose float64 loss is below `globalBelow`, of all runs.
    public var lowLoss: Proportion
    public var regimes: Regimes
    /// Pieces of critical points by effective width, beside the end points of that level; empty without a teacher.
    public var levels: [LevelRow]
    /// Whether G and T of the levels count opposite copies, because the activation is odd.
    public var countsOpposite: Bool
    /// How many pieces of students are the teacher as a function; nil when that is not known.
    public var realizations: RealizationCount?

    public struct Row: Sendable, Hashable {
        public var kind: EndPointKind
        public var proportion: Proportion
    }

    public struct LabelRow: Sendable, Hashable {
        public var label: Float64Label
        public var total: Int
        public var counts: [Float64Label.Judgement: Int]
    }

    public struct LevelRow: Sendable {
        /// G and T of `PieceCount`.
        public var pieces: PieceCount.Row
        /// Critical points certified with this level.
        public var observed: Int
    }

    /// - Parameters:
    ///   - endPoints: of any widths; those of `width` are taken.
    ///   - problem: what the students learn; nil gives no levels.
    ///   - threshold: float64 calls a loss below it global.
    public init(
        width: Int, endPoints: [EndPoint], problem: TwoLayerProblem?,
        globalBelow threshold: Double = CampaignTables.globalBelow
    ) {
        let mine = endPoints.filter { $0.width == width }
        self.width = width
        runs = mine.count
        rows = Dictionary(grouping: mine, by: \.kind).sorted { $0.key < $1.key }
            .map { Row(kind: $0.key, proportion: Proportion($0.value.count, of: mine.count)) }
        labels = Float64Label.allCases.map { label in
            let labelled = mine.filter { end in end.claims.map { Float64Label($0, globalBelow: threshold) } == label }
            return LabelRow(
                label: label, total: labelled.count,
                counts: Dictionary(grouping: labelled) { label.judged(by: $0.kind) }.mapValues(\.count))
        }
        eigenvalueClaims = Float64Claim.allCases.map { claim in (claim, mine.count { $0.eigenvalueAudit == claim }) }
        lowLoss = Proportion(mine.count { $0.claims.map { $0.loss < threshold } ?? false }, of: mine.count)
        regimes = Regimes(mine)
        let opposite = problem.map { SymmetryDecomposition($0.activation).isOdd } ?? false
        countsOpposite = opposite
        realizations = problem.flatMap { RealizationCount($0, width: width) }
        levels =
            (problem?.irreducibleTeacherWidth.map {
                PieceCount.rows(teacherWidth: $0, studentWidth: width, opposite: opposite)
            } ?? []).map { pieces in
                LevelRow(pieces: pieces, observed: mine.count { $0.verdict?.level == pieces.level })
            }
    }
}
