import ArgumentParser
import Certify
import Experiment
import Formats
import Foundation
import Gaussian
import Interchange
import Rigor

/// What `train` and `campaign` have in common: the students, their initialization, the optimizers.
struct TrainingOptions: ParsableArguments {
    enum Distribution: String, ExpressibleByArgument, CaseIterable {
        case glorotNormal = "glorot-normal"
        case glorotUniform = "glorot-uniform"
        case normal
    }

    enum Schedule: String, ExpressibleByArgument, CaseIterable {
        case constant, cosine
        case inverseTime = "inverse-time"
    }

    private static let usualDeviation = 1.0
    private static let usualHalfTime = 10_000.0

    @Option(help: "\"reference\", or a problem file; for train also \"gaussian-relu\".")
    var problem = "reference"

    @Option(help: "Widths of the students, separated by commas.")
    var widths = "4,5,6,7"

    @Option(help: "Runs for each width, numbered from 0.")
    var runs = 100

    @Option(help: "Seed; a run is decided by the seed, its number and the options below.")
    var seed: UInt64 = 0

    @Option(help: "Initialization: glorot-normal, glorot-uniform or normal.")
    var initialization = Distribution.glorotNormal

    @Option(help: "Standard deviation for --initialization normal.")
    var deviation = usualDeviation

    @Option(help: "Rate of Adam.")
    var adamRate = 1e-3

    @Option(name: .customLong("adam-beta1"), help: "Decay of Adam's first moment.")
    var adamBeta1 = 0.9

    @Option(name: .customLong("adam-beta2"), help: "Decay of Adam's second moment.")
    var adamBeta2 = 0.999

    @Option(help: "Adam's epsilon.")
    var adamEpsilon = 1e-8

    @Option(help: "Steps of Adam, full batch.")
    var adamSteps = 100_000

    @Option(help: "How the rate falls: constant, cosine or inverse-time.")
    var adamDecay = Schedule.constant

    @Option(help: "Steps after which the rate is halved, for --adam-decay inverse-time.")
    var halfTime = usualHalfTime

    @Option(help: "Most evaluations of SLSQP after Adam; 0 leaves it out.")
    var sqpEvaluations = SequentialQuadraticProgramming().maximumEvaluations

    @Option(help: "Most iterations of Newton's method after SLSQP; 0 leaves it out.")
    var newtonIterations = TrustRegionNewton().maximumIterations

    @OptionGroup var threads: ThreadOptions

    var jobs: Int { threads.jobs }

    func validate() throws {
        _ = try widthList()
        guard initialization == .normal || deviation == Self.usualDeviation else {
            throw ValidationError("--deviation goes with --initialization normal.")
        }
        guard adamDecay == .inverseTime || halfTime == Self.usualHalfTime else {
            throw ValidationError("--half-time goes with --adam-decay inverse-time.")
        }
    }

    /// Options of the two-layer training that differ from their defaults, as they are spelled.
    func givenOptions() throws -> [String] {
        let defaults = try TrainingOptions.parse([])
        let pairs: [(String, Bool)] = [
            ("--widths", widths != defaults.widths), ("--initialization", initialization != defaults.initialization),
            ("--deviation", deviation != defaults.deviation), ("--adam-rate", adamRate != defaults.adamRate),
            ("--adam-beta1", adamBeta1 != defaults.adamBeta1), ("--adam-beta2", adamBeta2 != defaults.adamBeta2),
            ("--adam-epsilon", adamEpsilon != defaults.adamEpsilon), ("--adam-steps", adamSteps != defaults.adamSteps),
            ("--adam-decay", adamDecay != defaults.adamDecay), ("--half-time", halfTime != defaults.halfTime),
            ("--sqp-evaluations", sqpEvaluations != defaults.sqpEvaluations),
            ("--newton-iterations", newtonIterations != defaults.newtonIterations),
        ]
        return pairs.filter(\.1).map(\.0)
    }

    private func widthList() throws -> [Int] {
        let parts = widths.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        let list = parts.compactMap { $0 }
        guard !list.isEmpty, list.count == parts.count else {
            throw ValidationError("--widths must be numbers separated by commas.")
        }
        return list
    }

