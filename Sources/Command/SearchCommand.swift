import ArgumentParser
import Certify
import Experiment
import Formats
import Gaussian

/// `certify search`: symmetric critical points of ReLU students on Gaussian inputs, from random starts.
struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find and prove symmetric critical points of ReLU students on Gaussian inputs.",
        discussion: """
            Newton's method from random starts among the students (problem gaussian-relu, as many neurons and inputs as \
            targets) that S_p1 x .. x S_pr fixes, acting on neurons and targets at once. Each point found is proved, \
            with the inertia of its whole Hessian, whatever its index, and the index after a neuron of each part in turn \
            is cut into two parallel ones. That no others exist is not said.

            EXAMPLES
              certify search --isotropy 1,5
              certify search --isotropy 2,6 --starts 2000 --seed 1 --json
              certify search --isotropy 1,5 -o found; certify check found/k6
            """)

    @Option(help: ArgumentHelp("The parts p_1, .., p_r; they add up to the number of targets.", valueName: "parts"))
    var isotropy: String

    @OptionGroup var options: SymmetricSearchOptions

    func run() throws {
        let pattern = try IsotropyPattern(isotropy)
        guard let order = pattern.fixedOrder, let symmetry = pattern.symmetry(targets: order) else {
            throw ValidationError(
                "--isotropy: numbers alone, such as 1,5; families over k are those of certify family.")
        }
        let points = SymmetricSearch(symmetry, starts: options.starts, seed: options.seed).points()
        SymmetricPointTable(points: points.map { (order, $0) }).lines(json: options.json).forEach { Console.line($0) }
        if let output = options.output {
            try SymmetricPointRuns(points: points.map { (order, $0) }).write(to: output).forEach { Console.error($0) }
        }
    }
}
