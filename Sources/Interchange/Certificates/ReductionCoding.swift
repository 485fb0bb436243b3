import Certify
import Formats
import Networks
import Rigor

/// A reduction of equal neurons and zero outputs as JSON, with every number it uses.
public enum ReductionCoding {
    public static func encode(_ argument: ReductionArgument) -> JSONValue {
        let curvature: JSONValue
        switch argument.curvature {
        case .saddle(let basis): curvature = ["saddle": ["basis": ExactNumberCoding.encode(basis)]]
        case .minimum(let slice):
            curvature = [
                "minimum": [
                    "radius": ExactNumberCoding.encode(slice.radius),
                    "lipschitz_hessian": ExactNumberCoding.encode(slice.hessianLipschitz),
                    "basis": ExactNumberCoding.encode(slice.basis),
                ]
            ]
        case .endOfSaddleLine: curvature = ["end_of_saddle_line": true]
        }
        let flipped = argument.flipped.map { JSONValue.number(JSONNumber($0)) }
        return .object([
            ("flipped", flipped.isEmpty ? Optional.none : .array(flipped)),
            ("groups", .array(argument.groups.map(encode))), ("zero_types", .array(argument.zeroTypes.map(encode))),
            ("narrow_point", argument.reduced.map(encode) ?? .null), ("curvature", curvature),
        ])
    }

    private static func encode(_ group: ReductionArgument.Group) -> JSONValue {
        [
            "neurons": .array(group.neurons.map { .number(JSONNumber($0)) }),
            "shares": ExactNumberCoding.encode(group.shares),
            "curvature_basis": ExactNumberCoding.encode(group.curvatureBasis),
        ]
    }

    private static func encode(_ zero: ZeroTypeWitness) -> JSONValue {
        [
            "neuron": .number(JSONNumber(zero.neuron)), "weights": ExactNumberCoding.encode(zero.weights),
            "direction": ExactNumberCoding.encode(zero.direction),
            "half_length": ExactNumberCoding.encode(zero.halfLength),
        ]
    }

    /// Reads what `encode` writes, strictly. Dimensions against a landscape are verified when the argument is concluded.
    public static func decode(_ cursor: JSONCursor) throws(FormatError) -> ReductionArgument {
        try cursor.rejectKeys(except: ["flipped", "groups", "zero_types", "narrow_point", "curvature"])
        let flipped = try cursor.optional("flipped")
        let narrow = try cursor["narrow_point"]
        return ReductionArgument(
            groups: try ExactNumberCoding.map(try cursor["groups"].elements(), group),
            zeroTypes: try ExactNumberCoding.map(try cursor["zero_types"].elements(), zeroType),
            reduced: narrow.isNull ? nil : try isolatedPoint(narrow), curvature: try curvature(try cursor["curvature"]),
            flipped: try flipped.map { (place) throws(FormatError) in try ExactNumberCoding.map(try place.elements(), index) } ?? [])
    }

    private static func group(_ cursor: JSONCursor) throws(FormatError) -> ReductionArgument.Group {
        try cursor.rejectKeys(except: ["neurons", "shares", "curvature_basis"])
        return ReductionArgument.Group(
            neurons: try ExactNumberCoding.map(try cursor["neurons"].elements(), index),
            shares: try ExactNumberCoding.dyadics(try cursor["shares"]),
            curvatureBasis: try ExactNumberCoding.doubles(try cursor["curvature_basis"]))
    }

    private static func zeroType(_ cursor: JSONCursor) throws(FormatError) -> ZeroTypeWitness {
        try cursor.rejectKeys(except: ["neuron", "weights", "direction", "half_length"])
        return ZeroTypeWitness(
            neuron: try index(try cursor["neuron"]), weights: try ExactNumberCoding.dyadics(try cursor["weights"]),
            direction: try ExactNumberCoding.doubles(try cursor["direction"]),
            halfLength: try ExactNumberCoding.double(try cursor["half_length"]))
    }

    private static func index(_ cursor: JSONCursor) throws(FormatError) -> Int {
        try cursor.integer(in: 0...1_000_000)
    }

    private static func curvature(_ cursor: JSONCursor) throws(FormatError) -> ReductionArgument.Curvature {
        if let saddle = try cursor.optional("saddle") {
            try cursor.rejectKeys(except: ["saddle"])
            try saddle.rejectKeys(except: ["basis"])
            return .saddle(basis: try ExactNumberCoding.doubles(try saddle["basis"]))
        }
        if let end = try cursor.optional("end_of_saddle_line") {
            try cursor.rejectKeys(except: ["end_of_saddle_line"])
            guard try end.bool() else { throw end.failure(expected: "true") }
            return .endOfSaddleLine
        }
        try cursor.rejectKeys(except: ["minimum"])
        let minimum = try cursor["minimum"]
        try minimum.rejectKeys(except: ["radius", "lipschitz_hessian", "basis"])
        return .minimum(SliceWitness(
            radius: try ExactNumberCoding.double(try minimum["radius"]),
            hessianLipschitz: try ExactNumberCoding.double(try minimum["lipschitz_hessian"]),
            basis: try ExactNumberCoding.doubles(try minimum["basis"])))
    }

    // MARK: The narrow network's critical point

    private static func encode(_ witness: IsolatedPointWitness) -> JSONValue {
        [
            "centre": ExactNumberCoding.encode(witness.centre), "radius": ExactNumberCoding.encode(witness.radius),
            "gradient_norm": ExactNumberCoding.encode(witness.gradientNorm),
            "spectral_gap": ExactNumberCoding.encode(witness.spectralGap),
            "lipschitz_loss": ExactNumberCoding.encode(witness.lipschitz.loss),
            "lipschitz_gradient": ExactNumberCoding.encode(witness.lipschitz.gradient),
            "lipschitz_hessian": ExactNumberCoding.encode(witness.lipschitz.hessian),
            "basis": ExactNumberCoding.encode(witness.basis),
        ]
    }

    private static func isolatedPoint(_ cursor: JSONCursor) throws(FormatError) -> IsolatedPointWitness {
        try cursor.rejectKeys(except: [
            "centre", "radius", "gradient_norm", "spectral_gap", "lipschitz_loss", "lipschitz_gradient", "lipschitz_hessian",
            "basis",
        ])
        func number(_ key: String) throws(FormatError) -> Double { try ExactNumberCoding.double(try cursor[key]) }
        let centre = try ExactNumberCoding.dyadics(try cursor["centre"])
        return IsolatedPointWitness(
            centre: centre, radius: try number("radius"), gradientNorm: try number("gradient_norm"),
            spectralGap: try number("spectral_gap"),
            lipschitz: LipschitzConstants(
                loss: try number("lipschitz_loss"), gradient: try number("lipschitz_gradient"),
                hessian: try number("lipschitz_hessian")),
            basis: try ExactNumberCoding.doubles(try cursor["basis"], count: centre.count * centre.count))
    }
}
