import Rigor
import TestSupport
import Testing

@testable import Certify
@testable import Networks

/// Output bias, sample weights and weight decay, in every combination: the loss by its definition, the derivatives by
/// differences of the loss, the Lipschitz constants, and every arithmetic against a wider one.
@Suite struct ExtendedLossTests {
    struct Variant: Sendable, CustomStringConvertible {
        let isBiasTrained: Bool, hasWeights: Bool, hasDecay: Bool, outputs: Int

        var description: String { "bias \(isBiasTrained), weights \(hasWeights), decay \(hasDecay), k = \(outputs)" }

        static let all = (0..<16).map {
            Variant(
                isBiasTrained: $0 & 1 > 0, hasWeights: $0 & 2 > 0, hasDecay: $0 & 4 > 0, outputs: $0 & 8 > 0 ? 3 : 1)
        }
    }

    private static func numbers(_ count: Int, _ generator: inout SeededGenerator) -> [Rational] {
        (0..<count).map { _ in Sample.rational(1, dyadic: false, &generator) }
    }

    private static func landscape(
        _ variant: Variant, _ activation: Activation = .tanh, count: Int = 7, isGrid: Bool = false,
        hasBias: Bool = true, width: Int = 2, _ generator: inout SeededGenerator
    ) throws -> TwoLayerLandscape {
        let k = variant.outputs
        let coordinates = numbers(count, &generator)
        let inputs: DataSet = isGrid ? .grid(axes: [coordinates]) : .points(coordinates.map { [$0, $0 * $0] })
        let data = hasBias ? inputs.withBias : inputs
        let neurons = (0..<2).map { _ in
            Teacher.Neuron(weights: numbers(data.dimension, &generator), outputs: numbers(k, &generator))
        }
        let lambda = (0..<4).map { Rational($0 + 1, 7) }
        return TwoLayerLandscape(
            problem: try TwoLayerProblem(
                activation: activation, data: data,
                labels: count % 2 == 0
                    ? .given((0..<count).map { _ in numbers(k, &generator) })
                    : .teacher(Teacher(neurons: neurons, bias: numbers(k, &generator))),
                outputCount: k, loss: count % 3 == 0 ? .meanSquaredNorm : .meanSquaredError,
                outputBias: variant.isBiasTrained ? .trained : .fixed(numbers(k, &generator)),
                weights: variant.hasWeights ? (0..<count).map { Rational($0 + 1, 3) } : nil,
                decay: variant.hasDecay
                    ? Decay(inputWeights: lambda[0], biases: lambda[1], outputs: lambda[2], outputBias: lambda[3])
                    : nil),
            width: width)
    }

    /// The loss of the problem as its definition has it, at 200 bits, by nothing but the problem and the point.
    private static func loss(_ landscape: TwoLayerLandscape, at point: [Dyadic]) -> Interval {
        let problem = landscape.problem, precision = Precision(bits: 200)
        let d = problem.data.dimension, m = landscape.width, k = problem.outputCount
        func number(_ value: Rational) -> Interval { Interval(enclosing: value, precision: precision) }
        let theta = point.map { Rational($0) }
        var sum = number(.zero)
        for i in 0..<problem.data.count {
            let x = problem.data.point(i)
            func s(_ w: ArraySlice<Rational>) -> Interval {
                problem.activation.jet(number(zip(w, x).reduce(.zero) { $0 + $1.0 * $1.1 }), order: 0)[0]
            }
            for q in 0..<k {
                var residual = number(.zero)
                for j in 0..<m {
                    residual = residual + number(theta[m * d + j * k + q]) * s(theta[(j * d)..<(j * d + d)])
                }
                switch problem.outputBias {
                case .none: break
                case .trained: residual = residual + number(theta[m * (d + k) + q])
                case .fixed(let values): residual = residual + number(values[q])
                }
                switch problem.labels {
                case .given(let rows): residual = residual - number(rows[i][q])
                case .teacher(let teacher):
                    for neuron in teacher.neurons {
                        residual = residual - number(neuron.outputs[q]) * s(neuron.weights[...])
                    }
                    if !teacher.bias.isEmpty { residual = residual - number(teacher.bias[q]) }
                }
                sum = sum + number(problem.weights?[i] ?? .one) * residual.squared()
            }
        }
        let divisor = problem.data.count * (problem.loss == .meanSquaredError ? k : 1)
        var result = sum / number(Rational(divisor))
        if let decay = problem.decay {
            for (i, value) in theta.enumerated() {
                let lambda =
                    i < m * d
                    ? (problem.data.hasBias && i % d == d - 1 ? decay.biases : decay.inputWeights)
                    : i < m * (d + k) ? decay.outputs : decay.outputBias
                result = result + number(lambda * value * value)
            }
        }
        return result
    }

