import Certify
import Rigor

/// Float64 losses and gradients of large networks, block by block and by several threads, for search: nothing it
/// returns is proved.
final class DenseApproximateGradient: ApproximateEvaluator {
    private let landscape: DenseLandscape
    private let jobs: Int
    /// Of every block; float64 numbers that search reads again and again.
    private let inputs: [[Double]]

    init(_ landscape: DenseLandscape, jobs: Int) {
        self.landscape = landscape
        self.jobs = jobs
        let arithmetic = ApproximateArithmetic(), size = arithmetic.blockSize, count = landscape.problem.data.count
        inputs = stride(from: 0, to: count, by: size).map { start in
            DenseBlock(
                problem: landscape.problem, arithmetic: arithmetic, points: start..<min(count, start + size)
            ).inputs
        }
    }

    func approximateLoss(at point: [Double]) -> Double { approximateGradient(at: point).loss }

    func approximateGradient(at point: [Double]) -> (loss: Double, gradient: [Double]) {
        // it fails nowhere: what is not finite is seen by whoever reads it
        (try? landscape.gradient(point, ApproximateArithmetic(), inputs: inputs, jobs: jobs))
            ?? (.nan, point.map { _ in .nan })
    }

    func approximateHessian(at point: [Double]) -> (loss: Double, gradient: [Double], hessian: [Double]) {
        landscape.makeApproximateEvaluator().approximateHessian(at: point)
    }
}
