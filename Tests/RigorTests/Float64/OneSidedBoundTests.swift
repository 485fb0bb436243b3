import Rigor
import TestSupport
import Testing

/// Bounds against exact fractions, on numbers biased to corners: zeros, subnormal and huge ones.
@Suite struct OneSidedBoundTests {
    /// Whether `bound` is at least `exact`; infinity always is.
    private func isUpper(_ bound: UpperBound, _ exact: Rational) -> Bool {
        Rational(exactly: bound.value).map { exact <= $0 } ?? (bound.value == .infinity)
    }

    private func isLower(_ bound: LowerBound, _ exact: Rational) -> Bool {
        Rational(exactly: bound.value).map { $0 <= exact } ?? (bound.value == -.infinity)
    }

    @Test func everyOperationContainsTheExactResult() throws {
        var generator = SeededGenerator(seed: 41)
        for _ in 0..<40_000 {
            let x = abs(generator.finiteDouble()), y = abs(generator.finiteDouble())
            let a = try #require(Rational(exactly: x)), b = try #require(Rational(exactly: y))
            let up = (UpperBound(x), UpperBound(y)), down = (LowerBound(x), LowerBound(y))
            #expect(isUpper(up.0 + up.1, a + b) && isLower(down.0 + down.1, a + b), "\(x) + \(y)")
            #expect(isUpper(up.0 - down.1, a - b) && isLower(down.0 - up.1, a - b), "\(x) - \(y)")
            #expect(isUpper(up.0 * up.1, a * b) && isLower(down.0 * down.1, a * b), "\(x) * \(y)")
            if y > 0 { #expect(isUpper(up.0 / down.1, a / b) && isLower(down.0 / up.1, a / b), "\(x) / \(y)") }
            let above = up.0.squareRoot(), below = down.0.squareRoot()
            #expect(Rational(exactly: above.value).map { a <= $0 * $0 } ?? false, "root of \(x)")
            #expect(Rational(exactly: below.value).map { $0 * $0 <= a } ?? false, "root of \(x)")
            #expect(below.value >= 0)
        }
    }

    @Test func boundsAreSharpAwayFromUnderflow() {
        #expect((UpperBound(0.1) + UpperBound(0.2)).value == (0.1 + 0.2).nextUp)
        #expect((LowerBound(0.1) * LowerBound(0.2)).value == (0.1 * 0.2).nextDown)
        #expect((UpperBound(1) / 3).value == (1.0 / 3).nextUp)
        #expect(UpperBound(2).squareRoot().value == 2.0.squareRoot().nextUp)
    }

    @Test func underflowIsNeverRoundedToNothing() {
        let tiny = UpperBound(1.2e-162)
        #expect((tiny * tiny).value > 0)
        #expect((tiny * tiny / 2).value > 0)
        #expect((UpperBound(.leastNonzeroMagnitude) / 2).value > 0)
        #expect((LowerBound(1.2e-162) * LowerBound(1.2e-162)).value == 0)
        // one operation on the nearest double would give 0
        #expect(1.2e-162 * 1.2e-162 / 2 == 0)
    }

    @Test func overflowIsInfinityAboveAndFiniteBelow() {
        let huge = Double.greatestFiniteMagnitude
        #expect((UpperBound(huge) + UpperBound(huge)).value == .infinity)
        #expect((UpperBound(huge) * 2).value == .infinity)
        #expect((LowerBound(huge) * 2).value == huge)
        #expect((LowerBound(huge) + LowerBound(huge)).value == huge)
    }

    @Test func whatIsUndefinedIsUnknown() {
        #expect(UpperBound(Double.nan).value == .infinity)
        #expect(LowerBound(Double.nan).value == -.infinity)
        #expect((0 * UpperBound.infinity).value == .infinity)
        #expect((UpperBound(1) / 0).value == .infinity)
        #expect((UpperBound(0) / LowerBound(-1)).value == .infinity)
        #expect((UpperBound.infinity - LowerBound(Double.infinity)).value == .infinity)
        // bounds of numbers that may be negative are no factors
        #expect((UpperBound(-1) * UpperBound(-1)).value == .infinity)
        #expect((LowerBound(-1) * LowerBound(-1)).value == -.infinity)
        #expect((LowerBound(-1) / 2).value == -.infinity)
        #expect((LowerBound(1) / 0).value == -.infinity)
        #expect(UpperBound(-1).squareRoot().value == .infinity)
        #expect(LowerBound(-1).squareRoot().value == 0)
    }

    @Test func aMaximumLosesNoNaN() {
        let nan = UpperBound(Double.nan)
        for (a, b) in [(nan, 1), (1, nan)] { #expect(UpperBound.max(a, b).value == .infinity) }
        for (a, b) in [(Double.nan, 1.0), (1, .nan), (.nan, .nan)] {
            #expect(Directed.maximum(a, b).isNaN && Directed.minimum(a, b).isNaN)
            #expect(
                Directed.maximum(of: [0, a, b, 0])?.isNaN == true && Directed.minimum(of: [0, a, b, 0])?.isNaN == true)
        }
        #expect(Directed.maximum(1, 2) == 2 && Directed.minimum(2, 1) == 1 && Directed.maximum(of: [Double]()) == nil)
        #expect(Directed.maximum(-.infinity, .infinity) == .infinity)
        // with Swift.max it depends on the order
        #expect(max(1, Double.nan).isNaN != max(Double.nan, 1).isNaN)
    }

    @Test func comparisonsProveWhatTheySay() {
        #expect(UpperBound(1) < LowerBound(2) && UpperBound(1) <= LowerBound(1))
        #expect(!(UpperBound(1) < LowerBound(1)))
        #expect(LowerBound(2) > UpperBound(1) && LowerBound(1) >= UpperBound(1) && !(LowerBound(1) > 1))
        for x in [0, 1, Double.infinity] {
            #expect(!(UpperBound(Double.nan) < LowerBound(x)) && !(LowerBound(Double.nan) > UpperBound(x)))
        }
    }

    @Test func integersBeyond53BitsAreRoundedOutward() {
        let integer = (1 << 60) + 1
        #expect(UpperBound(integer).value > 0x1p60 && LowerBound(integer).value < 0x1.0000000000001p60)
        #expect(UpperBound(7).value == 7 && LowerBound(7).value == 7)
        #expect(UpperBound(Int.max).value >= 0x1p63 && LowerBound(Int.max).value < 0x1p63)
    }

    @Test func aNegativeMarginWidensToTheWholeLine() {
        let bounds = Bounds(lower: 1, upper: 2)
        #expect(bounds.widened(by: UpperBound(-0.25)) == .entireLine)
        #expect(bounds.widened(by: UpperBound(Double.nan)) == .entireLine)
        #expect(bounds.widened(by: 1) == Bounds(lower: 0.0.nextDown, upper: 3.0.nextUp))
    }
}
