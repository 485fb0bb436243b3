import Rigor
import TestSupport

extension SeededGenerator {
    mutating func oneIn(_ n: Int) -> Bool { Int.random(in: 0..<n, using: &self) == 0 }

    /// A finite float64, biased to corners: zeros of both signs, small integers, neighbours of 1, huge, tiny and
    /// subnormal numbers.
    mutating func finiteDouble() -> Double {
        let sign = Bool.random(using: &self) ? 1.0 : -1.0
        switch Int.random(in: 0..<20, using: &self) {
        case 0: return sign * 0.0
        case 1, 2: return sign * Double(Int.random(in: 0...8, using: &self))
        case 3: return sign * (Bool.random(using: &self) ? 1.0.nextUp : 1.0.nextDown)
        case 4:
            let corners = [
                Double.greatestFiniteMagnitude, .leastNormalMagnitude, .leastNonzeroMagnitude,
                Double.leastNormalMagnitude.nextDown, 0.5,
                .pi, .pi / 2, 710, 745,
            ]
            return sign * corners.randomElement(using: &self)!
        case 5:
            return sign * Double(sign: .plus, exponent: Int.random(in: -1074...1023, using: &self), significand: 1)
        case 6, 7:
            return sign
                * Double(
                    sign: .plus, exponent: Int.random(in: -1070...1022, using: &self),
                    significand: Double.random(in: 1..<2, using: &self))
        case 8, 9:
            return sign
                * Double(
                    sign: .plus, exponent: Int.random(in: -60...60, using: &self),
                    significand: Double.random(in: 1..<2, using: &self))
        default:
            return sign
                * Double(
                    sign: .plus, exponent: Int.random(in: -8...7, using: &self),
                    significand: Double.random(in: 1..<2, using: &self))
        }
    }

    /// An interval with endpoints of at most `precision` bits, biased to corners: points, narrow ones, half-lines, the
    /// whole line, the empty set, and 0 as an endpoint.
    mutating func interval(precision: Precision) -> Interval {
        switch Int.random(in: 0..<24, using: &self) {
        case 0: return .empty(precision: precision)
        case 1: return .entire(precision: precision)
        case 2: return Interval(lower: -.infinity, upper: finiteDouble(), precision: precision)
        case 3: return Interval(lower: finiteDouble(), upper: .infinity, precision: precision)
        case 4...9:
            // One number of the given precision.
            return Interval(exactly: BigFloat(finiteDouble(), precision: precision, rounding: .nearest))
        case 10...14:
            let x = BigFloat(finiteDouble(), precision: precision, rounding: .nearest)
            // The neighbour of 0 is 2^-2^30: right, but as a fraction it takes 128 megabytes.
            return Interval(
                lower: x, upper: x.isZero ? BigFloat(exactly: .leastNonzeroMagnitude) : x.nextUp, precision: precision)
        case 15: return Interval(lower: 0, upper: abs(finiteDouble()), precision: precision)
        case 16: return Interval(lower: -abs(finiteDouble()), upper: -0.0, precision: precision)
        default:
            let x = finiteDouble()
            let y = finiteDouble()
            return Interval(lower: min(x, y), upper: max(x, y), precision: precision)
        }
    }

    /// An exact number inside a nonempty interval: an endpoint, the middle, or something between.
    mutating func rational(in interval: Interval) -> Rational? {
        guard !interval.isEmpty else { return nil }
        let lower = Dyadic(exactly: interval.lowerBigFloat).map { Rational($0) }
        let upper = Dyadic(exactly: interval.upperBigFloat).map { Rational($0) }
        switch (lower, upper) {
        case (let lower?, let upper?):
            let parts = [0, 1, 2, 500, 999, 1000].randomElement(using: &self)!
            return lower + (upper - lower) * Rational(parts, 1000)
        case (let lower?, nil): return lower + Rational(exactly: abs(finiteDouble()))!
        case (nil, let upper?): return upper - Rational(exactly: abs(finiteDouble()))!
        case (nil, nil): return Rational(exactly: finiteDouble())
        }
    }
}
