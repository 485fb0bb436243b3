import Certify
import Formats
import Interchange
import Rigor
import Search
import Testing

@testable import Networks

/// Three neurons that merge while their outputs diverge.
@Suite struct TripleArgumentTests {
    /// Width 6: neurons 0, 2, 4 merge, with outputs that add up to 0.73.
    static let student = [
        0.60005433, -0.02004179, -1.67371207, 1.60884628, 0.599613, -0.05346012, -0.15182267, 0.02575225, 0.60177254,
        0.01301425, 1.77563551,
        1.45387684, -96.93100494602984, -0.08013549986532115, 48.27867374, -0.7454381532162794, 49.38371079737427,
        0.09419250649774316,
    ]

    /// The smallest eigenvalue and h of MATHEMATICS-2 section 23, found there in float64 from the end points 34 and 39
    /// of the campaign at width 6, of which this student is a copy up to permutation and flips.
    @Test func knownLimit() throws {
        let (argument, verdict) = try ChannelArgumentTests.proved(6, Self.student)
        guard case .minimumAtInfinity(let limit) = verdict else { throw ChannelArgumentTests.NotProved() }
        #expect(argument.pairs.isEmpty && argument.triples.map(\.neurons) == [[0, 2, 4]])
        #expect(limit.smallestEigenvalue.lower > 2.9e-6 && limit.smallestEigenvalue.upper < 3.1e-6)
        #expect(limit.isProvedNonGlobal && limit.tubeLength > 0 && limit.tubeDistanceUpper < 0.2)
        let students = TwoLayerLandscape(problem: .reference, width: 6)
        let landscape = LimitNetworkLandscape(
            of: students,
            shape: LimitNetworkShape(
                dimension: 2, neurons: 3, pairs: 0, tripleSigns: argument.triples.map(\.sign)))
        let slope = ChannelSlopeEvaluator(limit: landscape, tie: .none, precision: Precision(bits: 128))
            .enclosure(on: Ball(centre: argument.limit.centre), lengths: [0]).slopes[0]
        #expect(slope.lower / 2 > 3.05e-5 && slope.upper / 2 < 3.15e-5, "h in \(slope)")
        let check = CertificateCheck(landscape: students)
        try check.check(ChannelArgumentTests.certificate(Self.student, argument, verdict))
        #expect(throws: Refusal.self) {
            try check.check(ChannelArgumentTests.certificate(Self.student, argument, .saddleAtInfinity(limit)))
        }
        // comes back as it was written
        let text = ChannelCoding.encode(argument).serialized()
        let cursor = JSONCursor(try JSONValue.parse(bytes: Array(text.utf8), file: "test"), file: "test")
        #expect(ChannelCoding.encode(try ChannelCoding.decode(cursor)).serialized() == text)
    }

    @Test func mutations() throws {
        let (argument, _) = try ChannelArgumentTests.proved(6, Self.student)
        let context = ChannelArgumentTests.context(6, Self.student)
        _ = try argument.conclude(in: context)
        let changes: [(name: String, apply: (inout ChannelArgument) -> Void)] = [
            ("tube too long", { $0.tubeLengths[0] = 0.5 }),
            ("no tube", { $0.tubeLengths[0] = 0 }),
            ("lengths missing", { $0.tubeLengths = [] }),
            ("the other sign of q", { $0.triples[0].sign = -$0.triples[0].sign }),
            ("no sign", { $0.triples[0].sign = 0 }),
            ("one neuron twice", { $0.triples[0].neurons[1] = $0.triples[0].neurons[0] }),
            ("two neurons", { $0.triples[0].neurons.removeLast() }),
            ("a neuron that does not exist", { $0.triples[0].neurons[2] = 6 }),
            ("a flip that leaves a constant", { $0.triples[0].flipped = [0] }),
            ("a flip of another neuron", { $0.triples[0].flipped = [1] }),
            ("no triple", { $0.triples = [] }),
            ("the centre moved", { $0.limit.centre[0] = $0.limit.centre[0] + (Dyadic(exactly: 1e-5) ?? .zero) }),
        ]
        for change in changes {
            var mutated = argument
            change.apply(&mutated)
            #expect(throws: Refusal.self, "\(change.name)") { try mutated.conclude(in: context) }
        }
        // a student elsewhere is far from the limit
        var far = Self.student
        far[12] += 50
        guard let verdict = try? argument.conclude(in: ChannelArgumentTests.context(6, far)),
            let limit = verdict.limitAtInfinity
        else { return }
        #expect(limit.tubeDistanceUpper > 10)
    }

    /// The place of a student on the parabola of a triple: its moments are off by O(eps²).
    @Test(arguments: [0x1p-6, 0x1p-10]) func place(_ delta: Double) throws {
        func dyadic(_ x: Double) -> Dyadic { Dyadic(exactly: x) ?? .zero }
        // g = (1/2, 0), q = -1/4, v = 0, c = 1/2, t = delta (-1, 0, 1), all exact
        let q = -0.25, c = 0.5, t = [-delta, 0, delta]
        let outputs = [q / (2 * delta * delta), c - q / (delta * delta), q / (2 * delta * delta)]
        let student = t.flatMap { [dyadic(0.75 + $0), dyadic(-0.5)] } + outputs.map(dyadic)
        let layout = try ChannelLayout(
            width: 3, dimension: 2, activation: .sigmoid, pairs: [], triples: [.init(neurons: [0, 1, 2], sign: -1)],
            tie: .none, neuronAtZero: nil, groups: [])
        let centre = [0.75, -0.5, 0, 0, c, 0.5, 0].map(dyadic)
        let place = layout.place(ofTriple: 0, in: student, from: centre, radius: 0)
        #expect(place.distanceUpper < 1e-12)
        #expect(place.sizeUpper >= delta && place.sizeUpper < delta * (1 + 1e-12))
        let moved = layout.place(ofTriple: 0, in: student, from: centre, radius: 1e-3)
        #expect(moved.distanceUpper > 2e-3 && moved.distanceUpper < 5e-3)
        // flipped neurons are the same place where flips leave no constant
        let flipped = try ChannelLayout(
            width: 3, dimension: 2, activation: .tanh, pairs: [],
            triples: [.init(neurons: [0, 1, 2], flipped: [1], sign: -1)], tie: .none, neuronAtZero: nil, groups: [])
        var mirrored = student
        for i in [2, 3, 7] { mirrored[i] = -mirrored[i] }
        #expect(
            flipped.place(ofTriple: 0, in: mirrored, from: centre, radius: 0).distanceUpper == place.distanceUpper)
    }
}
