import Rigor

/// What is proved about a candidate. Each case is a theorem, except the last, which proves nothing and says why.
public indirect enum Verdict: Sendable {
    /// A local minimum at the critical point, strict when isolated.
    case localMinimum(CriticalPoint, Globality)
    /// A point whose loss is exactly 0, the least there is: by an algebraic identity, or as a zero of all residuals
    /// that is proved to exist.
    case globalMinimum(CriticalPoint)
    /// A critical point at which the Hessian has a negative eigenvalue.
    case saddle(CriticalPoint)
    /// A critical point in every neighbourhood of which lie local minima and strict saddles of the same loss, those of
    /// Morse index `saddleIndex` at least: the end of a line of minima that goes on as one of saddles. The point itself
    /// is neither: its Hessian has no negative eigenvalue, and smaller losses are near.
    case endOfSaddleLine(CriticalPoint, saddleIndex: Int)
    /// Along a channel the loss decreases to a limit that it does not attain: a minimum at infinity (MATHEMATICS
    /// section 8).
    case minimumAtInfinity(LimitAtInfinity)
    /// A channel whose limit is no minimum at infinity: arbitrarily near the limit, at diverging outputs, the loss
    /// takes values below that of the limit, along an explicit curve, and values above it.
    case saddleAtInfinity(LimitAtInfinity)
    /// The ball around the candidate holds no critical point; beside it what is proved about the nearest critical point
    /// found.
    case notCritical(NotCritical, nearest: Verdict?)
    /// The ball around the candidate holds no local minimum: along one direction the curvature is negative at every
    /// point of it. Whether it holds critical points is not said.
    case noLocalMinimum(NoLocalMinimum)
    /// Nothing is proved.
    case undecided(UndecidedReason)

    /// The critical point the verdict is about, if there is one.
    public var criticalPoint: CriticalPoint? {
        switch self {
        case .localMinimum(let point, _), .globalMinimum(let point), .saddle(let point), .endOfSaddleLine(let point, _):
            point
        case .minimumAtInfinity, .saddleAtInfinity, .notCritical, .noLocalMinimum, .undecided: nil
        }
    }

    /// The limit of the channel the verdict is about, if there is one.
    public var limitAtInfinity: LimitAtInfinity? {
        switch self {
        case .minimumAtInfinity(let limit), .saddleAtInfinity(let limit): limit
        case .localMinimum, .globalMinimum, .saddle, .endOfSaddleLine, .notCritical, .noLocalMinimum, .undecided: nil
        }
    }

    /// Whether the minimum is global, also one at infinity; for a saddle, also one at infinity, and for the end of a
    /// line of saddles with its minima, `nonGlobal` when that is proved; nil where the question makes no sense.
    public var globality: Globality? {
        switch self {
        case .localMinimum(_, let globality): globality
        case .globalMinimum: .global
        case .saddle(let point), .endOfSaddleLine(let point, _): point.isProvedNonGlobal ? .nonGlobal : nil
        case .minimumAtInfinity(let minimum): minimum.isProvedNonGlobal ? .nonGlobal : .open
        case .saddleAtInfinity(let limit): limit.isProvedNonGlobal ? .nonGlobal : nil
        case .notCritical, .noLocalMinimum, .undecided: nil
        }
    }
}

/// Whether a minimum is global.
public enum Globality: String, Sendable, CaseIterable {
    /// No loss is smaller.
    case global
    /// A smaller loss is proved to exist.
    case nonGlobal = "non-global"
    /// Neither is proved.
    case open
}

/// What is proved about a critical point; every bound is rounded outward.
public struct CriticalPoint: Sendable {
    /// Enclosure of the loss at the critical point.
    public var loss: Bounds
    /// |grad L| at the centre of the argument is at most this.
    public var gradientNormUpper: Double
    /// Enclosure of the smallest eigenvalue of the Hessian at the critical point.
    public var smallestEigenvalue: Bounds
    /// Enclosure of the largest eigenvalue of the Hessian at the critical point, its sharpness; nil where nothing is
    /// stated.
    public var largestEigenvalue: Bounds?
    /// Lower bound of the Morse index, the number of negative eigenvalues.
    ///
    /// Where the signs of outputs are smaller than `distanceUpper`, the two bounds hold for the critical points of the
    /// family with those outputs of either sign, too.
    public var indexLower: Int
    /// Upper bound of the Morse index; equal to the lower one when it is known exactly.
    public var indexUpper: Int
    /// Number of zero eigenvalues at the point itself, when known exactly.
    public var nullity: Int?
    /// Whether it is proved to be the only critical point near by (true), or to lie on a family of critical points
    /// (false); nil when neither is proved.
    public var isIsolated: Bool?
    /// No other critical point lies within this distance of it (rounded down); nil when no such number is proved, which
    /// isolation does not need.
    public var uniquenessRadius: Double?
    /// Dimension of the family of critical points of equal loss on which it is proved to lie; 0 when isolated.
    public var familyDimension: Int
    /// r* - r, MATHEMATICS section 6: r* is the least width of a network that is the teacher as a function, r the
    /// effective width, the number of neurons left when equal input weights are merged and outputs 0 removed. 0 at a
    /// global minimum that is the teacher as a function; negative when the point uses more neurons than the teacher
    /// needs. nil without a teacher.
    public var level: Int?
    /// Of a minimum where the argument proves it.
    public var learningCoefficient: LearningCoefficient?
    /// The exact structure in words, for example "neurons 0, 3 equal; neuron 4 zero-type"; empty when there is none.
    public var structure: String
    /// The critical point is at most this far from the candidate.
    public var distanceUpper: Double
    /// The infimum, or the loss of a reference point, is proved to be smaller.
    public var isProvedNonGlobal: Bool

