import Certify
import Formats
import Interchange
import Rigor
import Testing

@testable import Networks

/// Wrong witnesses and overstated verdicts must be refused.
@Suite struct ChannelMutationTests {
    private typealias Change = (name: String, apply: (inout ChannelArgument) -> Void)

    @Test func mutatedWitnesses() throws {
        let limit = ChannelLimit.known[0], student = limit.student(eps: 1.0 / 512)
        let (argument, _) = try ChannelArgumentTests.proved(limit.width, student)
        let context = ChannelArgumentTests.context(limit.width, student)
        _ = try argument.conclude(in: context)
        let order = argument.limit.centre.count
        #expect(argument.limit.basis == nil)
        let changes: [Change] = [
            ("tube too long", { $0.tubeLengths[0] = 1 }),
            ("no tube", { $0.tubeLengths[0] = 0 }),
            ("negative tube", { $0.tubeLengths[0] = -0.001 }),
            ("infinite tube", { $0.tubeLengths[0] = .infinity }),
            ("NaN tube", { $0.tubeLengths[0] = .nan }),
            ("lengths missing", { $0.tubeLengths = [] }),
            ("centre moved", { $0.limit.centre[0] = $0.limit.centre[0] + (Dyadic(exactly: 1e-5) ?? .zero) }),
            ("centre too short", { $0.limit.centre.removeLast() }),
            ("gap overstated", { $0.limit.spectralGap *= 2 }),
            ("gradient understated", { $0.limit.gradientNorm = 0 }),
            ("Lipschitz constant understated", { $0.limit.lipschitz.hessian /= 8 }),
            ("radius too large", { $0.limit.radius *= 16 }),
            ("negative radius", { $0.limit.radius = -1 }),
            ("NaN radius", { $0.limit.radius = .nan }),
            ("basis singular", { $0.limit.basis = [Double](repeating: 0, count: order * order) }),
            ("basis too short", { $0.limit.basis = [Double](repeating: 1, count: order * order - 1) }),
            ("one neuron twice", { $0.pairs[0].second = $0.pairs[0].first }),
            ("a neuron that does not exist", { $0.pairs[0].second = 7 }),
            (
                "another pair",
                {
                    $0 = with($0) {
                        $0.pairs[0].first = $0.groups[0][0]
                        $0.groups[0][0] = 2
                    }
                }
            ),
            ("a group missing", { $0.groups.removeLast() }),
            ("an empty group", { $0.groups.append([]) }),
            ("groups joined", { $0.groups = [$0.groups.flatMap { $0 }] }),
            ("a share too many", { $0.shares.append(Bounds(lower: 0, upper: 1)) }),
            ("a flip without a tie", { $0.pairs[0].isFlipped = true }),
            ("a tie without a flip", { $0.tie = .neuronAtZero(pair: 0, sign: 1) }),
            ("a neuron at 0 without a tie", { $0.neuronAtZero = $0.groups.removeLast()[0] }),
            ("an index out of range in the tie", { $0.tie = .neuronAtZero(pair: 3, sign: 1) }),
            ("a pair that follows itself", { $0.tie = .pairs(leader: 0, follower: 0, sign: 1) }),
        ]
        for change in changes where change.name != "another pair" {
            var mutated = argument
            change.apply(&mutated)
            #expect(throws: Refusal.self, "\(change.name)") { try mutated.conclude(in: context) }
        }
        // another pair describes another candidate position: still a theorem, but far away from the candidate
        var renamed = argument
        changes.first { $0.name == "another pair" }?.apply(&renamed)
        if case .minimumAtInfinity(let verdict) = try? renamed.conclude(in: context) {
            #expect(verdict.tubeDistanceUpper > 0.1 && verdict.structure.hasSuffix("outside the tube"))
        }
        // another landscape
        let wider = ProofContext(
            landscape: TwoLayerLandscape(problem: .reference, width: 5),
            candidate: context.candidate + [.zero, .zero, .zero],
            precision: context.precision, reference: context.reference)
        #expect(throws: Refusal.self) { try argument.conclude(in: wider) }
    }

    /// Flips use symmetries the activation really has; for an odd one a flipped neuron is the same network.
    @Test func flips() throws {
        let student = [0.5, 0.25, -0.75, -0.375, 1, 0.5, 8, 9, -0.5].map { Dyadic(exactly: $0)! }
        let plain = [0.5, 0.25, 0.75, 0.375, 1, 0.5, 8, -9, -0.5].map { Dyadic(exactly: $0)! }
        func layout(_ activation: Activation, isFlipped: Bool, _ tie: ChannelTie = .none) throws -> ChannelLayout {
            try ChannelLayout(
                width: 3, dimension: 2, activation: activation,
                pairs: [.init(first: 0, second: 1, isFlipped: isFlipped)], tie: tie,
                neuronAtZero: nil, groups: [[2]])
        }
        for activation in [Activation.tanh, .erf] {
            let flipped = try layout(activation, isFlipped: true).position(of: student)
            let same = try layout(activation, isFlipped: false).position(of: plain)
            #expect(flipped.limit == same.limit && flipped.halfDifferences == same.halfDifferences)
            #expect(throws: Refusal.self) { try layout(activation, isFlipped: true, .neuronAtZero(pair: 0, sign: 1)) }
        }
        for activation in [Activation.sigmoid, .softplus, .exp, .sigmoidSoftplus] {
            #expect(throws: Refusal.self, "\(activation)") { try layout(activation, isFlipped: true) }
        }
    }

