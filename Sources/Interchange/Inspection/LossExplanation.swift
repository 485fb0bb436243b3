import Certify
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

    /// Explanations of at least nine in ten of the claims outside, the likeliest first.
    public static func all(
        of losses: [InspectedLoss], candidates: [Candidate], problem: ProblemStatement, width: Int,
        conventions: CandidateConventions
    ) -> [LossExplanation] {
        let outside = losses.filter { $0.comparison == .outside }
        guard !outside.isEmpty else { return [] }
        var found: [LossExplanation] = []
        func tryOut(_ code: String, _ advice: String, _ explains: (_ claimed: Double, _ loss: InspectedLoss) -> Bool) {
            let count = outside.count { loss in loss.claimed.map { explains($0, loss) } ?? false }
            if 10 * count >= 9 * outside.count {
                found.append(LossExplanation(code: code, advice: advice, count: count))
            }
        }
        let point = Dictionary(candidates.map { ($0.index, $0.parameters) }) { first, _ in first }

        let ownScales = Scale.all(problem, conventions)
        for scale in ownScales {
            tryOut(scale.code, scale.advice) { isNear($0, scale.value($1.approximate)) }
        }
        for variant in Variant.all(of: problem, width: width, conventions: conventions) {
            let evaluator = variant.problem.landscape(width: width).makeApproximateEvaluator()
            var values: [Int: Double] = [:]
            for loss in outside {
                if let parameters = point[loss.candidate] {
                    values[loss.candidate] = evaluator.approximateLoss(at: variant.parameters(parameters))
                }
            }
            tryOut(variant.code, variant.advice) { claimed, loss in
                values[loss.candidate].map { isNear(claimed, $0) } ?? false
            }
            for scale in ownScales {
                tryOut("\(variant.code), \(scale.code)", "\(variant.advice); and \(scale.advice)") { claimed, loss in
                    values[loss.candidate].map { isNear(claimed, scale.value($0)) } ?? false
                }
            }
        }
        if found.isEmpty, let count = problem.dataCount, faultyRemainders.contains(count % 8) {
            tryOut(
                "mlpgradientflow-0.2",
                "MLPGradientFlow 0.2.x returned losses that are wrong by 0.5 to 11 % when the number of points modulo "
                    + "8 was 3, 5, 6 or 7 (here it is \(count % 8)), "
                    + "while its gradients were right: the parameters may be fine, do not use the losses"
            ) { _, loss in loss.approximateRelativeError.map { faultyErrors.contains($0) } ?? false }
        }
        return found
    }

    /// Numbers of points modulo 8 for which MLPGradientFlow 0.2.x went wrong, and by how much, with some margin.
    private static let faultyRemainders: Set<Int> = [3, 5, 6, 7]
    private static let faultyErrors = 0.003...0.15

    /// Near enough to be the same number computed in float32; conventions differ by far more.
    private static func isNear(_ claimed: Double, _ value: Double) -> Bool {
        value.isFinite && value != 0 && abs(claimed - value) <= 1e-4 * abs(value)
    }
}

/// Another normalization of the same loss.
private struct Scale {
    let code: String
    let advice: String
    let value: (Double) -> Double

    static func all(_ problem: ProblemStatement, _ conventions: CandidateConventions) -> [Scale] {
        var scales: [Scale] = []
        if conventions.loss == .halfMean {
            // the claims were doubled on reading
            scales.append(
                Scale(code: "mean", advice: "the claims fit the loss itself, not half of it: declare loss mean") {
                    2 * $0
                })
        } else {
            scales.append(
                Scale(
                    code: "half-mean",
                    advice: "the claims fit half the loss: declare it with --loss half-mean or in the file"
                ) { $0 / 2 })
        }
        let declared = conventions.claimFactor
        if case .twoLayer(let problem) = problem, problem.outputCount > 1 {
            // the convention that the problem does not declare
            let k = Double(problem.outputCount), isSummed = problem.loss == .meanSquaredNorm
            let other = isSummed ? TwoLayerProblem.LossConvention.meanSquaredError : .meanSquaredNorm
            scales.append(
                Scale(
                    code: other.rawValue,
                    advice:
                        "the claims fit squared residuals \(isSummed ? "averaged" : "summed") over the "
                        + "\(problem.outputCount) outputs: the loss of such a problem is \"\(other.rawValue)\""
                ) { declared * (isSummed ? $0 / k : $0 * k) })
        }
        if let count = problem.dataCount {
            let points = Double(count)
            scales.append(
                Scale(
                    code: "sum",
                    advice:
                        "the claims fit the sum over the \(count) points: divide them, and gradients and eigenvalues, "
                        + "by \(count)"
                ) {
                    declared * points * $0
                })
            scales.append(
                Scale(
                    code: "half-sum",
                    advice:
                        "the claims fit half the sum over the \(count) points: divide them, and gradients and "
                        + "eigenvalues, by \(count), and declare half-mean"
                ) {
                    declared * points * $0 / 2
                })
        }
        scales.append(
            Scale(code: "root-mean-square", advice: "the claims fit the square root of the loss: square them") {
                declared * $0.squareRoot()
            })
        return scales
    }
}

/// Another reading of the same numbers: the axes of `w` swapped, or another activation.
private struct Variant {
    let code: String
    let advice: String
    let problem: ProblemStatement
    let parameters: ([Double]) -> [Double]

    static func all(of statement: ProblemStatement, width: Int, conventions: CandidateConventions) -> [Variant] {
        guard case .twoLayer(let problem) = statement else { return [] }
        var variants: [Variant] = []
        let d = problem.data.dimension
        if width == d {
            let other: CandidateConventions.Axes = conventions.axes == .inputsNeurons ? .neuronsInputs : .inputsNeurons
            variants.append(
                Variant(
                    code: other.rawValue,
                    advice:
                        "the claims fit w with its axes the other way round: declare it with --axes \(other.rawValue)",
                    problem: statement
                ) { point in
                    (0..<(d * d)).map { point[($0 % d) * d + $0 / d] } + point[(d * d)...]
                })
        }
        for activation in Activation.allNamed where activation != problem.activation {
            guard
                let changed = try? TwoLayerProblem(
                    activation: activation, data: problem.data, labels: problem.labels,
                    outputCount: problem.outputCount, loss: problem.loss)
            else { continue }
            variants.append(
                Variant(
                    code: "activation \(activation.name)",
                    advice:
                        "the claims fit the activation \(activation.name): is this the problem they were trained "
                        + "on?",
                    problem: .twoLayer(changed)
                ) { $0 })
        }
        return variants
    }
}
