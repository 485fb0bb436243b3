import Certify
import Formats
import Interchange
import Networks
import Rigor

/// What a run found, counted.
struct RunSummary {
    /// Rows of the verdict table.
    let rows: [[String]]
    /// The code of every undecided verdict.
    let reasons: [String]
    /// What every claimed loss is worth.
    let losses: [Float64Claim]
    /// Candidates that may stand for the same point; a member is the position of a row.
    let groups: [DistinctPoints.Group]
    let levels: LevelTable
    let seconds: Double
    private let needsRunningLimits: Bool

    init(_ writer: RunWriter, _ assignment: Assignment, seconds: Double) {
        rows = writer.rows
        reasons = writer.reasons
        losses = writer.losses
        let points = writer.points
        groups = DistinctPoints.groups(of: points)
        levels = LevelTable(
            table: rows, points: points, problem: (assignment.certifier.landscape as? TwoLayerLandscape)?.problem,
            studentWidth: assignment.candidates.width)
        self.seconds = seconds
        needsRunningLimits = writer.needsRunningLimits
    }

    /// Tables of more candidates than this are left to `verdicts.csv`.
    private static let longestTable = 100

    private func column(_ name: String) -> Int { VerdictTable.columns.firstIndex(of: name) ?? 0 }

    private func counts(_ column: String, where condition: ([String]) -> Bool = { _ in true }) -> [(String, Int)] {
        let position = self.column(column)
        let values = rows.filter(condition).map { $0[position] }.filter { !$0.isEmpty }
        return Dictionary(grouping: values) { $0 }.map { ($0.key, $0.value.count) }.sorted { $0.0 < $1.0 }
    }

    private var refutedLosses: Int { losses.count { $0 == .refuted } }

    private var reasonCounts: [(String, Int)] {
        Dictionary(grouping: reasons) { $0 }.map { ($0.key, $0.value.count) }.sorted { $0.0 < $1.0 }
    }

    func lines(_ directory: RunDirectory) -> [String] {
        var lines: [String] = []
        if rows.count <= Self.longestTable { lines += table + ["", "x~: between x and x + 0.03 % of |x|; verdicts.csv has both ends", ""] }
        lines.append("\(rows.count) candidates in \(RunSummary.text(seconds)) s")
        lines += counted.map { "  " + $0 }
        let claims = counts("float64_claim")
        if !claims.isEmpty {
            lines.append("float64 smallest eigenvalues: " + claims.map { "\($0.1) \($0.0)" }.joined(separator: ", ") + " (confirmed: to within 2^-6; certify audit tells more)")
        }
        if refutedLosses > 0 {
            lines.append(
                "WARNING  \(refutedLosses) of \(losses.count) claimed losses are refuted: they are not the losses of these candidates on this problem; certify inspect looks for the reason")
        }
        if !levels.lines.isEmpty { lines += [""] + levels.lines }
        lines += ["", "\(directory.certificatesPath)", "\(directory.tablePath)", "certify check \(directory.path)\(needsRunningLimits ? " --limits running" : "")    checks them again"]
        return lines
    }

    /// One line for each kind of verdict, also those that did not occur.
    private var counted: [String] {
        let verdict = column("verdict")
        var table: [[String]] = []
        for name in RunRecord.names {
            let count = rows.filter { $0[verdict] == name }.count
            var detail = ""
            switch name {
            case "local-minimum", "minimum-at-infinity", "end-of-saddle-line":
                detail = counts("globality") { $0[verdict] == name }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
            case "saddle":
                let lower = column("index_lower"), upper = column("index_upper")
                let indices = Dictionary(grouping: rows.filter { $0[verdict] == name }) { [Int($0[lower]) ?? 0, Int($0[upper]) ?? 0] }
                detail = indices.sorted { $0.key.lexicographicallyPrecedes($1.key) }
                    .map { "\($0.value.count) of index " + ($0.key[0] == $0.key[1] ? "\($0.key[0])" : "\($0.key[0])..\($0.key[1])") }
                    .joined(separator: ", ")
            case "undecided":
                detail = reasonCounts.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
            case NotFiniteRecord.name:
                let candidates = rows.filter { $0[verdict] == name }.map { $0[self.column("candidate")] }
                let shown = candidates.prefix(8) + (candidates.count > 8 ? [".."] : [])
                detail = candidates.isEmpty ? "" : "candidate\(candidates.count == 1 ? "" : "s") \(shown.joined(separator: ", "))"
            default: break
            }
            table.append(["\(count)", name, distinct(name), detail])
        }
        return TextTable.lines(table, leading: [1, 2, 3])
    }

