import Formats
import Foundation
import Gaussian
import Interchange
import Rigor

/// Training of ReLU students on Gaussian inputs, many runs, as a file for `certify run`.
public struct GaussianReLURuns: Sendable {
    public let landscape: GaussianReLULandscape
    public let runs: Int
    /// Run i starts from seed + i.
    public let seed: UInt64

    public init(landscape: GaussianReLULandscape, runs: Int, seed: UInt64) {
        self.landscape = landscape
        self.runs = runs
        self.seed = seed
    }

    /// What float64 says of the runs.
    public struct Summary: Sendable {
        /// The file of end points.
        public let path: String
        public let runs: Int
        /// Runs whose gradient fell to `tolerance`.
        public let converged: Int
        /// Runs without an end point.
        public let diverged: Int
        /// End points whose loss is above ``globalBelow``.
        public let notGlobal: Int
        public let tolerance: Double
        public let seconds: Double
    }

    /// Losses below this are counted as global in the summary for people; nothing rests on it.
    public static let globalBelow = 1e-9

    /// Trains and writes the end points, in the order of the runs, with the loss and gradient norm that float64
    /// gives.
    ///
    /// - Parameters:
    ///   - folder: made when absent; must be empty.
    ///   - jobs: number of threads. What is written does not depend on it.
    ///   - progress: called after each run, on the calling thread.
    /// - Throws: ``ExperimentError`` when the folder holds something or every run diverges, `FormatError` when it
    ///   cannot be written.
    public func train(
        folder: String, jobs: Int = ProcessInfo.processInfo.activeProcessorCount,
        progress: (_ done: Int) -> Void = { _ in }
    ) throws -> Summary {
        let directory = RunDirectory(path: folder)
        guard try directory.names() ?? [] == [] else { throw ExperimentError.notEmpty(folder: folder) }
        let start = ContinuousClock.now
        let training = GaussianReLUTraining(landscape: landscape), seed = seed
        var ends: [GaussianReLUTraining.Outcome] = [], numbers: [Int] = []
        try WorkerPool.run(0..<runs, jobs: jobs) {
            { training.run(seed: seed &+ UInt64($0)) }
        } consume: { run, end in
            // a run that diverged has no end point
            if end.approximateGradientNorm.isFinite, end.approximateLoss.isFinite {
                ends.append(end)
                numbers.append(run)
            }
            progress(run + 1)
        }
        guard !ends.isEmpty else { throw ExperimentError.everyRunDiverged }
        try directory.create()
        let path = "\(folder)/k\(landscape.targetCount)-n\(landscape.width).npz"
        try write(ends, numbers, to: path)
        return Summary(
            path: path, runs: runs, converged: ends.count(where: \.converged), diverged: runs - ends.count,
            notGlobal: ends.count { $0.approximateLoss > Self.globalBelow }, tolerance: training.tolerance,
            seconds: (ContinuousClock.now - start) / .seconds(1))
    }

    private func write(
        _ ends: [GaussianReLUTraining.Outcome], _ numbers: [Int], to path: String
    ) throws(FormatError) {
        var archive = NumpyArchiveWriter(file: path)
        try archive.add(
            "W", shape: [ends.count, landscape.inputDimension, landscape.width],
            float64: ends.flatMap { landscape.columns($0.parameters) })
        try archive.add("loss", shape: [ends.count], float64: ends.map(\.approximateLoss))
        try archive.add("grad_norm", shape: [ends.count], float64: ends.map(\.approximateGradientNorm))
        try archive.add("run", shape: [ends.count], int64: numbers)
        try archive.write()
    }
}
