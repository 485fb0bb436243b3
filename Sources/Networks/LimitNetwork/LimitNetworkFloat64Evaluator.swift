import Certify
import Rigor

/// Encloses the loss of a limit network over a ball in float64: one evaluation at the rounded centre, bounds for
/// everything else (`LimitNetworkMeans`).
///
/// Triples need s'''' and s''''', which float64 has for the sigmoid and tanh alone (`HigherJetForm`); with another
/// activation limit networks that have triples are left to MPFR.
final class LimitNetworkFloat64Evaluator: LandscapeEvaluator {
    let kernel: LimitNetworkKernel
    private let shares: [Bounds]
    var shape: LimitNetworkShape { kernel.shape }
    var samples: Float64Samples { kernel.samples }

    init(kernel: LimitNetworkKernel, shares: [Bounds]) throws(EvaluationFailure) {
        guard kernel.shape.tripleSigns.isEmpty || kernel.activation.higherJetForm != nil else {
            throw .float64Unavailable("the fourth derivative of this activation is not made in float64")
        }
        self.kernel = kernel
        self.shares = shares
    }

    var precision: Precision? { nil }

    func errors(on ball: Ball) throws(EvaluationFailure) -> LimitNetworkErrors {
        try LimitNetworkErrors(
            on: ball, shape: shape, shares: shares, samples: samples, activation: kernel.activation)
    }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        let errors = try errors(on: ball)
        let sums = kernel.sums(
            errors.point, shares: errors.shares.map(\.value), order: order, measuring: true)
        let means = LimitNetworkMeans(sums, errors, samples: samples)
        var result = LocalEnclosure(loss: means.loss)
        if order >= .gradient { result.gradient = means.gradient() }
        if order >= .hessian { result.hessian = means.hessian() }
        guard result.loss.upper.isFinite, result.gradient.map({ $0.norm.upper.isFinite }) ?? true,
            result.hessian?.isFinite ?? true
        else { throw .outOfRange("float64 overflows") }
        return result
    }
}
