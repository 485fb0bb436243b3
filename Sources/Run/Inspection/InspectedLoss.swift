import Certify
import Dense
import Interchange
import Rigor

/// The loss at one candidate: as the file claims it, as float64 gives it here, and enclosed.
public struct InspectedLoss: Sendable {
    /// How a claimed loss c compares with the loss L at the exact candidate, in more detail than the judgement.
    public enum Comparison: String, Sendable, CaseIterable {
        /// c lies in the enclosure of L.
        case inside
        /// c lies outside, but a correct evaluation in float64 may give it.
        case rounding
        /// c is a float32 number, and an evaluation in float32 may give it.
        case float32
        /// c is right to a relative error of 2^-10, but off by more than rounding explains.
        case coarse
        /// c is refuted: it is not the loss of this candidate on this problem.
        case outside
        /// L was not enclosed sharply enough.
        case unknown
    }

    public let candidate: Int
    /// The claim of the file, about the loss of the problem; nil when there is none.
    public let claimed: Double?
    /// What float64 gives here, without guarantee.
    public let approximate: Double
    /// Proved to hold the loss at the candidate; nil when nothing was proved.
    public let enclosure: Bounds?
    /// What the claim is worth, as an audit has it; nil when nothing is claimed.
    public let judgement: Float64Claim?
    /// Nil when nothing is claimed.
    public let comparison: Comparison?

    /// By how much the claim misses the enclosure, relative to the nearest end of it; 0 inside. For people: it is
    /// rounded.
    public var approximateRelativeError: Double? {
        guard let claimed, let enclosure else { return nil }
        if enclosure.contains(claimed) { return 0 }
        let nearest = claimed < enclosure.lower ? enclosure.lower : enclosure.upper
        return nearest == 0 ? .infinity : abs((claimed - nearest) / nearest)
    }

    /// The same in units of the last place of the nearest end.
    public var approximateUlps: Double? {
        guard let claimed, let enclosure else { return nil }
        if enclosure.contains(claimed) { return 0 }
        let nearest = claimed < enclosure.lower ? enclosure.lower : enclosure.upper
        return abs(claimed - nearest) / nearest.ulp
    }
}

/// Evaluates the loss at candidates for inspection. Owned by one thread.
public final class LossInspector {
    private let landscape: any Landscape
    private let approximate: any ApproximateEvaluator
    private let multiple: (any LandscapeEvaluator)?

    /// With 128 bits the enclosure of a loss is a few units in the last place of float64 wide, unless the loss is
    /// almost 0.
    public init(landscape: any Landscape) {
        self.landscape = landscape
        approximate = landscape.makeApproximateEvaluator()
        multiple = try? landscape.makeEvaluator(.multiple(Precision(bits: 128)))
    }

    public func inspect(_ candidate: Candidate) -> InspectedLoss {
        let ball = Ball(centre: candidate.point)
        let enclosure = (try? multiple?.enclosure(on: ball, order: .loss))?.loss
        let compared = candidate.claims.loss.map { compare($0, enclosure, candidate) }
        return InspectedLoss(
            candidate: candidate.index, claimed: candidate.claims.loss,
            approximate: approximate.approximateLoss(at: candidate.parameters),
            enclosure: enclosure, judgement: compared?.judgement, comparison: compared?.comparison)
    }

    private func compare(
        _ c: Double, _ enclosure: Bounds?, _ candidate: Candidate
    ) -> (judgement: Float64Claim, comparison: InspectedLoss.Comparison) {
        let rounding = enclosure.flatMap { ClaimRounding(landscape, at: candidate.parameters, loss: $0) }
        let judgement = Float64Claim.judge(
            magnitude: c, at: enclosure, rounding: rounding?.loss, mayBeNegative: rounding?.isSumOfSquares == false)
        guard let enclosure, enclosure.lower.isFinite, enclosure.upper.isFinite else { return (judgement, .unknown) }
        if enclosure.contains(c) { return (judgement, .inside) }
        let miss =
            c < enclosure.lower ? Directed.subtractUp(enclosure.lower, c) : Directed.subtractUp(c, enclosure.upper)
        if let reach = rounding?.loss.upper, miss <= reach { return (judgement, .rounding) }
        if Double(Float(c)) == c,
            let reach = landscape.roundingBound(at: candidate.parameters, loss: enclosure.upper, unitRoundoff: 0x1p-24)?
                .loss, miss <= reach
        {
            return (judgement, .float32)
        }
        return switch judgement {
        case .confirmed: (judgement, .coarse)
        case .refuted: (judgement, .outside)
        default: (judgement, .unknown)
        }
    }
}

extension ProblemStatement {
    /// Number N of data points; nil for an expectation.
    var dataCount: Int? {
        switch self {
        case .twoLayer(let problem): problem.data.count
        case .dense(let problem): problem.data.count
        case .gaussianReLU, .symmetricReLU, .gaussianErf: nil
        }
    }
}
