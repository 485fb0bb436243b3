import Rigor
import Testing

/// A printed bound is a bound.
@Suite struct OutwardDecimalTests {
    static let values: [Double] = {
        var generator = SystemRandomNumberGenerator()
        var values: [Double] = [
            0, -0.0, 1, -1, 0.1, 0.3, 123_456_789, 1e-5, 1e300, -1e300, 0x1p-1074, -0x1p-1074, 1.5e-7,
            .greatestFiniteMagnitude, 2.5e-3,
            0.001, 0.01, 0.0099999999999,
        ]
        for _ in 0..<2000 {
            let random = Double(bitPattern: UInt64.random(in: .min ... .max, using: &generator))
            if random.isFinite { values.append(random) }
            values.append(Double.random(in: -1e-2...1e-2, using: &generator))
        }
        return values
    }()

    @Test func boundsStayBounds() throws {
        for value in Self.values {
            let exact = Rational(exactly: value)
            for digits in [1, 3, 8, 17] {
                let lower = try Rational(decimal: OutwardDecimal.lower(value, digits: digits))
                let upper = try Rational(decimal: OutwardDecimal.upper(value, digits: digits))
                #expect(exact.map { lower <= $0 && $0 <= upper } ?? false, "\(value) at \(digits) digits")
                // and no farther away than a unit of the last digit
                if digits == 8, value != 0 {
                    let unit = try Rational(decimal: "1e-7") * (exact ?? Rational.zero)
                    let width = upper - lower
                    #expect(width <= (unit < Rational.zero ? Rational.zero - unit : unit), "\(value)")
                }
            }
        }
    }

    /// Numbers that the nearest decimal would state wrongly: a radius of a ball without critical points is rounded
    /// down, a distance up.
    @Test func directions() {
        #expect(OutwardDecimal.lower(1.2345678899, digits: 5) == "1.2345")
        #expect(OutwardDecimal.upper(1.2345000001, digits: 5) == "1.2346")
        #expect(OutwardDecimal.lower(-1.2345000001, digits: 5) == "-1.2346")
        #expect(OutwardDecimal.interval(Bounds(lower: 0.99999, upper: 1.00001), digits: 3) == "[0.999, 1.01]")
        #expect(OutwardDecimal.approximate(1.2345678899, digits: 5) == "1.2346")
    }

    /// "epsilon < lambda' rho" stays true as it is printed.
    @Test func inequalitiesStayTrue() throws {
        #expect(OutwardDecimal.separated(1, 2, digits: 5) == ("1", "2"))
        #expect(OutwardDecimal.separated(1.0625, 1.1875, digits: 2) == ("1.07", "1.18"))
        for value in Self.values where value.isFinite && value.nextUp.isFinite {
            let printed = OutwardDecimal.separated(value, value.nextUp, digits: 4)
            let small = try Rational(decimal: printed.small), large = try Rational(decimal: printed.large)
            let exact = try #require(Rational(exactly: value)), next = try #require(Rational(exactly: value.nextUp))
            #expect(exact <= small && small < large && large <= next, "\(value)")
        }
    }

    @Test func text() {
        #expect(OutwardDecimal.lower(0.00034, digits: 2) == "3.4e-4")
        #expect(OutwardDecimal.upper(0.00034, digits: 8) == "3.4000001e-4")
        #expect(OutwardDecimal.lower(0.5) == "0.5")
        #expect(OutwardDecimal.lower(-0.001, digits: 1) == "-2e-3")
        #expect(
            OutwardDecimal.upper(-0.001, digits: 1) == "-1e-3" || OutwardDecimal.upper(-0.001, digits: 1) == "-0.001")
        #expect(OutwardDecimal.upper(0) == "0")
        #expect(OutwardDecimal.lower(0.01) == "0.01")
        #expect(OutwardDecimal.interval(Bounds(lower: -1, upper: 1)) == "[-1, 1]")
        #expect(OutwardDecimal.upper(.infinity) == "inf")
    }
}
