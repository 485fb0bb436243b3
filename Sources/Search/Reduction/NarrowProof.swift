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

    /// The same point at a centre refined with a long precision, so that it is known to nearly all of its bits.
    func sharpened(on narrow: TwoLayerLandscape) -> NarrowProof {
        let level = (try? narrow.makeEvaluator(.doubleDouble)) ?? (try? narrow.makeEvaluator(.multiple(Self.precision)))
        guard let fine = level,
            let outcome = try? MultiplePrecisionRefinement().run(
                from: witness.centre, hessian: (try? narrow.makeEvaluator(.float64)) ?? fine, gradient: fine,
                precision: Self.precision),
            outcome.gradientNorm < witness.gradientNorm
        else { return self }
        var result = self
        result.witness.centre = outcome.point
        result.witness.gradientNorm = Slack.above(outcome.gradientNorm)
        // as the proof will find
        result.existence = result.witness.statedExistenceRadius ?? .infinity
        return result
    }
}
