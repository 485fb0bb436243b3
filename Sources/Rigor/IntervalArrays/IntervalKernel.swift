import CMPFR

/// Interval operations in place on the cells of an `IntervalArray`, without allocation: the temporaries are its own.
///
/// Every result is the tightest interval of the kernel's precision, as the operation of the same name on `Interval`
/// gives it. A result must have the precision of the kernel; operands may have any. A result may be one of its own
/// operands. Not `Sendable`: one kernel belongs to one thread.
public final class IntervalKernel {
    public let precision: Precision
    private let temporaries: IntervalArray
    private let scratch: IntervalPointer
    private let product: IntervalPointer

    public init(precision: Precision) {
        self.precision = precision
        temporaries = IntervalArray(count: 2, precision: precision)
        scratch = temporaries.pointer(0)
        product = temporaries.pointer(1)
    }

    @inline(__always)
    private func check(_ result: IntervalPointer) {
        assert(result.precision == precision, "a result of \(result.precision) in a kernel of \(precision)")
    }

    // MARK: Assignment

    /// Rounded outward when `a` has more bits.
    public func set(_ result: IntervalPointer, _ a: IntervalPointer) {
        check(result)
        CellArithmetic.set(result, a)
    }

    /// Rounded outward when `a` has more bits.
    public func set(_ result: IntervalPointer, _ a: Interval) {
        check(result)
        a.read { CellArithmetic.set(result, $0) }
    }

    public func setZero(_ result: IntervalPointer) { CellArithmetic.setZero(result) }

    /// The dyadic number that a float64 is: exact from 53 bits on. NaN and the infinities give the whole line.
    public func setExactly(_ result: IntervalPointer, _ value: Double) { CellArithmetic.set(result, value) }

    /// The smallest interval that contains `value`.
    public func set(_ result: IntervalPointer, enclosing value: Rational) {
        check(result)
        CellArithmetic.set(result, value)
    }

    public func setInteger(_ result: IntervalPointer, _ value: Int) { CellArithmetic.set(result, value) }

    /// The smallest interval that contains all x with lower <= x <= upper; the whole line if the endpoints bound
    /// nothing.
    public func setBounds(_ result: IntervalPointer, lower: Double, upper: Double) {
        guard lower <= upper, lower < .infinity, upper > -.infinity else { return CellArithmetic.setEntire(result) }
        mpfr_set_d(result.lower, lower, MPFR_RNDD)
        mpfr_set_d(result.upper, upper, MPFR_RNDU)
    }

    // MARK: Arithmetic

    public func negate(_ result: IntervalPointer, _ a: IntervalPointer) {
        check(result)
        CellArithmetic.negate(result, a, scratch: scratch)
    }

    public func add(_ result: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer) {
        check(result)
        CellArithmetic.add(result, a, b)
    }

    public func subtract(_ result: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer) {
        check(result)
        CellArithmetic.subtract(result, a, b, scratch: scratch)
    }

    public func multiply(_ result: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer) {
        check(result)
        CellArithmetic.multiply(result, a, b, scratch: scratch)
    }

    /// accumulator + a * b, the product rounded outward before the sum.
    public func multiplyAdd(_ accumulator: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer) {
        check(accumulator)
        CellArithmetic.multiply(product, a, b, scratch: scratch)
        CellArithmetic.add(accumulator, accumulator, product)
    }

    /// accumulator - a * b, the product rounded outward before the difference.
    public func subtractMultiply(_ accumulator: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer) {
        check(accumulator)
        CellArithmetic.multiply(product, a, b, scratch: scratch)
        CellArithmetic.subtract(accumulator, accumulator, product, scratch: scratch)
    }

    /// The product with a float64, which is exact; NaN and the infinities give the whole line.
    public func multiply(_ result: IntervalPointer, _ a: IntervalPointer, by factor: Double) {
        check(result)
        CellArithmetic.multiply(result, a, by: factor, scratch: scratch)
    }

