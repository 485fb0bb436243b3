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
        /// Whether the loss is proved to differ from that of every other point of the same k and n: then no permutation
        /// of neurons and targets, which leave the loss as it is, leads from one to the other.
        public var isDistinct: Bool
        /// The first row of the same k and n whose point is proved to be this one but for a permutation of neurons and
        /// of targets; its own position when there is none before.
        public var firstOfPoint = 0
        /// A symmetry that fixes the point, proved; nil where none was, or the student is not square.
        public var symmetry: DiagonalSymmetry?
        /// Whether no other permutation fixes it.
        public var isSymmetryExact = false
        /// What becomes of the point when a neuron is cut in two, for each neuron; nil where that stays open.
        public var splits: [GaussianReLUSplit?] = []
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
                var row = Row(
                    targetCount: file.landscape.targetCount, width: file.landscape.width, family: candidate.index,
                    runs: file.runs?[candidate.index], certificate: worker.certify(candidate),
                    lemmas: try? GaussianReLULemmas(of: file.landscape, at: candidate.point), isDistinct: false)
                row.firstOfPoint = rows.count
                let student = GaussianReLUCertifiedStudent(row.certificate, on: file.landscape)
                (row.symmetry, row.isSymmetryExact) = student.symmetry
                row.splits = student.splits
                row.firstOfPoint =
                    rows.indices.first { index in
                        rows[index].firstOfPoint == index && rows[index].targetCount == row.targetCount
                            && rows[index].width == row.width
                            && student.isProvedSame(as: rows[index].certificate)
                    } ?? rows.count
                rows.append(row)
            }
        }
        for index in rows.indices { rows[index].isDistinct = isDistinct(index) }
    }

    /// Against the points, of which other rows may be the same.
    private func isDistinct(_ index: Int) -> Bool {
        guard let mine = rows[index].certificate.verdict.criticalPoint?.loss else { return false }
        return rows.indices.allSatisfy { other in
            guard rows[other].firstOfPoint != rows[index].firstOfPoint,
                rows[other].targetCount == rows[index].targetCount,
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
        "distinct", "bits", "seconds", "point", "runs_of_point", "isotropy", "isotropy_exact", "split_index_least",
        "split_index_most",
    ]

    /// How many points the rows of these numbers are, up to permutations: families proved to be one are counted once.
    public var pointCount: Int { rows.indices.filter { rows[$0].firstOfPoint == $0 }.count }

    /// The runs of all rows of the point; nil where a file does not say.
    private func runs(of index: Int) -> Int? {
        let counts = rows.filter { $0.firstOfPoint == rows[index].firstOfPoint }.map(\.runs)
        return counts.contains { $0 == nil } ? nil : counts.reduce(0) { $0 + ($1 ?? 0) }
    }

    /// Of the point and of its splits; empty where a split is open, or the point itself.
    private static func splitIndices(_ row: Row) -> [Int] {
        guard let point = row.certificate.verdict.criticalPoint, point.indexLower == point.indexUpper,
            point.nullity == 0
        else { return [] }
        let all = row.splits.compactMap { $0.map { point.indexLower + $0.bending.negative } }
        return all.count == row.splits.count ? all : []
    }

    /// The rows as text; a field is empty where nothing is proved, and "fails" where an argument was tried in vain.
    public var fields: [[String]] {
        rows.indices.map { index in
            let row = rows[index], first = rows[row.firstOfPoint], splits = Self.splitIndices(row)
            return Self.fields(row) + [
                "\(first.family)", runs(of: index).map(String.init) ?? "", row.symmetry?.description ?? "",
                row.symmetry == nil ? "" : row.isSymmetryExact ? "yes" : "open",
                splits.min().map(String.init) ?? "", splits.max().map(String.init) ?? "",
            ]
        }
    }

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
            "K2 ours", "radius, Lemma 1, K2", "radius, Newton-Kantorovich", "distinct", "seconds", "isotropy",
            "same as family", "index of splits",
        ]
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        func interval(_ lower: String, _ upper: String) -> String { lower.isEmpty ? "" : "[\(lower), \(upper)]" }
        var text = line(header) + line(header.map { _ in "---" })
        for (row, f) in zip(rows, fields) {
            let verdict = f[5].isEmpty || row.certificate.verdict.kind == .saddle ? f[4] : "\(f[4]), \(f[5])"
            text += line(
                [f[0], f[1], f[3], verdict, f[6], interval(f[7], f[8]), interval(f[9], f[10])] + f[11...17]
                    + [
                        f[19], f[23].isEmpty ? "" : f[23] == "yes" ? f[22] : "at least \(f[22])",
                        f[20] == f[2] ? "" : f[20], f[24] == f[25] ? f[24] : "\(f[24]) to \(f[25])",
                    ])
        }
        return text
    }
}