    /// "at least 3 distinct (4, 1, 1)": a proved lower bound, and how many candidates may stand for each point.
    private func distinct(_ kind: String) -> String {
        let sizes = groups.filter { $0.kind == kind }.map(\.members.count).sorted(by: >)
        guard !sizes.isEmpty else { return "" }
        let shown = sizes.prefix(8).map(String.init) + (sizes.count > 8 ? [".."] : [])
        return "at least \(sizes.count) distinct (\(shown.joined(separator: ", ")))"
    }

    private var table: [String] {
        let header = ["#", "verdict", "globality", "index", "loss", "smallest eigenvalue", "distance", "bits", "float64 claim"]
        func cell(_ row: [String], _ name: String) -> String { row[column(name)] }
        let body = rows.map { row in
            let lower = cell(row, "index_lower"), upper = cell(row, "index_upper")
            return [
                cell(row, "candidate"), cell(row, "verdict"), cell(row, "globality"),
                lower == upper ? lower : "\(lower)..\(upper)",
                DecimalRange.common(cell(row, "loss_lower"), cell(row, "loss_upper")),
                DecimalRange.common(cell(row, "lambda_min_lower"), cell(row, "lambda_min_upper")),
                DecimalRange.short(cell(row, "distance")) + (cell(row, "tube_distance").isEmpty ? "" : "tube " + DecimalRange.short(cell(row, "tube_distance"))), cell(row, "bits"), cell(row, "float64_claim"),
            ]
        }
        return TextTable.lines([header] + body, leading: [1, 2, 8])
    }

    func json(_ assignment: Assignment, _ directory: RunDirectory) -> JSONValue {
        func object(_ counts: [(String, Int)]) -> JSONValue {
            var object = JSONObject()
            for (name, count) in counts { object.append(key: name, value: .number(JSONNumber(count))) }
            return .object(object)
        }
        let found = Dictionary(uniqueKeysWithValues: counts("verdict"))
        return [
            "candidates": .number(JSONNumber(rows.count)),
            "file": .string(assignment.source.file), "sha256": .string(assignment.source.hash),
            "problem_sha256": .string(assignment.problemHash),
            "problem_from_file": .bool(assignment.isProblemOfFile),
            "verdicts": object(RunRecord.names.map { ($0, found[$0] ?? 0) }),
            "globality": object(counts("globality") { $0[1] == "local-minimum" }),
            "distinct": distinctJSON, "levels": levels.json,
            "undecided_reasons": object(reasonCounts),
            "float64_claims": object(counts("float64_claim")), "refuted_losses": .number(JSONNumber(refutedLosses)),
            "certificates": .string(directory.certificatesPath), "table": .string(directory.tablePath),
            "seconds": .string(RunSummary.text(seconds)),
        ]
    }

    /// For each kind of certified point a proved lower bound of their number, and the candidates that may stand for each.
    private var distinctJSON: JSONValue {
        .object(
            JSONObject(
                pairs: Verdict.names.filter { !["not-critical", "undecided"].contains($0) }.map { kind in
                    let mine = groups.filter { $0.kind == kind }
                    let encoded = mine.map { group -> JSONValue in
                        [
                            "candidates": .array(group.members.map { .number(JSONNumber($0)) }),
                            "loss_lower": .string(OutwardDecimal.lower(group.loss.lower, digits: 17)),
                            "loss_upper": .string(OutwardDecimal.upper(group.loss.upper, digits: 17)),
                        ]
                    }
                    return (kind, ["at_least": .number(JSONNumber(mine.count)), "groups": .array(encoded)])
                }))
    }

    static func text(_ seconds: Double) -> String { String(Int((seconds * 100).rounded())).padded }
}

extension String {
    /// Hundredths as a decimal: "7" is 0.07.
    fileprivate var padded: String {
        let digits = String(repeating: "0", count: max(0, 3 - count)) + self
        return digits.dropLast(2) + "." + digits.suffix(2)
    }
}

/// Short text for intervals in tables for people; the full bounds stand in `verdicts.csv`.
enum DecimalRange {
    /// The bounds rounded outward to two digits; the lower one followed by ~ when they agree to four digits; 0 when both are.
    static func common(_ lower: String, _ upper: String) -> String {
        guard let low = Double(lower), let high = Double(upper) else { return "" }
        let coarse = (OutwardDecimal.lower(low, digits: 5), OutwardDecimal.upper(high, digits: 5))
        guard let coarseLow = Double(coarse.0), let coarseHigh = Double(coarse.1) else { return "" }
        if low == 0, high == 0 { return "0" }
        // at most one unit apart in the last of five digits: write the lower one
        if coarseHigh - coarseLow <= 2.5e-4 * abs(coarseHigh) { return coarse.0 + "~" }
        return "\(OutwardDecimal.lower(low, digits: 2)) .. \(OutwardDecimal.upper(high, digits: 2))"
    }

    static func short(_ upper: String) -> String { Double(upper).map { OutwardDecimal.upper($0, digits: 2) } ?? "" }
}
