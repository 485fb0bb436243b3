import Landscape
import Rigor

/// What is proved about a candidate. Each case is a theorem, except the last, which proves nothing and says why.
public enum Verdict: Sendable {
    /// A local minimum at the critical point, strict when isolated.
    case localMinimum(CriticalPoint, Globality)
    case globalMinimum(CriticalPoint)
    /// A critical point at which the Hessian has a negative eigenvalue.
    case saddle(CriticalPoint)
    /// The ball around the candidate holds no critical point.
    case notCritical(NotCritical)
    case undecided(UndecidedReason)

    /// The name used in tables.
    public var name: String {
        switch self {
        case .localMinimum: "local-minimum"
        case .globalMinimum: "global-minimum"
        case .saddle: "saddle"
        case .notCritical: "not-critical"
        case .undecided: "undecided"
        }
    }

    /// Every name, in the order of summaries.
    public static let names = [
        "local-minimum", "global-minimum", "saddle", "minimum-at-infinity", "not-critical", "undecided",
    ]

    /// The critical point the verdict is about, if there is one.
    public var criticalPoint: CriticalPoint? {
        switch self {
        case .localMinimum(let point, _), .globalMinimum(let point), .saddle(let point): point
        case .notCritical, .undecided: nil
        }
    }

    public var globality: Globality? {
        switch self {
        case .localMinimum(_, let globality): globality
        case .globalMinimum: .global
        case .saddle(let point): point.isProvedNonGlobal ? .nonGlobal : nil
        case .notCritical, .undecided: nil
        }
    }
}

/// Whether a minimum is global.
public enum Globality: String, Sendable, CaseIterable {
    case global
    case nonGlobal = "non-global"
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
    /// Bounds of the Morse index, the number of negative eigenvalues.
    public var indexLower: Int
    public var indexUpper: Int
    /// Number of zero eigenvalues, when known exactly.
    public var nullity: Int?
    /// Whether it is proved to be the only critical point near by (true), or to lie on a family of critical points (false).
    public var isIsolated: Bool
    /// The critical point is at most this far from the candidate.
    public var distanceUpper: Double
    /// The infimum, or the loss of a reference point, is proved to be smaller.
    public var isProvedNonGlobal: Bool

    public init(
        loss: Bounds, gradientNormUpper: Double, smallestEigenvalue: Bounds, indexLower: Int, indexUpper: Int,
        nullity: Int?, isIsolated: Bool, distanceUpper: Double, isProvedNonGlobal: Bool
    ) {
        self.loss = loss
        self.gradientNormUpper = gradientNormUpper
        self.smallestEigenvalue = smallestEigenvalue
        self.indexLower = indexLower
        self.indexUpper = indexUpper
        self.nullity = nullity
        self.isIsolated = isIsolated
        self.distanceUpper = distanceUpper
        self.isProvedNonGlobal = isProvedNonGlobal
    }
}

/// A ball without critical points.
public struct NotCritical: Sendable {
    /// The ball around the candidate with this radius holds no critical point.
    public var radius: Double
    /// Enclosures at the candidate itself.
    public var loss: Bounds
    public var gradientNormUpper: Double
    /// The nearest certified critical point found, if any.
    public var nearest: Nearest?

    public struct Nearest: Sendable {
        public var point: CriticalPoint
        /// "local-minimum" or "saddle".
        public var isMinimum: Bool
    }

    public init(radius: Double, loss: Bounds, gradientNormUpper: Double, nearest: Nearest?) {
        self.radius = radius
        self.loss = loss
        self.gradientNormUpper = gradientNormUpper
        self.nearest = nearest
    }
}

/// Why nothing was proved.
public enum UndecidedReason: Sendable, Equatable {
    /// Refinement left the neighbourhood of the candidate, and exclusion did not reach the required radius.
    case refinementRanAway(distance: Double, excludedRadius: Double, requiredRadius: Double)
    /// The signs of some eigenvalues remain open: the point may be degenerate.
    case signsOpen(positive: Int, negative: Int, order: Int, smallest: Bounds)
    /// No critical point could be proved to exist near the refined point, and exclusion did not reach the required radius.
    case existenceOpen(String, excludedRadius: Double, requiredRadius: Double)
    /// The landscape could not be enclosed.
    case evaluation(EvaluationFailure)

    /// A short machine-readable name.
    public var code: String {
        switch self {
        case .refinementRanAway: "refinement-ran-away"
        case .signsOpen: "eigenvalue-signs-open"
        case .existenceOpen: "existence-open"
        case .evaluation: "not-enclosed"
        }
    }
}
