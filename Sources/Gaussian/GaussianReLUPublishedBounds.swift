import Certify
import Rigor

/// The bounds that Safran & Shamir use over a ball (MATHEMATICS section 10), for comparison with the constants of
/// `lipschitzConstants`.
///
/// They are reported, and nothing rests on them: for a single neuron the formula of B is too small. With n = k = 1, |w|
/// = 1 and w orthogonal to the target, F''' reaches 6 (2/3) / (sqrt(3) 2 pi) = 0.3675 for a unit direction, while B =
/// 1/pi = 0.3183. From a few neurons on, B is generous; where Lemma 1 is stated with it, B is first checked to be at
/// least our own proved constant.
public struct GaussianReLUPublishedBounds: Sendable, Hashable {
    /// B = n ( sqrt2 (n-1)(wmax + wmin) + k vmax ) / (pi wmin²), a bound of the third directional derivatives.
    public let thirdDerivative: Double
    /// 1/2 + n(n-1)( wmax/(2 pi wmin) + 1/2 ) + n k vmax/(2 pi wmin), a bound of the norm of the Hessian.
    public let hessian: Double
}

extension GaussianReLULandscape {
    /// Their bounds over a ball of radius r, rounded up, with wmax = max|w_i| + r, wmin = min|w_i| - r, vmax = 1.
    ///
    /// - Throws: `notSmooth` unless r < min|w_i| and 2r < min|w_i - w_j|, their condition for smoothness.
    public func publishedBounds(on ball: Ball) throws(EvaluationFailure) -> GaussianReLUPublishedBounds {
        precondition(ball.centre.count == parameterCount)
        let arithmetic = Float64IntervalArithmetic()
        let point = ball.centre.map { arithmetic.number($0, radius: 0) }
        let d = inputDimension
        let zero = arithmetic.number(0)
        var shortest = Double.infinity, longest = 0.0
        for i in 0..<width {
            let length = (0..<d).reduce(zero) { $0 + point[i * d + $1].squared() }.squareRoot()
            shortest = Directed.minimum(shortest, length.lower)
            longest = Directed.maximum(longest, length.upper)
            for j in 0..<i {
                let distance = (0..<d).reduce(zero) { $0 + (point[i * d + $1] - point[j * d + $1]).squared() }
                    .squareRoot()
                guard Directed.multiplyUp(2, ball.radius) < distance.lower else {
                    throw .notSmooth("neurons \(j) and \(i) may be equal within \(ball.radius)")
                }
            }
        }
        guard ball.radius < shortest else { throw .notSmooth("a neuron may be 0 within \(ball.radius)") }
        let wmin = Directed.subtractDown(shortest, ball.radius), wmax = Directed.addUp(longest, ball.radius)
        let low = Float64Interval(wmin, wmin), high = Float64Interval(wmax, wmax)
        let n = arithmetic.number(width), rest = arithmetic.number(width - 1), k = arithmetic.number(targetCount)
        let two = arithmetic.number(2), half = arithmetic.number(1) / two, pi = arithmetic.pi
        let B = n * (two.squareRoot() * rest * (high + low) + k) / (pi * low.squared())
        let hessian = half + n * rest * (high / (two * pi * low) + half) + n * k / (two * pi * low)
        guard B.upper.isFinite, hessian.upper.isFinite else { throw .outOfRange("the published bounds overflow") }
        return GaussianReLUPublishedBounds(thirdDerivative: B.upper, hessian: hessian.upper)
    }
}
