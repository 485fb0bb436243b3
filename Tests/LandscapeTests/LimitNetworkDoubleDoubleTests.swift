import Rigor
import TestSupport
import Testing

@testable import Certify
@testable import Networks

/// Limit networks of neurons and pairs in double-double against 256-bit intervals.
@Suite struct LimitNetworkDoubleDoubleTests {
    static let truth = EvaluationLevel.multiple(Precision(bits: 256))
    static let activations = Activation.tested.filter { $0.facts.doubleDoubleForm != nil }

    @Test func thoseOfChannelsAreCovered() {
        for activation in [Activation.sigmoid, .tanh, .exp, .softplus] {
            #expect(Self.activations.contains(activation))
        }
    }

    /// At the centre of a ball of radius 0 every value lies within, and the gradient is known to some 2^-80.
    @Test(arguments: activations) func containsTheValue(_ activation: Activation) throws {
        var count = 0
        for seed in UInt64(0)..<14 {
            let limit = try RandomLimit(activation, seed: seed), ball = Ball(centre: limit.centre)
            guard limit.landscape.shape.tripleSigns.isEmpty else { continue }
            count += 1
            let outer = try limit.landscape.makeEvaluator(.doubleDouble).enclosure(on: ball, order: .hessian)
            let inner = try limit.landscape.makeEvaluator(Self.truth).enclosure(on: ball, order: .hessian)
            try expect(inner, isWithin: outer, "seed \(seed)")
            let gradient = try #require(outer.gradient), truth = try #require(inner.gradient)
            // an ulp of the midpoint is what float64 can hold of it
            for i in 0..<gradient.count {
                let allowed = 0x1p-80 + abs(gradient.midpoint[i]) * 0x1p-50
                #expect(gradient.radius[i] < allowed && truth.radius[i] < allowed, "seed \(seed)")
            }
        }
        #expect(count >= 12)
    }

    /// For all shares within their ranges, whether neurons of a group are equal or not.
    @Test(arguments: activations, [0x1p-40, 0x1p-4]) func containsAllShares(
        _ activation: Activation, _ spread: Double
    ) throws {
        var numbers = SeededGenerator(seed: 17), count = 0
        for seed in UInt64(0)..<16 {
            let limit = try RandomLimit(activation, seed: seed, spread: spread), shape = limit.landscape.shape
            guard shape.tripleSigns.isEmpty, shape.sharedCount > 0 else { continue }
            count += 1
            var centre = limit.centre
            if seed % 2 == 0 {
                for (g, size) in shape.groups.enumerated() {
                    let first = shape.firstOfGroup[g]
                    for j in first..<(first + size) {
                        for c in 0..<shape.dimension { centre[shape.weight(j) + c] = centre[shape.weight(first) + c] }
                    }
                }
            }
            let outer = try limit.landscape.makeEvaluator(.doubleDouble).enclosure(
                on: Ball(centre: centre), order: .gradient)
            for _ in 0..<2 {
                let inner = try limit.withShares(&numbers).makeEvaluator(Self.truth).enclosure(
                    on: Ball(centre: centre), order: .gradient)
                try expect(inner, isWithin: outer, "seed \(seed)")
            }
        }
        #expect(count > 0)
    }

    /// At points of a ball.
    @Test(arguments: activations, [0x1p-60, 0x1p-30, 0x1p-8]) func containsTheBall(
        _ activation: Activation, _ radius: Double
    ) throws {
        var numbers = SeededGenerator(seed: 31)
        for seed in UInt64(0)..<8 {
            let limit = try RandomLimit(activation, seed: seed, spread: 0x1p-20)
            guard limit.landscape.shape.tripleSigns.isEmpty else { continue }
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
                let inner = try limit.withShares(&numbers).makeEvaluator(Self.truth).enclosure(
                    on: Ball(centre: limit.moved(by: radius, &numbers)), order: .hessian)
                try expect(inner, isWithin: outer, "seed \(seed)")
            }
        }
    }

    /// Labels that the network has but for 2^-40: a gradient that is nearly all cancellation, and a loss of 2^-80.
    @Test(arguments: activations) func smallResiduals(_ activation: Activation) throws {
        for seed in UInt64(0)..<12 {
            let limit = try RandomLimit(activation, seed: seed, isPlain: true), ball = Ball(centre: limit.centre)
            let problem = limit.landscape.problem, shape = limit.landscape.shape
            let labels = try LimitNetworkLandscape(
                problem: TwoLayerProblem(
                    activation: activation, data: problem.data,
                    labels: .given(numbers: [Rational](repeating: .zero, count: problem.data.count)),
                    weights: problem.weights), shape: shape
            ).values(at: ball)
            let near = LimitNetworkLandscape(
                problem: try TwoLayerProblem(
                    activation: activation, data: problem.data, labels: .given(numbers: labels),
                    weights: problem.weights), shape: shape)
            let outer = try near.makeEvaluator(.doubleDouble).enclosure(on: ball, order: .gradient)
            let inner = try near.makeEvaluator(Self.truth).enclosure(on: ball, order: .gradient)
            try expect(inner, isWithin: outer, "seed \(seed)")
            #expect(outer.loss.upper < 0x1p-75 && outer.loss.upper > 0, "seed \(seed): \(outer.loss)")
            let narrow = try #require(outer.gradient)
            // residuals and derivatives are both off in proportion to the values of the network
            let size = labels.reduce(1) { max($0, abs($1.nearestDouble)) }
            #expect(narrow.norm.upper > 0 && narrow.radius.reduce(0, max) < 0x1p-80 * size * size)
        }
    }

    @Test func triplesAreLeftToOthers() throws {
        var numbers = SeededGenerator(seed: 5)
        let problem = try Sample.problem(.sigmoid, dimension: 2, count: 10, &numbers)
        let landscape = LimitNetworkLandscape(
            problem: problem, shape: LimitNetworkShape(dimension: 2, groups: [1], pairs: 0, tripleSigns: [1]))
        #expect(throws: EvaluationFailure.self) { try landscape.makeEvaluator(.doubleDouble) }
    }
}

extension LimitNetworkLandscape {
    /// f(x) at every point, rounded to 2^-40; of a landscape whose labels are 0.
    fileprivate func values(at ball: Ball) throws -> [Rational] {
        let network = makeNetwork(Precision(bits: 256)),
            residual = IntervalArray(count: 1, precision: network.precision)
        network.setParameters(ball)
        return try (0..<network.count).map { k in
            network.evaluate(point: k, jetOrder: 2, residual: residual.pointer(0))
            let (middle, _) = residual[0].midpointAndRadius
            return try #require(Rational(exactly: (middle * 0x1p40).rounded(.down) * 0x1p-40))
        }
    }
}
