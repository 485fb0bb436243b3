import Certify
import Rigor

/// Loss, gradient and Hessian of a limit network from its sums, each entry with a bound of its error over the ball and
/// for all shares within their ranges; for search the bounds mean nothing.
///
/// **Bounds.** As in ``TwoLayerFloat64Evaluator``, write rms(g)² = (1/N) sum omega_k g_k² (of a number at every point
/// rms(1) times that), fl(·) for what is computed, gamma for the roundings of one term on its way into a sum, and let
/// q, off by at most err(q) at every point, be at most Q as computed. With the residual off by at most E,
///
///     E                       sum_j ( A mu_j* T_0 + err(A mu_j)(S_0 + T_0) ) + sum_j A* h_j D_j        neurons
///                             + c* T_0 + err c (S_0 + T_0) + (v·x)* T_1 + err(v·x)(S_1 + T_1)         pairs, triples
///                             + ((g·x)²/2)* T_2 + err((g·x)²/2)(S_2 + T_2)                                   triples
///                             + err k + err(u·x) + err(y) + gamma of the sum of all sizes
///     (1/N) sum e²            2 rms(e) E rms(1) + (E rms(1))² + gamma rms(e)²
///     (1/N) sum e q x ..      |x ..| ( E Q rms(1)² + err(q) rms(1) rms(e) + E err(q) rms(1)² + gamma rms(e) Q rms(1) )
///     (1/N) sum g_i g_l       rms(g_i) err(g_l) + rms(g_l) err(g_i) + err(g_i) err(g_l) + gamma rms(g_i) rms(g_l)
///
/// by |sum u v| <= N rms(u) rms(v) and |fl(sum) - sum| <= gamma sum |terms|. D_j bounds |s_j - s_first|, S_q and T_q
/// are those of the unit, and a star is the largest absolute value. The columns and what multiplies x x' are
///
///     sum mu_j s_j            sum_j ( m_j* T_0 + err m_j (S_0 + T_0) ) + sum_j h_j D_j + gamma of the sizes
///     c s^(q) + (v·x) s^(q+1) + (sigma/2)(g·x)² s^(q+2)
///                             c* T_q + err c S_q + (v·x)* T_{q+1} + err(v·x) S_{q+1} + .. + 4 u of the sizes
///     sigma (g·x) s^(q)       (g·x)* T_q + err(g·x) S_q + 4 u of the size
///
/// Every radius is a sum of products of non-negative upper bounds, inflated once for its roundings. What sums and
/// products lost by underflow meets factors of product at most 1e250 (`LimitNetworkErrors`).
struct LimitNetworkMeans {
    private let sums: LimitNetworkSums
    private let errors: LimitNetworkErrors
    private let samples: Float64Samples
    private let count: Double
    private let gamma: Double
    private let rootWeight: Double
    /// E and rms(e).
    private let residualError: Double
    private let residualNorm: Double
    /// err(q) and Q of the columns q x_c or q, by parameters.
    private let columnFactors: [(error: Double, size: Double)]
    /// c of the columns q x_c.
    private let coordinates: [Int?]
    /// err(q) of each family of curvatures.
    private let curvatureErrors: [Double]
    private var shape: LimitNetworkShape { errors.shape }

    static let laterFactors = 1e250

    /// `value` computed by a few roundings from non-negative bounds.
    @inline(__always)
    private static func inflated(_ value: Double) -> Double {
        Directed.inflated(value, operations: 1 << 12, laterFactors: laterFactors)
    }

    init(_ sums: LimitNetworkSums, _ errors: LimitNetworkErrors, samples: Float64Samples) {
        self.sums = sums
        self.errors = errors
        self.samples = samples
        let count = Double(samples.count), shape = errors.shape
        self.count = count
        gamma = Directed.gamma(sums.roundings + 6)
        rootWeight = samples.rootMeanWeight
        residualNorm = Directed.inflatedSquareRoot(sums.square / count, operations: sums.roundings + 4)
        let jets = LimitNetworkJetBounds(errors, maxima: sums.jetMaxima, differences: sums.differenceMaxima)
        residualError = jets.residualError(samples)
        coordinates = shape.inputCoordinates
        columnFactors = jets.columnFactors(valueMaxima: sums.valueMaxima)
        curvatureErrors = jets.curvatureErrors()
    }

    /// The loss.
    var loss: Bounds {
        let e = residualError * rootWeight, rms = residualNorm
        return Bounds(
            midpoint: sums.square / count, radius: Self.inflated(2 * rms * e + e * e + gamma * rms * rms * 1.01)
        ).nonNegative
    }

    /// The loss without a bound.
    var approximateLoss: Double { sums.square / count }

    /// The factor A mu_j of the input weights of neurons, 1 otherwise.
    private func factor(_ i: Int) -> (value: Double, error: Double) {
        guard i < shape.neurons * shape.dimension else { return (1, 0) }
        let output = errors.outputs[i / shape.dimension]
        return (output.value, output.error)
    }

