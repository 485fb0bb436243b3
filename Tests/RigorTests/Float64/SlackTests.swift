import Rigor
import Testing

/// What is stated is weaker than what was measured, and says the same of the sign.
@Suite struct SlackTests {
    @Test func bounds() {
        for (lower, upper) in [(1.0, 2.0), (-2, -1), (-1, 3), (-3, 1e-9), (1e-12, 5), (-5, -1e-12)] {
            let stated = Bounds(lower: lower, upper: upper).slackened, margin = max(abs(lower), abs(upper)) * 0x1p-20
            #expect(stated.lower < lower && stated.upper > upper)
            #expect(stated.lower >= lower - margin * 1.001 && stated.upper <= upper + margin * 1.001)
            #expect((stated.lower > 0) == (lower > 0) && (stated.upper < 0) == (upper < 0))
        }
        // the nearer end has the room of its own size at least
        #expect((0.499e-12...0.5e-12).contains(Bounds(lower: 1e-12, upper: 5).slackened.lower))
        #expect((-0.5e-12...(-0.499e-12)).contains(Bounds(lower: -5, upper: -1e-12).slackened.upper))
        let enough = Bounds(lower: 1, upper: 1).slackened
        #expect(enough.lower <= 1 - 0x1p-20 && enough.upper >= 1 + 0x1p-20)
    }

    /// What is 0 by a theorem stays; what is not known is not made known.
    @Test func ends() {
        let nonNegative = Bounds(lower: 0, upper: 1).slackened
        #expect(nonNegative.lower == 0 && nonNegative.upper > 1)
        let half = Bounds(lower: 3, upper: .infinity).slackened
        #expect(half.lower > 0 && half.lower < 3 && half.upper == .infinity)
        #expect(Bounds.entireLine.slackened == .entireLine)
        // halving the smallest number leaves 0
        #expect(Bounds(lower: .leastNonzeroMagnitude, upper: 1).slackened.lower == 0)
    }
}
