import Rigor
import Synchronization

/// The samples of one problem in MPFR intervals, made once for each precision and shared by every evaluator, ghost
/// neuron and limit network of the landscapes that hold this cache, on all threads.
///
/// Labels of a teacher cost as much as a pass of the student over the data.
final class SampleCache: Sendable {
    private let problem: TwoLayerProblem
    private let samples = Mutex<[Precision: IntervalSamples]>([:])
    /// The cache of a problem that differs in nothing but parameters: its samples serve here.
    private let other: SampleCache?

    init(problem: TwoLayerProblem, sharing other: SampleCache? = nil) {
        self.problem = problem
        self.other = other
    }

    /// A thread that finds another at work waits for it rather than doing the work twice.
    func samples(_ precision: Precision) -> IntervalSamples {
        samples.withLock { made in
            if let found = made[precision] { return found }
            let new =
                other.map { IntervalSamples($0.samples(precision), of: problem) }
                ?? IntervalSamples(problem: problem, precision: precision)
            made[precision] = new
            return new
        }
    }
}
