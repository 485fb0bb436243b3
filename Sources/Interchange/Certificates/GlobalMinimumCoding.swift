import Certify
import Formats
import Networks
import Rigor

/// A `GlobalMinimumArgument` as JSON: the exact student as "p/q", and the numbers by which eigenvalues are signed.
///
///     {"weights": [["3/5", "1/2"], ..], "outputs": ["1", ..], "basis": [..], "uniqueness": {"radius": .., ..},
///     "isolation_basis": [..]}
///
/// `basis`, `uniqueness` and `isolation_basis` are null when nothing is claimed by them; a basis is empty where
/// eigenvalues are bounded by factorizations. With k >= 2 outputs `outputs`
/// are rows of k, and there is no `isolation_basis`. `output_bias` is there where the output bias is trained: k
/// numbers.
public enum GlobalMinimumCoding {
    public static func encode(_ argument: GlobalMinimumArgument) -> JSONValue {
        let network = argument.network, isOne = network.outputCount == 1
        return .object(
            JSONObject([
                ("weights", .array(network.weights.map(ProblemFile.list))),
                ("outputs", ProblemFile.outputs(network.outputs)),
                ("output_bias", network.outputBias.isEmpty ? nil as JSONValue? : ProblemFile.list(network.outputBias)),
                ("basis", argument.basis.map { ExactNumberCoding.encode($0) } ?? .null),
                ("uniqueness", argument.uniqueness.map(encode) ?? .null),
                (
                    "isolation_basis",
                    isOne ? argument.isolationBasis.map { ExactNumberCoding.encode($0) } ?? .null : nil
                ),
            ]))
    }

    static func encode(_ uniqueness: GlobalMinimumArgument.Uniqueness) -> JSONValue {
        [
            "radius": ExactNumberCoding.encode(uniqueness.radius),
            "gradient_norm": ExactNumberCoding.encode(uniqueness.gradientNorm),
            "spectral_gap": ExactNumberCoding.encode(uniqueness.spectralGap),
            "lipschitz": ExactNumberCoding.encode([
                uniqueness.lipschitz.loss, uniqueness.lipschitz.gradient, uniqueness.lipschitz.hessian,
            ]),
        ]
    }

    public static func decode(_ cursor: JSONCursor) throws(FormatError) -> GlobalMinimumArgument {
        try cursor.rejectKeys(except: ["weights", "outputs", "output_bias", "basis", "uniqueness", "isolation_basis"])
        let outputs = try ProblemFile.rationals(try cursor["outputs"])
        var argument = try decode(cursor, outputs: outputs.map { [$0] })
        let isolation = try cursor["isolation_basis"]
        argument.isolationBasis = isolation.isNull ? nil : try ExactNumberCoding.doubles(isolation)
        return argument
    }

    /// The same with rows of at least 2 outputs.
    static func decodeSeveralOutputs(_ cursor: JSONCursor) throws(FormatError) -> GlobalMinimumArgument {
        try cursor.rejectKeys(except: ["weights", "outputs", "output_bias", "basis", "uniqueness"])
        let outputs = try ExactNumberCoding.map(try cursor["outputs"].elements(), ProblemFile.rationals)
        guard let k = outputs.first?.count, k >= 2, outputs.allSatisfy({ $0.count == k }) else {
            throw try cursor["outputs"].failure(expected: "rows of one length, at least 2")
        }
        return try decode(cursor, outputs: outputs)
    }

    /// Everything but the outputs and what concerns isolation.
    private static func decode(_ cursor: JSONCursor, outputs: [[Rational]]) throws(FormatError) -> GlobalMinimumArgument
    {
        let weights = try ExactNumberCoding.map(
            try cursor["weights"].elements(count: outputs.count), ProblemFile.rationals)
        guard weights.allSatisfy({ $0.count == weights[0].count }) else {
            throw try cursor["weights"].failure(expected: "weights of one dimension")
        }
        let bias = try cursor.optional("output_bias").map { (place) throws(FormatError) in
            try ProblemFile.rationals(place)
        }
        let network = ExactNetwork(weights: weights, outputs: outputs, outputBias: bias ?? [])
        let order = network.parameters.count
        let basis = try cursor["basis"], uniqueness = try cursor["uniqueness"]
        let vectors = basis.isNull ? nil : try ExactNumberCoding.doubles(basis)
        guard [nil, 0, order * order].contains(vectors?.count) else {
            throw basis.failure(expected: "\(order * order) numbers, or none")
        }
        return GlobalMinimumArgument(
            network: network, basis: vectors,
            uniqueness: uniqueness.isNull ? nil : try decodeUniqueness(uniqueness))
    }

    static func decodeUniqueness(_ cursor: JSONCursor) throws(FormatError) -> GlobalMinimumArgument.Uniqueness {
        try cursor.rejectKeys(except: ["radius", "gradient_norm", "spectral_gap", "lipschitz"])
        let constants = try ExactNumberCoding.doubles(try cursor["lipschitz"], count: 3)
        return GlobalMinimumArgument.Uniqueness(
            radius: try ExactNumberCoding.double(try cursor["radius"]),
            gradientNorm: try ExactNumberCoding.double(try cursor["gradient_norm"]),
            spectralGap: try ExactNumberCoding.double(try cursor["spectral_gap"]),
            lipschitz: LipschitzConstants(loss: constants[0], gradient: constants[1], hessian: constants[2]))
    }
}
