/// Float64 operations whose result is a bound of the exact one.
///
/// IEEE 754 rounds each operation to the nearest double, so the neighbour of the computed result on the chosen side
/// bounds the exact result. The rounding mode of the processor is never touched. An overflow gives an infinite bound
/// and an invalid operation gives NaN; a NaN bound passes no test, because every test in this package is of the form
/// `bound < limit`.
///
/// Formulas of a theorem are better written in ``UpperBound`` and ``LowerBound``, which choose the direction
/// themselves.
public enum Directed {
    @inlinable public static func addUp(_ a: Double, _ b: Double) -> Double { (a + b).nextUp }
    @inlinable public static func addDown(_ a: Double, _ b: Double) -> Double { (a + b).nextDown }
    @inlinable public static func subtractUp(_ a: Double, _ b: Double) -> Double { (a - b).nextUp }
    @inlinable public static func subtractDown(_ a: Double, _ b: Double) -> Double { (a - b).nextDown }
    @inlinable public static func multiplyUp(_ a: Double, _ b: Double) -> Double { (a * b).nextUp }
    @inlinable public static func multiplyDown(_ a: Double, _ b: Double) -> Double { (a * b).nextDown }
    @inlinable public static func divideUp(_ a: Double, _ b: Double) -> Double { (a / b).nextUp }
    @inlinable public static func divideDown(_ a: Double, _ b: Double) -> Double { (a / b).nextDown }
    /// An upper bound of the square root; the argument is an upper bound of a non-negative number.
    @inlinable public static func squareRootUp(_ a: Double) -> Double { a.squareRoot().nextUp }
    /// A lower bound, never negative, of the square root of a non-negative number bounded below by `a`.
    @inlinable public static func squareRootDown(_ a: Double) -> Double {
        a > 0 ? maximum(0, a.squareRoot().nextDown) : 0
    }

    /// The unit roundoff 2^-53 of float64.
    public static let unitRoundoff = 0x1p-53

    /// The greater number. NaN when either is: `Swift.max` drops a NaN or not by the order of its arguments.
    @inlinable public static func maximum(_ a: Double, _ b: Double) -> Double { a >= b ? a : (b > a ? b : .nan) }
    /// The smaller number. NaN when either is.
    @inlinable public static func minimum(_ a: Double, _ b: Double) -> Double { a <= b ? a : (b < a ? b : .nan) }
    /// The greatest number, nil when there is none. NaN when one is.
    @inlinable public static func maximum(of values: some Sequence<Double>) -> Double? {
        values.reduce(nil) { maximum($0 ?? $1, $1) }
    }
    /// The smallest number, nil when there is none. NaN when one is.
    @inlinable public static func minimum(of values: some Sequence<Double>) -> Double? {
        values.reduce(nil) { minimum($0 ?? $1, $1) }
    }

    /// The largest number of roundings for which ``inflated(_:operations:laterFactors:)`` and ``gamma(_:)`` hold;
    /// beyond it they give infinity.
    public static let largestOperationCount = 1 << 50

    /// An upper bound of `value` computed by `operations` roundings from non-negative exact data without any
    /// subtraction.
    ///
    /// Each of the roundings multiplies by at most `1 + u`, and `(1 + u)^k <= 1 + 2 k u` for `k u <= 1/2`. A product
    /// that underflows loses at most 2^-1075 besides, which later factors enlarge; 2^60 such products, each meeting
    /// factors of product at most `laterFactors`, lose less than 1e-305 laterFactors together.
    ///
    /// - Parameters:
    ///   - operations: also at least 2^-10 of the number of products; infinity when beyond ``largestOperationCount``.
    ///   - laterFactors: an upper bound of the product of all factors by which a product that may have underflowed is
    ///     multiplied afterwards.
    @inlinable public static func inflated(_ value: Double, operations: Int, laterFactors: Double = 1e15) -> Double {
        guard 0 <= operations, operations <= largestOperationCount, laterFactors >= 1 else { return .infinity }
        return addUp(multiplyUp(value, addUp(1, Double(operations) * 0x1p-52)), multiplyUp(laterFactors, 1e-305))
    }

    /// An upper bound of the square root of a number whose computed value is `value`, made like those of
    /// ``inflated(_:operations:laterFactors:)``.
    ///
    /// A root magnifies what underflow lost; 1e-300 under the root covers 2^70 products, which must meet no later
    /// factor above 1. The result is at least 1e-150.
    @inlinable public static func inflatedSquareRoot(_ value: Double, operations: Int) -> Double {
        inflated((value + 1e-300).squareRoot(), operations: operations + 2)
    }

    /// The constant gamma_k = k u / (1 - k u) of standard error analysis, rounded up (Higham, Accuracy and Stability,
    /// 3.1).
    ///
    /// It bounds the relative effect of `k` roundings in any order of summation; infinity when `k` is beyond
    /// ``largestOperationCount``.
    @inlinable public static func gamma(_ k: Int) -> Double {
        guard 0 <= k, k <= largestOperationCount else { return .infinity }
        let ku = multiplyUp(Double(k), unitRoundoff)
        return divideUp(ku, subtractDown(1, ku))
    }
}
