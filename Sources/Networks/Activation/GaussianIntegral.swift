import Rigor

/// alpha + beta erf(lambda z) in float64, lambda² = q one of 1 and 1/2: erf itself, erf(z / sqrt 2), and the normal
/// distribution function.
///
/// With y = q z², kappa = 2 beta lambda / sqrt(pi), mu = 2 q:
///
///     s' = kappa exp(-y)      s'' = -mu z s'      s''' = mu (mu z² - 1) s'
///
/// **Errors**, in u = 2^-53, everything beyond the first order below 1 % of what is stated.
/// - s: |erf(fl(lambda z)) - erf(lambda z)| <= 2.01 u sup |x erf'(x)| = 2.01 u sqrt(2 / (e pi)) < u, none for lambda =
///   1; `float64ErrorFunction` errs by 2 u; beta is a power of two; adding alpha = 1/2 to beta erf rounds a number of
///   at most 1: u/2 or, when it rounds to 1, less than u/2 again. So 2 u for erf, 3 u for beta = 1, 2 u for beta = 1/2.
/// - s': fl(y) = y (1 + d), |d| <= u, and `exponential` is off by 8 u relatively, kappa and the product by u each. So
///   s' is off by s' (1.001 y + 10.1) u, and exp(-y)(y + 10.1) decreases: 10.1 kappa u.
/// - s'': two more roundings at most. |z| s' = kappa sqrt(y/q) exp(-y), and sup of sqrt(y) exp(-y) is 0.429, of y^(3/2)
///   exp(-y) 0.410: mu kappa q^(-1/2) (0.411 + 12.1 · 0.429) u < 5.7 mu kappa q^(-1/2) u.
/// - s''': with mu z² = 2y, whose product and rounding cost 2y u, and three more roundings, kappa mu exp(-y) (2y + |2y
///   - 1| (1.001 y + 12.2)) u, at most its value at y = 0: 12.3 kappa mu u. (The bracket is 2y + (1 - 2y)(y + 12.2) on
///   [0, 1/2], with derivative below -8 there before the exponential; for y >= 1/2 it is at most 2y + 2y (y + 12.2),
///   which times exp(-y) is at most 2 (0.542 + 13.2 · 0.368) < 11.)
///
/// For y > 700 exp(-700) stands for exp(-y): both are below 2^-1009, and for |z| <= 700 what multiplies them is below
/// 2^21. Products that underflow lose less than 2^-1000. 2^-900 covers all of that.
struct GaussianIntegral: ArgumentForm {
    /// alpha, beta.
    private let offset: Double
    private let scale: Double
    /// Whether q = 1/2.
    private let isNormal: Bool
    /// kappa, rounded to nearest.
    private let slope: Double
    /// In u.
    private let valueError: Double

    static let errorFunction = GaussianIntegral(
        offset: 0, scale: 1, isNormal: false, slope: 0x1.20dd750429b6dp0, valueError: 2)
    static let sigmoid2 = GaussianIntegral(
        offset: 0, scale: 1, isNormal: true, slope: 0x1.9884533d43651p-1, valueError: 3)
    static let normalDistribution = GaussianIntegral(
        offset: 0.5, scale: 0.5, isNormal: true, slope: 0x1.9884533d43651p-2, valueError: 2.01)

    func fillJets(from arguments: UnsafePointer<Double>, count: Int, order: Int, _ jets: Float64Jets) {
        let value = jets.value, first = jets.first, second = jets.second, third = jets.third
        let inverseRoot2 = 0x1.6a09e667f3bcdp-1
        let lambda = isNormal ? inverseRoot2 : 1, square = isNormal ? 0.5 : 1, mu = 2 * square
        for k in 0..<count { value[k] = lambda * arguments[k] }
        float64ErrorFunction(value, count: count)
        for k in 0..<count { value[k] = offset + scale * value[k] }
        if order >= 1 {
            for k in 0..<count {
                first[k] = slope * exponential(clamped(-square * (arguments[k] * arguments[k])))
            }
        }
        if order >= 2 { for k in 0..<count { second[k] = -mu * arguments[k] * first[k] } }
        if order >= 3 {
            for k in 0..<count { third[k] = mu * (mu * (arguments[k] * arguments[k]) - 1) * first[k] }
        }
    }

    func roundingErrors(reach: Double) -> [Double] {
        let mu = isNormal ? 1.0 : 2, root = isNormal ? 1.4143 : 1
        return [valueError, 10.2 * slope, 5.7 * mu * root * slope, 12.4 * mu * slope].map {
            Directed.addUp(roundings($0), 0x1p-900)
        }
    }
}
