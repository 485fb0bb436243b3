import Certify
import Foundation
import Networks
import Rigor

extension Training {
    /// What one step and one run of one width cost on this machine, in processor time, which is what they take on a
    /// core of their own.
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
        let worker = TrainingWorker(
            settings: settings, landscape: TwoLayerLandscape(problem: settings.problem, width: 1))
        return settings.widths.map { width in
            let (loss, evaluator) = worker.workspace(width: width)
            var generator = PhiloxGenerator(seed: settings.seed, run: 0, stream: .initialization)
            let start = settings.initialization.parameters(settings.problem.layout(width: width), &generator)
            let step = Self.seconds(atLeast: 0.05) { count in
                var adam = settings.adam
                adam.steps = count
                _ = adam.run(from: start, on: loss)
            }
            let hessian = Self.seconds(atLeast: 0.05) { count in
                for _ in 0..<count { _ = ClaimedPoint(at: start, on: evaluator) }
            }
            // SLSQP itself costs more than the loss when there are many parameters
            var short = settings.refinement.quadraticProgramming
            short.maximumEvaluations = min(20, short.maximumEvaluations)
            var evaluations = 0
            let programming =
                Self.seconds(atLeast: 0.05) { count in
                    for _ in 0..<count { evaluations = short.run(from: start, on: loss).evaluations }
                } / Double(max(1, evaluations))
            let refinement = settings.refinement
            return Cost(
                width: width, microsecondsPerStep: step * 1e6,
                secondsPerRun: step * Double(settings.adam.steps)
                    + programming * Double(refinement.quadraticProgramming.maximumEvaluations)
                    + hessian * Double(refinement.newton.maximumIterations))
        }
    }

    /// Seconds that the whole shard takes on `jobs` cores, at most.
    public func estimatedSeconds(jobs: Int, costs: [Cost]) -> Double {
        var counts: [Int: Int] = [:]
        for key in settings.keys { counts[key.width, default: 0] += 1 }
        return costs.reduce(0) { $0 + $1.secondsPerRun * Double(counts[$1.width] ?? 0) } / Double(max(1, jobs))
    }

    /// Processor seconds of this thread for one repetition: the number of repetitions is doubled until they take
    /// `minimum` seconds; the best of three.
    private static func seconds(atLeast minimum: Double, _ body: (Int) -> Void) -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
        }
        func time(_ count: Int) -> Double {
            let start = now()
            body(count)
            return now() - start
        }
        var count = 1, elapsed = time(1)
        while elapsed < minimum, count < 1 << 40 {
            count *= 2
            elapsed = time(count)
        }
        return min(elapsed, time(count), time(count)) / Double(count)
    }
}
