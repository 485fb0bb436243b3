import CMPFR

/// Sine and cosine: the line is cut into sections of length pi on which the function is monotone, and the endpoints are
/// placed in them.
extension Interval {
    /// Tightest, except that an endpoint beyond 2^16384 in magnitude gives [-1, 1] rather than a reduction modulo pi of
    /// that length.
    public func sin() -> Interval { wave(mpfr_sin, sectionStart: 1) }

    /// Tightest, with the exception of `sin()`.
    public func cos() -> Interval { wave(mpfr_cos, sectionStart: 0) }

    /// A function that decreases from 1 to -1 on [(k + s/2) pi, (k + s/2 + 1) pi] for even k and increases from -1 to 1
    /// for odd k, where s = `sectionStart`.
    private func wave(_ function: RoundedFunction, sectionStart: Int) -> Interval {
        unary { result, a, scratch in
            if a.isEmpty { return CellArithmetic.setEmpty(result) }
            mpfr_set_si_2exp(result.lower, -1, 0, MPFR_RNDD)
            mpfr_set_si_2exp(result.upper, 1, 0, MPFR_RNDU)
            guard let first = Self.section(of: a.lower, start: sectionStart),
                let last = Self.section(of: a.upper, start: sectionStart),
                let crossed = Int(exactly: last - first), crossed < 2
            else { return }
            let decreasesFirst = first.isEven
            if crossed == 0 {
                _ = function(result.lower, decreasesFirst ? a.upper : a.lower, MPFR_RNDD)
                _ = function(result.upper, decreasesFirst ? a.lower : a.upper, MPFR_RNDU)
            } else if decreasesFirst {
                // The minimum -1 lies between; the maximum is at an end.
                _ = function(scratch.upper, a.lower, MPFR_RNDU)
                _ = function(result.upper, a.upper, MPFR_RNDU)
                mpfr_max(result.upper, result.upper, scratch.upper, MPFR_RNDU)
            } else {
                _ = function(scratch.lower, a.lower, MPFR_RNDD)
                _ = function(result.lower, a.upper, MPFR_RNDD)
                mpfr_min(result.lower, result.lower, scratch.lower, MPFR_RNDD)
            }
        }
    }

    /// floor(x / pi - start / 2); nil for an infinity and beyond 2^16384.
    private static func section(of x: mpfr_srcptr, start: Int) -> Integer? {
        if cmpfr_is_infinite(x) != 0 { return nil }
        let exponent = cmpfr_is_zero(x) != 0 ? 0 : max(0, Int(cmpfr_exponent(x)))
        guard exponent <= 16384 else { return nil }
        // x / pi - start / 2 is an integer for x = 0 only, so some precision tells the floor, and 0 is computed
        // exactly. Numbers near a multiple of pi need about twice their own bits.
        var bits = exponent + 64
        while bits <= 8 * (exponent + cmpfr_precision(x) + 64) {
            let precision = Precision(bits: bits)
            let position =
                Interval(precision: precision) {
                    mpfr_set($0.lower, x, MPFR_RNDD)
                    mpfr_set($0.upper, x, MPFR_RNDU)
                } / .pi(precision: precision) - Interval(start, precision: precision).scaled(byPowerOfTwo: -1)
            let below = position.read { cell in Integer { mpfr_get_z($0, cell.lower, MPFR_RNDD) } }
            let above = position.read { cell in Integer { mpfr_get_z($0, cell.upper, MPFR_RNDD) } }
            if below == above { return below }
            bits *= 2
        }
        return nil
    }
}
