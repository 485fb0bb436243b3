import Rigor
import TestSupport
import Testing

@testable import Certify
@testable import Gaussian

/// Closed forms of the Gaussian ReLU landscape against independent evaluations of the same quantities.
@Suite struct GaussianReLUDerivativeTests {
    static let precision = Precision(bits: 160)
    static let shapes = [(k: 2, n: 1, d: 2), (k: 2, n: 3, d: 2), (k: 2, n: 2, d: 4), (k: 3, n: 4, d: 3)]

    private func difference(_ a: Bounds, _ b: Bounds, over h: Double) -> Bounds {
        Bounds(
            lower: Directed.divideDown(Directed.subtractDown(a.lower, b.upper), h),
            upper: Directed.divideUp(Directed.subtractUp(a.upper, b.lower), h))
    }

    /// By the mean value theorem (f(p + h e_i) - f(p)) / h is a value of the i-th derivative on the segment, so it must
    /// meet its enclosure over the ball.
    @Test(arguments: shapes) func gradientAndHessian(k: Int, n: Int, d: Int) throws {
        var generator = SeededGenerator(seed: 51)
        let landscape = GaussianReLULandscape(targetCount: k, width: n, inputDimension: d)
        let count = landscape.parameterCount, h = 0x1p-24
        let thin = try landscape.makeEvaluator(.multiple(Self.precision))
        for _ in 0..<3 {
            let centre = GaussianReLUSamples.random(landscape, &generator)
            let here = try thin.enclosure(on: Ball(centre: centre), order: .gradient)
            let over = try thin.enclosure(on: Ball(centre: centre, radius: h), order: .hessian)
            let gradient = try #require(here.gradient), gradients = try #require(over.gradient)
            let hessians = try #require(over.hessian)
            #expect((hessians.radius.max() ?? 1) < 1e-3, "the enclosure is sharp enough for the test to mean something")
            for i in 0..<count {
                var moved = centre
                moved[i] = moved[i] + (Dyadic(exactly: h) ?? .zero)
                let there = try thin.enclosure(on: Ball(centre: moved), order: .gradient)
                #expect(difference(there.loss, here.loss, over: h).meets(gradients.bounds(i)))
                let other = try #require(there.gradient)
                for j in 0..<count {
                    let quotient = difference(other.bounds(j), gradient.bounds(j), over: h)
                    #expect(quotient.meets(hessians.bounds(i, j)), "entry \(i), \(j)")
                    #expect(hessians.bounds(i, j) == hessians.bounds(j, i))
                }
            }
        }
    }

