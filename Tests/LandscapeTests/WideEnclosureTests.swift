import Rigor
import TestSupport
import Testing

@testable import Certify
@testable import Networks

/// Students so wide that their Gram matrix is made by BLAS, and inputs of so many coordinates that sum |w_c| max |x_c|
/// says nothing about |w·x|: float64 against 200 bits.
@Suite struct WideEnclosureTests {
    struct Variant: Sendable, CustomStringConvertible {
        let activation: Activation, isBiasTrained: Bool, hasWeights: Bool, outputs: Int
        var description: String { "\(activation), bias \(isBiasTrained), weights \(hasWeights), k = \(outputs)" }
    }

    static let variants: [Variant] =
        Activation.tested.enumerated().map { index, activation in
            Variant(
                activation: activation, isBiasTrained: index % 2 == 1, hasWeights: index % 3 == 1,
                outputs: 1 + index % 2)
        } + [
            Variant(activation: .sigmoid, isBiasTrained: true, hasWeights: true, outputs: 2),
            Variant(activation: .tanh, isBiasTrained: false, hasWeights: true, outputs: 1),
        ]

    @Test(arguments: variants) func gramByBlocks(_ variant: Variant) throws {
        var generator = SeededGenerator(seed: 31)
        // five calls in two blocks, the last of a few points
        let count = 271, d = 5, k = variant.outputs
        func numbers(_ count: Int) -> [Rational] {
            (0..<count).map { _ in Sample.rational(1, dyadic: false, &generator) }
        }
        let problem = try TwoLayerProblem(
            activation: variant.activation, data: .points((0..<count).map { _ in numbers(d) }),
            labels: .given((0..<count).map { _ in numbers(k) }), outputCount: k,
            outputBias: variant.isBiasTrained ? .trained : .none,
            weights: variant.hasWeights ? (0..<count).map { Rational($0 % 7 + 1, 3) } : nil)
        let landscape = TwoLayerLandscape(problem: problem, width: 7)
        #expect(landscape.layout.columns.count >= BlockedSecondOrder.smallestOrder)
        let ball = Ball(
            centre: (0..<landscape.parameterCount).map { _ in
                Dyadic(exactly: Double.random(in: -0.7...0.7, using: &generator)) ?? .zero
            })
        let fast = try landscape.makeEvaluator(.float64)
        let slow = try landscape.makeEvaluator(.multiple(Precision(bits: 200))).enclosure(on: ball, order: .hessian)
        // twice: nothing is left from the first time
        for _ in 0..<2 {
            let enclosure = try fast.enclosure(on: ball, order: .hessian)
            #expect(enclosure.meets(slow))
            let size = try #require(slow.hessian).midpoint.map(abs).max() ?? 0
            let radius = try #require(enclosure.hessian).radius.max() ?? .infinity
            #expect(radius < 1e-11 * max(1, size), "sharp enough for the test to mean something")
        }
    }

    /// x has one coordinate of 20 in fifty: |w·x| = 20 where the sum is 1000.
    @Test(arguments: [Activation.sigmoid, .tanh, .exp, .softplus, .gelu, .erf]) func manyCoordinates(
        _ activation: Activation
    ) throws {
        let d = 50
        var generator = SeededGenerator(seed: 5)
        let points = (0..<d).map { c in (0..<d).map { $0 == c ? Rational(20) : .zero } }
        let labels = (0..<d).map { _ in Sample.rational(1, dyadic: false, &generator) }
        let problem = try TwoLayerProblem(
            activation: activation, data: .points(points), labels: .given(numbers: labels))
        let landscape = TwoLayerLandscape(problem: problem, width: 2)
        func centre(_ size: Double) -> [Dyadic] {
            (0..<landscape.parameterCount).map { Dyadic(exactly: ($0 % 3 == 0 ? -size : size)) ?? .zero }
        }
        let fast = try landscape.makeEvaluator(.float64)
        for radius in [0, 1e-9] {
            let ball = Ball(centre: centre(0.875), radius: radius)
            let enclosure = try fast.enclosure(on: ball, order: .hessian)
            let slow = try landscape.makeEvaluator(.multiple(Precision(bits: 200))).enclosure(
                on: ball, order: .hessian)
            #expect(enclosure.meets(slow))
        }
        let ball = Ball(centre: centre(0.875), radius: 1e-6)
        let constants = try fast.lipschitzConstants(on: ball)
        #expect(constants.hessian.isFinite)
        try LandscapeChecks.expectLipschitzConstants(
            of: landscape, on: ball, precision: Precision(bits: 100), &generator)
        // |w·x| itself beyond the range
        #expect(throws: EvaluationFailure.self) {
            try fast.enclosure(on: Ball(centre: centre(60)), order: .hessian)
        }
        #expect(throws: EvaluationFailure.self) { try fast.lipschitzConstants(on: Ball(centre: centre(60))) }
        // and nothing is left of it afterwards
        _ = try fast.enclosure(on: Ball(centre: centre(0.875)), order: .hessian)
    }
}
