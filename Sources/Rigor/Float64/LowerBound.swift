/// A float64 number that some real number is proved to reach or exceed: the counterpart of ``UpperBound``, whose rules
/// hold with the directions exchanged.
///
/// Products, quotients and roots are for numbers that are not negative; where that is not known the result is
/// `-infinity`, "nothing known".
public struct LowerBound: Sendable, Hashable, CustomStringConvertible, ExpressibleByIntegerLiteral {
    public let value: Double

    /// The bound `value`, also of an exact number by itself. NaN bounds nothing: minus infinity.
    @inlinable public init(_ value: Double) { self.value = value.isNaN ? -.infinity : value }

    /// The largest float64 that is at most `value`.
    @inlinable public init(_ value: Int) {
        let nearest = Double(value)
        self.init(Double(exactly: value) == nil ? nearest.nextDown : nearest)
    }

    @inlinable public init(integerLiteral value: Int) { self.init(value) }

    public var isFinite: Bool { value.isFinite }
    public var description: String { "\(value)" }

    @inlinable public static func + (a: LowerBound, b: LowerBound) -> LowerBound {
        LowerBound(Directed.addDown(a.value, b.value))
    }

    /// Of a difference.
    @inlinable public static func - (a: LowerBound, b: UpperBound) -> LowerBound {
        LowerBound(Directed.subtractDown(a.value, b.value))
    }

    /// Of a product of numbers that are not negative; at least 0.
    @inlinable public static func * (a: LowerBound, b: LowerBound) -> LowerBound {
        a.value >= 0 && b.value >= 0
            ? notNegative(Directed.multiplyDown(a.value, b.value)) : LowerBound(-Double.infinity)
    }

    /// Of a quotient of a number that is not negative by a positive one; at least 0.
    @inlinable public static func / (a: LowerBound, b: UpperBound) -> LowerBound {
        a.value >= 0 && b.value > 0 ? notNegative(Directed.divideDown(a.value, b.value)) : LowerBound(-Double.infinity)
    }

    /// Of the square root of a number that is not negative; at least 0.
    @inlinable public func squareRoot() -> LowerBound { LowerBound(Directed.squareRootDown(value)) }

    /// The sharper of two bounds of one number.
    @inlinable public static func max(_ a: LowerBound, _ b: LowerBound) -> LowerBound { a.value >= b.value ? a : b }

    /// Of the smaller of two numbers.
    @inlinable public static func min(_ a: LowerBound, _ b: LowerBound) -> LowerBound { a.value <= b.value ? a : b }

    /// A bound of a number known not to be negative. (The neighbour below a product that underflows is.)
    @usableFromInline static func notNegative(_ value: Double) -> LowerBound { LowerBound(value < 0 ? 0 : value) }
}

extension LowerBound {
    /// True proves that every number bounded by `a` is greater than every number bounded by `b`; false proves nothing.
    @inlinable public static func > (a: LowerBound, b: UpperBound) -> Bool { a.value > b.value }
    /// True proves "at least"; false proves nothing.
    @inlinable public static func >= (a: LowerBound, b: UpperBound) -> Bool { a.value >= b.value }
}
