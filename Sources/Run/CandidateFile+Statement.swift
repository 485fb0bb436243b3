import Formats
import Interchange

extension CandidateFile {
    /// The problem that was named, or that the file carries; nil when there is neither.
    ///
    /// - Parameter name: the name of a built-in problem, or the path of a problem file.
    /// - Throws: ``RunError/otherProblem(file:named:)``, and `FormatError` when the problem file cannot be read.
    public func statement(named name: String?) throws -> ProblemStatement? {
        guard let name else { return problem }
        let given =
            try ProblemStatement.builtIn(name, inputDimension: inputDimension, symmetry: symmetry)
            ?? ProblemStatement.read(JSONCursor(contentsOf: name, limits: .running))
        if let own = problem, own != given { throw RunError.otherProblem(file: path, named: name) }
        return given
    }

    /// Refuses candidates that are no points of the problem's landscape.
    public func requireFit(_ problem: ProblemStatement) throws(RunError) {
        if let mismatch = mismatch(with: problem) { throw .misfit(mismatch) }
    }
}
