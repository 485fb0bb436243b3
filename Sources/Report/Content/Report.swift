import Certify
import Interchange
import Rigor

/// A report on one or several runs.
public struct Report: Sendable {
    public let title: String
    public let runs: [ReportRun]
    /// Whether every certificate was verified again before it came here. A report of unverified certificates says so on
    /// top.
    public let isVerified: Bool
    /// The day on which it was written, "2025-01-31"; nil leaves it out.
    public let date: String?

    public static let defaultTitle = "Which critical points did training find?"

    public init(title: String = Report.defaultTitle, runs: [ReportRun], isVerified: Bool, date: String? = nil) {
        self.title = title
        self.runs = runs
        self.isVerified = isVerified
        self.date = date
    }

    public enum Format: String, Sendable, CaseIterable {
        case html, markdown, csv, jsonl, pdf
    }

    public var entries: [ReportEntry] { runs.flatMap(\.entries) }
    /// Students that are no points, counted in no verdict.
    public var notFiniteCount: Int { runs.reduce(0) { $0 + $1.notFinite.count } }
    public var rejectionCount: Int { runs.reduce(0) { $0 + $1.rejections.count } }
    public var strangerCount: Int { runs.reduce(0) { $0 + $1.strangers.count } }

    /// What was left out, one sentence for each kind, and the certificates meant.
    var leftOut: [(sentence: String, certificates: [(run: String, certificate: ReportRun.Rejection)])] {
        func all(_ kind: KeyPath<ReportRun, [ReportRun.Rejection]>) -> [(run: String, certificate: ReportRun.Rejection)]
        {
            runs.flatMap { run in run[keyPath: kind].map { (run.label, $0) } }
        }
        return [
            (
                "\(Self.certificates(rejectionCount)) rejected, counted nowhere: not verified, for the reason given.",
                all(\.rejections)
            ),
            (
                "\(Self.certificates(strangerCount)) about another problem or width than the first of the file, "
                    + "counted nowhere here.",
                all(\.strangers)
            ),
        ].filter { !$0.1.isEmpty }
    }

    /// What no certificate proves, one sentence for each run and kind of remark: "run: candidates 0, 3: ..".
    var remarks: [String] {
        runs.flatMap { run in
            run.remarks.map { remark, candidates in
                let shown = candidates.prefix(20).map(String.init) + (candidates.count > 20 ? [".."] : [])
                return "\(run.label), candidate\(candidates.count == 1 ? "" : "s") "
                    + "\(shown.joined(separator: ", ")): \(remark.text)."
            }
        }
    }

    /// "1 certificate", "2 certificates".
    private static func certificates(_ count: Int) -> String { "\(count) certificate\(count == 1 ? "" : "s")" }

    /// How many candidates have each verdict, in the order of the kinds, also verdicts that nobody has.
    public var verdictCounts: [(kind: Verdict.Kind, count: Int)] {
        let counts = Dictionary(grouping: entries) { $0.verdict.kind }
        return Verdict.Kind.allCases.map { ($0, counts[$0]?.count ?? 0) }
    }

    /// What is stated about isolation, in brackets; nothing for isolated minima.
    private static func isolation(_ point: CriticalPoint) -> String {
        switch point.isIsolated {
        case true?: ""
        case false?: " (on a family)"
        case nil: " (isolation not stated)"
        }
    }

    /// What stands behind the count of a verdict, in words: "14 non-global, 3 open".
    public func detail(of kind: Verdict.Kind) -> String {
        let found = entries.map(\.certificate).filter { $0.verdict.kind == kind }
        let texts: [String] = found.map { certificate in
            switch certificate.verdict {
            case .localMinimum(let point, let globality):
                globality.rawValue + Self.isolation(point)
            case .globalMinimum(let point):
                point.familyDimension > 0
                    ? "on families of dimension \(point.familyDimension)"
                    : (point.isIsolated == true ? "isolated" : "isolation not stated")
            case .saddle(let point):
                "of index "
                    + (point.indexLower == point.indexUpper
                        ? "\(point.indexLower)" : "\(point.indexLower)–\(point.indexUpper)")
            case .endOfSaddleLine(_, let index): "minima and saddles of index ≥ \(index) of one loss"
            case .minimumAtInfinity(let minimum): minimum.isProvedNonGlobal ? "non-global" : "globality open"
            case .saddleAtInfinity: "smaller losses near the limit"
            case .notCritical(_, let nearest):
                nearest.map { "nearest certified: \($0.name)" }
                    ?? (certificate.approximateEscape == nil
                        ? "nothing else certified" : "seen in float64 to escape to infinity")
            case .noLocalMinimum: "critical or not is open"
            case .undecided(let reason): reason.code.rawValue
            }
        }
        return Self.tally(texts).sorted { $0.name < $1.name }.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
    }

    /// How the certificates of runs were verified, where that was before the report; empty where all were verified for
    /// it, or none.
    var earlierChecks: [String] {
        guard runs.contains(where: { $0.earlierCheck != nil }) else { return [] }
        return runs.map { run in
            guard let check = run.earlierCheck else {
                return "Every certificate of \(run.label) was verified again when this report was written."
            }
            let arithmetic =
                switch check.arithmetic {
                case .mpfr: "in multiple-precision interval arithmetic"
                case .fast: "in float64 with proved bounds where that suffices, otherwise in multiple precision"
                }
            return "The certificates of \(run.label) were verified before this report was written, by certify check of "
                + "\(check.program), \(arithmetic), and not again: their bytes are those that were verified (SHA-256 "
                + "\(check.hashes.certificates)), by the word of the stamp that was given."
        }
    }

    /// Every different text with its count, most frequent first, ties in alphabetic order.
    static func tally(_ texts: [String]) -> [(name: String, count: Int)] {
        Dictionary(grouping: texts) { $0 }.map { ($0.key, $0.value.count) }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }

    /// The different problems, with the runs that are about each.
    var problems: [(statement: ProblemStatement, hash: String, runs: [ReportRun])] {
        var result = [(statement: ProblemStatement, hash: String, runs: [ReportRun])]()
        for run in runs {
            guard let record = run.entries.first?.record else { continue }
            if let known = result.firstIndex(where: { $0.hash == record.problemHash }) {
                result[known].runs.append(run)
            } else {
                result.append((record.problem, record.problemHash, [run]))
            }
        }
        return result
    }
}
