import Certify
import Rigor
import Testing

/// The formula of Lemma 1, MATHEMATICS section 3, against interval arithmetic of 200 bits.
@Suite struct Lemma1Tests {
    static let precision = Precision(bits: 200)

    static func interval(_ value: Double) -> Interval { Interval(exactly: value, precision: precision) }

    @Test(arguments: [
        (1.0, 1.0, 0.25), (1e-5, 40.0, 1e-14), (3.5e-3, 2.0, 1e-9), (0.5, 1e-3, 0.125), (2.0, 1e3, 1e-6),
    ]) func radiusAndDiscriminantAreBounds(lambda: Double, B: Double, epsilon: Double) throws {
        let lemma = Lemma1(gradientNorm: epsilon, smallestEigenvalue: lambda, thirdDerivative: B, trialRadius: 10)
        let (l, b, e) = (Self.interval(lambda), Self.interval(B), Self.interval(epsilon))
        let discriminant = Self.interval(9) * l * l - Self.interval(25) * b * e
        #expect(lemma.discriminantLower <= discriminant.lowerDouble)
        #expect(lemma.discriminantLower >= discriminant.lowerDouble * (1 - 1e-14) - 1e-30)
        let r = (Self.interval(3) * l - discriminant.squareRoot()) / (Self.interval(2) * b)
        let radius = try #require(lemma.radius)
        #expect(radius >= r.upperDouble)
        #expect(radius <= r.upperDouble * (1 + 1e-13))
    }

    @Test func vanishingGradientGivesRadiusZero() throws {
        let lemma = Lemma1(gradientNorm: 0, smallestEigenvalue: 1, thirdDerivative: 1, trialRadius: 1)
        #expect(try #require(lemma.radius) < 1e-300)
    }

    /// 9 lambda² < 25 B epsilon by very little: no radius.
    @Test func negativeDiscriminantGivesNothing() {
        let lemma = Lemma1(gradientNorm: 0.36.nextUp, smallestEigenvalue: 1, thirdDerivative: 1, trialRadius: 1)
        #expect(lemma.discriminantLower < 0)
        #expect(lemma.radius == nil)
    }

    /// B is known on a ball that is smaller than the radius of the lemma: no radius.
    @Test func radiusBeyondTheBallGivesNothing() throws {
        let wide = Lemma1(gradientNorm: 0.25, smallestEigenvalue: 1, thirdDerivative: 1, trialRadius: 10)
        let radius = try #require(wide.radius)
        let narrow = Lemma1(gradientNorm: 0.25, smallestEigenvalue: 1, thirdDerivative: 1, trialRadius: radius.nextDown)
        #expect(narrow.radius == nil)
    }

    @Test func noLemmaWithoutPositiveCurvature() {
        #expect(Lemma1(gradientNorm: 0, smallestEigenvalue: 0, thirdDerivative: 1, trialRadius: 1).radius == nil)
        #expect(Lemma1(gradientNorm: 0, smallestEigenvalue: -1, thirdDerivative: 1, trialRadius: 1).radius == nil)
        #expect(Lemma1(gradientNorm: .nan, smallestEigenvalue: 1, thirdDerivative: 1, trialRadius: 1).radius == nil)
    }

    /// L(p) - K0 r - reference, rounded down.
    @Test func marginOfLemma2() throws {
        let lemma = Lemma1(gradientNorm: 0.25, smallestEigenvalue: 1, thirdDerivative: 1, trialRadius: 10)
        let radius = try #require(lemma.radius)
        let margin = try #require(lemma.lemma2Margin(lossLower: 3, lipschitz: 2, referenceUpper: 0.5))
        let exact = Self.interval(3) - Self.interval(2) * Self.interval(radius) - Self.interval(0.5)
        #expect(margin <= exact.lowerDouble)
        #expect(margin >= exact.lowerDouble - 1e-14)
    }
}
