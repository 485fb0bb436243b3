import Rigor
import TestSupport
import Testing

/// Identities between functions: both sides enclose one number, so they overlap.
@Suite struct FunctionalEquationTests {
    static let precisions = [2, 10, 24, 53, 150].map { Precision(bits: $0) }

    /// Calls `body` with random numbers of moderate size as point intervals.
    private func forEachPoint(_ seed: UInt64, _ body: (Interval) -> Void) {
        var random = SeededGenerator(seed: seed)
        for precision in Self.precisions {
            for _ in 0..<100 {
                let x = random.finiteDouble()
                guard abs(x) < 1e6 else { continue }
                body(Interval(exactly: BigFloat(x, precision: precision, rounding: .nearest)))
            }
        }
    }

    private func expectOverlap(
        _ a: Interval, _ b: Interval, _ x: Interval, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(
            !a.isEmpty && !b.isEmpty && !a.isDisjoint(from: b), "at \(x): \(a) and \(b)", sourceLocation: sourceLocation
        )
    }

    @Test func inverses() {
        forEachPoint(31) { x in
            #expect(x.isSubset(of: x.exp().log()))
            #expect(x.isSubset(of: x.expm1().log1p()))
            #expect(
                x.isSubset(
                    of: x.absoluteValue().squareRoot().squared().hull(with: -x.absoluteValue().squareRoot().squared())))
            #expect(x.isSubset(of: (x + x) - x))
            expectOverlap(x.atan().sin() / x.atan().cos(), x, x)
        }
    }

    @Test func pythagoras() {
        forEachPoint(32) { x in
            #expect((x.sin().squared() + x.cos().squared()).contains(Rational.one))
            guard x.magnitudeUpper < 1000 else { return }
            expectOverlap(x.sinh().squared() + .one(precision: x.precision), x.cosh().squared(), x)
            expectOverlap(x.sinh() / x.cosh(), x.tanh(), x)
        }
    }

    @Test func inverseTrigonometric() {
        forEachPoint(33) { x in
            let y = x.tanh()
            expectOverlap(y.acos() + y.asin(), Interval.pi(precision: x.precision).scaled(byPowerOfTwo: -1), y)
            expectOverlap(y.acos().cos(), y, y)
            expectOverlap(y.asin().sin(), y, y)
        }
    }

    @Test func sigmoids() {
        forEachPoint(34) { z in
            let one = Interval.one(precision: z.precision)
            let s = z.sigmoid()
            #expect((s + (-z).sigmoid()).contains(Rational.one))
            expectOverlap(z.softplus() - (-z).softplus(), z, z)
            expectOverlap(z.sigmoidFirstDerivative(), s * (one - s), z)
            expectOverlap(z.sigmoidSecondDerivative(), s * (one - s) * (one - s - s), z)
            expectOverlap(
                z.sigmoidThirdDerivative(),
                z.sigmoidFirstDerivative() * (one - z.sigmoidFirstDerivative().multiplied(by: 6)), z)
            expectOverlap(s, (one + z.scaled(byPowerOfTwo: -1).tanh()).scaled(byPowerOfTwo: -1), z)
            #expect((-z).sigmoidSecondDerivative().isIdentical(to: -z.sigmoidSecondDerivative()))
            #expect((-z).erf().isIdentical(to: -z.erf()))
        }
    }

    /// a (b + c) is part of a b + a c.
    @Test func subdistributivity() {
        var random = SeededGenerator(seed: 35)
        for _ in 0..<2000 {
            let precision = Self.precisions.randomElement(using: &random)!
            let (a, b, c) = (
                random.interval(precision: precision), random.interval(precision: precision),
                random.interval(precision: precision)
            )
            // Rounding may go either way, so the finer side is computed with more bits.
            let wide = Precision(bits: 3000)
            let left = a.rounded(to: wide) * (b.rounded(to: wide) + c.rounded(to: wide))
            #expect(left.isSubset(of: a * b + a * c), "\(a) \(b) \(c)")
        }
    }

    /// Over an interval the derivatives of the sigmoid reach exactly as far as a fine subdivision of it does.
    @Test func sigmoidRangesAreSharp() {
        let precision = Precision(bits: 60)
        var random = SeededGenerator(seed: 36)
        let functions: [(Interval) -> Interval] = [
            { $0.sigmoid() }, { $0.softplus() }, { $0.sigmoidFirstDerivative() }, { $0.sigmoidSecondDerivative() },
            { $0.sigmoidThirdDerivative() },
        ]
        for _ in 0..<40 {
            let x = Double.random(in: -6...6, using: &random)
            let width = Double.random(in: 0...8, using: &random)
            for function in functions {
                let whole = function(Interval(lower: x, upper: x + width, precision: precision))
                var lower = Double.infinity
                var upper = -Double.infinity
                let steps = 400
                for step in 0...steps {
                    let z = min(x + width, x + width * Double(step) / Double(steps))
                    let value = function(Interval(exactly: z, precision: precision))
                    #expect(value.isSubset(of: whole))
                    lower = min(lower, value.upperDouble)
                    upper = max(upper, value.lowerDouble)
                }
                // Between two of the points a function with a second derivative below 1/4 strays by less than step^2 /
                // 32 at an extremum.
                let slack = width * width / Double(steps * steps) / 8 + 1e-15
                #expect(lower - whole.lowerDouble <= slack && whole.upperDouble - upper <= slack)
            }
        }
    }
}
