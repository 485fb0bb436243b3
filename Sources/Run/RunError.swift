/// Why a run cannot begin.
public enum RunError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Neither a caller nor the file says which problem the candidates are about.
    case noProblem(file: String, builtIn: [String])
    /// The file carries its own problem, and another was named.
    case otherProblem(file: String, named: String)
    /// The candidates are no points of the problem's landscape; in words.
    case misfit(String)
    /// More parameters than a run takes on.
    case tooManyParameters(file: String, count: Int, limit: Int)
    /// The directory holds something, and nothing was to be resumed.
    case notEmpty(directory: String)
    /// The directory holds files, but no run.
    case nothingToResume(directory: String, missing: String)
    /// The directory holds a run that differs, in words.
    case otherRun(directory: String, difference: String)

    /// In words.
    public var description: String {
        switch self {
        case .noProblem(let file, let builtIn):
            let names = builtIn.map { "--problem \($0)" }.joined(separator: ", ")
            return
                "\(file) does not say which problem its candidates are about: give \(names) or --problem PROBLEM.json"
        case .otherProblem(let file, let named):
            return "\(file): $.problem: the file carries its own problem, and --problem \(named) is another"
        case .misfit(let words): return words
        case .tooManyParameters(let file, let count, let limit):
            return "\(file): \(count) parameters a student, the limit is \(limit)"
        case .notEmpty(let directory):
            return "\(directory): the directory is not empty; --resume continues an interrupted run, --force replaces "
                + "a run"
        case .nothingToResume(let directory, let missing):
            return "\(directory): the directory holds files, but no run to resume (\(missing) is missing)"
        case .otherRun(let directory, let difference):
            return "\(directory): cannot resume, the run there differs in \(difference)"
        }
    }
}
