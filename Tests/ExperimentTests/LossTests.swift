import Certify
import Networks
import Rigor
import Testing

@testable import Experiment

struct LossTests {
    /// Both evaluators are off by rounding only, which the sums of absolute values bound by far.
    private func expectAgreement(_ landscape: TwoLayerLandscape, _ generator: inout PhiloxGenerator) {
        let point = (0..<landscape.parameterCount).map { _ in generator.nextGaussian() }
        let fast = landscape.makeDifferentiableLoss().approximateGradient(at: point)
        let plain = landscape.makeApproximateEvaluator().approximateGradient(at: point)
        #expect(abs(fast.loss - plain.loss) <= 1e-13 * (1 + abs(plain.loss)))
        for (a, b) in zip(fast.gradient, plain.gradient) {
            #expect(abs(a - b) <= 1e-13 * (1 + norm(plain.gradient)), "\(landscape.problem.data.count) points")
        }
    }

    /// The number of points, and the length of a row, run through all residues modulo every vector width up to 8.
    @Test(arguments: [Activation.sigmoid, .tanh, .exp, .softplus, .erf, .sigmoidSoftplus])
    func gradientAgreesOnGrids(_ activation: Activation) throws {
        var generator = PhiloxGenerator(seed: 1, run: 0, stream: .initialization)
        for rows in [1, 2, 3] {
            for columns in 1...17 {
                let problem = try Sample.problem(activation, rows: rows, columns: columns)
                expectAgreement(TwoLayerLandscape(problem: problem, width: 3), &generator)
            }
        }
    }

    @Test(arguments: Activation.allNamed) func gradientAgreesOnPoints(_ activation: Activation) throws {
        var generator = PhiloxGenerator(seed: 2, run: 0, stream: .initialization)
        for count in 1...9 {
            let points = (0..<count).map { [Rational($0 - 4, 3), Rational($0 * $0 % 7 - 3, 2)] }
            let problem = try TwoLayerProblem(
                activation: activation, data: .points(points), labels: .given(numbers: points.map { $0[0] * $0[1] }))
            expectAgreement(TwoLayerLandscape(problem: problem, width: 2), &generator)
        }
    }

    @Test(arguments: [1, 2, 3, 4]) func gradientAgreesInEveryDimension(_ dimension: Int) throws {
        var generator = PhiloxGenerator(seed: 3, run: 0, stream: .initialization)
        let axes = (0..<dimension).map { c in (0...(c + 2)).map { Rational($0 * $0 - 2, 4) } }
        let count = axes.reduce(1) { $0 * $1.count }
        let problem = try TwoLayerProblem(
            activation: .sigmoid, data: .grid(axes: axes),
            labels: .given(numbers: (0..<count).map { Rational($0 % 5 - 2, 3) }))
        expectAgreement(TwoLayerLandscape(problem: problem, width: 4), &generator)
    }

    @Test func gradientAgreesOnTheReferenceProblem() {
        var generator = PhiloxGenerator(seed: 4, run: 0, stream: .initialization)
        for width in [1, 4, 5, 6, 7, 45] {
            expectAgreement(TwoLayerLandscape(problem: .reference, width: width), &generator)
        }
    }

    /// A trained or fixed output bias, a teacher's bias, decay: the vectorized path; sample weights and several
    /// outputs: the plain one.
    @Test func gradientAgreesForEveryLoss() throws {
        var generator = PhiloxGenerator(seed: 6, run: 0, stream: .initialization)
        let plain = try Sample.problem()
        let decay = Decay(inputWeights: Rational(1, 9), outputs: Rational(1, 7), outputBias: Rational(1, 5))
        let neurons = Sample.teacher.neurons
        for bias in [OutputBias.none, .trained, .fixed([Rational(2, 3)])] {
            for weights in [nil, (0..<25).map { Rational($0 + 1, 9) }] {
                for outputs in [1, 2] {
                    let fixed = if case .fixed(let values) = bias { values[0] } else { Rational.zero }
                    let problem = try TwoLayerProblem(
                        activation: .sigmoid, data: plain.data,
                        labels: .teacher(
                            Teacher(
                                neurons: neurons.map {
                                    .init(weights: $0.weights, outputs: Array(repeating: $0.outputs[0], count: outputs))
                                }, bias: Array(repeating: Rational(1, 3), count: outputs))),
                        outputCount: outputs,
                        outputBias: bias.isTrained || bias == .none
                            ? bias : .fixed(Array(repeating: fixed, count: outputs)),
                        weights: weights, decay: decay)
                    expectAgreement(TwoLayerLandscape(problem: problem, width: 3), &generator)
                }
            }
        }
    }

    /// Against central differences of the loss, an independent derivative.
    @Test func gradientAgreesWithDifferences() throws {
        var generator = PhiloxGenerator(seed: 5, run: 0, stream: .initialization)
        let loss = TwoLayerLandscape(problem: try Sample.problem(), width: 3).makeDifferentiableLoss()
        let point = (0..<9).map { _ in generator.nextGaussian() }
        let gradient = loss.approximateGradient(at: point).gradient
        for i in 0..<9 {
            var up = point, down = point
            up[i] += 1e-5
            down[i] -= 1e-5
            let difference = (loss.approximateGradient(at: up).loss - loss.approximateGradient(at: down).loss) / 2e-5
            #expect(abs(difference - gradient[i]) < 1e-8)
        }
    }

    @Test func aTeacherHasNoLoss() {
        let teacher = [0.6, 0.5, -0.5, 0.5, -0.2, -0.6, 0.1, -0.6, 1, -1, 1, -1]
        let result = TwoLayerLandscape(problem: .reference, width: 4).makeDifferentiableLoss().approximateGradient(
            at: teacher)
        #expect(result.loss < 1e-30)
        #expect(norm(result.gradient) < 1e-15)
    }

    /// Weights far beyond the range of the exponential give a finite loss, not a NaN.
    @Test func enormousWeightsStayFinite() throws {
        let loss = TwoLayerLandscape(problem: try Sample.problem(), width: 2).makeDifferentiableLoss()
        let result = loss.approximateGradient(at: [1e6, -1e6, 1e300, 1e300, 1, 1])
        #expect(result.loss.isFinite && result.gradient.allSatisfy(\.isFinite))
    }
}
