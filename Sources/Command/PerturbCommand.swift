import ArgumentParser
import Experiment
import Formats
import Interchange
import Run

/// `certify perturb`: the probe that perturbs candidates and re-optimizes, with verdicts beside what float64 says.
struct PerturbCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "perturb",
        abstract:
            "Perturb candidates and re-optimize until the float64 smallest eigenvalue is positive; sweep the size.",
        discussion: """
            Writes DIR/perturbations.csv (one row for each candidate and epsilon: float64 before and after, verdicts \
            of both ends) \
            and DIR/sweep.csv (one row for each epsilon).

            EXAMPLES
              certify perturb students.npz --problem reference -o perturbed
              certify perturb students.npz --problem reference --epsilon 1e-3 -o out
            """)

    @OptionGroup var options: CertifyingOptions

    @Option(help: "Lengths of the perturbations, separated by commas.")
    var epsilon = "1e-6,1e-5,1e-4,1e-3,1e-2,1e-1"

    @Option(help: "Most perturbations of one candidate with one epsilon.")
    var trials = 10

    @Option(help: "Seed of the directions.")
    var seed: UInt64 = 0

    @Option(help: "Steps of Adam after each perturbation, before the second-order phase.")
    var adamSteps = 0

    @Option(help: "Rate of Adam.")
    var adamRate = 1e-3

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The directory to write.", valueName: "dir"))
    var output: String

    @Flag(help: "Continue a probe with the same options that was interrupted.")
    var resume = false

    @Flag(help: "Print the sweep as one JSON object.")
    var json = false

    @Flag(name: [.long, .short], help: "Print nothing but errors.")
    var quiet = false

    func run() throws {
        let assignment = try options.load()
        let parts = epsilon.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        let epsilons = parts.compactMap { $0 }
        guard epsilons.count == parts.count else {
            throw CommandFailure(status: .usage, message: "--epsilon must be numbers separated by commas")
        }
        guard (0...1_000_000_000).contains(adamSteps), adamRate > 0, adamRate.isFinite else {
            throw CommandFailure(
                status: .usage, message: "--adam-steps must lie in 0...1000000000 and --adam-rate be positive")
        }
        var settings = PerturbationSettings(epsilons: epsilons)
        settings.maximumTrials = trials
        settings.seed = seed
        if adamSteps > 0 {
            var adam = Adam()
            adam.steps = adamSteps
            adam.rate = adamRate
            settings.adam = adam
        }
        let perturbation = try Perturbation(settings: settings, certifier: assignment.certifier)
        if !quiet, !json {
            assignment.introduction.forEach { Console.line($0) }
            Console.line()
        }
        let certifying = assignment.certifier.options
        let source: JSONValue = [
            "candidates_sha256": .string(assignment.source.hash), "problem_sha256": .string(assignment.problemHash),
            "maximum_precision": .number(JSONNumber(certifying.maximumPrecision)),
            "radius": ExactNumberCoding.encode(certifying.radius), "program": .string(ProgramVersion.name),
        ]
        let bar = ProgressBar(total: assignment.candidates.candidates.count * epsilons.count, quiet: quiet)
        let results: [PerturbationResult]
        do {
            defer { bar.finish() }
            results = try perturbation.run(
                assignment.candidates.candidates, source: source, folder: output, jobs: options.jobs, resuming: resume
            ) { done, _ in bar.show(done: done) }
        }
        if json { Console.line(result(results, epsilons).serialized(.pretty)) }
        if quiet || json { return }
        var rows = [
            [
                "epsilon", "negative at start", "flipped", "Wilson 95 %", "certified kind changed", "of", "mean trials",
                "diverged",
            ]
        ]
        for row in PerturbationTables.sweepRows(results, epsilons) {
            let interval = row.flipped.wilsonInterval
            rows.append([
                "\(row.epsilon)", "\(row.flipped.total)", "\(row.flipped.count)",
                "\(TrainingIntroduction.short(interval.lowerBound)) .. "
                    + "\(TrainingIntroduction.short(interval.upperBound))",
                "\(row.changedKind.count)", "\(row.changedKind.total)", TrainingIntroduction.short(row.meanTrials),
                "\(row.diverged)",
            ])
        }
        TextTable.lines(rows, leading: []).forEach { Console.line($0) }
    }

    private func result(_ results: [PerturbationResult], _ epsilons: [Double]) -> JSONValue {
        func number(_ value: Double) -> JSONValue { JSONNumber(shortest: value).map { .number($0) } ?? .null }
        func count(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }
        let sweep = PerturbationTables.sweepRows(results, epsilons).map { row -> JSONValue in
            [
                "epsilon": number(row.epsilon), "candidates": count(row.candidates),
                "negative_at_start": count(row.flipped.total),
                "flipped": count(row.flipped.count), "both_decided": count(row.changedKind.total),
                "certified_kind_changed": count(row.changedKind.count), "mean_trials": number(row.meanTrials),
                "diverged": count(row.diverged),
            ]
        }
        return ["sweep": .array(sweep), "output": .string(output)]
    }
}
