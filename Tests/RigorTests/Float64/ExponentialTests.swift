import Rigor
import Testing

@Suite struct ExponentialTests {
    /// |fl(exp x) - exp x| <= 2^-50 exp x, against MPFR at 80 bits, densely where rounding and reduction are hardest.
    @Test func errorBoundHolds() {
        let precision = Precision(bits: 80)
        var worst = 0.0
        func test(_ x: Double) {
            let truth = Interval(exactly: x, precision: precision).exp()
            let relative = ((Interval(exactly: exponential(x), precision: precision) - truth) / truth).magnitudeUpper
            worst = max(worst, relative)
        }
        for k in -1009...1009 {
            let multiple = Double(k) * 0.6931471805599453
            for offset in [0, 0.3465735902799726, -0.3465735902799727, 0.2, 1e-9]
            where abs(multiple + offset) <= exponentialRange {
                test(multiple + offset)
                test((multiple + offset).nextUp)
            }
        }
        var x = 1.0
        var state: UInt64 = 7
        for _ in 0..<200_000 {
            state = state &* 6364136223846793005 &+ 1442695040888963407
            x = (Double(state >> 11) * 0x1p-53 - 0.5) * (state & 1 == 0 ? 1400 : 4)
            test(x)
        }
        for x in [0, -0.0, 1e-300, -1e-300, 0x1p-1074, exponentialRange, -exponentialRange] { test(x) }
        #expect(worst <= exponentialRelativeError)
        #expect(worst > 0x1p-54, "the comparison is not vacuous")
    }
}
