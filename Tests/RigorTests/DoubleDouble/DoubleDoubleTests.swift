import Rigor
import TestSupport
import Testing

/// Every stated error bound against exact rationals or MPFR, at numbers of all sizes, at cancellation and at underflow.
@Suite struct DoubleDoubleTests {
    /// Numbers of the form of a double-double, with halves that touch, halves far apart, and 0.
    static func number(_ range: ClosedRange<Int>, _ generator: inout SeededGenerator) -> DoubleDouble {
        func double(_ exponent: Int) -> Double {
            Double(sign: Bool.random(using: &generator) ? .plus : .minus, exponent: exponent, significand: 1)
                * Double.random(in: 1...2, using: &generator)
        }
        let exponent = Int.random(in: range, using: &generator)
        let low = [0.0, double(exponent - 54), double(exponent - Int.random(in: 53...120, using: &generator))]
        var high = double(exponent)
        if Int.random(in: 0..<4, using: &generator) == 0 {
            high = Double(sign: .plus, exponent: exponent, significand: 1)
        }
        return DoubleDouble(sum: high, low[Int.random(in: 0..<3, using: &generator)])
    }

    static func exact(_ x: DoubleDouble) throws -> Rational {
        try #require(Rational(exactly: x.high)) + #require(Rational(exactly: x.low))
    }

    /// |result - truth| in u² of `size`, after what underflow may take.
    private func error(_ result: DoubleDouble, _ truth: Rational, relativeTo size: Rational) throws -> Double {
        #expect(result.high + result.low == result.high, "the low part is below the high one")
        let underflow = try #require(Rational(exactly: DoubleDoubleError.underflow))
        let off = (try Self.exact(result) - truth).magnitude - underflow
        guard off > .zero else { return 0 }
        #expect(!size.isZero)
        return (off / size).upperDouble * 0x1p106
    }

