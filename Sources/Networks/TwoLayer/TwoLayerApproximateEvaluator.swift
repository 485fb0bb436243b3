import Certify
import Rigor

/// Loss, gradient and Hessian in plain float64, for search. Any activation.
final class TwoLayerApproximateEvaluator: ApproximateEvaluator {
    private let kernel: TwoLayerKernel
    private let divisor: Int
    /// lambda of every parameter; nil without decay.
    private let decay: [Double]?

    /// - Parameter samples: those of the problem.
    init(problem: TwoLayerProblem, samples: Float64Samples, width: Int) {
        kernel = TwoLayerKernel(
            samples: samples, width: width, activation: problem.activation,
            hasOutputBias: problem.outputBias.isTrained)
        divisor = problem.divisor
        decay = problem.decayCoefficients(width: width)?.map(\.nearestDouble)
    }

    private func assembly(_ point: [Double], _ order: DerivativeOrder) -> TwoLayerAssembly<TwoLayerSums> {
        let layout = kernel.layout
        let w = Array(point[layout.weights]), a = Array(point[layout.linear])
        return TwoLayerAssembly(
            kernel.sums(w: w, a: a, order: order), outputs: a, divisor: divisor,
            decay: decay.map { DecayTerms(coefficients: $0, parameters: point) }, number: { Double($0) })
    }

    func approximateLoss(at point: [Double]) -> Double { assembly(point, .loss).loss }

    func approximateGradient(at point: [Double]) -> (loss: Double, gradient: [Double]) {
        let assembly = assembly(point, .gradient)
        return (assembly.loss, assembly.gradient())
    }

    func approximateHessian(at point: [Double]) -> (loss: Double, gradient: [Double], hessian: [Double]) {
        let assembly = assembly(point, .hessian), n = kernel.layout.count
        var hessian = assembly.hessian()
        for i in 0..<n { for k in 0..<i { hessian[i * n + k] = hessian[k * n + i] } }
        return (assembly.loss, assembly.gradient(), hessian)
    }
}
