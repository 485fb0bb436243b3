import Rigor
import TestSupport
import Testing

@testable import Certify
@testable import Networks

private let precision = Precision(bits: 256)

/// A random limit network: its problem, shape, ranges of shares, and a point.
struct RandomLimit {
    let landscape: LimitNetworkLandscape
    let centre: [Dyadic]

    /// Whether inputs form a grid, and whether everything is a float64 number, depends on the seed.
    ///
    /// - Parameter isPlain: neither triples nor groups of several neurons.
    init(_ activation: Activation, seed: UInt64, spread: Double = 0, isPlain: Bool = false) throws {
        var numbers = SeededGenerator(seed: seed)
        func random(_ size: Double) -> Double { Double.random(in: -size...size, using: &numbers) }
        let d = Int.random(in: 1...3, using: &numbers)
        let data: DataSet
        if seed % 2 == 0 {
            let axis = (-2...2).map { Rational($0, seed % 4 == 0 ? 2 : 3) }
            data = .grid(axes: Array(repeating: axis, count: d))
        } else {
            data = .points(
                (0..<270).map { _ in (0..<d).map { _ in Sample.rational(2, dyadic: seed % 3 == 0, &numbers) } })
        }
        let labels: Labels =
            seed % 5 < 2
            ? .given(numbers: (0..<data.count).map { _ in Sample.rational(1, dyadic: seed % 3 == 0, &numbers) })
            : .teacher(
                Teacher(neurons: [
                    Teacher.Neuron(
                        weights: (0..<d).map { _ in Sample.rational(1, dyadic: false, &numbers) },
                        output: Rational(3, 7))
                ]))
        let problem = try TwoLayerProblem(
            activation: activation, data: data, labels: labels,
            weights: seed % 3 == 1 ? (0..<data.count).map { Rational($0 % 5 + 1, 3) } : nil)
        let groups = (0..<Int.random(in: 0...2, using: &numbers)).map { _ in
            Int.random(in: 1...(isPlain ? 1 : 3), using: &numbers)
        }
        let triples = !isPlain && seed % 7 == 0 && activation.higherJetForm != nil ? [seed % 2 == 0 ? 1 : -1] : []
        let shape = LimitNetworkShape(
            dimension: d, groups: groups, pairs: Int.random(in: triples.isEmpty ? 1...2 : 0...1, using: &numbers),
            tripleSigns: triples, hasConstant: Bool.random(using: &numbers),
            hasLinearPart: Bool.random(using: &numbers))
        let shares = (0..<shape.sharedCount).map { _ in random(1) }
        landscape = LimitNetworkLandscape(
            problem: problem, shape: shape,
            shares: shares.map { Bounds(lower: $0 - spread, upper: $0 + spread) })
        // sometimes more bits than float64 has
        centre = (0..<shape.parameterCount).map { _ in
            let coarse = Dyadic(exactly: random(1.5)) ?? .zero
            return seed % 4 == 3 ? coarse + (Dyadic(exactly: 0x1p-70 * random(1)) ?? .zero) : coarse
        }
    }

    /// The same landscape with shares within the ranges.
    func withShares(_ numbers: inout SeededGenerator) -> LimitNetworkLandscape {
        LimitNetworkLandscape(
            problem: landscape.problem, shape: landscape.shape,
            shares: landscape.shares.map {
                let share = Double.random(in: $0.lower...$0.upper, using: &numbers)
                return Bounds(lower: share, upper: share)
            })
    }

    func moved(by radius: Double, _ numbers: inout SeededGenerator) -> [Dyadic] {
        let step = centre.map { _ in Double.random(in: -1...1, using: &numbers) }
        let length = step.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return zip(centre, step).map { $0 + (Dyadic(exactly: $1 / length * radius * 0.999) ?? .zero) }
    }
}

func expect(_ inner: LocalEnclosure, isWithin outer: LocalEnclosure, _ comment: Comment) throws {
    #expect(outer.loss.lower <= inner.loss.lower && inner.loss.upper <= outer.loss.upper, comment)
    let g = try #require(inner.gradient), G = try #require(outer.gradient)
    for i in 0..<g.count {
        #expect(G.bounds(i).lower <= g.bounds(i).lower && g.bounds(i).upper <= G.bounds(i).upper, comment)
    }
    guard let h = inner.hessian, let H = outer.hessian else { return }
    for i in 0..<g.count {
        for l in 0..<g.count {
            let inside = h.bounds(i, l), outside = H.bounds(i, l)
            #expect(outside.lower <= inside.lower && inside.upper <= outside.upper, "\(comment): \(i), \(l)")
        }
    }
}

