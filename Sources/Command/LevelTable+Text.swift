import Certify
import Formats
import Interchange
import Networks
import Rigor
import Run

extension LevelTable {
    /// For people; empty when there are none of them.
    var lines: [String] {
        guard !rows.isEmpty else { return [] }
        func range(_ row: Row) -> String {
            row.indexLower == row.indexUpper ? "\(row.indexLower)" : "\(row.indexLower)..\(row.indexUpper)"
        }
        guard let teacherWidth else {
            let body = rows.map { [$0.kind.rawValue, range($0), "\($0.candidates)", ">= \($0.distinct)"] }
            let table = TextTable.lines([["kind", "index", "candidates", "distinct"]] + body, leading: [0]).map {
                "  " + $0
            }
            return ["saddles and plateaus by index (no level, for no width of a teacher is known)"] + table
        }
        let header = [
            "level", "r", "kind", "index", "candidates", "distinct", "\(meaning.G)(r, \(studentWidth))",
            "\(meaning.T)(r, \(studentWidth))",
        ]
        let body = rows.map { row -> [String] in
            let width = effectiveWidth(row), pieces = pieces(row)
            let level: String = row.level.map(String.init) ?? "", effective: String = width.map(String.init) ?? ""
            let copies: String = pieces?.copies.decimalString ?? "",
                all: String = pieces?.copiesAndZeroTypes.decimalString ?? ""
            return [
                level, effective, row.kind.rawValue, range(row), "\(row.candidates)", ">= \(row.distinct)", copies, all,
            ]
        }
        let table = TextTable.lines([header] + body, leading: [2]).map { "  " + $0 }
        return [
            "saddles and plateaus by level \(teacherWidth) - r, r the effective width; \(meaning.G): "
                + "pieces that one such point generates by copies\(countsOpposite ? ", opposite ones included" : ""); "
                + "\(meaning.T): strata, with zero-type neurons where there are any (certify count)"
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
        object.append(key: "kind", value: .string(row.kind.rawValue))
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
