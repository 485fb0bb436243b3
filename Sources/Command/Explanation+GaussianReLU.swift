import Certify
import Gaussian
import Interchange
import Rigor
import Run

extension Explanation {
    /// What Safran & Shamir's own constant and radius are at the candidate, beside ours; empty for other landscapes and
    /// other arguments.
    var publishedComparison: [String] {
        guard let landscape = landscape as? GaussianReLULandscape, case .isolatedPoint = certificate.argument else {
            return []
        }
        let title = "Safran & Shamir's constants and ours, at the candidate itself, without refinement"
        guard let lemmas = try? GaussianReLULemmas(of: landscape, at: certificate.candidate.point) else {
            return [title] + indent(["The landscape is not smooth there, or could not be enclosed."])
        }
        func row(_ name: String, _ lemma: Lemma1?) -> [String] {
            guard let lemma else { return [name, "", "does not apply"] }
            return [name, "<= \(up(lemma.thirdDerivative))", lemma.radius.map { "<= \(up($0))" } ?? "fails"]
        }
        let table = TextTable.lines(
            [
                ["", "third derivatives", "radius"],
                row("Lemma 1, published B", lemmas.published),
                row("Lemma 1, our constant", lemmas.sharper),
                ["Newton-Kantorovich", "", lemmas.newtonKantorovichRadius.map { "<= \(up($0))" } ?? "fails"],
            ], leading: [0, 1, 2])
        return [title]
            + indent(
                ["|grad F| <= \(up(lemmas.gradientNorm)), lambda_min >= \(down(lemmas.smallestEigenvalue.lower))"]
                    + table)
    }
}
