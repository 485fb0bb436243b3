import Certify
import Rigor

/// The means (1/N) sum omega_i .. over the data behind a float64 enclosure, each with a bound of its error over the
/// ball: the formulas of `TwoLayerFloat64Evaluator`.
struct EnclosedMeans {
    private let sums: TwoLayerSums
    private let samples: Float64Samples
    private let count: Double
    /// Of the roundings of a sum over the data, and of the few operations that follow.
    private let gamma: Double
    /// What may multiply a product that underflowed in the sums or below: up to two input factors, or a residual in s'
    /// x e, whose mean is at most its root mean square.
    private let laterFactors: Double
    /// E_q, and the root mean square of the computed residuals, rounded up, for each output.
    private let residualError: [Double]
    private let residualNorm: [Double]
    /// The root mean square of a 1 at every point, rounded up: the root of the mean sample weight, 1 without any.
    private let rootWeight: Double
    /// For each unit the error bounds of s, s', s'', s'''.
    private let jetErrors: [[Double]]
    /// For each column g of the Gram matrix the root mean square of its error, and its own.
    private let columnError: [Double]
    private let columnNorm: [Double]

    private var places: SumPlaces { sums.places }

    init(
        _ sums: TwoLayerSums, residualError: [Double], jetErrors: [[Double]], samples: Float64Samples,
        order: DerivativeOrder
    ) {
        self.sums = sums
        self.samples = samples
        self.residualError = residualError
        self.jetErrors = jetErrors
        let count = Double(samples.count), columns = sums.places.columns
        self.count = count
        gamma = Directed.gamma(sums.roundings + 6)
        let residualNorm = sums.squares.map { Directed.inflatedSquareRoot($0 / count, operations: sums.roundings + 4) }
        self.residualNorm = residualNorm
        let widest = UpperBound(Directed.maximum(of: samples.coordinateMaximum + [1]) ?? 1)
        let largest = UpperBound(Directed.maximum(of: residualNorm) ?? 0)
        var laterFactors = (widest * widest * .max(2, 2 * largest)).value
        if samples.weights != nil {
            // a weighted residual or column that underflowed meets a jet, what else underflowed a weight
            let jets = UpperBound(Directed.maximum(of: sums.maxima.flatMap { $0 }) ?? 1)
            let weight = UpperBound(samples.weightMaximum)
            laterFactors = (UpperBound(laterFactors) * .max(1, jets) * .max(1, weight)).value
        }
        self.laterFactors = laterFactors
        let rootWeight = samples.rootMeanWeight
        self.rootWeight = rootWeight
        guard order >= .hessian else {
            (columnError, columnNorm) = ([], [])
            return
        }
        columnError = (0..<columns.count).map { r in
            let (j, derivative, scale) =
                switch columns.parameter(r) {
                case .weight(let j, let c): (j, 1, samples.coordinateMaximum[c])
                case .output(let j, _): (j, 0, 1.0)
                case .outputBias: (columns.width, 0, 1.0)
                }
            let relative = 2 * Directed.unitRoundoff + samples.inputRelativeError * 1.01
            return Directed.inflated(
                scale * (jetErrors[j][derivative] + sums.maxima[j][derivative] * relative) * rootWeight, operations: 7,
                laterFactors: laterFactors)
        }
        columnNorm = (0..<columns.count).map {
            Directed.inflatedSquareRoot(sums.gram[sums.places.gram($0)] / count, operations: sums.roundings + 4)
        }
    }

    /// Of e_q².
    func square(_ q: Int) -> (mean: Double, spread: Double) {
        // |e² - fl(e)²| summed: 2 rms eps + eps², and the rounding of the sum
        let eps = residualError[q] * rootWeight, rms = residualNorm[q]
        return (
            sums.squares[q] / count, Directed.inflated(2 * rms * eps + eps * eps + gamma * rms * rms, operations: 15)
        )
    }

    /// Twice that of e_q s_j.
    func twiceValue(_ j: Int, _ q: Int) -> (Double, Double) {
        let mean = sums.values[places.value(j, q)] / count
        let radius = Directed.inflated(
            2 * mixedRadius(q, j, 0, scale: 1, factors: 0) + abs(mean) * 4 * Directed.unitRoundoff, operations: 4)
        return (2 * mean, radius)
    }

