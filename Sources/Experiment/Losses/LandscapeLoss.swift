import Certify

/// The plain path: any landscape through its own approximate evaluator.
final class LandscapeLoss: DifferentiableLoss {
    let parameterCount: Int
    private let evaluator: any ApproximateEvaluator

    init(_ landscape: any Landscape) {
        parameterCount = landscape.parameterCount
        evaluator = landscape.makeApproximateEvaluator()
    }

    func approximateLoss(at point: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>) -> Double {
        let result = evaluator.approximateGradient(at: Array(UnsafeBufferPointer(start: point, count: parameterCount)))
        for i in 0..<parameterCount { gradient[i] = result.gradient[i] }
        return result.loss
    }
}