    @Test(arguments: Variant.all) func lossIsWhatItsDefinitionSays(_ variant: Variant) throws {
        var generator = SeededGenerator(seed: 61)
        for (count, isGrid) in [(6, false), (7, true), (9, false)] {
            let landscape = try Self.landscape(variant, count: count, isGrid: isGrid, &generator)
            let point = Sample.point(landscape.parameterCount, &generator)
            let truth = Self.loss(landscape, at: point).bounds
            let enclosed = try landscape.makeEvaluator(.multiple(Precision(bits: 160)))
                .enclosure(on: Ball(centre: point), order: .loss).loss
            #expect(enclosed.meets(truth) && truth.upper - truth.lower <= 1e-14 * truth.upper)
            #expect(enclosed.upper - enclosed.lower <= 1e-14 * enclosed.upper)
        }
    }

    @Test(arguments: Variant.all) func derivatives(_ variant: Variant) throws {
        var generator = SeededGenerator(seed: 62)
        for hasBias in [false, true] {
            let landscape = try Self.landscape(variant, hasBias: hasBias, &generator)
            try LandscapeChecks.expectDerivatives(
                of: landscape, at: Sample.point(landscape.parameterCount, &generator), precision: Precision(bits: 160))
        }
    }

    @Test(arguments: Variant.all) func lipschitzConstantsHold(_ variant: Variant) throws {
        var generator = SeededGenerator(seed: 63)
        let landscape = try Self.landscape(variant, .tanh, &generator)
        for radius in [1e-6, 0.05] {
            let ball = Ball(centre: Sample.point(landscape.parameterCount, &generator), radius: radius)
            try LandscapeChecks.expectLipschitzConstants(
                of: landscape, on: ball, precision: Precision(bits: 160), &generator)
        }
    }

