import Certify
import Rigor

/// Encloses the loss of a limit network over a ball in float64 with residuals made in double-double
/// (`LimitNetworkResiduals`): near a minimum its gradient is sharper by as much as the residuals are smaller than the
/// labels. Lipschitz constants are those of `LimitNetworkFloat64Evaluator`.
///
/// The bounds are those of `LimitNetworkMeans`, which hold for any numbers within E of the residuals.
final class LimitNetworkDoubleDoubleEvaluator: LandscapeEvaluator {
    private let float64: LimitNetworkFloat64Evaluator
    private let residuals: LimitNetworkResiduals

    init(float64: LimitNetworkFloat64Evaluator, residuals: LimitNetworkResiduals) {
        self.float64 = float64
        self.residuals = residuals
    }

    var precision: Precision? { nil }

    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        try float64.lipschitzConstants(on: ball)
    }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        try float64.enclosure(on: ball, order: order, residuals: residuals.enclosure(on: ball))
    }
}
