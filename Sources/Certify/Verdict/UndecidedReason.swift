import Rigor

/// Why nothing was proved.
public enum UndecidedReason: Sendable, Equatable {
    /// Refinement left the neighbourhood of the candidate, and exclusion did not reach the required radius.
    case refinementRanAway(distance: Double, excludedRadius: Double, requiredRadius: Double)
    /// The signs of some eigenvalues remain open: the point may be degenerate.
    case signsOpen(positive: Int, negative: Int, order: Int, smallest: Bounds)
    /// No critical point could be proved to exist near the refined point, and exclusion did not reach the required
    /// radius.
    case existenceOpen(String, excludedRadius: Double, requiredRadius: Double)
    /// A structure was recognised, but part of its proof stays open; what and why.
    case structureOpen(String)
    /// The nearest point found is farther away than a candidate may be from what it stands for, and exclusion did not
    /// reach the required radius. The distance is one of parameters, or for a minimum at infinity one in the
    /// coordinates of the tube; `detail` says what nearer stayed open.
    case nearestIsFar(
        Verdict.Kind, distance: Double, attribution: Double, detail: String, excludedRadius: Double,
        requiredRadius: Double)
    /// The landscape could not be enclosed.
    case evaluation(EvaluationFailure)

    /// The same reason with the radius that exclusion reached.
    package func reached(excluded: Double) -> UndecidedReason {
        switch self {
        case .refinementRanAway(let distance, _, let required):
            .refinementRanAway(distance: distance, excludedRadius: excluded, requiredRadius: required)
        case .existenceOpen(let why, _, let required):
            .existenceOpen(why, excludedRadius: excluded, requiredRadius: required)
        case .nearestIsFar(let kind, let distance, let attribution, let detail, _, let required):
            .nearestIsFar(
                kind, distance: distance, attribution: attribution, detail: detail, excludedRadius: excluded,
                requiredRadius: required)
        case .signsOpen, .structureOpen, .evaluation: self
        }
    }

    /// A short machine-readable name; the raw value stands in tables and certificates.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case refinementRanAway = "refinement-ran-away"
        case signsOpen = "eigenvalue-signs-open"
        case existenceOpen = "existence-open"
        case structureOpen = "structure-open"
        case nearestIsFar = "nearest-is-far"
        case notEnclosed = "not-enclosed"
    }

    public var code: Code {
        switch self {
        case .refinementRanAway: .refinementRanAway
        case .signsOpen: .signsOpen
        case .existenceOpen: .existenceOpen
        case .structureOpen: .structureOpen
        case .nearestIsFar: .nearestIsFar
        case .evaluation: .notEnclosed
        }
    }
}
