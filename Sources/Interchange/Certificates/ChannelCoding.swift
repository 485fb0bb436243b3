import Certify
import Formats
import Networks
import Rigor

/// A `ChannelArgument` as JSON.
///
///     {"pairs": [{"neurons": [0, 3], "flipped": false}, ..],
///      "triples": [{"neurons": [1, 2, 5], "flipped": [2], "sign": -1}, ..],
///      "arms": [{"pair": 0, "second": true, "neurons": [4], "sign": -1, "spread": ..}, ..],
///      "tie": null | {"neuron_at_zero": 2, "pair": 0, "sign": 1} | {"leader": 0, "follower": 1, "sign": -1},
///      "groups": [[1], [2, 4]], "shares": [[lower, upper], ..], "tube_lengths": [..],
///      "limit": {"centre": [..], "radius": .., "gradient_norm": .., "spectral_gap": .., "lipschitz": [K0, K1, K2],
///      "basis": [..]}}
///
/// Whether the numbers describe a channel of the problem's students is for `ChannelArgument.conclude` to say.
public enum ChannelCoding {
    private static let argument = ObjectCoding<ChannelArgument>([
        .objects("pairs", \.pairs, pair, blank: ChannelArgument.Pair(first: 0, second: 0)),
        // certificates of earlier versions know no triples; none are left out
        .init(
            "triples", isOptional: true,
            encode: { $0.triples.isEmpty ? nil : .array($0.triples.map(triple.encode)) }
        ) { (argument, place) throws(FormatError) in
            argument.triples = try ExactNumberCoding.map(try place.elements()) { (place) throws(FormatError) in
                try triple.decode(place, into: ChannelArgument.Triple(neurons: [], sign: 1))
            }
        },
        .init(
            "arms", isOptional: true, encode: { $0.arms.isEmpty ? nil : .array($0.arms.map(arm.encode)) }
        ) { (argument, place) throws(FormatError) in
            argument.arms = try ExactNumberCoding.map(try place.elements()) { (place) throws(FormatError) in
                try arm.decode(
                    place, into: ChannelArgument.Arm(pair: 0, isSecond: false, neurons: [], sign: 1, spread: 1))
            }
        },
        .init("tie", encode: { encode($0.tie, neuronAtZero: $0.neuronAtZero) }) {
            (argument, place) throws(FormatError) in
            (argument.tie, argument.neuronAtZero) = try tie(place)
        },
        .init("groups", encode: { .array($0.groups.map(integers)) }) { (argument, place) throws(FormatError) in
            argument.groups = try ExactNumberCoding.map(try place.elements(), neurons)
        },
        .init("shares", encode: { .array($0.shares.map { ExactNumberCoding.encode($0) }) }) {
            (argument, place) throws(FormatError) in
            argument.shares = try ExactNumberCoding.map(try place.elements(), ExactNumberCoding.bounds)
        },
        .numbers("tube_lengths", \.tubeLengths) { $0.pairs.count + $0.triples.count },
        .object("limit", \.limit, IsolatedPointCoding.limit, blank: IsolatedPointCoding.blank),
    ])

    private static let pair = ObjectCoding<ChannelArgument.Pair>([
        .init("neurons", encode: { integers([$0.first, $0.second]) }) { (pair, place) throws(FormatError) in
            let members = try place.elements(count: 2)
            pair.first = try ExactNumberCoding.index(members[0])
            pair.second = try ExactNumberCoding.index(members[1])
        },
        .init("flipped", encode: { .bool($0.isFlipped) }) { (pair, place) throws(FormatError) in
            pair.isFlipped = try place.bool()
        },
    ])

    private static let triple = ObjectCoding<ChannelArgument.Triple>([
        .init("neurons", encode: { integers($0.neurons) }) { (triple, place) throws(FormatError) in
            triple.neurons = try ExactNumberCoding.map(try place.elements(count: 3), ExactNumberCoding.index)
        },
        .indices("flipped", \.flipped),
        .init("sign", encode: { .number(JSONNumber($0.sign)) }) { (triple, place) throws(FormatError) in
            triple.sign = try place.integer(in: -1...1)
        },
    ])

    private static let arm = ObjectCoding<ChannelArgument.Arm>([
        .index("pair", \.pair),
        .init("second", encode: { .bool($0.isSecond) }) { (arm, place) throws(FormatError) in
            arm.isSecond = try place.bool()
        },
        .indices("neurons", \.neurons),
        .init("sign", encode: { .number(JSONNumber($0.sign)) }) { (arm, place) throws(FormatError) in
            arm.sign = try place.integer(in: -1...1)
        },
        .number("spread", \.spread),
    ])

    public static func encode(_ argument: ChannelArgument) -> JSONValue { self.argument.encode(argument) }

    public static func decode(_ cursor: JSONCursor) throws(FormatError) -> ChannelArgument {
        try argument.decode(
            cursor,
            into: ChannelArgument(
                pairs: [], tie: .none, neuronAtZero: nil, groups: [], shares: [], limit: IsolatedPointCoding.blank,
                tubeLengths: []))
    }

    private static func integers(_ values: [Int]) -> JSONValue { .array(values.map { .number(JSONNumber($0)) }) }

    private static func neurons(_ cursor: JSONCursor) throws(FormatError) -> [Int] {
        try ExactNumberCoding.map(try cursor.elements(), ExactNumberCoding.index)
    }

    // MARK: Ties

    private static func encode(_ tie: ChannelTie, neuronAtZero: Int?) -> JSONValue {
        switch tie {
        case .none: .null
        case .neuronAtZero(let pair, let sign):
            [
                "neuron_at_zero": .number(JSONNumber(neuronAtZero ?? -1)), "pair": .number(JSONNumber(pair)),
                "sign": .number(JSONNumber(sign)),
            ]
        case .pairs(let leader, let follower, let sign):
            [
                "leader": .number(JSONNumber(leader)), "follower": .number(JSONNumber(follower)),
                "sign": .number(JSONNumber(sign)),
            ]
        }
    }

    private static func tie(_ cursor: JSONCursor) throws(FormatError) -> (ChannelTie, Int?) {
        if cursor.isNull { return (.none, nil) }
        let place = try cursor["sign"]
        let sign = try place.integer(in: -1...1)
        guard sign != 0 else { throw place.failure(expected: "1 or -1") }
        let index = ExactNumberCoding.index
        if try cursor.optional("neuron_at_zero") != nil {
            try cursor.rejectKeys(except: ["neuron_at_zero", "pair", "sign"])
            return (
                .neuronAtZero(pair: try index(try cursor["pair"]), sign: sign), try index(try cursor["neuron_at_zero"])
            )
        }
        try cursor.rejectKeys(except: ["leader", "follower", "sign"])
        return (
            .pairs(leader: try index(try cursor["leader"]), follower: try index(try cursor["follower"]), sign: sign),
            nil
        )
    }
}
