import Rigor

/// A closed interval with float64 ends and arithmetic rounded outward. Ends that bound nothing become the whole line.
struct Float64Interval: RealNumber {
    let lower: Double
    let upper: Double

    @inline(__always)
    init(_ lower: Double, _ upper: Double) {
        let ordered = lower <= upper
        self.lower = ordered ? lower : -.infinity
        self.upper = ordered ? upper : .infinity
    }

    static let entire = Float64Interval(-.infinity, .infinity)

    /// Exact zeros stay exact: unit vectors hold many, and the neighbours of 0 are subnormal, which is slow.
    @inline(__always)
    private var isZero: Bool { lower == 0 && upper == 0 }

    @inline(__always)
    static func + (a: Float64Interval, b: Float64Interval) -> Float64Interval {
        if a.isZero { return b }
        if b.isZero { return a }
        return Float64Interval(Directed.addDown(a.lower, b.lower), Directed.addUp(a.upper, b.upper))
    }

    @inline(__always)
    static func - (a: Float64Interval, b: Float64Interval) -> Float64Interval { a + -b }

    @inline(__always)
    prefix static func - (a: Float64Interval) -> Float64Interval { Float64Interval(-a.upper, -a.lower) }

    @inline(__always)
    static func * (a: Float64Interval, b: Float64Interval) -> Float64Interval {
        if a.isZero || b.isZero { return Float64Interval(0, 0) }
        return hull(a.lower * b.lower, a.lower * b.upper, a.upper * b.lower, a.upper * b.upper)
    }

    /// The whole line when the divisor holds 0.
    static func / (a: Float64Interval, b: Float64Interval) -> Float64Interval {
        guard b.lower > 0 || b.upper < 0 else { return .entire }
        if a.isZero { return a }
        return hull(a.lower / b.lower, a.lower / b.upper, a.upper / b.lower, a.upper / b.upper)
    }

    /// The smallest interval around four rounded numbers, widened by one neighbour; the whole line if one of them is
    /// undefined.
    @inline(__always)
    private static func hull(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Float64Interval {
        if (a + b + c + d).isNaN { return .entire }
        return Float64Interval(min(min(a, b), min(c, d)).nextDown, max(max(a, b), max(c, d)).nextUp)
    }

    func squared() -> Float64Interval {
        let large = Directed.maximum(abs(lower), abs(upper)), small = lower > 0 ? lower : (upper < 0 ? -upper : 0)
        if large == 0 { return self }
        return Float64Interval(
            Directed.maximum(0, Directed.multiplyDown(small, small)), Directed.multiplyUp(large, large))
    }

    /// The square root of the non-negative numbers in the interval; the whole line when there are none.
    func squareRoot() -> Float64Interval {
        guard upper >= 0 else { return .entire }
        return Float64Interval(Directed.squareRootDown(lower), Directed.squareRootUp(upper))
    }

    /// By MPFR, which rounds correctly: the C library promises nothing.
    func atan() -> Float64Interval {
        let value = Interval(lower: lower, upper: upper, precision: .float64).atan()
        return Float64Interval(value.lowerDouble, value.upperDouble)
    }

    var isCertainlyPositive: Bool { lower > 0 }
    var lowerDouble: Double { lower }
    var upperDouble: Double { upper }

    var midpointAndRadius: (midpoint: Double, radius: Double) {
        let midpoint = 0.5 * lower + 0.5 * upper
        guard midpoint.isFinite else { return (0, .infinity) }
        if lower == upper { return (midpoint, 0) }
        return (midpoint, Directed.maximum(Directed.subtractUp(upper, midpoint), Directed.subtractUp(midpoint, lower)))
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
