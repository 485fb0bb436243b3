import Certify
import Interchange
import Networks

/// Another convention, or a known fault, under which claimed losses that lie outside would be right. A suggestion for
/// people, nothing is proved by it.
public struct LossExplanation: Sendable, Hashable {
    /// For programs: "half-mean", "sum", "inputs-neurons", ..
    public let code: String
    /// What it would mean, and what to do.
    public let advice: String
    /// How many of the claims outside it explains.
    public let count: Int
    /// To how many decimal digits, at least, it gives each of those claims, computed here in float64; nil where it
    /// gives no numbers.
    public let approximateDigits: Int?

    /// Explanations of at least nine in ten of the claims outside, the likeliest first.
    public static func all(
        of losses: [InspectedLoss], candidates: [Candidate], problem: ProblemStatement, width: Int,
        conventions: CandidateConventions
    ) -> [LossExplanation] {
        let outside = losses.filter { $0.comparison == .outside }
        guard !outside.isEmpty else { return [] }
        var search = Search(outside: outside)
        let point = Dictionary(candidates.map { ($0.index, $0.parameters) }) { first, _ in first }

        let ownScales = LossScale.all(problem, conventions)
        for scale in ownScales {
            search.tryOut(scale.code, scale.advice) { scale.value($0.approximate) }
        }
        for variant in LossVariant.all(of: problem, width: width, conventions: conventions) {
            var values: [Int: Double] = [:]
            for loss in outside {
                if let parameters = point[loss.candidate] { values[loss.candidate] = variant.value(parameters) }
            }
            let declared = conventions.claimFactor
            search.tryOut(variant.code, variant.advice) { values[$0.candidate].map { declared * $0 } }
            for scale in ownScales where variant.isScaled {
                search.tryOut("\(variant.code), \(scale.code)", "\(variant.advice); and \(scale.advice)") {
                    values[$0.candidate].map(scale.value)
                }
            }
        }
        let finder = VerdictRemarks(problem, width: width)
        search.tryOut(
            "with-decay",
            "the claims fit the loss with the weight decay for which the students are critical: state it in the problem"
        ) { loss in
            point[loss.candidate].flatMap { finder.unstatedDecay(at: $0) }.map {
                conventions.claimFactor * (loss.approximate + $0.approximateAddition)
            }
        }
        if search.found.isEmpty,
            let decay = DecayInClaims(outside, point, problem: problem, width: width)
        {
            search.found.append(
                LossExplanation(
                    code: "with-decay", advice: decay.advice, count: decay.count, approximateDigits: decay.digits))
        }
        if search.found.isEmpty, let count = problem.dataCount, faultyRemainders.contains(count % 8) {
            let count = count % 8
            let explained = outside.count { $0.approximateRelativeError.map { faultyErrors.contains($0) } ?? false }
            if 10 * explained >= 9 * outside.count {
                search.found.append(
                    LossExplanation(
                        code: "mlpgradientflow-0.2",
                        advice:
                            "MLPGradientFlow 0.2.x returned losses that are wrong by 0.5 to 11 % when the number of "
                            + "points modulo 8 was 3, 5, 6 or 7 (here it is \(count)), "
                            + "while its gradients were right: the parameters may be fine, do not use the losses",
                        count: explained, approximateDigits: nil))
            }
        }
        return search.likely
    }

    /// Numbers of points modulo 8 for which MLPGradientFlow 0.2.x went wrong, and by how much, with some margin.
    private static let faultyRemainders: Set<Int> = [3, 5, 6, 7]
    private static let faultyErrors = 0.003...0.15

    /// The claims outside, and what was found to explain them.
    private struct Search {
        let outside: [InspectedLoss]
        var found: [LossExplanation] = []

        init(outside: [InspectedLoss]) { self.outside = outside }

        /// - Parameter value: what the claim would be.
        mutating func tryOut(_ code: String, _ advice: String, _ value: (InspectedLoss) -> Double?) {
            let errors = outside.compactMap { loss -> Double? in
                guard let claimed = loss.claimed, let value = value(loss) else { return nil }
                return LossExplanation.errorIfNear(claimed, value)
            }
            guard 10 * errors.count >= 9 * outside.count else { return }
            found.append(
                LossExplanation(
                    code: code, advice: advice, count: errors.count,
                    approximateDigits: LossExplanation.digits(errors)))
        }

        /// Those that are not far coarser than the best: the right one gives claims of float64 to the last digits, and
        /// what is near by accident to a few.
        var likely: [LossExplanation] {
            let best = found.compactMap(\.approximateDigits).max() ?? 0
            return found.filter { 2 * ($0.approximateDigits ?? best) >= best }
        }
    }

    /// The relative error, when the two are near enough to be the same number computed in float32; conventions differ
    /// by far more.
    private static func errorIfNear(_ claimed: Double, _ value: Double) -> Double? {
        guard value.isFinite, value != 0, abs(claimed - value) <= 1e-4 * abs(value) else { return nil }
        return abs(claimed - value) / abs(value)
    }

    /// Decimal digits to which numbers with these relative errors agree.
    static func digits(_ errors: [Double]) -> Int {
        let worst = max(errors.max() ?? 0, 1e-15)
        return (1...15).last { digits in worst <= (0..<digits).reduce(1.0) { power, _ in power / 10 } * 1.0001 } ?? 0
    }
}
