import Certify
import Networks
import Rigor
import Search
import Testing

@testable import Experiment

/// L = sum_i c_i (x_i - i)² / 2, to test the optimizers without a network.
private final class Quadratic: DifferentiableLoss, ApproximateEvaluator {
    let curvatures: [Double]
    var parameterCount: Int { curvatures.count }
    init(_ curvatures: [Double]) { self.curvatures = curvatures }

    func approximateLoss(at point: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>) -> Double {
        var loss = 0.0
        for (i, c) in curvatures.enumerated() {
            gradient[i] = c * (point[i] - Double(i))
            loss += 0.5 * gradient[i] * (point[i] - Double(i))
        }
        return loss
    }
    func approximateLoss(at point: [Double]) -> Double { approximateGradient(at: point).loss }
    func approximateGradient(at point: [Double]) -> (loss: Double, gradient: [Double]) {
        (self as any DifferentiableLoss).approximateGradient(at: point)
    }
    func approximateHessian(at point: [Double]) -> (loss: Double, gradient: [Double], hessian: [Double]) {
        let (loss, gradient) = approximateGradient(at: point), n = curvatures.count
        return (loss, gradient, (0..<(n * n)).map { $0 / n == $0 % n ? curvatures[$0 / n] : 0 })
    }
}

struct OptimizationTests {
    /// Two steps of algorithm 1 by hand: the first moves by rate g / (|g| + epsilon).
    @Test func adamSteps() {
        var adam = Adam()
        adam.rate = 0.1
        adam.steps = 1
        let one = adam.run(from: [3], on: Quadratic([2]))
        #expect(abs(one.point[0] - (3 - 0.1 * 6 / (6 + 1e-8))) < 1e-15)
        #expect(one.curve.count == 2 && one.curve[0] == 9)
        adam.steps = 2
        let x = one.point[0], g = 2 * x
        let first = (0.9 * 0.1 * 6 + 0.1 * g) / (1 - 0.81),
            second = (0.999 * 0.001 * 36 + 0.001 * g * g) / (1 - 0.999 * 0.999)
        let two = adam.run(from: [3], on: Quadratic([2]))
        #expect(abs(two.point[0] - (x - 0.1 * first / (second.squareRoot() + 1e-8))) < 1e-12)
    }

    @Test func schedules() {
        var adam = Adam()
        adam.rate = 2
        adam.steps = 100
        #expect(adam.rate(atStep: 50) == 2)
        adam.decay = .cosine
        #expect(adam.rate(atStep: 1) == 2 && abs(adam.rate(atStep: 51) - 1) < 1e-15 && adam.rate(atStep: 100) < 2e-3)
        adam.decay = .inverseTime(halfTime: 10)
        #expect(adam.rate(atStep: 1) == 2 && adam.rate(atStep: 11) == 1 && adam.rate(atStep: 31) == 0.5)
    }

    @Test func curveSteps() {
        #expect(LossCurve.steps(upTo: 0) == [0])
        #expect(LossCurve.steps(upTo: 1) == [0, 1])
        #expect(LossCurve.steps(upTo: 12) == [0, 1, 2, 3, 4, 5, 6, 8, 10, 12])
        let steps = LossCurve.steps(upTo: 1_000_000)
        #expect(steps == steps.sorted() && Set(steps).count == steps.count && steps.last == 1_000_000)
        #expect(steps.contains(100) && steps.contains(126) && steps.contains(100_000) && steps.contains(794_000))
        for last in [0, 1, 7, 99, 100, 101, 1234] {
            var adam = Adam()
            adam.steps = last
            #expect(adam.run(from: [1], on: Quadratic([1])).curve.count == LossCurve.steps(upTo: last).count)
        }
    }

    @Test func quadraticProgrammingFindsTheMinimum() {
        let outcome = SequentialQuadraticProgramming().run(from: [5, 5, 5], on: Quadratic([1, 10, 0.1]))
        #expect(norm([outcome.point[0], outcome.point[1] - 1, outcome.point[2] - 2]) < 1e-6)
        #expect(outcome.evaluations > 1)
    }

    @Test func newtonFindsTheMinimumBeyondItsFirstRadius() {
        let outcome = TrustRegionNewton().run(from: [100, 100, 100], on: Quadratic([1, 10, 1e-6]))
        #expect(norm([outcome.point[0], outcome.point[1] - 1, outcome.point[2] - 2]) < 1e-9)
    }

    /// With negative curvature it goes downhill, ever farther: no box stops it.
    @Test func newtonLeavesANegativeDirectionUnbounded() {
        let evaluator = Quadratic([1, -1])
        let outcome = TrustRegionNewton().run(from: [3, 1.01], on: evaluator)
        #expect(evaluator.approximateLoss(at: outcome.point) < -1e6)
        #expect(abs(outcome.point[0]) < 1e-3 * abs(outcome.point[1]))
    }

    /// At an exact critical point it stays, whatever the curvature.
    @Test func newtonStaysAtACriticalPoint() {
        #expect(TrustRegionNewton().run(from: [0, 1], on: Quadratic([1, -1])).point == [0, 1])
    }

    @Test func refinementLowersTheLoss() throws {
        let landscape = TwoLayerLandscape(problem: .reference, width: 5)
        let loss = landscape.makeDifferentiableLoss(), evaluator = landscape.makeApproximateEvaluator()
        for run in 0..<3 {
            var generator = PhiloxGenerator(seed: 0, run: UInt64(run), stream: .initialization)
            let start = Initialization.glorotNormal.parameters(ParameterLayout(width: 5, inputDimension: 2), &generator)
            let before = evaluator.approximateLoss(at: start)
            var refinement = SecondOrderRefinement()
            refinement.newton.maximumIterations = 0
            let middle = try #require(refinement.run(from: start, loss: loss, evaluator: evaluator).end)
            #expect(middle.loss < 0.01 * before)
            refinement.newton.maximumIterations = 50
            let end = try #require(refinement.run(from: start, loss: loss, evaluator: evaluator).end)
            #expect(end.loss <= middle.loss)
        }
    }

    /// From the printed digits of a known minimum (width 4, loss 8.099135e-5) the gradient falls to rounding.
    @Test func newtonPolishes() throws {
        let point = [
            0.6661511271, -1.012655574, -0.7345486299, 0.8039594605, 0.9814681102, 0.6580154195, 0.3195520799,
            -0.03992384468,
            -0.3401375563, -0.6707084307, 0.3953114306, 0.6155369505,
        ]
        let evaluator = TwoLayerLandscape(problem: .reference, width: 4).makeApproximateEvaluator()
        let end = try #require(
            ClaimedPoint(at: TrustRegionNewton().run(from: point, on: evaluator).point, on: evaluator))
        #expect(end.gradientNorm < 1e-15)
        #expect(abs(end.loss - 8.099135e-5) < 1e-11)
        #expect(abs(end.minimumEigenvalue - 4.5e-5) < 1e-6)
    }
}
