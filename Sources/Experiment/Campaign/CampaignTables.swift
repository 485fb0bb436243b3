import Certify
import Formats
import Interchange
import Rigor

/// The campaign's results as files.
///
///     endpoints.csv    one row for each run
///     fractions.csv    one row for each width and kind, with Wilson's interval at 95 %
///     clusters.csv     one row for each width and cluster of certified losses
///     summary.md       all tables, for people
public struct CampaignTables: Sendable {
    /// Float64 calls an end point global when its loss is below this, as the thesis behind the reference problem did.
    public static let globalBelow = 1e-5

    public let endPoints: [EndPoint]
    public let widths: [WidthTable]

    public init(_ endPoints: [EndPoint], settings: TrainingSettings) {
        self.endPoints = endPoints
        widths = settings.widths.map {
            WidthTable(width: $0, endPoints: endPoints, problem: settings.problem)
        }
    }

    /// Writes all files to `folder`.
    public func write(to folder: String) throws {
        try Journal.makeFolder(folder)
        try AtomicFile.write(endPointTable, to: Journal.path(folder, "endpoints.csv"))
        try AtomicFile.write(fractionTable, to: Journal.path(folder, "fractions.csv"))
        try AtomicFile.write(clusterTable, to: Journal.path(folder, "clusters.csv"))
        try AtomicFile.write(summary, to: Journal.path(folder, "summary.md"))
    }

    public var endPointTable: String {
        var csv = CSVWriter(columns: [
            "width", "run", "kind", "verdict", "globality", "isolated", "index_lower", "index_upper", "nullity",
            "level",
            "family_dimension", "loss_lower", "loss_upper", "float64_loss", "float64_grad_norm",
            "float64_min_eigenvalue",
            "float64_label", "label_is", "eigenvalue_claim", "approximate_structure", "detail",
        ])
        for end in endPoints {
            func text<Value>(_ value: Value?) -> String { value.map { "\($0)" } ?? "" }
            let verdict = end.verdict, claims = end.claims,
                label = claims.map { Float64Label($0, globalBelow: Self.globalBelow) }
            csv.append([
                "\(end.width)", "\(end.run)", end.kind.label, verdict?.verdict.rawValue ?? "",
                verdict?.globality?.rawValue ?? "",
                verdict?.isIsolated.map { $0 ? "yes" : "no" } ?? "", text(verdict?.indexLower),
                text(verdict?.indexUpper),
                text(verdict?.nullity), text(verdict?.level), text(verdict?.familyDimension),
                verdict?.lossLower.map { OutwardDecimal.lower($0) } ?? "",
                verdict?.lossUpper.map { OutwardDecimal.upper($0) } ?? "",
                text(claims?.loss), text(claims?.gradientNorm), text(claims?.minimumEigenvalue), label?.rawValue ?? "",
                label?.judged(by: end.kind).rawValue ?? "", end.eigenvalueAudit?.rawValue ?? "",
                end.approximateStructure,
                verdict?.detail ?? "",
            ])
        }
        return csv.text
    }

    public var fractionTable: String {
        var csv = CSVWriter(columns: ["width", "kind", "count", "runs", "fraction", "wilson_lower", "wilson_upper"])
        for table in widths {
            for row in table.rows {
                let interval = row.proportion.wilsonInterval
                csv.append([
                    "\(table.width)", row.kind.label, "\(row.proportion.count)", "\(row.proportion.total)",
                    Self.fraction(row.proportion.value), Self.fraction(interval.lowerBound),
                    Self.fraction(interval.upperBound),
                ])
            }
        }
        return csv.text
    }

    public var clusterTable: String {
        var csv = CSVWriter(columns: ["width", "loss_lower", "loss_upper", "members", "kinds"])
        for table in widths {
            for cluster in table.regimes.clusters {
                csv.append([
                    "\(table.width)", OutwardDecimal.lower(cluster.lossLower), OutwardDecimal.upper(cluster.lossUpper),
                    "\(cluster.members)", cluster.kinds.map { "\($0.count) \($0.kind.label)" }.joined(separator: "; "),
                ])
            }
        }
        return csv.text
    }

    /// Four decimals, for fractions of runs.
    static func fraction(_ value: Double) -> String {
        let digits = String(Int((value * 10_000).rounded()))
        let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        return padded.dropLast(4) + "." + padded.suffix(4)
    }
}
