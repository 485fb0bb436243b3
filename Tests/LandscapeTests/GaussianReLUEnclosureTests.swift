import Rigor
import TestSupport
import Testing

@testable import Certify
@testable import Gaussian

/// Enclosures of the Gaussian ReLU landscape: agreement between precisions, balls, refusals, invariance.
@Suite struct GaussianReLUEnclosureTests {
    static let wide = EvaluationLevel.multiple(Precision(bits: 200))
    static let shapes = GaussianReLUDerivativeTests.shapes

    @Test(arguments: shapes) func pointsAgreeWithWiderPrecision(k: Int, n: Int, d: Int) throws {
        var generator = SeededGenerator(seed: 55)
        let landscape = GaussianReLULandscape(targetCount: k, width: n, inputDimension: d)
        for _ in 0..<20 {
            let ball = Ball(centre: GaussianReLUSamples.random(landscape, &generator))
            let truth = try landscape.makeEvaluator(Self.wide).enclosure(on: ball, order: .hessian)
            for level in [EvaluationLevel.float64, .multiple(Precision(bits: 53)), .multiple(Precision(bits: 90))] {
                let enclosure = try landscape.makeEvaluator(level).enclosure(on: ball, order: .hessian)
                #expect(enclosure.meets(truth))
                #expect((enclosure.hessian?.radius.max() ?? 1) < 1e-10, "sharp enough to be of use")
            }
        }
    }

    @Test(arguments: shapes) func ballsContainTheirPoints(k: Int, n: Int, d: Int) throws {
        var generator = SeededGenerator(seed: 56)
        let landscape = GaussianReLULandscape(targetCount: k, width: n, inputDimension: d)
        let truth = try landscape.makeEvaluator(Self.wide)
        for radius in [1e-12, 1e-6, 1e-3] {
            var tested = 0
            while tested < 3 {
                let ball = Ball(centre: GaussianReLUSamples.random(landscape, &generator), radius: radius)
                guard let over = try? landscape.makeEvaluator(.float64).enclosure(on: ball, order: .hessian) else {
                    continue
                }
                tested += 1
                let also = try landscape.makeEvaluator(.multiple(Precision(bits: 64))).enclosure(
                    on: ball, order: .hessian)
                for _ in 0..<5 {
                    let inside = Ball(centre: Sample.moved(ball.centre, by: radius, &generator))
                    let point = try truth.enclosure(on: inside, order: .hessian)
                    #expect(over.meets(point) && also.meets(point))
                }
            }
        }
    }

    /// Plain float64, which search uses, is near what is enclosed.
    @Test func approximateEvaluatorIsNear() throws {
        var generator = SeededGenerator(seed: 57)
        let landscape = GaussianReLULandscape(targetCount: 3, width: 4)
        let point = GaussianReLUSamples.random(landscape, &generator)
        let enclosure = try landscape.makeEvaluator(.float64).enclosure(on: Ball(centre: point), order: .hessian)
        let values = landscape.makeApproximateEvaluator().approximateHessian(
            at: point.map { $0.double(rounding: .nearest) })
        #expect(abs(values.loss - enclosure.loss.lower) < 1e-13)
        for (value, truth) in zip(values.gradient, try #require(enclosure.gradient).midpoint) {
            #expect(abs(value - truth) < 1e-13)
        }
        for (value, truth) in zip(values.hessian, try #require(enclosure.hessian).midpoint) {
            #expect(abs(value - truth) < 1e-12)
        }
    }

    private func failure(_ body: () throws -> Void) -> EvaluationFailure? {
        do { try body() } catch { return error as? EvaluationFailure }
        return nil
    }

    private func isNotSmooth(_ failure: EvaluationFailure?, mentioning text: String) -> Bool {
        if case .notSmooth(let why) = failure { return why.contains(text) }
        return false
    }

