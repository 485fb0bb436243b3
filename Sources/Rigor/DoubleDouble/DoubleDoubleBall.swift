/// A real number within a radius of a double-double number.
///
/// The radius grows with every operation by what `DoubleDoubles` states, rounded up; it is infinite when nothing is
/// known. For the few operations that follow the sums over the data; the sums themselves are bounded beforehand.
package struct DoubleDoubleBall: Sendable, RealField {
    package let midpoint: DoubleDouble
    package let radius: UpperBound

    /// - Precondition: the midpoint has the form of a double-double number.
    package init(_ midpoint: DoubleDouble, radius: UpperBound) {
        self.midpoint = midpoint
        // a low part that is infinite or NaN is what overflow leaves
        self.radius = midpoint.high.isFinite && midpoint.low.isFinite && radius.value >= 0 ? radius : .infinity
    }

    /// An integer of at most 53 bits; others are not known.
    package init(_ value: Int) {
        self.init(DoubleDouble(Double(value)), radius: Double(exactly: value) == nil ? .infinity : 0)
    }

    /// Every number within `radius` of an exact one: its 106 leading bits, and what they leave.
    package init(_ centre: Dyadic, radius: Double = 0) {
        let high = centre.double(rounding: .nearest)
        guard let rest = Dyadic(exactly: high).map({ centre - $0 }) else {
            self.init(DoubleDouble.zero, radius: .infinity)
            return
        }
        let low = rest.double(rounding: .nearest)
        let left = Dyadic(exactly: low).map { (rest - $0).magnitude.double(rounding: .up) } ?? .infinity
        self.init(DoubleDouble(sum: high, low), radius: UpperBound(left) + UpperBound(radius))
    }

    /// |midpoint|, rounded up.
    private var size: UpperBound { Self.size(midpoint) }
    private static func size(_ x: DoubleDouble) -> UpperBound {
        UpperBound(x.high.magnitude) + UpperBound(x.low.magnitude)
    }

    /// At least the absolute value of every number of the ball.
    package var magnitude: UpperBound { size + radius }

    /// At most the absolute value of every number of the ball.
    private var mignitude: LowerBound {
        LowerBound(midpoint.high.magnitude) - (UpperBound(midpoint.low.magnitude) + radius)
    }

    package static prefix func - (a: Self) -> Self { Self(-a.midpoint, radius: a.radius) }

    package static func + (a: Self, b: Self) -> Self {
        let rounding = DoubleDoubleError.units(DoubleDoubleError.sum) * (a.size + b.size)
        return Self(a.midpoint + b.midpoint, radius: a.radius + b.radius + rounding)
    }

    package static func - (a: Self, b: Self) -> Self { a + -b }

    /// (a ± A)(b ± B) is within |a| B + |b| A + A B of a b.
    package static func * (a: Self, b: Self) -> Self {
        let rounding =
            DoubleDoubleError.units(DoubleDoubleError.product) * a.size * b.size
            + UpperBound(DoubleDoubleError.underflow)
        return Self(
            a.midpoint * b.midpoint,
            radius: a.size * b.radius + b.size * a.radius + a.radius * b.radius + rounding)
    }

    package func squared() -> Self { self * self }

    package static func / (a: Self, b: Self) -> Self { a * b.reciprocal() }

    /// |1/b' - 1/b| = |b - b'| / |b b'|.
    private func reciprocal() -> Self {
        let least = mignitude
        guard least >= UpperBound(0x1p-899), magnitude <= LowerBound(0x1p899) else {
            return Self(DoubleDouble.zero, radius: .infinity)
        }
        let rounding = DoubleDoubleError.units(DoubleDoubleError.reciprocal) / least
        return Self(midpoint.reciprocal(), radius: radius / (least * least) + rounding)
    }

    package var isCertainlyPositive: Bool { midpoint.high > 0 && mignitude > 0 }
    package var lowerDouble: Double {
        (LowerBound(midpoint.high) - UpperBound(-midpoint.low) - radius).value
    }
    package var upperDouble: Double { (UpperBound(midpoint.high) + UpperBound(midpoint.low) + radius).value }
    package var midpointAndRadius: (midpoint: Double, radius: Double) {
        let spread = UpperBound(midpoint.low.magnitude) + radius
        return spread.isFinite ? (midpoint.high, spread.value) : (0, .infinity)
    }
}

extension Interval {
    /// A double-double number and a radius around it that hold the interval.
    package var doubleDouble: DoubleDoubleBall {
        let (high, _) = midpointAndRadius
        let precision = max(self.precision, Precision(bits: 128))
        let rest = rounded(to: precision) - Interval(exactly: high, precision: precision)
        let (low, radius) = rest.midpointAndRadius
        return DoubleDoubleBall(DoubleDouble(sum: high, low), radius: UpperBound(radius))
    }
}

extension Interval {
    /// Holds every number of the ball; the whole line where nothing is known.
    package init(_ ball: DoubleDoubleBall, precision: Precision) {
        guard ball.radius.isFinite else {
            self = .entire(precision: precision)
            return
        }
        let midpoint =
            Interval(exactly: ball.midpoint.high, precision: precision)
            + Interval(exactly: ball.midpoint.low, precision: precision)
        let radius = ball.radius.value
        self = midpoint + Interval(lower: -radius, upper: radius, precision: precision)
    }
}
