import ArgumentParser
import Certify
import Experiment
import Gaussian

/// `certify family`: one symmetric critical point for each number of targets.
struct FamilyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "family",
        abstract: "Follow a symmetric critical point of ReLU students over the number of targets.",
        discussion: """
            A minimum with the isotropy in question is searched at --from targets, the one of smallest loss, and followed to \
            every number in --targets by Newton's method. Each row is proved: loss, smallest eigenvalue of the whole \
            Hessian and the representation it belongs to, Morse index, and the index after a neuron of each part in turn \
            is cut into two parallel ones: where it is not 0, one neuron more makes a saddle of the minimum. The cost \
            does not depend on the number of targets.

            EXAMPLES
              certify family --isotropy 1,k-1 --targets 5,6,7,8,9,10,20,50,100,1000,10000
              certify family --isotropy 2,k-2 --from 10 --targets 7,8,9,10,100 --json
            """)

    @Option(help: ArgumentHelp("The parts, one of them k-<the sum of the others>.", valueName: "parts"))
    var isotropy: String

    @Option(help: ArgumentHelp("Numbers of targets, separated by commas.", valueName: "k,k,.."))
    var targets: String

    @Option(help: ArgumentHelp("The number of targets at which to search.", valueName: "k"))
    var from = 10

    @OptionGroup var options: SymmetricSearchOptions

    func run() throws {
        let pattern = try IsotropyPattern(isotropy)
        let numbers = targets.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        guard numbers.allSatisfy({ (2...DiagonalSymmetry.largestOrder).contains($0) }) else {
            throw ValidationError("--targets: numbers in 2...\(DiagonalSymmetry.largestOrder), separated by commas.")
        }
        guard let symmetry = pattern.symmetry(targets: from) else {
            throw ValidationError("--from \(from): the parts of --isotropy do not add up to it.")
        }
        if let misfit = numbers.first(where: { pattern.symmetry(targets: $0) == nil }) {
            throw ValidationError("--targets: the parts of --isotropy do not add up to \(misfit).")
        }
        let found = SymmetricSearch(symmetry, starts: options.starts, seed: options.seed).points()
        guard let seedPoint = found.first(where: { $0.proof.inertia?.negative == 0 }) else {
            throw CommandFailure(status: .badInput, message: "--from \(from): no minimum of this isotropy was found")
        }
        let family = SymmetricFamily(pattern)
        let below = numbers.filter { $0 < from }.sorted(by: >), above = numbers.filter { $0 >= from }.sorted()
        let rows =
            family.continued(from: seedPoint, targets: from, to: below).reversed()
            + family.continued(from: seedPoint, targets: from, to: above)
        SymmetricPointTable(points: rows.map { ($0.targets, $0.point) }).lines(json: options.json).forEach {
            Console.line($0)
        }
        if let output = options.output {
            try SymmetricPointRuns(points: rows.map { ($0.targets, $0.point) }).write(to: output).forEach {
                Console.error($0)
            }
        }
        let reached = Set(rows.map(\.targets))
        let missing = numbers.filter { !reached.contains($0) }
        if !missing.isEmpty {
            Console.error("not reached: \(missing.map(String.init).joined(separator: ", "))")
        }
    }
}
