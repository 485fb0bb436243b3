import CMPFR

/// A correctly rounded function of MPFR.
typealias RoundedFunction = (mpfr_ptr, mpfr_srcptr, mpfr_rnd_t) -> Int32

/// Elementary functions: the range over an interval from the values at its endpoints, which MPFR rounds correctly.
extension CellArithmetic {
    /// A function that increases on its whole domain, the real line.
    @inline(__always)
    private static func increasing(_ result: IntervalPointer, _ a: IntervalPointer, _ function: RoundedFunction) {
        if a.isEmpty { return setEmpty(result) }
        if a.isPoint {
            value(result, at: a.lower, function)
        } else {
            _ = function(result.lower, a.lower, MPFR_RNDD)
            _ = function(result.upper, a.upper, MPFR_RNDU)
        }
    }

    /// The value at one point. One evaluation is enough: unless it is exact, rounding up gives the neighbour of what
    /// rounding down gave.
    @inline(__always)
    private static func value(_ result: IntervalPointer, at x: mpfr_srcptr, _ function: RoundedFunction) {
        let inexact = function(result.lower, x, MPFR_RNDD)
        mpfr_set(result.upper, result.lower, MPFR_RNDN)
        if inexact != 0 { mpfr_nextabove(result.upper) }
    }

    /// An even function that increases on [0, infinity), with the value `atZero` at 0.
    @inline(__always)
    static func even(
        _ result: IntervalPointer, _ a: IntervalPointer, scratch: IntervalPointer, atZero: Int,
        _ function: RoundedFunction
    ) {
        if a.isEmpty { return setEmpty(result) }
        if cmpfr_sign(a.lower) >= 0 {
            _ = function(result.lower, a.lower, MPFR_RNDD)
            _ = function(result.upper, a.upper, MPFR_RNDU)
        } else if cmpfr_sign(a.upper) <= 0 {
            _ = function(scratch.lower, a.upper, MPFR_RNDD)
            _ = function(result.upper, a.lower, MPFR_RNDU)
            mpfr_set(result.lower, scratch.lower, MPFR_RNDD)
        } else {
            _ = function(result.upper, mpfr_cmpabs(a.lower, a.upper) > 0 ? a.lower : a.upper, MPFR_RNDU)
            mpfr_set_si_2exp(result.lower, atZero, 0, MPFR_RNDD)
        }
    }

    // MARK: Even functions

    static func absoluteValue(_ result: IntervalPointer, _ a: IntervalPointer, scratch: IntervalPointer) {
        even(result, a, scratch: scratch, atZero: 0, mpfr_abs)
    }

    static func square(_ result: IntervalPointer, _ a: IntervalPointer, scratch: IntervalPointer) {
        even(result, a, scratch: scratch, atZero: 0, mpfr_sqr)
    }

    static func cosh(_ result: IntervalPointer, _ a: IntervalPointer, scratch: IntervalPointer) {
        even(result, a, scratch: scratch, atZero: 1, mpfr_cosh)
    }

    // MARK: Increasing functions

    static func exp(_ result: IntervalPointer, _ a: IntervalPointer) { increasing(result, a, mpfr_exp) }
    static func expm1(_ result: IntervalPointer, _ a: IntervalPointer) { increasing(result, a, mpfr_expm1) }
    static func tanh(_ result: IntervalPointer, _ a: IntervalPointer) { increasing(result, a, mpfr_tanh) }
    static func sinh(_ result: IntervalPointer, _ a: IntervalPointer) { increasing(result, a, mpfr_sinh) }
    static func atan(_ result: IntervalPointer, _ a: IntervalPointer) { increasing(result, a, mpfr_atan) }
    static func erf(_ result: IntervalPointer, _ a: IntervalPointer) { increasing(result, a, mpfr_erf) }

    // MARK: Functions of a smaller domain

    /// Domain [0, infinity).
    static func squareRoot(_ result: IntervalPointer, _ a: IntervalPointer) {
        if a.isEmpty || cmpfr_sign(a.upper) < 0 { return setEmpty(result) }
        if cmpfr_sign(a.lower) <= 0 {
            mpfr_sqrt(result.upper, a.upper, MPFR_RNDU)
            mpfr_set_zero(result.lower, 1)
        } else {
            increasing(result, a, mpfr_sqrt)
        }
    }

    /// Domain (0, infinity).
    static func log(_ result: IntervalPointer, _ a: IntervalPointer) {
        if a.isEmpty || cmpfr_sign(a.upper) <= 0 { return setEmpty(result) }
        if cmpfr_sign(a.lower) <= 0 {
            mpfr_log(result.upper, a.upper, MPFR_RNDU)
            mpfr_set_inf(result.lower, -1)
        } else {
            increasing(result, a, mpfr_log)
        }
    }

