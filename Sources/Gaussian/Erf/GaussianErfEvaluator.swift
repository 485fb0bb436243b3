import Certify
import Rigor

/// Encloses the landscape over a ball through the smallest box that holds it.
final class GaussianErfEvaluator<Arithmetic: RealArithmetic>: LandscapeEvaluator {
    let landscape: GaussianErfLandscape
    let precision: Precision?
    private let forms: GaussianErfForms<Arithmetic>

    init(landscape: GaussianErfLandscape, arithmetic: Arithmetic, precision: Precision?) {
        self.landscape = landscape
        self.precision = precision
        forms = GaussianErfForms(landscape: landscape, arithmetic: arithmetic)
    }

    private func setParameters(_ ball: Ball) {
        precondition(ball.centre.count == landscape.parameterCount)
        forms.setParameters(ball.centre.map { forms.arithmetic.number($0, radius: ball.radius) })
    }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        setParameters(ball)
        // a mean square is not negative
        return try LocalEnclosure(
            loss: forms.loss(), gradient: order >= .gradient ? forms.gradient() : nil,
            order: landscape.parameterCount, precision: precision, hessian: order >= .hessian ? forms.hessian : nil)
    }

    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        setParameters(Ball(centre: ball.centre))
        return try GaussianErfLipschitz(forms: forms, radius: ball.radius).constants()
    }
}

/// Float64 without guarantee.
final class GaussianErfApproximateEvaluator: ApproximateEvaluator {
    private let count: Int
    private let forms: GaussianErfForms<ApproximateArithmetic>

    init(landscape: GaussianErfLandscape) {
        count = landscape.parameterCount
        forms = GaussianErfForms(landscape: landscape, arithmetic: ApproximateArithmetic())
    }

    func approximateLoss(at point: [Double]) -> Double {
        forms.setParameters(point)
        return forms.loss()
    }

    func approximateGradient(at point: [Double]) -> (loss: Double, gradient: [Double]) {
        forms.setParameters(point)
        return (forms.loss(), forms.gradient())
    }

    func approximateHessian(at point: [Double]) -> (loss: Double, gradient: [Double], hessian: [Double]) {
        forms.setParameters(point)
        var hessian = [Double](repeating: 0, count: count * count)
        forms.hessian { row, column, value in
            hessian[row * count + column] = value
            hessian[column * count + row] = value
        }
        return (forms.loss(), forms.gradient(), hessian)
    }
}
