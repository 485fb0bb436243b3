import Certify
import Formats
import Interchange
import Networks
import Rigor

/// Saddles and plateaus of a run by level and index, beside the number of pieces that one critical point of their effective width generates.
struct LevelTable {
    struct Row {
        /// nil when the labels come from no teacher, or its least width is not known.
        let level: Int?
        /// "saddle", "plateau" for local minima on a family, or "end" of a line of saddles.
        let kind: String
        let indexLower: Int
        let indexUpper: Int
        let candidates: Int
        /// A proved lower bound of the number of distinct points.
        let distinct: Int
    }

    let rows: [Row]
    let teacherWidth: Int?
    let studentWidth: Int
    /// Whether opposite copies count, because the activation is odd.
    let countsOpposite: Bool

    /// - Parameters:
    ///   - table: rows of the verdict table.
    ///   - points: what tells their certified points apart, in the same order.
    ///   - problem: nil where there is no teacher whose least width could be known.
    init(table: [[String]], points: [DistinctPoints.Point?], problem: TwoLayerProblem?, studentWidth: Int) {
        teacherWidth = problem?.irreducibleTeacherWidth
        countsOpposite = problem.map { SymmetryDecomposition($0.activation).isOdd } ?? false
        self.studentWidth = studentWidth
        func column(_ name: String) -> Int { VerdictTable.columns.firstIndex(of: name) ?? 0 }
        let verdict = column("verdict"), isolated = column("isolated"), level = column("level")
        let lower = column("index_lower"), upper = column("index_upper")
        struct Key: Hashable {
            let level: Int?, kind: String, lower: Int, upper: Int
        }
        var members = [Key: [Int]]()
        for (i, row) in table.enumerated() {
            let kind: String
            switch (row[verdict], row[isolated]) {
            case ("saddle", _): kind = "saddle"
            case ("end-of-saddle-line", _): kind = "end"
            case ("local-minimum", "no"): kind = "plateau"
            default: continue
            }
            guard let low = Int(row[lower]), let high = Int(row[upper]) else { continue }
            members[Key(level: Int(row[level]), kind: kind, lower: low, upper: high), default: []].append(i)
        }
        rows = members.map { key, positions in
            Row(
                level: key.level, kind: key.kind, indexLower: key.lower, indexUpper: key.upper, candidates: positions.count,
                distinct: DistinctPoints.groups(of: positions.map { points[$0] }).count)
        }.sorted {
            ($0.level ?? .max, $0.kind, $0.indexLower, $0.indexUpper) < ($1.level ?? .max, $1.kind, $1.indexLower, $1.indexUpper)
        }
    }

    private func effectiveWidth(_ row: Row) -> Int? {
        guard let teacherWidth, let level = row.level else { return nil }
        return teacherWidth - level
    }

    private func pieces(_ row: Row) -> (copies: Integer, copiesAndZeroTypes: Integer)? {
        effectiveWidth(row).map { r in
            (
                PieceCount.copies(of: r, in: studentWidth, opposite: countsOpposite),
                PieceCount.copiesAndZeroTypes(of: r, in: studentWidth, opposite: countsOpposite)
            )
        }
    }

    /// For people; empty when there are none of them.
    var lines: [String] {
        guard !rows.isEmpty else { return [] }
        func range(_ row: Row) -> String { row.indexLower == row.indexUpper ? "\(row.indexLower)" : "\(row.indexLower)..\(row.indexUpper)" }
        guard let teacherWidth else {
            let body = rows.map { [$0.kind, range($0), "\($0.candidates)", ">= \($0.distinct)"] }
            let table = TextTable.lines([["kind", "index", "candidates", "distinct"]] + body, leading: [0]).map { "  " + $0 }
            return ["saddles and plateaus by index (no level, for no width of a teacher is known)"] + table
        }
        let header = ["level", "r", "kind", "index", "candidates", "distinct", "\(meaning.G)(r, \(studentWidth))", "\(meaning.T)(r, \(studentWidth))"]
        let body = rows.map { row -> [String] in
            let width = effectiveWidth(row), pieces = pieces(row)
            let level: String = row.level.map(String.init) ?? "", effective: String = width.map(String.init) ?? ""
            let copies: String = pieces?.copies.decimalString ?? "", all: String = pieces?.copiesAndZeroTypes.decimalString ?? ""
            return [level, effective, row.kind, range(row), "\(row.candidates)", ">= \(row.distinct)", copies, all]
        }
        let table = TextTable.lines([header] + body, leading: [2]).map { "  " + $0 }
        return [
            "saddles and plateaus by level \(teacherWidth) - r, r the effective width; \(meaning.G): pieces that one such point generates by copies"
                + "\(countsOpposite ? ", opposite ones included" : ""); \(meaning.T): strata, with zero-type neurons where there are any (certify count)"
        ] + table
    }

    private var meaning: PieceMeaning { PieceMeaning(flips: countsOpposite ? .counted : .notCounted) }

    var json: JSONValue { .array(rows.map(encode)) }

    private func encode(_ row: Row) -> JSONValue {
        func number(_ value: Int?) -> JSONValue { value.map { .number(JSONNumber($0)) } ?? .null }
        let pieces = pieces(row)
        var object = JSONObject()
        object.append(key: "level", value: number(row.level))
        object.append(key: "effective_width", value: number(effectiveWidth(row)))
        object.append(key: "kind", value: .string(row.kind))
        object.append(key: "index_lower", value: number(row.indexLower))
        object.append(key: "index_upper", value: number(row.indexUpper))
        object.append(key: "candidates", value: number(row.candidates))
        object.append(key: "distinct_at_least", value: number(row.distinct))
        object.append(key: "G", value: pieces.map { .integer($0.copies) } ?? .null)
        object.append(key: "T", value: pieces.map { .integer($0.copiesAndZeroTypes) } ?? .null)
        object.append(key: "opposite_copies_counted", value: pieces.map { _ in .bool(countsOpposite) } ?? .null)
        return .object(object)
    }
}
