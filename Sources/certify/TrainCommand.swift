import ArgumentParser
import Experiment
import Formats
import Interchange

/// `certify train`: students trained in float64, as candidates for `certify run`.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train students: Adam, then SLSQP and Newton. Writes DIR/width-M/raw.npz and refined.npz.",
        discussion: """
            Every run stands in DIR/runs.csv, those that diverged too, and exactly in DIR/records.jsonl. \
            The same options give the same files, whatever the number of threads or shards. Nothing here is proved.
            """)

    @OptionGroup var options: TrainingOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("The directory to write.", valueName: "dir"))
    var output: String?

    @Flag(help: "Measure what a step and a run cost on this machine, and train nothing.")
    var measure = false

    @Option(help: ArgumentHelp("Do every N-th run, beginning with the I-th; certify merge joins the shards.", valueName: "I/N"))
    var shard: String?

    @Flag(help: "Continue a training with the same options that was interrupted.")
    var resume = false

    @Flag(name: [.long, .short], help: "Print nothing but errors, and measure nothing beforehand.")
    var quiet = false

    func validate() throws {
        guard output != nil || measure else { throw ValidationError("Missing expected argument '-o <dir>'.") }
    }

    func run() throws {
        var settings = try options.settings()
        if let shard { settings.shard = try Shard(shard) }
        let training = try Training(settings: settings)
        if !quiet || measure { TrainingIntroduction(training, jobs: options.jobs).lines.forEach { Console.line($0) } }
        guard let output, !measure else { return }
        let start = ContinuousClock.now
        let runs = try training.run(folder: output, jobs: options.jobs, resuming: resume, quiet: quiet)
        if quiet { return }
        Console.line()
        TrainCommand.report(runs, settings: settings).forEach { Console.line($0) }
        Console.line("\(runs.count) runs, \(TrainingIntroduction.duration((ContinuousClock.now - start) / .seconds(1))) for those done now")
        for width in settings.widths { Console.line(Campaign.candidatePath(width: width, in: output)) }
    }

    /// What float64 says of the runs.
    static func report(_ runs: [TrainingRun], settings: TrainingSettings) -> [String] {
        var rows = [["width", "runs", "diverged", "loss < \(CampaignTables.globalBelow)", "negative eigenvalue", "median loss"]]
        for width in settings.widths {
            let mine = runs.filter { $0.width == width }, ends = mine.compactMap(\.refined)
            let losses = ends.map(\.loss).sorted()
            rows.append([
                "\(width)", "\(mine.count)", "\(mine.count - ends.count)", "\(ends.count { $0.loss < CampaignTables.globalBelow })",
                "\(ends.count { $0.minimumEigenvalue < 0 })", losses.isEmpty ? "" : TrainingIntroduction.short(losses[losses.count / 2]),
            ])
        }
        return TextTable.lines(rows, leading: [])
    }
}
