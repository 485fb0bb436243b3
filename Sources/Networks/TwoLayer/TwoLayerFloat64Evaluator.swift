import Certify
import Rigor

/// Encloses a two-layer loss over a ball in float64: one evaluation at the rounded centre, bounds for everything else.
///
/// Each jet value (s, s', ..) at each point carries one absolute error bound for the neuron, which covers the roundings, the distance of the
/// float64 centre from the exact one, and the radius of the ball. Sums over the data are computed in plain float64; their error is bounded
/// afterwards by Cauchy-Schwarz and gamma_k, so the inner loops cost what an unverified evaluation costs (COSTS.md; Rump, Acta Numerica 2010).
///
/// **What covers the plain operations here.** Every radius is a sum of products of non-negative upper bounds, evaluated in float64 and given to
/// `Directed.inflated` with the number of its roundings, which also makes good what its products lost by underflow. What the sums of the kernel lost by underflow,
/// at most 2^-1075 for each product, meets at most two input coordinates or one residual afterwards (`laterFactors`). Midpoints are rounded as they come: u |result|
/// for each of their operations stands in the radius. Parameters, inputs and labels are below 1e100, and what overflows all the same is refused at the end.
/// Jets are finite, because exponents within `exponentialRange` are all that is let in; so no NaN meets a maximum.
final class TwoLayerFloat64Evaluator: LandscapeEvaluator {
    let kernel: TwoLayerKernel
    private var samples: Float64Samples { kernel.samples }
    private var width: Int { kernel.width }

    init(samples: Float64Samples, width: Int, activation: Activation) throws(EvaluationFailure) {
        guard activation.exponentialRate != nil else {
            throw .float64Unavailable("activation \(activation.rawValue) is enclosed by MPFR only")
        }
        kernel = TwoLayerKernel(samples: samples, width: width, activation: activation, fill: .rigorous)
    }

    var precision: Precision? { nil }

    /// The float64 centre of a ball, and what separates it from the points of the ball.
    struct Parameters {
        var w: [Double]
        var a: [Double]
        /// Absolute error bounds of each output over the ball, and |a_j| at most.
        var outputError: [Double]
        var outputMaximum: [Double]
        /// For each neuron the error bounds of s, s', s'', s'''.
        var jetErrors: [[Double]]
    }

    func parameters(of ball: Ball) throws(EvaluationFailure) -> Parameters {
        let m = width, d = samples.dimension
        precondition(ball.centre.count == m * (d + 1))
        let centre = ball.centre.map { $0.double(rounding: .nearest) }
        guard centre.allSatisfy({ $0.isFinite && abs($0) < 1e100 }), ball.radius < 1e100 else {
            throw .outOfRange("a parameter exceeds 1e100")
        }
        guard samples.coordinateMaximum.allSatisfy({ $0 < 1e100 }), samples.labelMaximum < 1e100 else {
            throw .outOfRange("an input or a label exceeds 1e100")
        }
        // |p - fl(p)| <= u |fl(p)|, up to half the smallest subnormal; zero when the parameter is a double
        let rounding = zip(centre, ball.centre).map { approximation, exact in
            Dyadic(exactly: approximation) == exact ? 0 : Directed.addUp(Directed.multiplyUp(abs(approximation), Directed.unitRoundoff), 0x1p-1074)
        }
        let w = Array(centre[0..<(m * d)]), a = Array(centre[(m * d)...])
        let outputError = (0..<m).map { Directed.addUp(rounding[m * d + $0], ball.radius) }
        let rate = abs(kernel.activation.exponentialRate ?? 1)
        let u = Directed.unitRoundoff
        var jetErrors = [[Double]]()
        for j in 0..<m {
            // reach >= |z| on the data, drift >= |z - z'| between the centre and any point of the ball
            var reach = 0.0, drift = 0.0
            for c in 0..<d {
                reach += abs(w[j * d + c]) * samples.coordinateMaximum[c]
                drift += (rounding[j * d + c] + ball.radius) * samples.coordinateMaximum[c]
            }
            reach = Directed.inflated(reach, operations: 2 * d)
            drift = Directed.inflated(drift, operations: 3 * d + 2)
            guard rate * reach <= exponentialRange else {
                throw .outOfRange("an exponent exceeds \(exponentialRange)")
            }
            // log E is off by: the drift, the roundings of z (each at most (d + 1) u |z|), rounded inputs, and d exponentials and products
            let argument = rate * (drift + reach * (Double(d + 2) * u + samples.inputRelativeError))
                + Double(d) * (exponentialRelativeError * 1.001 + 2 * u)
            // exp grows with z: E <= exp(reach + drift) <= exp(reach) (1 + argument)²
            let largest = exponential(Directed.minimum(reach, exponentialRange)) * 1.001
            jetErrors.append(kernel.activation.jetErrors(
                argument: Directed.inflated(argument, operations: 8), largest: largest))
        }
        return Parameters(
            w: w, a: a, outputError: outputError,
            outputMaximum: (0..<m).map { Directed.addUp(abs(a[$0]), outputError[$0]) }, jetErrors: jetErrors)
    }

