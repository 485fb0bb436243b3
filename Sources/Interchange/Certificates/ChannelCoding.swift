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
    public static func encode(_ argument: ChannelArgument) -> JSONValue { coding.encode(argument) }

    /// Reads what `encode` writes, strictly.
    public static func decode(_ cursor: JSONCursor) throws(FormatError) -> ChannelArgument { try coding.decode(cursor) }

    static let coding = ObjectCoding<ChannelArgument>(
        blank: ChannelArgument(
            pairs: [], tie: .none, neuronAtZero: nil, groups: [], shares: [], limit: IsolatedPointCoding.blank,
            tubeLengths: []),
        [
            .objects("pairs", \.pairs, pair),
            // certificates of earlier versions know neither triples nor arms; none are left out
            .objectsIfAny("triples", \.triples, triple), .objectsIfAny("arms", \.arms, arm),
            .init("tie", encode: { encode($0.tie, neuronAtZero: $0.neuronAtZero) }) {
                (argument, place) throws(FormatError) in
                (argument.tie, argument.neuronAtZero) = try tie(place)
            },
            .member("groups", \.groups, { .array($0.map { ExactNumberCoding.encode(indices: $0) }) }) {
                (place) throws(FormatError) in
                try ExactNumberCoding.map(try place.elements(), neurons)
            },
            .member("shares", \.shares, { .array($0.map { ExactNumberCoding.encode($0) }) }) {
                (place) throws(FormatError) in
                try ExactNumberCoding.map(try place.elements(), ExactNumberCoding.bounds)
            },
            .numbers("tube_lengths", \.tubeLengths) { $0.pairs.count + $0.triples.count },
            .object("limit", \.limit, IsolatedPointCoding.limit),
        ])

    private static let pair = ObjectCoding<ChannelArgument.Pair>(
        blank: ChannelArgument.Pair(first: 0, second: 0),
        [
            .init("neurons", encode: { ExactNumberCoding.encode(indices: [$0.first, $0.second]) }) {
                (pair, place) throws(FormatError) in
                let members = try place.elements(count: 2)
                pair.first = try ExactNumberCoding.index(members[0])
                pair.second = try ExactNumberCoding.index(members[1])
            },
            .flag("flipped", \.isFlipped),
        ])

    private static let triple = ObjectCoding<ChannelArgument.Triple>(
        blank: ChannelArgument.Triple(neurons: [], sign: 1),
        [
            .indices("neurons", \.neurons, count: 3), .indices("flipped", \.flipped),
            .integer("sign", \.sign, in: -1...1),
        ])

    private static let arm = ObjectCoding<ChannelArgument.Arm>(
        blank: ChannelArgument.Arm(pair: 0, isSecond: false, neurons: [], sign: 1, spread: 1),
        [
            .index("pair", \.pair), .flag("second", \.isSecond), .indices("neurons", \.neurons),
            .integer("sign", \.sign, in: -1...1), .number("spread", \.spread),
        ])

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
