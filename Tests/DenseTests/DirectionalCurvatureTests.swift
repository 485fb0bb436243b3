import Certify
import Rigor
import TestSupport
import Testing

@testable import Dense

/// Loss, slope and curvature along a direction, without a Hessian, against derivatives that know nothing of it.
@Suite struct DirectionalCurvatureTests {
    private static func direction(_ count: Int, _ generator: inout SeededGenerator) -> [Double] {
        (0..<count).map { _ in Double(Int.random(in: -64...64, using: &generator)) / 64 }
    }

    /// The oracle's 40 digits: v'grad L and v'Hess L v lie in what is enclosed, and the enclosure is sharp.
    @Test(arguments: DenseFixture.oracle.indices) func holdsTheOraclesForm(index: Int) throws {
        let item = DenseFixture.oracle[index], landscape = DenseLandscape(problem: item.problem)
        var generator = SeededGenerator(seed: UInt64(index) + 1)
        let n = item.parameters.count, v = Self.direction(n, &generator)
        guard v.contains(where: { $0 != 0 }) else { return }
        let precision = Precision(bits: 256)
        let exact = v.map { Interval(exactly: $0, precision: precision) }
        var form = Interval(0, precision: precision), slope = form, square = form
        for (place, entry) in zip(triangle(n), item.hessian) {
            let term = exact[place.row] * exact[place.column] * entry
            form = form + term
            if place.row != place.column { form = form + term }
        }
        for (a, b) in zip(exact, item.gradient) { slope = slope + a * b }
        for a in exact { square = square + a * a }
        let found = try landscape.curvature(on: Ball(centre: item.parameters.dyadics), along: v, jobs: 1)
        let curvature = form / square, steepness = slope / square.squareRoot()
        func holds(_ bounds: Bounds, _ value: Interval, _ what: String) {
            #expect(bounds.lower <= value.upperDouble && value.lowerDouble <= bounds.upper, "\(what)")
            let scale = max(1, abs(value.upperDouble))
            #expect(bounds.upper - bounds.lower < 1e-8 * scale, "\(what)")
        }
        holds(found.loss, item.loss, "loss")
        holds(found.slope, steepness, "slope")
        holds(found.curvature, curvature, "curvature")
    }

    /// At every point of a ball the form lies in what is enclosed over it.
    @Test func overABall() throws {
        let problem = try DenseFixture.xor(decay: "1e-3"), landscape = DenseLandscape(problem: problem)
        var generator = SeededGenerator(seed: 4)
        let n = landscape.parameterCount
        for radius in [1e-6, 1e-2] {
            let centre = Self.direction(n, &generator), v = Self.direction(n, &generator)
            let around = try landscape.curvature(
                on: Ball(centre: centre.dyadics, radius: radius), along: v, jobs: 2)
            for _ in 0..<20 {
                let step = radius / Double(n).squareRoot() * 0.99
                let point = centre.map { $0 + Double.random(in: -step...step, using: &generator) }
                let there = try landscape.curvature(on: Ball(centre: point.dyadics), along: v, jobs: 1)
                #expect(around.curvature.lower <= there.curvature.lower)
                #expect(there.curvature.upper <= around.curvature.upper)
                #expect(around.loss.lower <= there.loss.lower && there.loss.upper <= around.loss.upper)
            }
            #expect(around.curvature.upper - around.curvature.lower < 1e4 * radius)
        }
    }

    /// The same for any number of threads and blocks; a direction and its multiples agree.
    @Test func threadsAndScale() throws {
        let problem = try DenseFixture.problem(
            """
            {"format": "certify-problem", "version": 1, "loss": "mean-squared-error", "decay": "1/64",
             "layers": [{"width": 3, "activation": "silu", "bias": true},
                        {"width": 1, "activation": "identity", "bias": true}],
             "data": {"grid": [{"from": -5, "to": 5, "step": "1/8"}, {"from": 0, "to": 1, "step": "1/4"}]},
             "labels": {"given": [\((0..<405).map { String(($0 * 37) % 11) }.joined(separator: ", "))]}}
            """)
        let landscape = DenseLandscape(problem: problem)
        var generator = SeededGenerator(seed: 8)
        let n = landscape.parameterCount, point = Self.direction(n, &generator), v = Self.direction(n, &generator)
        let ball = Ball(centre: point.dyadics)
        let one = try landscape.curvature(on: ball, along: v, jobs: 1)
        #expect(try landscape.curvature(on: ball, along: v, jobs: 3) == one)
        let scaled = try landscape.curvature(on: ball, along: v.map { -4 * $0 }, jobs: 2)
        #expect(scaled.curvature.lower <= one.curvature.upper && one.curvature.lower <= scaled.curvature.upper)
        #expect(scaled.slope.lower <= -one.slope.lower && -one.slope.upper <= scaled.slope.upper)
        let evaluator = try landscape.makeEvaluator(.multiple(Precision(bits: 128)))
        let enclosure = try evaluator.enclosure(on: ball, order: .hessian)
        let form = try #require(enclosure.hessian).quadraticForm(v), square = v.reduce(0) { $0 + $1 * $1 }
        #expect(form.lower / square <= one.curvature.upper && one.curvature.lower <= form.upper / square)
        #expect(throws: EvaluationFailure.self) {
            try landscape.curvature(on: ball, along: [Double](repeating: 0, count: n), jobs: 1)
        }
    }

    /// Numbers of which every elementary function is known: second derivatives at 0 of functions of t.
    @Test func taylorRules() {
        let arithmetic = TaylorArithmetic(base: Float64IntervalArithmetic())
        let base = Float64IntervalArithmetic()
        // a = 2 + 3 t + t²/2 · 4
        let a = TaylorNumber(base.number(2), base.number(3), base.number(4)), one = arithmetic.number(1)
        func holds(_ found: TaylorNumber<Float64Interval>, _ value: Double, _ first: Double, _ second: Double) {
            for (number, expected) in [(found.value, value), (found.first, first), (found.second, second)] {
                #expect(number.lowerDouble <= expected && expected <= number.upperDouble)
                #expect(number.upperDouble - number.lowerDouble < 1e-12)
            }
        }
        holds(a * a, 4, 12, 34)
        holds(a.squared(), 4, 12, 34)
        holds(one / a, 0.5, -0.75, 1.25)
        holds(a.squared().squareRoot(), 2, 3, 4)
        // a' / a, a'' / a - (a' / a)²
        holds(a.exponential().logarithm(), 2, 3, 4)
        // a' / (1 + a²), a'' / (1 + a²) - 2 a a'² / (1 + a²)²
        let atan = a.atan()
        #expect(atan.first.lowerDouble <= 0.6 && 0.6 <= atan.first.upperDouble)
        #expect(atan.second.lowerDouble <= -0.64 && -0.64 <= atan.second.upperDouble)
        // what would need a fourth derivative of tanh is not bounded
        let jet = TaylorNumber.jet(.tanh, a)
        #expect(jet.value.second.upperDouble.isFinite && jet.first.second.upperDouble.isFinite)
        #expect(!jet.second.second.upperDouble.isFinite && !jet.third.first.upperDouble.isFinite)
    }
}
