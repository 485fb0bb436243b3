import Certify
import Rigor

/// Encloses the landscape over a ball through the smallest box that holds it.
final class GaussianReLUEvaluator<Arithmetic: RealArithmetic>: LandscapeEvaluator {
    let landscape: GaussianReLULandscape
    let precision: Precision?
    let forms: GaussianReLUForms<Arithmetic>

    init(landscape: GaussianReLULandscape, arithmetic: Arithmetic, precision: Precision?) {
        self.landscape = landscape
        self.precision = precision
        forms = GaussianReLUForms(landscape: landscape, arithmetic: arithmetic)
    }

    func setParameters(_ ball: Ball) throws(EvaluationFailure) {
        precondition(ball.centre.count == landscape.parameterCount)
        let arithmetic = forms.geometry.arithmetic
        try forms.setParameters(ball.centre.map { arithmetic.number($0, radius: ball.radius) })
    }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        try setParameters(ball)
        // half a mean square is not negative
        return try LocalEnclosure(
            loss: forms.loss(), gradient: order >= .gradient ? forms.gradient() : nil,
            order: landscape.parameterCount, precision: precision, hessian: order >= .hessian ? forms.hessian : nil)
    }

    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        try setParameters(Ball(centre: ball.centre))
        return try GaussianReLULipschitz(forms: forms, radius: ball.radius).constants()
    }
}

/// Float64 without guarantee; parallel and zero neurons lose the terms that are not defined there.
final class GaussianReLUApproximateEvaluator: ApproximateEvaluator {
    private let landscape: GaussianReLULandscape
    private let forms: GaussianReLUForms<ApproximateArithmetic>

    init(landscape: GaussianReLULandscape) {
        self.landscape = landscape
        forms = GaussianReLUForms(landscape: landscape, arithmetic: ApproximateArithmetic())
    }

    private func setParameters(_ point: [Double]) {
        // only rigorous arithmetic refuses
        try? forms.setParameters(point)
    }

    func approximateLoss(at point: [Double]) -> Double {
        setParameters(point)
        return forms.loss()
    }

    func approximateGradient(at point: [Double]) -> (loss: Double, gradient: [Double]) {
        setParameters(point)
        return (forms.loss(), forms.gradient())
    }

    func approximateHessian(at point: [Double]) -> (loss: Double, gradient: [Double], hessian: [Double]) {
        setParameters(point)
        let count = landscape.parameterCount
        var hessian = [Double](repeating: 0, count: count * count)
        forms.hessian { row, column, value in
            hessian[row * count + column] = value
            hessian[column * count + row] = value
        }
        return (forms.loss(), forms.gradient(), hessian)
    }
}
