extension Interval {
    /// A float64 midpoint and a radius, rounded up, such that the interval lies in [midpoint - radius, midpoint +
    /// radius].
    ///
    /// An unbounded or empty interval has midpoint 0 and an infinite radius.
    public var midpointAndRadius: (midpoint: Double, radius: Double) {
        let midpoint = approximateMidpoint
        guard isBounded, !isEmpty, midpoint.isFinite else { return (0, .infinity) }
        let centre = Interval(exactly: midpoint, precision: max(precision, .float64))
        let radius = (rounded(to: max(precision, .float64)) - centre).magnitudeUpper
        return radius.isFinite ? (midpoint, radius) : (0, .infinity)
    }
}

extension Rational {
    /// The float64 nearest to this number (up to a second rounding among subnormal numbers).
    public var nearestDouble: Double {
        BigFloat(self, precision: .float64, rounding: .nearest).double(rounding: .nearest)
    }
}
