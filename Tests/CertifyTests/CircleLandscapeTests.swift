import Certify
import Rigor
import Search
import Testing

/// The smallest landscape with residuals: L(x, y) = e², e = x² + y² - 1, whose zeros are the unit circle.
///
///     J = (2x, 2y)        grad L = 2 e J        Hess L = 2 J'J + 4 e I
///
/// Beside what any landscape provides, the residuals and their derivative are enclosed over a ball.
private struct CircleLandscape: ResidualLandscape {
    var parameterCount: Int { 2 }
    var knownInfimum: KnownInfimum? { nil }
    var residualCount: Int { 1 }
    var smallestResidualWeight: LowerBound { 1 }

    func independentResiduals(atMost limit: Int) throws(Refusal) -> [Int]? { limit < 1 ? nil : [0] }

    func makeResidualEvaluator(_ precision: Precision) throws(EvaluationFailure) -> any ResidualEvaluator {
        Evaluator(precision)
    }

    func makeEvaluator(_ level: EvaluationLevel) throws(EvaluationFailure) -> any LandscapeEvaluator {
        switch level {
        case .float64, .doubleDouble: throw .float64Unavailable("the circle is enclosed in MPFR alone")
        case .multiple(let precision): Evaluator(precision)
        }
    }

    func makeApproximateEvaluator() -> any ApproximateEvaluator { Approximate() }

    private final class Evaluator: LandscapeEvaluator, ResidualEvaluator {
        let precision: Precision?
        private let bits: Precision

        init(_ bits: Precision) {
            self.bits = bits
            precision = bits
        }

        /// e and J on the smallest box that holds the ball.
        private func residual(_ ball: Ball) -> (value: Interval, slopes: [Interval]) {
            let spread = Interval(lower: -ball.radius, upper: ball.radius, precision: bits)
            let sides = ball.centre.map { Interval(enclosing: $0, precision: bits) + spread }
            return (
                sides[0].squared() + sides[1].squared() - .one(precision: bits),
                sides.map { $0.scaled(byPowerOfTwo: 1) }
            )
        }

        func enclosure(of residuals: [Int], on ball: Ball) throws(EvaluationFailure) -> ResidualEnclosure {
            let (value, slopes) = residual(ball), middle = value.midpointAndRadius
            let entries = slopes.map(\.midpointAndRadius)
            return ResidualEnclosure(
                values: VectorEnclosure(midpoint: [middle.midpoint], radius: [middle.radius]),
                derivative: MatrixEnclosure(
                    rows: 1, columns: 2, midpoint: entries.map(\.midpoint), radius: entries.map(\.radius)))
        }

        func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
            let (e, J) = residual(ball), loss = e.squared()
            let gradient = J.map { (e * $0).scaled(byPowerOfTwo: 1).midpointAndRadius }
            var hessian = SymmetricIntervalMatrix(order: 2, precision: bits)
            for i in 0..<2 {
                for k in i..<2 {
                    let product = (J[i] * J[k]).scaled(byPowerOfTwo: 1)
                    hessian[i, k] = i == k ? product + e.scaled(byPowerOfTwo: 2) : product
                }
            }
            return LocalEnclosure(
                loss: Bounds(lower: loss.lowerDouble, upper: loss.upperDouble),
                gradient: VectorEnclosure(midpoint: gradient.map(\.midpoint), radius: gradient.map(\.radius)),
                hessian: MatrixEnclosure(hessian))
        }

        func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
            throw .notSmooth("not needed")
        }
    }

    private final class Approximate: ApproximateEvaluator {
        func approximateLoss(at p: [Double]) -> Double { approximateGradient(at: p).loss }

        func approximateGradient(at p: [Double]) -> (loss: Double, gradient: [Double]) {
            let e = p[0] * p[0] + p[1] * p[1] - 1
            return (e * e, [4 * e * p[0], 4 * e * p[1]])
        }

        func approximateHessian(at p: [Double]) -> (loss: Double, gradient: [Double], hessian: [Double]) {
            let (loss, gradient) = approximateGradient(at: p), e = p[0] * p[0] + p[1] * p[1] - 1
            let cross = 8 * p[0] * p[1]
            return (loss, gradient, [8 * p[0] * p[0] + 4 * e, cross, cross, 8 * p[1] * p[1] + 4 * e])
        }
    }
}

/// Interpolation knows nothing of networks.
@Suite struct CircleLandscapeTests {
    /// Gauss-Newton steps are radial, so the zero found is the nearest: at the distance | |p| - 1 |.
    @Test(arguments: [[0.6, 0.805], [-1.004, 0.0], [0.28, -0.96], [0.70710678, 0.70710679]])
    func pointsNearTheCircle(_ p: [Double]) throws {
        let landscape = CircleLandscape()
        let certificate = Certifier(landscape: landscape, structures: [InterpolationSearch()])
            .certify(Candidate(index: 0, parameters: p))
        try CertificateCheck(landscape: landscape).check(certificate)
        guard case .globalMinimum(let point) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        let exact = p.map { Interval(exactly: $0, precision: Precision(bits: 200)) }
        let distance =
            ((exact[0].squared() + exact[1].squared()).squareRoot() - .one(precision: Precision(bits: 200)))
            .absoluteValue()
        #expect(distance.lowerDouble <= point.distanceUpper)
        #expect(point.distanceUpper <= distance.upperDouble * (1 + 1e-12) + 1e-30)
        #expect(point.nullity == 1 && point.familyDimension == 1 && point.isIsolated == false)
        #expect(point.learningCoefficient == LearningCoefficient(Rational(1, 2)))
        #expect(point.structure == "the residual vanishes, rank 1, on a manifold of dimension 1")
    }

    /// At the centre the derivative is 0, and the loss is not small.
    @Test func theCentreIsNone() {
        let certificate = Certifier(landscape: CircleLandscape(), structures: [InterpolationSearch()])
            .certify(Candidate(index: 0, parameters: [0, 0]))
        #expect(certificate.verdict.kind != .globalMinimum)
    }
}
