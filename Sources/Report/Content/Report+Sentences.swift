import Certify
import Interchange
import Rigor

/// What can be quoted of a report.
extension Report {
    /// "Of 12 candidates it is proved that 7 lie within 1.7e-8 of a local minimum (7 non-global), ..; nothing is proved
    /// about 1."
    var sentence: String {
        let total = entries.count
        let parts = verdictCounts.compactMap { kind, count in count == 0 ? nil : clause(kind, count) }
        let open = verdictCounts.first { $0.kind == .undecided }?.count ?? 0
        let nothing = open > 0 ? "nothing is proved about \(open)" : ""
        let source =
            isVerified || !earlierChecks.isEmpty ? "it is proved that" : "certificates, not verified here, say that"
        guard total > 0 else { return "There are no candidates." }
        guard !parts.isEmpty else { return "Of \(Self.candidates(total)) \(nothing)." }
        let list = parts.count == 1 ? parts[0] : parts.dropLast().joined(separator: ", ") + " and " + (parts.last ?? "")
        return "Of \(Self.candidates(total)) \(source) \(list)" + (nothing.isEmpty ? "." : "; \(nothing).")
    }

    /// "1 candidate", "2 candidates".
    private static func candidates(_ count: Int) -> String { "\(count) candidate\(count == 1 ? "" : "s")" }

    /// What one kind of verdict says, with the largest distance of its candidates; nil where it says nothing.
    private func clause(_ kind: Verdict.Kind, _ count: Int) -> String? {
        let facts = entries.filter { $0.verdict.kind == kind }.map { VerdictFacts($0.certificate) }
        let lie = count == 1 ? "\(count) lies" : "\(count) lie"
        let detail = self.detail(of: kind), brackets = detail.isEmpty ? "" : " (\(detail))"
        /// "within 1.7e-8 of a saddle"; "near" where a distance is not stated.
        func near(_ point: String) -> String {
            let distances = facts.compactMap(\.distance)
            guard distances.count == count, let largest = distances.max(), largest.isFinite else {
                return "\(lie) near \(point)"
            }
            return "\(lie) within \(OutwardDecimal.upper(largest, digits: 2)) of \(point)"
        }
        switch kind {
        case .localMinimum: return near("a local minimum") + brackets
        case .globalMinimum: return near("a global minimum")
        case .saddle: return near("a saddle") + brackets
        case .endOfSaddleLine: return near("a point where local minima and saddles of one loss meet")
        case .minimumAtInfinity: return "\(count) belong\(count == 1 ? "s" : "") to a minimum at infinity" + brackets
        case .saddleAtInfinity: return "\(count) belong\(count == 1 ? "s" : "") to a saddle at infinity"
        case .notCritical: return "\(count) \(count == 1 ? "has" : "have") no critical point within the radius stated"
        case .noLocalMinimum:
            return "\(count) \(count == 1 ? "has" : "have") no local minimum within the radius stated"
        case .undecided: return nil
        }
    }

    /// A paragraph for the methods section of a paper.
    var methods: String {
        let bits = entries.map { $0.certificate.bits }.max() ?? 0
        let sources = runs.map { run in
            let options = run.options.map { " (\($0))" } ?? ""
            let source = run.entries.first?.record.source
            return (source.map { "\($0.file), SHA-256 \($0.hash)" } ?? run.label) + options
        }
        let checked =
            !earlierChecks.isEmpty
            ? "The certificates were verified before this report was written."
            : isVerified
                ? "Every certificate was verified again from its own content, in interval arithmetic of MPFR "
                    + "\(ArithmeticLibrary.mpfrVersion), when this report was written\(date.map { " on \($0)" } ?? "")."
                : "The certificates were not verified when this report was written."
        return "The candidates of \(sources.joined(separator: "; ")) were certified with "
            + "\(ProgramVersion.name): loss, gradient and Hessian are enclosed with rigorous bounds, in float64 where "
            + "its proved error bounds suffice and in up to \(bits) bits elsewhere, and each verdict but undecided is "
            + "the conclusion of a theorem whose hypotheses are inequalities between such bounds, or exact algebra; no "
            + "tolerance decides. \(checked)"
    }

    /// An entry for a bibliography.
    var bibliography: String {
        let hashes = problems.map { String($0.hash.prefix(16)) }.joined(separator: ", ")
        let year = date.map { String($0.prefix(4)) }
        return """
            @software{certify,
              title = {certify: formal certification of the critical points that neural-network training finds},
              author = {{The certify developers}},
              version = {\(ProgramVersion.current)},\(year.map { "\n  year = {\($0)}," } ?? "")
              note = {Problem of SHA-256 \(hashes)..}
            }
            """
    }
}
