import Rigor

/// A landscape as a function of some of its parameters; the others are held at exact numbers.
///
/// Enclosures over a ball of the free parameters are taken over the ball of the same radius in all parameters, which
/// holds it; Lipschitz constants there bound those of the restriction, whose derivatives are parts of the others.
package struct FixedCoordinatesLandscape: Landscape {
    package let whole: any Landscape
    /// Places of the parameters that are free, ascending.
    package let free: [Int]
    /// All parameters; of the free ones any numbers.
    package let point: [Dyadic]

    /// - Precondition: `free` are places of the parameters, each once, ascending; `point` has them all.
    package init(_ whole: any Landscape, free: [Int], at point: [Dyadic]) {
        precondition(point.count == whole.parameterCount)
        precondition(zip(free, free.dropFirst()).allSatisfy { $0.0 < $0.1 })
        precondition(free.allSatisfy { (0..<point.count).contains($0) })
        self.whole = whole
        self.free = free
        self.point = point
    }

    package var parameterCount: Int { free.count }
    /// Of the whole, which the restriction need not reach.
    package var knownInfimum: KnownInfimum? { nil }

    /// All parameters, from the free ones.
    package func lifted(_ parameters: [Dyadic]) -> [Dyadic] {
        var result = point
        for (place, value) in zip(free, parameters) { result[place] = value }
        return result
    }

    package func makeEvaluator(_ level: EvaluationLevel) throws(EvaluationFailure) -> any LandscapeEvaluator {
        FixedCoordinatesEvaluator(landscape: self, whole: try whole.makeEvaluator(level))
    }

    package func makeApproximateEvaluator() -> any ApproximateEvaluator {
        FixedCoordinatesApproximateEvaluator(landscape: self)
    }
}

private final class FixedCoordinatesEvaluator: LandscapeEvaluator {
    private let landscape: FixedCoordinatesLandscape
    private let whole: any LandscapeEvaluator

    init(landscape: FixedCoordinatesLandscape, whole: any LandscapeEvaluator) {
        self.landscape = landscape
        self.whole = whole
    }

    var precision: Precision? { whole.precision }

    private func lifted(_ ball: Ball) -> Ball { Ball(centre: landscape.lifted(ball.centre), radius: ball.radius) }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        let all = try whole.enclosure(on: lifted(ball), order: order), free = landscape.free
        var result = LocalEnclosure(loss: all.loss)
        result.gradient = all.gradient.map { gradient in
            VectorEnclosure(midpoint: free.map { gradient.midpoint[$0] }, radius: free.map { gradient.radius[$0] })
        }
        result.hessian = all.hessian.map { $0.principalSubmatrix(free) }
        return result
    }

    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        try whole.lipschitzConstants(on: lifted(ball))
    }
}

private final class FixedCoordinatesApproximateEvaluator: ApproximateEvaluator {
    private let free: [Int]
    private let point: [Double]
    private let whole: any ApproximateEvaluator

    init(landscape: FixedCoordinatesLandscape) {
        free = landscape.free
        point = landscape.point.map { $0.double(rounding: .nearest) }
        whole = landscape.whole.makeApproximateEvaluator()
    }

    private func lifted(_ parameters: [Double]) -> [Double] {
        var result = point
        for (place, value) in zip(free, parameters) { result[place] = value }
        return result
    }

    func approximateLoss(at point: [Double]) -> Double { whole.approximateLoss(at: lifted(point)) }

    func approximateGradient(at point: [Double]) -> (loss: Double, gradient: [Double]) {
        let all = whole.approximateGradient(at: lifted(point))
        return (all.loss, free.map { all.gradient[$0] })
    }

    func approximateHessian(at point: [Double]) -> (loss: Double, gradient: [Double], hessian: [Double]) {
        let all = whole.approximateHessian(at: lifted(point)), n = self.point.count
        return (
            all.loss, free.map { all.gradient[$0] },
            free.flatMap { row in free.map { all.hessian[row * n + $0] } }
        )
    }
}
