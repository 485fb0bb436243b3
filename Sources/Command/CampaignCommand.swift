import ArgumentParser
import Certify
import Experiment
import Formats
import Interchange
import Search

/// `certify campaign`: train, certify, tabulate.
struct CampaignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "campaign",
        abstract: "Train students of several widths, certify every end point, and tabulate what they are.",
        discussion: """
            DIR holds what certify train writes; DIR/width-M/certified is a run that certify check checks again; \
            DIR/tables holds the tables. A merged training is continued with --resume and the options it was made with.

            EXAMPLES
              certify campaign --widths 4,5,6,7 --runs 100 --seed 1 -o campaign
              certify campaign --widths 4 --runs 10 --adam-steps 20000 -o campaign --json
            """)

    @OptionGroup var options: TrainingOptions

    @Option(help: "Longest precision to try, in bits.")
    var maxPrecision: Int = Certifier.Options().maximumPrecision

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The directory to write.", valueName: "dir"))
    var output: String

    @Flag(help: "Continue a campaign with the same options that was interrupted.")
    var resume = false

    @Flag(help: "Print how many end points are of which kind as one JSON object.")
    var json = false

    @Flag(name: [.long, .short], help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        guard (53...16384).contains(maxPrecision) else {
            throw ValidationError("--max-precision must lie in 53...16384.")
        }
    }

    func run() throws {
        let settings = try options.settings()
        let training = try Training(settings: settings)
        if !quiet, !json {
            TrainingIntroduction(training, jobs: options.jobs).lines.forEach { Console.line($0) }
            Console.line(
                "            and the time to certify \(settings.keys.count) end points, mostly a fraction of a second "
                    + "each"
            )
            Console.line()
        }
        let start = ContinuousClock.now
        let runs = try training.run(folder: output, jobs: options.jobs, resuming: resume, quiet: quiet)
        say("trained     \(runs.count) runs in \(elapsed(since: start))")
        for width in settings.widths where runs.contains(where: { $0.width == width && $0.refined != nil }) {
            try certify(width: width, settings: settings)
        }
        let (_, endPoints) = try Campaign.endPoints(in: output)
        let tables = CampaignTables(endPoints, settings: settings)
        try tables.write(to: output + "/tables")
        if json { Console.line(result(tables).serialized(.pretty)) }
        for table in tables.widths {
            say("")
            say("width \(table.width)")
            let rows =
                [["runs", "", "95 % (Wilson)", "end point, as certified"]]
                + table.rows.map { row in
                    let interval = row.proportion.wilsonInterval
                    return [
                        "\(row.proportion.count)", "of \(row.proportion.total)",
                        "\(TrainingIntroduction.short(interval.lowerBound)) .. "
                            + "\(TrainingIntroduction.short(interval.upperBound))",
                        row.kind.label,
                    ]
                }
            TextTable.lines(rows, leading: [3]).forEach { say("  " + $0) }
        }
        say("")
        say("\(output)/tables/summary.md    all tables, with what float64 alone would have said")
    }

    private func certify(width: Int, settings: TrainingSettings) throws {
        let start = ContinuousClock.now
        var certifying = Certifier.Options()
        certifying.maximumPrecision = maxPrecision
        var run = try Campaign.run(width: width, in: output, settings: settings, options: certifying)
        let bar = ProgressBar(total: run.total, before: run.done, quiet: quiet)
        do {
            defer { bar.finish() }
            _ = try run.finish(jobs: options.jobs) { done, _ in bar.show(done: done) }
        }
        say("certified   \(run.total) end points of width \(width) in \(elapsed(since: start))")
    }

    private func elapsed(since start: ContinuousClock.Instant) -> String {
        TrainingIntroduction.duration((ContinuousClock.now - start) / .seconds(1))
    }

    private func result(_ tables: CampaignTables) -> JSONValue {
        let widths = tables.widths.map { table -> JSONValue in
            let kinds = table.rows.map { row -> JSONValue in
                [
                    "kind": .string(row.kind.label), "count": .number(JSONNumber(row.proportion.count)),
                    "of": .number(JSONNumber(row.proportion.total)),
                ]
            }
            return [
                "width": .number(JSONNumber(table.width)), "runs": .number(JSONNumber(table.runs)),
                "kinds": .array(kinds),
            ]
        }
        return ["widths": .array(widths), "tables": .string(output + "/tables")]
    }

    private func say(_ line: String) { if !quiet, !json { Console.line(line) } }
}
