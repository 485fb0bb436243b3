import Interchange
import Networks
import Rigor

/// Claimed losses that exceed the loss by one lambda times |theta|², for all students the same: a decay that the
/// problem does not state. Plain float64, for people.
struct DecayInClaims {
    /// How many claims it explains.
    let count: Int
    /// To how many digits.
    let digits: Int
    let advice: String

    /// Nil unless nine in ten of at least two claims of students of different norms have one lambda.
    init?(_ outside: [InspectedLoss], _ point: [Int: [Double]], problem: ProblemStatement, width: Int) {
        guard case .twoLayer(let problem) = problem, outside.count >= 2 else { return nil }
        let layout = problem.layout(width: width), last = layout.inputDimension - 1
        /// Whether a parameter is a weight, not a bias.
        func isWeight(_ place: Int) -> Bool {
            switch layout.parameter(place) {
            case .weight(_, let input): !(problem.data.hasBias && input == last)
            case .output: true
            case .outputBias: false
            }
        }
        let all = Array(0..<layout.count), weights = all.filter(isWeight)
        for (places, name) in [(all, "theta"), (weights, "weights")] where name == "theta" || weights.count < all.count
        {
            let shares = outside.compactMap { loss -> (excess: Double, square: Double, loss: InspectedLoss)? in
                guard let claimed = loss.claimed, let parameters = point[loss.candidate] else { return nil }
                let square = places.reduce(0) { $0 + parameters[$1] * parameters[$1] }
                return square > 0 ? (claimed - loss.approximate, square, loss) : nil
            }
            let norms = shares.map(\.square)
            guard let least = norms.min(), let most = norms.max(), most > 1.01 * least else { continue }
            // the median is right when nine in ten are
            let lambdas = shares.map { $0.excess / $0.square }.sorted(), lambda = lambdas[lambdas.count / 2]
            guard lambda > 0 else { continue }
            let errors = shares.map { abs($0.excess - lambda * $0.square) / abs($0.excess) }.filter { $0 <= 1e-4 }
            guard 10 * errors.count >= 9 * outside.count else { continue }
            count = errors.count
            digits = LossExplanation.digits(errors)
            let text = OutwardDecimal.approximate(lambda, digits: min(max(digits, 4), 12))
            let stated = name == "theta" ? text : "{\"input_weights\": \(text), \"outputs\": \(text)}"
            advice =
                "the claims fit the loss plus about \(text) |\(name)|²: if that was trained on, state it in the "
                + "problem, \"decay\": \(stated)" + (problem.decay == nil ? "" : " beside what is stated")
            return
        }
        return nil
    }
}
