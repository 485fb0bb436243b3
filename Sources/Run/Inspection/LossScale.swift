import Certify
import Interchange
import Networks

/// Another normalization of the same loss.
struct LossScale {
    let code: String
    let advice: String
    let value: (Double) -> Double

    static func all(_ problem: ProblemStatement, _ conventions: CandidateConventions) -> [LossScale] {
        var scales: [LossScale] = []
        if conventions.loss == .halfMean {
            // the claims were doubled on reading
            scales.append(
                LossScale(code: "mean", advice: "the claims fit the loss itself, not half of it: declare loss mean") {
                    2 * $0
                })
        } else {
            scales.append(
                LossScale(
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
                LossScale(
                    code: other.rawValue,
                    advice:
                        "the claims fit squared residuals \(isSummed ? "averaged" : "summed") over the "
                        + "\(problem.outputCount) outputs: the loss of such a problem is \"\(other.rawValue)\""
                ) { declared * (isSummed ? $0 / k : $0 * k) })
        }
        if let count = problem.dataCount {
            let points = Double(count)
            scales.append(
                LossScale(
                    code: "sum",
                    advice:
                        "the claims fit the sum over the \(count) points: divide them, and gradients and eigenvalues, "
                        + "by \(count)"
                ) {
                    declared * points * $0
                })
            scales.append(
                LossScale(
                    code: "half-sum",
                    advice:
                        "the claims fit half the sum over the \(count) points: divide them, and gradients and "
                        + "eigenvalues, by \(count), and declare half-mean"
                ) {
                    declared * points * $0 / 2
                })
        }
        scales.append(
            LossScale(code: "root-mean-square", advice: "the claims fit the square root of the loss: square them") {
                declared * $0.squareRoot()
            })
        return scales
    }
}
