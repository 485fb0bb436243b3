/// A closed interval with float64 ends that encloses a real number. `-infinity` and `infinity` mean "nothing known".
public struct Bounds: Sendable, Hashable {
    public let lower: Double
    public let upper: Double

    /// Ends that hold NaN, or stand in the wrong order, say nothing: they become the whole line.
    public init(lower: Double, upper: Double) {
        if lower <= upper {
            self.lower = lower
            self.upper = upper
        } else {
            self.lower = -.infinity
            self.upper = .infinity
        }
    }

    /// The interval `[midpoint - radius, midpoint + radius]`, rounded outward; the whole line unless both are finite.
    public init(midpoint: Double, radius: Double) {
        guard midpoint.isFinite, radius.isFinite else {
            self = .entireLine
            return
        }
        self.init(lower: Directed.subtractDown(midpoint, radius), upper: Directed.addUp(midpoint, radius))
    }

    public static let entireLine = Bounds(lower: -.infinity, upper: .infinity)

    /// Upper bound of the absolute value.
    public var magnitude: Double { Directed.maximum(abs(lower), abs(upper)) }

    /// Lower bound of the absolute value.
    public var mignitude: Double { lower > 0 ? lower : (upper < 0 ? -upper : 0) }

    public var isCertainlyPositive: Bool { lower > 0 }
    public var isCertainlyNegative: Bool { upper < 0 }

    public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

    /// The numbers in both, or nil when the two have none in common (then one of them encloses nothing true).
    public func intersection(_ other: Bounds) -> Bounds? {
        let low = Directed.maximum(lower, other.lower), high = Directed.minimum(upper, other.upper)
        return low <= high ? Bounds(lower: low, upper: high) : nil
    }

    public func isDisjoint(from other: Bounds) -> Bool { upper < other.lower || other.upper < lower }

    /// `[lower - margin, upper + margin]`, rounded outward; the whole line when the margin is negative, for then it
    /// bounds no distance.
    public func widened(by margin: UpperBound) -> Bounds {
        guard margin.value >= 0 else { return .entireLine }
        return Bounds(from: lowerBound - margin, to: upperBound + margin)
    }
}
