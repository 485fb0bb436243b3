import ArgumentParser
import Certify
import Experiment
import Formats
import Gaussian
import Interchange

/// `certify train`: students trained in float64, as candidates for `certify run`.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train students: Adam, then SLSQP and Newton. Writes DIR/width-M/raw.npz and refined.npz.",
        discussion: """
            Every run stands in DIR/runs.csv, those that diverged too, and exactly in DIR/records.jsonl. \
            The same options give the same files, whatever the number of threads or shards. Nothing here is proved.

            --problem gaussian-relu trains as Safran & Shamir did: gradient descent with step 0.1 from Xavier's \
            initialization until the \
            gradient is at most 1e-9. It takes --targets, --width, --runs, --seed (run i has seed S + i), --jobs, -o \
            and -q, and writes \
            DIR/kK-nN.npz.

            EXAMPLES
              certify train --widths 4,5 --runs 100 --seed 1 -o trained
              certify train --problem problem.json --runs 1000 --shard 1/3 -o shard1
              certify train --problem gaussian-relu --targets 8 --width 8 --runs 9 -o t
              certify train --measure
            """)

    @OptionGroup var options: TrainingOptions

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The directory to write.", valueName: "dir"))
    var output: String?

    @Option(help: "Number of targets, and dimension of the inputs; for gaussian-relu only.")
    var targets: Int?

    @Option(help: "Number of neurons; for gaussian-relu only.")
    var width: Int?

    @Flag(help: "Measure what a step and a run cost on this machine, and train nothing.")
    var measure = false

    @Option(
        help: ArgumentHelp(
            "Do every N-th run, beginning with the I-th; certify merge joins the shards.", valueName: "I/N"))
    var shard: String?

    @Flag(help: "Continue a training with the same options that was interrupted.")
    var resume = false

    @Flag(help: "Print what was trained as one JSON object, and measure nothing beforehand.")
    var json = false

    @Flag(name: [.long, .short], help: "Print nothing but errors, and measure nothing beforehand.")
    var quiet = false

    func validate() throws {
        guard output != nil || measure else { throw ValidationError("Missing expected argument '-o <dir>'.") }
        guard output == nil || !measure else { throw ValidationError("--measure trains nothing; leave -o away.") }
        guard isGaussianReLU else {
            guard targets == nil, width == nil else {
                throw ValidationError("--targets and --width go with --problem gaussian-relu.")
            }
            return
        }
        guard let targets, let width, (1...1000).contains(targets), (1...1000).contains(width) else {
            throw ValidationError("--problem gaussian-relu needs --targets and --width, both in 1...1000.")
        }
        guard !measure, shard == nil, !resume else {
            throw ValidationError("--measure, --shard and --resume do not go with --problem gaussian-relu.")
        }
        let given = try options.givenOptions()
        guard given.isEmpty else {
            throw ValidationError("\(given.joined(separator: ", ")) does not go with --problem gaussian-relu.")
        }
        guard (1...1_000_000).contains(options.runs) else { throw ValidationError("--runs must lie in 1...1000000.") }
    }

    private var isGaussianReLU: Bool { options.problem == GaussianReLUProblemFile.landscape }

    func run() throws {
        if isGaussianReLU, let output, let targets, let width {
            let landscape = GaussianReLULandscape(targetCount: targets, width: width)
            let runs = GaussianReLURuns(landscape: landscape, runs: options.runs, seed: options.seed)
            let bar = ProgressBar(total: runs.runs, quiet: quiet || json)
            let summary: GaussianReLURuns.Summary
            do {
                defer { bar.finish() }
                summary = try runs.train(folder: output, jobs: options.jobs) { bar.show(done: $0) }
            }
            if json { return Console.line(summary.json.serialized(.pretty)) }
            if !quiet { summary.lines.forEach { Console.line($0) } }
            return
        }
        var settings = try options.settings()
        if let shard { settings.shard = try Shard(shard) }
        let training = try Training(settings: settings)
        if measure, json {
            return Console.line(TrainingIntroduction(training, jobs: options.jobs).json.serialized(.pretty))
        }
        // before anything is measured
        if let output, !resume, let names = try RunDirectory(path: output).names(), !names.isEmpty {
            throw ExperimentError.alreadyStarted(folder: output)
        }
        if !quiet && !json || measure {
            TrainingIntroduction(training, jobs: options.jobs).lines.forEach { Console.line($0) }
        }
        guard let output, !measure else { return }
        let start = ContinuousClock.now
        let runs = try training.run(folder: output, jobs: options.jobs, resuming: resume, quiet: quiet)
        if json { Console.line(TrainCommand.json(runs, settings: settings, folder: output).serialized(.pretty)) }
        if quiet || json { return }
        Console.line()
        TrainCommand.report(runs, settings: settings).forEach { Console.line($0) }
        Console.line(
            "\(runs.count) runs, \(TrainingIntroduction.duration((ContinuousClock.now - start) / .seconds(1))) for "
                + "those done now"
        )
        for width in settings.widths { Console.line(Campaign.candidatePath(width: width, in: output)) }
    }

    /// What float64 says of the runs, for programs.
    static func json(_ runs: [TrainingRun], settings: TrainingSettings, folder: String) -> JSONValue {
        func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }
        let widths = settings.widths.map { width -> JSONValue in
            let mine = runs.filter { $0.width == width }, ends = mine.compactMap(\.refined)
            return [
                "width": number(width), "runs": number(mine.count), "diverged": number(mine.count - ends.count),
                "low_loss": number(ends.count { $0.loss < CampaignTables.globalBelow }),
                "negative_eigenvalue": number(ends.count { $0.minimumEigenvalue < 0 }),
                "candidates": .string(Campaign.candidatePath(width: width, in: folder)),
            ]
        }
        return ["runs": number(runs.count), "output": .string(folder), "widths": .array(widths)]
    }

    /// What float64 says of the runs.
    static func report(_ runs: [TrainingRun], settings: TrainingSettings) -> [String] {
        var rows = [
            ["width", "runs", "diverged", "loss < \(CampaignTables.globalBelow)", "negative eigenvalue", "median loss"]
        ]
        for width in settings.widths {
            let mine = runs.filter { $0.width == width }, ends = mine.compactMap(\.refined)
            let losses = ends.map(\.loss).sorted()
            rows.append([
                "\(width)", "\(mine.count)", "\(mine.count - ends.count)",
                "\(ends.count { $0.loss < CampaignTables.globalBelow })",
                "\(ends.count { $0.minimumEigenvalue < 0 })",
                losses.isEmpty ? "" : TrainingIntroduction.short(losses[losses.count / 2]),
            ])
        }
        return TextTable.lines(rows, leading: [])
    }
}
