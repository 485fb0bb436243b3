import CMPFR

/// Correctly rounded operations; the result has the precision asked for, whatever those of the operands.
extension BigFloat {
    public static func add(_ a: BigFloat, _ b: BigFloat, precision: Precision, rounding: Rounding) -> BigFloat {
        binary(a, b, precision, rounding, mpfr_add)
    }

    public static func subtract(_ a: BigFloat, _ b: BigFloat, precision: Precision, rounding: Rounding) -> BigFloat {
        binary(a, b, precision, rounding, mpfr_sub)
    }

    public static func multiply(_ a: BigFloat, _ b: BigFloat, precision: Precision, rounding: Rounding) -> BigFloat {
        binary(a, b, precision, rounding, mpfr_mul)
    }

    public static func divide(_ a: BigFloat, _ b: BigFloat, precision: Precision, rounding: Rounding) -> BigFloat {
        binary(a, b, precision, rounding, mpfr_div)
    }

    public static func squareRoot(_ a: BigFloat, precision: Precision, rounding: Rounding) -> BigFloat {
        unary(a, precision, rounding, mpfr_sqrt)
    }

    public static func exp(_ a: BigFloat, precision: Precision, rounding: Rounding) -> BigFloat {
        unary(a, precision, rounding, mpfr_exp)
    }

    public static func log(_ a: BigFloat, precision: Precision, rounding: Rounding) -> BigFloat {
        unary(a, precision, rounding, mpfr_log)
    }

    /// Exact, at the same precision.
    public static prefix func - (a: BigFloat) -> BigFloat { unary(a, a.precision, .nearest, mpfr_neg) }

    /// Exact, at the same precision.
    public var magnitude: BigFloat { sign < 0 ? -self : self }

    private static func unary(
        _ a: BigFloat, _ precision: Precision, _ rounding: Rounding,
        _ operation: (mpfr_ptr, mpfr_srcptr, mpfr_rnd_t) -> Int32
    ) -> BigFloat {
        a.read { a in BigFloat(precision: precision) { operation($0, a, rounding.mode) } }
    }

    private static func binary(
        _ a: BigFloat, _ b: BigFloat, _ precision: Precision, _ rounding: Rounding,
        _ operation: (mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t) -> Int32
    ) -> BigFloat {
        a.read { a in b.read { b in BigFloat(precision: precision) { operation($0, a, b, rounding.mode) } } }
    }
}