    @Test(arguments: [-1...1, -60...60, -400...400, -520...(-440), -1022...(-900)])
    func sumsAndProducts(exponents: ClosedRange<Int>) throws {
        var generator = SeededGenerator(seed: 11)
        var worst = [String: Double]()
        func record(_ name: String, _ error: Double) { worst[name] = max(worst[name] ?? 0, error) }
        for round in 0..<20000 {
            let x = Self.number(exponents, &generator)
            var y = Self.number(exponents, &generator)
            // cancellation, down to the last bits
            if round % 3 == 0 { y = DoubleDouble(sum: -x.high, Double.random(in: -2...2, using: &generator) * x.low) }
            let a = try Self.exact(x), b = try Self.exact(y), c = try #require(Rational(exactly: y.high))
            record("sum", try error(x + y, a + b, relativeTo: a.magnitude + b.magnitude))
            record("shortSum", try error(x + y.high, a + c, relativeTo: a.magnitude + c.magnitude))
            record("product", try error(x * y, a * b, relativeTo: (a * b).magnitude))
            record("shortProduct", try error(x * y.high, a * c, relativeTo: (a * c).magnitude))
            if (-880...880).contains(exponents.lowerBound) {
                record(
                    "reciprocal", try error(x.reciprocal(), Rational(1) / a, relativeTo: (Rational(1) / a).magnitude))
            }
        }
        let bounds = [
            "sum": DoubleDoubleError.sum, "shortSum": DoubleDoubleError.shortSum, "product": DoubleDoubleError.product,
            "shortProduct": DoubleDoubleError.shortProduct, "reciprocal": DoubleDoubleError.reciprocal,
        ]
        for (name, error) in worst {
            #expect(error <= Double(try #require(bounds[name])), "\(name) at \(exponents)")
            if exponents.lowerBound > -100 { #expect(error > 0.5, "\(name): the comparison is not vacuous") }
        }
    }

    /// The lanes of a vector compute what single numbers do, bit for bit.
    @Test func lanesAreIndependent() {
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<500 {
            let x = (0..<4).map { _ in Self.number(-8...8, &generator) },
                y = (0..<4).map { _ in Self.number(-8...8, &generator) }
            func vector(_ x: [DoubleDouble]) -> DoubleDouble4 {
                DoubleDouble4(
                    high: SIMD4(x[0].high, x[1].high, x[2].high, x[3].high),
                    low: SIMD4(x[0].low, x[1].low, x[2].low, x[3].low))
            }
            let operations: [(DoubleDouble4, (DoubleDouble, DoubleDouble) -> DoubleDouble)] = [
                (vector(x) + vector(y), { $0 + $1 }), (vector(x) * vector(y), { $0 * $1 }),
                (vector(x) * vector(y).high, { $0 * $1.high }), (vector(x) + vector(y).high, { $0 + $1.high }),
                (vector(x).reciprocal(), { x, _ in x.reciprocal() }),
                (vector(x).exponential(), { x, _ in x.exponential() }),
            ]
            for (result, single) in operations {
                for lane in 0..<4 {
                    let expected = single(x[lane], y[lane])
                    #expect(result.high[lane] == expected.high && result.low[lane] == expected.low)
                }
            }
        }
    }

    /// |fl(exp x) - exp x| <= 24 u² exp x, against MPFR at 200 bits.
    @Test func exponentialErrorBoundHolds() {
        let precision = Precision(bits: 200)
        var worst = 0.0
        func test(_ x: DoubleDouble) {
            func interval(_ x: DoubleDouble) -> Interval {
                Interval(exactly: x.high, precision: precision) + Interval(exactly: x.low, precision: precision)
            }
            let truth = interval(x).exp()
            worst = max(worst, ((interval(x.exponential()) - truth) / truth).magnitudeUpper * 0x1p106)
        }
        for k in -894...894 {
            let multiple = Double(k) * 0.6931471805599453
            for offset in [0, 0.3465735902799726, -0.3465735902799727, 0.2, 1e-9] where abs(multiple + offset) <= 619 {
                test(DoubleDouble(sum: multiple + offset, 0.4 * (multiple + offset).ulp))
            }
        }
        var generator = SeededGenerator(seed: 13)
        for i in 0..<40000 {
            let high = Double.random(in: -1...1, using: &generator) * [620.0, 20, 1, 1e-3][i % 4]
            test(DoubleDouble(sum: high, Double.random(in: -0.5...0.5, using: &generator) * high.ulp))
        }
        for x in [0, -0.0, 1e-300, -1e-300, 0x1p-1074, 620, -620] { test(DoubleDouble(x)) }
        #expect(worst <= Double(DoubleDoubleError.exponential))
        #expect(worst > 1, "the comparison is not vacuous")
    }

    @Test func compensatedSums() throws {
        var generator = SeededGenerator(seed: 14)
        var worst = 0.0
        for count in [1, 2, 7, 32, 300, 1024] {
            for _ in 0..<40 {
                var sum = CompensatedSum<Double>(), truth = Rational.zero, size = Rational.zero
                for i in 0..<count {
                    var x = Self.number(-30...2, &generator)
                    if i % 2 == 1 { x = DoubleDouble(sum: -sum.value.high, x.low) }
                    sum.add(x)
                    let exact = try Self.exact(x)
                    truth = truth + exact
                    size = size + exact.magnitude
                }
                let off = try error(sum.value, truth, relativeTo: size)
                #expect(off <= CompensatedSum<Double>.error(terms: count))
                worst = max(worst, off)
            }
        }
        #expect(worst > 0.3, "the comparison is not vacuous")
        #expect(CompensatedSum<Double>.error(terms: 1025) == .infinity)
    }

    /// What overflows leaves numbers that are not finite.
    @Test func overflowShows() {
        let huge = DoubleDouble(0x1p1000), one = DoubleDouble(1)
        for result in [
            huge * huge, huge * one, DoubleDouble(0x1.8p1023) + DoubleDouble(0x1p1023), DoubleDouble(0).reciprocal(),
        ] {
            #expect(!(result.high.isFinite && result.low.isFinite))
            let after = (result * one + one) * DoubleDouble(0x1p-500)
            #expect(!(after.high.isFinite && after.low.isFinite))
        }
    }
}
