import Foundation
import Rigor

/// erf z, 2/sqrt(pi) times the integral of exp(-t²) from 0 to z.
struct ErrorFunction: ActivationFacts {
    /// Odd. erf'(0) = 2/sqrt pi is no rational number; 1 stands for it.
    var symmetry: SymmetryDecomposition { Self.decomposition }
    private static let decomposition = SymmetryDecomposition(.zero, .zero, odd: true, even: false, slopeAtZero: .one)
    var reflection: Activation.Reflection { .odd }

    /// Q.
    func leastWidth(_ form: NetworkNormalForm, dimension: Int) -> Int? { form.odd.count }

    /// erf' = (2/sqrt pi) exp(-z²).
    private func density(_ z: Interval) -> Interval {
        Interval(2, precision: z.precision) / Interval.pi(precision: z.precision).squareRoot() * (-z.squared()).exp()
    }

    /// erf'' = -2z erf',  erf''' = (4z² - 2) erf'.
    func jet(_ z: Interval) -> [Interval] {
        let square = z.squared(), two = Interval(2, precision: z.precision), density = density(z)
        return [z.erf(), density, -(two * z * density), (two * (square + square) - two) * density]
    }

    /// s'''' = (12z - 8z³) erf',   s''''' = (12 - 48z² + 16z⁴) erf'.
    func fourthAndFifthDerivative(_ z: Interval) -> (fourth: Interval, fifth: Interval) {
        func number(_ n: Int) -> Interval { Interval(n, precision: z.precision) }
        let square = z.squared(), density = density(z)
        return (
            z * (number(12) - number(8) * square) * density,
            (number(12) - number(48) * square + number(16) * square.squared()) * density
        )
    }

    /// erf' = 2/sqrt(pi) exp(-z²): 2/sqrt(pi), sup |erf''| = 2 sqrt(2/(e pi)), sup |erf'''| = 4/sqrt(pi), and |erf''''|
    /// is greatest where erf''''' = 0, at 2z² = 3 - sqrt 6.
    func suprema(reach: Double) -> [Double] { [1, 1.1284, 0.968, 2.2568, 4.4052] }

    var float64Form: Float64Form { .ofArgument(GaussianIntegral.errorFunction) }

    func approximateJet(_ z: Double) -> (Double, Double, Double, Double) {
        let p = 2 / Double.pi.squareRoot() * Foundation.exp(-z * z)
        return (Foundation.erf(z), p, -2 * z * p, (4 * z * z - 2) * p)
    }
}
