import Rigor
import TestSupport
import Testing

@testable import Certify
@testable import Networks

/// Students with several outputs: the enclosures, and what ties them to students with one.
@Suite struct MultipleOutputTests {
    private static func problem(
        _ activation: Activation, dimension d: Int, outputs k: Int, count: Int = 7, isGiven: Bool = false,
        loss: TwoLayerProblem.LossConvention = .meanSquaredNorm, _ generator: inout SeededGenerator
    ) throws -> TwoLayerProblem {
        func numbers(_ count: Int) -> [Rational] {
            (0..<count).map { _ in Sample.rational(1, dyadic: false, &generator) }
        }
        let points = (0..<count).map { _ in (0..<d).map { _ in Sample.rational(2, dyadic: isGiven, &generator) } }
        let labels: Labels =
            isGiven
            ? .given((0..<count).map { _ in numbers(k) })
            : .teacher(Teacher(neurons: (0..<2).map { _ in .init(weights: numbers(d), outputs: numbers(k)) }))
        return try TwoLayerProblem(
            activation: activation, data: .points(points), labels: labels, outputCount: k, loss: loss)
    }

    @Test(arguments: Activation.tested) func derivatives(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 21)
        for (d, m, k, isGiven) in [(1, 2, 2, false), (2, 1, 3, true), (3, 2, 2, false)] {
            for loss in TwoLayerProblem.LossConvention.allCases {
                let problem = try Self.problem(
                    activation, dimension: d, outputs: k, isGiven: isGiven, loss: loss, &generator)
                let landscape = TwoLayerLandscape(problem: problem, width: m)
                #expect(landscape.parameterCount == m * (d + k))
                try LandscapeChecks.expectDerivatives(
                    of: landscape, at: Sample.point(landscape.parameterCount, &generator),
                    precision: Precision(bits: 160))
            }
        }
    }

    @Test(arguments: Activation.tested) func lipschitzConstantsHold(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 22)
        for loss in TwoLayerProblem.LossConvention.allCases {
            let landscape = TwoLayerLandscape(
                problem: try Self.problem(activation, dimension: 2, outputs: 3, loss: loss, &generator), width: 2)
            let ball = Ball(centre: Sample.point(landscape.parameterCount, &generator), radius: 0.05)
            try LandscapeChecks.expectLipschitzConstants(
                of: landscape, on: ball, precision: Precision(bits: 160), &generator)
        }
    }

    /// The float64 evaluator bounds errors once and at the end, the MPFR evaluator carries them along.
    @Test(arguments: Activation.tested) func arithmeticsAgree(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 23)
        for (d, m, k) in [(1, 1, 2), (2, 3, 2), (3, 2, 4)] {
            for loss in TwoLayerProblem.LossConvention.allCases {
                let landscape = TwoLayerLandscape(
                    problem: try Self.problem(
                        activation, dimension: d, outputs: k, isGiven: k == 2, loss: loss, &generator), width: m)
                try LandscapeChecks.expectAgreement(
                    of: landscape, at: Sample.point(landscape.parameterCount, &generator))
                for radius in [1e-9, 1e-2, 0.3] {
                    let ball = Ball(centre: Sample.point(landscape.parameterCount, &generator), radius: radius)
                    try LandscapeChecks.expectContainment(of: landscape, on: ball, &generator)
                }
            }
        }
    }

    /// Outputs whose labels and weights are all 0 add nothing: loss, gradient and the Hessian in the other parameters
    /// are those of one output, a_jq of a further output q has derivative 0, and its second derivatives with those of
    /// the same output are the sums 2c s_i s_j.
    @Test(arguments: Activation.tested) func outputsThatAreZero(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 24)
        let points = (0..<6).map { _ in (0..<2).map { _ in Sample.rational(2, dyadic: false, &generator) } }
        let labels = points.map { _ in Sample.rational(1, dyadic: false, &generator) }
        let one = TwoLayerLandscape(
            problem: try TwoLayerProblem(
                activation: activation, data: .points(points), labels: .given(numbers: labels)), width: 3)
        let small = Sample.point(one.parameterCount, &generator)
        for k in 2...4 {
            for live in 0..<k {
                func row<Number>(_ value: Number, _ zero: Number) -> [Number] {
                    (0..<k).map { $0 == live ? value : zero }
                }
                let landscape = TwoLayerLandscape(
                    problem: try TwoLayerProblem(
                        activation: activation, data: .points(points), labels: .given(labels.map { row($0, .zero) }),
                        outputCount: k,
                        loss: .meanSquaredNorm),
                    width: 3)
                let centre = small[one.layout.weights] + small[one.layout.outputs].flatMap { row($0, Dyadic.zero) }
                // where each parameter of the narrow student stands in the wide one
                let places = Array(landscape.layout.weights) + (0..<3).map { landscape.layout.output($0, live) }
                for level in [EvaluationLevel.float64, .multiple(Precision(bits: 128))] {
                    guard let mine = try? landscape.makeEvaluator(level) else { continue }
                    let theirs = try one.makeEvaluator(level)
                    let a = try mine.enclosure(on: Ball(centre: Array(centre)), order: .hessian)
                    let b = try theirs.enclosure(on: Ball(centre: small), order: .hessian)
                    #expect(a.loss.meets(b.loss))
                    let gradient = try #require(a.gradient), hessian = try #require(a.hessian)
                    let itsGradient = try #require(b.gradient), itsHessian = try #require(b.hessian)
                    for (i, place) in places.enumerated() {
                        #expect(gradient.bounds(place).meets(itsGradient.bounds(i)))
                        for (l, other) in places.enumerated() {
                            #expect(hessian.bounds(place, other).meets(itsHessian.bounds(i, l)))
                        }
                    }
                    for j in 0..<3 {
                        for q in 0..<k where q != live {
                            let place = landscape.layout.output(j, q)
                            #expect(gradient.bounds(place).contains(0))
                            for i in 0..<3 {
                                let same = itsHessian.bounds(one.layout.output(i), one.layout.output(j))
                                #expect(hessian.bounds(landscape.layout.output(i, q), place).meets(same))
                                let mixed = hessian.index(landscape.layout.output(i, live), place)
                                #expect(hessian.midpoint[mixed] == 0 && hessian.radius[mixed] == 0)
                            }
                        }
                    }
                    let ball = Ball(centre: Array(centre), radius: 1e-3)
                    let mineK = try mine.lipschitzConstants(on: ball),
                        theirK = try theirs.lipschitzConstants(on: Ball(centre: small, radius: 1e-3))
                    // the norms of outputs and residuals over the ball may be larger, by the radius in each further
                    // output
                    for (x, y) in [
                        (mineK.loss, theirK.loss), (mineK.gradient, theirK.gradient), (mineK.hessian, theirK.hessian),
                    ] {
                        #expect(x >= y * (1 - 1e-12) && x <= y * 1.1)
                    }
                }
            }
        }
    }

    /// Every float64 enclosure holds the numbers that 256-bit intervals hold, which are narrower than its last place:
    /// every number of outputs, every residue of N modulo the vector width and the block, grids and points, biases,
    /// points that float64 cannot represent, and balls of several radii.
    @Test(arguments: [Activation.sigmoid, .tanh, .exp, .gelu, .sigmoidSoftplus, .cube]) func float64HoldsTheTruth(
        _ activation: Activation
    ) throws {
        var generator = SeededGenerator(seed: 28)
        for k in 1...4 {
            for (count, isGrid, hasBias) in [
                (1, false, false), (2, true, true), (3, false, true), (4, true, false), (5, false, true),
                (255, true, false), (257, false, true),
            ] {
                let coordinates = (0..<count).map { Rational($0 - count / 2, isGrid ? 64 : 35) }
                let inputs: DataSet = isGrid ? .grid(axes: [coordinates]) : .points(coordinates.map { [$0, $0 * $0] })
                let data = hasBias ? inputs.withBias : inputs, d = data.dimension
                func numbers(_ count: Int) -> [Rational] {
                    (0..<count).map { _ in Sample.rational(1, dyadic: isGrid, &generator) }
                }
                let labels: Labels =
                    count % 2 == 0
                    ? .given((0..<count).map { _ in numbers(k) })
                    : .teacher(Teacher(neurons: (0..<2).map { _ in .init(weights: numbers(d), outputs: numbers(k)) }))
                let loss: TwoLayerProblem.LossConvention = count % 3 == 0 ? .meanSquaredNorm : .meanSquaredError
                let landscape = TwoLayerLandscape(
                    problem: try TwoLayerProblem(
                        activation: activation, data: data, labels: labels, outputCount: k, loss: loss),
                    width: 1 + count % 3)
                let fast = try landscape.makeEvaluator(.float64),
                    truth = try landscape.makeEvaluator(.multiple(Precision(bits: 256)))
                for radius in [0, 1e-12, 1e-4] {
                    let ball = Ball(centre: Sample.point(landscape.parameterCount, &generator), radius: radius)
                    let over = try fast.enclosure(on: ball, order: .hessian)
                    for _ in 0..<(radius == 0 ? 1 : 2) {
                        let inside =
                            radius == 0 ? ball : Ball(centre: Sample.moved(ball.centre, by: radius, &generator))
                        let exact = try truth.enclosure(on: inside, order: .hessian)
                        #expect(over.meets(exact), "k = \(k), N = \(count), radius \(radius)")
                    }
                    let lower = try fast.enclosure(on: ball, order: .gradient)
                    #expect(lower.loss == over.loss && lower.gradient?.midpoint == over.gradient?.midpoint)
                }
            }
        }
    }

    /// Averaging over k outputs divides everything by k.
    @Test func conventionsDifferByTheNumberOfOutputs() throws {
        var generator = SeededGenerator(seed: 25), again = SeededGenerator(seed: 25)
        let sum = TwoLayerLandscape(problem: try Self.problem(.tanh, dimension: 2, outputs: 4, &generator), width: 2)
        let mean = TwoLayerLandscape(
            problem: try Self.problem(.tanh, dimension: 2, outputs: 4, loss: .meanSquaredError, &again), width: 2)
        let ball = Ball(centre: Sample.point(sum.parameterCount, &generator))
        for level in [EvaluationLevel.float64, .multiple(Precision(bits: 100))] {
            let a = try sum.makeEvaluator(level), b = try mean.makeEvaluator(level)
            let whole = try a.enclosure(on: ball, order: .hessian), quarter = try b.enclosure(on: ball, order: .hessian)
            // 4 is a power of two: the bounds are each other's quarters, up to one step outward
            #expect(quarter.loss.meets(Bounds(lower: whole.loss.lower / 4, upper: whole.loss.upper / 4)))
            let u = (0..<sum.parameterCount).map { Double($0 % 3) - 1 }
            let form = try #require(whole.hessian?.quadraticForm(u)),
                part = try #require(quarter.hessian?.quadraticForm(u))
            #expect(part.meets(Bounds(lower: form.lower / 4, upper: form.upper / 4)))
            #expect(part.upper - part.lower < 1e-9)
            let k = try a.lipschitzConstants(on: ball).hessian, quarterK = try b.lipschitzConstants(on: ball).hessian
            #expect(abs(quarterK - k / 4) <= 1e-12 * k)
        }
        #expect(sum.knownInfimum == .zeroByRealizingTeacher && mean.withWidthOne.knownInfimum == nil)
    }

    /// All residues of N modulo the vector width, on grids with a constant last axis and on points.
    @Test func everyNumberOfPoints() throws {
        var generator = SeededGenerator(seed: 26)
        for count in Array(1...9) + Array(254...258) {
            let axis = (0..<count).map { Rational($0 - count / 2, 16) }
            let rows = (0..<count).map { _ in (0..<2).map { _ in Sample.rational(1, dyadic: false, &generator) } }
            for data in [DataSet.grid(axes: [axis]), .points(axis.map { [$0] })].map(\.withBias) {
                #expect(data.hasBias && data.dimension == 2 && data.count == count)
                let problem = try TwoLayerProblem(
                    activation: .sigmoid, data: data, labels: .given(rows), outputCount: 2, loss: .meanSquaredNorm)
                let landscape = TwoLayerLandscape(problem: problem, width: 2)
                try LandscapeChecks.expectAgreement(
                    of: landscape, at: Sample.point(landscape.parameterCount, &generator))
            }
        }
    }

    @Test func teacherItselfHasLossZero() throws {
        var generator = SeededGenerator(seed: 27)
        let problem = try Self.problem(.sigmoid, dimension: 2, outputs: 3, &generator)
        let teacher = try #require(problem.teacher)
        let exact = teacher.neurons.flatMap(\.weights) + teacher.neurons.flatMap(\.outputs)
        let landscape = TwoLayerLandscape(problem: problem, width: 2)
        let ball = Ball(centre: exact.map { Dyadic(exactly: $0.nearestDouble) ?? .zero }, radius: 1e-15)
        for level in [EvaluationLevel.float64, .multiple(Precision(bits: 120))] {
            let enclosure = try landscape.makeEvaluator(level).enclosure(on: ball, order: .gradient)
            #expect(enclosure.loss.contains(0) && enclosure.loss.upper < 1e-25)
            for i in 0..<landscape.parameterCount { #expect(enclosure.gradient?.bounds(i).contains(0) == true) }
        }
    }

    @Test func problemsThatMakeNoSense() throws {
        let data = DataSet.points([[.one], [.zero]])
        func refused(_ labels: Labels, outputs k: Int = 2, data: DataSet = data) -> TwoLayerProblem.Inconsistency? {
            do {
                _ = try TwoLayerProblem(
                    activation: .tanh, data: data, labels: labels, outputCount: k, loss: .meanSquaredNorm)
                return nil
            } catch { return error }
        }
        let row = [Rational.one, .zero]
        #expect(refused(.given([row, row])) == nil)
        #expect(refused(.given([row, [.one]])) == .labelOutputs(index: 1, expected: 2, found: 1))
        #expect(refused(.given([row])) == .labelCount(expected: 2, found: 1))
        #expect(refused(.given([[], []]), outputs: 0) == .noOutputs)
        #expect(refused(.teacher(Teacher(neurons: []))) == .emptyTeacher)
        let neuron = Teacher.Neuron(weights: [.one], outputs: [.one])
        #expect(refused(.teacher(Teacher(neurons: [neuron]))) == .teacherOutputs(neuron: 0, expected: 2, found: 1))
        #expect(refused(.given([row]), data: .points([])) == .noData)
    }
}

extension TwoLayerLandscape {
    fileprivate var withWidthOne: TwoLayerLandscape { TwoLayerLandscape(problem: problem, width: 1) }
}
