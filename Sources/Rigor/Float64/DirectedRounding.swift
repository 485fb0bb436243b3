/// Float64 operations whose result is a bound of the exact one.
///
/// IEEE 754 rounds each operation to the nearest double, so the neighbour of the computed result on the chosen side bounds
/// the exact result. The rounding mode of the processor is never touched. An overflow gives an infinite bound and an invalid
/// operation gives NaN; a NaN bound passes no test, because every test in this package is of the form `bound < limit`.
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
    @inlinable public static func squareRootDown(_ a: Double) -> Double { a > 0 ? max(0, a.squareRoot().nextDown) : 0 }

    /// The unit roundoff 2^-53 of float64.
    public static let unitRoundoff = 0x1p-53

    /// An upper bound of `value` computed by `operations` roundings from non-negative exact data without any subtraction.
    ///
    /// Each of the roundings multiplies by at most `1 + u`, and `(1 + u)^k <= 1 + 2 k u` for `k u <= 1/2`; products that
    /// underflow lose at most 2^-1075 each, which the absolute term covers as long as later factors stay below 1e15.
    @inlinable public static func inflated(_ value: Double, operations: Int) -> Double {
        (value * (1 + Double(operations) * 0x1p-52).nextUp).nextUp + 1e-290
    }

    /// An upper bound of the square root of a number whose computed value is `value`, made like those of ``inflated(_:operations:)``.
    ///
    /// A root magnifies what underflow lost; 1e-300 under the root covers it.
    @inlinable public static func inflatedSquareRoot(_ value: Double, operations: Int) -> Double {
        inflated((value + 1e-300).squareRoot(), operations: operations + 2)
    }

    /// The constant gamma_k = k u / (1 - k u) of standard error analysis, rounded up (Higham, Accuracy and Stability, 3.1).
    ///
    /// It bounds the relative effect of `k` roundings in any order of summation.
    @inlinable public static func gamma(_ k: Int) -> Double {
        let ku = (Double(k) * 0x1p-53).nextUp
        return (ku / (1 - ku).nextDown).nextUp
    }
}
