import Certify
import Formats
import Foundation
import Interchange
import Networks
import Rigor
import Synchronization

/// Trains students and leaves candidates that `certify run` reads.
///
///     problem.json             the problem
///     settings.json            the settings, records.jsonl every run exactly (see `Journal`)
///     runs.csv                 every run with its status, those that diverged too
///     width-5/raw.npz          w, a, loss, grad_norm, min_eigenvalue, run, seed after Adam, and the loss curves
///     width-5/refined.npz      the same after the second-order phase
public struct Training: Sendable {
    public let settings: TrainingSettings

    public init(settings: TrainingSettings) throws(ExperimentError) {
        try settings.validate()
        self.settings = settings
    }

    /// How far the work is.
    public struct Progress: Sendable {
        public var finished: Int
        public var total: Int
        /// The run that has just finished.
        public var last: TrainingRun
        /// Seconds since the work began or was resumed.
        public var seconds: Double
        /// Seconds to go at this pace.
        public var remainingSeconds: Double
    }

    /// Does what is not yet done, then writes the files.
    ///
    /// - Parameters:
    ///   - folder: where; made when absent.
    ///   - jobs: number of threads. The result does not depend on it.
    ///   - resuming: whether the folder may already hold a part of this very training.
    ///   - progress: called after each run, from one thread at a time.
    /// - Returns: every run of the shard, by width and run number.
    @discardableResult
    public func run(
        folder: String, jobs: Int = ProcessInfo.processInfo.activeProcessorCount, resuming: Bool = false,
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) throws -> [TrainingRun] {
        ApproximateLinearAlgebra.useOneThread()
        let journal = try Journal(folder: folder, settings: settings.json, resuming: resuming)
        var known = try TrainingFolder.runs(from: journal.earlier, settings: settings, file: folder)
        let keys = settings.keys, missing = keys.filter { known[$0] == nil }
        let landscape = TwoLayerLandscape(problem: settings.problem, width: 1)
        let start = ContinuousClock.now, settings = settings
        var done = 0
        try WorkerPool.run(missing.indices, jobs: jobs, order: .asFinished) {
            let worker = TrainingWorker(settings: settings, landscape: landscape)
            return { worker.train(missing[$0]) }
        } consume: { _, run in
            try journal.append(run.json)
            known[run.key] = run
            done += 1
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            progress(
                Progress(
                    finished: keys.count - missing.count + done, total: keys.count, last: run, seconds: seconds,
                    remainingSeconds: seconds / Double(done) * Double(missing.count - done)))
        }
        let runs = keys.compactMap { known[$0] }
        try journal.finish(sorted: runs.map(\.json))
        try TrainingFolder.assemble(runs, settings: settings, folder: folder)
        return runs
    }
}

/// Trains one student after the other on one thread, keeping the workspaces of every width.
final class TrainingWorker {
    private let settings: TrainingSettings
    private let landscape: TwoLayerLandscape
    private var workspaces: [Int: (any DifferentiableLoss, any ApproximateEvaluator)] = [:]

    init(settings: TrainingSettings, landscape: TwoLayerLandscape) {
        self.settings = settings
        self.landscape = landscape
    }

    func train(_ key: TrainingSettings.Key) -> TrainingRun {
        let (loss, evaluator) = workspace(width: key.width)
        return TrainingRun(key, settings: settings, loss: loss, evaluator: evaluator)
    }

    func workspace(width: Int) -> (any DifferentiableLoss, any ApproximateEvaluator) {
        if let workspace = workspaces[width] { return workspace }
        let landscape = landscape.withWidth(width)
        let workspace = (landscape.makeDifferentiableLoss(), landscape.makeApproximateEvaluator())
        workspaces[width] = workspace
        return workspace
    }
}
