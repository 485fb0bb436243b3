import Certify
import Rigor

/// The point that losses are compared with where no infimum is known: any point with an enclosed loss will do, a low
/// one does best.
public enum ReferencePoint {
    /// The candidate whose loss, enclosed at the exact candidate, has the smallest upper bound; the first of equals.
    /// Nil when none can be enclosed.
    public static func best(of candidates: [Candidate], on landscape: any Landscape) -> (
        index: Int, reference: Reference
    )? {
        var best: (index: Int, upper: Double)?
        let evaluators = [EvaluationLevel.float64, .multiple(Precision(bits: 128))].compactMap {
            try? landscape.makeEvaluator($0)
        }
        for candidate in candidates {
            for evaluator in evaluators {
                guard let loss = try? evaluator.enclosure(on: Ball(centre: candidate.point), order: .loss).loss,
                    loss.upper.isFinite
                else { continue }
                if loss.upper < best?.upper ?? .infinity { best = (candidate.index, loss.upper) }
                break
            }
        }
        guard let best, let point = candidates.first(where: { $0.index == best.index })?.point else { return nil }
        return (best.index, .point(point, lossUpper: Slack.above(best.upper, by: 0x1p-30)))
    }
}
