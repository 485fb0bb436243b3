import ArgumentParser
import Experiment
import Formats
import Foundation
import Interchange
import Rigor
import Run

/// The root of the command line.
struct CertifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certify",
        abstract: "Proves what the critical points are that neural-network training finds.",
        discussion: """
            Candidates in float64 go in; theorems come out: non-global local minimum, saddle with its Morse index, \
            global minimum, minimum at infinity, not critical, or an honest "undecided" with its reason. \
            Everything is computed with rigorous bounds and written down so that it can be checked again.

            EXAMPLES
              certify inspect students.npz --problem reference     what was understood
              certify run students.npz --problem reference -o run  certify all students
              certify check run                                    verify what was written
              certify explain run --candidate 3                    one argument in words
              certify report run -o report.html                    a page for a paper

            Exit status: 0 done, 1 a certificate was rejected, or a claimed loss was refuted (inspect, audit), 2 \
            usage, 3 bad input, 4 cannot write; 130 interrupted (run: --resume goes on).
            """,
        version: "\(ProgramVersion.name) (MPFR \(ArithmeticLibrary.mpfrVersion))",
        groupedSubcommands: [
            CommandGroup(
                name: "Certifying",
                subcommands: [InspectCommand.self, RunCommand.self, AuditCommand.self, CurvatureCommand.self]),
            CommandGroup(
                name: "Reading a run",
                subcommands: [CheckCommand.self, ExplainCommand.self, ReportCommand.self, ProveCommand.self]),
            CommandGroup(
                name: "Families and counts",
                subcommands: [
                    EmbedCommand.self, CountCommand.self, SearchCommand.self, FamilyCommand.self,
                    CopyAverageCommand.self,
                ]),
            CommandGroup(
                name: "Training and campaigns",
                subcommands: [
                    TrainCommand.self, MergeCommand.self, PerturbCommand.self, CampaignCommand.self, TableCommand.self,
                ]),
        ])
}

@main
enum Main {
    /// Runs the command and turns every failure into one line on standard error and a documented exit status.
    static func main() {
        ApproximateLinearAlgebra.useOneThread()
        // a reader that has gone away (`certify run .. | head`) is no reason to stop half-way through a run
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try CertifyCommand.parseAsRoot()
            try command.run()
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch let failure as CommandFailure {
            end(failure.status, failure.message)
        } catch let failure as FormatError {
            end(ExitStatus(failure), failure.description + Spelling.suggestion(for: failure))
        } catch let failure as RunError {
            end(ExitStatus(failure), failure.description)
        } catch let failure as ExperimentError {
            switch failure {
            case .badSetting: end(.usage, failure.description)
            case .alreadyStarted, .notEmpty, .otherSettings: end(.cannotWrite, failure.description)
            case .strayRecord, .overlappingShards, .unfinished, .absentShards, .everyRunDiverged:
                end(.badInput, failure.description)
            }
        } catch {
            if CertifyCommand.exitCode(for: error).isSuccess { CertifyCommand.exit(withError: error) }
            let groups = CertifyCommand.configuration.groupedSubcommands
            let subcommands = groups.flatMap(\.subcommands).compactMap { $0.configuration.commandName }
            if let meant = Spelling.suggestion(for: CommandLine.arguments, subcommands: subcommands) {
                Console.error(meant)
            }
            Console.error(CertifyCommand.fullMessage(for: error))
            exit(ExitStatus.usage.rawValue)
        }
    }

    private static func end(_ status: ExitStatus, _ message: String) -> Never {
        Console.error("certify: \(message)")
        exit(status.rawValue)
    }
}
