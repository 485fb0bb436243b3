import Certify
import Interchange
import Rigor

extension CampaignTables {
    /// All tables as Markdown. Losses of certified points are enclosures rounded outward; float64 numbers are marked as
    /// such.
    public var summary: String {
        var lines = ["# Campaign", ""] + overview + [""]
        for table in widths { lines += section(table) }
        lines += [
            "`approximate_structure` in endpoints.csv, a word for each neuron, within a float64 tolerance: T1, T2 .. "
                + "match a teacher neuron, M1, M2 .. match it mirrored through",
            "the origin, F1, F2 .. are free, N1 is opposite to F1, C is constant, Z zero-type; the same word twice is "
                + "a duplicate.",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    /// All widths side by side: what is proved, and how often float64 alone would have been wrong.
    private var overview: [String] {
        let header = ["end points"] + widths.map { "width \($0.width)" }
        func row(_ name: String, _ counts: [Int]) -> [String] {
            [name]
                + zip(counts, widths).map { count, table in
                    table.runs == 0 ? "" : "\(count) (\(Self.percent(Proportion(count, of: table.runs).value)))"
                }
        }
        let groups = EndPointGroup.allCases.map { group in
            (
                group,
                widths.map { table in
                    table.rows.filter { EndPointGroup($0.kind) == group }.reduce(0) { $0 + $1.proportion.count }
                }
            )
        }
        let wrong = widths.map { $0.labels.reduce(0) { $0 + ($1.counts[.wrong] ?? 0) } }
        let lines =
            [["runs"] + widths.map { "\($0.runs)" }]
            + groups.filter { $0.1.contains { $0 > 0 } }.map { row($0.0.rawValue, $0.1) }
            + [
                row("float64 label proved wrong", wrong),
                row(
                    "float64 sign a rounding artefact",
                    widths.map { table in
                        table.eigenvalueClaims.reduce(0) { $0 + ($1.claim == .roundingArtefact ? $1.count : 0) }
                    }),
                row("float64 loss below \(Self.globalBelow)", widths.map(\.lowLoss.count)),
            ]
        return Self.markdown(header, lines)
    }

    private func section(_ table: WidthTable) -> [String] {
        var lines = ["## Width \(table.width): \(table.runs) runs", "", "What is proved:", ""]
        lines += Self.markdown(
            ["end point", "runs", "fraction", "Wilson 95 %"],
            table.rows.map { [$0.kind.label, "\($0.proportion.count)"] + Self.fractionCells($0.proportion) })
        lines += [
            "",
            "What float64 alone would have said (global: loss below \(Self.globalBelow); otherwise by the sign of the "
                + "smallest eigenvalue):",
            "",
        ]
        lines += Self.markdown(
            ["float64 says", "runs"] + Float64Label.Judgement.allCases.map(\.rawValue),
            table.labels.map { row in
                [row.label.rawValue, "\(row.total)"] + Float64Label.Judgement.allCases.map { "\(row.counts[$0] ?? 0)" }
            })
        let claims = table.eigenvalueClaims.filter { $0.count > 0 }.map { "\($0.count) \($0.claim.rawValue)" }
        if !claims.isEmpty {
            lines += ["", "Smallest eigenvalues claimed by float64: " + claims.joined(separator: ", ") + "."]
        }
        let interval = table.lowLoss.wilsonInterval
        lines += [
            "",
            "Float64 loss below \(Self.globalBelow): \(table.lowLoss.count) of \(table.lowLoss.total) "
                + "(\(Self.fraction(interval.lowerBound)) .. \(Self.fraction(interval.upperBound))).",
        ]
        lines += regimeLines(table.regimes) + levelLines(table)
        return lines + [""]
    }

    private func regimeLines(_ regimes: Regimes) -> [String] {
        var lines = ["", "Regimes by certified loss (minima at infinity count as local minima):", ""]
        lines += Self.markdown(
            ["dominated by", "losses"] + Regimes.Class.allCases.map(\.rawValue),
            regimes.regimes.map { regime in
                let range = regime.losses.map {
                    OutwardDecimal.interval(Bounds(lower: $0.lowerBound, upper: $0.upperBound), digits: 4)
                }
                return [regime.dominant.rawValue, range ?? "none"]
                    + Regimes.Class.allCases.map { "\(regime.counts[$0] ?? 0)" }
            })
        switch regimes.clusters.count {
        case 0: lines += ["", "No losses of certified points to compare."]
        case 1: lines += ["", "One cluster of losses."]
        case let clusters: lines += ["", "\(clusters) clusters of losses, proved distinct."]
        }
        if let smallest = regimes.smallestNonGlobalLoss {
            lines += ["Smallest loss of a certified non-global local minimum: \(OutwardDecimal.interval(smallest))."]
        }
        lines += [""]
        lines += Self.markdown(
            [
                "loss below", "certified non-global minima", "threshold inside the enclosure", "minima at infinity",
                "end points in float64",
            ],
            regimes.thresholds.map {
                [
                    "\($0.loss)", "\($0.nonGlobalBelow)", "\($0.nonGlobalOpen)", "\($0.atInfinityBelow)",
                    "\($0.float64Below)",
                ]
            })
        return lines
    }

    private func levelLines(_ table: WidthTable) -> [String] {
        guard !table.levels.isEmpty else { return [] }
        let sign = table.countsOpposite ? "±" : "",
            copies = table.countsOpposite ? "copies and opposite copies" : "copies"
        let title = """
            Pieces of critical points that one of effective width r generates by \(copies) (G\(sign)), with neurons \
            that contribute nothing (T\(sign)), \
            and end points certified at that level:
            """
        return ["", title, ""]
            + Self.markdown(
                ["r", "level", "G\(sign)", "T\(sign)", "end points"],
                table.levels.map { row in
                    [
                        "\(row.pieces.reducedWidth)", "\(row.pieces.level)", row.pieces.copies.decimalString,
                        row.pieces.copiesAndZeroTypes.decimalString, "\(row.observed)",
                    ]
                })
            + (table.realizations.map { ["", "Global minima: \($0)."] } ?? [])
    }

    private static func fractionCells(_ proportion: Proportion) -> [String] {
        let interval = proportion.wilsonInterval
        return [fraction(proportion.value), "\(fraction(interval.lowerBound)) .. \(fraction(interval.upperBound))"]
    }

    private static func percent(_ value: Double) -> String {
        let tenths = Int((value * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }

    private static func markdown(_ header: [String], _ rows: [[String]]) -> [String] {
        ([header, header.map { _ in "---" }] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
    }
}
