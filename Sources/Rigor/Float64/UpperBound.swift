/// A float64 number that some real number is proved not to exceed.
///
/// The operators round up, and each asks for the side of its operands that makes the result a bound again: a difference
/// subtracts a ``LowerBound``, a quotient divides by one. So a formula written in bounds reads as in the theorem, and a
/// wrong direction does not compile. There are no operators with `Double`: an exact number enters through the
/// initializer, an integer literal as it stands.
///
/// Products, quotients and roots are for numbers that are not negative. Where that is not known, or the operation is
/// undefined, the result is `infinity`, "nothing known". A bound is never NaN, so a maximum cannot lose one.
public struct UpperBound: Sendable, Hashable, CustomStringConvertible, ExpressibleByIntegerLiteral {
    public let value: Double

    /// The bound `value`, also of an exact number by itself. NaN bounds nothing: infinity.
    @inlinable public init(_ value: Double) { self.value = value.isNaN ? .infinity : value }

    /// The smallest float64 that is at least `value`.
    @inlinable public init(_ value: Int) {
        let nearest = Double(value)
        self.init(Double(exactly: value) == nil ? nearest.nextUp : nearest)
    }

    @inlinable public init(integerLiteral value: Int) { self.init(value) }

    /// Nothing is known.
    public static let infinity = UpperBound(Double.infinity)

    public var isFinite: Bool { value.isFinite }
    public var description: String { "\(value)" }

    @inlinable public static func + (a: UpperBound, b: UpperBound) -> UpperBound {
        UpperBound(Directed.addUp(a.value, b.value))
    }

    /// Of a difference; it may be negative.
    @inlinable public static func - (a: UpperBound, b: LowerBound) -> UpperBound {
        UpperBound(Directed.subtractUp(a.value, b.value))
    }

    /// Of a product of numbers that are not negative.
    @inlinable public static func * (a: UpperBound, b: UpperBound) -> UpperBound {
        a.value >= 0 && b.value >= 0 ? UpperBound(Directed.multiplyUp(a.value, b.value)) : .infinity
    }

    /// Of a quotient of a number that is not negative by a positive one.
    @inlinable public static func / (a: UpperBound, b: LowerBound) -> UpperBound {
        a.value >= 0 && b.value > 0 ? UpperBound(Directed.divideUp(a.value, b.value)) : .infinity
    }

    /// Of the square root of a number that is not negative.
    @inlinable public func squareRoot() -> UpperBound { UpperBound(Directed.squareRootUp(value)) }

    /// Of the greater of two numbers.
    @inlinable public static func max(_ a: UpperBound, _ b: UpperBound) -> UpperBound { a.value >= b.value ? a : b }

    /// The sharper of two bounds of one number.
    @inlinable public static func min(_ a: UpperBound, _ b: UpperBound) -> UpperBound { a.value <= b.value ? a : b }
}

extension UpperBound {
    /// True proves that every number bounded by `a` is less than every number bounded by `b`; false proves nothing.
    @inlinable public static func < (a: UpperBound, b: LowerBound) -> Bool { a.value < b.value }
    /// True proves "at most"; false proves nothing.
    @inlinable public static func <= (a: UpperBound, b: LowerBound) -> Bool { a.value <= b.value }
}

extension Bounds {
    /// The ends as bounds to go on with.
    public var upperBound: UpperBound { UpperBound(upper) }
    public var lowerBound: LowerBound { LowerBound(lower) }
    /// Of the absolute value.
    public var magnitudeBound: UpperBound { UpperBound(magnitude) }

    public init(from lower: LowerBound, to upper: UpperBound) { self.init(lower: lower.value, upper: upper.value) }
}
