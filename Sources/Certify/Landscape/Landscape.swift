import Rigor

/// With what arithmetic a landscape is enclosed.
public enum EvaluationLevel: Sendable, Hashable {
    /// Float64 with error bounds known beforehand: fast, and enough while the bounds stay below what is to be decided.
    case float64
    /// Loss and gradient in double-double with error bounds known beforehand, the Hessian in float64, unless a sharp
    /// one is asked for. Landscapes that have none say so (``EvaluationFailure/float64Unavailable(_:)``).
    case doubleDouble
    /// MPFR intervals of the given precision.
    case multiple(Precision)

    /// Bits of the significand.
    public var bits: Int {
        switch self {
        case .float64: 53
        case .doubleDouble: 106
        case .multiple(let precision): precision.bits
        }
    }
}

/// A loss function of finitely many real parameters whose values and derivatives can be enclosed.
///
/// Everything that proves anything about critical points is written against this protocol; it knows nothing of
/// networks.
public protocol Landscape: Sendable {
    /// Number n of parameters.
    var parameterCount: Int { get }

    /// The exact infimum of the loss over all parameters, when a theorem gives it (0 for a realizing teacher),
    /// otherwise nil.
    var knownInfimum: KnownInfimum? { get }

    /// The level of a critical point with regular Hessian (MATHEMATICS section 6), where the landscape has levels,
    /// otherwise nil.
    var levelOfRegularPoints: Int? { get }

    /// A workspace that encloses this landscape; owned by one thread and reused from ball to ball.
    func makeEvaluator(_ level: EvaluationLevel) throws(EvaluationFailure) -> any LandscapeEvaluator

    /// A workspace for float64 values of loss, gradient and Hessian without any guarantee, for search.
    func makeApproximateEvaluator() -> any ApproximateEvaluator

    /// By how much a computation with this unit roundoff may miss loss, gradient norm and smallest eigenvalue at a
    /// point whose loss is `loss`; nil when the landscape does not say. It grows with the loss. For audits alone.
    func roundingBound(at point: [Double], loss: Double, unitRoundoff: Double) -> RoundingBound?
}

extension Landscape {
    public func roundingBound(at point: [Double], loss: Double, unitRoundoff: Double) -> RoundingBound? { nil }
    public var levelOfRegularPoints: Int? { nil }
}

/// Why the infimum of a landscape is known.
public enum KnownInfimum: Sendable, Hashable {
    /// The labels come from a teacher of the same form and at most the student's width: the loss attains 0.
    case zeroByRealizingTeacher
    /// The loss is a known non-negative function with an explicit zero (the reason in words).
    case zeroByConstruction(String)
}

/// Encloses one landscape with one arithmetic. Not thread-safe: one for each thread.
public protocol LandscapeEvaluator: AnyObject {
    /// Precision of the MPFR intervals, nil for float64.
    var precision: Precision? { get }
    /// Encloses loss and derivatives up to `order` over the ball.
    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure
    /// Loss, gradient and Hessian at a point, the Hessian to as many bits as the evaluator can make: for those who need
    /// more of it than its signs. Where that takes more than `enclosure(on:order:)`, it is not made there.
    func sharpEnclosure(at centre: [Dyadic]) throws(EvaluationFailure) -> LocalEnclosure
    /// Upper bounds of the Lipschitz constants over the ball.
    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants
}

extension LandscapeEvaluator {
    public func sharpEnclosure(at centre: [Dyadic]) throws(EvaluationFailure) -> LocalEnclosure {
        try enclosure(on: Ball(centre: centre), order: .hessian)
    }
}

/// Float64 values without guarantee. Not thread-safe: one for each thread.
public protocol ApproximateEvaluator: AnyObject {
    func approximateLoss(at point: [Double]) -> Double
    func approximateGradient(at point: [Double]) -> (loss: Double, gradient: [Double])
    /// The Hessian is row-major, n by n.
    func approximateHessian(at point: [Double]) -> (loss: Double, gradient: [Double], hessian: [Double])
}
