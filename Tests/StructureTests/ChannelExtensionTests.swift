import Certify
import Rigor
import Search
import Testing

@testable import Networks

/// Channels of students with a trained output bias and with sample weights; none with decay.
@Suite struct ChannelExtensionTests {
    static let precision = Precision(bits: 192)

    private static func problem(
        bias: OutputBias = .trained, weights: [Rational]? = nil, decay: Decay? = nil, activation: Activation = .sigmoid
    ) throws -> TwoLayerProblem {
        let axis = (-4...4).map { Rational($0, 2) }
        let teacher = Teacher(neurons: [
            Teacher.Neuron(weights: [Rational(3, 5), Rational(1, 2)], output: Rational(1)),
            Teacher.Neuron(weights: [Rational(-1, 5), Rational(-3, 5)], output: Rational(-1)),
        ])
        return try TwoLayerProblem(
            activation: activation, data: .grid(axes: [axis, axis]), labels: .teacher(teacher), outputBias: bias,
            weights: weights, decay: decay)
    }

    private func dyadic(_ x: Double) -> Dyadic { Dyadic(exactly: x) ?? .zero }

    private func loss(_ landscape: any Landscape, _ point: [Dyadic]) throws -> Bounds {
        try landscape.makeEvaluator(.multiple(Self.precision)).enclosure(on: Ball(centre: point), order: .loss).loss
    }

    /// G - L0 lies in eps²/2 times the slope, the wide loss from the evaluator of students; of a flipped pair the
    /// output bias takes the constant.
    @Test(arguments: [false, true], [false, true]) func slope(isFlipped: Bool, isWeighted: Bool) throws {
        let weights = isWeighted ? (1...81).map { Rational($0, 40) } : nil
        let problem = try Self.problem(weights: weights), students = TwoLayerLandscape(problem: problem, width: 2)
        let layout = try ChannelLayout(
            width: 2, dimension: 2, activation: .sigmoid, hasOutputBias: true,
            pairs: [.init(first: 0, second: 1, isFlipped: isFlipped)], tie: .none, neuronAtZero: nil, groups: [])
        let limit = LimitNetworkLandscape(of: students, shape: layout.shape)
        let theta = [0.5, -0.25, 0.375, 0, 0.75, 0.125].map(dyadic)
        let limitLoss = try loss(limit, theta)
        let evaluator = ChannelSlopeEvaluator(limit: limit, tie: .none, precision: Self.precision)
        for exponent in [-7, -11] {
            let eps = Double(sign: .plus, exponent: exponent, significand: 1)
            let slope = evaluator.enclosure(on: Ball(centre: theta), lengths: [eps]).slopes[0]
            let a = 0.375 + 0.1875 / eps, b = 0.375 - 0.1875 / eps, sign = isFlipped ? -1.0 : 1
            // the constant of a flip: f has b s(w·x) = b - b s(-w·x)
            let bias = isFlipped ? 0.125 + b : 0.125
            let student = [0.5 + eps, -0.25, sign * (0.5 - eps), sign * -0.25, a, sign * b, bias].map(dyadic)
            let position = layout.position(of: student)
            #expect(position.limit == theta && position.halfDifferences == [[dyadic(eps), .zero]])
            let wide = try loss(students, student)
            let lower = (wide.lower - limitLoss.upper) / (eps * eps / 2)
            let upper = (wide.upper - limitLoss.lower) / (eps * eps / 2)
            #expect(slope.lower <= upper + 1e-6 && lower - 1e-6 <= slope.upper, "\(lower) .. \(upper) in \(slope)")
            #expect(slope.upper - slope.lower < 0.1 * max(abs(slope.lower), abs(slope.upper)))
        }
    }

    /// Flips leave no constant for odd activations, whatever the bias; ties are for students without one; a neuron at 0
    /// absorbs constants of the sigmoid alone.
    @Test func layouts() throws {
        func layout(
            _ activation: Activation, bias: Bool, flipped: Bool, _ tie: ChannelTie = .none, atZero: Int? = nil
        ) throws -> ChannelLayout {
            try ChannelLayout(
                width: 3, dimension: 2, activation: activation, hasOutputBias: bias,
                pairs: [.init(first: 0, second: 1, isFlipped: flipped)], tie: tie, neuronAtZero: atZero,
                groups: atZero == nil ? [[2]] : [])
        }
        let student = [0.5, 0.25, -0.75, -0.375, 1, 0.5, 8, 9, -0.5, 3].map(dyadic)
        let odd = try layout(.tanh, bias: true, flipped: true)
        #expect(odd.position(of: student).limit.last == dyadic(3))
        let sigmoid = try layout(.sigmoid, bias: true, flipped: true)
        #expect(sigmoid.position(of: student).limit.last == dyadic(12))
        #expect(throws: Refusal.self) { try layout(.sigmoid, bias: false, flipped: true) }
        #expect(throws: Refusal.self) { try layout(.softplus, bias: true, flipped: true) }
        let tie = ChannelTie.neuronAtZero(pair: 0, sign: 1)
        _ = try layout(.sigmoid, bias: false, flipped: true, tie, atZero: 2)
        #expect(throws: Refusal.self) { try layout(.sigmoid, bias: true, flipped: true, tie, atZero: 2) }
    }

    /// A student of the reference problem in a known channel: with sample weights of 1 spelled out the same, with a
    /// trained output bias another limit or none, with decay nothing.
    @Test func decayHasNoChannels() throws {
        let student = ChannelLimit.known[0].student(eps: 1.0 / 512)
        let (argument, _) = try ChannelArgumentTests.proved(4, student)
        func context(_ problem: TwoLayerProblem, _ parameters: [Double]) -> ProofContext {
            ProofContext(
                landscape: TwoLayerLandscape(problem: problem, width: 4), candidate: parameters.map(dyadic),
                precision: Precision(bits: 128), reference: nil)
        }
        let reference = TwoLayerProblem.reference
        let decayed = try TwoLayerProblem(
            activation: .sigmoid, data: reference.data, labels: reference.labels,
            decay: Decay(uniform: Rational(1, 1000)))
        let refusal = #expect(throws: Refusal.self) { try argument.conclude(in: context(decayed, student)) }
        #expect(refusal?.description.contains("no decay") == true)
        #expect(ChannelSearch().search(Candidate(index: 0, parameters: student), in: context(decayed, student)) == nil)
        // weights of another sum are another loss: 2 L, whose limit has twice the Hessian
        let doubled = try TwoLayerProblem(
            activation: .sigmoid, data: reference.data, labels: reference.labels,
            weights: Array(repeating: Rational(2), count: reference.data.count))
        guard
            case .proved(_, .minimumAtInfinity(let limit)) = ChannelSearch().search(
                Candidate(index: 0, parameters: student), in: context(doubled, student))
        else {
            Issue.record("no minimum at infinity with sample weights")
            return
        }
        #expect(abs(limit.limitLoss.lower - 2 * 4.689067371e-5) < 2e-14)
        #expect(abs(limit.smallestEigenvalue.lower - 2 * 2.43e-5) < 2e-7)
    }
}