/// The float64 enclosure of limit networks against 256-bit intervals.
@Suite struct LimitNetworkFloat64Tests {
    /// At the centre of a ball of radius 0: every value lies within, and the bounds are of the size of rounding.
    @Test(arguments: Activation.tested) func containsTheValue(_ activation: Activation) throws {
        for seed in UInt64(0)..<12 {
            let limit = try RandomLimit(activation, seed: seed), ball = Ball(centre: limit.centre)
            let outer = try limit.landscape.makeEvaluator(.float64).enclosure(on: ball, order: .hessian)
            let inner = try limit.landscape.makeEvaluator(.multiple(precision)).enclosure(on: ball, order: .hessian)
            try expect(inner, isWithin: outer, "seed \(seed)")
            let hessian = try #require(outer.hessian), gradient = try #require(outer.gradient)
            let size = 1 + hessian.midpoint.map(abs).reduce(0, max)
            #expect(hessian.radius.reduce(0, max) < 1e-10 * size && gradient.radius.reduce(0, max) < 1e-10 * size)
            // other orders give the same
            let lower = try limit.landscape.makeEvaluator(.float64).enclosure(on: ball, order: .gradient)
            #expect(lower.hessian == nil && lower.gradient?.midpoint == gradient.midpoint)
        }
    }

    /// At points of a ball, for shares within their ranges.
    @Test(arguments: Activation.tested, [0x1p-30, 0x1p-8]) func containsTheBall(
        _ activation: Activation, _ radius: Double
    ) throws {
        var numbers = SeededGenerator(seed: 23)
        for seed in UInt64(0)..<8 {
            let limit = try RandomLimit(activation, seed: seed, spread: seed % 2 == 0 ? 0x1p-6 : 0)
            let outer = try limit.landscape.makeEvaluator(.float64).enclosure(
                on: Ball(centre: limit.centre, radius: radius), order: .hessian)
            for _ in 0..<2 {
                let inner = try limit.withShares(&numbers).makeEvaluator(.multiple(precision)).enclosure(
                    on: Ball(centre: limit.moved(by: radius, &numbers)), order: .hessian)
                try expect(inner, isWithin: outer, "seed \(seed)")
            }
        }
    }

    /// Equal neurons cost no width, however wide the ranges of their shares.
    @Test func equalNeurons() throws {
        var numbers = SeededGenerator(seed: 3)
        let problem = try Sample.problem(.sigmoid, dimension: 2, count: 40, &numbers)
        let shape = LimitNetworkShape(dimension: 2, groups: [3], pairs: 1)
        let landscape = LimitNetworkLandscape(
            problem: problem, shape: shape,
            shares: [Bounds(lower: 0.25, upper: 0.375), Bounds(lower: -0.5, upper: -0.25)])
        let theta = [0.5, -0.75, 0.5, -0.75, 0.5, -0.75, 1.25, 0.25, 0.5, -0.5, 0.375, 0.75]
        let loss = try landscape.makeEvaluator(.float64).enclosure(
            on: Ball(centre: theta.map { Dyadic(exactly: $0) ?? .zero }), order: .loss
        ).loss
        #expect(loss.upper - loss.lower < 1e-12)
    }

    /// The constants over a ball are no less than those of the same formulas at points of the ball, and bound how much
    /// the derivatives change.
    @Test(arguments: Activation.tested) func lipschitzConstants(_ activation: Activation) throws {
        var numbers = SeededGenerator(seed: 29)
        for seed in UInt64(0)..<8 {
            let limit = try RandomLimit(activation, seed: seed, spread: seed % 2 == 0 ? 0x1p-7 : 0), radius = 0x1p-7
            let constants = try limit.landscape.makeEvaluator(.float64).lipschitzConstants(
                on: Ball(centre: limit.centre, radius: radius))
            let evaluator = try limit.withShares(&numbers).makeEvaluator(.multiple(precision))
            for centre in [limit.centre, limit.moved(by: radius, &numbers)] {
                let here = try evaluator.lipschitzConstants(on: Ball(centre: centre))
                #expect(here.loss <= constants.loss * (1 + 1e-12), "seed \(seed)")
                #expect(here.gradient <= constants.gradient * (1 + 1e-12), "seed \(seed)")
                #expect(here.hessian <= constants.hessian * (1 + 1e-12), "seed \(seed)")
            }
            // of use: on a small ball not far from them
            let near = try limit.landscape.makeEvaluator(.float64).lipschitzConstants(
                on: Ball(centre: limit.centre, radius: 0x1p-30))
            let there = try evaluator.lipschitzConstants(on: Ball(centre: limit.centre))
            if limit.landscape.shares.isEmpty && activation.higherJetForm != nil {
                #expect(near.hessian < 1.0001 * there.hessian && near.gradient < 1.0001 * there.gradient)
            }
        }
    }

