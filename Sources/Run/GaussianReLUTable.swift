import Certify
import Formats
import Gaussian
import Interchange
import Rigor
import Search

/// The table of Safran & Shamir, certified: one row a family of end points, from the files that hold them.
public struct GaussianReLUTable: Sendable {
    /// One family.
    public struct Row: Sendable {
        /// k and n.
        public var targetCount: Int
        public var width: Int
        public var family: Int
        public var runs: Int?
        /// What is proved about the critical point near the released point.
        public var certificate: Certificate
        /// What is proved from the released point itself; nil when it could not be enclosed.
        public var lemmas: GaussianReLULemmas?
        /// Whether the loss is proved to differ from that of every other family of the same k and n: then no
        /// permutation of neurons and targets, which leave the loss as it is, leads from one to the other.
        public var isDistinct: Bool
    }

    public var rows: [Row]

    /// Certifies every family of every file whose end point is finite, in the order given.
    public init(files: [GaussianReLUFile], options: Certifier.Options = Certifier.Options()) {
        rows = []
        for file in files {
            let worker = Certifier(
                landscape: file.landscape, options: options, structures: [GaussianReLUGlobalSearch()]
            ).makeWorker()
            for candidate in file.candidates {
                rows.append(
                    Row(
                        targetCount: file.landscape.targetCount, width: file.landscape.width, family: candidate.index,
                        runs: file.runs?[candidate.index], certificate: worker.certify(candidate),
                        lemmas: try? GaussianReLULemmas(of: file.landscape, at: candidate.point), isDistinct: false))
            }
        }
        for index in rows.indices { rows[index].isDistinct = isDistinct(index) }
    }

    private func isDistinct(_ index: Int) -> Bool {
        guard let mine = rows[index].certificate.verdict.criticalPoint?.loss else { return false }
        return rows.indices.allSatisfy { other in
            guard other != index, rows[other].targetCount == rows[index].targetCount,
                rows[other].width == rows[index].width
            else { return true }
            return rows[other].certificate.verdict.criticalPoint?.loss.isDisjoint(from: mine) ?? false
        }
    }

    // MARK: Text

    /// Columns of both forms; every bound is rounded outward.
    public static let columns = [
        "k", "n", "family", "runs", "verdict", "globality", "index", "loss_lower", "loss_upper", "lambda_min_lower",
        "lambda_min_upper",
        "released_gradient_norm", "published_B", "lemma1_radius_published", "K2", "lemma1_radius_sharper",
        "newton_kantorovich_radius",
        "distinct", "bits", "seconds",
    ]

    /// The rows as text; a field is empty where nothing is proved, and "fails" where an argument was tried in vain.
    public var fields: [[String]] { rows.map(Self.fields) }

    private static func fields(_ row: Row) -> [String] {
        let certificate = row.certificate, verdict = certificate.verdict, point = verdict.criticalPoint,
            lemmas = row.lemmas
        func upper(_ value: Double?, digits: Int = 3) -> String {
            value.map { OutwardDecimal.upper($0, digits: digits) } ?? ""
        }
        func radius(_ lemma: Lemma1?) -> String { lemma.map { $0.radius.map { upper($0) } ?? "fails" } ?? "" }
        let index = point.map {
            $0.indexLower == $0.indexUpper ? "\($0.indexLower)" : "\($0.indexLower) to \($0.indexUpper)"
        }
        return [
            "\(row.targetCount)", "\(row.width)", "\(row.family)", row.runs.map(String.init) ?? "", verdict.name,
            verdict.globality?.rawValue ?? "", index ?? "",
            point.map { OutwardDecimal.lower($0.loss.lower, digits: 12) } ?? "", upper(point?.loss.upper, digits: 12),
            point.map { OutwardDecimal.lower($0.smallestEigenvalue.lower, digits: 9) } ?? "",
            upper(point?.smallestEigenvalue.upper, digits: 9), upper(lemmas?.gradientNorm),
            upper(lemmas?.published?.thirdDerivative, digits: 4), radius(lemmas?.published),
            upper(lemmas?.sharper?.thirdDerivative), radius(lemmas?.sharper),
            lemmas.map { $0.newtonKantorovichRadius.map { upper($0) } ?? "fails" } ?? "",
            row.isDistinct ? "proved" : "open", "\(certificate.bits)", seconds(certificate.seconds),
        ]
    }

    private static func seconds(_ value: Double) -> String {
        let thousandths = Int((value * 1000).rounded())
        let fraction = String(thousandths % 1000)
        return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
    }

    /// Comma-separated values with a header.
    public var csv: String {
        var writer = CSVWriter(columns: Self.columns)
        for row in fields { writer.append(row) }
        return writer.text
    }

    /// A Markdown table, intervals in one column each.
    public var markdown: String {
        let header = [
            "k", "n", "runs", "verdict", "index", "loss", "smallest eigenvalue", "gradient as released", "B published",
            "radius, Lemma 1, published B",
            "K2 ours", "radius, Lemma 1, K2", "radius, Newton-Kantorovich", "distinct", "seconds",
        ]
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        func interval(_ lower: String, _ upper: String) -> String { lower.isEmpty ? "" : "[\(lower), \(upper)]" }
        var text = line(header) + line(header.map { _ in "---" })
        for (row, f) in zip(rows, fields) {
            let verdict = f[5].isEmpty || row.certificate.verdict.kind == .saddle ? f[4] : "\(f[4]), \(f[5])"
            text += line(
                [f[0], f[1], f[3], verdict, f[6], interval(f[7], f[8]), interval(f[9], f[10])] + f[11...17] + [f[19]])
        }
        return text
    }
}
