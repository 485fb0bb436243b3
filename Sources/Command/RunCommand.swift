import ArgumentParser
import Formats
import Interchange
import Run

/// `certify run`: certificates and a verdict table for a file of candidates.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Certify a file of candidates: writes DIR/certificates.jsonl and DIR/verdicts.csv.",
        discussion: """
            EXAMPLES
              certify run students.npz --problem reference -o run
              certify run students.json --problem problem.json -o run --jobs 4
              certify run students.npz --problem reference -o run --resume
              certify run students.npz --problem reference -o run --json
              certify run flax.safetensors --axes inputs-neurons --problem p.json -o run
            """)

    @OptionGroup var options: CertifyingOptions

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The directory to write.", valueName: "dir"))
    var output: String

    @Flag(help: "Continue a run of the same candidates, problem and options that was interrupted.")
    var resume = false

    @Flag(help: "Replace the run that stands in the directory.")
    var force = false

    @Flag(help: "Print the summary as one JSON object.")
    var json = false

    @Flag(name: [.long, .short], help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        if force, resume { throw ValidationError("--force replaces a run, --resume continues it: not both.") }
    }

    func run() throws {
        let assignment = try options.load()
        if force { try RunDirectory(path: output).removeRun() }
        var run = try Run(assignment, directory: RunDirectory(path: output), resume: resume)
        let isTalking = !json && !quiet
        if isTalking {
            assignment.introduction.forEach { Console.line($0) }
            if run.done > 0 {
                let found = "\(run.done) certificates were there already and are not checked here"
                Console.line("resumed     \(found) (certify check)")
            }
            Console.line()
        }
        let progress = ProgressBar(total: run.total, before: run.done, quiet: quiet)
        let summary: RunSummary
        do {
            let interruption = Interruption {
                let written = "the certificates that are written are kept"
                return "certify: interrupted; \(written), the same command with --resume goes on"
            }
            defer { interruption.end() }
            defer { progress.finish() }
            summary = try run.finish(jobs: options.jobs) { done, _ in progress.show(done: done) }
        }
        if json {
            Console.line(summary.json(assignment).serialized(.pretty))
        } else if !quiet {
            summary.lines.forEach { Console.line($0) }
        }
    }
}
