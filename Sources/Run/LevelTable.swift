import Interchange
import Networks
import Rigor

/// Saddles and plateaus of a run by level and index, beside the number of pieces that one critical point of their
/// effective width generates.
public struct LevelTable: Sendable {
    /// What the table counts.
    public enum Kind: String, Sendable {
        case saddle
        /// Local minima on a family.
        case plateau
        /// Ends of lines of saddles.
        case end

        /// nil of what the table does not count.
        init?(_ row: VerdictRow) {
            switch row.kind {
            case .verdict(.saddle): self = .saddle
            case .verdict(.endOfSaddleLine): self = .end
            case .verdict(.localMinimum) where row.isIsolated == false: self = .plateau
            case .verdict(.localMinimum), .verdict(.globalMinimum), .verdict(.minimumAtInfinity),
                .verdict(.saddleAtInfinity), .verdict(.notCritical), .verdict(.noLocalMinimum),
                .verdict(.undecided), .notFinite:
                return nil
            }
        }
    }

    public struct Row: Sendable {
        /// nil when the labels come from no teacher, or its least width is not known.
        public let level: Int?
        public let kind: Kind
        public let indexLower: Int
        public let indexUpper: Int
        public let candidates: Int
        /// A proved lower bound of the number of distinct points.
        public let distinct: Int

        fileprivate var position: (Int, String, Int, Int) { (level ?? .max, kind.rawValue, indexLower, indexUpper) }
    }

    public let rows: [Row]
    public let teacherWidth: Int?
    public let studentWidth: Int
    /// Whether opposite copies count, because every flip keeps the function.
    public let countsOpposite: Bool

    /// - Parameters:
    ///   - table: rows of the run.
    ///   - points: what tells their certified points apart, in the same order.
    ///   - problem: nil where there is no teacher whose least width could be known.
    init(rows table: [VerdictRow], points: [DistinctPoints.Point?], problem: TwoLayerProblem?, studentWidth: Int) {
        teacherWidth = problem?.irreducibleTeacherWidth
        countsOpposite = problem?.flipsKeepFunctions ?? false
        self.studentWidth = studentWidth
        struct Key: Hashable {
            let level: Int?, kind: Kind, lower: Int, upper: Int
        }
        var members = [Key: [Int]]()
        for (i, row) in table.enumerated() {
            guard let kind = Kind(row), let index = row.index else { continue }
            members[Key(level: row.level, kind: kind, lower: index.lower, upper: index.upper), default: []].append(i)
        }
        rows = members.map { key, positions in
            Row(
                level: key.level, kind: key.kind, indexLower: key.lower, indexUpper: key.upper,
                candidates: positions.count,
                distinct: DistinctPoints.groups(of: positions.map { points[$0] }).count)
        }.sorted { $0.position < $1.position }
    }

    /// r; nil where the level is not known.
    public func effectiveWidth(_ row: Row) -> Int? {
        guard let teacherWidth, let level = row.level else { return nil }
        return teacherWidth - level
    }

    /// How many pieces one such point generates by copies, and with zero-type neurons; nil where the level is not
    /// known.
    public func pieces(_ row: Row) -> (copies: Integer, copiesAndZeroTypes: Integer)? {
        effectiveWidth(row).map { r in
            (
                PieceCount.copies(of: r, in: studentWidth, opposite: countsOpposite),
                PieceCount.copiesAndZeroTypes(of: r, in: studentWidth, opposite: countsOpposite)
            )
        }
    }
}
