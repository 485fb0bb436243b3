import Foundation
import Rigor

/// z (1 + tanh(sqrt(2/pi) (z + 0.044715 z³))) / 2 = z sg(v(z)), sg the sigmoid,
///
///     v = kappa (z + gamma z³),   kappa = 2 sqrt(2/pi),   gamma = 0.044715
///     v' = kappa (1 + 3 gamma z²),   v'' = 6 kappa gamma z,   v''' = 6 kappa gamma
///
/// It differs from gelu by up to 5e-4, and is another function.
struct GeluTanh: GatedActivation {
    static let gamma = Rational(8943, 200_000)

    var doubleDoubleForm: DoubleDoubleForm? { .ofArgument(DoubleDoubleGeluTanh()) }

    /// By the chain rule, g = sg(v), v'''' = 0:
    ///
    ///     g' = sg' v'      g'' = sg'' v'² + sg' v''      g''' = sg''' v'³ + 3 sg'' v' v'' + sg' v'''
    ///     g'''' = sg'''' v'⁴ + 6 sg''' v'² v'' + sg'' (3 v''² + 4 v' v''')
    ///     g''''' = sg''''' v'⁵ + 10 sg'''' v'³ v'' + sg''' (10 v'² v''' + 15 v' v''²) + 10 sg'' v'' v'''
    func gate(_ z: Interval) -> [Interval] {
        let precision = z.precision
        func number(_ n: Int) -> Interval { Interval(n, precision: precision) }
        let kappa = (number(8) / Interval.pi(precision: precision)).squareRoot()
        let gamma = Interval(enclosing: Self.gamma, precision: precision)
        let v = kappa * (z + gamma * z.power(3))
        let a = kappa * (number(1) + gamma * z.squared().multiplied(by: 3))
        let c = (kappa * gamma).multiplied(by: 6), b = c * z
        let s = Sigmoid().jet(v), (fourth, fifth) = Sigmoid().fourthAndFifthDerivative(v)
        let square = a.squared(), cube = a.power(3), ab = a * b
        return [
            s[0],
            s[1] * a,
            s[2] * square + s[1] * b,
            s[3] * cube + (s[2] * ab).multiplied(by: 3) + s[1] * c,
            fourth * square.squared() + (s[3] * square * b).multiplied(by: 6)
                + s[2] * (b.squared().multiplied(by: 3) + (a * c).multiplied(by: 4)),
            fifth * a.power(5) + (fourth * cube * b).multiplied(by: 10)
                + s[3] * ((square * c).multiplied(by: 10) + (a * b.squared()).multiplied(by: 15))
                + (s[2] * b * c).multiplied(by: 10),
        ]
    }

    func fillGate(from arguments: UnsafePointer<Double>, count: Int, order: Int, _ jets: Float64Jets) {
        // kappa, gamma, 3 gamma, 6 kappa gamma, rounded to nearest
        let kappa = 0x1.9884533d43651p0, gamma = 0x1.6e4e26d4801f7p-5
        let tripleGamma = 0x1.12ba9d1f60179p-3, c = 0x1.b6676bf7450f0p-2
        for k in 0..<count {
            let z = arguments[k], square = z * z
            let s = logisticJet(kappa * (z * (1 + gamma * square)))
            let a = kappa * (1 + tripleGamma * square), b = c * z
            let ab = a * b, aa = a * a
            jets.value[k] = s.value
            jets.first[k] = s.first * a
            jets.second[k] = s.second * aa + s.first * b
            jets.third[k] = s.third * (aa * a) + 3 * s.second * ab + s.first * c
        }
    }

    /// In u, to first order: v is off by 7.1 |v| (kappa, gamma, z², and five operations on terms of one sign), v' by
    /// 6.1 v', v'' by 2 v'', v''' by v''', and log t by R = 7.1 |v| + 8.1. With E1, E2, E3 the errors of sg', sg'',
    /// sg''' in `logisticJet`,
    ///
    ///     g       |sg'| R + 2
    ///     g'      v' E1 + 7.1 v' sg'
    ///     g''     v'² E2 + 15.2 v'² |sg''| + |v''| (E1 + 4 sg')
    ///     g'''    v'³ E3 + 23.3 v'³ |sg'''| + 3 v' |v''| (E2 + 13.1 |sg''|) + v''' (E1 + 4 sg')
    ///
    /// Their suprema, and those times |z|, are 5.1, 6.8, 12.4, 2.8 (of the tail), 7.3, 18.4, 56.9 (tests; from |v| = 20
    /// on they decrease as exp(-|v|) times a polynomial), to which 2 % are added. Where |v| > 700 exp(-700) stands for
    /// exp(-|v|): what multiplies them is below 2^60 for |z| <= 700.
    var gateErrors: GateErrors {
        GateErrors(tail: 3, moments: [7.5, 18.9, 58.2], errors: [5.3, 7.0, 12.7])
    }

    /// |s| <= |z|; the others by interval evaluation on [-8, 8] (tests). Beyond, |v| > 49 and |sg^(p)| <= 1.3 e^-|v|
    /// for p = 1 .. 4, times polynomials below 2^20 at 8, which grow more slowly: nothing beside them but s' near 0 or
    /// 1.
    func suprema(reach: Double) -> [Double] { [reach, 1.1291, 0.7980, 0.7768, 1.6038] }

    var jetCost: Double { 90 }

    func approximateJet(_ z: Double) -> (Double, Double, Double, Double) {
        let kappa = (8 / Double.pi).squareRoot(), gamma = 0.044715
        let s = Sigmoid().approximateJet(kappa * (z + gamma * z * z * z))
        let a = kappa * (1 + 3 * gamma * z * z), c = 6 * kappa * gamma, b = c * z
        let g = (s.0, s.1 * a, s.2 * a * a + s.1 * b, s.3 * a * a * a + 3 * s.2 * a * b + s.1 * c)
        return (z * g.0, g.0 + z * g.1, 2 * g.1 + z * g.2, 3 * g.2 + z * g.3)
    }
}
