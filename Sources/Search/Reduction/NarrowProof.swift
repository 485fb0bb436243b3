import Certify
import Networks
import Rigor

/// The proved critical point of a narrow network.
struct NarrowProof {
    var witness: IsolatedPointWitness
    /// At least |p* - p|.
    var existence: Double
    /// Morse index.
    var index: Int

    /// The longest that gradients of narrow networks are taken with.
    static let precision = Precision(bits: 128)

    /// The same point at a centre refined with gradients of that level, so that it is known to nearly all of its bits;
    /// nil where there are none, or nothing is gained.
    func sharpened(on narrow: TwoLayerLandscape, at level: EvaluationLevel) -> NarrowProof? {
        guard let fine = try? narrow.makeEvaluator(level),
            let outcome = try? MultiplePrecisionRefinement().run(
                from: witness.centre, hessian: (try? narrow.makeEvaluator(.float64)) ?? fine, gradient: fine,
                precision: Self.precision),
            outcome.gradientNorm < witness.gradientNorm
        else { return nil }
        var result = self
        result.witness.centre = outcome.point
        result.witness.gradientNorm = Slack.above(outcome.gradientNorm)
        // as the proof will find
        result.existence = result.witness.statedExistenceRadius ?? .infinity
        return result
    }
}
