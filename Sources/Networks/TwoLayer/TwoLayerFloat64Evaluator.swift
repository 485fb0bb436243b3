import Certify
import Rigor

/// Encloses a two-layer loss over a ball in float64: one evaluation at the rounded centre, bounds for everything else.
///
/// Each jet value (s, s', ..) at each point carries one absolute error bound for the neuron, which covers the
/// roundings, the distance of the float64 centre from the exact one, and the radius of the ball. Sums over the data are
/// computed in plain float64; their error is bounded afterwards by Cauchy-Schwarz and gamma_k, so the inner loops cost
/// what an unverified evaluation costs (COSTS.md; Rump, Acta Numerica 2010).
///
/// **What covers the plain operations here.** Every radius is a sum of products of non-negative upper bounds, evaluated
/// in float64 and given to `Directed.inflated` with the number of its roundings, which also makes good what its
/// products lost by underflow. What the sums of the kernel lost by underflow, at most 2^-1075 for each product, meets
/// at most two input coordinates or one residual afterwards (`laterFactors`). Midpoints are rounded as they come: u
/// |result| for each of their operations stands in the radius. Parameters, inputs and labels are below 1e100, and what
/// overflows all the same is refused at the end. A pass over the data in which an exponent left `exponentialRange`, or
/// a z what its activation lets in, is thrown away, whatever it made; in any other jets are finite, so no NaN meets a
/// maximum. How large |z| was is seen as it is computed: sum |w_c| max |x_c|, many times larger in high dimension, only
/// bounds how z is rounded.
///
/// **Bounds.** Write rms(g)² = (1/N) sum omega_i g_i² (a number at every point counts rms(1) times), fl(·) for what is
/// computed, a_jq ± A_jq for the outputs over the ball, s_j^(p) ± T_jp for the jets, e_q ± E_q for the residuals at
/// every point, gamma for the roundings of one term on its way into a sum over the data (`TwoLayerSums.roundings`), and
/// let S_jp be the largest |fl(s_j^(p))|. Every sum over the data belongs to one output q, or to none (Gram matrix):
/// with k outputs there are k times as many, each bounded as with one.
///
///     E_q                                   sum_j ( |a_jq| T_j0 + A_jq (S_j0 + T_j0) ) + gamma_(m+2) ( sum_j |a_jq|
///     (S_j0 + T_j0) + |y_q| ) + err(y_q) (1/N) sum e_q²                        2 rms(e_q) E_q + E_q² + gamma rms(e_q)²
///     (1/N) sum e_q s_j^(p) x ..            |x ..| ( E_q S_jp + T_jp rms(e_q) + E_q T_jp + gamma rms(e_q) S_jp ),
///     |x ..| the largest factor over the data (1/N) sum g_r g_t                     rms(g_r) err(g_t) + rms(g_t)
///     err(g_r) + err(g_r) err(g_t) + gamma rms(g_r) rms(g_t)
///
/// by |sum u v| <= N rms(u) rms(v) and |fl(sum) - sum| <= gamma sum |terms|. Then, with (u ± U)(v ± V) within |u| V +
/// |v| U + U V of u v,
///
///     dL/da_jq            2 sum e_q s_j                                       as above
///     dL/dw_j             2 sum_q a_jq sum e_q s'_j x                         k products added up
///     (w_i, w_j)          2 (a_i·a_j) sum s'_i s'_j x x'                      err(a_i·a_j) = sum_q ( |a_iq| A_jq +
///     |a_jq| A_iq + A_iq A_jq ) + k u sum_q |a_iq a_jq| (w_j, w_j)          + 2 sum_q a_jq sum e_q s''_j x x'
///     k products added up (w_i, a_jq)         2 a_iq sum s'_i s_j x [+ 2 sum e_q s'_j x if i = j]
///     (a_iq, a_jp)        [q = p] 2 sum s_i s_j
///
/// where k u sum |terms| bounds the error of an inner product of k terms, k any number (Jeannerod & Rump, SIAM J.
/// Matrix Anal. Appl. 34, 2013), and each rounding of an addition x + y of two enclosed numbers is at most u |fl(x +
/// y)|. At last everything is divided by the number of outputs that the loss averages over.
final class TwoLayerFloat64Evaluator: LandscapeEvaluator {
    let kernel: TwoLayerKernel
    let places: SumPlaces
    let averagedOutputs: Double
    /// lambda_i of every parameter, relative error at most u; nil without decay.
    let decay: [Double]?
    private let activation: Activation
    var samples: Float64Samples { kernel.samples }
    var layout: ParameterLayout { kernel.layout }

