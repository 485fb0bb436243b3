import CMPFR

/// Arithmetic and set operations, each the tightest interval of its precision. An operation of two intervals has the
/// larger of their precisions.
extension Interval {
    public static func + (a: Interval, b: Interval) -> Interval {
        binary(a, b) { result, a, b, _ in CellArithmetic.add(result, a, b) }
    }

    public static func - (a: Interval, b: Interval) -> Interval {
        binary(a, b) { CellArithmetic.subtract($0, $1, $2, scratch: $3) }
    }

    public static func * (a: Interval, b: Interval) -> Interval {
        binary(a, b) { CellArithmetic.multiply($0, $1, $2, scratch: $3) }
    }

    /// { x / y : x in a, y in b, y != 0 }: the whole line if 0 lies inside `b`, empty if `b` is [0, 0].
    public static func / (a: Interval, b: Interval) -> Interval {
        binary(a, b) { CellArithmetic.divide($0, $1, $2, scratch: $3) }
    }

    public static prefix func - (a: Interval) -> Interval {
        a.unary { CellArithmetic.negate($0, $1, scratch: $2) }
    }

    /// { 1 / x : x in self, x != 0 }.
    public func reciprocal() -> Interval { unary { CellArithmetic.reciprocal($0, $1, scratch: $2) } }

    /// The product with a float64, which is exact; NaN and the infinities give the whole line.
    public func multiplied(by factor: Double) -> Interval {
        unary { CellArithmetic.multiply($0, $1, by: factor, scratch: $2) }
    }

    public func multiplied(by factor: Int) -> Interval {
        unary { CellArithmetic.multiply($0, $1, by: factor, scratch: $2) }
    }

    /// x * 2^exponent.
    public func scaled(byPowerOfTwo exponent: Int) -> Interval {
        unary { result, a, _ in CellArithmetic.scaleByPowerOfTwo(result, a, exponent) }
    }

    /// { x^2 }, which is sharper than the product of two independent factors.
    public func squared() -> Interval { unary { CellArithmetic.square($0, $1, scratch: $2) } }

    /// { x^exponent }, with x^0 = 1; negative exponents leave out x = 0.
    public func power(_ exponent: Int) -> Interval { unary { CellArithmetic.power($0, $1, exponent, scratch: $2) } }

    /// { |x| }.
    public func absoluteValue() -> Interval { unary { CellArithmetic.absoluteValue($0, $1, scratch: $2) } }

    /// { min(x, y) }.
    public static func minimum(_ a: Interval, _ b: Interval) -> Interval {
        binary(a, b) { result, a, b, _ in CellArithmetic.minimum(result, a, b) }
    }

    /// { max(x, y) }.
    public static func maximum(_ a: Interval, _ b: Interval) -> Interval {
        binary(a, b) { result, a, b, _ in CellArithmetic.maximum(result, a, b) }
    }

    /// The smallest interval that contains both.
    public func hull(with other: Interval) -> Interval {
        Interval.binary(self, other) { result, a, b, _ in CellArithmetic.hull(result, a, b) }
    }

    /// The numbers in both; empty if there are none.
    public func intersection(with other: Interval) -> Interval {
        Interval.binary(self, other) { result, a, b, _ in CellArithmetic.intersection(result, a, b) }
    }

    func unary(_ operation: (_ result: IntervalPointer, _ a: IntervalPointer, _ scratch: IntervalPointer) -> Void)
        -> Interval
    {
        read { a in Interval(precision: a.precision) { result, scratch in operation(result, a, scratch) } }
    }

    private static func binary(
        _ a: Interval, _ b: Interval,
        _ operation: (_ result: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer, _ scratch: IntervalPointer)
            -> Void
    ) -> Interval {
        a.read { a in
            b.read { b in
                Interval(precision: max(a.precision, b.precision)) { result, scratch in operation(result, a, b, scratch)
                }
            }
        }
    }
}