    /// The formulas f, h1 and h2 as MATHEMATICS section 10 prints them, in float64, against the rearranged ones.
    @Test func hessianAsPublished() throws {
        var generator = SeededGenerator(seed: 52)
        let landscape = GaussianReLULandscape(targetCount: 4, width: 5)
        let d = 4, n = 5
        let point = (0..<(n * d)).map { _ in Double.random(in: -1...1, using: &generator) }
        let enclosure = try landscape.makeEvaluator(.float64)
            .enclosure(on: Ball(centre: GaussianReLUSamples.exact(point)), order: .hessian)
        let hessian = try #require(enclosure.hessian)
        let neurons = (0..<n).map { Array(point[($0 * d)..<(($0 + 1) * d)]) }
        let targets = (0..<4).map { j in (0..<d).map { $0 == j ? 1.0 : 0 } }
        func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        func unit(_ a: [Double]) -> [Double] { a.map { $0 / dot(a, a).squareRoot() } }
        func angle(_ a: [Double], _ b: [Double]) -> Double { acosine(dot(unit(a), unit(b))) }
        func f(_ a: [Double], _ b: [Double]) -> Double {
            let th = a == b ? 0 : angle(a, b)
            return (dot(a, a) * dot(b, b)).squareRoot() * (sine(th) + (.pi - th) * cosine(th)) / (4 * .pi)
        }
        func h1(_ w: [Double], _ v: [Double], _ a: Int, _ b: Int) -> Double {
            let th = angle(w, v), wb = unit(w), vb = unit(v)
            let normal = unit((0..<d).map { vb[$0] - cosine(th) * wb[$0] })
            let size = (dot(v, v) / dot(w, w)).squareRoot()
            return sine(th) * size / (2 * .pi) * ((a == b ? 1 : 0) - wb[a] * wb[b] + normal[a] * normal[b])
        }
        func h2(_ w: [Double], _ v: [Double], _ a: Int, _ b: Int) -> Double {
            let th = angle(w, v), wb = unit(w), vb = unit(v)
            let bracket = (wb[a] + vb[a]) * (wb[b] + vb[b]) - (1 + cosine(th)) * (wb[a] * wb[b] + vb[a] * vb[b])
            return (.pi - th) / (2 * .pi) * (a == b ? 1 : 0) + bracket / (2 * .pi * sine(th))
        }
        var loss = 0.0
        for a in neurons { for b in neurons { loss += f(a, b) } }
        for a in neurons { for b in targets { loss -= 2 * f(a, b) } }
        for a in targets { for b in targets { loss += f(a, b) } }
        #expect(abs(loss - enclosure.loss.lower) < 1e-12)
        for i in 0..<n {
            for j in 0..<n {
                for a in 0..<d {
                    for b in 0..<d {
                        var value = i == j ? (a == b ? 0.5 : 0) : h2(neurons[i], neurons[j], a, b)
                        if i == j {
                            for (m, other) in neurons.enumerated() where m != i { value += h1(neurons[i], other, a, b) }
                            for other in targets { value -= h1(neurons[i], other, a, b) }
                        }
                        #expect(abs(hessian.midpoint[(i * d + a) * n * d + j * d + b] - value) < 1e-12)
                    }
                }
            }
        }
    }

    /// The three arithmetics run the same text, so that text is held against the definition: the expectation itself, by
    /// quadrature.
    ///
    /// For d = 2 the loss is an integral over the angle alone, E[(r h(t))²] = E[r²] mean(h²) = 2 mean(h²), and the
    /// trapezoidal rule on a periodic function with kinks has an error of the order of the step squared.
    @Test func lossIsTheExpectation() throws {
        let neurons = [[0.9, -0.3], [-0.2, 1.1], [0.4, 0.5]]
        let landscape = GaussianReLULandscape(targetCount: 2, width: 3)
        let loss = try landscape.makeEvaluator(.float64)
            .enclosure(on: Ball(centre: GaussianReLUSamples.exact(neurons.flatMap { $0 })), order: .loss).loss
        let steps = 20_000
        var sum = 0.0
        for i in 0..<steps {
            let t = 2 * Double.pi * Double(i) / Double(steps)
            let x = [cosine(t), sine(t)]
            let student = neurons.reduce(0) { $0 + max(0, $1[0] * x[0] + $1[1] * x[1]) }
            let residual = student - max(0, x[0]) - max(0, x[1])
            sum += residual * residual
        }
        #expect(abs(sum / Double(steps) - loss.upper) < 1e-7)
        #expect(loss.upper - loss.lower < 1e-13)
    }