    /// Bound of |e_k - fl(e_k)| for every point k, given max_k |s_jk| as computed.
    ///
    /// sum_j |a_j| err(s_j) + err(a_j) (|s_j| + err) + gamma_{m+2} (sum_j |a_j||s_j| + |y|) + err(y)
    func residualError(_ parameters: Parameters, valueMaximum: [Double]) -> Double {
        var error = samples.labelError, size = samples.labelMaximum
        for j in 0..<width {
            let largest = Directed.addUp(valueMaximum[j], parameters.jetErrors[j][0])
            error += parameters.outputMaximum[j] * parameters.jetErrors[j][0] + parameters.outputError[j] * largest
            size += parameters.outputMaximum[j] * largest
        }
        return Directed.inflated(error + Directed.gamma(width + 2) * size, operations: 6 * width + 8)
    }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        let parameters = try parameters(of: ball)
        let sums = kernel.sums(w: parameters.w, a: parameters.a, order: order)
        let m = width, d = samples.dimension, N = Double(samples.count)
        let gamma = Directed.gamma(sums.roundings + 6)
        // relative error of x_kc, and of one product with it
        let inputError = samples.inputRelativeError
        let valueMaximum = (0..<m).map { sums.maxima[$0][0] }
        let eps = residualError(parameters, valueMaximum: valueMaximum)
        // root mean square of the computed residuals, rounded up
        let rms = Directed.inflatedSquareRoot(sums.squares / N, operations: sums.roundings + 4)

        // |e² - fl(e)²| summed: 2 rms eps + eps², and the rounding of the sum
        let lossRadius = 2 * rms * eps + eps * eps + gamma * rms * rms
        var result = LocalEnclosure(loss: Bounds(
            midpoint: sums.squares / N, radius: Directed.inflated(lossRadius, operations: 12)).nonNegative)
        guard order >= .gradient else { return try finite(result) }

        // what may multiply a product that underflowed in the sums or below: up to two input factors, or a residual in s' x e, whose mean is at most `rms`
        let widest = UpperBound(Directed.maximum(of: samples.coordinateMaximum + [1]) ?? 1)
        let laterFactors = (widest * widest * .max(2, 2 * UpperBound(rms))).value