    /// The radius of (1/N) sum omega e q x .., the x at most `scale`, `factors` of them.
    private func radius(_ mean: Double, error: Double, size: Double, scale: Double, factors: Double) -> Double {
        let relative = gamma + factors * samples.inputRelativeError * 1.01
        let e = residualError * rootWeight, size = size * rootWeight, error = error * rootWeight
        return Self.inflated(
            scale * (e * size + error * residualNorm + e * error + relative * residualNorm * size) * 1.01 + abs(mean)
                * 4 * Directed.unitRoundoff)
    }

    /// |x_c| for a column of the form q x_c, otherwise 1.
    private func columnScale(_ i: Int) -> (scale: Double, factors: Double) {
        guard let c = coordinates[i] else { return (1, 0) }
        return (samples.coordinateMaximum[c], 1)
    }

    /// (1/N) sum omega e g_i.
    private func slope(_ i: Int) -> (Double, Double) {
        let mean = sums.slopes[i] / count, (scale, factors) = columnScale(i), column = columnFactors[i]
        return (mean, radius(mean, error: column.error, size: column.size, scale: scale, factors: factors))
    }

    func gradient() -> VectorEnclosure {
        var result = EnclosedSums(count: shape.parameterCount)
        for i in 0..<shape.parameterCount {
            let (mean, spread) = slope(i), factor = factor(i)
            result.set(twice(mean, spread, factor.value, factor.error), at: i)
        }
        return VectorEnclosure(midpoint: result.midpoint, radius: result.radius)
    }

    /// 2 (mean ± spread)(a ± error) as midpoint and radius.
    private func twice(_ mean: Double, _ spread: Double, _ a: Double, _ error: Double) -> (Double, Double) {
        let value = 2 * mean * a
        let bound = 2 * (abs(a) * spread + error * (abs(mean) + spread)) + abs(value) * 4 * Directed.unitRoundoff
        return (value, Self.inflated(bound))
    }

    /// The root mean square of each column as computed, and of its error.
    private func columnNorms() -> [(norm: Double, error: Double)] {
        (0..<shape.parameterCount).map { i in
            let (scale, _) = columnScale(i), column = columnFactors[i]
            let relative = 2 * Directed.unitRoundoff + samples.inputRelativeError * 1.01
            return (
                Directed.inflatedSquareRoot(sums.gram[shape.gram(i, i)] / count, operations: sums.roundings + 4),
                Self.inflated(scale * (column.error + column.size * relative) * rootWeight)
            )
        }
    }

    func hessian() -> MatrixEnclosure {
        let n = shape.parameterCount, columns = columnNorms(), factors = (0..<n).map(factor)
        var result = EnclosedSums(count: n * n)
        for i in 0..<n {
            let left = columns[i], a = factors[i]
            for l in i..<n {
                let right = columns[l], b = factors[l]
                let mean = sums.gram[shape.gram(i, l)] / count, product = a.value * b.value
                let spread = Self.inflated(
                    left.norm * right.error + right.norm * left.error + left.error * right.error
                        + gamma * left.norm * right.norm + abs(mean) * 2 * Directed.unitRoundoff)
                let productError =
                    abs(a.value) * b.error + abs(b.value) * a.error + a.error * b.error
                    + abs(product) * Directed.unitRoundoff
                result.set(twice(mean, spread, product, Self.inflated(productError)), at: i * n + l)
            }
        }
        addCurvatures(&result)
        result.mirror(order: n)
        return MatrixEnclosure(rows: n, columns: n, midpoint: result.midpoint, radius: result.radius)
    }

    /// Adds 2 (1/N) sum omega e D²f above the diagonal.
    private func addCurvatures(_ result: inout EnclosedSums) {
        let d = shape.dimension, n = shape.parameterCount, units = shape.units
        /// Adds factor times family `family` to the block whose first entry is (row, column).
        func add(_ family: Int, _ row: Int, _ column: Int, _ factor: (value: Double, error: Double)) {
            for c in 0..<d {
                for b in (row == column ? c : 0)..<d {
                    let mean = sums.curvatures[shape.curvature(family, min(c, b), max(c, b))] / count
                    let scale = Directed.multiplyUp(samples.coordinateMaximum[c], samples.coordinateMaximum[b])
                    let spread = radius(
                        mean, error: curvatureErrors[family], size: sums.curvatureMaxima[family], scale: scale,
                        factors: 2)
                    result.add(twice(mean, spread, factor.value, factor.error), at: (row + c) * n + column + b)
                }
            }
        }
        for j in 0..<units {
            let w = shape.weight(j)
            add(j, w, w, factor(w))
            // by w and by the output: mu_j sum e s' x, s' x the column of w of a neuron, of v of a pair or triple
            let share = errors.shares[j], column = j < shape.neurons ? w : w + d
            for c in 0..<d {
                let (mean, spread) = slope(column + c)
                result.add(twice(mean, spread, share.value, share.error), at: (w + c) * n + shape.output(j))
            }
            guard j >= shape.neurons else { continue }
            let p = j - shape.neurons
            add(units + p, w, w + d, (1, 0))
            guard let t = shape.triple(j) else { continue }
            let g = shape.tripleBend(t)
            add(units + shape.merged + t, w, g, (1, 0))
            add(units + p, g, g, (Double(shape.tripleSigns[t]), 0))
        }
    }
}