    private func with(_ argument: ChannelArgument, _ change: (inout ChannelArgument) -> Void) -> ChannelArgument {
        var copy = argument
        change(&copy)
        return copy
    }

    @Test func overstatedVerdicts() throws {
        let limit = ChannelLimit.known[0], student = limit.student(eps: 1.0 / 512)
        let (argument, verdict) = try ChannelArgumentTests.proved(limit.width, student)
        guard case .minimumAtInfinity(let stated) = verdict else { throw ChannelArgumentTests.NotProved() }
        let check = CertificateCheck(landscape: TwoLayerLandscape(problem: .reference, width: limit.width))
        try check.check(ChannelArgumentTests.certificate(student, argument, verdict))
        let changes: [(String, (inout LimitAtInfinity) -> Void)] = [
            ("longer tube", { $0.tubeLength *= 1.01 }),
            ("smaller distance", { $0.tubeDistanceUpper *= 0.9 }),
            ("narrower loss", { $0.limitLoss = Bounds(lower: $0.limitLoss.upper, upper: $0.limitLoss.upper) }),
            ("another loss", { $0.limitLoss = Bounds(lower: 0, upper: 1e-6) }),
            ("another eigenvalue", { $0.smallestEigenvalue = Bounds(lower: 1, upper: 2) }),
            ("a distance beyond what is attributed", { $0.tubeDistanceUpper = 0.1001 * $0.tubeScale }),
            ("a larger scale", { $0.tubeScale *= 2 }),
            ("another structure", { $0.structure = "neurons 1, 2 merge" }),
        ]
        for (name, change) in changes {
            var mutated = stated
            change(&mutated)
            #expect(throws: Refusal.self, "\(name)") {
                try check.check(ChannelArgumentTests.certificate(student, argument, .minimumAtInfinity(mutated)))
            }
        }
        var unproved = ChannelArgumentTests.certificate(student, argument, verdict)
        unproved.reference = nil
        #expect(throws: Refusal.self, "non-global without a reference") { try check.check(unproved) }
        // a minimum at finite parameters is another verdict
        let point = CriticalPoint(
            loss: stated.limitLoss, gradientNormUpper: 0, smallestEigenvalue: stated.smallestEigenvalue, indexLower: 0,
            indexUpper: 0,
            nullity: 0, isIsolated: true, distanceUpper: stated.tubeDistanceUpper, isProvedNonGlobal: true)
        #expect(throws: Refusal.self) {
            try check.check(ChannelArgumentTests.certificate(student, argument, .localMinimum(point, .nonGlobal)))
        }
    }

    /// Certificates come back as they were written, for every kind of tie.
    @Test func coding() throws {
        for limit in [ChannelLimit.known[0], ChannelLimit.known[4]] {
            let student = limit.student(eps: 1.0 / 512)
            let (argument, _) = try ChannelArgumentTests.proved(limit.width, student)
            let value = ChannelCoding.encode(argument)
            let text = value.serialized()
            let back = try ChannelCoding.decode(
                JSONCursor(try JSONValue.parse(bytes: Array(text.utf8), file: "test"), file: "test"))
            #expect(ChannelCoding.encode(back).serialized() == text)
            _ = try back.conclude(in: ChannelArgumentTests.context(limit.width, student))
            guard case .object(let object) = value else { continue }
            for key in object.keys {
                var broken = object
                broken[key] = nil
                #expect(throws: FormatError.self) {
                    try ChannelCoding.decode(JSONCursor(.object(broken), file: "test"))
                }
                broken[key] = "?"
                #expect(throws: FormatError.self) {
                    try ChannelCoding.decode(JSONCursor(.object(broken), file: "test"))
                }
            }
            var extra = object
            extra["surprise"] = 1
            #expect(throws: FormatError.self) { try ChannelCoding.decode(JSONCursor(.object(extra), file: "test")) }
        }
        var tied = try ChannelArgumentTests.proved(4, ChannelLimit.known[0].student(eps: 1.0 / 512)).argument
        tied.tie = .pairs(leader: 0, follower: 1, sign: -1)
        tied.shares = [Bounds(lower: 0.25, upper: 0.5)]
        let text = ChannelCoding.encode(tied)
        #expect(ChannelCoding.encode(try ChannelCoding.decode(JSONCursor(text, file: "test"))) == text)
    }
}
