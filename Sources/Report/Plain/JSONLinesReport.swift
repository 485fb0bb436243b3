import Formats
import Interchange

/// The verdict tables of all runs as JSON lines: one object a candidate, the columns of ``CSVReport`` as keys, null
/// where a column does not apply.
///
/// Numbers are the decimals of the table, rounded outward; they bound as they are written, and
/// `json.loads(.., parse_float=Decimal)` keeps them so.
struct JSONLinesReport {
    let report: Report

    init(_ report: Report) { self.report = report }

    var text: String {
        report.runs.flatMap { run in
            run.rows.map { row in
                var object = JSONObject()
                object.append(key: "run", value: .string(run.label))
                object.append(key: "width", value: .number(JSONNumber(row.width)))
                for (column, field) in zip(VerdictTable.columns, row.fields) {
                    object.append(key: column, value: Self.value(column, field))
                }
                object.append(key: "certificate_sha256", value: .string(row.seal))
                return JSONValue.object(object).serialized() + "\n"
            }
        }.joined()
    }

    /// Columns of words; the others hold numbers.
    private static let words: Set<String> = ["verdict", "globality", "float64_claim", "reason", "learning_coefficient"]

    private static func value(_ column: String, _ field: String) -> JSONValue {
        if field.isEmpty { return .null }
        if column == "isolated" { return .bool(field == "yes") }
        if !words.contains(column), let number = JSONNumber(field) { return .number(number) }
        return .string(field)
    }
}
