import ArgumentParser
import Interchange

/// What a candidate file means, declared beside it; a file that declares it itself needs none of these, and must not
/// contradict them.
struct ConventionOptions: ParsableArguments {
    @Option(help: "The axes of w: neurons-inputs (a row a neuron, the default) or inputs-neurons (a column a neuron).")
    var axes: CandidateConventions.Axes?

    @Option(help: "The biases: none, or last-column of w. Otherwise the problem says.")
    var bias: CandidateConventions.Bias?

    @Option(
        help: ArgumentHelp(
            "What loss, grad_norm and min_eigenvalue are claims about: mean (the loss of the problem, the default) or "
                + "half-mean (half of it).")
    )
    var loss: CandidateConventions.Loss?

    var conventions: CandidateConventions { CandidateConventions(axes: axes, bias: bias, loss: loss) }
}

extension CandidateConventions.Axes: ExpressibleByArgument {}
extension CandidateConventions.Bias: ExpressibleByArgument {}
extension CandidateConventions.Loss: ExpressibleByArgument {}
