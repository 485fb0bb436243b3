import Rigor

/// What a float64 claim that came with a candidate is worth, MATHEMATICS section 9.
///
/// A claim is about the candidate itself: c is claimed for x, the loss, the norm of the gradient, or the smallest
/// eigenvalue of the Hessian there, and x lies in an enclosure. E is the rounding error that a float64 computation of
/// this size may have (``RoundingBound``), an assumption about the arithmetic of whoever made the claim. Every
/// judgement but `undecided` holds for each x in the enclosure: a wide one proves nothing, neither for the claim nor
/// against it.
public enum Float64Claim: String, Sendable, Hashable, CaseIterable {
    /// The value is proved: |c - x| <= w |x|, w = 2^-10 for a loss or the norm of a gradient, 2^-6 for an eigenvalue.
    case confirmed
    /// Of an eigenvalue: x is proved to have the sign of c. The value is not confirmed, and not refuted.
    case signConfirmed = "sign-confirmed"
    /// The claim is off by more than w |x|, but by no more than E.
    case rounding
    /// Of an eigenvalue: its claimed sign is rounding. Either x has another sign, and c misses it by no more than E or
    /// is as good as 0, |c| <= E or |c| <= w |x|; or x is itself within E of 0, c misses it by no more than E, and c is
    /// not right to a factor between 1/2 and 3/2: whatever sign it has is luck.
    case roundingArtefact = "rounding-artefact"
    /// Of an eigenvalue: the sign is real at the candidate, but the candidate is proved not to be critical, and the
    /// nearest critical point that was certified has no such sign.
    case unconvergedArtefact = "unconverged-artefact"
    /// Proved to be off by more than w |x| and by more than E.
    case refuted
    /// None of these is proved.
    case undecided
}

extension Float64Claim {
    /// The relative error up to which a loss or the norm of a gradient is confirmed.
    public static let relativeWidth = 0x1p-10
    /// The relative error up to which an eigenvalue is confirmed; these are often told with a few digits.
    public static let relativeWidthOfEigenvalues = 0x1p-6

    /// The words, for people.
    public static let legend = [
        "confirmed: right to a relative error of 2^-10 (eigenvalues: 2^-6), proved; sign-confirmed: the sign is "
            + "proved, the value neither confirmed nor refuted;",
        "rounding: off by more, but by no more than the rounding of a float64 computation of this size may amount to; "
            + "refuted: proved to be off by more than both;",
        "rounding-artefact: the claimed sign is not the true one, the claim being as good as 0; or the true value is "
            + "such rounding of 0, and the claim is not right to a factor between 1/2 and 3/2;",
        "unconverged-artefact: the sign is real there, but the candidate is proved not to be critical, and the "
            + "nearest certified critical point has no such sign.",
        "What rounding may amount to is worked out from problem and candidate, and assumes that float64 was used as "
            + "usual.",
    ]

    /// Judges a claimed quantity c for x >= 0 (a loss, the norm of a gradient).
    ///
    /// - Parameters:
    ///   - enclosure: where x lies; nil when it was not enclosed.
    ///   - rounding: bounds of E; nil when nothing is known of it: then nothing is refuted, and nothing is rounding.
    ///   - mayBeNegative: whether rounding can make the computed quantity negative, which it cannot when squares are
    ///     added up.
    public static func judge(magnitude c: Double, at enclosure: Bounds?, rounding: Bounds?, mayBeNegative: Bool = false)
        -> Float64Claim
    {
        guard c.isFinite, let enclosure, enclosure.upper >= 0 else { return .undecided }
        let x = Bounds(lower: max(0, enclosure.lower), upper: enclosure.upper)
        return ClaimComparison(claim: c, value: x, rounding: rounding, relativeWidth: relativeWidth).magnitude(
            mayBeNegative: mayBeNegative) ?? .undecided
    }

    /// Judges a claimed smallest eigenvalue c of the Hessian at the candidate, given the verdict.
    ///
    /// When the certified critical point is the candidate itself, at distance 0, its index and nullity tell the sign of
    /// x. A value or sign that is proved is an **unconverged artefact** when the verdict is "not critical" and the
    /// critical point named beside it is a minimum where c < 0, a saddle where c > 0.
    public static func judge(smallestEigenvalue c: Double, at enclosure: Bounds?, rounding: Bounds?, verdict: Verdict)
        -> Float64Claim
    {
        guard c.isFinite, let enclosure else { return .undecided }
        let comparison = ClaimComparison(
            claim: c, value: enclosure.narrowed(toSign: signOfSmallestEigenvalue(at: verdict)), rounding: rounding,
            relativeWidth: relativeWidthOfEigenvalues)
        let judged =
            comparison.eigenvalue ?? (comparison.hasClaimedSign == true && c != 0 ? .signConfirmed : .undecided)
        guard judged == .confirmed || judged == .signConfirmed, comparison.hasClaimedSign == true,
            case .notCritical(_, let nearest?) = verdict
        else { return judged }
        return isContradicted(sign: c, by: nearest) ? .unconvergedArtefact : judged
    }

    /// The sign of the smallest eigenvalue at the candidate, when the certified critical point is the candidate, or
    /// the candidate lies where curvature is proved negative; nil when that is not known.
    private static func signOfSmallestEigenvalue(at verdict: Verdict) -> Int? {
        if case .noLocalMinimum = verdict { return -1 }
        guard let point = verdict.criticalPoint, point.distanceUpper == 0 else { return nil }
        if case .saddle = verdict { return -1 }
        guard point.indexUpper == 0, let nullity = point.nullity else { return nil }
        return nullity > 0 ? 0 : 1
    }

    /// Whether the Hessian at the certified point is proved to have no smallest eigenvalue of the sign of c.
    private static func isContradicted(sign c: Double, by verdict: Verdict) -> Bool {
        switch verdict {
        case .saddle: c > 0
        case .localMinimum, .globalMinimum: c < 0
        // eigenvalues of either sign are near the end of a saddle line
        case .endOfSaddleLine, .minimumAtInfinity, .saddleAtInfinity, .notCritical, .noLocalMinimum,
            .undecided:
            false
        }
    }
}

extension Bounds {
    /// The part with this sign; the same bounds when the sign is not known, or when there is no such part.
    fileprivate func narrowed(toSign sign: Int?) -> Bounds {
        let part: Bounds? =
            switch sign {
            case 0: .zero
            case 1: Bounds(lower: .leastNonzeroMagnitude, upper: .infinity)
            case -1: Bounds(lower: -.infinity, upper: -.leastNonzeroMagnitude)
            default: nil
            }
        return part.flatMap(intersection) ?? self
    }
}