    /// Float64 enclosures hold what 256-bit intervals hold, on grids and points, for every residue of the block.
    @Test(arguments: Variant.all) func float64HoldsTheTruth(_ variant: Variant) throws {
        var generator = SeededGenerator(seed: 64)
        for (count, isGrid) in [(1, false), (2, true), (6, false), (9, true), (257, false)] {
            let landscape = try Self.landscape(
                variant, [.sigmoid, .tanh, .exp][count % 3], count: count, isGrid: isGrid, width: 1 + count % 3,
                &generator)
            try LandscapeChecks.expectAgreement(
                of: landscape, at: Sample.point(landscape.parameterCount, &generator))
            let fast = try landscape.makeEvaluator(.float64)
            let truth = try landscape.makeEvaluator(.multiple(Precision(bits: 256)))
            for radius in [0, 1e-12, 1e-4] {
                let ball = Ball(centre: Sample.point(landscape.parameterCount, &generator), radius: radius)
                let over = try fast.enclosure(on: ball, order: .hessian)
                let inside = radius == 0 ? ball : Ball(centre: Sample.moved(ball.centre, by: radius, &generator))
                #expect(over.meets(try truth.enclosure(on: inside, order: .hessian)), "N = \(count), radius \(radius)")
                // and are narrow: what is off is rounding
                if radius == 0 { #expect(over.loss.upper - over.loss.lower <= 1e-11 * (1 + over.loss.upper)) }
            }
        }
    }

    /// A sample weight of 3 is a point that stands three times; the mean then divides by another number of points.
    @Test func weightsAreRepetitions() throws {
        let points: [[Rational]] = [[1, 2], [0, 1], [-1, 1]].map { $0.map { Rational($0) } }
        let labels = [Rational(1, 2), Rational(-1), Rational(2)], times = [3, 1, 2]
        func repeated<Element>(_ list: [Element]) -> [Element] {
            zip(list, times).flatMap { Array(repeating: $0, count: $1) }
        }
        let weighted = TwoLayerLandscape(
            problem: try TwoLayerProblem(
                activation: .sigmoid, data: .points(points), labels: .given(numbers: labels), outputBias: .trained,
                weights: times.map { Rational($0, 2) }), width: 2)
        let spelled = TwoLayerLandscape(
            problem: try TwoLayerProblem(
                activation: .sigmoid, data: .points(repeated(points)), labels: .given(numbers: repeated(labels)),
                outputBias: .trained), width: 2)
        var generator = SeededGenerator(seed: 65)
        let ball = Ball(centre: Sample.point(weighted.parameterCount, &generator))
        for level in [EvaluationLevel.float64, .multiple(Precision(bits: 128))] {
            let a = try weighted.makeEvaluator(level).enclosure(on: ball, order: .hessian)
            let b = try spelled.makeEvaluator(level).enclosure(on: ball, order: .hessian)
            #expect(a.meets(b))
        }
    }

    /// What is the same problem is equal, and what makes no sense is refused.
    @Test func canonicalProblems() throws {
        func problem(
            bias: OutputBias = .none, weights: [Rational]? = nil, decay: Decay? = nil
        ) throws -> TwoLayerProblem {
            try TwoLayerProblem(
                activation: .tanh, data: .points([[.one], [Rational(2)]]), labels: .given(numbers: [.zero, .one]),
                outputBias: bias,
                weights: weights, decay: decay)
        }
        #expect(try problem(bias: .fixed([.zero])) == problem())
        #expect(try problem(weights: [.one, .one]) == problem())
        #expect(try problem(decay: Decay(uniform: .zero)) == problem())
        // there are no biases and no output bias: their coefficients mean nothing
        let coefficients = Decay(inputWeights: .one, outputs: .one)
        #expect(try problem(decay: Decay(uniform: .one)) == problem(decay: coefficients))
        #expect(try problem(bias: .trained) != problem())
        #expect(throws: TwoLayerProblem.Inconsistency.weightCount(expected: 2, found: 1)) {
            try problem(weights: [.one])
        }
        #expect(throws: TwoLayerProblem.Inconsistency.weightNotPositive(index: 1)) {
            try problem(weights: [.one, .zero])
        }
        #expect(throws: TwoLayerProblem.Inconsistency.negativeDecay) { try problem(decay: Decay(outputs: -.one)) }
        #expect(throws: TwoLayerProblem.Inconsistency.outputBias(expected: 1, found: 2)) {
            try problem(bias: .fixed([.one, .one]))
        }
    }

    /// Decay takes away the known infimum, the level, and the landscape that the arguments about equal neurons and
    /// channels are for; a trained output bias takes in a teacher's, a fixed one only the same.
    @Test func whatIsKnownOfTheInfimum() throws {
        func landscape(bias: OutputBias = .none, teacherBias: [Rational] = [], decay: Decay? = nil) throws
            -> TwoLayerLandscape
        {
            let teacher = Teacher(neurons: [.init(weights: [.one, .one], output: .one)], bias: teacherBias)
            let axis = (0..<4).map { Rational($0) }
            return TwoLayerLandscape(
                problem: try TwoLayerProblem(
                    activation: .sigmoid, data: .grid(axes: [axis, axis]), labels: .teacher(teacher), outputBias: bias,
                    decay: decay), width: 2)
        }
        #expect(try landscape().knownInfimum != nil && landscape().levelOfRegularPoints == -1)
        #expect(try landscape(teacherBias: [.one]).knownInfimum == nil)
        #expect(try landscape(teacherBias: [.one]).levelOfRegularPoints == nil)
        #expect(try landscape(bias: .fixed([.one]), teacherBias: [.one]).knownInfimum != nil)
        #expect(try landscape(bias: .fixed([.one])).knownInfimum == nil)
        #expect(try landscape(bias: .trained, teacherBias: [.one]).knownInfimum != nil)
        #expect(try landscape(bias: .trained, teacherBias: [.one]).levelOfRegularPoints == -1)
        let decayed = try landscape(bias: .trained, decay: Decay(uniform: .one))
        #expect(decayed.knownInfimum == nil && decayed.levelOfRegularPoints == nil)
        #expect(decayed.twoLayerWithOneOutput == nil)
    }
}
