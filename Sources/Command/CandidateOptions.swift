import ArgumentParser
import Formats
import Interchange

/// Candidates and the problem they are about: what `run`, `audit` and `inspect` have in common.
struct CandidateOptions: ParsableArguments {
    @ArgumentParser.Argument(
        help: """
            Candidates, .npz, .safetensors, .json or .csv: arrays w (n, m, d) and a (n, m), or (n, m, k) for k outputs, optionally biases b (n, m); or W \
            (families, d, n) for gaussian-relu; optionally loss, grad_norm, min_eigenvalue.
            """)
    var file: String

    @Option(help: "\"reference\", \"gaussian-relu\", or a problem file. Needed unless FILE is JSON and carries its own problem.")
    var problem: String?

    @OptionGroup(title: "Declared conventions") var declared: ConventionOptions

    /// The candidates, read and verified.
    func candidates() throws -> CandidateFile {
        try CandidateFile(contentsOf: file, conventions: declared.conventions)
    }

    /// The problem that was named, or that the file carries; nil when there is neither.
    func statement(_ candidates: CandidateFile) throws -> ProblemStatement? {
        guard let name = problem else { return candidates.problem }
        let given = try ProblemStatement.builtIn(name, inputDimension: candidates.inputDimension) ?? ProblemStatement.read(JSONCursor(contentsOf: name, limits: .running))
        if let own = candidates.problem, own != given {
            throw CommandFailure(
                status: .badInput, message: "\(file): $.problem: the file carries its own problem, and --problem \(name) is another")
        }
        return given
    }

    /// Refuses candidates that are no points of the problem's landscape.
    func requireFit(_ candidates: CandidateFile, _ problem: ProblemStatement) throws {
        if let mismatch = candidates.mismatch(with: problem) { throw CommandFailure(status: .badInput, message: mismatch) }
    }
}
