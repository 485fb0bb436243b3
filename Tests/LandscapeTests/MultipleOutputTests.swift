@testable import Certify
@testable import Networks
import Rigor
import TestSupport
import Testing


/// Students with several outputs: the enclosures, and what ties them to students with one.
@Suite struct MultipleOutputTests {
    private static func problem(
        _ activation: Activation, dimension d: Int, outputs k: Int, count: Int = 7, isGiven: Bool = false,
        loss: MultipleOutputProblem.LossConvention = .meanSquaredNorm, _ generator: inout SeededGenerator
    ) throws -> MultipleOutputProblem {
        func numbers(_ count: Int) -> [Rational] { (0..<count).map { _ in Sample.rational(1, dyadic: false, &generator) } }
        let points = (0..<count).map { _ in (0..<d).map { _ in Sample.rational(2, dyadic: isGiven, &generator) } }
        let labels: MultipleOutputLabels =
            isGiven
            ? .given((0..<count).map { _ in numbers(k) })
            : .teacher(MultipleOutputTeacher(neurons: (0..<2).map { _ in .init(weights: numbers(d), outputs: numbers(k)) }))
        return try MultipleOutputProblem(activation: activation, data: .points(points), labels: labels, outputCount: k, loss: loss)
    }

    @Test(arguments: Activation.allCases) func derivatives(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 21)
        for (d, m, k, isGiven) in [(1, 2, 2, false), (2, 1, 3, true), (3, 2, 2, false)] {
            for loss in MultipleOutputProblem.LossConvention.allCases {
                let problem = try Self.problem(activation, dimension: d, outputs: k, isGiven: isGiven, loss: loss, &generator)
                let landscape = MultipleOutputLandscape(problem: problem, width: m)
                #expect(landscape.parameterCount == m * (d + k))
                try LandscapeChecks.expectDerivatives(
                    of: landscape, at: Sample.point(landscape.parameterCount, &generator), precision: Precision(bits: 160))
            }
        }
    }

    @Test(arguments: Activation.allCases) func lipschitzConstantsHold(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 22)
        for loss in MultipleOutputProblem.LossConvention.allCases {
            let landscape = MultipleOutputLandscape(
                problem: try Self.problem(activation, dimension: 2, outputs: 3, loss: loss, &generator), width: 2)
            let ball = Ball(centre: Sample.point(landscape.parameterCount, &generator), radius: 0.05)
            try LandscapeChecks.expectLipschitzConstants(of: landscape, on: ball, precision: Precision(bits: 160), &generator)
        }
    }

    /// The float64 evaluator adds up outputs, the MPFR evaluator is written out for all at once.
    @Test(arguments: Activation.allCases) func arithmeticsAgree(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 23)
        for (d, m, k) in [(1, 1, 2), (2, 3, 2), (3, 2, 4)] {
            for loss in MultipleOutputProblem.LossConvention.allCases {
                let landscape = MultipleOutputLandscape(
                    problem: try Self.problem(activation, dimension: d, outputs: k, isGiven: k == 2, loss: loss, &generator), width: m)
                try LandscapeChecks.expectAgreement(of: landscape, at: Sample.point(landscape.parameterCount, &generator))
                for radius in [1e-9, 1e-2, 0.3] {
                    let ball = Ball(centre: Sample.point(landscape.parameterCount, &generator), radius: radius)
                    try LandscapeChecks.expectContainment(of: landscape, on: ball, &generator)
                }
            }
        }
    }

    /// With one output it is the two-layer landscape: the same formulas, so the same bits.
    @Test(arguments: Activation.allCases) func oneOutput(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 24)
        for loss in MultipleOutputProblem.LossConvention.allCases {
            let problem = try Self.problem(activation, dimension: 2, outputs: 1, loss: loss, &generator)
            let several = MultipleOutputLandscape(problem: problem, width: 3)
            let one = TwoLayerLandscape(problem: problem.components[0], width: 3)
            #expect(several.parameterCount == one.parameterCount && several.knownInfimum == one.knownInfimum)
            let ball = Ball(centre: Sample.point(one.parameterCount, &generator), radius: 1e-3)
            for level in [EvaluationLevel.float64, .multiple(Precision(bits: 53)), .multiple(Precision(bits: 128))] {
                guard let mine = try? several.makeEvaluator(level) else { continue }
                let theirs = try one.makeEvaluator(level)
                let a = try mine.enclosure(on: ball, order: .hessian), b = try theirs.enclosure(on: ball, order: .hessian)
                if level == .float64 {
                    #expect(a.meets(b) && a.loss.lower <= b.loss.lower && b.loss.upper <= a.loss.upper)
                } else {
                    #expect(a.loss == b.loss)
                    #expect(a.gradient?.midpoint == b.gradient?.midpoint && a.gradient?.radius == b.gradient?.radius)
                }
                #expect(a.hessian?.midpoint == b.hessian?.midpoint)
                let mineK = try mine.lipschitzConstants(on: ball), theirK = try theirs.lipschitzConstants(on: ball)
                for (x, y) in [(mineK.loss, theirK.loss), (mineK.gradient, theirK.gradient), (mineK.hessian, theirK.hessian)] {
                    #expect(x >= y * (1 - 1e-13) && x <= y * (1 + 1e-12))
                }
            }
        }
    }

    /// Averaging over k outputs divides everything by k.
    @Test func conventionsDifferByTheNumberOfOutputs() throws {
        var generator = SeededGenerator(seed: 25), again = SeededGenerator(seed: 25)
        let sum = MultipleOutputLandscape(problem: try Self.problem(.tanh, dimension: 2, outputs: 4, &generator), width: 2)
        let mean = MultipleOutputLandscape(
            problem: try Self.problem(.tanh, dimension: 2, outputs: 4, loss: .meanSquaredError, &again), width: 2)
        let ball = Ball(centre: Sample.point(sum.parameterCount, &generator))
        for level in [EvaluationLevel.float64, .multiple(Precision(bits: 100))] {
            let a = try sum.makeEvaluator(level), b = try mean.makeEvaluator(level)
            let whole = try a.enclosure(on: ball, order: .hessian), quarter = try b.enclosure(on: ball, order: .hessian)
            // 4 is a power of two: the bounds are each other's quarters, up to one step outward
            #expect(quarter.loss.meets(Bounds(lower: whole.loss.lower / 4, upper: whole.loss.upper / 4)))
            let u = (0..<sum.parameterCount).map { Double($0 % 3) - 1 }
            let form = try #require(whole.hessian?.quadraticForm(u)), part = try #require(quarter.hessian?.quadraticForm(u))
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
                let problem = try MultipleOutputProblem(
                    activation: .sigmoid, data: data, labels: .given(rows), outputCount: 2, loss: .meanSquaredNorm)
                let landscape = MultipleOutputLandscape(problem: problem, width: 2)
                try LandscapeChecks.expectAgreement(of: landscape, at: Sample.point(landscape.parameterCount, &generator))
            }
        }
    }

    @Test func teacherItselfHasLossZero() throws {
        var generator = SeededGenerator(seed: 27)
        let problem = try Self.problem(.sigmoid, dimension: 2, outputs: 3, &generator)
        let teacher = try #require(problem.teacher)
        let exact = teacher.neurons.flatMap(\.weights) + teacher.neurons.flatMap(\.outputs)
        let landscape = MultipleOutputLandscape(problem: problem, width: 2)
        let ball = Ball(centre: exact.map { Dyadic(exactly: $0.nearestDouble) ?? .zero }, radius: 1e-15)
        for level in [EvaluationLevel.float64, .multiple(Precision(bits: 120))] {
            let enclosure = try landscape.makeEvaluator(level).enclosure(on: ball, order: .gradient)
            #expect(enclosure.loss.contains(0) && enclosure.loss.upper < 1e-25)
            for i in 0..<landscape.parameterCount { #expect(enclosure.gradient?.bounds(i).contains(0) == true) }
        }
    }

    @Test func problemsThatMakeNoSense() throws {
        let data = DataSet.points([[.one], [.zero]])
        func refused(_ labels: MultipleOutputLabels, outputs k: Int = 2, data: DataSet = data) -> MultipleOutputProblem.Inconsistency? {
            do {
                _ = try MultipleOutputProblem(activation: .tanh, data: data, labels: labels, outputCount: k, loss: .meanSquaredNorm)
                return nil
            } catch { return error }
        }
        let row = [Rational.one, .zero]
        #expect(refused(.given([row, row])) == nil)
        #expect(refused(.given([row, [.one]])) == .labelOutputs(index: 1, expected: 2, found: 1))
        #expect(refused(.given([row])) == .component(.labelCount(expected: 2, found: 1)))
        #expect(refused(.given([[], []]), outputs: 0) == .noOutputs)
        #expect(refused(.teacher(MultipleOutputTeacher(neurons: []))) == .component(.emptyTeacher))
        let neuron = MultipleOutputTeacher.Neuron(weights: [.one], outputs: [.one])
        #expect(refused(.teacher(MultipleOutputTeacher(neurons: [neuron]))) == .teacherOutputs(neuron: 0, expected: 2, found: 1))
        #expect(refused(.given([row]), data: .points([])) == .component(.noData))
    }
}

extension MultipleOutputLandscape {
    fileprivate var withWidthOne: MultipleOutputLandscape { MultipleOutputLandscape(problem: problem, width: 1) }
}
