import CMPFR

/// Bounds as numbers, rounded outward. The empty interval bounds no number, so each of them answers for it as for the
/// whole line: a proof that asks for a bound must fail on it.
extension Interval {
    /// The lower endpoint, exactly; minus infinity if empty.
    public var lowerBigFloat: BigFloat { endpoint(empty: -1) { UnsafePointer($0.lower) } }

    /// The upper endpoint, exactly; infinity if empty.
    public var upperBigFloat: BigFloat { endpoint(empty: 1) { UnsafePointer($0.upper) } }

    private func endpoint(empty sign: Int32, _ select: (IntervalPointer) -> mpfr_srcptr) -> BigFloat {
        read { a in
            BigFloat(precision: a.precision) { x in
                guard !a.isEmpty else {
                    mpfr_set_inf(x, sign)
                    return 0
                }
                return mpfr_set(x, select(a), MPFR_RNDN)
            }
        }
    }

    /// The largest `Double` that is at most the lower endpoint.
    public var lowerDouble: Double { read { $0.isEmpty ? -.infinity : mpfr_get_d($0.lower, MPFR_RNDD) } }

    /// The smallest `Double` that is at least the upper endpoint.
    public var upperDouble: Double { read { $0.isEmpty ? .infinity : mpfr_get_d($0.upper, MPFR_RNDU) } }

    /// sup |x|, rounded up.
    public var magnitudeUpper: Double { read { CellArithmetic.magnitudeUpper($0) } }

    /// inf |x|, rounded down.
    public var mignitudeLower: Double { read { CellArithmetic.mignitudeLower($0) } }

    /// upper - lower, rounded up.
    public var widthUpper: Double {
        read { a in
            if a.isEmpty { return .infinity }
            return BigFloat(precision: a.precision) { mpfr_sub($0, a.upper, a.lower, MPFR_RNDU) }.double(rounding: .up)
        }
    }

    /// A number near the middle. Not proved to lie inside; 0 if the interval is empty or the whole line, and the
    /// largest finite number towards the unbounded side of a half-line.
    public var approximateMidpoint: Double {
        read { a in
            if a.isEmpty { return 0 }
            switch (cmpfr_is_infinite(a.lower) != 0, cmpfr_is_infinite(a.upper) != 0) {
            case (true, true): return 0
            case (true, false): return -.greatestFiniteMagnitude
            case (false, true): return .greatestFiniteMagnitude
            case (false, false):
                return approximateMidpoint(precision: Precision(bits: 64 + a.precision.bits)).double(rounding: .nearest)
            }
        }
    }

    /// A number near the middle of a bounded interval, at the given precision. Not proved to lie inside.
    public func approximateMidpoint(precision: Precision) -> BigFloat {
        read { a in
            BigFloat(precision: precision) {
                let inexact = mpfr_add($0, a.lower, a.upper, MPFR_RNDN)
                mpfr_div_2ui($0, $0, 1, MPFR_RNDN)
                return inexact
            }
        }
    }
}

/// Predicates. `true` is proved; `false` is not a proof of the opposite.
extension Interval {
    public var isEmpty: Bool { read { $0.isEmpty } }

    public var isEntire: Bool {
        read { cmpfr_is_infinite($0.lower) != 0 && cmpfr_is_infinite($0.upper) != 0 && !$0.isEmpty }
    }

    /// Whether the interval is not empty and both endpoints are finite.
    public var isBounded: Bool { read { cmpfr_is_infinite($0.lower) == 0 && cmpfr_is_infinite($0.upper) == 0 } }

    /// Whether the interval is exactly one number.
    public var isPoint: Bool { read { $0.isPoint } }

    /// Whether the interval is not empty and every number in it is positive.
    public var isCertainlyPositive: Bool { read { !$0.isEmpty && cmpfr_sign($0.lower) > 0 } }

    /// Whether the interval is not empty and every number in it is negative.
    public var isCertainlyNegative: Bool { read { !$0.isEmpty && cmpfr_sign($0.upper) < 0 } }

    /// Whether the interval is not empty and every number in it is nonzero.
    public var isCertainlyNonzero: Bool { isCertainlyPositive || isCertainlyNegative }

    /// Whether the interval is not empty and every number in it is at least 0.
    public var isCertainlyNonnegative: Bool { read { !$0.isEmpty && cmpfr_sign($0.lower) >= 0 } }

    /// Whether the interval is not empty and every number in it is at most 0.
    public var isCertainlyNonpositive: Bool { read { !$0.isEmpty && cmpfr_sign($0.upper) <= 0 } }

    /// Whether neither interval is empty and every number of this one is less than every number of the other.
    public func isCertainlyLess(than other: Interval) -> Bool {
        read { a in other.read { b in !a.isEmpty && !b.isEmpty && mpfr_less_p(a.upper, b.lower) != 0 } }
    }

    /// False for NaN and the infinities, which are no real numbers.
    public func contains(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        return read { mpfr_cmp_d($0.lower, value) <= 0 && mpfr_cmp_d($0.upper, value) >= 0 }
    }

    public func contains(_ value: Rational) -> Bool {
        read { a in value.read { q in mpfr_cmp_q(a.lower, q) <= 0 && mpfr_cmp_q(a.upper, q) >= 0 } }
    }

    public func contains(_ value: Dyadic) -> Bool {
        // Below and above at a precision that holds the mantissa: exact unless the exponent is out of MPFR's range, and
        // sound even then.
        let precision = Precision(bits: max(2, value.mantissa.bitLength))
        return Interval(enclosing: value, precision: precision).isSubset(of: self)
    }

    public func contains(_ value: BigFloat) -> Bool {
        guard value.isFinite else { return false }
        return read { a in value.read { x in mpfr_lessequal_p(a.lower, x) != 0 && mpfr_greaterequal_p(a.upper, x) != 0 }
        }
    }

    /// Whether every number of this interval lies in `other`. True for the empty interval, which has none: ask for
    /// `isEmpty` as well before concluding that a number exists.
    public func isSubset(of other: Interval) -> Bool {
        read { a in
            other.read { b in
                a.isEmpty || mpfr_greaterequal_p(a.lower, b.lower) != 0 && mpfr_lessequal_p(a.upper, b.upper) != 0
            }
        }
    }

    /// Whether this interval lies in the topological interior of `other`. True for the empty interval, as
    /// `isSubset(of:)` is.
    public func isInterior(of other: Interval) -> Bool {
        read { a in
            other.read { b in
                if a.isEmpty { return true }
                if b.isEmpty { return false }
                let lower = mpfr_greater_p(a.lower, b.lower) != 0 || cmpfr_is_infinite(b.lower) != 0
                let upper = mpfr_less_p(a.upper, b.upper) != 0 || cmpfr_is_infinite(b.upper) != 0
                return lower && upper
            }
        }
    }

    /// Whether no number lies in both. True if either is empty.
    public func isDisjoint(from other: Interval) -> Bool {
        read { a in
            other.read { b in
                a.isEmpty || b.isEmpty || mpfr_less_p(a.upper, b.lower) != 0 || mpfr_less_p(b.upper, a.lower) != 0
            }
        }
    }

    /// Whether both are the same set, which says nothing about the numbers they stand for.
    public func isIdentical(to other: Interval) -> Bool {
        read { a in other.read { b in mpfr_equal_p(a.lower, b.lower) != 0 && mpfr_equal_p(a.upper, b.upper) != 0 } }
    }
}