    public init(
        loss: Bounds, gradientNormUpper: Double, smallestEigenvalue: Bounds, indexLower: Int, indexUpper: Int,
        nullity: Int?, isIsolated: Bool?, distanceUpper: Double, isProvedNonGlobal: Bool,
        familyDimension: Int = 0, level: Int? = nil, structure: String = "", uniquenessRadius: Double? = nil,
        largestEigenvalue: Bounds? = nil, learningCoefficient: LearningCoefficient? = nil
    ) {
        self.loss = loss
        self.gradientNormUpper = gradientNormUpper
        self.smallestEigenvalue = smallestEigenvalue
        self.indexLower = indexLower
        self.indexUpper = indexUpper
        self.nullity = nullity
        self.isIsolated = isIsolated
        self.uniquenessRadius = uniquenessRadius
        self.distanceUpper = distanceUpper
        self.isProvedNonGlobal = isProvedNonGlobal
        self.familyDimension = familyDimension
        self.level = level
        self.structure = structure
        self.largestEigenvalue = largestEigenvalue
        self.learningCoefficient = learningCoefficient
    }
}

/// What is proved about a channel to infinity: a tube without critical points, along which the loss tends to
/// `limitLoss` as outputs diverge, from above (a minimum at infinity), or also from below (a saddle at infinity).
public struct LimitAtInfinity: Sendable {
    /// Enclosure of the loss of the limit network; of a minimum at infinity the infimum of the loss over the tube.
    public var limitLoss: Bounds
    /// Enclosure of the smallest eigenvalue of the Hessian of the limit network; of equal neurons beside the channel at
    /// fixed shares of their output.
    public var smallestEigenvalue: Bounds
    /// The tube reaches from 0 (exclusive) to this value of the channel coordinate.
    public var tubeLength: Double
    /// Distance of the candidate from the limit point in the coordinates of the tube, the channel coordinates included,
    /// rounded up; where three neurons merge, in their moments and size. No distance of parameters: the limit has none.
    public var tubeDistanceUpper: Double
    /// 1 + |theta0*| of the limit's parameters, to which ``Attribution`` relates the distance; that of a centre near
    /// theta0*, rounded up. 1 where nothing is stated.
    public var tubeScale: Double
    /// The channel in words: which neurons diverge, in which way.
    public var structure: String
    /// The infimum, or the loss of a reference point, is proved to be smaller than the limit; of a saddle at infinity
    /// always, by points of the tube.
    public var isProvedNonGlobal: Bool

    public init(
        limitLoss: Bounds, smallestEigenvalue: Bounds, tubeLength: Double, tubeDistanceUpper: Double,
        tubeScale: Double = 1,
        structure: String, isProvedNonGlobal: Bool
    ) {
        self.limitLoss = limitLoss
        self.smallestEigenvalue = smallestEigenvalue
        self.tubeLength = tubeLength
        self.tubeDistanceUpper = tubeDistanceUpper
        self.tubeScale = tubeScale
        self.structure = structure
        self.isProvedNonGlobal = isProvedNonGlobal
    }
}

/// A ball without critical points.
public struct NotCritical: Sendable {
    /// The ball around the candidate with this radius holds no critical point.
    public var radius: Double
    /// Enclosure of the loss at the candidate itself.
    public var loss: Bounds
    /// |grad L| at the candidate is at most this.
    public var gradientNormUpper: Double

    public init(radius: Double, loss: Bounds, gradientNormUpper: Double) {
        self.radius = radius
        self.loss = loss
        self.gradientNormUpper = gradientNormUpper
    }
}
