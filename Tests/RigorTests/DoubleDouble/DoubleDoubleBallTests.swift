import TestSupport
import Testing

@testable import Rigor

/// Balls hold what exact arithmetic makes of the numbers in them, and not much more.
@Suite struct DoubleDoubleBallTests {
    private func holds(_ ball: DoubleDoubleBall, _ x: Rational) throws -> Bool {
        guard ball.radius.isFinite else { return true }
        let centre = try DoubleDoubleTests.exact(ball.midpoint),
            radius = try #require(Rational(exactly: ball.radius.value))
        let (midpoint, spread) = ball.midpointAndRadius
        let low = try #require(Rational(exactly: ball.lowerDouble)),
            high = try #require(Rational(exactly: ball.upperDouble))
        let middle = try #require(Rational(exactly: midpoint)), wide = try #require(Rational(exactly: spread))
        return !((x - centre).magnitude > radius) && !(low > x) && !(x > high) && !((x - middle).magnitude > wide)
    }

    @Test func operationsHoldTheTruth() throws {
        var generator = SeededGenerator(seed: 21)
        for round in 0..<3000 {
            let radii = [0, 1e-30, 1e-3]
            let x = DoubleDoubleTests.number(-20...20, &generator), y = DoubleDoubleTests.number(-20...20, &generator)
            let r = radii[round % 3] * abs(x.high), s = radii[round / 3 % 3] * abs(y.high)
            let a = DoubleDoubleBall(x, radius: UpperBound(r)), b = DoubleDoubleBall(y, radius: UpperBound(s))
            let places = [Rational(-1), Rational(1), Rational(1, 3)]
            for t in places {
                for v in places {
                    let p = try DoubleDoubleTests.exact(x) + t * #require(Rational(exactly: r))
                    let q = try DoubleDoubleTests.exact(y) + v * #require(Rational(exactly: s))
                    #expect(try holds(a + b, p + q))
                    #expect(try holds(a - b, p - q))
                    #expect(try holds(a * b, p * q))
                    #expect(try holds(a / b, p / q))
                    #expect(try holds(a.squared(), p * p))
                    #expect(try holds(-a, -p))
                    if a.isCertainlyPositive { #expect(p > .zero) }
                }
            }
            if r == 0, s == 0 {
                let product = a * b
                #expect(product.radius.value <= 0x1p-102 * product.midpoint.high.magnitude, "sharp")
            }
        }
    }

    @Test func whatTheLeadingBitsLeave() throws {
        let third = Interval(enclosing: Rational(1, 3), precision: Precision(bits: 160)).doubleDouble
        #expect(try holds(third, Rational(1, 3)))
        #expect(third.radius.value < 0x1p-107 && third.radius.value > 0)
        let long = Dyadic(1) + Dyadic(1).scaled(byPowerOfTwo: -60) + Dyadic(1).scaled(byPowerOfTwo: -200)
        let ball = DoubleDoubleBall(long)
        #expect(ball.midpoint.high == 1 && ball.midpoint.low == 0x1p-60)
        #expect(ball.radius.value >= 0x1p-200 && ball.radius.value < 0x1p-199)
        #expect(DoubleDoubleBall(long, radius: 1).radius.value >= 1)
        #expect(DoubleDoubleBall(Dyadic(3)).radius.value <= 0x1p-1074)
        #expect(!(DoubleDoubleBall(1) / DoubleDoubleBall(0)).radius.isFinite)
        #expect(!DoubleDoubleBall(Int.max).radius.isFinite)
        #expect(!DoubleDoubleBall(DoubleDouble(high: 1, low: .nan), radius: 0).radius.isFinite)
    }
}
