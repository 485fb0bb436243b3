import Certify
import Interchange
import Networks
import Rigor

/// A problem in words.
extension HTMLReport {
    static func describe(_ data: DataSet) -> String {
        if data.hasBias { return describe(data.withoutBias) + ", and a last coordinate 1 whose weight is the bias" }
        switch data {
        case .points(let points): return "\(points.count) points in dimension \(data.dimension)"
        case .grid(let axes):
            let texts = axes.map { axis -> String in
                guard let first = axis.first, let last = axis.last, axis.count > 2 else {
                    return "{" + axis.map(\.description).joined(separator: ", ") + "}"
                }
                return "{\(first), \(axis[1]), …, \(last)}"
            }
            return "\(data.count) points, the grid " + texts.joined(separator: " × ")
        }
    }

    /// The loss as a formula: with several outputs the residual is a vector.
    static func formula(_ problem: TwoLayerProblem) -> String {
        let isOne = problem.outputCount == 1
        let divisor =
            "<mi>N</mi>"
            + (isOne || problem.loss == .meanSquaredNorm ? "" : "<mo>·</mo><mn>\(problem.outputCount)</mn>")
        return String(decoding: PackageResources.loss_html, as: UTF8.self).replacing("{divisor}", with: divisor)
            .replacing("{open}", with: isOne ? "(" : "‖").replacing("{close}", with: isOne ? ")" : "‖")
    }

    static func describe(_ reference: Reference) -> String {
        switch reference {
        case .infimumZero(.zeroByRealizingTeacher): "the infimum 0, which the teacher attains"
        case .infimumZero(.zeroByConstruction(let why)): "the infimum 0: \(why)"
        case .point(_, let upper):
            "a point whose loss is at most \(OutwardDecimal.upper(upper)); the infimum is not known"
        }
    }
}
