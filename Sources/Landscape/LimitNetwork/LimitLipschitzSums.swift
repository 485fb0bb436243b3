import Rigor

/// The sums over the data behind K0, K1, K2 of a limit network, from upper bounds at each point, in float64.
///
/// f'' and f''' are sums over blocks, so over unit directions each is at most the largest of its blocks. With A_q the amplitudes (a s^(q), or
/// c s^(q) + (v·x) s^(q+1)), P the length of the direction's part om and Q that of the rest, P² + Q² = 1:
///
///     |f'|²  <= sum of squared columns
///     |f''|  <= max_j  |A_2||x|² P² + 2 B P Q        B² = s'²|x|² (+ s''²|x|⁴ for a pair)
///            <= max_j  ( |A_2||x|² + sqrt( A_2²|x|⁴ + 4B² ) ) / 2
///     |f'''| <= max_j  |A_3||x|³ P³ + 3 E P² Q       E² = s''²|x|⁴ (+ s'''²|x|⁶ for a pair)
///            <= max_j  |A_3||x|³ + (2/sqrt 3) E      since P²Q <= 2/(3 sqrt 3)
///     K0 = (2/N) sum |e||f'|     K1 = (2/N) sum (|f'|² + |e||f''|)     K2 = (2/N) sum (3|f'||f''| + |e||f'''|)
///
/// All terms are non-negative, so one relative bound at the end covers every rounding.
struct LimitLipschitzSums {
    private let shape: LimitNetworkShape
    private var first = 0.0, second = 0.0, third = 0.0
    private var count = 0
    private var squaredNorm = 0.0, norm = 0.0, slope = 0.0, bend = 0.0, twist = 0.0

    init(shape: LimitNetworkShape) { self.shape = shape }

    /// Starts a point; `squaredNorm` is an upper bound of |x|² up to `2 dimension` roundings.
    mutating func begin(squaredNorm: Double) {
        self.squaredNorm = squaredNorm
        norm = squaredNorm.squareRoot()
        slope = (shape.hasConstant ? 1 : 0) + (shape.hasLinearPart ? squaredNorm : 0)
        bend = 0
        twist = 0
    }

    /// Adds a unit: upper bounds of |A_1|, |A_2|, |A_3| and of |s|, |s'|, |s''|, |s'''|.
    mutating func addUnit(amplitudes: [Double], jets: [Double], isPair: Bool) {
        let x2 = squaredNorm
        slope += jets[0] * jets[0] + amplitudes[0] * amplitudes[0] * x2 + (isPair ? jets[1] * jets[1] * x2 : 0)
        let curve = amplitudes[1] * x2
        let mixed = jets[1] * jets[1] * x2 + (isPair ? jets[2] * jets[2] * x2 * x2 : 0)
        bend = max(bend, (curve + (curve * curve + 4 * mixed).squareRoot()) * 0.5)
        let edge = (jets[2] * jets[2] * x2 * x2 + (isPair ? jets[3] * jets[3] * x2 * x2 * x2 : 0)).squareRoot()
        // 2/sqrt 3 rounded up
        twist = max(twist, amplitudes[2] * x2 * norm + 1.1547005383792517 * edge)
    }

    /// Ends a point with the upper bound of |e|.
    mutating func end(residual e: Double) {
        let gradient = slope.squareRoot()
        first += e * gradient
        second += slope + e * bend
        third += 3 * gradient * bend + e * twist
        count += 1
    }

    func constants() throws(EvaluationFailure) -> LipschitzConstants {
        let operations = count + 12 * shape.units + 8 * shape.dimension + 60
        func mean(_ sum: Double) -> Double { Directed.inflated(2 * sum / Double(count), operations: operations) }
        let constants = LipschitzConstants(loss: mean(first), gradient: mean(second), hessian: mean(third))
        guard constants.loss.isFinite, constants.gradient.isFinite, constants.hessian.isFinite else {
            throw .outOfRange("a Lipschitz constant overflows")
        }
        return constants
    }
}
