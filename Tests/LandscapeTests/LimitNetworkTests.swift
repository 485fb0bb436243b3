import Rigor
import TestSupport
import Testing

@testable import Certify
@testable import Networks

extension SeededGenerator {
    fileprivate mutating func dyadics(_ count: Int) -> [Dyadic] {
        (0..<count).map { _ in Dyadic(exactly: Double.random(in: -1.5...1.5, using: &self)) ?? .zero }
    }
}

private let precision = Precision(bits: 160)

private func problem(_ activation: Activation, dimension d: Int, isWeighted: Bool) throws -> TwoLayerProblem {
    var numbers = SeededGenerator(seed: 11)
    let points = (0..<7).map { _ in (0..<d).map { _ in Rational(Int.random(in: -70...70, using: &numbers), 35) } }
    let labels = (0..<7).map { _ in Rational(Int.random(in: -35...35, using: &numbers), 35) }
    return try TwoLayerProblem(
        activation: activation, data: .points(points), labels: .given(numbers: labels),
        weights: isWeighted ? (1...7).map { Rational($0, 3) } : nil)
}

/// Every kind of block, alone and together.
/// Those of odd index are tried with sample weights.
private let shapes: [(shape: LimitNetworkShape, shares: [Double])] = [
    (LimitNetworkShape(dimension: 1, neurons: 0, pairs: 1), []),
    (LimitNetworkShape(dimension: 2, neurons: 1, pairs: 1, hasConstant: true), []),
    (LimitNetworkShape(dimension: 2, groups: [2, 1], pairs: 2, hasConstant: true, hasLinearPart: true), [0.375]),
    (LimitNetworkShape(dimension: 2, groups: [1, 3], pairs: 1, hasLinearPart: true), [-0.5, 0.75]),
    (LimitNetworkShape(dimension: 1, neurons: 0, pairs: 0, tripleSigns: [1]), []),
    (LimitNetworkShape(dimension: 2, neurons: 1, pairs: 1, tripleSigns: [-1, 1], hasConstant: true), []),
]

private func landscape(_ activation: Activation, _ index: Int, spread: Double = 0) throws -> LimitNetworkLandscape {
    let (shape, shares) = shapes[index]
    return LimitNetworkLandscape(
        problem: try problem(activation, dimension: shape.dimension, isWeighted: index % 2 == 1), shape: shape,
        shares: shares.map { Bounds(lower: $0 - spread, upper: $0 + spread) })
}

extension Bounds {
    fileprivate func touches(_ other: Bounds) -> Bool { lower <= other.upper && other.lower <= upper }
    fileprivate func isWithin(_ other: Bounds) -> Bool { other.lower <= lower && upper <= other.upper }
}

private func quotient(_ a: Bounds, _ b: Bounds, over h: Double) -> Bounds {
    Bounds(
        lower: Directed.divideDown(Directed.subtractDown(a.lower, b.upper), h),
        upper: Directed.divideUp(Directed.subtractUp(a.upper, b.lower), h))
}

