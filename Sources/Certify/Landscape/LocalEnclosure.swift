import Rigor

/// Loss, gradient and Hessian of a landscape enclosed over a ball: whatever point of the ball is taken, its values lie
/// within.
public struct LocalEnclosure: Sendable {
    public var loss: Bounds
    /// n components; present from order `.gradient` on.
    public var gradient: VectorEnclosure?
    /// n by n; present from order `.hessian` on.
    public var hessian: MatrixEnclosure?
    /// The same Hessian to as many bits as it was evaluated with, where these are more than float64 holds.
    public var hessianIntervals: SymmetricIntervalMatrix?

    public init(loss: Bounds, gradient: VectorEnclosure? = nil, hessian: MatrixEnclosure? = nil) {
        self.loss = loss
        self.gradient = gradient
        self.hessian = hessian
    }

    /// Takes a Hessian by its intervals, of which those on and above the diagonal are read.
    ///
    /// - Parameter entries: n by n, row-major.
    package mutating func setHessian(_ entries: [Interval], _ n: Int) throws(EvaluationFailure) {
        let precision = entries.first?.precision ?? .float64
        var intervals = SymmetricIntervalMatrix(order: n, precision: precision)
        for row in 0..<n { for column in row..<n { intervals[row, column] = entries[row * n + column] } }
        let matrix = MatrixEnclosure(intervals)
        guard matrix.isFinite else { throw .outOfRange("the Hessian is not bounded at \(precision.bits) bits") }
        hessian = matrix
        hessianIntervals = intervals
    }
}

/// Why a landscape could not be enclosed.
public enum EvaluationFailure: Error, Sendable, Equatable {
    /// Float64 cannot represent the quantities involved (weights too large for its exponential, overflow); a longer
    /// precision may.
    case outOfRange(String)
    /// There is no float64 enclosure for this landscape, or none in double-double.
    case float64Unavailable(String)
    /// The landscape is not smooth on the ball, with the reason.
    case notSmooth(String)
}

/// A closed Euclidean ball of parameters.
public struct Ball: Sendable {
    /// Exact centre.
    public var centre: [Dyadic]
    /// Radius, a float64 number >= 0 taken exactly.
    public var radius: Double

    public init(centre: [Dyadic], radius: Double = 0) {
        precondition(radius >= 0)
        self.centre = centre
        self.radius = radius
    }

    /// The smallest box that holds the ball.
    package func box(_ precision: Precision) -> [Interval] {
        let spread = Interval(lower: -radius, upper: radius, precision: precision)
        return centre.map { Interval(enclosing: $0, precision: precision) + spread }
    }
}
