import Certify
import Formats
import Interchange
import Rigor
import Search
import Testing

@testable import Networks

/// A pair one of whose diverging neurons is split into two.
@Suite struct ArmArgumentTests {
    /// Width 4, end point 227 of the campaign: neurons 0 and 3 share the output that neuron 1 cancels.
    static let student = [
        0.6525709038276412, 0.6662675915040889, 0.6527046066743649, 0.6651515777490243,
        -0.6732810056769835, 0.47234859150953373, 0.6525709033903823, 0.6662675952178597,
        -73.50117028262433, 145.96507033503698, -0.5965092355726395, -71.86743039116702,
    ]

    @Test func splitArm() throws {
        let (argument, verdict) = try ChannelArgumentTests.proved(4, Self.student)
        guard case .minimumAtInfinity(let limit) = verdict else { throw ChannelArgumentTests.NotProved() }
        #expect(argument.pairs.count == 1 && argument.arms.count == 1 && argument.groups == [[2]])
        #expect(limit.structure.contains("in a tube that narrows like eps^(3/2) around equal weights"))
        #expect(abs(limit.limitLoss.lower - 1.298e-4) < 1e-7 && limit.tubeDistanceUpper < 0.01)
        let check = CertificateCheck(landscape: TwoLayerLandscape(problem: .reference, width: 4))
        try check.check(ChannelArgumentTests.certificate(Self.student, argument, verdict))
        let text = ChannelCoding.encode(argument).serialized()
        let cursor = JSONCursor(try JSONValue.parse(bytes: Array(text.utf8), file: "test"), file: "test")
        #expect(ChannelCoding.encode(try ChannelCoding.decode(cursor)).serialized() == text)
    }

    @Test func mutations() throws {
        let (argument, _) = try ChannelArgumentTests.proved(4, Self.student)
        let context = ChannelArgumentTests.context(4, Self.student)
        _ = try argument.conclude(in: context)
        let changes: [(name: String, apply: (inout ChannelArgument) -> Void)] = [
            ("the other sign", { $0.arms[0].sign = -$0.arms[0].sign }),
            ("no sign", { $0.arms[0].sign = 0 }),
            ("the other neuron of the pair", { $0.arms[0].isSecond.toggle() }),
            ("a pair that is not there", { $0.arms[0].pair = 1 }),
            ("nobody", { $0.arms[0].neurons = [] }),
            ("twice", { $0.arms.append($0.arms[0]) }),
            ("a neuron of the rest", { $0.arms[0].neurons = [2] }),
            ("a spread that is too large", { $0.arms[0].spread = 64 }),
            ("no spread", { $0.arms[0].spread = 0 }),
            ("infinite spread", { $0.arms[0].spread = .infinity }),
            ("tube too long", { $0.tubeLengths[0] = 1 }),
            ("left out", { $0.arms = [] }),
        ]
        for change in changes {
            var mutated = argument
            change.apply(&mutated)
            #expect(throws: Refusal.self, "\(change.name)") { try mutated.conclude(in: context) }
        }
        // outputs of both signs are no shares
        var mixed = Self.student
        mixed[8] -= 150
        mixed[11] += 150
        #expect(throws: Refusal.self) { try argument.conclude(in: ChannelArgumentTests.context(4, mixed)) }
        // members far from each other are far from the limit
        var apart = Self.student
        let member = try #require(argument.arms[0].neurons.first)
        apart[2 * member] += 0.25
        let verdict = try argument.conclude(in: ChannelArgumentTests.context(4, apart))
        #expect(try #require(verdict.limitAtInfinity).tubeDistanceUpper > 0.25)
    }
}
