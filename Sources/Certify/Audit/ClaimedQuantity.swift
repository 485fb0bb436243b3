import Rigor

/// What float64 may have said about a candidate; the raw value is the name in files.
public enum ClaimedQuantity: String, Sendable, Hashable, CaseIterable {
    case loss
    case gradientNorm = "grad_norm"
    case smallestEigenvalue = "min_eigenvalue"

    /// One of three things, the one that belongs to the quantity.
    private func choose<Choice>(_ loss: Choice, _ gradientNorm: Choice, _ smallestEigenvalue: Choice) -> Choice {
        switch self {
        case .loss: loss
        case .gradientNorm: gradientNorm
        case .smallestEigenvalue: smallestEigenvalue
        }
    }

    fileprivate var claim: WritableKeyPath<Candidate.Claims, Double?> {
        choose(\.loss, \.gradientNorm, \.minimumEigenvalue)
    }

    fileprivate var judgement: WritableKeyPath<Audit, Float64Claim?> {
        choose(\.loss, \.gradientNorm, \.smallestEigenvalue)
    }

    fileprivate var enclosure: KeyPath<CandidateEnclosure, Bounds> {
        choose(\.loss, \.gradientNorm, \.smallestEigenvalue)
    }
}

extension Candidate.Claims {
    public subscript(_ quantity: ClaimedQuantity) -> Double? {
        get { self[keyPath: quantity.claim] }
        set { self[keyPath: quantity.claim] = newValue }
    }
}

extension Audit {
    /// What the claim is worth; nil where nothing was claimed.
    public subscript(_ quantity: ClaimedQuantity) -> Float64Claim? {
        get { self[keyPath: quantity.judgement] }
        set { self[keyPath: quantity.judgement] = newValue }
    }
}

extension CandidateEnclosure {
    /// Where the quantity lies.
    public subscript(_ quantity: ClaimedQuantity) -> Bounds { self[keyPath: quantity.enclosure] }
}
