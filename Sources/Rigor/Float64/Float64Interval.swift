/// A closed interval with float64 ends and arithmetic rounded outward. Ends that bound nothing become the whole line.
package struct Float64Interval: RealNumber {
    @usableFromInline package let lower: Double
    @usableFromInline package let upper: Double

    @inlinable @inline(__always)
    package init(_ lower: Double, _ upper: Double) {
        let ordered = lower <= upper
        self.lower = ordered ? lower : -.infinity
        self.upper = ordered ? upper : .infinity
    }

    @inlinable package static var entire: Float64Interval { Float64Interval(-.infinity, .infinity) }

    /// Exact zeros stay exact: unit vectors hold many, and the neighbours of 0 are subnormal, which is slow.
    @inlinable @inline(__always)
    var isZero: Bool { lower == 0 && upper == 0 }

    @inlinable @inline(__always)
    package static func + (a: Float64Interval, b: Float64Interval) -> Float64Interval {
        if a.isZero { return b }
        if b.isZero { return a }
        return Float64Interval(Directed.addDown(a.lower, b.lower), Directed.addUp(a.upper, b.upper))
    }

    @inlinable @inline(__always)
    package static func - (a: Float64Interval, b: Float64Interval) -> Float64Interval { a + -b }

    @inlinable @inline(__always)
    package prefix static func - (a: Float64Interval) -> Float64Interval { Float64Interval(-a.upper, -a.lower) }

    @inlinable @inline(__always)
    package static func * (a: Float64Interval, b: Float64Interval) -> Float64Interval {
        if a.isZero || b.isZero { return Float64Interval(0, 0) }
        return hull(a.lower * b.lower, a.lower * b.upper, a.upper * b.lower, a.upper * b.upper)
    }

    /// The whole line when the divisor holds 0.
    @inlinable package static func / (a: Float64Interval, b: Float64Interval) -> Float64Interval {
        guard b.lower > 0 || b.upper < 0 else { return .entire }
        if a.isZero { return a }
        return hull(a.lower / b.lower, a.lower / b.upper, a.upper / b.lower, a.upper / b.upper)
    }

    /// The smallest interval around four rounded numbers, widened by one neighbour; the whole line if one of them is
    /// undefined.
    @inlinable @inline(__always)
    static func hull(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Float64Interval {
        if (a + b + c + d).isNaN { return .entire }
        return Float64Interval(min(min(a, b), min(c, d)).nextDown, max(max(a, b), max(c, d)).nextUp)
    }

    @inlinable package func squared() -> Float64Interval {
        let large = Directed.maximum(abs(lower), abs(upper)), small = lower > 0 ? lower : (upper < 0 ? -upper : 0)
        if large == 0 { return self }
        return Float64Interval(
            Directed.maximum(0, Directed.multiplyDown(small, small)), Directed.multiplyUp(large, large))
    }

    /// The square root of the non-negative numbers in the interval; the whole line when there are none.
    @inlinable package func squareRoot() -> Float64Interval {
        guard upper >= 0 else { return .entire }
        return Float64Interval(Directed.squareRootDown(lower), Directed.squareRootUp(upper))
    }

    /// By MPFR, which rounds correctly: the C library promises nothing.
    package func atan() -> Float64Interval {
        let value = Interval(lower: lower, upper: upper, precision: .float64).atan()
        return Float64Interval(value.lowerDouble, value.upperDouble)
    }

    @inlinable package var isCertainlyPositive: Bool { lower > 0 }
    @inlinable package var lowerDouble: Double { lower }
    @inlinable package var upperDouble: Double { upper }

    @inlinable package var midpointAndRadius: (midpoint: Double, radius: Double) {
        let midpoint = 0.5 * lower + 0.5 * upper
        guard midpoint.isFinite else { return (0, .infinity) }
        if lower == upper { return (midpoint, 0) }
        return (midpoint, Directed.maximum(Directed.subtractUp(upper, midpoint), Directed.subtractUp(midpoint, lower)))
    }
}

/// Intervals with float64 ends, each operation rounded outward by one neighbour.
package struct Float64IntervalArithmetic: RealArithmetic {
    package let pi: Float64Interval

    package init() {
        let pi = Interval.pi(precision: .float64)
        self.pi = Float64Interval(pi.lowerDouble, pi.upperDouble)
    }

    package var isRigorous: Bool { true }
    package func number(_ value: Int) -> Float64Interval { Float64Interval(Double(value), Double(value)) }

    package func number(_ centre: Dyadic, radius: Double) -> Float64Interval {
        let lower = centre.double(rounding: .down), upper = centre.double(rounding: .up)
        if radius == 0 { return Float64Interval(lower, upper) }
        return Float64Interval(Directed.subtractDown(lower, radius), Directed.addUp(upper, radius))
    }
}
