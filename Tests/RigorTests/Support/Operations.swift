import Rigor
import Testing

/// An operation of one interval in all its forms: the method, the kernel's version of it, and the exact result where
/// one exists.
struct UnaryOperation: Sendable, CustomTestStringConvertible {
    let name: String
    let apply: @Sendable (Interval) -> Interval
    var inPlace: (@Sendable (IntervalKernel, _ result: IntervalPointer, _ a: IntervalPointer) -> Void)?
    /// The value at a number, nil outside the domain.
    var exact: (@Sendable (Rational) -> Rational?)?

    var testDescription: String { name }

    static let all: [UnaryOperation] = [
        UnaryOperation(name: "negate", apply: { -$0 }, inPlace: { $0.negate($1, $2) }, exact: { -$0 }),
        UnaryOperation(
            name: "absoluteValue", apply: { $0.absoluteValue() }, inPlace: { $0.absoluteValue($1, $2) },
            exact: { $0.magnitude }),
        UnaryOperation(name: "squared", apply: { $0.squared() }, inPlace: { $0.square($1, $2) }, exact: { $0 * $0 }),
        UnaryOperation(
            name: "reciprocal", apply: { $0.reciprocal() }, inPlace: { $0.reciprocal($1, $2) },
            exact: { $0.isZero ? nil : $0.reciprocal }),
        power(3), power(4), power(-1), power(-2), power(-3), power(0),
        UnaryOperation(
            name: "multiplied(by: -2.75)", apply: { $0.multiplied(by: -2.75) },
            inPlace: { $0.multiply($1, $2, by: -2.75) },
            exact: { $0 * Rational(-11, 4) }),
        UnaryOperation(
            name: "multiplied(by: 7)", apply: { $0.multiplied(by: 7) }, inPlace: { $0.multiply($1, $2, by: 7) },
            exact: { $0 * Rational(7) }),
        UnaryOperation(
            name: "scaled(byPowerOfTwo: -3)", apply: { $0.scaled(byPowerOfTwo: -3) },
            inPlace: { $0.scaleByPowerOfTwo($1, $2, -3) },
            exact: { $0 * Rational(1, 8) }),
        UnaryOperation(name: "squareRoot", apply: { $0.squareRoot() }, inPlace: { $0.squareRoot($1, $2) }),
        UnaryOperation(name: "exp", apply: { $0.exp() }, inPlace: { $0.exp($1, $2) }),
        UnaryOperation(name: "expm1", apply: { $0.expm1() }, inPlace: { $0.expm1($1, $2) }),
        UnaryOperation(name: "log", apply: { $0.log() }, inPlace: { $0.log($1, $2) }),
        UnaryOperation(name: "log1p", apply: { $0.log1p() }, inPlace: { $0.log1p($1, $2) }),
        UnaryOperation(name: "tanh", apply: { $0.tanh() }, inPlace: { $0.tanh($1, $2) }),
        UnaryOperation(name: "sinh", apply: { $0.sinh() }, inPlace: { $0.sinh($1, $2) }),
        UnaryOperation(name: "cosh", apply: { $0.cosh() }, inPlace: { $0.cosh($1, $2) }),
        UnaryOperation(name: "atan", apply: { $0.atan() }, inPlace: { $0.atan($1, $2) }),
        UnaryOperation(name: "erf", apply: { $0.erf() }, inPlace: { $0.erf($1, $2) }),
        UnaryOperation(name: "acos", apply: { $0.acos() }),
        UnaryOperation(name: "asin", apply: { $0.asin() }),
        UnaryOperation(name: "sin", apply: { $0.sin() }),
        UnaryOperation(name: "cos", apply: { $0.cos() }),
        UnaryOperation(name: "sigmoid", apply: { $0.sigmoid() }),
        UnaryOperation(name: "softplus", apply: { $0.softplus() }),
        UnaryOperation(name: "sigmoidFirstDerivative", apply: { $0.sigmoidFirstDerivative() }),
        UnaryOperation(name: "sigmoidSecondDerivative", apply: { $0.sigmoidSecondDerivative() }),
        UnaryOperation(name: "sigmoidThirdDerivative", apply: { $0.sigmoidThirdDerivative() }),
    ]

    private static func power(_ exponent: Int) -> UnaryOperation {
        UnaryOperation(
            name: "power(\(exponent))", apply: { $0.power(exponent) }, inPlace: { $0.power($1, $2, exponent) },
            exact: { $0.isZero && exponent < 0 ? nil : $0.power(exponent) })
    }
}

/// An operation of two intervals in all its forms.
struct BinaryOperation: Sendable, CustomTestStringConvertible {
    let name: String
    let apply: @Sendable (Interval, Interval) -> Interval
    var inPlace:
        (@Sendable (IntervalKernel, _ result: IntervalPointer, _ a: IntervalPointer, _ b: IntervalPointer) -> Void)?
    /// The value at two numbers, nil outside the domain.
    var exact: (@Sendable (Rational, Rational) -> Rational?)?

    var testDescription: String { name }

    static let all: [BinaryOperation] = [
        BinaryOperation(name: "+", apply: { $0 + $1 }, inPlace: { $0.add($1, $2, $3) }, exact: { $0 + $1 }),
        BinaryOperation(name: "-", apply: { $0 - $1 }, inPlace: { $0.subtract($1, $2, $3) }, exact: { $0 - $1 }),
        BinaryOperation(name: "*", apply: { $0 * $1 }, inPlace: { $0.multiply($1, $2, $3) }, exact: { $0 * $1 }),
        BinaryOperation(
            name: "/", apply: { $0 / $1 }, inPlace: { $0.divide($1, $2, $3) }, exact: { $1.isZero ? nil : $0 / $1 }),
        BinaryOperation(name: "minimum", apply: { .minimum($0, $1) }, exact: { min($0, $1) }),
        BinaryOperation(name: "maximum", apply: { .maximum($0, $1) }, exact: { max($0, $1) }),
    ]

    /// Set operations, which follow no function of numbers.
    static let sets: [BinaryOperation] = [
        BinaryOperation(name: "hull", apply: { $0.hull(with: $1) }, inPlace: { $0.hull($1, $2, $3) }),
        BinaryOperation(
            name: "intersection", apply: { $0.intersection(with: $1) }, inPlace: { $0.intersection($1, $2, $3) }),
    ]
}
