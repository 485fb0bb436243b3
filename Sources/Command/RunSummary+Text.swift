import Certify
import Formats
import Interchange
import Rigor
import Run

extension RunSummary {
    /// Tables of more candidates than this are left to `verdicts.csv`.
    private static let longestTable = 100

    private var refutedLosses: Int { lossClaims.count { $0 == .refuted } }

    /// For people.
    var lines: [String] {
        var lines: [String] = []
        if rows.count <= Self.longestTable {
            lines += table + ["", "x~: between x and x + 0.03 % of |x|; verdicts.csv has both ends", ""]
            lines += reasons.isEmpty ? [] : reasons + [""]
        }
        lines.append("\(rows.count) candidates in \(RunSummary.text(seconds)) s")
        lines += counted.map { "  " + $0 }
        let claims = eigenvalueClaimCounts.map { "\($0.count) \($0.name)" }
        if !claims.isEmpty {
            lines.append(
                "float64 smallest eigenvalues: " + claims.joined(separator: ", ")
                    + " (confirmed: to within 2^-6; certify audit tells more)")
        }
        if refutedLosses > 0 {
            lines.append(
                "WARNING  \(refutedLosses) of \(lossClaims.count) claimed losses are refuted: they are not the losses "
                    + "of these "
                    + "candidates on this problem; certify inspect looks for the reason")
        }
        lines += remarks.map { remark, candidates in "remark   \(Self.list(candidates)): \(remark.text)" }
        if !levels.lines.isEmpty { lines += [""] + levels.lines }
        let limits = needsRunningLimits ? " --limits running" : ""
        return lines + [
            "", "\(directory.certificatesPath)", "\(directory.tablePath)",
            "certify check \(directory.path)\(limits)    checks them again",
        ]
    }

    /// One line for each kind of verdict, also those that did not occur.
    private var counted: [String] {
        let table = RunRecord.Kind.allCases.map { kind in
            ["\(rows(of: kind).count)", kind.name, distinct(kind), detail(of: kind)]
        }
        return TextTable.lines(table, leading: [1, 2, 3])
    }

    /// What stands behind the count of a kind.
    private func detail(of kind: RunRecord.Kind) -> String {
        switch kind {
        case .verdict(.localMinimum), .verdict(.minimumAtInfinity), .verdict(.endOfSaddleLine):
            return globalityCounts(of: kind).map { "\($0.count) \($0.name)" }.joined(separator: ", ")
        case .verdict(.saddle):
            return indexCounts(of: kind).map { lower, upper, count in
                "\(count) of index " + (lower == upper ? "\(lower)" : "\(lower)..\(upper)")
            }.joined(separator: ", ")
        case .verdict(.undecided): return reasonCounts.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
        case .verdict(.globalMinimum), .verdict(.saddleAtInfinity), .verdict(.notCritical), .verdict(.noLocalMinimum):
            return ""
        case .notFinite:
            let candidates = rows(of: kind).map(\.candidate)
            return candidates.isEmpty ? "" : Self.list(candidates)
        }
    }

    /// "candidates 0, 3, 4", the first few of many.
    private static func list(_ candidates: [Int]) -> String {
        let shown = candidates.prefix(8).map(String.init) + (candidates.count > 8 ? [".."] : [])
        return "candidate\(candidates.count == 1 ? "" : "s") \(shown.joined(separator: ", "))"
    }

    /// "at least 3 distinct (4, 1, 1)": a proved lower bound, and how many candidates may stand for each point.
    private func distinct(_ kind: RunRecord.Kind) -> String {
        let sizes = groups(of: kind).map(\.members.count).sorted(by: >)
        guard !sizes.isEmpty else { return "" }
        let shown = sizes.prefix(8).map(String.init) + (sizes.count > 8 ? [".."] : [])
        return "at least \(sizes.count) distinct (\(shown.joined(separator: ", ")))"
    }

