import Foundation
import Rigor

/// erf(z / sqrt 2) = 2 Phi(z) - 1.
struct Sigmoid2: ActivationFacts {
    /// Odd. s'(0) = sqrt(2/pi) is no rational number; 1 stands for it.
    var symmetry: SymmetryDecomposition { Self.decomposition }
    private static let decomposition = SymmetryDecomposition(.zero, .zero, odd: true, even: false, slopeAtZero: .one)
    var reflection: Activation.Reflection { .odd }

    /// Q.
    func leastWidth(_ form: NetworkNormalForm, dimension: Int) -> Int? { form.odd.count }

    /// s' = sqrt(2/pi) exp(-z²/2).
    private func density(_ z: Interval) -> Interval {
        let precision = z.precision
        return (Interval(2, precision: precision) / Interval.pi(precision: precision)).squareRoot()
            * (-z.squared()).scaled(byPowerOfTwo: -1).exp()
    }

    /// s'' = -z s',  s''' = (z² - 1) s'.
    func jet(_ z: Interval) -> [Interval] {
        let density = density(z), root2 = Interval(2, precision: z.precision).squareRoot()
        return [
            (z / root2).erf(), density, -(z * density), (z.squared() - Interval.one(precision: z.precision)) * density,
        ]
    }

    /// s'''' = (3z - z³) s',   s''''' = (z⁴ - 6z² + 3) s'.
    func fourthAndFifthDerivative(_ z: Interval) -> (fourth: Interval, fifth: Interval) {
        func number(_ n: Int) -> Interval { Interval(n, precision: z.precision) }
        let square = z.squared(), density = density(z)
        return (
            z * (number(3) - square) * density, (square.squared() - number(6) * square + number(3)) * density
        )
    }

    /// s'(0) = sqrt(2/pi), |s''| <= -s''(1) = sqrt(2/(e pi)), |s'''| <= sqrt(2/pi) (at 0; at z² = 3 it is 2 e^(-3/2) of
    /// that), and |s''''| is greatest where z⁴ - 6z² + 3 = 0, z² = 3 - sqrt 6 (at 3 + sqrt 6 it is smaller).
    func suprema(reach: Double) -> [Double] { [1, 0.7979, 0.484, 0.7979, 1.1013] }

    var float64Form: Float64Form { .ofArgument(GaussianIntegral.sigmoid2) }

    func approximateJet(_ z: Double) -> (Double, Double, Double, Double) {
        let p = (2 / Double.pi).squareRoot() * Foundation.exp(-z * z / 2)
        return (Foundation.erf(z / 2.squareRoot()), p, -z * p, (z * z - 1) * p)
    }
}