    /// - Parameter samples: those of the problem.
    init(problem: TwoLayerProblem, samples: Float64Samples, width: Int) throws(EvaluationFailure) {
        let activation = problem.activation
        // a number is known to within u of itself only away from underflow and overflow
        let scales = (problem.weights ?? []) + (problem.decay?.coefficients.filter { !$0.isZero } ?? [])
        guard scales.lazy.map(\.nearestDouble).allSatisfy({ 1e-100 < $0 && $0 < 1e100 }) else {
            throw .outOfRange("a sample weight or a coefficient of the decay is beyond 1e±100")
        }
        kernel = TwoLayerKernel(
            samples: samples, width: width, activation: activation,
            hasOutputBias: problem.outputBias.isTrained)
        decay = problem.decayCoefficients(width: width)?.map(\.nearestDouble)
        self.activation = activation
        places = SumPlaces(kernel.layout)
        averagedOutputs = Double(problem.averagedOutputs)
    }

    var precision: Precision? { nil }

    /// The float64 centre of a ball, and what separates it from the points of the ball.
    struct Parameters {
        var w: [Double]
        /// a_jq, unit by unit.
        var a: [Double]
        /// Absolute error bounds A_jq of each output over the ball, and |a_jq| at most.
        var outputError: [Double]
        var outputMaximum: [Double]
        /// Every parameter, and its error bound over the ball.
        var values: [Double]
        var errors: [Double]
        /// sum |w_jc| max |x_c| >= |z_j| for each neuron, and how far z_j is moved within the ball.
        var reach: [Double]
        var drift: [Double]
        /// For each unit the error bounds of s, s', s'', s'''; none before the jets at the centre are there.
        var jetErrors = [[Double]]()
    }

    func parameters(of ball: Ball) throws(EvaluationFailure) -> Parameters {
        let m = layout.width, d = samples.dimension
        precondition(ball.centre.count == layout.count)
        let centre = ball.centre.map { $0.double(rounding: .nearest) }
        guard centre.allSatisfy({ $0.isFinite && abs($0) < 1e100 }), ball.radius < 1e100 else {
            throw .outOfRange("a parameter exceeds 1e100")
        }
        guard samples.coordinateMaximum.allSatisfy({ $0 < 1e100 }), samples.labelMaximum.allSatisfy({ $0 < 1e100 })
        else {
            throw .outOfRange("an input or a label exceeds 1e100")
        }
        // |p - fl(p)| <= u |fl(p)|, up to half the smallest subnormal; zero when the parameter is a double
        let rounding = zip(centre, ball.centre).map { approximation, exact in
            Dyadic(exactly: approximation) == exact
                ? 0 : Directed.addUp(Directed.multiplyUp(abs(approximation), Directed.unitRoundoff), 0x1p-1074)
        }
        let w = Array(centre[layout.weights]), a = Array(centre[layout.linear])
        let outputError = rounding[layout.linear].map { Directed.addUp($0, ball.radius) }
        var reaches = [Double](), drifts = [Double]()
        for j in 0..<m {
            // reach >= |z| on the data, drift >= |z - z'| between the centre and any point of the ball
            var reach = 0.0, drift = 0.0
            for c in 0..<d {
                reach += abs(w[layout.weight(j, c)]) * samples.coordinateMaximum[c]
                drift += (rounding[layout.weight(j, c)] + ball.radius) * samples.coordinateMaximum[c]
            }
            reaches.append(Directed.inflated(reach, operations: 2 * d))
            drifts.append(Directed.inflated(drift, operations: 3 * d + 2))
        }
        return Parameters(
            w: w, a: a, outputError: outputError,
            outputMaximum: zip(a, outputError).map { Directed.addUp(abs($0), $1) }, values: centre,
            errors: rounding.map { Directed.addUp($0, ball.radius) }, reach: reaches, drift: drifts)
    }

