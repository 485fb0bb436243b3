import Certify
import Rigor
import TestSupport
import Testing

@testable import Dense

/// K0, K1, K2 are upper bounds of what differences over the ball show.
@Suite struct DenseLipschitzTests {
    @Test(arguments: DenseFixture.oracle.indices) func boundDifferences(index: Int) throws {
        let sample = DenseFixture.oracle[index], P = sample.parameters.count, radius = 0.1
        let landscape = DenseLandscape(problem: sample.problem)
        let ball = Ball(centre: sample.parameters.dyadics, radius: radius)
        let constants = try landscape.makeEvaluator(.multiple(Precision(bits: 64))).lipschitzConstants(on: ball)
        let float64 = try landscape.makeEvaluator(.float64).lipschitzConstants(on: ball)
        for (a, b) in [
            (constants.loss, float64.loss), (constants.gradient, float64.gradient),
            (constants.hessian, float64.hessian),
        ] { #expect(abs(a - b) <= 1e-9 * (a + b)) }
        let evaluator = landscape.makeApproximateEvaluator()
        var generator = SeededGenerator(seed: UInt64(index))
        func unit() -> [Double] {
            let v = (0..<P).map { _ in Double.random(in: -1...1, using: &generator) }
            let length = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return v.map { $0 / length }
        }
        for _ in 0..<20 {
            // two points of the ball that are near each other, and a direction
            let offset = unit(), direction = unit(), reach = Double.random(in: 0...0.99, using: &generator) * radius
            let step = 1e-3 * radius
            let a = (0..<P).map { sample.parameters[$0] + reach * offset[$0] }
            let b = (0..<P).map { a[$0] + step * direction[$0] }
            let there = evaluator.approximateHessian(at: a), here = evaluator.approximateHessian(at: b)
            func norm(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
            let slack = 1e-12 * (1 + abs(there.loss) + norm(there.gradient) + norm(there.hessian))
            #expect(abs(there.loss - here.loss) <= constants.loss * step + slack)
            #expect(
                norm(zip(there.gradient, here.gradient).map { $0.0 - $0.1 }) <= constants.gradient * step + slack)
            let change = zip(there.hessian, here.hessian).map { $0.0 - $0.1 }
            let form = (0..<P).reduce(0.0) { sum, i in
                sum + (0..<P).reduce(0.0) { $0 + direction[i] * change[i * P + $1] * direction[$1] }
            }
            #expect(abs(form) <= constants.hessian * step + slack)
        }
    }

    /// One hidden unit, exactly: L = (a tanh(w))² along the parameters (w, a) of one point x = 1, y = 0.
    @Test func aKnownCase() throws {
        let problem = try DenseFixture.problem(
            """
            {"format": "certify-problem", "version": 1,
             "layers": [{"width": 1, "activation": "identity", "bias": false}], "loss": "mean-squared-error",
             "data": {"points": [[3]]}, "labels": {"given": [0]}}
            """)
        // L = 9 w²: |L'| = 18 |w| <= 18 * 2.5, L'' = 18, L''' = 0
        let constants = try DenseLandscape(problem: problem).makeEvaluator(.float64).lipschitzConstants(
            on: Ball(centre: [2.0].dyadics, radius: 0.5))
        #expect(constants.loss >= 45 && constants.loss < 45.001)
        #expect(constants.gradient >= 18 && constants.gradient < 18.001)
        #expect(constants.hessian >= 0 && constants.hessian < 1e-100)
    }

    /// The bounds of a softmax's derivatives by its outputs, against central moments of random probabilities.
    @Test func softmaxMoments() {
        var generator = SeededGenerator(seed: 7)
        var largestThird = 0.0
        for round in 0..<20_000 {
            let k = Int.random(in: 2...4, using: &generator)
            let u = (0..<k).map { _ in Double.random(in: -6...6, using: &generator) }
            let arithmetic = ApproximateArithmetic()
            let y = (0..<k).map { $0 == 0 ? 1.0 : 0 }
            let terms = DenseLoss.softmaxCrossEntropy.terms(u, label: y, order: .hessian, arithmetic)
            let bounds = OutputBounds(.softmaxCrossEntropy, terms, label: y)
            let p = zip(terms.gradient, y).map { $0 + $1 }
            // the worst direction of two classes, or a random one
            var w = (0..<k).map { _ in Double.random(in: -1...1, using: &generator) }
            if round % 2 == 0 { for c in 0..<k { w[c] = c == 0 ? 1 : c == 1 ? -1 : 0 } }
            let length = w.reduce(0) { $0 + $1 * $1 }.squareRoot()
            w = w.map { $0 / length }
            let mean = zip(p, w).reduce(0) { $0 + $1.0 * $1.1 }
            let variance = zip(p, w).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
            let third = zip(p, w).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) * ($1.1 - mean) }
            #expect(variance <= bounds.hessian.value + 1e-12)
            #expect(abs(third) <= bounds.third.value + 1e-12)
            largestThird = max(largestThird, abs(third))
        }
        #expect(largestThird > 0.27)
    }
}
