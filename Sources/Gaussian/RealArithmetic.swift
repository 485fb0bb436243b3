import Foundation
import Rigor

/// A number that stands for a real one: an interval that holds it, or a float64 near it.
///
/// The closed forms of this landscape are written once against this protocol and run in three arithmetics: float64 intervals, MPFR
/// intervals, and plain float64 for search.
protocol RealNumber {
    static func + (a: Self, b: Self) -> Self
    static func - (a: Self, b: Self) -> Self
    static func * (a: Self, b: Self) -> Self
    static func / (a: Self, b: Self) -> Self
    prefix static func - (a: Self) -> Self
    /// x², sharper than the product of two independent factors.
    func squared() -> Self
    func squareRoot() -> Self
    func atan() -> Self
    /// True proves that the number is positive.
    var isCertainlyPositive: Bool { get }
    var lowerDouble: Double { get }
    var upperDouble: Double { get }
    /// A float64 midpoint and a radius around it that hold the number; the radius is infinite when nothing is known.
    var midpointAndRadius: (midpoint: Double, radius: Double) { get }
}

/// Makes the numbers of one arithmetic.
protocol RealArithmetic {
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
struct IntervalArithmetic: RealArithmetic {
    let precision: Precision
    let pi: Interval

    init(precision: Precision) {
        self.precision = precision
        pi = .pi(precision: precision)
    }

    var isRigorous: Bool { true }
    func number(_ value: Int) -> Interval { Interval(value, precision: precision) }

    func number(_ centre: Dyadic, radius: Double) -> Interval {
        let point = Interval(enclosing: centre, precision: precision)
        return radius == 0 ? point : point + Interval(lower: -radius, upper: radius, precision: precision)
    }
}

/// Intervals with float64 ends, each operation rounded outward by one neighbour.
struct Float64IntervalArithmetic: RealArithmetic {
    let pi: Float64Interval

    init() {
        let pi = Interval.pi(precision: .float64)
        self.pi = Float64Interval(pi.lowerDouble, pi.upperDouble)
    }

    var isRigorous: Bool { true }
    func number(_ value: Int) -> Float64Interval { Float64Interval(Double(value), Double(value)) }

    func number(_ centre: Dyadic, radius: Double) -> Float64Interval {
        let lower = centre.double(rounding: .down), upper = centre.double(rounding: .up)
        if radius == 0 { return Float64Interval(lower, upper) }
        return Float64Interval(Directed.subtractDown(lower, radius), Directed.addUp(upper, radius))
    }
}

/// Plain float64, for search: nothing it returns is proved.
struct ApproximateArithmetic: RealArithmetic {
    var isRigorous: Bool { false }
    var pi: Double { Double.pi }
    func number(_ value: Int) -> Double { Double(value) }
    func number(_ centre: Dyadic, radius: Double) -> Double { centre.double(rounding: .nearest) }
}

extension Double: RealNumber {
    func squared() -> Double { self * self }
    func atan() -> Double { Foundation.atan(self) }
    var isCertainlyPositive: Bool { self > 0 }
    var lowerDouble: Double { self }
    var upperDouble: Double { self }
    var midpointAndRadius: (midpoint: Double, radius: Double) { (self, 0) }
}
