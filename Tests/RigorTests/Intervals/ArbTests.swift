import ArbOracle
import Rigor
import TestSupport
import Testing

/// Against Arb, which shares no code with MPFR's elementary functions: two enclosures of one number must overlap. Arb's
/// narrow one mostly lies within ours, and not always: the number may be an endpoint, or nearer to one than Arb can
/// tell.
@Suite(.enabled(if: arb_oracle_is_available(), "Arb was not there when the tests were compiled"))
struct ArbTests {
    static let functions = [
        "exp", "expm1", "log", "log1p", "tanh", "sinh", "cosh", "atan", "asin", "acos", "sin", "cos", "squareRoot",
        "erf", "squared",
        "reciprocal", "absoluteValue", "sigmoid", "softplus", "sigmoidFirstDerivative", "sigmoidSecondDerivative",
        "sigmoidThirdDerivative",
    ]

    @Test(arguments: functions)
    func unary(_ name: String) throws {
        let operation = try #require(UnaryOperation.all.first { $0.name == name })
        var random = SeededGenerator(seed: 21)
        var tried = 0
        var within = 0
        for round in 0..<600 {
            // Every other number is moderate, and lies in [-1, 1] for half of them: Arb has no answer where MPFR
            // overflows.
            let scale = round.isMultiple(of: 4) ? 1.0 : 40.0
            let x = round.isMultiple(of: 2) ? Double.random(in: -scale...scale, using: &random) : random.finiteDouble()
            // Far from 0 its formulas for the derivatives of the sigmoid cancel on the positive side, so symmetry is
            // used there.
            let reflects = name.hasPrefix("sigmoid") && name.hasSuffix("Derivative") && x > 0
            guard abs(x) < 700, let value = Self.arb(name, reflects ? -x : x, 0, precision: 1500) else { continue }
            let arb = reflects && name.hasPrefix("sigmoidSecond") ? -value : value
            for bits in [5, 53, 113] {
                let precision = Precision(bits: bits)
                let point = operation.apply(Interval(exactly: x, precision: precision))
                #expect(!arb.isDisjoint(from: point), "\(name)(\(x)) at \(bits) bits: \(point), Arb \(arb)")
                if arb.isSubset(of: point) { within += 1 }
                let other = random.finiteDouble()
                let interval = Interval(lower: min(x, other), upper: max(x, other), precision: precision)
                let image = operation.apply(interval)
                #expect(
                    !arb.isDisjoint(from: image), "\(name)(\(x)) in \(interval) at \(bits) bits: \(image), Arb \(arb)")
            }
            tried += 1
        }
        #expect(tried > 150)
        #expect(2 * within > 3 * tried, "\(within) of \(3 * tried)")
    }

    @Test(arguments: ["+", "-", "*", "/"])
    func binary(_ name: String) throws {
        let operation = try #require(BinaryOperation.all.first { $0.name == name })
        var random = SeededGenerator(seed: 22)
        var tried = 0
        for _ in 0..<600 {
            let x = random.finiteDouble()
            let y = random.finiteDouble()
            guard let arb = Self.arb(name, x, y, precision: 2400) else { continue }
            for bits in [5, 53, 113] {
                let precision = Precision(bits: bits)
                let found = operation.apply(
                    Interval(exactly: x, precision: precision), Interval(exactly: y, precision: precision))
                #expect(!arb.isDisjoint(from: found), "\(x) \(name) \(y) at \(bits) bits: \(found), Arb \(arb)")
            }
            tried += 1
        }
        #expect(tried > 400)
    }

    /// Arb's enclosure, or nil where it is not finite.
    static func arb(_ name: String, _ x: Double, _ y: Double, precision: Int) -> Interval? {
        let capacity = 4000
        var lower = [CChar](repeating: 0, count: capacity)
        var upper = [CChar](repeating: 0, count: capacity)
        var lowerExponent = 0
        var upperExponent = 0
        let status = arb_oracle_evaluate(
            name, x, y, precision, capacity, &lower, &lowerExponent, &upper, &upperExponent)
        guard status == 0 else {
            #expect(status == 1, "Arb reports \(status) for \(name)")
            return nil
        }
        func bound(_ mantissa: [CChar], _ exponent: Int, _ rounding: Rounding) -> BigFloat {
            let text = String(decoding: mantissa.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard let integer = try? Integer(decimal: text) else { return BigFloat(exactly: .nan) }
            return BigFloat(
                Dyadic(mantissa: integer, exponent: exponent), precision: Precision(bits: precision), rounding: rounding
            )
        }
        return Interval(lower: bound(lower, lowerExponent, .down), upper: bound(upper, upperExponent, .up))
    }
}
