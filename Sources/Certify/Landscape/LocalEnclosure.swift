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

    /// Takes what one arithmetic makes of a loss that is not negative.
    ///
    /// - Parameters:
    ///   - gradient: n components; nil for none.
    ///   - precision: of MPFR intervals; nil for another arithmetic.
    ///   - hessian: hands over the entries on and above the diagonal, each with row and column; nil for none.
    package init<Number: RealField>(
        loss: Number, gradient: [Number]?, order n: Int, precision: Precision?,
        hessian: ((_ take: (Int, Int, Number) -> Void) -> Void)?
    ) throws(EvaluationFailure) {
        let bits = precision.map { " at \($0.bits) bits" } ?? ""
        self.init(loss: Bounds(lower: Directed.maximum(0, loss.lowerDouble), upper: loss.upperDouble))
        guard self.loss.upper.isFinite else { throw .outOfRange("the loss is not bounded\(bits)") }
        if let gradient {
            let parts = gradient.map(\.midpointAndRadius)
            guard parts.allSatisfy(\.radius.isFinite) else { throw .outOfRange("the gradient is not bounded\(bits)") }
            self.gradient = VectorEnclosure(midpoint: parts.map(\.midpoint), radius: parts.map(\.radius))
        }
        if let hessian { try setHessian(order: n, precision: precision, hessian) }
    }

    /// Takes a Hessian of order n, as above.
    package mutating func setHessian<Number: RealField>(
        order n: Int, precision: Precision?, _ entries: (_ take: (Int, Int, Number) -> Void) -> Void
    ) throws(EvaluationFailure) {
        var matrix = MatrixEnclosure.zero(rows: n, columns: n)
        var intervals = precision.map { SymmetricIntervalMatrix(order: n, precision: $0) }
        entries { row, column, value in
            if let entry = value as? Interval { intervals?[row, column] = entry }
            let (midpoint, radius) = value.midpointAndRadius
            for index in [row * n + column, column * n + row] {
                matrix.midpoint[index] = midpoint
                matrix.radius[index] = radius
            }
        }
        guard matrix.isFinite else { throw .outOfRange("the Hessian is not bounded") }
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
