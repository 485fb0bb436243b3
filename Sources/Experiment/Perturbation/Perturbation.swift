import Certify
import Formats
import Foundation
import Networks
import Rigor
import Search
import Synchronization

/// Perturbs candidates and re-optimizes, to see what float64 makes of them; beside it what is proved. Any landscape.
///
///     settings.json, records.jsonl    see `Journal`
///     perturbations.csv               one row for each candidate and epsilon
///     sweep.csv                       one row for each epsilon
public struct Perturbation: Sendable {
    public let settings: PerturbationSettings
    public let certifier: Certifier
    private let makeLoss: @Sendable () -> any DifferentiableLoss

    /// - Parameter certifier: holds the landscape and the searches for its structure.
    public init(settings: PerturbationSettings, certifier: Certifier) throws(ExperimentError) {
        try settings.validate()
        self.settings = settings
        self.certifier = certifier
        let landscape = certifier.landscape
        if let landscape = landscape as? TwoLayerLandscape {
            makeLoss = { landscape.makeDifferentiableLoss() }
        } else {
            makeLoss = { LandscapeLoss(landscape) }
        }
    }

    /// Probes every candidate with every epsilon.
    ///
    /// - Parameters:
    ///   - source: says in the settings of the folder what is probed: the candidate file's hash, the problem's, the
    ///     certifier's options.
    ///   - progress: called after each (candidate, epsilon), from one thread at a time, with how many are done of how
    ///     many.
    /// - Returns: by candidate, then epsilon in the order of the settings.
    @discardableResult
    public func run(
        _ candidates: [Candidate], source: JSONValue, folder: String,
        jobs: Int = ProcessInfo.processInfo.activeProcessorCount, resuming: Bool = false,
        progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> [PerturbationResult] {
        ApproximateLinearAlgebra.useOneThread()
        let description: JSONValue = [
            "format": "certify-perturbation", "version": 1, "source": source, "settings": settings.json,
        ]
        let journal = try Journal(folder: folder, settings: description, resuming: resuming)
        let file = Journal.path(folder, Journal.recordsName)
        var known: [Key: PerturbationResult] = [:]
        let keys = candidates.indices.flatMap { index in settings.epsilons.map { Key(position: index, epsilon: $0) } }
        let positions = Dictionary(uniqueKeysWithValues: candidates.enumerated().map { ($1.index, $0) })
        for (line, record) in journal.earlier.enumerated() {
            let result = try PerturbationResult(
                JSONCursor(record, file: file), parameterCount: certifier.landscape.parameterCount)
            guard let position = positions[result.candidate], settings.epsilons.contains(result.epsilon),
                known.updateValue(result, forKey: Key(position: position, epsilon: result.epsilon)) == nil
            else {
                throw ExperimentError.strayRecord(
                    file: file, line: line + 1, problem: "is not asked for, or occurs twice")
            }
        }
        let missing = keys.filter { known[$0] == nil }
        var done = 0
        try WorkerPool.run(missing.indices, jobs: jobs, order: .asFinished) {
            let worker = Worker(self)
            return { worker.probe(candidates[missing[$0].position], epsilon: missing[$0].epsilon) }
        } consume: { position, result in
            try journal.append(result.json)
            known[missing[position]] = result
            done += 1
            progress(keys.count - missing.count + done, keys.count)
        }
        let all = keys.compactMap { known[$0] }
        try journal.finish(sorted: all.map(\.json))
        try AtomicFile.write(PerturbationTables.results(all), to: Journal.path(folder, "perturbations.csv"))
        try AtomicFile.write(PerturbationTables.sweep(all, settings.epsilons), to: Journal.path(folder, "sweep.csv"))
        return all
    }

    private struct Key: Hashable, Sendable {
        var position: Int
        var epsilon: Double
    }

    /// One thread's workspaces.
    private final class Worker {
        let settings: PerturbationSettings
        let loss: any DifferentiableLoss
        let evaluator: any ApproximateEvaluator
        let certifier: CertifierWorker
        /// The verdict of a candidate, which does not depend on epsilon.
        private var startVerdicts: [Int: VerdictSummary] = [:]

        init(_ perturbation: Perturbation) {
            settings = perturbation.settings
            loss = perturbation.makeLoss()
            evaluator = perturbation.certifier.landscape.makeApproximateEvaluator()
            certifier = perturbation.certifier.makeWorker()
        }

        /// Each trial starts where the one before ended. The random directions depend on the seed, the candidate and
        /// the number of the trial only, so all epsilons see the same ones.
        func probe(_ candidate: Candidate, epsilon: Double) -> PerturbationResult {
            let start = ClaimedPoint(at: candidate.parameters, on: evaluator)
            var end = start, trials: [PerturbationResult.Trial] = [], isDiverged = start == nil
            var generator = PhiloxGenerator(seed: settings.seed, run: UInt64(candidate.index), stream: .perturbation)
            while let here = end, !isDiverged, trials.count < settings.maximumTrials {
                let direction = here.parameters.map { _ in generator.nextGaussian() }, scale = epsilon / norm(direction)
                var point = zip(here.parameters, direction).map { $0 + scale * $1 }
                if let adam = settings.adam { point = adam.run(from: point, on: loss).point }
                guard let next = settings.refinement.run(from: point, loss: loss, evaluator: evaluator).end else {
                    isDiverged = true
                    break
                }
                end = next
                trials.append(
                    PerturbationResult.Trial(
                        loss: next.loss, gradientNorm: next.gradientNorm, minimumEigenvalue: next.minimumEigenvalue))
                if next.minimumEigenvalue > 0 { break }
            }
            let nothing = ClaimedPoint(parameters: candidate.parameters, loss: 0, gradientNorm: 0, minimumEigenvalue: 0)
            let startVerdict = startVerdicts[candidate.index] ?? VerdictSummary(certifier.certify(candidate))
            startVerdicts[candidate.index] = startVerdict
            let last = end ?? nothing
            return PerturbationResult(
                candidate: candidate.index, epsilon: epsilon, start: start ?? nothing, trials: trials, end: last,
                isDiverged: isDiverged, startVerdict: startVerdict,
                endVerdict: trials.isEmpty
                    ? startVerdict : VerdictSummary(certifier.certify(last.candidate(index: candidate.index))))
        }
    }
}
