import Rigor

/// A ball without local minima: along one direction, which its argument holds, the curvature is negative all over it.
public struct NoLocalMinimum: Sendable {
    /// The closed ball around the candidate with this radius holds no local minimum.
    public var radius: Double
    /// At every point of the ball the smallest eigenvalue of the Hessian is at most this; negative.
    public var curvatureUpper: Double
    /// Enclosure of the loss at the candidate itself.
    public var loss: Bounds

    public init(radius: Double, curvatureUpper: Double, loss: Bounds) {
        self.radius = radius
        self.curvatureUpper = curvatureUpper
        self.loss = loss
    }

    /// Bounds of the smallest eigenvalue of the Hessian at the candidate.
    public var smallestEigenvalue: Bounds { Bounds(lower: -.infinity, upper: curvatureUpper) }
}