    /// The settings for the whole list of runs.
    func settings() throws -> TrainingSettings {
        guard problem != GaussianReLUProblemFile.landscape else {
            throw CommandFailure(
                status: .usage,
                message: "--problem \(problem) goes with certify train, inspect, run, audit, perturb and table")
        }
        guard problem != GaussianErfProblemFile.landscape else {
            throw CommandFailure(
                status: .usage, message: "--problem \(problem) goes with certify inspect, run, audit and copy-average")
        }
        let statement =
            try ProblemStatement.builtIn(problem)
            ?? ProblemStatement.read(JSONCursor(contentsOf: problem, limits: .running))
        guard case .twoLayer(let twoLayer) = statement else {
            throw CommandFailure(
                status: .badInput, message: "\(problem): students are trained on two-layer problems only")
        }
        var settings = TrainingSettings(problem: twoLayer, widths: try widthList(), runs: runs, seed: seed)
        switch initialization {
        case .glorotNormal: settings.initialization = .glorotNormal
        case .glorotUniform: settings.initialization = .glorotUniform
        case .normal: settings.initialization = .normal(deviation: deviation)
        }
        settings.adam.rate = adamRate
        settings.adam.beta1 = adamBeta1
        settings.adam.beta2 = adamBeta2
        settings.adam.epsilon = adamEpsilon
        settings.adam.steps = adamSteps
        switch adamDecay {
        case .constant: settings.adam.decay = .constant
        case .cosine: settings.adam.decay = .cosine
        case .inverseTime: settings.adam.decay = .inverseTime(halfTime: halfTime)
        }
        settings.refinement.quadraticProgramming.maximumEvaluations = sqpEvaluations
        settings.refinement.newton.maximumIterations = newtonIterations
        return settings
    }
}

/// How a training announces itself, and how long it will take.
struct TrainingIntroduction {
    let training: Training
    let jobs: Int
    let costs: [Training.Cost]

    init(_ training: Training, jobs: Int) {
        self.training = training
        self.jobs = jobs
        costs = training.measuredCosts()
    }

    var lines: [String] {
        let settings = training.settings
        let statement = ProblemStatement.twoLayer(settings.problem)
        let table = TextTable.lines(
            [["width", "microseconds a step", "seconds a run at most"]]
                + costs.map { ["\($0.width)", Self.short($0.microsecondsPerStep), Self.short($0.secondsPerRun)] },
            leading: [])
        return [
            "problem     " + (statement.builtInName.map { "\($0): " } ?? "") + statement.summary,
            "runs        \(settings.runs) of each width, seed \(settings.seed), shard \(settings.shard)",
        ] + table + [
            "estimate    at most \(Self.duration(training.estimatedSeconds(jobs: jobs, costs: costs))) on \(jobs) cores"
        ]
    }

    /// What a step and a run cost, for programs.
    var json: JSONValue {
        func number(_ value: Double) -> JSONValue { JSONNumber(shortest: value).map { .number($0) } ?? .null }
        return [
            "widths": .array(
                costs.map {
                    [
                        "width": .number(JSONNumber($0.width)), "microseconds_a_step": number($0.microsecondsPerStep),
                        "seconds_a_run_at_most": number($0.secondsPerRun),
                    ]
                }),
            "seconds_at_most": number(training.estimatedSeconds(jobs: jobs, costs: costs)),
            "jobs": .number(JSONNumber(jobs)),
        ]
    }

    /// Three digits.
    static func short(_ value: Double) -> String { OutwardDecimal.approximate(value, digits: 3) }

    static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<100: "\(short(seconds)) s"
        case ..<6000: "\(short(seconds / 60)) minutes"
        default: "\(short(seconds / 3600)) hours"
        }
    }
}

extension Training {
    /// Runs with a bar on standard error.
    func run(folder: String, jobs: Int, resuming: Bool, quiet: Bool) throws -> [TrainingRun] {
        let bar = ProgressBar(total: settings.keys.count, quiet: quiet)
        defer { bar.finish() }
        return try run(folder: folder, jobs: jobs, resuming: resuming) { bar.show(done: $0.finished) }
    }
}