    /// The error bounds of s, s', s'', s''' of every unit over the ball, after a pass of the kernel at the centre.
    func jetErrors(_ parameters: Parameters) throws(EvaluationFailure) -> [[Double]] {
        var errors = [[Double]]()
        for j in 0..<layout.width {
            let bound = PreactivationBound(
                reach: parameters.reach[j], drift: parameters.drift[j], computed: kernel.argumentMaximum(j),
                dimension: samples.dimension, inputRelativeError: samples.inputRelativeError)
            errors.append(try activation.jetErrors(bound, withHigher: false))
        }
        if layout.hasOutputBias { errors.append([0, 0, 0, 0]) }
        return errors
    }

    /// Bounds E_q of |e_q - fl(e_q)| at every point, given max_i |s_ji| of every unit as computed.
    func residualErrors(_ parameters: Parameters, valueMaximum: [Double]) -> [Double] {
        let units = layout.units
        return (0..<layout.outputCount).map { q in
            var error = samples.labelError[q], size = samples.labelMaximum[q]
            for j in 0..<units {
                let largest = Directed.addUp(valueMaximum[j], parameters.jetErrors[j][0]), place = places.value(j, q)
                error +=
                    parameters.outputMaximum[place] * parameters.jetErrors[j][0] + parameters.outputError[place]
                    * largest
                size += parameters.outputMaximum[place] * largest
            }
            return Directed.inflated(error + Directed.gamma(units + 2) * size, operations: 6 * units + 8)
        }
    }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        var parameters = try parameters(of: ball)
        let sums = kernel.sums(w: parameters.w, a: parameters.a, order: order)
        parameters.jetErrors = try jetErrors(parameters)
        let means = EnclosedMeans(
            sums, residualError: residualErrors(parameters, valueMaximum: sums.maxima.map { $0[0] }),
            jetErrors: parameters.jetErrors,
            samples: samples, order: order)
        var result = LocalEnclosure(loss: loss(parameters, means))
        if order >= .gradient { result.gradient = gradient(parameters, means) }
        if order >= .hessian { result.hessian = hessian(parameters, means) }
        return try finite(result)
    }

    private func loss(_ parameters: Parameters, _ means: EnclosedMeans) -> Bounds {
        var result = EnclosedSums(count: 1)
        result.set(means.square(0), at: 0)
        for q in 1..<max(1, layout.outputCount) { result.add(means.square(q), at: 0) }
        result.divide(by: averagedOutputs)
        for i in decay?.indices ?? 0..<0 { result.add(decayTerm(parameters, i, .loss), at: 0) }
        return Bounds(midpoint: result.midpoint[0], radius: result.radius[0]).nonNegative
    }

    private func gradient(_ parameters: Parameters, _ means: EnclosedMeans) -> VectorEnclosure {
        var result = EnclosedSums(count: layout.count)
        for j in 0..<layout.width {
            for q in 0..<layout.outputCount {
                let output = places.value(j, q)
                for c in 0..<samples.dimension {
                    let (mean, spread) = means.slope(j, q, c), place = layout.weight(j, c)
                    let term = twice(mean, spread, parameters.a[output], parameters.outputError[output])
                    if q == 0 { result.set(term, at: place) } else { result.add(term, at: place) }
                }
            }
        }
        for j in 0..<layout.units {
            for q in 0..<layout.outputCount { result.set(means.twiceValue(j, q), at: layout.output(j, q)) }
        }
        result.divide(by: averagedOutputs)
        for i in decay?.indices ?? 0..<0 { result.add(decayTerm(parameters, i, .gradient), at: i) }
        return VectorEnclosure(midpoint: result.midpoint, radius: result.radius)
    }

    /// 2 (mean ± spread)(a ± error) as midpoint and radius.
    private func twice(_ mean: Double, _ spread: Double, _ a: Double, _ error: Double) -> (Double, Double) {
        let value = 2 * mean * a
        let bound = 2 * (abs(a) * spread + error * (abs(mean) + spread)) + abs(value) * 4 * Directed.unitRoundoff
        return (value, Directed.inflated(bound, operations: 10))
    }

    /// a_i·a_j with its error bound.
    private func product(_ parameters: Parameters, _ i: Int, _ j: Int) -> (value: Double, error: Double) {
        var value = 0.0, error = 0.0, size = 0.0
        let k = layout.outputCount
        for q in 0..<k {
            let left = places.value(i, q), right = places.value(j, q)
            let a = parameters.a[left], b = parameters.a[right]
            value += a * b
            size += abs(a * b)
            error +=
                abs(a) * parameters.outputError[right] + abs(b) * parameters.outputError[left]
                + parameters.outputError[left] * parameters.outputError[right]
        }
        return (value, Directed.inflated(error + size * Double(k) * Directed.unitRoundoff, operations: k + 5))
    }

    private func hessian(_ parameters: Parameters, _ means: EnclosedMeans) -> MatrixEnclosure {
        let m = layout.width, d = samples.dimension, k = layout.outputCount, n = layout.count, columns = places.columns
        var result = EnclosedSums(count: n * n)
        for i in 0..<m {
            for j in i..<m {
                let outputs = product(parameters, i, j)
                for c in 0..<d {
                    for b in (i == j ? c : 0)..<d {
                        let (mean, spread) = means.gram(columns.weight(i, c), columns.weight(j, b))
                        let place = layout.weight(i, c) * n + layout.weight(j, b)
                        result.set(twice(mean, spread, outputs.value, outputs.error), at: place)
                        guard i == j else { continue }
                        for q in 0..<k {
                            let (mean, spread) = means.curvature(j, q, c, b), output = places.value(j, q)
                            result.add(
                                twice(mean, spread, parameters.a[output], parameters.outputError[output]), at: place)
                        }
                    }
                }
            }
            for j in 0..<layout.units {
                for c in 0..<d {
                    let (mean, spread) = means.gram(columns.weight(i, c), columns.output(j))
                    for q in 0..<k {
                        let place = layout.weight(i, c) * n + layout.output(j, q), output = places.value(i, q)
                        result.set(twice(mean, spread, parameters.a[output], parameters.outputError[output]), at: place)
                        guard i == j else { continue }
                        let (slope, slopeSpread) = means.slope(j, q, c)
                        result.add((2 * slope, 2 * slopeSpread), at: place)
                    }
                }
            }
        }
        for i in 0..<layout.units {
            for j in i..<layout.units {
                let (mean, spread) = means.gram(columns.output(i), columns.output(j))
                for q in 0..<k {
                    result.set(twice(mean, spread, 1, 0), at: layout.output(i, q) * n + layout.output(j, q))
                }
            }
        }
        result.divide(by: averagedOutputs)
        for i in decay?.indices ?? 0..<0 { result.add(decayTerm(parameters, i, .hessian), at: i * n + i) }
        result.mirror(order: n)
        return MatrixEnclosure(rows: n, columns: n, midpoint: result.midpoint, radius: result.radius)
    }

    /// lambda_i theta_i², 2 lambda_i theta_i or 2 lambda_i over the ball, a value with its spread.
    ///
    /// lambda_i is off by u lambda_i, theta_i by at most e; with |theta_i| <= t at every point of the ball and at the
    /// computed one theta_i² is off by at most e (2 t + e), and every operation rounds by u |result|.
    private func decayTerm(_ parameters: Parameters, _ i: Int, _ order: DerivativeOrder) -> (Double, Double) {
        guard let lambda = decay?[i] else { return (0, 0) }
        let u = Directed.unitRoundoff
        let theta = parameters.values[i], error = parameters.errors[i]
        switch order {
        case .loss:
            let value = lambda * theta * theta
            return (value, Directed.inflated(lambda * error * (2 * abs(theta) + error) + 4 * u * value, operations: 8))
        case .gradient:
            let value = 2 * lambda * theta
            return (value, Directed.inflated(2 * lambda * error + 4 * u * abs(value), operations: 6))
        case .hessian:
            return (2 * lambda, Directed.inflated(4 * u * lambda, operations: 2))
        }
    }

    private func finite(_ enclosure: LocalEnclosure) throws(EvaluationFailure) -> LocalEnclosure {
        let gradientIsFinite =
            enclosure.gradient.map { $0.midpoint.allSatisfy(\.isFinite) && $0.radius.allSatisfy(\.isFinite) } ?? true
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