        /// Radius of (1/N) sum e f x.. where f has error `error`, is at most `size`, and the x factors are at most `scale`, `factors` of them.
        func mixedRadius(_ size: Double, _ error: Double, _ scale: Double, _ factors: Double) -> Double {
            let relative = gamma + factors * inputError * 1.01
            return Directed.inflated(
                scale * (eps * size + error * rms + eps * error + relative * rms * size) * 1.01, operations: 16,
                laterFactors: laterFactors)
        }
        var midpoint = [Double](repeating: 0, count: m * (d + 1)), radius = midpoint
        var slopeMean = [Double](repeating: 0, count: m * d), slopeRadius = slopeMean
        for j in 0..<m {
            let errors = parameters.jetErrors[j], maxima = sums.maxima[j], a = parameters.a[j]
            for c in 0..<d {
                let mean = sums.slopes[j * d + c] / N
                let spread = Directed.addUp(
                    mixedRadius(maxima[1], errors[1], samples.coordinateMaximum[c], 1), abs(mean) * 4 * Directed.unitRoundoff)
                slopeMean[j * d + c] = mean
                slopeRadius[j * d + c] = spread
                (midpoint[j * d + c], radius[j * d + c]) = twice(mean, spread, a, parameters.outputError[j])
            }
            let mean = sums.values[j] / N
            midpoint[m * d + j] = 2 * mean
            radius[m * d + j] = Directed.inflated(
                2 * mixedRadius(maxima[0], errors[0], 1, 0) + abs(mean) * 4 * Directed.unitRoundoff, operations: 4)
        }
        result.gradient = VectorEnclosure(midpoint: midpoint, radius: radius)
        guard order >= .hessian else { return try finite(result) }
        result.hessian = hessian(
            parameters, sums, slopeMean, slopeRadius, gamma: gamma, laterFactors: laterFactors, mixedRadius: mixedRadius)
        return try finite(result)
    }

    /// 2 (mean ± spread)(a ± error) as midpoint and radius.
    private func twice(_ mean: Double, _ spread: Double, _ a: Double, _ error: Double) -> (Double, Double) {
        let value = 2 * mean * a
        let bound = 2 * (abs(a) * spread + error * (abs(mean) + spread)) + abs(value) * 4 * Directed.unitRoundoff
        return (value, Directed.inflated(bound, operations: 10))
    }

    /// Hess = (2/N) [ J'J + sum e D²f ], J = (a_j s'_j x, s_j), D²f block-diagonal [[a s'' xx', s' x], [s' x', 0]].
    private func hessian(
        _ parameters: Parameters, _ sums: TwoLayerSums, _ slopeMean: [Double], _ slopeRadius: [Double], gamma: Double,
        laterFactors: Double, mixedRadius: (Double, Double, Double, Double) -> Double
    ) -> MatrixEnclosure {
        let m = width, d = samples.dimension, n = m * (d + 1), N = Double(samples.count), u = Directed.unitRoundoff
        var result = MatrixEnclosure.zero(rows: n, columns: n)
        // columns g of the Gram matrix: error of each entry, and root mean square
        var columnError = [Double](), columnNorm = [Double](), factor = [Double](), factorError = [Double]()
        for i in 0..<n {
            let isWeight = i < m * d, j = isWeight ? i / d : i - m * d, c = i % d
            let size = sums.maxima[j][isWeight ? 1 : 0], error = parameters.jetErrors[j][isWeight ? 1 : 0]
            let scale = isWeight ? samples.coordinateMaximum[c] : 1
            columnError.append(Directed.inflated(
                scale * (error + size * (2 * u + samples.inputRelativeError * 1.01)), operations: 6, laterFactors: laterFactors))
            columnNorm.append(Directed.inflatedSquareRoot(sums.gram[i * n + i] / N, operations: sums.roundings + 4))
            factor.append(isWeight ? parameters.a[j] : 1)
            factorError.append(isWeight ? parameters.outputError[j] : 0)
        }
        for i in 0..<n {
            for k in i..<n {
                // |sum g_i g_k / N - fl| <= |g_i| err_k + |g_k| err_i + err_i err_k + gamma |g_i||g_k|  (Cauchy-Schwarz on root mean squares)
                let mean = sums.gram[i * n + k] / N
                let spread = Directed.inflated(
                    columnNorm[i] * columnError[k] + columnNorm[k] * columnError[i] + columnError[i] * columnError[k]
                        + gamma * columnNorm[i] * columnNorm[k] + abs(mean) * 2 * u, operations: 12)
                let product = factor[i] * factor[k]
                let productError = Directed.inflated(
                    abs(factor[i]) * factorError[k] + abs(factor[k]) * factorError[i] + factorError[i] * factorError[k]
                        + abs(product) * u, operations: 6)
                (result.midpoint[i * n + k], result.radius[i * n + k]) = twice(mean, spread, product, productError)
            }
        }
        func add(_ i: Int, _ k: Int, _ value: Double, _ spread: Double) {
            let low = min(i, k), high = max(i, k)
            let sum = result.midpoint[low * n + high] + value
            result.midpoint[low * n + high] = sum
            result.radius[low * n + high] = Directed.inflated(
                result.radius[low * n + high] + spread + abs(sum) * u, operations: 4)
        }
        var index = 0
        for j in 0..<m {
            let errors = parameters.jetErrors[j], maxima = sums.maxima[j]
            for c in 0..<d {
                add(j * d + c, m * d + j, 2 * slopeMean[j * d + c], 2 * slopeRadius[j * d + c])
                for b in c..<d {
                    let mean = sums.curvatures[index] / N
                    let scale = Directed.multiplyUp(samples.coordinateMaximum[c], samples.coordinateMaximum[b])
                    let spread = Directed.addUp(mixedRadius(maxima[2], errors[2], scale, 2), abs(mean) * 4 * u)
                    let (value, bound) = twice(mean, spread, parameters.a[j], parameters.outputError[j])
                    add(j * d + c, j * d + b, value, bound)
                    index += 1
                }
            }
        }
        for i in 0..<n {
            for k in 0..<i {
                result.midpoint[i * n + k] = result.midpoint[k * n + i]
                result.radius[i * n + k] = result.radius[k * n + i]
            }
        }
        return result
    }

    private func finite(_ enclosure: LocalEnclosure) throws(EvaluationFailure) -> LocalEnclosure {
        let gradientIsFinite = enclosure.gradient.map { $0.midpoint.allSatisfy(\.isFinite) && $0.radius.allSatisfy(\.isFinite) } ?? true
        guard enclosure.loss.upper.isFinite, gradientIsFinite, enclosure.hessian?.isFinite ?? true else {
            throw .outOfRange("float64 overflows")
        }
        return enclosure
    }
}

extension Bounds {
    /// The same interval without its negative part: for quantities that are sums of squares.
    var nonNegative: Bounds { Bounds(lower: Directed.maximum(0, lower), upper: Directed.maximum(0, upper)) }
}
