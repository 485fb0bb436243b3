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

    /// A certified minimum of width 4 splits into families of width 5 whose pieces add up to G±; a student on one of
    /// them, some of whose neurons are turned round and whose bias makes up for it, is certified with the inertia that
    /// the embedding says.
    @Test func splitsOfAMinimum() throws {
        let minimum = [
            0.8294222321271123, 0.6795129537476853, 0.3718270041226423, -0.08578912677774525, -1.001773826875275,
            0.8273725439403765, -0.9169171242917603, -1.3680317526367587, 0.5462860723352262, 0.5819334832828206,
            -0.28050856719949335, 0.1150961214453497, -0.4814035549319515,
        ]
        let narrow = TwoLayerLandscape(problem: Self.problem, width: 4)
        let certificate = try Self.certificate(minimum, width: 4)
        let point = try NarrowCriticalPoint.certified(by: certificate, on: narrow)
        #expect(point.inertia == Inertia(positive: 13, negative: 0, zero: 0) && point.hasOppositeCopies)
        let families = Embedding.families(of: point, width: 5).filter(\.zeroTypeBlocks.isEmpty)
        let pieces = families.reduce(Integer.zero) { $0 + $1.pieces }
        #expect(pieces == PieceCount.copies(of: 4, in: 5, opposite: true))
        // neuron 1 split by shares 1/4 and 3/4 of one sign, the second copy turned round
        let layout = Self.problem.layout(width: 4)
        let (w, a) = (Array(minimum[layout.weights]), Array(minimum[layout.outputs]))
        let split = a[1] * 0.75
        let wide =
            w + w[2..<4].map { -$0 } + [a[0], a[1] * 0.25, a[2], a[3], -split] + [minimum[12] + split]
        let verdict = try Self.certificate(wide, width: 5).verdict
        let found = try #require(verdict.criticalPoint)
        let family = try #require(families.first { $0.copies == [1, 2, 1, 1] })
        let region = try #require(family.regions.first { $0.oppositeOutputs == [0, 0, 0, 0] })
        let inertia = try #require(region.inertia.inertia)
        #expect(found.indexLower == inertia.negative && found.indexUpper == inertia.negative)
        #expect(found.nullity == inertia.zero && found.distanceUpper < 1e-8)
        guard case .saddle = verdict else {
            Issue.record("\(verdict.kind)")
            return
        }
    }
}
