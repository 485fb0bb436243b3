import ArgumentParser
import Formats
import Interchange

/// Candidates and the problem they are about: what `run`, `audit` and `inspect` have in common.
struct CandidateOptions: ParsableArguments {
    @ArgumentParser.Argument(
        help: """
            Candidates, .npz, .safetensors, .json or .csv: arrays w (n, m, d) and a (n, m), or (n, m, k) for k \
            outputs, optionally biases b (n, m) and c (n); or W1, b1, W2, .. of networks with layers; or W \
            (families, d, n) for gaussian-relu; optionally loss, grad_norm, min_eigenvalue.
            """)
    var file: String

    @Option(
        help: ArgumentHelp(
            "\"reference\", \"gaussian-relu\", \"gaussian-erf\", or a problem file. Needed unless FILE is JSON and "
                + "carries its own problem.")
    )
    var problem: String?

    @Option(
        name: .customLong("ignore"),
        help: ArgumentHelp("An array to take as not there; may be repeated.", valueName: "name"))
    var ignored: [String] = []

    @OptionGroup(title: "Declared conventions") var declared: ConventionOptions

    /// The candidates, read and verified.
    func candidates() throws -> CandidateFile {
        try CandidateFile(contentsOf: file, conventions: declared.conventions, ignoring: Set(ignored))
    }
}