    public func multiply(_ result: IntervalPointer, _ a: IntervalPointer, by factor: Int) {
        check(result)
        CellArithmetic.multiply(result, a, by: factor, scratch: scratch)
    }

    /// a * 2^exponent.
    public func scaleByPowerOfTwo(_ result: IntervalPointer, _ a: IntervalPointer, _ exponent: Int) {
        check(result)
        CellArithmetic.scaleByPowerOfTwo(result, a, exponent)
    }

    public func square(_ result: IntervalPointer, _ a: IntervalPointer) {
        check(result)
        CellArithmetic.square(result, a, scratch: scratch)
    }

    public func divide(_ result: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer) {
        check(result)
        CellArithmetic.divide(result, a, b, scratch: scratch)
    }

    public func reciprocal(_ result: IntervalPointer, _ a: IntervalPointer) {
        check(result)
        CellArithmetic.reciprocal(result, a, scratch: scratch)
    }

    public func power(_ result: IntervalPointer, _ a: IntervalPointer, _ exponent: Int) {
        check(result)
        CellArithmetic.power(result, a, exponent, scratch: scratch)
    }

    public func absoluteValue(_ result: IntervalPointer, _ a: IntervalPointer) {
        check(result)
        CellArithmetic.absoluteValue(result, a, scratch: scratch)
    }

    // MARK: Elementary functions

    public func squareRoot(_ result: IntervalPointer, _ a: IntervalPointer) {
        check(result)
        CellArithmetic.squareRoot(result, a)
    }

    public func exp(_ result: IntervalPointer, _ a: IntervalPointer) {
        check(result)
        CellArithmetic.exp(result, a)
    }

    public func expm1(_ result: IntervalPointer, _ a: IntervalPointer) {
        check(result)
        CellArithmetic.expm1(result, a)
    }

    public func log(_ result: IntervalPointer, _ a: IntervalPointer) {
        check(result)
        CellArithmetic.log(result, a)
    }

    public func log1p(_ result: IntervalPointer, _ a: IntervalPointer) {
        check(result)
        CellArithmetic.log1p(result, a)
    }

    public func tanh(_ result: IntervalPointer, _ a: IntervalPointer) {
        check(result)
        CellArithmetic.tanh(result, a)
    }

    public func sinh(_ result: IntervalPointer, _ a: IntervalPointer) {
        check(result)
        CellArithmetic.sinh(result, a)
    }

    public func cosh(_ result: IntervalPointer, _ a: IntervalPointer) {
        check(result)
        CellArithmetic.cosh(result, a, scratch: scratch)
    }

    public func atan(_ result: IntervalPointer, _ a: IntervalPointer) {
        check(result)
        CellArithmetic.atan(result, a)
    }

    public func erf(_ result: IntervalPointer, _ a: IntervalPointer) {
        check(result)
        CellArithmetic.erf(result, a)
    }

    // MARK: Sets and bounds

    public func hull(_ result: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer) {
        check(result)
        CellArithmetic.hull(result, a, b)
    }

    public func intersection(_ result: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer) {
        check(result)
        CellArithmetic.intersection(result, a, b)
    }

    /// sup |x| rounded up; infinity if empty.
    public func magnitudeUpper(_ a: IntervalPointer) -> Double { CellArithmetic.magnitudeUpper(a) }

    /// inf |x| rounded down; 0 if empty.
    public func mignitudeLower(_ a: IntervalPointer) -> Double { CellArithmetic.mignitudeLower(a) }

    /// The lower endpoint rounded down; minus infinity if empty.
    public func lowerDouble(_ a: IntervalPointer) -> Double { a.isEmpty ? -.infinity : mpfr_get_d(a.lower, MPFR_RNDD) }

    /// The upper endpoint rounded up; infinity if empty.
    public func upperDouble(_ a: IntervalPointer) -> Double { a.isEmpty ? .infinity : mpfr_get_d(a.upper, MPFR_RNDU) }
}
