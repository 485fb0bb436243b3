import Certify
import Formats
import Networks
import Rigor

/// A reduction of equal neurons and zero outputs as JSON, with every number it uses. Dimensions against a landscape are
/// verified when the argument is concluded.
public enum ReductionCoding {
    public static func encode(_ argument: ReductionArgument) -> JSONValue { coding.encode(argument) }

    /// Reads what `encode` writes, strictly.
    public static func decode(_ cursor: JSONCursor) throws(FormatError) -> ReductionArgument {
        try coding.decode(cursor)
    }

    static let coding = ObjectCoding<ReductionArgument>(
        blank: ReductionArgument(groups: [], zeroTypes: [], reduced: nil, curvature: .endOfSaddleLine),
        [
            .indicesIfAny("flipped", \.flipped),
            .member(
                "constant_pair", \.constantPair, isOptional: true,
                { $0.map { ExactNumberCoding.encode(indices: [$0.upright, $0.flipped]) } }
            ) { (place) throws(FormatError) in
                let pair = try ExactNumberCoding.map(try place.elements(), ExactNumberCoding.index)
                guard pair.count == 2 else { throw place.failure(expected: "two neurons") }
                return ReductionArgument.ConstantPair(upright: pair[0], flipped: pair[1])
            },
            .objects("groups", \.groups, group), .objects("zero_types", \.zeroTypes, zeroType),
            .nullable("narrow_point", \.reduced, IsolatedPointCoding.narrow),
            .member("curvature", \.curvature, { encode($0) }, { (place) throws(FormatError) in try curvature(place) }),
        ])

    private static let group = ObjectCoding<ReductionArgument.Group>(
        blank: ReductionArgument.Group(neurons: [], shares: [], curvatureBasis: []),
        [
            .indices("neurons", \.neurons), .exact("shares", \.shares), .indicesIfAny("slope_outputs", \.slopeOutputs),
            .numbers("curvature_basis", \.curvatureBasis),
        ])

    private static let zeroType = ObjectCoding<ZeroTypeWitness>(
        blank: ZeroTypeWitness(neuron: 0, weights: [], direction: [], halfLength: 0),
        [
            .index("neuron", \.neuron), .exact("weights", \.weights), .numbers("direction", \.direction),
            .number("half_length", \.halfLength),
        ])

    private static let slice = ObjectCoding<SliceWitness>(
        blank: SliceWitness(radius: 0, hessianLipschitz: 0),
        [.number("radius", \.radius), .number("lipschitz_hessian", \.hessianLipschitz), .numbers("basis", \.basis)])

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
        return .minimum(try slice.decode(try cursor["minimum"]))
    }
}
