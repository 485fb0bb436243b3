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
        let loss = forms.loss()
        // half a mean square is not negative
        var result = LocalEnclosure(loss: Bounds(lower: Directed.maximum(0, loss.lowerDouble), upper: loss.upperDouble))
        guard result.loss.upper.isFinite else { throw .outOfRange("the loss overflows") }
        if order >= .gradient {
            let parts = forms.gradient().map(\.midpointAndRadius)
            guard parts.allSatisfy({ $0.radius.isFinite }) else { throw .outOfRange("the gradient overflows") }
            result.gradient = VectorEnclosure(midpoint: parts.map(\.midpoint), radius: parts.map(\.radius))
        }
        if order >= .hessian {
            let count = landscape.parameterCount
            var hessian = MatrixEnclosure.zero(rows: count, columns: count)
            var intervals = precision.map { SymmetricIntervalMatrix(order: count, precision: $0) }
            forms.hessian { row, column, value in
                if let entry = value as? Interval { intervals?[row, column] = entry }
                let (midpoint, radius) = value.midpointAndRadius
                for index in [row * count + column, column * count + row] {
                    hessian.midpoint[index] = midpoint
                    hessian.radius[index] = radius
                }
            }
            guard hessian.isFinite else { throw .outOfRange("the Hessian overflows") }
            result.hessian = hessian
            result.hessianIntervals = intervals
        }
        return result
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
