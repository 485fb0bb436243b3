import Foundation
import Rigor

/// Phi(z) = (1 + erf(z / sqrt 2)) / 2, the distribution function of the standard normal law.
struct NormalDistributionFunction: ActivationFacts {
    /// 1/2 and an odd function, half of ``Sigmoid2``. Phi'(0) is no rational number; 1 stands for it.
    var symmetry: SymmetryDecomposition { Self.decomposition }
    private static let decomposition = SymmetryDecomposition(
        Rational(1, 2), .zero, odd: true, even: false, slopeAtZero: .one)
    var reflection: Activation.Reflection { .oddAboutOneHalf }

    /// As the sigmoid's.
    func leastWidth(_ form: NetworkNormalForm, dimension d: Int) -> Int? { Sigmoid().leastWidth(form, dimension: d) }

    func jet(_ z: Interval) -> [Interval] {
        var jet = Sigmoid2().jet(z).map { $0.scaled(byPowerOfTwo: -1) }
        jet[0] = jet[0] + Interval.one(precision: z.precision).scaled(byPowerOfTwo: -1)
        return jet
    }

    func fourthAndFifthDerivative(_ z: Interval) -> (fourth: Interval, fifth: Interval) {
        let (fourth, fifth) = Sigmoid2().fourthAndFifthDerivative(z)
        return (fourth.scaled(byPowerOfTwo: -1), fifth.scaled(byPowerOfTwo: -1))
    }

    /// Half of those of ``Sigmoid2``.
    func suprema(reach: Double) -> [Double] { [1, 0.399, 0.242, 0.399, 0.5507] }

    var float64Form: Float64Form { .ofArgument(GaussianIntegral.normalDistribution) }

    func approximateJet(_ z: Double) -> (Double, Double, Double, Double) {
        let p = Foundation.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        return (erfc(-z / 2.squareRoot()) / 2, p, -z * p, (z * z - 1) * p)
    }
}
