import CMPFR

/// The one implementation of interval arithmetic, in place and without allocation; `Interval` and `IntervalKernel` both
/// call it.
///
/// Every function writes the tightest interval of the precision of `result` that contains the exact range. The result
/// may be an operand. `scratch` is a cell of the precision of `result` that is no operand; its content is lost. Results
/// follow the set-based flavour of IEEE 1788: an empty operand gives an empty result, and points outside the domain of
/// a function are ignored.
enum CellArithmetic {
    // MARK: Constants and copies

    @inline(__always)
    static func setEmpty(_ result: IntervalPointer) {
        mpfr_set_inf(result.lower, 1)
        mpfr_set_inf(result.upper, -1)
    }

    @inline(__always)
    static func setEntire(_ result: IntervalPointer) {
        mpfr_set_inf(result.lower, -1)
        mpfr_set_inf(result.upper, 1)
    }

    @inline(__always)
    static func setZero(_ result: IntervalPointer) {
        mpfr_set_zero(result.lower, 1)
        mpfr_set_zero(result.upper, 1)
    }

    @inline(__always)
    static func set(_ result: IntervalPointer, _ a: IntervalPointer) {
        if result == a { return }
        mpfr_set(result.lower, a.lower, MPFR_RNDD)
        mpfr_set(result.upper, a.upper, MPFR_RNDU)
    }

    /// The number `value`, exact from 53 bits on. NaN and the infinities are no real numbers: the whole line.
    static func set(_ result: IntervalPointer, _ value: Double) {
        guard value.isFinite else { return setEntire(result) }
        mpfr_set_d(result.lower, value, MPFR_RNDD)
        mpfr_set_d(result.upper, value, MPFR_RNDU)
    }

    static func set(_ result: IntervalPointer, _ value: Rational) {
        value.read {
            _ = mpfr_set_q(result.lower, $0, MPFR_RNDD)
            _ = mpfr_set_q(result.upper, $0, MPFR_RNDU)
        }
    }

    static func set(_ result: IntervalPointer, _ value: Int) {
        mpfr_set_si_2exp(result.lower, value, 0, MPFR_RNDD)
        mpfr_set_si_2exp(result.upper, value, 0, MPFR_RNDU)
    }

    // MARK: Signs and sums

    static func negate(_ result: IntervalPointer, _ a: IntervalPointer, scratch: IntervalPointer) {
        mpfr_neg(scratch.lower, a.upper, MPFR_RNDD)
        mpfr_neg(result.upper, a.lower, MPFR_RNDU)
        mpfr_set(result.lower, scratch.lower, MPFR_RNDD)
    }

    @inline(__always)
    static func add(_ result: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer) {
        if a.isEmpty || b.isEmpty { return setEmpty(result) }
        mpfr_add(result.lower, a.lower, b.lower, MPFR_RNDD)
        mpfr_add(result.upper, a.upper, b.upper, MPFR_RNDU)
    }

    @inline(__always)
    static func subtract(
        _ result: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer, scratch: IntervalPointer
    ) {
        if a.isEmpty || b.isEmpty { return setEmpty(result) }
        if result == b {
            mpfr_sub(scratch.lower, a.lower, b.upper, MPFR_RNDD)
            mpfr_sub(result.upper, a.upper, b.lower, MPFR_RNDU)
            mpfr_set(result.lower, scratch.lower, MPFR_RNDD)
        } else {
            mpfr_sub(result.lower, a.lower, b.upper, MPFR_RNDD)
            mpfr_sub(result.upper, a.upper, b.lower, MPFR_RNDU)
        }
    }

    // MARK: Products

