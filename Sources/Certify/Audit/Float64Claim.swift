import Rigor

/// What a float64 claim that came with a candidate is worth, MATHEMATICS section 9.
public enum Float64Claim: String, Sendable, Hashable, CaseIterable {
    /// The claim is proved.
    case confirmed
    /// The sign of the claimed eigenvalue is not to be told from rounding: the enclosure at the candidate itself, to the resolution of float64 eigenvalues of
    /// a Hessian of 128 bits, holds 0; or it has the other sign.
    case roundingArtefact = "rounding-artefact"
    /// The sign is real at the candidate, but the candidate is not critical, and what it stands for has no such sign.
    case unconvergedArtefact = "unconverged-artefact"
    /// The claim is proved wrong.
    case refuted
    /// Neither is proved.
    case undecided
}

extension Float64Claim {
    /// Judges a claimed smallest eigenvalue c of the Hessian at the candidate, given an enclosure [l, u] of the true one, lambda,
    /// there, and the verdict. A claim is read as its sign; only a claim of the right sign is held to its size. In this order:
    ///
    /// 1. c is not a number, or nothing is enclosed: **undecided**.
    /// 2. c = 0: **refuted** when 0 is outside [l, u], otherwise **undecided**.
    /// 3. l <= 0 <= u: no sign is proved that could be claimed: **rounding artefact**. (The search gives float64 and then 128 bits a try.) But if the certified
    ///    critical point is the candidate itself, at distance 0, and its index and nullity tell the sign: **confirmed** when it is that of c.
    /// 4. The enclosure has the other sign: **rounding artefact** for c < 0 (the familiar -1e-17 of a converged minimum),
    ///    **refuted** for c > 0 (a minimum was claimed where the Hessian has a negative eigenvalue).
    /// 5. The same sign, so it is real at the candidate. **Refuted** when c is proved to be off by more than a factor of 2. Otherwise by
    ///    what is certified near by, either at the candidate's verdict or, when that is "not critical", at the nearest critical point named:
    ///    - c < 0 and a saddle, or c > 0 and a minimum: **confirmed**;
    ///    - c < 0 and a minimum (also one at infinity), or c > 0 and a saddle: **unconverged artefact**;
    ///    - not critical, with no critical point named: **confirmed**, as a statement about the candidate alone;
    ///    - undecided: **undecided**.
    public static func judge(smallestEigenvalue c: Double, at enclosure: Bounds?, verdict: Verdict) -> Float64Claim {
        guard let enclosure, c.isFinite, enclosure.lower > -.infinity || enclosure.upper < .infinity else { return .undecided }
        guard c != 0 else { return enclosure.contains(0) ? .undecided : .refuted }
        if enclosure.contains(0) { return sign(exactlyAt: verdict) == (c < 0 ? -1 : 1) ? .confirmed : .roundingArtefact }
        guard enclosure.isCertainlyNegative == (c < 0) else { return c < 0 ? .roundingArtefact : .refuted }
        // |lambda| lies in [mignitude, magnitude]; halving and doubling are exact (away from underflow, where halves round to a bound or 0)
        if abs(c) < enclosure.mignitude / 2 || abs(c) / 2 > enclosure.magnitude { return .refuted }
        return judge(sign: c, verdict)
    }

    /// The sign of the smallest eigenvalue at the candidate, when the certified critical point is the candidate; nil when that is not known.
    private static func sign(exactlyAt verdict: Verdict) -> Int? {
        guard let point = verdict.criticalPoint, point.distanceUpper == 0 else { return nil }
        if case .saddle = verdict { return -1 }
        guard point.indexUpper == 0, let nullity = point.nullity else { return nil }
        return nullity > 0 ? 0 : 1
    }

    private static func judge(sign c: Double, _ verdict: Verdict) -> Float64Claim {
        switch verdict {
        case .saddle: c < 0 ? .confirmed : .unconvergedArtefact
        case .localMinimum, .globalMinimum, .minimumAtInfinity: c > 0 ? .confirmed : .unconvergedArtefact
        case .notCritical(_, let nearest?): judge(sign: c, nearest)
        case .notCritical(_, nil): .confirmed
        // eigenvalues of either sign are near
        case .endOfSaddleLine, .undecided: .undecided
        }
    }

    /// Judges a claimed quantity x >= 0 (a loss, the norm of a gradient) given an enclosure [l, u] of it:
    /// **confirmed** when the relative error of the claim is proved to be at most 2^-10, **refuted** when it is proved to be larger, otherwise **undecided**.
    ///
    ///     |c - x| <= 2^-10 x for every x in [l, u]   <=>   u (1 - 2^-10) <= c <= l (1 + 2^-10)
    ///     |c - x| >  2^-10 x for every x in [l, u]   <=>   c < l (1 - 2^-10)  or  c > u (1 + 2^-10)
    ///
    /// The products are rounded against the answer they would give.
    public static func judge(magnitude c: Double, at enclosure: Bounds?) -> Float64Claim {
        guard let enclosure, c.isFinite else { return .undecided }
        let lower = max(0, enclosure.lower), upper = enclosure.upper
        guard upper >= 0 else { return .undecided }
        if c < 0 { return .refuted }
        let less = 1 - 0x1p-10, more = 1 + 0x1p-10
        if Directed.multiplyUp(upper, less) <= c, c <= Directed.multiplyDown(lower, more) { return .confirmed }
        if c < Directed.multiplyDown(lower, less) || c > Directed.multiplyUp(upper, more) { return .refuted }
        return .undecided
    }
}
