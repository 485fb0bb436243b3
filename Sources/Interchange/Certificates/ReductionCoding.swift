import Certify
import Formats
import Networks
import Rigor

/// A reduction of equal neurons and zero outputs as JSON, with every number it uses.
public enum ReductionCoding {
    private static let argument = ObjectCoding<ReductionArgument>([
        .init("flipped", isOptional: true, encode: { $0.flipped.isEmpty ? Optional.none : integers($0.flipped) }) {
            (argument, place) throws(FormatError) in
            argument.flipped = try ExactNumberCoding.map(try place.elements(), ExactNumberCoding.index)
        },
        .init(
            "constant_pair", isOptional: true,
            encode: { $0.constantPair.map { integers([$0.upright, $0.flipped]) } }
        ) { (argument, place) throws(FormatError) in
            let pair = try ExactNumberCoding.map(try place.elements(), ExactNumberCoding.index)
            guard pair.count == 2 else { throw place.failure(expected: "two neurons") }
            argument.constantPair = ReductionArgument.ConstantPair(upright: pair[0], flipped: pair[1])
        },
        .objects(
            "groups", \.groups, group,
            blank: ReductionArgument.Group(neurons: [], shares: [], curvatureBasis: [])),
        .objects(
            "zero_types", \.zeroTypes, zeroType,
            blank: ZeroTypeWitness(neuron: 0, weights: [], direction: [], halfLength: 0)),
        .init("narrow_point", encode: { $0.reduced.map(IsolatedPointCoding.narrow.encode) ?? .null }) {
            (argument, place) throws(FormatError) in
            argument.reduced =
                place.isNull ? nil : try IsolatedPointCoding.narrow.decode(place, into: IsolatedPointCoding.blank)
        },
        .init("curvature", encode: { encode($0.curvature) }) { (argument, place) throws(FormatError) in
            argument.curvature = try curvature(place)
        },
    ])

    private static let group = ObjectCoding<ReductionArgument.Group>([
        .indices("neurons", \.neurons), .exact("shares", \.shares),
        .init(
            "slope_outputs", isOptional: true,
            encode: { $0.slopeOutputs.isEmpty ? Optional.none : integers($0.slopeOutputs) }
        ) { (group, place) throws(FormatError) in
            group.slopeOutputs = try ExactNumberCoding.map(try place.elements(), ExactNumberCoding.index)
        },
        .numbers("curvature_basis", \.curvatureBasis),
    ])

    private static let zeroType = ObjectCoding<ZeroTypeWitness>([
        .index("neuron", \.neuron), .exact("weights", \.weights), .numbers("direction", \.direction),
        .number("half_length", \.halfLength),
    ])

    private static let slice = ObjectCoding<SliceWitness>([
        .number("radius", \.radius), .number("lipschitz_hessian", \.hessianLipschitz), .numbers("basis", \.basis),
    ])

    public static func encode(_ argument: ReductionArgument) -> JSONValue { self.argument.encode(argument) }

    /// Reads what `encode` writes, strictly. Dimensions against a landscape are verified when the argument is
    /// concluded.
    public static func decode(_ cursor: JSONCursor) throws(FormatError) -> ReductionArgument {
        try argument.decode(
            cursor, into: ReductionArgument(groups: [], zeroTypes: [], reduced: nil, curvature: .endOfSaddleLine))
    }

    private static func integers(_ values: [Int]) -> JSONValue { .array(values.map { .number(JSONNumber($0)) }) }

    // MARK: Curvature

    private static func encode(_ curvature: ReductionArgument.Curvature) -> JSONValue {
        switch curvature {
        case .saddle(let basis):
            .object([("saddle", .object([("basis", basis.map { ExactNumberCoding.encode($0) })]))])
        case .minimum(let slice): ["minimum": self.slice.encode(slice)]
        case .endOfSaddleLine: ["end_of_saddle_line": true]
        }
    }

    private static func curvature(_ cursor: JSONCursor) throws(FormatError) -> ReductionArgument.Curvature {
        if let saddle = try cursor.optional("saddle") {
            try cursor.rejectKeys(except: ["saddle"])
            try saddle.rejectKeys(except: ["basis"])
            return .saddle(
                basis: try saddle.optional("basis").map { (place) throws(FormatError) in
                    try ExactNumberCoding.doubles(place)
                })
        }
        if let end = try cursor.optional("end_of_saddle_line") {
            try cursor.rejectKeys(except: ["end_of_saddle_line"])
            guard try end.bool() else { throw end.failure(expected: "true") }
            return .endOfSaddleLine
        }
        try cursor.rejectKeys(except: ["minimum"])
        return .minimum(
            try slice.decode(
                try cursor["minimum"], into: SliceWitness(radius: 0, hessianLipschitz: 0)))
    }
}
