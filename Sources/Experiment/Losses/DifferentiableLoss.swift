/// A loss whose value and gradient are computed in plain float64, for optimization. Nothing it returns is proved.
///
/// Not thread-safe: one for each thread.
public protocol DifferentiableLoss: AnyObject {
    /// Number n of parameters.
    var parameterCount: Int { get }

    /// The loss at `point` (n numbers); writes the n derivatives to `gradient`.
    func approximateLoss(at point: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>) -> Double
}

extension DifferentiableLoss {
    /// The loss and its gradient at `point`.
    public func approximateGradient(at point: [Double]) -> (loss: Double, gradient: [Double]) {
        precondition(point.count == parameterCount)
        var gradient = [Double](repeating: 0, count: parameterCount)
        let loss = gradient.withUnsafeMutableBufferPointer { slot in
            point.withUnsafeBufferPointer { place in
                approximateLoss(at: place.baseAddress.unsafelyUnwrapped, gradient: slot.baseAddress.unsafelyUnwrapped)
            }
        }
        return (loss, gradient)
    }
}
