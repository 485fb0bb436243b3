import Foundation

/// A number that stands for a real one: an interval that holds it, or a float64 near it.
///
/// Formulas are written once against this protocol and run in several arithmetics: MPFR intervals, plain float64 for
/// search, and, where a target adds them, float64 intervals.
package protocol RealNumber: RealField {
    func squareRoot() -> Self
    func atan() -> Self
}

/// What four operations need of a `RealNumber`.
package protocol RealField {
    static func + (a: Self, b: Self) -> Self
    static func - (a: Self, b: Self) -> Self
    static func * (a: Self, b: Self) -> Self
    static func / (a: Self, b: Self) -> Self
    prefix static func - (a: Self) -> Self
    /// x², sharper than the product of two independent factors.
    func squared() -> Self
    /// True proves that the number is positive.
    var isCertainlyPositive: Bool { get }
    var lowerDouble: Double { get }
    var upperDouble: Double { get }
    /// A float64 midpoint and a radius around it that hold the number; the radius is infinite when nothing is known.
    var midpointAndRadius: (midpoint: Double, radius: Double) { get }
}

/// Makes the numbers of one arithmetic.
package protocol RealArithmetic {
    associatedtype Number: RealNumber
    /// Whether results are enclosures, so that quantities which cannot be told from a singularity must be refused.
    var isRigorous: Bool { get }
    var pi: Number { get }
    func number(_ value: Int) -> Number
    /// Every number within `radius` of `centre`.
    func number(_ centre: Dyadic, radius: Double) -> Number
}

extension Interval: RealNumber {}

/// MPFR intervals of one precision.
package struct IntervalArithmetic: RealArithmetic {
    let precision: Precision
    package let pi: Interval

    package init(precision: Precision) {
        self.precision = precision
        pi = .pi(precision: precision)
    }

    package var isRigorous: Bool { true }
    package func number(_ value: Int) -> Interval { Interval(value, precision: precision) }

    package func number(_ centre: Dyadic, radius: Double) -> Interval {
        let point = Interval(enclosing: centre, precision: precision)
        return radius == 0 ? point : point + Interval(lower: -radius, upper: radius, precision: precision)
    }
}

/// Plain float64, for search: nothing it returns is proved.
package struct ApproximateArithmetic: RealArithmetic {
    @inlinable package init() {}
    @inlinable package var isRigorous: Bool { false }
    @inlinable package var pi: Double { Double.pi }
    @inlinable package func number(_ value: Int) -> Double { Double(value) }
    package func number(_ centre: Dyadic, radius: Double) -> Double { centre.double(rounding: .nearest) }
}

extension Double: RealNumber {
    @inlinable package func squared() -> Double { self * self }
    package func atan() -> Double { Foundation.atan(self) }
    @inlinable package var isCertainlyPositive: Bool { self > 0 }
    @inlinable package var lowerDouble: Double { self }
    @inlinable package var upperDouble: Double { self }
    @inlinable package var midpointAndRadius: (midpoint: Double, radius: Double) { (self, 0) }
}
