import Certify
import Formats
import Foundation
import Interchange
import Rigor

/// The report as one HTML file that loads nothing from anywhere.
///
/// What was found stands in the page as text; pictures and the table of candidates are drawn from the data by a script.
/// Whatever comes from files is escaped, and the page's own policy admits no script but that one and no connection at
/// all.
struct HTMLReport {
    let report: Report
    private let groups: [DistinctGroup]

    init(_ report: Report) {
        self.report = report
        groups = DistinctGroup.groups(of: report.entries)
    }

    private static let styles = text(PackageResources.page_css)
    private static let script = [
        PackageResources.numbers_js, PackageResources.formulas_js, PackageResources.plot_js,
        PackageResources.pictures_js,
        PackageResources.argument_js, PackageResources.candidates_js,
    ].map(text).joined(separator: "\n")

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    func text(makesLadders: Bool = true) -> String {
        let data = ReportData(report: report, groups: groups).json(makesLadders: makesLadders).serialized()
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="\(HTMLText.escaped(ProgramVersion.name))">
            <title>\(HTMLText.escaped(report.title))</title>
            <style>
            \(Self.styles)</style>
            </head>
            <body>
            <main>
            \(header)\(answer)\(problem)\(audit)
            \(Self.text(PackageResources.pictures_html))\(distinct)
            \(Self.text(PackageResources.candidates_html))
            \(Self.text(PackageResources.method_html))\(footer)</main>
            <script type="application/json" id="data">\(HTMLText.scriptSafe(data))</script>
            <script>\(Self.script)</script>
            </body>
            </html>

            """
    }

    /// Nothing may be fetched, and no script may run but the one with this hash.
    private var policy: String {
        var hash = SHA256()
        hash.update(Array(Self.script.utf8))
        let digest = Data(hash.digest()).base64EncodedString()
        return
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-\(digest)'; base-uri 'none'; "
            + "form-action 'none'"
    }

    // MARK: Sections

    private var header: String {
        let files = report.runs.map { run in
            let width = run.entries.first.map { ", \($0.record.problem.size(width: $0.record.width))" } ?? ""
            return "<b>\(HTMLText.escaped(run.label))</b> (\(run.certificateCount) candidates\(width))"
        }.joined(separator: ", ")
        let standing =
            !report.earlierChecks.isEmpty
            ? HTMLText.escaped(report.earlierChecks.joined(separator: " "))
            : report.isVerified
                ? "Every certificate was verified again, from its own content and in multiple-precision interval "
                    + "arithmetic, when this report was written."
                : "<strong>The certificates were not verified when this report was written.</strong> The commands "
                    + "below verify them."
        return """
            <header>
            <h1>\(HTMLText.escaped(report.title))</h1>
            <p class="lead">Training in float64 stops somewhere. What is there: a minimum, a saddle, a plateau, \
            nothing? Each verdict below is a \
            theorem about an exact point or a ball, proved with rigorous bounds, or says that nothing was proved.</p>
            <p>\(files). \(standing)</p>
            </header>

            """
    }

    /// Every verdict in a tile of the same size, undecided like the rest.
    private var answer: String {
        let tiles = report.verdictCounts.map { kind, count in
            let name = kind.rawValue
            return """
                <div class="tile v-\(name)"><svg class="glyph" data-verdict="\(name)" viewBox="-8 -8 16 16" \
                aria-hidden="true"></svg>\
                <b>\(count)</b><span>\(kind.title)</span><small>\(HTMLText.escaped(report.detail(of: kind)))</small></div>
                """
        }
        var notes = [String]()
        for (sentence, certificates) in report.leftOut {
            let items =
                certificates.prefix(40).map { run, one in
                    "<li>\(HTMLText.escaped(run)), candidate \(HTMLText.escaped(one.candidate)): "
                        + "\(HTMLText.escaped(one.reason))</li>"
                } + (certificates.count > 40 ? ["<li>and \(certificates.count - 40) more</li>"] : [])
            notes.append("<div class=\"warning\"><b>\(sentence)</b><ul>\(items.joined())</ul></div>")
        }
        let remarks = report.remarks
        if !remarks.isEmpty {
            let items = remarks.map { "<li>\(HTMLText.escaped($0))</li>" }.joined()
            notes.append("<div class=\"warning\"><b>Beside the verdicts</b>, not proved:<ul>\(items)</ul></div>")
        }
        if report.notFiniteCount > 0 {
            let items = report.runs.flatMap { run in
                run.notFinite.prefix(20).map {
                    "<li>\(HTMLText.escaped(run.label)), candidate \($0.record.student.index): "
                        + "\(HTMLText.escaped($0.record.reason))</li>"
                }
            }
            notes.append(
                "<div class=\"warning\"><b>\(report.notFiniteCount) not finite</b>: points of no landscape, counted "
                    + "in no verdict.<ul>\(items.joined())</ul></div>"
            )
        }
        for run in report.runs {
            if let announced = run.announcedCount, announced != run.certificateCount {
                notes.append(
                    "<div class=\"warning\"><b>\(HTMLText.escaped(run.label))</b> announces \(announced) candidates "
                        + "and holds \(run.certificateCount) certificates: the run was interrupted.</div>"
                )
            }
        }
        let total = report.entries.count
        return """
            <section id="answer"><h2>What was proved about \(total) candidate\(total == 1 ? "" : "s")</h2>
            <p class="quote">\(HTMLText.escaped(report.sentence))</p>
            <div class="tiles">\(tiles.joined())</div>\(notes.joined())
            </section>

            """
    }

    private var problem: String {
        let parts = report.problems.map { statement, hash, runs -> String in
            var rows = [
                ("Problem", (statement.builtInName.map { $0 + ": " } ?? "") + statement.summary), ("SHA-256", hash),
            ]
            if let problem = statement.twoLayer {
                rows.append(("Data", Self.describe(problem.data)))
                if let teacher = problem.teacher {
                    let neurons = teacher.neurons.map { neuron in
                        let outputs = neuron.outputs.map(\.description).joined(separator: ", ")
                        let factor = neuron.outputs.count == 1 ? outputs : "(\(outputs))"
                        return "\(factor) · s((\(neuron.weights.map(\.description).joined(separator: ", "))) · x)"
                    }
                    rows.append(("Teacher", neurons.joined(separator: "; ")))
                }
            }
            if let problem = statement.dense { rows += Self.rows(of: problem) }
            if let reference = report.entries.first(where: { $0.record.problemHash == hash })?.certificate.reference {
                rows.append(("Compared with", Self.describe(reference)))
            }
            for run in runs {
                guard let source = run.entries.first?.record.source else { continue }
                rows.append(("Candidates", "\(source.file), SHA-256 \(source.hash)"))
            }
            let items = rows.map { "<dt>\($0)</dt><dd>\(HTMLText.escaped($1))</dd>" }.joined()
            let formula = statement.twoLayer.map(Self.formula) ?? ""
            return "<dl>\(items)</dl>\(formula)"
        }
        return "<section id=\"problem\"><h2>The problem</h2>\(parts.joined())</section>\n"
    }

    private var audit: String {
        let summary = AuditSummary(report.entries)
        guard !summary.claims.isEmpty else {
            return
                "<section id=\"audit\"><h2>Was float64 right?</h2><p>The candidates came without float64 "
                + "claims.</p></section>\n"
        }
        // a line for each judgement, a column for each claim: as many columns as a phone has room for
        let header = ["judgement"] + summary.claims.map(\.name)
        let rows = Float64Claim.allCases.enumerated().map { place, judgement in
            [judgement.rawValue.replacing("-", with: " ")] + summary.claims.map { "\($0.counts[place].count)" }
        }
        let sign = summary.sign
        let sentence =
            sign.total == 0
            ? ""
            : """
            <p class="finding">At the candidates themselves float64 gave the smallest eigenvalue the right sign \
            <b>\(sign.right)</b> times of \(sign.total), \
            the wrong sign <b>\(sign.wrong)</b> times; <b>\(sign.open)</b> times the enclosure holds 0, so no sign is \
            proved.</p>
            """
        return """
            <section id="audit"><h2>Was float64 right?</h2>\(sentence)
            \(HTMLText.table(header, rows, numeric: Set(1..<header.count)))
            <p>\(Float64Claim.legend.map(HTMLText.escaped).joined(separator: " "))</p></section>

            """
    }

    private var distinct: String {
        let rows = groups.enumerated().map { g, group in
            let first = report.entries[group.members[0]]
            let structure = VerdictFacts(first.certificate).structure
            return """
                <tr data-group="\(g)" tabindex="0"><td><svg class="glyph" data-verdict="\(group.kind.rawValue)" \
                viewBox="-8 -8 16 16" aria-hidden="true"></svg> \
                \(group.kind.title)</td><td class="n wide">\(group.width)</td><td \
                class="n">\(HTMLText.escaped(OutwardDecimal.interval(group.loss, digits: 6)))</td>\
                <td class="n">\(group.members.count)</td><td class="wide">\(HTMLText.escaped(structure))</td></tr>
                """
        }
        return """
            <section id="distinct"><h2>Distinct certified points</h2>
            <p>At least <b>\(groups.isEmpty ? "0" : DistinctGroup.counts(groups))</b>: candidates of different lines \
            of one kind are proved to stand for different points, permutations and flips of neurons \
            and moves along families aside. Candidates of one line may still be different points. <span \
            class="screen">Choose a line to see its candidates.</span></p>
            <div class="scroll tall"><table id="groups"><thead><tr><th>verdict</th><th class="n wide">width</th><th \
            class="n">loss</th><th class="n">candidates</th><th class="wide">structure</th></tr></thead>
            <tbody>\(rows.joined())</tbody></table></div></section>

            """
    }

    private var footer: String {
        let commands = report.runs.map { "certify check \(ShellWord.quoted($0.commandPath))" }.joined(separator: "\n")
        return """
            <section id="check"><h2>Check it yourself</h2>
            <p>The certificates hold the problem and every number of every argument. Checking evaluates and never \
            searches.</p>
            <pre>\(HTMLText.escaped(commands))</pre></section>
            <section id="cite"><h2>Methods, to quote</h2>
            <p>\(HTMLText.escaped(report.methods))</p>
            <pre>\(HTMLText.escaped(report.bibliography))</pre></section>
            <footer>\(HTMLText.escaped(ProgramVersion.name)), MPFR \
            \(HTMLText.escaped(ArithmeticLibrary.mpfrVersion))\(report.date.map { ", \($0)" } ?? "")</footer>

            """
    }
}