    @Test func refusesParallelAndZeroNeurons() throws {
        let landscape = GaussianReLULandscape(targetCount: 2, width: 2, inputDimension: 3)
        let cases: [(point: [Double], text: String)] = [
            ([0.5, 0.25, 1, 0, 0, 0], "neuron 1 is 0"),
            ([0.5, 0.25, 1, 1, 0.5, 2], "neuron 0 and neuron 1 are parallel"),
            ([0.5, 0.25, 1, -0.25, -0.125, -0.5], "neuron 0 and neuron 1 are parallel"),
            ([0.5, 0.25, 1, 0, 3, 0], "neuron 1 and target 1 are parallel"),
            ([-2, 0, 0, 0.1, 0.2, 0.3], "neuron 0 and target 0 are parallel"),
        ]
        for level in [EvaluationLevel.float64, Self.wide] {
            let evaluator = try landscape.makeEvaluator(level)
            for (point, text) in cases {
                let centre = GaussianReLUSamples.exact(point)
                for order in [DerivativeOrder.loss, .gradient, .hessian] {
                    #expect(
                        isNotSmooth(
                            failure { _ = try evaluator.enclosure(on: Ball(centre: centre), order: order) },
                            mentioning: text))
                }
                #expect(
                    isNotSmooth(
                        failure { _ = try evaluator.lipschitzConstants(on: Ball(centre: centre)) }, mentioning: text))
            }
            // smooth at the centre, not on the ball
            let near = GaussianReLUSamples.exact([0.5, 0.25, 1, 1, 0.5, 2.25])
            _ = try evaluator.lipschitzConstants(on: Ball(centre: near, radius: 1e-3))
            #expect(
                isNotSmooth(
                    failure { _ = try evaluator.lipschitzConstants(on: Ball(centre: near, radius: 0.2)) },
                    mentioning: "parallel"))
            #expect(
                isNotSmooth(
                    failure { _ = try evaluator.enclosure(on: Ball(centre: near, radius: 0.2), order: .loss) },
                    mentioning: "parallel"))
            #expect(
                isNotSmooth(
                    failure { _ = try evaluator.lipschitzConstants(on: Ball(centre: near, radius: 1.2)) },
                    mentioning: "may be 0"))
        }
        #expect(
            isNotSmooth(
                failure {
                    _ = try landscape.publishedBounds(on: Ball(centre: GaussianReLUSamples.exact([1, 2, 3, 1, 2, 3])))
                },
                mentioning: "equal"))
    }

    /// Vectors that are not parallel, but nearer to it than float64 tells: refused by float64, enclosed with enough
    /// bits.
    @Test func longerPrecisionSeparatesNearlyParallelVectors() throws {
        let landscape = GaussianReLULandscape(targetCount: 2, width: 1)
        let ball = Ball(centre: GaussianReLUSamples.exact([1, 0x1p-540]))
        #expect(
            isNotSmooth(
                failure { _ = try landscape.makeEvaluator(.float64).enclosure(on: ball, order: .gradient) },
                mentioning: "parallel"))
        let enclosure = try landscape.makeEvaluator(.multiple(Precision(bits: 2048))).enclosure(
            on: ball, order: .hessian)
        #expect(enclosure.loss.lower > 0)
    }

    @Test func refusesOverflow() throws {
        let landscape = GaussianReLULandscape(targetCount: 2, width: 1)
        let ball = Ball(centre: GaussianReLUSamples.exact([1e200, 2e200]))
        let refusal = failure { _ = try landscape.makeEvaluator(.float64).enclosure(on: ball, order: .loss) }
        guard case .outOfRange = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
    }

    @Test func invariantUnderPermutations() throws {
        var generator = SeededGenerator(seed: 58)
        let landscape = GaussianReLULandscape(targetCount: 3, width: 4, inputDimension: 4)
        let point = (0..<16).map { _ in Double.random(in: -1...1, using: &generator) }
        let moved = landscape.permuted(point, neurons: [2, 0, 3, 1], targets: [1, 2, 0, 3])
        #expect(moved != point && moved[0] == point[2 * 4 + 1])
        let evaluator = try landscape.makeEvaluator(Self.wide)
        let a = try evaluator.enclosure(on: Ball(centre: GaussianReLUSamples.exact(point)), order: .gradient)
        let b = try evaluator.enclosure(on: Ball(centre: GaussianReLUSamples.exact(moved)), order: .gradient)
        #expect(a.loss.meets(b.loss) && a.gradient?.norm.meets(b.gradient?.norm ?? .entireLine) == true)
    }

    @Test func infimumIsKnownFromWidthKOn() {
        #expect(GaussianReLULandscape(targetCount: 3, width: 2).knownInfimum == nil)
        #expect(GaussianReLULandscape(targetCount: 3, width: 3).knownInfimum != nil)
        #expect(GaussianReLULandscape(targetCount: 3, width: 4).knownInfimum != nil)
    }

    @Test func columnsAreNeurons() {
        let landscape = GaussianReLULandscape(targetCount: 2, width: 3)
        #expect(landscape.parameters(columns: [1, 2, 3, 4, 5, 6]) == [1, 4, 2, 5, 3, 6])
    }

    /// The example of MATHEMATICS section 10.
    @Test func printedMinimumOfSix() throws {
        let landscape = GaussianReLULandscape(targetCount: 6, width: 6)
        let ball = Ball(centre: GaussianReLUSamples.exact(GaussianReLUSamples.printedMinimum))
        let enclosure = try landscape.makeEvaluator(.float64).enclosure(on: ball, order: .hessian)
        #expect(abs(enclosure.loss.lower - 0.0250806) < 5e-8 && enclosure.loss.upper - enclosure.loss.lower < 1e-12)
        #expect(try #require(enclosure.gradient).norm.upper < 5e-8)
        let hessian = try #require(enclosure.hessian)
        let basis = try #require(ApproximateLinearAlgebra.symmetricEigenproblem(hessian.midpoint, order: 36)?.vectors)
        let spectrum = try hessian.spectrum(basis: basis)
        #expect(spectrum.inertia == Inertia(positive: 36, negative: 0, zero: 0))
        #expect(
            abs(spectrum.smallest.lower - 0.0047) < 5e-5 && spectrum.smallest.upper - spectrum.smallest.lower < 1e-11)
        let published = try landscape.publishedBounds(on: Ball(centre: ball.centre, radius: 1e-6))
        #expect(abs(published.thirdDerivative - 59) < 1)
        let sharper = try landscape.makeEvaluator(.float64).lipschitzConstants(
            on: Ball(centre: ball.centre, radius: 1e-6))
        #expect(sharper.hessian < 3)
    }
}