    /// |Hess F(q) - Hess F(p)| <= K2 |q - p| and the same for the lower derivatives, on small and large balls, in both
    /// arithmetics; and from two neurons on ours stay below the published ones.
    @Test(arguments: shapes, [1e-6, 0.02]) func lipschitzConstantsHold(
        _ shape: (k: Int, n: Int, d: Int), radius: Double
    ) throws {
        var generator = SeededGenerator(seed: 53)
        let landscape = GaussianReLULandscape(targetCount: shape.k, width: shape.n, inputDimension: shape.d)
        let thin = try landscape.makeEvaluator(.multiple(Self.precision))
        let fast = try landscape.makeEvaluator(.float64)
        var tightest = 0.0
        var tested = 0
        while tested < 4 {
            let ball = Ball(centre: GaussianReLUSamples.random(landscape, &generator), radius: radius)
            guard let constants = try? thin.lipschitzConstants(on: ball) else { continue }
            tested += 1
            let also = try fast.lipschitzConstants(on: ball)
            #expect(abs(also.hessian - constants.hessian) < 1e-6 * constants.hessian)
            if shape.n > 1 {
                let published = try landscape.publishedBounds(on: ball)
                #expect(constants.hessian <= published.thirdDerivative && constants.gradient <= published.hessian)
            }
            let here = try thin.enclosure(on: Ball(centre: ball.centre), order: .hessian)
            for _ in 0..<10 {
                let point = Sample.moved(ball.centre, by: radius, &generator)
                let there = try thin.enclosure(on: Ball(centre: point), order: .hessian)
                let distance = Distance.upper(point, ball.centre)
                let a = try #require(here.gradient), b = try #require(there.gradient)
                let change = zip(a.midpoint, b.midpoint).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
                let first = try #require(here.hessian), second = try #require(there.hessian)
                let values = try #require(
                    ApproximateLinearAlgebra.symmetricEigenvalues((second - first).midpoint, order: first.rows))
                let bend = values.map(abs).max() ?? 0
                #expect(abs(here.loss.lower - there.loss.upper) <= constants.loss * distance + 1e-12)
                #expect(change <= constants.gradient * distance + 1e-12)
                #expect(bend <= constants.hessian * distance + 1e-12)
                tightest = max(tightest, bend / (constants.hessian * distance))
            }
        }
        #expect(tightest > 0.02, "the bound is within reach of what is seen, so the test can fail")
    }

    /// The bound of one neuron's third derivative A_i, alone: moving neuron i by p bends block ii by A_i[p, ., .].
    @Test func singleNeuronBound() throws {
        var generator = SeededGenerator(seed: 54)
        let landscape = GaussianReLULandscape(targetCount: 3, width: 1)
        let thin = try landscape.makeEvaluator(.multiple(Self.precision))
        var tightest = 0.0
        for _ in 0..<40 {
            let centre = GaussianReLUSamples.random(landscape, &generator), step = 1e-6
            guard let bound = try? thin.lipschitzConstants(on: Ball(centre: centre, radius: step)).hessian else {
                continue
            }
            let moved = Sample.moved(centre, by: step, &generator)
            let first = try #require(try thin.enclosure(on: Ball(centre: centre), order: .hessian).hessian)
            let second = try #require(try thin.enclosure(on: Ball(centre: moved), order: .hessian).hessian)
            let distance = zip(moved, centre).reduce(0.0) { sum, pair in
                let step = (pair.0 - pair.1).double(rounding: .nearest)
                return sum + step * step
            }.squareRoot()
            let values = try #require(
                ApproximateLinearAlgebra.symmetricEigenvalues((second - first).midpoint, order: 3))
            let ratio = (values.map(abs).max() ?? 0) / (bound * distance)
            #expect(ratio <= 1 + 1e-6)
            tightest = max(tightest, ratio)
        }
        #expect(tightest > 0.3, "the bound is within reach of what is seen")
    }

    /// For one neuron the published B is no bound: the Hessian moves faster. Ours holds.
    @Test func publishedBoundFailsForOneNeuron() throws {
        let landscape = GaussianReLULandscape(targetCount: 1, width: 1, inputDimension: 2)
        let evaluator = try landscape.makeEvaluator(.multiple(Self.precision))
        // w orthogonal to the target; the direction with components sqrt(1/3) along w and sqrt(2/3) across
        let h = 0x1p-20, u = [(2.0 / 3).squareRoot(), (1.0 / 3).squareRoot()]
        let start = GaussianReLUSamples.exact([0, 1])
        let end = zip(start, u).map { $0 + (Dyadic(exactly: h * $1) ?? .zero) }
        let here = try #require(try evaluator.enclosure(on: Ball(centre: start), order: .hessian).hessian)
            .quadraticForm(u)
        let there = try #require(try evaluator.enclosure(on: Ball(centre: end), order: .hessian).hessian).quadraticForm(
            u)
        let ball = Ball(centre: start, radius: 2 * h)
        let slope = abs(here.upper - there.lower) / h
        #expect(abs(slope - 0.3675) < 1e-3)
        #expect(try landscape.publishedBounds(on: ball).thirdDerivative < slope)
        #expect(try evaluator.lipschitzConstants(on: ball).hessian >= slope - 1e-6)
    }
}
