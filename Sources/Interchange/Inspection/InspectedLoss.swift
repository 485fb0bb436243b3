import Certify
import Landscape
import Rigor

/// The loss at one candidate: as the file claims it, as float64 gives it here, and enclosed.
public struct InspectedLoss: Sendable {
    /// How a claimed loss c compares with the loss L at the exact candidate.
    public enum Comparison: String, Sendable, CaseIterable {
        /// c lies in the enclosure of L.
        case inside
        /// c lies outside, but a correct evaluation in float64 may give it.
        case rounding
        /// c is a float32 number, and an evaluation in float32 may give it.
        case float32
        /// c lies outside by more than rounding explains: it is not the loss of this candidate on this problem.
        case outside
        /// L was not enclosed.
        case unknown
    }

    public let candidate: Int
    /// The claim of the file, about the loss of the problem; nil when there is none.
    public let claimed: Double?
    /// What float64 gives here, without guarantee.
    public let approximate: Double
    /// Proved to hold the loss at the candidate; nil when nothing was proved.
    public let enclosure: Bounds?
    /// Nil when nothing is claimed.
    public let comparison: Comparison?

    /// By how much the claim misses the enclosure, relative to the nearest end of it; 0 inside. For people: it is rounded.
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
    /// Number N k of squared residuals in the loss; 0 for an expectation.
    private let termCount: Int
    private let approximate: any ApproximateEvaluator
    private let float64: (any LandscapeEvaluator)?
    private let multiple: (any LandscapeEvaluator)?

    /// With 128 bits the enclosure of a loss is a few units in the last place of float64 wide, unless the loss is almost 0.
    public init(problem: ProblemStatement, landscape: any Landscape) {
        self.landscape = landscape
        termCount = (problem.dataCount ?? 0) * problem.outputCount
        approximate = landscape.makeApproximateEvaluator()
        float64 = try? landscape.makeEvaluator(.float64)
        multiple = try? landscape.makeEvaluator(.multiple(Precision(bits: 128)))
    }

    public func inspect(_ candidate: Candidate) -> InspectedLoss {
        let ball = Ball(centre: candidate.point)
        let enclosure = (try? multiple?.enclosure(on: ball, order: .loss))?.loss
        let claimed = candidate.claims.loss
        return InspectedLoss(
            candidate: candidate.index, claimed: claimed, approximate: approximate.approximateLoss(at: candidate.parameters), enclosure: enclosure,
            comparison: claimed.map { compare($0, enclosure, ball, candidate) })
    }

    private func compare(_ c: Double, _ enclosure: Bounds?, _ ball: Ball, _ candidate: Candidate) -> InspectedLoss.Comparison {
        guard let enclosure, enclosure.lower.isFinite, enclosure.upper.isFinite else { return .unknown }
        if enclosure.contains(c) { return .inside }
        if reach(enclosure, ball, candidate).contains(c) { return .rounding }
        if Double(Float(c)) == c, abs(c - enclosure.upper) <= approximateError(enclosure.upper, candidate, unit: 0x1p-24) { return .float32 }
        return .outside
    }

    /// What float64 may give for the loss: the a priori bounds of the float64 evaluator, widened by what N k additions one after the other may lose
    /// (Higham, Accuracy and Stability, 4.2; the terms are squares, so their sum is L itself). Where there are no such bounds, or a loss is computed by closed
    /// forms that cancel, an estimate, and what float64 gives here, twice as far.
    private func reach(_ enclosure: Bounds, _ ball: Ball, _ candidate: Candidate) -> Bounds {
        guard termCount > 0, let bounds = (try? float64?.enclosure(on: ball, order: .loss))?.loss else {
            let here = approximate.approximateLoss(at: candidate.parameters)
            let miss = here.isFinite ? max(abs(here - enclosure.upper), abs(here - enclosure.lower)) : 0
            return enclosure.widened(by: max(2 * miss, approximateError(enclosure.magnitude, candidate, unit: Directed.unitRoundoff)))
        }
        return bounds.widened(by: Directed.multiplyUp(bounds.magnitude, Directed.gamma(termCount + 8)))
    }

    /// A rough bound of the error of a loss evaluated with this unit roundoff: residuals of size sqrt(L) with errors of a few roundings of sum |a_j|, squared and
    /// averaged; for a closed form, a few roundings of terms of the size of squared parameters, which cancel.
    private func approximateError(_ loss: Double, _ candidate: Candidate, unit: Double) -> Double {
        let size = 1 + candidate.parameters.reduce(0) { $0 + abs($1) }
        let error = size * 8 * unit
        let cancellation = termCount == 0 ? size * size * 8 * unit : 0
        return 2 * loss.magnitude.squareRoot() * error + error * error + loss.magnitude * Double(termCount + 8) * unit + cancellation
    }
}

extension ProblemStatement {
    /// Number N of data points; nil for an expectation.
    var dataCount: Int? {
        if case .twoLayer(let problem) = self { return problem.data.count }
        return nil
    }

    /// Number k of outputs.
    var outputCount: Int {
        if case .twoLayer(let problem) = self { return problem.outputCount }
        return 1
    }
}
