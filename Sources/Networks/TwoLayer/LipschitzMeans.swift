import Certify
import Rigor

/// Upper bound of the Euclidean norm of `count` numbers of at most these absolute values; of one number its absolute
/// value.
@inline(__always)
func normUpper(_ count: Int, _ magnitude: (Int) -> Double) -> Double {
    guard count > 1 else { return magnitude(0) }
    var squares = 0.0
    for i in 0..<count {
        let x = magnitude(i)
        squares = Directed.addUp(squares, Directed.multiplyUp(x, x))
    }
    return Directed.squareRootUp(squares)
}

extension LipschitzConstants {
    /// Of the loss divided by a positive number.
    func divided(by divisor: Double) -> LipschitzConstants {
        guard divisor != 1 else { return self }
        return LipschitzConstants(
            loss: Directed.divideUp(loss, divisor), gradient: Directed.divideUp(gradient, divisor),
            hessian: Directed.divideUp(hessian, divisor))
    }

    /// Of the loss and sum_i lambda_i theta_i² together: that adds 2 max lambda |theta|, 2 max lambda and 0.
    ///
    /// - Parameters:
    ///   - largest: at least every lambda_i.
    ///   - size: at least |theta| on the ball.
    func adding(decay largest: Double, size: Double) -> LipschitzConstants {
        let slope = Directed.multiplyUp(2, largest)
        return LipschitzConstants(
            loss: Directed.addUp(loss, Directed.multiplyUp(slope, size)), gradient: Directed.addUp(gradient, slope),
            hessian: hessian)
    }
}

/// K0, K1, K2 of a mean of squared residuals e with sample weights omega, from upper bounds at each point of |e| and of
/// |f'|², |f''|, |f'''| over unit directions, in float64:
///
///     K0 = (2/N) sum omega |e||f'|     K1 = (2/N) sum omega (|f'|² + |e||f''|)
///     K2 = (2/N) sum omega (3|f'||f''| + |e||f'''|)
///
/// All terms are non-negative, so one relative bound at the end covers every rounding (MATHEMATICS section 2). What
/// goes in is first ``raised(_:)``, so that no product or square below underflows. A NaN that goes in comes out, and is
/// refused.
struct LipschitzMeans {
    private var first = 0.0, second = 0.0, third = 0.0
    private var count = 0

    /// The upper bound itself or, where it is smaller, 1e-50: still an upper bound, and products of six such factors
    /// are normal numbers.
    @inline(__always)
    static func raised(_ bound: Double) -> Double { bound < 1e-50 ? 1e-50 : bound }

    /// Adds a point: upper bounds of |e|, |f'|², |f''|, |f'''|, and its sample weight, relatively off by a rounding at
    /// most.
    @inline(__always)
    mutating func add(residual e: Double, slope: Double, bend: Double, twist: Double, weight: Double = 1) {
        let gradient = slope.squareRoot(), weight = Self.raised(weight)
        first += weight * (e * gradient)
        second += weight * (slope + e * bend)
        third += weight * (3 * gradient * bend + e * twist)
        count += 1
    }

    /// - Parameter operations: at least the roundings behind one point's four bounds and the products above.
    func constants(operationsPerPoint operations: Int) throws(EvaluationFailure) -> LipschitzConstants {
        func mean(_ sum: Double) -> Double {
            Directed.inflated(2 * sum / Double(count), operations: count + operations + 2)
        }
        let constants = LipschitzConstants(loss: mean(first), gradient: mean(second), hessian: mean(third))
        guard constants.loss.isFinite, constants.gradient.isFinite, constants.hessian.isFinite else {
            throw .outOfRange("a Lipschitz constant overflows")
        }
        return constants
    }
}
