import Certify
import Rigor

/// Loss, gradient and Hessian of a limit network in plain float64, for search: the sums and formulas of the float64
/// enclosure without its bounds.
final class LimitNetworkApproximateEvaluator: ApproximateEvaluator {
    private let kernel: LimitNetworkKernel
    /// mu_j for each unit, 1 for a pair or triple.
    private let shares: [Double]

    init(kernel: LimitNetworkKernel, shares ranges: [Bounds]) {
        self.kernel = kernel
        shares = LimitNetworkErrors.midpoints(of: ranges, shape: kernel.shape).midpoints
    }

    private func means(at point: [Double], order: DerivativeOrder) -> LimitNetworkMeans {
        LimitNetworkMeans(
            kernel.sums(point, shares: shares, order: order, measuring: false),
            LimitNetworkErrors(approximately: point, shares: shares, shape: kernel.shape), samples: kernel.samples)
    }

    func approximateLoss(at point: [Double]) -> Double { means(at: point, order: .loss).approximateLoss }

    func approximateGradient(at point: [Double]) -> (loss: Double, gradient: [Double]) {
        let means = means(at: point, order: .gradient)
        return (means.approximateLoss, means.gradient().midpoint)
    }

    func approximateHessian(at point: [Double]) -> (loss: Double, gradient: [Double], hessian: [Double]) {
        let means = means(at: point, order: .hessian)
        return (means.approximateLoss, means.gradient().midpoint, means.hessian().midpoint)
    }
}

extension Activation {
    /// s''''(z) by a central difference of s''', off by about 1e-13.
    func approximateFourthDerivative(_ z: Double) -> Double {
        let h = 0x1p-10
        func third(_ z: Double) -> Double { approximateJet(z).3 }
        return (8 * (third(z + h) - third(z - h)) - (third(z + 2 * h) - third(z - 2 * h))) / (12 * h)
    }
}
