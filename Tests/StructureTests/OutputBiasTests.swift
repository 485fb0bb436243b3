import Certify
import Formats
import Interchange
import Rigor
import TestSupport
import Testing

@testable import Networks
@testable import Search

/// Exact global minima, isolated points and counts of students with an output bias.
@Suite struct OutputBiasTests {
    private static let problem: TwoLayerProblem = {
        let reference = TwoLayerProblem.reference
        let made = try? TwoLayerProblem(
            activation: .sigmoid, data: reference.data, labels: reference.labels, outputBias: .trained)
        guard let made else { preconditionFailure("the problem is consistent") }
        return made
    }()

    /// The teacher with the neurons of the mask mirrored, and the bias that makes up for it.
    private static func oriented(_ mask: Int, spare: [ReferenceMinima.Neuron] = []) -> ExactNetwork {
        let neurons = ReferenceMinima.teacherNeurons(mask) + spare
        return ExactNetwork(
            weights: neurons.map(\.weights), outputs: neurons.map(\.output),
            outputBias: [ReferenceMinima.flippedSum(mask)])
    }

    private static func certificate(
        _ parameters: [Double], width: Int, _ problem: TwoLayerProblem = problem
    ) throws -> Certificate {
        let landscape = TwoLayerLandscape(problem: problem, width: width)
        let certificate = Certifier(knowing: landscape).certify(Candidate(index: 0, parameters: parameters))
        try CertificateCheck(landscape: landscape).check(certificate)
        return certificate
    }

    /// All 2^4 orientations of the teacher's neurons are global minima, isolated, with the eigenvalue that an
    /// independent computation found (MATHEMATICS-2, section 12: 9.549e-7).
    @Test func everyOrientationIsAGlobalMinimum() throws {
        var generator = SeededGenerator(seed: 71)
        for mask in 0..<16 {
            let exact = Self.oriented(mask)
            let near = exact.parameters.map { $0.nearestDouble + Double.random(in: -1e-9...1e-9, using: &generator) }
            let certificate = try Self.certificate(near, width: 4)
            guard case .globalMinimum(let point) = certificate.verdict,
                case .structured(let argument as GlobalMinimumArgument) = certificate.argument
            else {
                Issue.record("mask \(mask): \(certificate.verdict.kind)")
                continue
            }
            #expect(argument.network.outputBias == [ReferenceMinima.flippedSum(mask)])
            #expect(point.isIsolated == true && point.nullity == 0 && point.distanceUpper < 1e-8)
            if mask == 0 {
                #expect(point.smallestEigenvalue.lower > 9.548e-7 && point.smallestEigenvalue.upper < 9.55e-7)
            }
        }
        #expect(RealizationCount(Self.problem, width: 4)?.pieces == Integer(16 * 24))
        #expect(RealizationCount(Self.problem, width: 4)?.orientations == Integer(16))
        // one neuron to spare: 5! / 2! copies of 4, times 2^5, and C(5, 1) places for an idle one, which has either an
        // output of 0 or a weight of 0
        let copies = 16 * 2 * 240, idle = 5 * 16 * 24 * 2
        #expect(RealizationCount(Self.problem, width: 5)?.pieces == Integer(copies + idle))
    }

    /// A neuron of constant pre-activation trades its output for the bias: one flat direction.
    @Test func aConstantNeuronIsFlat() throws {
        let constant = ReferenceMinima.Neuron(weights: [.zero, .zero], output: Rational(2, 3))
        var exact = Self.oriented(5, spare: [constant])
        exact.outputBias = [exact.outputBias[0] - Rational(1, 3)]
        let certificate = try Self.certificate(exact.parameters.map(\.nearestDouble), width: 5)
        guard case .globalMinimum(let point) = certificate.verdict else {
            Issue.record("\(certificate.verdict.kind)")
            return
        }
        #expect(point.familyDimension == 1 && point.isIsolated == false && point.distanceUpper < 1e-15)
        #expect(point.nullity == 1)
    }

    /// What is not the function is refused, whatever is off: the bias, or a flip without it.
    @Test func wrongBiasesAreRefused() throws {
        let landscape = TwoLayerLandscape(problem: Self.problem, width: 4)
        func refuses(_ network: ExactNetwork, on landscape: TwoLayerLandscape) -> Bool {
            let candidate = network.parameters.map { Dyadic(exactly: $0.nearestDouble) ?? .zero }
            let context = ProofContext(
                landscape: landscape, candidate: candidate, precision: Precision(bits: 128), reference: nil)
            return (try? GlobalMinimumArgument(network: network).conclude(in: context)) == nil
        }
        #expect(!refuses(Self.oriented(3), on: landscape))
        var wrong = Self.oriented(3)
        wrong.outputBias = [wrong.outputBias[0] + Rational(1, 2).power(200)]
        #expect(refuses(wrong, on: landscape))
        wrong.outputBias = []
        #expect(refuses(wrong, on: landscape))
        // decay, or a fixed bias that the teacher has not
        let reference = TwoLayerProblem.reference
        for (bias, decay) in [(OutputBias.trained, Decay(uniform: .one)), (.fixed([.one]), nil)] {
            let other = try TwoLayerProblem(
                activation: .sigmoid, data: reference.data, labels: reference.labels, outputBias: bias, decay: decay)
            #expect(refuses(Self.oriented(0), on: TwoLayerLandscape(problem: other, width: 4)))
        }
        // the same fixed bias is the teacher's
        let shifted = Teacher(neurons: ReferenceMinima.teacher.neurons, bias: [.one])
        let same = try TwoLayerProblem(
            activation: .sigmoid, data: reference.data, labels: .teacher(shifted), outputBias: .fixed([.one]))
        #expect(
            !refuses(ReferenceMinima.network(ReferenceMinima.width4[1]), on: TwoLayerLandscape(problem: same, width: 4))
        )
    }

    /// Certificates of students with an output bias come back from JSON as they went.
    @Test func certificatesRoundTrip() throws {
        let certificate = try Self.certificate(Self.oriented(7).parameters.map(\.nearestDouble), width: 4)
        guard case .structured(let argument as GlobalMinimumArgument) = certificate.argument else {
            Issue.record("no global minimum")
            return
        }
        let text = GlobalMinimumCoding.encode(argument).serialized()
        let again = try GlobalMinimumCoding.decode(
            JSONCursor(try JSONValue.parse(bytes: Array(text.utf8), file: "test"), file: "test"))
        #expect(again.network == argument.network)
    }
}
