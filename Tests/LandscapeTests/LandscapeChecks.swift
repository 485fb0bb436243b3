import Certify
import Rigor
import TestSupport
import Testing

/// What must hold on every landscape, checked around one point.
enum LandscapeChecks {
    /// Every derivative against differences of the enclosed lower derivative: by the mean value theorem
    /// (f(p + h e_i) - f(p)) / h is a value of the i-th derivative on the segment, so it must meet its enclosure over
    /// the ball.
    static func expectDerivatives(of landscape: any Landscape, at centre: [Dyadic], precision: Precision) throws {
        let n = landscape.parameterCount, h = 0x1p-20
        let thin = try landscape.makeEvaluator(.multiple(precision))
        let here = try thin.enclosure(on: Ball(centre: centre), order: .gradient)
        let over = try thin.enclosure(on: Ball(centre: centre, radius: h), order: .hessian)
        let gradient = try #require(here.gradient), gradients = try #require(over.gradient)
        let hessians = try #require(over.hessian)
        for i in 0..<n {
            var moved = centre
            moved[i] = moved[i] + (Dyadic(exactly: h) ?? .zero)
            let there = try thin.enclosure(on: Ball(centre: moved), order: .gradient)
            #expect(difference(there.loss, here.loss, over: h).meets(gradients.bounds(i)))
            let size = max(1, hessians.midpoint.map(abs).max() ?? 0)
            #expect(gradients.radius[i] < 1e-4 * size, "the enclosure is sharp enough for the test to mean something")
            let other = try #require(there.gradient)
            for k in 0..<n {
                let quotient = difference(other.bounds(k), gradient.bounds(k), over: h)
                #expect(quotient.meets(hessians.bounds(i, k)), "entry \(i), \(k)")
                #expect(hessians.bounds(i, k).meets(hessians.bounds(k, i)))
            }
        }
    }

    private static func difference(_ a: Bounds, _ b: Bounds, over h: Double) -> Bounds {
        Bounds(
            lower: Directed.divideDown(Directed.subtractDown(a.lower, b.upper), h),
            upper: Directed.divideUp(Directed.subtractUp(a.upper, b.lower), h))
    }

    /// |u'(Hess L(q) - Hess L(p)) u| <= K2 |q - p| |u|², and the same for the lower derivatives.
    static func expectLipschitzConstants(
        of landscape: any Landscape, on ball: Ball, precision: Precision, _ generator: inout SeededGenerator
    ) throws {
        let n = landscape.parameterCount
        let thin = try landscape.makeEvaluator(.multiple(precision))
        var constants = [try thin.lipschitzConstants(on: ball)]
        if let fast = try? landscape.makeEvaluator(.float64) { constants.append(try fast.lipschitzConstants(on: ball)) }
        let here = try thin.enclosure(on: Ball(centre: ball.centre), order: .hessian)
        for _ in 0..<20 {
            let point = Sample.moved(ball.centre, by: ball.radius, &generator)
            let there = try thin.enclosure(on: Ball(centre: point), order: .hessian)
            let distance = Distance.upper(point, ball.centre)
            let a = try #require(here.gradient), b = try #require(there.gradient)
            let change = zip(a.midpoint, b.midpoint).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
            let u = (0..<n).map { _ in Double.random(in: -1...1, using: &generator) }
            let length = u.reduce(0) { $0 + $1 * $1 }
            let first = try #require(here.hessian), second = try #require(there.hessian)
            let bend = (first.quadraticForm(u).lower - second.quadraticForm(u).upper).magnitude
            for constant in constants {
                #expect(abs(here.loss.lower - there.loss.upper) <= constant.loss * distance + 1e-12)
                #expect(change <= constant.gradient * distance + 1e-12)
                #expect(bend <= constant.hessian * distance * length + 1e-12)
            }
        }
    }

    /// What is enclosed over a ball must hold at its points, whatever the arithmetic. Over a wide ball float64 may
    /// refuse, never be wrong.
    static func expectContainment(of landscape: any Landscape, on ball: Ball, _ generator: inout SeededGenerator) throws
    {
        let truth = try landscape.makeEvaluator(.multiple(Precision(bits: 200)))
        var evaluators = [try landscape.makeEvaluator(.multiple(Precision(bits: 64)))]
        if let fast = try? landscape.makeEvaluator(.float64) { evaluators.append(fast) }
        for evaluator in evaluators {
            let over: LocalEnclosure
            do { over = try evaluator.enclosure(on: ball, order: .hessian) } catch EvaluationFailure.outOfRange {
                #expect(evaluator.precision == nil && ball.radius > 0.1)
                continue
            }
            for _ in 0..<5 {
                let inside = Ball(centre: Sample.moved(ball.centre, by: ball.radius, &generator))
                #expect(over.meets(try truth.enclosure(on: inside, order: .hessian)))
            }
        }
    }

    /// Enclosures at a point by every arithmetic hold the same numbers as a wide one, and float64 is sharp.
    static func expectAgreement(of landscape: any Landscape, at centre: [Dyadic]) throws {
        let ball = Ball(centre: centre)
        let truth = try landscape.makeEvaluator(.multiple(Precision(bits: 200))).enclosure(on: ball, order: .hessian)
        for bits in [24, 53, 80] {
            let evaluator = try landscape.makeEvaluator(.multiple(Precision(bits: bits)))
            #expect(try evaluator.enclosure(on: ball, order: .hessian).meets(truth))
        }
        guard let evaluator = try? landscape.makeEvaluator(.float64) else { return }
        let fast = try evaluator.enclosure(on: ball, order: .hessian)
        #expect(fast.meets(truth))
        let hessian = try #require(fast.hessian)
        let size = hessian.midpoint.map(abs).max() ?? 0
        #expect((hessian.radius.max() ?? 1) < 1e-11 * max(1, size), "sharp enough to be of use")
    }
}