    /// Two multiplications unless both operands have 0 inside, where it takes four.
    ///
    /// No endpoint is 0 * infinity: the operand [0, 0] is set aside first, and in each remaining case an infinite
    /// endpoint meets either a nonzero endpoint or none at all.
    static func multiply(
        _ result: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer, scratch: IntervalPointer
    ) {
        let aLower = cmpfr_sign(a.lower)
        let aUpper = cmpfr_sign(a.upper)
        let bLower = cmpfr_sign(b.lower)
        let bUpper = cmpfr_sign(b.upper)
        // Only the empty interval has a positive lower and a negative upper endpoint.
        if aLower > aUpper || bLower > bUpper { return setEmpty(result) }
        if aLower == 0 && aUpper == 0 || bLower == 0 && bUpper == 0 { return setZero(result) }

        if aLower >= 0 {
            if bLower >= 0 {
                endpoints(result, a.lower, b.lower, a.upper, b.upper, result == a || result == b, scratch, mpfr_mul)
            } else {
                endpoints(
                    result, a.upper, b.lower, bUpper <= 0 ? a.lower : a.upper, b.upper, result == a || result == b,
                    scratch, mpfr_mul)
            }
        } else if aUpper <= 0 {
            if bUpper <= 0 {
                endpoints(result, a.upper, b.upper, a.lower, b.lower, result == a || result == b, scratch, mpfr_mul)
            } else {
                endpoints(
                    result, a.lower, b.upper, bLower >= 0 ? a.upper : a.lower, b.lower, result == a || result == b,
                    scratch, mpfr_mul)
            }
        } else if bLower >= 0 {
            endpoints(result, a.lower, b.upper, a.upper, b.upper, result == a || result == b, scratch, mpfr_mul)
        } else if bUpper <= 0 {
            endpoints(result, a.upper, b.lower, a.lower, b.lower, result == a || result == b, scratch, mpfr_mul)
        } else {
            mpfr_mul(scratch.lower, a.lower, b.upper, MPFR_RNDD)
            mpfr_mul(scratch.upper, a.upper, b.lower, MPFR_RNDD)
            mpfr_min(scratch.lower, scratch.lower, scratch.upper, MPFR_RNDD)
            mpfr_mul(scratch.upper, a.lower, b.lower, MPFR_RNDU)
            mpfr_mul(result.upper, a.upper, b.upper, MPFR_RNDU)
            mpfr_max(result.upper, result.upper, scratch.upper, MPFR_RNDU)
            mpfr_set(result.lower, scratch.lower, MPFR_RNDD)
        }
    }

    /// result = [x1 op y1 rounded down, x2 op y2 rounded up], where the four operands may be endpoints of the result
    /// (`aliased`).
    @inline(__always)
    private static func endpoints(
        _ result: IntervalPointer, _ x1: mpfr_srcptr, _ y1: mpfr_srcptr, _ x2: mpfr_srcptr, _ y2: mpfr_srcptr,
        _ aliased: Bool, _ scratch: IntervalPointer,
        _ operation: (mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t) -> Int32
    ) {
        if aliased {
            _ = operation(scratch.lower, x1, y1, MPFR_RNDD)
            _ = operation(result.upper, x2, y2, MPFR_RNDU)
            mpfr_set(result.lower, scratch.lower, MPFR_RNDD)
        } else {
            _ = operation(result.lower, x1, y1, MPFR_RNDD)
            _ = operation(result.upper, x2, y2, MPFR_RNDU)
        }
    }

    /// `factor` must be finite to be a real number; NaN and the infinities give the whole line.
    static func multiply(_ result: IntervalPointer, _ a: IntervalPointer, by factor: Double, scratch: IntervalPointer) {
        if a.isEmpty { return setEmpty(result) }
        guard factor.isFinite else { return setEntire(result) }
        if factor == 0 { return setZero(result) }
        withUnsafeTemporaryAllocation(of: mp_limb_t.self, capacity: cmpfr_limb_count(Precision.float64.bits)) { limbs in
            // Converted once, exactly, for both products.
            var exactFactor = __mpfr_struct()
            cmpfr_place(&exactFactor, Precision.float64.bits, limbs.baseAddress!)
            mpfr_set_d(&exactFactor, factor, MPFR_RNDN)
            if factor > 0 {
                mpfr_mul(result.lower, a.lower, &exactFactor, MPFR_RNDD)
                mpfr_mul(result.upper, a.upper, &exactFactor, MPFR_RNDU)
            } else {
                mpfr_mul(scratch.lower, a.upper, &exactFactor, MPFR_RNDD)
                mpfr_mul(result.upper, a.lower, &exactFactor, MPFR_RNDU)
                mpfr_set(result.lower, scratch.lower, MPFR_RNDD)
            }
        }
    }

    static func multiply(_ result: IntervalPointer, _ a: IntervalPointer, by factor: Int, scratch: IntervalPointer) {
        if a.isEmpty { return setEmpty(result) }
        if factor == 0 { return setZero(result) }
        if factor > 0 {
            mpfr_mul_si(result.lower, a.lower, factor, MPFR_RNDD)
            mpfr_mul_si(result.upper, a.upper, factor, MPFR_RNDU)
        } else {
            mpfr_mul_si(scratch.lower, a.upper, factor, MPFR_RNDD)
            mpfr_mul_si(result.upper, a.lower, factor, MPFR_RNDU)
            mpfr_set(result.lower, scratch.lower, MPFR_RNDD)
        }
    }

    /// a * 2^exponent.
    static func scaleByPowerOfTwo(_ result: IntervalPointer, _ a: IntervalPointer, _ exponent: Int) {
        mpfr_mul_2si(result.lower, a.lower, exponent, MPFR_RNDD)
        mpfr_mul_2si(result.upper, a.upper, exponent, MPFR_RNDU)
    }

    // MARK: Quotients

