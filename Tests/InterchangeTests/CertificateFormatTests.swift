import Certify
import Formats
import Foundation
import Gaussian
import Networks
import Rigor
import Testing

@testable import Interchange

/// `CertificateFormat.md` names every key that is written.
@Suite struct CertificateFormatTests {
    static func page() throws -> String {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(
            contentsOf: root.appendingPathComponent("Sources/Interchange/CertificateFormat.md"), encoding: .utf8)
    }

    /// Keys of all objects in a value.
    static func keys(_ value: JSONValue) -> Set<String> {
        switch value {
        case .object(let object): object.members.reduce(into: []) { $0.formUnion(keys($1.value).union([$1.key])) }
        case .array(let elements): elements.reduce(into: []) { $0.formUnion(keys($1)) }
        case .null, .bool, .number, .string: []
        }
    }

    static func expect(_ names: some Sequence<String>, _ what: String) throws {
        let page = try Self.page()
        for name in names { #expect(page.contains("`\(name)`") || page.contains("`\"\(name)\"`"), "\(what): \(name)") }
    }

    @Test func certificates() throws {
        let samples = [
            Sample.minimum, Sample.saddle, Sample.notCritical, Sample.reference, Sample.twoOutputs, Sample.gaussianReLU,
            Sample.interpolation, Sample.dense, Sample.noLocalMinimum, Sample.symmetricReLU,
        ]
        for record in samples { try Self.expect(Self.keys(record.json), record.certificate.verdict.name) }
        // keys that are there for special values only
        var record = Sample.notCritical
        record.certificate.attribution = Attribution(relative: 1e-3)
        record.certificate.approximateEscape = "channel"
        record.certificate.rungs = [Rung(bits: 53, failure: "why")]
        record.certificate.candidateEnclosure?.bits = 256
        let keys = Self.keys(record.json)
        #expect(keys.isSuperset(of: ["attribution", "approximate_escape", "rungs", "failure", "seal", "seconds"]))
        try Self.expect(keys, "special values")
    }

    @Test func verdicts() throws {
        let bounds = Bounds(lower: 0, upper: 1)
        let point = CriticalPoint(
            loss: bounds, gradientNormUpper: 1, smallestEigenvalue: bounds, indexLower: 0, indexUpper: 0, nullity: 0,
            isIsolated: true, distanceUpper: 0, isProvedNonGlobal: false, level: 0, uniquenessRadius: 1,
            largestEigenvalue: bounds, learningCoefficient: LearningCoefficient(.one))
        let infinity = LimitAtInfinity(
            limitLoss: bounds, smallestEigenvalue: bounds, tubeLength: 1, tubeDistanceUpper: 1, structure: "",
            isProvedNonGlobal: false)
        let ball = NotCritical(radius: 1, loss: bounds, gradientNormUpper: 1)
        let verdicts: [Verdict] = [
            .localMinimum(point, .open), .globalMinimum(point), .saddle(point), .endOfSaddleLine(point, saddleIndex: 1),
            .minimumAtInfinity(infinity), .saddleAtInfinity(infinity), .notCritical(ball, nearest: .saddle(point)),
            .noLocalMinimum(NoLocalMinimum(radius: 1, curvatureUpper: -1, loss: bounds)),
            .undecided(.refinementRanAway(distance: 1, excludedRadius: 0, requiredRadius: 1)),
            .undecided(.signsOpen(positive: 1, negative: 1, order: 3, smallest: bounds)),
            .undecided(.existenceOpen("why", excludedRadius: 0, requiredRadius: 1)), .undecided(.structureOpen("what")),
            .undecided(
                .nearestIsFar(
                    .saddle, distance: 1, attribution: 1, detail: "", excludedRadius: 0, requiredRadius: 1)),
            .undecided(.evaluation(.outOfRange("a"))),
        ]
        for verdict in verdicts {
            try Self.expect(Self.keys(VerdictCoding.encode(verdict)), verdict.name)
            if case .undecided(let reason) = verdict { try Self.expect([reason.code.rawValue], "code") }
        }
        try Self.expect(RunRecord.Kind.allCases.map(\.name), "names of verdicts")
        try Self.expect(Globality.allCases.map(\.rawValue), "globality")
        try Self.expect(Float64Claim.allCases.map(\.rawValue), "audit")
    }

    @Test func arguments() throws {
        let witness = IsolatedPointWitness(
            centre: [.zero, .zero], radius: 1, gradientNorm: 0, spectralGap: 1,
            lipschitz: LipschitzConstants(loss: 1, gradient: 1, hessian: 1), basis: [1, 0, 0, 1])
        let group = ReductionArgument.Group(neurons: [0, 1], shares: [Dyadic(2), Dyadic(-1)], curvatureBasis: [1])
        let zero = ZeroTypeWitness(neuron: 2, weights: [.zero], direction: [1], halfLength: 1)
        let curvatures: [ReductionArgument.Curvature] = [
            .saddle(basis: [1]), .minimum(SliceWitness(radius: 1, hessianLipschitz: 1, basis: [1])), .endOfSaddleLine,
        ]
        let ties: [(ChannelTie, Int?)] = [
            (.none, nil), (.neuronAtZero(pair: 0, sign: 1), 2), (.pairs(leader: 0, follower: 1, sign: -1), nil),
        ]
        let pair = ChannelArgument.Pair(first: 0, second: 1)
        let structured: [any StructuredArgument] =
            curvatures.map {
                ReductionArgument(groups: [group], zeroTypes: [zero], reduced: witness, curvature: $0, flipped: [1])
            }
            + ties.map {
                ChannelArgument(
                    pairs: [pair], tie: $0, neuronAtZero: $1, groups: [[3, 4]], shares: [Bounds(lower: 0, upper: 1)],
                    limit: witness, tubeLengths: [1])
            } + [
                ChannelArgument(
                    pairs: [pair], triples: [.init(neurons: [2, 3, 4], flipped: [3], sign: -1)],
                    arms: [.init(pair: 0, isSecond: true, neurons: [5], sign: 1, spread: 1)], tie: .none,
                    neuronAtZero: nil, groups: [], shares: [], limit: witness, tubeLengths: [1, 1]),
                GaussianReLUGlobalMinimum(targets: [0], multiples: [Dyadic(1)]),
                SymmetricReLUArgument(
                    parts: [1], neurons: [0], coordinates: [0], centre: [Dyadic(1)], radius: 1),
                InterpolationArgument(
                    centre: [.zero], radius: 1, residualNorm: 0, inverseNorm: 1, contraction: 0.5, step: 0,
                    rightInverse: [1]),
            ]
        let several = ReductionArgument.Group(
            neurons: [0, 1], shares: [Dyadic(2), Dyadic(-1)], slopeOutputs: [1], curvatureBasis: [1])
        let outputs = ReductionArgument(
            groups: [several], zeroTypes: [], reduced: nil, curvature: .endOfSaddleLine, flipped: [1],
            constantPair: .init(upright: 0, flipped: 1))
        let dependent = DependentInputs(inputs: [DependentInputs.Input(coordinate: 1, coefficients: [Rational(2)])])
        let quotients: [any StructuredArgument] = [
            DependentInputsArgument(dependent: dependent, inner: .isolatedPoint(witness)),
            DependentInputsArgument(dependent: dependent, inner: .structured(outputs)),
        ]
        for argument in structured + quotients {
            try Self.expect(Self.keys(ArgumentCoding.encode(.structured(argument))), argument.kindName)
        }
        // what is absent is left out, and not null
        let plain = ReductionArgument(groups: [group], zeroTypes: [], reduced: nil, curvature: .endOfSaddleLine)
        let text = ReductionCoding.encode(plain).serialized()
        #expect(text.hasPrefix(#"{"groups":[{"neurons":[0,1],"shares":[[1,1],[-1,0]],"curvature_basis":[[1,0]]}]"#))
        #expect(text.hasSuffix(#","zero_types":[],"narrow_point":null,"curvature":{"end_of_saddle_line":true}}"#))
        try Self.expect(KnownArgument.Kind.allCases.map(\.rawValue), "kinds")
        try Self.expect(
            ["weights", "outputs", "basis", "uniqueness", "isolation_basis", "lipschitz"], "exact global minima")
        try Self.expect(Self.keys(ArgumentCoding.encode(.none)), "none")
        let references: [Reference] = [
            .infimumZero(.zeroByRealizingTeacher), .infimumZero(.zeroByConstruction("why")),
            .point([.zero], lossUpper: 1),
        ]
        for reference in references { try Self.expect(Self.keys(ArgumentCoding.encode(reference)), "reference") }
    }

    @Test func filesOfARun() throws {
        let folder = RunDirectory(path: NSTemporaryDirectory() + "format-\(UUID().uuidString)")
        try folder.create()
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        try folder.write(
            RunDirectory.Description(
                source: Sample.source,
                conventions: CandidateConventions(axes: .inputsNeurons, bias: .none, loss: .halfMean),
                problemHash: Sample.minimum.problemHash, width: 2, candidateCount: 1, maximumPrecision: 256,
                radius: 1e-6))
        let text = try String(contentsOfFile: folder.descriptionPath, encoding: .utf8)
        try Self.expect(Self.keys(try JSONValue.parse(bytes: Array(text.utf8), file: "run.json")), "run.json")
        try Self.expect(VerdictTable.columns, "verdicts.csv")
        try Self.expect(Self.keys(Sample.reference.problem.encoded), "problem.json")
    }

    /// The hash of the page's recipe is the hash of the program: compact text, keys as they stand, nothing escaped but
    /// what must be.
    @Test func textOfTheProblem() throws {
        let text = Sample.minimum.problem.encoded.serialized()
        #expect(
            text.hasPrefix(
                #"{"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"sigmoid","#))
        #expect(!text.contains(" ") && text.contains(#""-2/5""#))
        #expect(SHA256.hexDigest(of: text) == Sample.minimum.problemHash)
    }
}
