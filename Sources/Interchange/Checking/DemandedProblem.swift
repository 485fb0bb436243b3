import Formats

/// The problem that certificates have to be about.
public enum DemandedProblem: Sendable {
    /// By the name of a built-in problem.
    case builtIn(String)
    /// By SHA-256 of the canonical form.
    case hash(String)

    /// - Parameter name: the name of a built-in problem, otherwise the path of a problem file.
    public init(_ name: String) throws(FormatError) {
        if ProblemStatement.builtInNames.contains(name) {
            self = .builtIn(name)
        } else {
            self = .hash(try ProblemStatement.read(JSONCursor(contentsOf: name, limits: .running)).hash)
        }
    }

    func matches(_ record: RunRecord) -> Bool {
        switch self {
        case .builtIn(let name): record.problem.builtInName == name
        case .hash(let hash): record.problemHash == hash
        }
    }
}