    /// log(1 + x), domain (-1, infinity).
    static func log1p(_ result: IntervalPointer, _ a: IntervalPointer) {
        if a.isEmpty || mpfr_cmp_si_2exp(a.upper, -1, 0) <= 0 { return setEmpty(result) }
        if mpfr_cmp_si_2exp(a.lower, -1, 0) <= 0 {
            mpfr_log1p(result.upper, a.upper, MPFR_RNDU)
            mpfr_set_inf(result.lower, -1)
        } else {
            increasing(result, a, mpfr_log1p)
        }
    }

    /// Domain [-1, 1]; values in [-pi/2, pi/2].
    static func asin(_ result: IntervalPointer, _ a: IntervalPointer, scratch: IntervalPointer) {
        guard clip(scratch, a) else { return setEmpty(result) }
        mpfr_asin(result.lower, clipped(a.lower, scratch.lower), MPFR_RNDD)
        mpfr_asin(result.upper, clipped(a.upper, scratch.upper), MPFR_RNDU)
    }

    /// Domain [-1, 1]; decreasing, values in [0, pi].
    static func acos(_ result: IntervalPointer, _ a: IntervalPointer, scratch: IntervalPointer) {
        guard clip(scratch, a) else { return setEmpty(result) }
        let lowest = clipped(a.lower, scratch.lower)
        let highest = clipped(a.upper, scratch.upper)
        mpfr_acos(scratch.upper, highest, MPFR_RNDD)
        mpfr_acos(result.upper, lowest, MPFR_RNDU)
        mpfr_set(result.lower, scratch.upper, MPFR_RNDD)
    }

    /// Leaves [-1, 1] in `scratch`; false when `a` does not meet it.
    private static func clip(_ scratch: IntervalPointer, _ a: IntervalPointer) -> Bool {
        mpfr_set_si_2exp(scratch.lower, -1, 0, MPFR_RNDD)
        mpfr_set_si_2exp(scratch.upper, 1, 0, MPFR_RNDU)
        return !a.isEmpty && mpfr_lessequal_p(a.lower, scratch.upper) != 0
            && mpfr_greaterequal_p(a.upper, scratch.lower) != 0
    }

    /// The number itself, or `limit` when it is greater in magnitude.
    private static func clipped(_ x: mpfr_srcptr, _ limit: mpfr_srcptr) -> mpfr_srcptr {
        mpfr_cmpabs(x, limit) > 0 ? limit : x
    }

    // MARK: Powers

    /// x^exponent, with x^0 = 1; negative exponents have the domain x != 0.
    static func power(_ result: IntervalPointer, _ a: IntervalPointer, _ exponent: Int, scratch: IntervalPointer) {
        if a.isEmpty { return setEmpty(result) }
        if exponent == 0 { return set(result, 1) }
        let function: RoundedFunction = { mpfr_pow_si($0, $1, exponent, $2) }
        if exponent > 0 {
            if exponent.isMultiple(of: 2) {
                even(result, a, scratch: scratch, atZero: 0, function)
            } else {
                _ = function(result.lower, a.lower, MPFR_RNDD)
                _ = function(result.upper, a.upper, MPFR_RNDU)
            }
            return
        }
        if a.isZero { return setEmpty(result) }
        if exponent.isMultiple(of: 2) {
            // Decreasing in |x|: the lower bound comes from the largest |x|, the upper from the smallest, and is
            // infinite at 0.
            let lowerIsFarther = mpfr_cmpabs(a.lower, a.upper) > 0
            let nearest = lowerIsFarther ? a.upper : a.lower
            _ = function(scratch.lower, lowerIsFarther ? a.lower : a.upper, MPFR_RNDD)
            if a.straddlesZero || cmpfr_sign(nearest) == 0 {
                mpfr_set_inf(result.upper, 1)
            } else {
                _ = function(result.upper, nearest, MPFR_RNDU)
            }
            mpfr_set(result.lower, scratch.lower, MPFR_RNDD)
            return
        }
        if a.straddlesZero { return setEntire(result) }
        // Decreasing on either side of 0.
        let touchesFromAbove = cmpfr_sign(a.lower) == 0
        let touchesFromBelow = cmpfr_sign(a.upper) == 0
        if touchesFromBelow {
            mpfr_set_inf(scratch.lower, -1)
        } else {
            _ = function(scratch.lower, a.upper, MPFR_RNDD)
        }
        if touchesFromAbove {
            mpfr_set_inf(result.upper, 1)
        } else {
            _ = function(result.upper, a.lower, MPFR_RNDU)
        }
        mpfr_set(result.lower, scratch.lower, MPFR_RNDD)
    }
}