    /// Of e_q s'_j x_c.
    func slope(_ j: Int, _ q: Int, _ c: Int) -> (mean: Double, spread: Double) {
        let mean = sums.slopes[places.slope(j, q, c)] / count
        return (
            mean,
            Directed.addUp(
                mixedRadius(q, j, 1, scale: samples.coordinateMaximum[c], factors: 1),
                abs(mean) * 4 * Directed.unitRoundoff)
        )
    }

    /// Of e_q s''_j x_c x_b, c <= b.
    func curvature(_ j: Int, _ q: Int, _ c: Int, _ b: Int) -> (mean: Double, spread: Double) {
        let mean = sums.curvatures[places.curvature(j, q, c) + b - c] / count
        let scale = Directed.multiplyUp(samples.coordinateMaximum[c], samples.coordinateMaximum[b])
        return (
            mean, Directed.addUp(mixedRadius(q, j, 2, scale: scale, factors: 2), abs(mean) * 4 * Directed.unitRoundoff)
        )
    }

    /// Of g_r g_t, r <= t.
    func gram(_ r: Int, _ t: Int) -> (mean: Double, spread: Double) {
        // |sum g_r g_t / N - fl| <= |g_r| err_t + |g_t| err_r + err_r err_t + gamma |g_r||g_t|  (Cauchy-Schwarz on root
        // mean squares)
        let mean = sums.gram[places.gram(r, t)] / count
        let spread = Directed.inflated(
            columnNorm[r] * columnError[t] + columnNorm[t] * columnError[r] + columnError[r] * columnError[t]
                + gamma * columnNorm[r] * columnNorm[t] + abs(mean) * 2 * Directed.unitRoundoff, operations: 12,
            laterFactors: laterFactors)
        return (mean, spread)
    }

    /// Radius of (1/N) sum e_q s^(p)_j x.. where the x are at most `scale`, `factors` of them, each with a relative
    /// error.
    @inline(__always)
    private func mixedRadius(_ q: Int, _ j: Int, _ p: Int, scale: Double, factors: Double) -> Double {
        let size = sums.maxima[j][p] * rootWeight, error = jetErrors[j][p] * rootWeight
        let eps = residualError[q] * rootWeight, rms = residualNorm[q]
        let relative = gamma + factors * samples.inputRelativeError * 1.01
        return Directed.inflated(
            scale * (eps * size + error * rms + eps * error + relative * rms * size) * 1.01, operations: 20,
            laterFactors: laterFactors)
    }
}

/// Sums of numbers known to within a radius, as many as there are entries.
struct EnclosedSums {
    private(set) var midpoint: [Double]
    private(set) var radius: [Double]

    init(count: Int) {
        midpoint = [Double](repeating: 0, count: count)
        radius = midpoint
    }

    /// - Parameter term: a value and its spread.
    mutating func set(_ term: (Double, Double), at index: Int) { (midpoint[index], radius[index]) = term }

    /// - Parameter term: a value and its spread.
    mutating func add(_ term: (Double, Double), at index: Int) {
        let sum = midpoint[index] + term.0
        midpoint[index] = sum
        // |fl(x + y) - (x + y)| <= u |fl(x + y)|
        radius[index] = Directed.inflated(radius[index] + term.1 + abs(sum) * Directed.unitRoundoff, operations: 4)
    }

    /// Gives the entries below the diagonal of an n by n matrix the values of those above.
    mutating func mirror(order n: Int) {
        for row in 0..<n {
            for column in 0..<row {
                midpoint[row * n + column] = midpoint[column * n + row]
                radius[row * n + column] = radius[column * n + row]
            }
        }
    }

    /// - Parameter divisor: a positive integer.
    mutating func divide(by divisor: Double) {
        guard divisor != 1 else { return }
        for i in midpoint.indices {
            let quotient = midpoint[i] / divisor
            // half an ulp of the quotient, also among subnormal numbers
            let rounding = Directed.addUp(Directed.multiplyUp(abs(quotient), Directed.unitRoundoff), 0x1p-1074)
            midpoint[i] = quotient
            radius[i] = Directed.addUp(Directed.divideUp(radius[i], divisor), rounding)
        }
    }
}
