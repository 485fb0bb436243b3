import Certify
import Interchange
import Rigor

/// The report for those who paste: counts, audit, distinct points, and all candidates in one table.
struct MarkdownReport {
    let report: Report

    init(_ report: Report) { self.report = report }

    var text: String {
        var lines = ["# \(Self.escaped(report.title))", ""]
        if !report.isVerified { lines += ["**The certificates were not verified when this report was written.**", ""] }
        lines += report.earlierChecks.flatMap { [Self.escaped($0), ""] }
        for problem in report.problems {
            lines.append("- Problem: \(Self.escaped(problem.statement.summary)), SHA-256 `\(problem.hash)`")
            for run in problem.runs {
                guard let record = run.entries.first?.record else { continue }
                lines.append(
                    "- \(Self.escaped(run.label)): \(run.entries.count) students of "
                        + "\(record.problem.size(width: record.width)) from \(Self.escaped(record.source.file))"
                )
            }
        }
        lines +=
            [""]
            + Self.table(
                ["verdict", "candidates", "of which"],
                report.verdictCounts.map { [$0.kind.title, "\($0.count)", report.detail(of: $0.kind)] }, numeric: [1])
        let remarks = report.remarks
        if !remarks.isEmpty {
            lines += ["", "**Beside the verdicts**, not proved:", ""] + remarks.map { "- \(Self.escaped($0))" }
        }
        if report.notFiniteCount > 0 {
            lines += [
                "", "**\(report.notFiniteCount) not finite**, points of no landscape, counted in no verdict:", "",
            ]
            lines += report.runs.flatMap { run in
                run.notFinite.map {
                    "- \(Self.escaped(run.label)), candidate \($0.record.student.index): "
                        + "\(Self.escaped($0.record.reason))"
                }
            }
        }
        for (sentence, certificates) in report.leftOut {
            lines += ["", "**\(sentence)**", ""]
            lines += certificates.prefix(40).map {
                "- \(Self.escaped($0)), candidate \(Self.escaped($1.candidate)): \(Self.escaped($1.reason))"
            }
            if certificates.count > 40 { lines.append("- and \(certificates.count - 40) more") }
        }
        for run in report.runs {
            if let announced = run.announcedCount, announced != run.certificateCount {
                lines += [
                    "",
                    "**\(Self.escaped(run.label)) announces \(announced) candidates and holds \(run.certificateCount) "
                        + "certificates: the run was interrupted.**",
                ]
            }
        }
        lines += audit + distinct + candidates
        lines += [
            "",
            "Check again: "
                + report.runs.map { "`certify check \(ShellWord.quoted($0.path))`" }.joined(separator: ", "), "",
        ]
        return lines.joined(separator: "\n")
    }

    private var audit: [String] {
        let summary = AuditSummary(report.entries)
        guard !summary.claims.isEmpty else { return [] }
        let sign = summary.sign
        return ["", "## Was float64 right?", ""]
            + Self.table(
                ["float64 claim"] + Float64Claim.allCases.map(\.rawValue),
                summary.claims.map { [$0.name] + $0.counts.map { "\($0.count)" } },
                numeric: Set(1...Float64Claim.allCases.count))
            + [
                "",
                "Sign of the smallest eigenvalue at the candidate: \(sign.right) right, \(sign.wrong) wrong, "
                    + "\(sign.open) open (the enclosure holds 0).",
                "",
            ]
            + Float64Claim.legend
    }

    private var distinct: [String] {
        let groups = DistinctGroup.groups(of: report.entries)
        guard !groups.isEmpty else { return [] }
        return ["", "## Distinct certified points: at least \(DistinctGroup.counts(groups))", ""]
            + Self.table(
                ["verdict", "width", "loss", "candidates"],
                groups.map {
                    [$0.kind.title, "\($0.width)", OutwardDecimal.interval($0.loss, digits: 6), "\($0.members.count)"]
                },
                numeric: [1, 3])
    }

    private var candidates: [String] {
        let rows = report.runs.flatMap { run in
            run.entries.map { entry -> [String] in
                let verdict = entry.verdict, facts = VerdictFacts(entry.certificate)
                func interval(_ bounds: Bounds?) -> String {
                    bounds.map { OutwardDecimal.interval($0, digits: 5) } ?? ""
                }
                return [
                    run.label, "\(entry.certificate.candidate.index)", verdict.name, verdict.globality?.rawValue ?? "",
                    interval(facts.loss), interval(facts.smallestEigenvalue),
                    facts.distance.map { OutwardDecimal.upper($0, digits: 3) } ?? facts.tubeDistance.map {
                        "tube " + OutwardDecimal.upper($0, digits: 3)
                    } ?? "", entry.record.audit.smallestEigenvalue?.rawValue ?? "",
                ]
            }
        }
        return ["", "## Candidates", ""]
            + Self.table(
                ["run", "#", "verdict", "globality", "loss", "smallest eigenvalue", "distance", "float64 sign"], rows,
                numeric: [1, 6])
    }

    private static func table(_ header: [String], _ rows: [[String]], numeric: Set<Int> = []) -> [String] {
        func line(_ cells: [String]) -> String { "| " + cells.map(escaped).joined(separator: " | ") + " |" }
        let rule = "|" + header.indices.map { numeric.contains($0) ? "---:" : "---" }.joined(separator: "|") + "|"
        return [line(header), rule] + rows.map(line)
    }

    /// Text in which nothing is markup, neither Markdown's nor HTML's, and which stays on its line.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\\", "`", "*", "_", "{", "}", "[", "]", "#", "|", "!", "~": result += "\\" + String(scalar)
            case "\u{0}"..."\u{1F}", "\u{7F}": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
