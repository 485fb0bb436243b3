import Certify
import Interchange
import Rigor
import Run

extension Assignment {
    /// What is about to be judged, for people.
    var introduction: [String] {
        let name = problem.builtInName.map { "\($0): " } ?? ""
        let origin = isProblemOfFile ? " (the problem that the file itself carries)" : ""
        let reference =
            if let index = referenceIndex, let upper = certifier.options.reference?.lossUpper {
                "candidate \(index), whose loss is at most \(OutwardDecimal.upper(upper)) (the infimum is not known)"
            } else if certifier.landscape.knownInfimum != nil {
                "the infimum is 0"
            } else {
                "none"
            }
        return [
            "problem     \(name)\(problem.summary)\(origin)",
            "            SHA-256 \(problemHash)",
            "candidates  \(candidates.students.count) students of "
                + "\(problem.size(width: candidates.width)) from \(source.file)",
        ] + (candidates.conventions.isEmpty ? [] : candidates.conventions.declared.map { "            \($0)" })
            + (candidates.unreadText.map { ["not read    \($0)"] } ?? [])
            + candidates.notFiniteTexts.map { "not finite  \($0)" }
            + candidates.noClaimTexts.map { "no claim    \($0)" }
            + ["reference   \(reference)"]
    }
}

extension CandidateFile {
    /// The arrays of the file that nothing reads, for people; nil when there are none.
    var unreadText: String? {
        let names = arrays.filter { !$0.isRead }.map(\.name)
        guard !names.isEmpty else { return nil }
        return names.prefix(8).map { "'\(Console.oneLine($0))'" }.joined(separator: ", ")
            + (names.count > 8 ? ", .." : "")
    }

    private static let longestList = 8

    /// The students that are no points, one line each, for people.
    var notFiniteTexts: [String] {
        let names = ParameterNames(self), count = notFinite.count
        return notFinite.prefix(Self.longestList).map { "candidate \($0.index): \($0.description(names))" }
            + (count > Self.longestList ? ["and \(count - Self.longestList) more candidates"] : [])
    }

    /// The claims that are none because they are not finite, one line for each array, for people.
    var noClaimTexts: [String] {
        missingClaims.map { name, candidates in
            let shown =
                candidates.prefix(Self.longestList).map(String.init).joined(separator: ", ")
                + (candidates.count > Self.longestList ? ", .." : "")
            return "\(name) is not finite, so nothing is claimed: candidate\(candidates.count == 1 ? "" : "s") \(shown)"
        }
    }
}
