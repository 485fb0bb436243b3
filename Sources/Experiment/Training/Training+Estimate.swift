import Landscape
import Rigor

extension Training {
    /// What one step and one run of one width cost on this machine.
    public struct Cost: Sendable {
        public var width: Int
        /// One Adam step: loss, gradient, update.
        public var microsecondsPerStep: Double
        /// One run on one core, with the most that the second-order phase may take.
        public var secondsPerRun: Double
    }

    /// Measures each width for a fraction of a second.
    public func measuredCosts() -> [Cost] {
        ApproximateLinearAlgebra.useOneThread()
        let worker = TrainingWorker(settings: settings, landscape: TwoLayerLandscape(problem: settings.problem, width: 1))
        return settings.widths.map { width in
            let (loss, evaluator) = worker.workspace(width: width)
            var generator = PhiloxGenerator(seed: settings.seed, run: 0, stream: .initialization)
            let start = settings.initialization.parameters(
                width: width, dimension: settings.problem.data.dimension, &generator)
            let step = Self.seconds(atLeast: 0.05) { count in
                var adam = settings.adam
                adam.steps = count
                _ = adam.run(from: start, on: loss)
            }
            let hessian = Self.seconds(atLeast: 0.05) { count in
                for _ in 0..<count { _ = ClaimedPoint(at: start, on: evaluator) }
            }
            let refinement = settings.refinement
            return Cost(
                width: width, microsecondsPerStep: step * 1e6,
                secondsPerRun: step * Double(settings.adam.steps + refinement.quadraticProgramming.maximumEvaluations)
                    + hessian * Double(refinement.newton.maximumIterations))
        }
    }

    /// Seconds that the whole shard takes on `jobs` cores, at most.
    public func estimatedSeconds(jobs: Int, costs: [Cost]) -> Double {
        var counts: [Int: Int] = [:]
        for key in settings.keys { counts[key.width, default: 0] += 1 }
        return costs.reduce(0) { $0 + $1.secondsPerRun * Double(counts[$1.width] ?? 0) } / Double(max(1, jobs))
    }

    /// Seconds for one repetition: the number of repetitions is doubled until they take `minimum` seconds; the best of three.
    private static func seconds(atLeast minimum: Double, _ body: (Int) -> Void) -> Double {
        func time(_ count: Int) -> Double {
            let start = ContinuousClock.now
            body(count)
            return (ContinuousClock.now - start) / .seconds(1)
        }
        var count = 1, elapsed = time(1)
        while elapsed < minimum, count < 1 << 40 {
            count *= 2
            elapsed = time(count)
        }
        return min(elapsed, time(count), time(count)) / Double(count)
    }
}
