import Certify
import Rigor

/// The smallest landscape there is to certify on: L(x, y) = x³ - 3x + y², a minimum at (1, 0) and a saddle at (-1, 0).
///
///     grad L = (3x² - 3, 2y)        Hess L = diag(6x, 2)        L'''(u, u, u) = 6 u_x³
///
/// It shows what a landscape has to provide: an enclosure over a ball, and Lipschitz constants there. Nothing else is
/// needed for isolated minima, saddles with their index, and exclusion.
struct ToyLandscape: Landscape {
    var parameterCount: Int { 2 }
    /// A cubic has no infimum.
    var knownInfimum: KnownInfimum? { nil }

    func makeEvaluator(_ level: EvaluationLevel) throws(EvaluationFailure) -> any LandscapeEvaluator {
        switch level {
        case .float64, .doubleDouble: throw .float64Unavailable("the toy is enclosed in MPFR alone")
        case .multiple(let precision): Evaluator(bits: precision)
        }
    }

    func makeApproximateEvaluator() -> any ApproximateEvaluator { Approximate() }

    private final class Evaluator: LandscapeEvaluator {
        let precision: Precision?
        private let bits: Precision

        init(bits: Precision) {
            self.bits = bits
            precision = bits
        }

        /// The smallest box that holds the ball.
        private func box(_ ball: Ball) -> (x: Interval, y: Interval) {
            let spread = Interval(lower: -ball.radius, upper: ball.radius, precision: bits)
            let sides = ball.centre.map { Interval(enclosing: $0, precision: bits) + spread }
            return (sides[0], sides[1])
        }

        func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
            let (x, y) = box(ball)
            let two = Interval(2, precision: bits), three = Interval(3, precision: bits),
                six = Interval(6, precision: bits)
            let loss = x * x.squared() - three * x + y.squared()
            let gradient = [three * x.squared() - three, two * y].map(\.midpointAndRadius)
            let diagonal = [six * x, two].map(\.midpointAndRadius)
            var hessian = MatrixEnclosure.zero(rows: 2, columns: 2)
            for i in 0..<2 { (hessian.midpoint[3 * i], hessian.radius[3 * i]) = diagonal[i] }
            return LocalEnclosure(
                loss: Bounds(lower: loss.lowerDouble, upper: loss.upperDouble),
                gradient: VectorEnclosure(midpoint: gradient.map(\.midpoint), radius: gradient.map(\.radius)),
                hessian: hessian)
        }

        func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
            let (x, _) = box(ball)
            guard let gradient = try enclosure(on: ball, order: .gradient).gradient else {
                throw .outOfRange("no gradient was enclosed")
            }
            let six = Interval(6, precision: bits), two = Interval(2, precision: bits)
            return LipschitzConstants(
                loss: gradient.norm.upper, gradient: Interval.maximum((six * x).absoluteValue(), two).magnitudeUpper,
                hessian: 6)
        }
    }

    private final class Approximate: ApproximateEvaluator {
        func approximateLoss(at p: [Double]) -> Double { p[0] * p[0] * p[0] - 3 * p[0] + p[1] * p[1] }

        func approximateGradient(at p: [Double]) -> (loss: Double, gradient: [Double]) {
            (approximateLoss(at: p), [3 * p[0] * p[0] - 3, 2 * p[1]])
        }

        func approximateHessian(at p: [Double]) -> (loss: Double, gradient: [Double], hessian: [Double]) {
            let (loss, gradient) = approximateGradient(at: p)
            return (loss, gradient, [6 * p[0], 0, 0, 2])
        }
    }
}
