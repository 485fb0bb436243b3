import Certify
import Formats
import Networks
import Rigor

/// A `GlobalMinimumArgument` as JSON: the exact student as "p/q", and the numbers by which eigenvalues are signed.
///
///     {"weights": [["3/5", "1/2"], ..], "outputs": ["1", ..], "basis": [..], "uniqueness": {"radius": .., ..}, "isolation_basis": [..]}
///
/// `basis`, `uniqueness` and `isolation_basis` are null when nothing is claimed by them.
public enum GlobalMinimumCoding {
    public static func encode(_ argument: GlobalMinimumArgument) -> JSONValue {
        [
            "weights": .array(argument.network.weights.map(ProblemFile.list)),
            "outputs": ProblemFile.list(argument.network.outputs),
            "basis": argument.basis.map { ExactNumberCoding.encode($0) } ?? .null,
            "uniqueness": argument.uniqueness.map(encode) ?? .null,
            "isolation_basis": argument.isolationBasis.map { ExactNumberCoding.encode($0) } ?? .null,
        ]
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
        try cursor.rejectKeys(except: ["weights", "outputs", "basis", "uniqueness", "isolation_basis"])
        let outputs = try ProblemFile.rationals(try cursor["outputs"])
        let weights = try ExactNumberCoding.map(try cursor["weights"].elements(count: outputs.count), ProblemFile.rationals)
        let d = weights.first?.count ?? 0
        guard weights.allSatisfy({ $0.count == d }) else {
            throw try cursor["weights"].failure(expected: "weights of one dimension")
        }
        let basis = try cursor["basis"]
        let order = outputs.count * (d + 1)
        let uniqueness = try cursor["uniqueness"], isolation = try cursor["isolation_basis"]
        return GlobalMinimumArgument(
            network: ExactNetwork(weights: weights, outputs: outputs),
            basis: basis.isNull ? nil : try ExactNumberCoding.doubles(basis, count: order * order),
            uniqueness: uniqueness.isNull ? nil : try decodeUniqueness(uniqueness),
            isolationBasis: isolation.isNull ? nil : try ExactNumberCoding.doubles(isolation))
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