    private var table: [String] {
        let header = [
            "#", "verdict", "globality", "index", "loss", "smallest eigenvalue", "distance", "bits", "float64 claim",
        ]
        let body = rows.map { row in
            [
                "\(row.candidate)", row.kind.name, row.globality?.rawValue ?? "",
                row.index.map { $0.lower == $0.upper ? "\($0.lower)" : "\($0.lower)..\($0.upper)" } ?? "",
                DecimalRange.common(row.loss), DecimalRange.common(row.smallestEigenvalue),
                DecimalRange.short(row.distance)
                    + (row.tubeDistance == nil ? "" : "tube " + DecimalRange.short(row.tubeDistance)),
                row.bits.map(String.init) ?? "", row.eigenvalueClaim?.rawValue ?? "",
            ]
        }
        return TextTable.lines([header] + body, leading: [1, 2, 8])
    }

    /// More reasons than this are left to `verdicts.csv`.
    private static let mostReasons = 12

    /// Why candidates are not critical, no local minima, or undecided, with the nearest point that was certified.
    private var reasons: [String] {
        let open = rows.filter { row in
            switch row.kind {
            case .verdict(.notCritical), .verdict(.noLocalMinimum), .verdict(.undecided): true
            case .verdict(.localMinimum), .verdict(.globalMinimum), .verdict(.saddle), .verdict(.endOfSaddleLine),
                .verdict(.minimumAtInfinity), .verdict(.saddleAtInfinity), .notFinite:
                false
            }
        }
        let shown = open.prefix(Self.mostReasons).map { row in
            let distance =
                row.distance.map { ", at most \(OutwardDecimal.upper($0, digits: 3)) away" }
                ?? row.tubeDistance.map { ", within \(OutwardDecimal.upper($0, digits: 3)) of its limit" } ?? ""
            return ["\(row.candidate)", row.kind.name, row.reason + distance]
        }
        let rest = open.count - shown.count
        return TextTable.lines(shown, leading: [1, 2])
            + (rest > 0 ? ["and \(rest) more: the column reason of verdicts.csv"] : [])
    }

    /// For programs.
    func json(_ assignment: Assignment) -> JSONValue {
        func object(_ counts: [(name: String, count: Int)]) -> JSONValue {
            .object(JSONObject(pairs: counts.map { ($0.name, .number(JSONNumber($0.count))) }))
        }
        return [
            "candidates": .number(JSONNumber(rows.count)),
            "file": .string(assignment.source.file), "sha256": .string(assignment.source.hash),
            "problem_sha256": .string(assignment.problemHash),
            "problem_from_file": .bool(assignment.isProblemOfFile),
            "verdicts": object(RunRecord.Kind.allCases.map { ($0.name, rows(of: $0).count) }),
            "globality": object(globalityCounts(of: .verdict(.localMinimum))),
            "distinct": distinctJSON, "levels": levels.json,
            "undecided_reasons": object(reasonCounts), "remarks": remarksJSON,
            "float64_claims": object(eigenvalueClaimCounts), "refuted_losses": .number(JSONNumber(refutedLosses)),
            "certificates": .string(directory.certificatesPath), "table": .string(directory.tablePath),
            "seconds": .string(RunSummary.text(seconds)),
        ]
    }

    /// For each kind of certified point a proved lower bound of their number, and the candidates that may stand for
    /// each.
    private var distinctJSON: JSONValue {
        .object(
            JSONObject(
                pairs: Verdict.Kind.allCases.filter(\.certifiesPoint).map { kind in
                    let mine = groups(of: .verdict(kind))
                    let encoded = mine.map { group -> JSONValue in
                        [
                            "candidates": .array(group.members.map { .number(JSONNumber($0)) }),
                            "loss_lower": .string(OutwardDecimal.lower(group.loss.lower, digits: 17)),
                            "loss_upper": .string(OutwardDecimal.upper(group.loss.upper, digits: 17)),
                        ]
                    }
                    return (kind.rawValue, ["at_least": .number(JSONNumber(mine.count)), "groups": .array(encoded)])
                }))
    }

    private var remarksJSON: JSONValue {
        .array(
            remarks.map { remark, candidates in
                [
                    "code": .string(remark.code), "text": .string(remark.text),
                    "candidates": .array(candidates.map { .number(JSONNumber($0)) }),
                ]
            })
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
