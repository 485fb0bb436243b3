import Rigor
import TestSupport
import Testing

@testable import Certify
@testable import Networks

/// Limit networks with residuals in double-double against 256-bit intervals.
@Suite struct LimitNetworkDoubleDoubleTests {
    static let truth = EvaluationLevel.multiple(Precision(bits: 256))
    static let activations = Activation.tested.filter { $0.facts.doubleDoubleForm != nil }

    @Test func thoseOfChannelsAreCovered() {
        for activation in [Activation.sigmoid, .tanh, .exp, .softplus] {
            #expect(Self.activations.contains(activation))
        }
    }

    /// At the centre of a ball of radius 0 every value lies within, and the gradient is no wider than that of float64.
    @Test(arguments: activations) func containsTheValue(_ activation: Activation) throws {
        for seed in UInt64(0)..<12 {
            let limit = try RandomLimit(activation, seed: seed, isPlain: true), ball = Ball(centre: limit.centre)
            let outer = try limit.landscape.makeEvaluator(.doubleDouble).enclosure(on: ball, order: .hessian)
            let inner = try limit.landscape.makeEvaluator(Self.truth).enclosure(on: ball, order: .hessian)
            try expect(inner, isWithin: outer, "seed \(seed)")
            let quick = try limit.landscape.makeEvaluator(.float64).enclosure(on: ball, order: .gradient)
            let wide = try #require(quick.gradient).radius, narrow = try #require(outer.gradient).radius
            #expect(zip(narrow, wide).allSatisfy { $0 <= $1 * (1 + 1e-9) }, "seed \(seed)")
        }
    }

    /// At points of a ball.
    @Test(arguments: activations, [0x1p-60, 0x1p-30, 0x1p-8]) func containsTheBall(
        _ activation: Activation, _ radius: Double
    ) throws {
        var numbers = SeededGenerator(seed: 31)
        for seed in UInt64(0)..<8 {
            let limit = try RandomLimit(activation, seed: seed, isPlain: true)
            let outer: LocalEnclosure
            do {
                outer = try limit.landscape.makeEvaluator(.doubleDouble).enclosure(
                    on: Ball(centre: limit.centre, radius: radius), order: .hessian)
            } catch {
                // an exponent that moves by more than 1/2 is refused
                #expect(radius > 0x1p-10)
                continue
            }
            for _ in 0..<2 {
                let inner = try limit.landscape.makeEvaluator(Self.truth).enclosure(
                    on: Ball(centre: limit.moved(by: radius, &numbers)), order: .hessian)
                try expect(inner, isWithin: outer, "seed \(seed)")
            }
        }
    }

    /// Labels that the network nearly has: residuals of 2^-40, known to 2^-90, in a gradient whose bound shrinks with
    /// them. What float64 makes of it is some 2^40 times as wide.
    @Test(arguments: activations) func smallResiduals(_ activation: Activation) throws {
        for seed in UInt64(0)..<12 {
            let limit = try RandomLimit(activation, seed: seed, isPlain: true), ball = Ball(centre: limit.centre)
            let problem = limit.landscape.problem, zeros = [Rational](repeating: .zero, count: problem.data.count)
            func landscape(_ labels: [Rational]) throws -> LimitNetworkLandscape {
                LimitNetworkLandscape(
                    problem: try TwoLayerProblem(
                        activation: activation, data: problem.data, labels: .given(numbers: labels),
                        weights: problem.weights), shape: limit.landscape.shape)
            }
            let values = try landscape(zeros).makeResiduals().enclosure(on: ball)
            let near = try landscape(
                values.values.map { try #require(Rational(exactly: ($0 * 0x1p40).rounded(.down) * 0x1p-40)) })
            let residuals = try near.makeResiduals().enclosure(on: ball)
            let largest = residuals.values.map(\.magnitude).max() ?? 0
            #expect(largest <= 0x1p-39 && residuals.error.value < 0x1p-84, "seed \(seed): \(residuals.error)")
            let outer = try near.makeEvaluator(.doubleDouble).enclosure(on: ball, order: .gradient)
            let inner = try near.makeEvaluator(Self.truth).enclosure(on: ball, order: .gradient)
            try expect(inner, isWithin: outer, "seed \(seed)")
            let wide = try #require(near.makeEvaluator(.float64).enclosure(on: ball, order: .gradient).gradient)
            let narrow = try #require(outer.gradient)
            #expect(narrow.norm.upper > 0 && narrow.radius.reduce(0, max) < 0x1p-30 * wide.radius.reduce(0, max))
        }
    }

    @Test func triplesAndGroupsAreLeftToOthers() throws {
        var numbers = SeededGenerator(seed: 5)
        let problem = try Sample.problem(.sigmoid, dimension: 2, count: 10, &numbers)
        for shape in [
            LimitNetworkShape(dimension: 2, groups: [2], pairs: 1),
            LimitNetworkShape(dimension: 2, groups: [1], pairs: 0, tripleSigns: [1]),
        ] {
            let landscape = LimitNetworkLandscape(
                problem: problem, shape: shape,
                shares: (0..<shape.sharedCount).map { _ in Bounds(lower: 0.25, upper: 0.5) })
            #expect(throws: EvaluationFailure.self) { try landscape.makeEvaluator(.doubleDouble) }
        }
    }
}