    /// { x / y : x in a, y in b, y != 0 }. In particular division by [0, 0] is empty, and by an interval with 0 inside
    /// the whole line.
    static func divide(_ result: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer, scratch: IntervalPointer)
    {
        if a.isEmpty || b.isEmpty || b.isZero { return setEmpty(result) }
        if a.isZero { return setZero(result) }
        if b.straddlesZero { return setEntire(result) }
        let aliased = result == a || result == b
        let aIsNonnegative = cmpfr_sign(a.lower) >= 0
        let aIsNonpositive = cmpfr_sign(a.upper) <= 0
        if cmpfr_sign(b.lower) == 0 {
            // y runs over (0, upper]
            if aIsNonnegative {
                mpfr_div(result.lower, a.lower, b.upper, MPFR_RNDD)
                mpfr_set_inf(result.upper, 1)
            } else if aIsNonpositive {
                mpfr_div(result.upper, a.upper, b.upper, MPFR_RNDU)
                mpfr_set_inf(result.lower, -1)
            } else {
                setEntire(result)
            }
        } else if cmpfr_sign(b.upper) == 0 {
            // y runs over [lower, 0)
            if aIsNonnegative {
                mpfr_div(result.upper, a.lower, b.lower, MPFR_RNDU)
                mpfr_set_inf(result.lower, -1)
            } else if aIsNonpositive {
                mpfr_div(result.lower, a.upper, b.lower, MPFR_RNDD)
                mpfr_set_inf(result.upper, 1)
            } else {
                setEntire(result)
            }
        } else if cmpfr_sign(b.lower) > 0 {
            endpoints(
                result, a.lower, aIsNonnegative ? b.upper : b.lower, a.upper, aIsNonpositive ? b.upper : b.lower,
                aliased, scratch,
                mpfr_div)
        } else {
            endpoints(
                result, a.upper, aIsNonpositive ? b.lower : b.upper, a.lower, aIsNonnegative ? b.lower : b.upper,
                aliased, scratch,
                mpfr_div)
        }
    }

    /// { 1 / x : x in a, x != 0 }.
    static func reciprocal(_ result: IntervalPointer, _ a: IntervalPointer, scratch: IntervalPointer) {
        if a.isEmpty || a.isZero { return setEmpty(result) }
        if a.straddlesZero { return setEntire(result) }
        if cmpfr_sign(a.lower) == 0 {
            mpfr_ui_div(result.lower, 1, a.upper, MPFR_RNDD)
            mpfr_set_inf(result.upper, 1)
        } else if cmpfr_sign(a.upper) == 0 {
            mpfr_ui_div(result.upper, 1, a.lower, MPFR_RNDU)
            mpfr_set_inf(result.lower, -1)
        } else {
            mpfr_ui_div(scratch.lower, 1, a.upper, MPFR_RNDD)
            mpfr_ui_div(result.upper, 1, a.lower, MPFR_RNDU)
            mpfr_set(result.lower, scratch.lower, MPFR_RNDD)
        }
    }

    // MARK: Sets

    static func hull(_ result: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer) {
        // The infinities of the empty interval are neutral here.
        mpfr_min(result.lower, a.lower, b.lower, MPFR_RNDD)
        mpfr_max(result.upper, a.upper, b.upper, MPFR_RNDU)
    }

    static func intersection(_ result: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer) {
        if mpfr_greater_p(a.lower, b.upper) != 0 || mpfr_greater_p(b.lower, a.upper) != 0 { return setEmpty(result) }
        mpfr_max(result.lower, a.lower, b.lower, MPFR_RNDD)
        mpfr_min(result.upper, a.upper, b.upper, MPFR_RNDU)
    }

    static func minimum(_ result: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer) {
        if a.isEmpty || b.isEmpty { return setEmpty(result) }
        mpfr_min(result.lower, a.lower, b.lower, MPFR_RNDD)
        mpfr_min(result.upper, a.upper, b.upper, MPFR_RNDU)
    }

    static func maximum(_ result: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer) {
        if a.isEmpty || b.isEmpty { return setEmpty(result) }
        mpfr_max(result.lower, a.lower, b.lower, MPFR_RNDD)
        mpfr_max(result.upper, a.upper, b.upper, MPFR_RNDU)
    }

    // MARK: Bounds

    /// sup |x| rounded up. The empty interval bounds nothing: infinity.
    static func magnitudeUpper(_ a: IntervalPointer) -> Double {
        if a.isEmpty { return .infinity }
        return Directed.maximum(abs(mpfr_get_d(a.lower, MPFR_RNDD)), abs(mpfr_get_d(a.upper, MPFR_RNDU)))
    }

    /// inf |x| rounded down. The empty interval bounds nothing: 0.
    static func mignitudeLower(_ a: IntervalPointer) -> Double {
        if a.isEmpty { return 0 }
        if cmpfr_sign(a.lower) > 0 { return mpfr_get_d(a.lower, MPFR_RNDD) }
        if cmpfr_sign(a.upper) < 0 { return -mpfr_get_d(a.upper, MPFR_RNDU) }
        return 0
    }
}
