import ArgumentParser
import Certify
import Formats
import Foundation
import Interchange
import Rigor
import Run

/// `certify inspect`: what was understood of a candidate file, and whether its own losses fit.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract:
            "Show what was understood of a file of candidates, and whether its own losses agree with rigorous ones.",
        discussion: """
            Certifies nothing: it encloses the losses at the candidates as they stand in the file and compares. A \
            claimed loss that is right to a \
            relative error of 2^-10, or lies outside its enclosure by no more than the rounding of a float64 \
            computation may amount to, is in order; one that is \
            refuted, as an audit has it, is a sign of another convention (1/2, sum instead of mean, axes of w \
            swapped), of another problem, of float32, or of a \
            fault, and makes the exit status 1. Conventions are declared, never guessed: what would \
            explain the losses is suggested, not applied.

            EXAMPLES
              certify inspect students.npz                      arrays, shapes, conventions
              certify inspect students.npz --problem reference  and the losses
              certify inspect flax.safetensors --problem p.json --axes inputs-neurons
              certify inspect students.csv --problem problem.json --json
            """)

    @OptionGroup var input: CandidateOptions

    @OptionGroup var threads: ThreadOptions

    @Flag(help: "Print one JSON object, with every candidate.")
    var json = false

    @Flag(name: [.long, .short], help: "Print nothing but warnings.")
    var quiet = false

    func run() throws {
        let candidates = try input.candidates()
        let statement = try candidates.statement(named: input.problem)
        var inspection = Inspection(candidates: candidates, problem: statement, losses: [])
        if !json, !quiet { inspection.introduction.forEach { Console.line($0) } }
        if let problem = inspection.problem {
            try candidates.requireFit(problem)
            inspection.losses = try losses(candidates, problem)
        }
        if json {
            Console.line(inspection.json.serialized(.pretty))
        } else {
            if !quiet { inspection.findings.forEach { Console.line($0) } }
            inspection.warnings.forEach { Console.line("WARNING      \($0.text)") }
        }
        if inspection.isContradicted { throw ExitCode(ExitStatus.rejected.rawValue) }
    }

    private func losses(_ file: CandidateFile, _ problem: ProblemStatement) throws -> [InspectedLoss] {
        let landscape = problem.landscape(width: file.width), all = file.candidates
        let progress = ProgressBar(total: all.count, quiet: quiet)
        defer { progress.finish() }
        var losses: [InspectedLoss] = []
        try WorkerPool.run(0..<all.count, jobs: threads.jobs) {
            let inspector = LossInspector(landscape: landscape)
            return { inspector.inspect(all[$0]) }
        } consume: { _, loss in
            losses.append(loss)
            progress.show(done: losses.count)
        }
        return losses
    }
}
