import Certify
import Rigor
import Testing

/// Arguments on one coordinate whose products underflow: what is lost may never make a false statement pass.
@Suite struct UnderflowTests {
    private static let zero = [Dyadic.zero]

    private func enclosure(gradient: Double, hessian: Double) -> LocalEnclosure {
        LocalEnclosure(
            loss: Bounds(lower: 0, upper: 1), gradient: VectorEnclosure(exactly: [gradient]),
            hessian: MatrixEnclosure(rows: 1, columns: 1, exactly: [hessian]))
    }

    /// L' = g - K h²/2 vanishes at |h| = sqrt(2 g / K): no ball that large is free of critical points, whatever
    /// underflows.
    @Test(
        arguments: [
            (5e-227, 1e100, 1.2e-162), (5e-301, 1e-100, 1.1e-100), (5e-324, 1e300, 1e-300), (1e-300, 1e200, 2e-250),
            (0x1p-1000, 0x1p1000, 0x1.8p-1000),
        ] as [(Double, Double, Double)])
    func exclusionOfABallWithACriticalPoint(gradient: Double, constant: Double, radius: Double) throws {
        let root =
            Rational(2) * (try #require(Rational(exactly: gradient))) / (try #require(Rational(exactly: constant)))
        let square = (try #require(Rational(exactly: radius))).power(2)
        try #require(root < square, "the critical point lies in the ball")
        for scale in [1, 1e-100, 1e100] {
            let witness = ExclusionWitness(
                centre: Self.zero, radius: radius, direction: [scale], hessianLipschitz: constant)
            #expect(throws: Refusal.self) {
                try witness.conclude(enclosure: enclosure(gradient: gradient, hessian: 0), measured: constant)
            }
        }
    }

    /// The same sizes with a ball that is small enough pass: the bounds are not merely wide.
    @Test func exclusionOfASmallerBall() throws {
        let witness = ExclusionWitness(centre: Self.zero, radius: 0.9e-163, direction: [1], hessianLipschitz: 1e100)
        let slack = try witness.conclude(enclosure: enclosure(gradient: 5e-227, hessian: 0), measured: 1e100)
        #expect(slack > 0)
    }

    /// epsilon < (mu - K2 rho) rho with a right side that underflows, and mu - K2 rho lost beside mu.
    @Test(
        arguments: [
            (5e-324, 0.5, 0, 1e-323), (5e-324, 1e-200, 0, 1e-200), (0, 0.5, 0.5, 1),
            (1e-300, 0.5, 0x0.ffffffffffff8p-1, 0x1.0000000000001p0),
            (0.25, 0.5, 0, 0.5), (0, 0.5, .infinity, 5e-324), (0, 0.5, .nan, 1),
        ] as [(Double, Double, Double, Double)])
    func isolationOnTheEdge(epsilon: Double, gap: Double, constant: Double, radius: Double) {
        let lipschitz = LipschitzConstants(loss: 1, gradient: 1, hessian: constant)
        let witness = IsolatedPointWitness(
            centre: Self.zero, radius: radius, gradientNorm: epsilon, spectralGap: gap, lipschitz: lipschitz, basis: [1]
        )
        #expect(throws: Refusal.self) {
            try witness.conclude(enclosure: enclosure(gradient: 0, hessian: 1), measured: lipschitz)
        }
    }

    /// What is concluded is never narrower than exact arithmetic makes it, down to the smallest numbers.
    @Test(arguments: [(1e-161, 1e-200), (3.2e-162, 1e-320), (1e-160, 1e-165), (1e-161, 1)] as [(Double, Double)])
    func conclusionsAreRoundedOutward(epsilon: Double, constant: Double) throws {
        let lipschitz = LipschitzConstants(loss: 1e-170, gradient: 1e-165, hessian: constant)
        let witness = IsolatedPointWitness(
            centre: Self.zero, radius: 0.25, gradientNorm: epsilon, spectralGap: 0.5, lipschitz: lipschitz, basis: [1])
        let zero = LipschitzConstants(loss: 0, gradient: 0, hessian: 0)
        let point = try witness.conclude(enclosure: enclosure(gradient: 0, hessian: 1), measured: zero)
        let (e, K) = (try #require(Rational(exactly: epsilon)), try #require(Rational(exactly: constant)))
        let reduced = Rational(1, 2) - K * Rational(1, 4)
        #expect((try #require(Rational(exactly: point.existenceRadius))) >= e / reduced)
        let shift = K * (e / reduced)
        #expect((try #require(Rational(exactly: point.smallestEigenvalue.lower))) <= Rational.one - shift)
        let slope = min(
            try #require(Rational(exactly: 1e-170)), e + (try #require(Rational(exactly: 1e-165))) * (e / reduced))
        #expect((try #require(Rational(exactly: point.loss.upper))) >= Rational.one + slope * (e / reduced))
    }

    /// A NaN among measured constants is no bound.
    @Test func aNaNIsNotMeasured() {
        let stated = LipschitzConstants(loss: 1, gradient: 1, hessian: 0.5)
        let witness = IsolatedPointWitness(
            centre: Self.zero, radius: 0.25, gradientNorm: 0.01, spectralGap: 0.5, lipschitz: stated, basis: [1])
        for measured in [
            LipschitzConstants(loss: .nan, gradient: 1, hessian: 0.5),
            LipschitzConstants(loss: 1, gradient: .nan, hessian: 0.5),
            LipschitzConstants(loss: 1, gradient: 1, hessian: .nan),
        ] {
            #expect(throws: Refusal.self) {
                try witness.conclude(enclosure: enclosure(gradient: 0, hessian: 1), measured: measured)
            }
        }
    }
}
