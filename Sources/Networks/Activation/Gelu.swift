import Foundation
import Rigor

/// z Phi(z), Phi the distribution function of the standard normal law: the exact one, without tanh.
struct Gelu: GatedActivation {
    func gate(_ z: Interval) -> [Interval] {
        let (fourth, fifth) = NormalDistributionFunction().fourthAndFifthDerivative(z)
        return NormalDistributionFunction().jet(z) + [fourth, fifth]
    }

    func fillGate(from arguments: UnsafePointer<Double>, count: Int, order: Int, _ jets: Float64Jets) {
        GaussianIntegral.normalDistribution.fillJets(from: arguments, count: count, order: order, jets)
    }

    /// Those of `GaussianIntegral`: with y = z²/2 and phi = Phi' the errors of Phi', Phi'', Phi''' are phi (1.001 y +
    /// 10.1), |z| phi (1.001 y + 12.1), phi (2y + |2y - 1| (1.001 y + 12.2)); times |z| these are at most 2.58, 3.86,
    /// 5.04 (tests). The value errs by 2.01.
    var gateErrors: GateErrors {
        GateErrors(tail: 0, moments: [2.7, 4.0, 5.2], errors: [2.1, 4.1, 3.2])
    }

    /// |s| <= |z|. s'' = (2 - z²) phi, so s' is greatest at sqrt 2: Phi(sqrt 2) + sqrt 2 phi(sqrt 2). s''' = (z³ - 4z) phi
    /// is 0 at 0 and ±2: |s''| <= 2 phi(0). s'''' = (7z² - 4 - z⁴) phi is 0 at z² = (7 - sqrt 33)/2: 0.7788. s''''' = z
    /// (z²
    /// - 2)(z² - 9) phi: |s''''| <= 4 phi(0).
    func suprema(reach: Double) -> [Double] { [reach, 1.129, 0.7979, 0.7788, 1.5958] }

    var jetCost: Double { 40 }

    func approximateJet(_ z: Double) -> (Double, Double, Double, Double) {
        let (value, p, _, _) = NormalDistributionFunction().approximateJet(z)
        return (z * value, value + z * p, (2 - z * z) * p, (z * z - 4) * z * p)
    }
}
