import Rigor

/// What float64 may have said about a candidate; the raw value is the name in files.
public enum ClaimedQuantity: String, Sendable, Hashable, CaseIterable {
    case loss
    case gradientNorm = "grad_norm"
    case smallestEigenvalue = "min_eigenvalue"
}

extension Candidate.Claims {
    public subscript(_ quantity: ClaimedQuantity) -> Double? {
        get {
            switch quantity {
            case .loss: loss
            case .gradientNorm: gradientNorm
            case .smallestEigenvalue: minimumEigenvalue
            }
        }
        set {
            switch quantity {
            case .loss: loss = newValue
            case .gradientNorm: gradientNorm = newValue
            case .smallestEigenvalue: minimumEigenvalue = newValue
            }
        }
    }
}

extension Audit {
    /// What the claim is worth; nil where nothing was claimed.
    public subscript(_ quantity: ClaimedQuantity) -> Float64Claim? {
        get {
            switch quantity {
            case .loss: loss
            case .gradientNorm: gradientNorm
            case .smallestEigenvalue: smallestEigenvalue
            }
        }
        set {
            switch quantity {
            case .loss: loss = newValue
            case .gradientNorm: gradientNorm = newValue
            case .smallestEigenvalue: smallestEigenvalue = newValue
            }
        }
    }
}

extension CandidateEnclosure {
    /// Where the quantity lies.
    public subscript(_ quantity: ClaimedQuantity) -> Bounds {
        switch quantity {
        case .loss: loss
        case .gradientNorm: gradientNorm
        case .smallestEigenvalue: smallestEigenvalue
        }
    }
}