@Suite struct LimitNetworkTests {
    /// By the mean value theorem (f(p + h e_i) - f(p)) / h is a value of the derivative on the segment, so it meets its
    /// enclosure over the ball.
    @Test(arguments: Activation.tested, shapes.indices) func derivatives(_ activation: Activation, _ index: Int)
        throws
    {
        var numbers = SeededGenerator(seed: 5)
        let landscape = try landscape(activation, index)
        let n = landscape.parameterCount, h = 0x1p-20
        let centre = numbers.dyadics(n)
        let evaluator = try landscape.makeEvaluator(.multiple(precision))
        let here = try evaluator.enclosure(on: Ball(centre: centre), order: .gradient)
        let over = try evaluator.enclosure(on: Ball(centre: centre, radius: h), order: .hessian)
        let gradient = try #require(here.gradient), gradients = try #require(over.gradient),
            hessians = try #require(over.hessian)
        let size = max(1, hessians.midpoint.map(abs).max() ?? 0)
        for i in 0..<n {
            var moved = centre
            moved[i] = moved[i] + (Dyadic(exactly: h) ?? .zero)
            let there = try evaluator.enclosure(on: Ball(centre: moved), order: .gradient)
            #expect(quotient(there.loss, here.loss, over: h).touches(gradients.bounds(i)), "component \(i)")
            let other = try #require(there.gradient)
            for l in 0..<n {
                #expect(
                    quotient(other.bounds(l), gradient.bounds(l), over: h).touches(hessians.bounds(i, l)),
                    "entry \(i), \(l)")
                #expect(hessians.radius[i * n + l] < 1e-2 * size, "sharp enough for the test to mean something")
            }
        }
    }

    /// The network read off its definition, independently of the evaluator.
    @Test(arguments: shapes.indices) func lossByDefinition(_ index: Int) throws {
        var numbers = SeededGenerator(seed: 17)
        let landscape = try landscape(.sigmoid, index), (shape, shares) = shapes[index]
        let theta = numbers.dyadics(landscape.parameterCount), values = theta.map { $0.double(rounding: .nearest) }
        guard case .given(let labels) = landscape.problem.labels else { return }
        let d = shape.dimension
        var loss = 0.0
        for k in labels.indices {
            let x = landscape.problem.data.point(k).map(\.nearestDouble)
            func dot(_ start: Int) -> Double { (0..<d).reduce(0) { $0 + values[start + $1] * x[$1] } }
            func s(_ z: Double) -> (Double, Double, Double, Double) { Activation.sigmoid.approximateJet(z) }
            var f = 0.0, neuron = 0, rest = shares[...]
            for (g, size) in shape.groups.enumerated() {
                let others = Array(rest.prefix(size - 1))
                rest = rest.dropFirst(size - 1)
                for mu in [1 - others.reduce(0, +)] + others {
                    f += values[shape.groupOutput(g)] * mu * s(dot(shape.neuronWeight(neuron))).0
                    neuron += 1
                }
            }
            for p in 0..<shape.merged {
                let (value, slope, bend, _) = s(dot(shape.mergedWeight(p)))
                f += values[shape.mergedOutput(p)] * value + dot(shape.mergedSlope(p)) * slope
                guard p >= shape.pairs else { continue }
                let gate = dot(shape.tripleBend(p - shape.pairs))
                f += Double(shape.tripleSigns[p - shape.pairs]) * gate * gate / 2 * bend
            }
            if shape.hasConstant { f += values[shape.constant] }
            if shape.hasLinearPart { f += dot(shape.linearPart) }
            let weight = landscape.problem.weights?[k].nearestDouble ?? 1
            loss += weight * (f - labels[k][0].nearestDouble) * (f - labels[k][0].nearestDouble)
        }
        loss /= Double(labels.count)
        let enclosed = try landscape.makeEvaluator(.multiple(precision)).enclosure(
            on: Ball(centre: theta), order: .loss
        ).loss
        #expect(abs(enclosed.lower - loss) < 1e-13 * (1 + loss) && abs(enclosed.upper - loss) < 1e-13 * (1 + loss))
    }

    /// |u'(Hess L(q) - Hess L(p)) u| <= K2 |q - p| |u|², and the same for the lower derivatives.
    @Test(arguments: Activation.tested, shapes.indices) func lipschitzConstants(
        _ activation: Activation, _ index: Int
    ) throws {
        var numbers = SeededGenerator(seed: 6)
        let landscape = try landscape(activation, index)
        let n = landscape.parameterCount, radius = 0.05
        let ball = Ball(centre: numbers.dyadics(n), radius: radius)
        let evaluator = try landscape.makeEvaluator(.multiple(precision))
        let constants = try evaluator.lipschitzConstants(on: ball)
        let here = try evaluator.enclosure(on: Ball(centre: ball.centre), order: .hessian)
        let gradient = try #require(here.gradient), hessian = try #require(here.hessian)
        var largest = 0.0
        for _ in 0..<20 {
            let step = (0..<n).map { _ in Double.random(in: -1...1, using: &numbers) }
            let length = step.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let moved = zip(ball.centre, step).map { $0 + (Dyadic(exactly: $1 / length * radius * 0.99) ?? .zero) }
            let distance = radius * 0.99
            let there = try evaluator.enclosure(on: Ball(centre: moved), order: .hessian)
            let otherGradient = try #require(there.gradient), otherHessian = try #require(there.hessian)
            #expect(abs(there.loss.lower - here.loss.lower) <= constants.loss * distance)
            let change = zip(otherGradient.midpoint, gradient.midpoint).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                .squareRoot()
            #expect(change <= constants.gradient * distance)
            let unit = step.map { $0 / length }
            let bend = abs((otherHessian - hessian).quadraticForm(unit).lower)
            largest = max(largest, bend / distance)
            #expect(bend <= constants.hessian * distance * (1 + 1e-9))
        }
        #expect(largest > 0 && constants.hessian.isFinite)
    }

    /// Each higher derivative is the derivative of the one before.
    @Test(arguments: Activation.tested) func higherDerivatives(_ activation: Activation) {
        let h = 0x1p-30
        for z in stride(from: -6.0, through: 6.0, by: 0.375) {
            let here = Interval(exactly: z, precision: precision),
                there = Interval(exactly: z + h, precision: precision)
            let over = activation.fourthAndFifthDerivative(here.hull(with: there))
            let step = Interval(exactly: h, precision: precision)
            let fourth = (activation.jet(there, order: 3)[3] - activation.jet(here, order: 3)[3]) / step
            let fifth =
                (activation.fourthAndFifthDerivative(there).fourth - activation.fourthAndFifthDerivative(here).fourth)
                / step
            #expect(!fourth.isDisjoint(from: over.fourth) && !fifth.isDisjoint(from: over.fifth))
            #expect(over.fourth.widthUpper < 1e-4 * (1 + over.fourth.magnitudeUpper))
            #expect(over.fifth.widthUpper < 1e-4 * (1 + over.fifth.magnitudeUpper))
        }
    }

    /// What is enclosed for a range of shares contains what is enclosed for any share in it; equal neurons cost no
    /// width.
    @Test func rangesOfShares() throws {
        var numbers = SeededGenerator(seed: 8)
        let wide = try landscape(.sigmoid, 2, spread: 0x1p-4).makeEvaluator(.multiple(precision))
        let thin = try landscape(.sigmoid, 2).makeEvaluator(.multiple(precision))
        var centre = numbers.dyadics(shapes[2].shape.parameterCount)
        for (a, b) in [(thin, wide)] {
            let inner = try a.enclosure(on: Ball(centre: centre), order: .hessian)
            let outer = try b.enclosure(on: Ball(centre: centre), order: .hessian)
            let g = try #require(inner.gradient), G = try #require(outer.gradient)
            let h = try #require(inner.hessian), H = try #require(outer.hessian)
            #expect(inner.loss.isWithin(outer.loss) && outer.loss.upper > outer.loss.lower + 1e-6)
            for i in 0..<g.count {
                #expect(g.bounds(i).isWithin(G.bounds(i)))
                for l in 0..<g.count { #expect(h.bounds(i, l).isWithin(H.bounds(i, l))) }
            }
        }
        // the first two neurons equal
        centre[2] = centre[0]
        centre[3] = centre[1]
        let loss = try wide.enclosure(on: Ball(centre: centre), order: .loss).loss
        #expect(loss.upper - loss.lower < 1e-15)
    }

    /// The float64 evaluator of the search follows the enclosure.
    @Test(arguments: Activation.tested, shapes.indices) func approximateEvaluator(
        _ activation: Activation, _ index: Int
    ) throws {
        var numbers = SeededGenerator(seed: 7)
        let landscape = try landscape(activation, index), n = landscape.parameterCount
        let centre = numbers.dyadics(n)
        let (loss, gradient, hessian) = landscape.makeApproximateEvaluator().approximateHessian(
            at: centre.map { $0.double(rounding: .nearest) })
        let enclosure = try landscape.makeEvaluator(.multiple(precision)).enclosure(
            on: Ball(centre: centre), order: .hessian)
        let enclosedGradient = try #require(enclosure.gradient), enclosedHessian = try #require(enclosure.hessian)
        let size = 1 + enclosedHessian.midpoint.map(abs).reduce(0, max) + loss
        #expect(abs(loss - enclosure.loss.lower) < 1e-12 * size)
        for i in 0..<n {
            #expect(abs(gradient[i] - enclosedGradient.midpoint[i]) < 1e-12 * size)
            // s'''' of a triple is a difference of s'''
            let tolerance = landscape.shape.tripleSigns.isEmpty ? 1e-12 : 1e-9
            for l in 0..<n { #expect(abs(hessian[i * n + l] - enclosedHessian.midpoint[i * n + l]) < tolerance * size) }
        }
    }
}