    /// Triples are left to MPFR where s'''' is not made in float64.
    @Test func refusals() throws {
        var numbers = SeededGenerator(seed: 31)
        let shape = LimitNetworkShape(dimension: 2, neurons: 0, pairs: 0, tripleSigns: [1])
        for activation in Activation.tested {
            let problem = try Sample.problem(activation, dimension: 2, count: 10, &numbers)
            let evaluator = try? LimitNetworkLandscape(problem: problem, shape: shape).makeEvaluator(.float64)
            #expect((evaluator != nil) == [.sigmoid, .tanh].contains(activation))
        }
        // |w·x| beyond the exponential, and numbers beyond 1e30
        let problem = try Sample.problem(.sigmoid, dimension: 2, count: 10, &numbers)
        let pair = LimitNetworkShape(dimension: 2, neurons: 0, pairs: 1)
        let evaluator = try LimitNetworkLandscape(problem: problem, shape: pair).makeEvaluator(.float64)
        for size in [1e5, 1e40] {
            let centre = (0..<5).map { _ in Dyadic(exactly: size) ?? .zero }
            #expect(throws: EvaluationFailure.self) { try evaluator.enclosure(on: Ball(centre: centre), order: .loss) }
        }
    }
}

/// s'''' and s''''' in float64, and what is known of how derivatives decay.
@Suite struct HigherJetTests {
    @Test(arguments: [Activation.sigmoid, .tanh]) func boundsHold(_ activation: Activation) throws {
        let form = try #require(activation.higherJetForm)
        var generator = SeededGenerator(seed: 43), worst = [0.0, 0.0]
        let arguments = ActivationFloat64Tests.arguments(4000, 340, &generator), count = arguments.count
        let storage = UnsafeMutablePointer<Double>.allocate(capacity: 7 * count)
        defer { storage.deallocate() }
        storage.initialize(repeating: 0, count: 7 * count)
        let decay = storage + 6 * count
        for (k, z) in arguments.enumerated() { decay[k] = exponential(-form.rate * z) }
        let jets = Float64Jets(
            value: storage, first: storage + count, second: storage + 2 * count, third: storage + 3 * count)
        form.fillJets(from: decay, count: count, order: 3, jets)
        form.fillHigherJets(
            from: jets, count: count, HigherJets(fourth: storage + 4 * count, fifth: storage + 5 * count))
        let bounds = form.higherJetErrors(argument: exponentialRelativeError * 1.001)
        for (k, z) in arguments.enumerated() {
            let exact = activation.fourthAndFifthDerivative(
                Interval(exactly: z, precision: ActivationFloat64Tests.precision))
            for (p, value) in [exact.fourth, exact.fifth].enumerated() {
                let made = Interval(exactly: storage[(4 + p) * count + k], precision: ActivationFloat64Tests.precision)
                let error = (made - value).magnitudeUpper
                #expect(error <= bounds[p], "derivative \(p + 4) at \(z) is off by \(error)")
                worst[p] = max(worst[p], error / bounds[p])
            }
        }
        #expect(worst.allSatisfy { $0 > 0.02 }, "\(worst)")
    }

    /// |s^(q)| <= t^(q-1) |s'|, and the suprema of the fifth and sixth derivatives, which quotients of differences of
    /// the one before come near.
    @Test(arguments: [Activation.sigmoid, .tanh]) func decay(_ activation: Activation) throws {
        let form = try #require(activation.higherJetForm), t = abs(form.rate), precision = Precision(bits: 200)
        var largest = [0.0, 0.0]
        for z in stride(from: -40.0, through: 40, by: 0x1p-6) {
            let here = Interval(exactly: z, precision: precision)
            let there = Interval(exactly: z + 0x1p-40, precision: precision)
            let jets = activation.jet(here, order: 3), higher = activation.fourthAndFifthDerivative(here)
            let next = activation.fourthAndFifthDerivative(there).fifth
            let sixth = (next - higher.fifth).magnitudeUpper * 0x1p40
            let first = jets[1].mignitudeLower
            for (q, value) in [(2, jets[2]), (3, jets[3]), (4, higher.fourth), (5, higher.fifth)] {
                var power = 1.0
                for _ in 1..<q { power *= t }
                #expect(value.magnitudeUpper <= power * first * (1 + 1e-12), "\(q) at \(z)")
            }
            #expect(sixth <= 2 * t * t * t * t * t * first * (1 + 1e-6))
            largest[0] = max(largest[0], higher.fifth.magnitudeUpper)
            largest[1] = max(largest[1], sixth)
        }
        for (found, bound) in zip(largest, form.higherSuprema) {
            #expect(found <= bound * (1 + 1e-9) && found > 0.999 * bound)
        }
    }
}
