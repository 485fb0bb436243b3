import Rigor

/// What is proved about a claim c and the true value x, which lies in an interval. Each answer holds for every number
/// of the interval; nil when it does not hold for all and does not fail for all, so that a sharper interval may tell.
struct ClaimComparison {
    /// c.
    let claim: Double
    /// Where x lies.
    let value: Bounds
    /// Between which numbers E lies, the rounding error that a float64 computation may have; nil when nothing is known
    /// of it.
    let rounding: Bounds?
    /// The relative error up to which a value is confirmed, a power of two.
    let relativeWidth: Double

    /// The numbers between two that are known to within bounds.
    private struct Span {
        let lower: Bounds
        let upper: Bounds

        func contains(_ x: Bounds) -> Bool? {
            if lower.upper <= x.lower, x.upper <= upper.lower { return true }
            return x.upper < lower.lower || upper.upper < x.lower ? false : nil
        }

        /// Numbers on both sides of either end: from which of them x is told decides whether it lies between.
        var tellingPoints: [Double] {
            [lower, upper].flatMap { [$0.lower.nextDown, $0.upper.nextUp] }.filter(\.isFinite)
        }
    }

    /// |c - x| <= part |x|   <=>   x between c/(1 + part) and c/(1 - part). Exact for 0 <= part < 1 with 1 ± part
    /// exact.
    private func relative(_ part: Double) -> Span {
        if claim == 0 { return Span(lower: .zero, upper: .zero) }
        let inner = Bounds(lower: Directed.divideDown(claim, 1 + part), upper: Directed.divideUp(claim, 1 + part))
        let outer = Bounds(lower: Directed.divideDown(claim, 1 - part), upper: Directed.divideUp(claim, 1 - part))
        return claim < 0 ? Span(lower: outer, upper: inner) : Span(lower: inner, upper: outer)
    }

    /// |x - centre| <= E.
    private func absolute(_ centre: Double) -> Span? {
        rounding.map { E in
            Span(
                lower: Bounds(
                    lower: Directed.subtractDown(centre, E.upper), upper: Directed.subtractUp(centre, E.lower)),
                upper: Bounds(lower: Directed.addDown(centre, E.lower), upper: Directed.addUp(centre, E.upper)))
        }
    }

    /// |c - x| <= w |x|, w the relative width.
    var isNear: Bool? { relative(relativeWidth).contains(value) }

    /// |c - x| <= |x| / 2: c is right to a factor between 1/2 and 3/2.
    var isHalfRight: Bool? { relative(0.5).contains(value) }

    /// |c - x| <= E.
    var isWithinRounding: Bool? { absolute(claim)?.contains(value) }

    /// |x| <= E: float64 cannot tell its sign.
    var isValueWithinRoundingOfZero: Bool? { absolute(0)?.contains(value) }

    /// |c| <= E or |c| <= w |x|: the claim is as good as 0, as float64 sees it or beside the true value.
    var isClaimAsGoodAsZero: Bool? {
        guard let E = rounding else { return nil }
        if abs(claim) <= Directed.maximum(E.lower, Directed.multiplyDown(value.mignitude, relativeWidth)) {
            return true
        }
        return abs(claim) > Directed.maximum(E.upper, Directed.multiplyUp(value.magnitude, relativeWidth)) ? false : nil
    }

    /// Whether x has the sign of c, -1, 0 or 1.
    var hasClaimedSign: Bool? {
        if value.isCertainlyPositive || value.isCertainlyNegative {
            return claim != 0 && value.isCertainlyNegative == (claim < 0)
        }
        return value == .zero ? claim == 0 : nil
    }

    /// Numbers from which x has to be told for every answer to be found.
    var tellingPoints: [Double] {
        let spans = [relative(relativeWidth), relative(0.5), absolute(claim), absolute(0)].compactMap { $0 }
        return spans.flatMap(\.tellingPoints) + [0]
            + [claim / relativeWidth, -claim / relativeWidth].filter { $0 != 0 && $0.isFinite }
    }

    /// What a claimed magnitude, x >= 0, is worth; nil while that is open.
    func magnitude(mayBeNegative: Bool) -> Float64Claim? {
        if claim < 0, !mayBeNegative { return .refuted }
        switch (isNear, isWithinRounding) {
        case (true?, _): return .confirmed
        case (false?, true?): return .rounding
        case (false?, false?): return .refuted
        default: return nil
        }
    }

    /// What a claimed eigenvalue is worth at the candidate itself; nil while that is open.
    var eigenvalue: Float64Claim? {
        switch (isNear, isWithinRounding) {
        case (true?, _): return .confirmed
        case (false?, true?) where claim == 0: return .rounding
        // x and c on different sides of 0
        case (false?, let within?) where claim != 0 && hasClaimedSign == false:
            if within { return .roundingArtefact }
            return isClaimAsGoodAsZero.map { $0 ? .roundingArtefact : .refuted }
        case (false?, false?):
            return claim != 0 && hasClaimedSign == nil && isClaimAsGoodAsZero != false ? nil : .refuted
        case (false?, true?):
            switch (isValueWithinRoundingOfZero, isHalfRight) {
            case (true?, false?): return .roundingArtefact
            case (_, true?), (false?, _): return hasClaimedSign == true ? .signConfirmed : nil
            default: return nil
            }
        default: return nil
        }
    }

    /// Whether a sharper enclosure of x can change what an eigenvalue is judged to be.
    var isEigenvalueOpen: Bool {
        if rounding == nil { return isNear == nil || hasClaimedSign == nil }
        return eigenvalue == nil
    }

    /// Whether a sharper enclosure of x can change what a magnitude is judged to be.
    func isMagnitudeOpen(mayBeNegative: Bool) -> Bool {
        rounding == nil ? isNear == nil : magnitude(mayBeNegative: mayBeNegative) == nil
    }
}

extension Bounds {
    /// 0 alone.
    static let zero = Bounds(lower: 0, upper: 0)
}
