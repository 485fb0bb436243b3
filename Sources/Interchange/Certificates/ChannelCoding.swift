import Certify
import Formats
import Networks
import Rigor

/// A `ChannelArgument` as JSON.
///
///     {"pairs": [{"neurons": [0, 3], "flipped": false}, ..],
///      "tie": null | {"neuron_at_zero": 2, "pair": 0, "sign": 1} | {"leader": 0, "follower": 1, "sign": -1},
///      "groups": [[1], [2, 4]], "shares": [[lower, upper], ..], "tube_lengths": [..],
///      "limit": {"centre": [..], "radius": .., "gradient_norm": .., "spectral_gap": .., "lipschitz": [K0, K1, K2], "basis": [..]}}
///
/// Whether the numbers describe a channel of the problem's students is for `ChannelArgument.conclude` to say.
public enum ChannelCoding {
    public static func encode(_ argument: ChannelArgument) -> JSONValue {
        [
            "pairs": .array(argument.pairs.map { pair in
                ["neurons": integers([pair.first, pair.second]), "flipped": .bool(pair.isFlipped)]
            }),
            "tie": encode(argument.tie, neuronAtZero: argument.neuronAtZero),
            "groups": .array(argument.groups.map(integers)),
            "shares": .array(argument.shares.map { ExactNumberCoding.encode($0) }),
            "tube_lengths": ExactNumberCoding.encode(argument.tubeLengths),
            "limit": encode(argument.limit),
        ]
    }

    private static func integers(_ values: [Int]) -> JSONValue { .array(values.map { .number(JSONNumber($0)) }) }

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

    private static func encode(_ witness: IsolatedPointWitness) -> JSONValue {
        [
            "centre": ExactNumberCoding.encode(witness.centre),
            "radius": ExactNumberCoding.encode(witness.radius),
            "gradient_norm": ExactNumberCoding.encode(witness.gradientNorm),
            "spectral_gap": ExactNumberCoding.encode(witness.spectralGap),
            "lipschitz": ExactNumberCoding.encode([
                witness.lipschitz.loss, witness.lipschitz.gradient, witness.lipschitz.hessian,
            ]),
            "basis": ExactNumberCoding.encode(witness.basis),
        ]
    }

    public static func decode(_ cursor: JSONCursor) throws(FormatError) -> ChannelArgument {
        try cursor.rejectKeys(except: ["pairs", "tie", "groups", "shares", "tube_lengths", "limit"])
        let pairs = try ExactNumberCoding.map(try cursor["pairs"].elements(), pair)
        let (tie, neuronAtZero) = try tie(try cursor["tie"])
        return ChannelArgument(
            pairs: pairs, tie: tie, neuronAtZero: neuronAtZero,
            groups: try ExactNumberCoding.map(try cursor["groups"].elements(), neurons),
            shares: try ExactNumberCoding.map(try cursor["shares"].elements(), ExactNumberCoding.bounds),
            limit: try witness(try cursor["limit"]),
            tubeLengths: try ExactNumberCoding.doubles(try cursor["tube_lengths"], count: pairs.count))
    }

    private static func pair(_ cursor: JSONCursor) throws(FormatError) -> ChannelArgument.Pair {
        try cursor.rejectKeys(except: ["neurons", "flipped"])
        let members = try cursor["neurons"].elements(count: 2)
        return ChannelArgument.Pair(
            first: try index(members[0]), second: try index(members[1]), isFlipped: try cursor["flipped"].bool())
    }

    private static func index(_ cursor: JSONCursor) throws(FormatError) -> Int { try cursor.integer(in: 0...1_000_000) }

    private static func neurons(_ cursor: JSONCursor) throws(FormatError) -> [Int] {
        try ExactNumberCoding.map(try cursor.elements(), index)
    }

    private static func tie(_ cursor: JSONCursor) throws(FormatError) -> (ChannelTie, Int?) {
        if cursor.isNull { return (.none, nil) }
        let place = try cursor["sign"]
        let sign = try place.integer(in: -1...1)
        guard sign != 0 else { throw place.failure(expected: "1 or -1") }
        if try cursor.optional("neuron_at_zero") != nil {
            try cursor.rejectKeys(except: ["neuron_at_zero", "pair", "sign"])
            return (.neuronAtZero(pair: try index(try cursor["pair"]), sign: sign), try index(try cursor["neuron_at_zero"]))
        }
        try cursor.rejectKeys(except: ["leader", "follower", "sign"])
        return (.pairs(leader: try index(try cursor["leader"]), follower: try index(try cursor["follower"]), sign: sign), nil)
    }

    private static func witness(_ cursor: JSONCursor) throws(FormatError) -> IsolatedPointWitness {
        try cursor.rejectKeys(except: ["centre", "radius", "gradient_norm", "spectral_gap", "lipschitz", "basis"])
        let centre = try ExactNumberCoding.dyadics(try cursor["centre"])
        let constants = try ExactNumberCoding.doubles(try cursor["lipschitz"], count: 3)
        return IsolatedPointWitness(
            centre: centre, radius: try ExactNumberCoding.double(try cursor["radius"]),
            gradientNorm: try ExactNumberCoding.double(try cursor["gradient_norm"]),
            spectralGap: try ExactNumberCoding.double(try cursor["spectral_gap"]),
            lipschitz: LipschitzConstants(loss: constants[0], gradient: constants[1], hessian: constants[2]),
            basis: try ExactNumberCoding.doubles(try cursor["basis"], count: centre.count * centre.count))
    }
}
