/// erf in float64 with a proved error bound.
///
/// **Claim.** For every float64 x that is not NaN the result differs from erf(x) by at most 2 u = 2^-52. NaN stays NaN.
///
/// *Proof.* erf is odd; let x >= 0. With b = min(x, 6) and t the multiple of 1/16 nearest to b, d = b - t is exact (t =
/// 0, or b and t within a factor of 2), |d| <= 1/32. The result is the Taylor polynomial of degree 9 at t,
///
///     T(d) = c_0 + c_1 d + .. + c_9 d⁹,   c_0 = erf t,   c_(n+1) = (2/sqrt pi) (-1)^n H_n(t) exp(-t²) / (n+1)!
///
/// with H_n the Hermite polynomials. By Cramér's inequality |H_n(t)| exp(-t²/2) <= 1.0865 sqrt(2^n n!), so
/// |erf^(10)| <= 1.2261 · 22.63 · 602.4 < 16,720, and T(d) leaves out less than 16,720 · 2^-50 / 10! < 0.05 u. In the same
/// way |c_n| < 1 for n >= 2, |c_1| <= 1.1284, so the partial sums p_i of Horner's rule are at most 1.16 for i >= 1.
/// Each coefficient is rounded to nearest from an enclosure of 192 bits: c_0 < 1 is off by at most 0.51 u, the others
/// by 1.01 u of themselves. So p_1 errs by at most (1.16 + 1.14 + 1.16/32)(1 + 1/16) u < 2.6 u, which d makes less than
/// 0.09 u, the product p_1 d is rounded by 0.04 u, and the last sum, at most 1 + 2^-52, by at most u. Where b < x,
/// erf(x) - erf(6) < 2.2e-17 < 0.2 u. The sum is below 1.9 u. ∎
private struct ErrorFunctionTable: Sendable {
    static let degree = 9
    static let nodes = 97
    static let shared = ErrorFunctionTable()

    /// c_9, .., c_0 of each node.
    let coefficients: [Double]

    init() {
        let precision = Precision(bits: 192)
        let scale = Interval(2, precision: precision) / Interval.pi(precision: precision).squareRoot()
        coefficients = (0..<Self.nodes).flatMap { node in
            let t = Rational(node, 16), point = Interval(enclosing: t, precision: precision)
            let density = scale * (-point.squared()).exp()
            var result = [point.erf()], hermite = Rational.one, before = Rational.zero, factor = Rational.one
            for n in 0..<Self.degree {
                // factor = (-1)^n / (n+1)!
                factor = factor / Rational(n == 0 ? 1 : -(n + 1))
                result.append(density * Interval(enclosing: factor * hermite, precision: precision))
                (hermite, before) = (Rational(2) * (t * hermite - Rational(n) * before), hermite)
            }
            return result.reversed().map(\.approximateMidpoint)
        }
    }
}

/// Replaces each of the numbers by its error function, off by at most 2^-52.
public func float64ErrorFunction(_ numbers: UnsafeMutablePointer<Double>, count: Int) {
    let width = ErrorFunctionTable.degree + 1
    ErrorFunctionTable.shared.coefficients.withUnsafeBufferPointer { table in
        for k in 0..<count {
            let x = numbers[k], size = abs(x)
            // NaN is not below 6
            let b = size < 6 ? size : 6
            let node = Int(16 * b + 0.5)
            let d = b - 0.0625 * Double(node), first = node * width
            var p = table[first]
            for n in 1..<width { p = p * d + table[first + n] }
            numbers[k] = x < 0 ? -p : (x.isNaN ? x : p)
        }
    }
}
