import Certify
import Networks
import Rigor
import TestSupport
import Testing

/// The float64 and the MPFR evaluators are independent texts; they must enclose the same numbers, at points and over
/// balls.
@Suite struct TwoLayerEnclosureTests {
    static let wide = EvaluationLevel.multiple(Precision(bits: 200))

    @Test(arguments: Activation.tested) func pointsAgreeWithWiderPrecision(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 1)
        for dimension in 1...3 {
            for width in [1, 3] {
                let problem = try Sample.problem(
                    activation, dimension: dimension, count: 9, dyadic: width == 1, &generator)
                let landscape = TwoLayerLandscape(problem: problem, width: width)
                try LandscapeChecks.expectAgreement(
                    of: landscape, at: Sample.point(landscape.parameterCount, &generator))
            }
        }
    }

    @Test(arguments: Activation.tested) func ballsContainTheirPoints(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 3)
        let problem = try Sample.problem(activation, dimension: 2, count: 7, &generator)
        let landscape = TwoLayerLandscape(problem: problem, width: 2)
        for radius in [1e-12, 1e-6, 1e-2, 0.3] {
            let ball = Ball(centre: Sample.point(landscape.parameterCount, &generator), radius: radius)
            try LandscapeChecks.expectContainment(of: landscape, on: ball, &generator)
        }
    }

    /// All residues of N modulo the vector width, across the block length, on grids and on points.
    @Test func everyNumberOfPoints() throws {
        var generator = SeededGenerator(seed: 4)
        for count in Array(1...13) + Array(253...262) {
            let axis = (0..<count).map { Rational($0 - count / 2, 16) }
            let teacher = Teacher(neurons: [Teacher.Neuron(weights: [Rational(3, 5)], output: .one)])
            for data in [DataSet.grid(axes: [axis]), .points(axis.map { [$0] })] {
                let problem = try TwoLayerProblem(activation: .sigmoid, data: data, labels: .teacher(teacher))
                let landscape = TwoLayerLandscape(problem: problem, width: 2)
                let ball = Ball(centre: Sample.point(4, &generator))
                let fast = try landscape.makeEvaluator(.float64).enclosure(on: ball, order: .hessian)
                let slow = try landscape.makeEvaluator(.multiple(Precision(bits: 100))).enclosure(
                    on: ball, order: .hessian)
                #expect(fast.meets(slow), "N = \(count)")
            }
        }
    }

    @Test func teacherItselfHasLossZero() throws {
        let problem = TwoLayerProblem.reference
        let teacher = try #require(problem.teacher)
        // weights are not dyadic, so the ball around their roundings must contain the teacher
        let centre = (teacher.neurons.flatMap(\.weights) + teacher.neurons.flatMap(\.outputs)).map {
            Dyadic(exactly: $0.nearestDouble) ?? .zero
        }
        let landscape = TwoLayerLandscape(problem: problem, width: 4)
        for level in [EvaluationLevel.float64, Self.wide] {
            let enclosure = try landscape.makeEvaluator(level).enclosure(
                on: Ball(centre: centre, radius: 1e-15), order: .gradient)
            #expect(enclosure.loss.contains(0))
            for i in 0..<12 { #expect(enclosure.gradient?.bounds(i).contains(0) == true) }
        }
        // MATHEMATICS section 2: K2 about 40 with suprema, spectrum [9.567e-7, 2.092]
        let fast = try landscape.makeEvaluator(.float64)
        let hessian = try #require(try fast.enclosure(on: Ball(centre: centre), order: .hessian).hessian)
        let basis = try #require(ApproximateLinearAlgebra.symmetricEigenproblem(hessian.midpoint, order: 12)?.vectors)
        let spectrum = try hessian.spectrum(basis: basis)
        #expect(spectrum.inertia == Inertia(positive: 12, negative: 0, zero: 0))
        #expect(spectrum.smallest.meets(Bounds(lower: 9.5e-7, upper: 9.6e-7)))
        let constants = try fast.lipschitzConstants(on: Ball(centre: centre, radius: 1e-6))
        #expect(constants.hessian > 2 && constants.hessian < 40)
    }

    @Test func weightsBeyondTheFloat64Range() throws {
        let landscape = TwoLayerLandscape(problem: .reference, width: 1)
        let ball = Ball(centre: [300, -200, 1].map { Dyadic($0) })
        let fast = try landscape.makeEvaluator(.float64)
        #expect(throws: EvaluationFailure.self) { try fast.enclosure(on: ball, order: .hessian) }
        let slow = try landscape.makeEvaluator(.multiple(.float64)).enclosure(on: ball, order: .hessian)
        #expect(slow.hessian?.isFinite == true)
    }
}
