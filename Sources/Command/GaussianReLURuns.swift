import Certify
import Formats
import Gaussian
import Interchange
import Rigor

/// Training of ReLU students on Gaussian inputs, many runs, as a file for `certify run`.
struct GaussianReLURuns {
    let landscape: GaussianReLULandscape
    let runs: Int
    /// Run i starts from seed + i.
    let seed: UInt64

    /// Trains and writes the end points, in the order of the runs, with the loss and gradient norm that float64 gives. Returns what was found, for programs.
    @discardableResult
    func train(folder: String, jobs: Int, quiet: Bool) throws -> JSONValue {
        let directory = RunDirectory(path: folder)
        guard try directory.names() ?? [] == [] else {
            throw CommandFailure(status: .cannotWrite, message: "\(folder): the directory is not empty")
        }
        let start = ContinuousClock.now
        let training = GaussianReLUTraining(landscape: landscape), seed = seed
        var ends: [GaussianReLUTraining.Outcome] = [], numbers: [Int] = []
        let bar = ProgressBar(total: runs, quiet: quiet)
        do {
            defer { bar.finish() }
            try WorkerPool.run(0..<runs, jobs: jobs) {
                { training.run(seed: seed &+ UInt64($0)) }
            } consume: { run, end in
                // a run that diverged has no end point
                if end.approximateGradientNorm.isFinite, end.approximateLoss.isFinite {
                    ends.append(end)
                    numbers.append(run)
                }
                bar.show(done: run + 1)
            }
        }
        guard !ends.isEmpty else { throw CommandFailure(status: .badInput, message: "every run diverged; nothing was written") }
        try directory.create()
        let path = "\(folder)/k\(landscape.targetCount)-n\(landscape.width).npz"
        try write(ends, numbers, to: path)
        let found = ends.map(\.approximateLoss)
        let summary: JSONValue = [
            "runs": .number(JSONNumber(runs)), "converged": .number(JSONNumber(ends.count(where: \.converged))),
            "diverged": .number(JSONNumber(runs - ends.count)), "not_global": .number(JSONNumber(found.count { $0 > Self.globalBelow })),
            "candidates": .string(path),
        ]
        if quiet { return summary }
        Console.line("\(runs) runs in \(TrainingIntroduction.duration((ContinuousClock.now - start) / .seconds(1)))")
        Console.line("  \(ends.count(where: \.converged)) reached a gradient of \(training.tolerance), \(runs - ends.count) diverged")
        Console.line("  \(found.count { $0 > Self.globalBelow }) with a loss above \(Self.globalBelow), says float64")
        Console.line("\(path)")
        Console.line("certify run \(path) --problem gaussian-relu -o DIR    certifies them")
        return summary
    }

    /// Losses below this are counted as global in the summary for people; nothing rests on it.
    private static let globalBelow = 1e-9

    private func write(_ ends: [GaussianReLUTraining.Outcome], _ numbers: [Int], to path: String) throws(FormatError) {
        var archive = NumpyArchiveWriter(file: path)
        try archive.add(
            "W", shape: [ends.count, landscape.inputDimension, landscape.width], float64: ends.flatMap { landscape.columns($0.parameters) })
        try archive.add("loss", shape: [ends.count], float64: ends.map(\.approximateLoss))
        try archive.add("grad_norm", shape: [ends.count], float64: ends.map(\.approximateGradientNorm))
        try archive.add("run", shape: [ends.count], int64: numbers)
        try archive.write()
    }
}
