import Formats

/// The problem of Safran & Shamir as JSON: ReLU students on Gaussian inputs, whose targets are the first k unit
/// vectors.
///
///     {"format": "certify-problem", "version": 1, "landscape": "gaussian-relu", "targets": 6, "dimension": 6}
public enum GaussianReLUProblemFile {
    /// The value of the key "landscape", and the name that `--problem` knows.
    public static let landscape = "gaussian-relu"
    /// Bounds d, so that numbers of parameters and their squares stay far from overflow.
    private static let largestDimension = 1000

    /// k and d.
    public static func read(_ cursor: JSONCursor) throws(FormatError) -> (targetCount: Int, inputDimension: Int) {
        try cursor.rejectKeys(except: ["format", "version", "landscape", "targets", "dimension"])
        guard try cursor["format"].string() == ProblemFile.format else {
            throw try cursor["format"].failure(expected: "\"\(ProblemFile.format)\"")
        }
        _ = try cursor["version"].integer(in: 1...1)
        guard try cursor["landscape"].string() == landscape else {
            throw try cursor["landscape"].failure(
                expected: "\"\(landscape)\"; two-layer problems on data have no such key")
        }
        let dimension = try cursor["dimension"].integer(in: 1...largestDimension)
        return (try cursor["targets"].integer(in: 1...dimension), dimension)
    }

    /// The canonical form.
    public static func encode(targetCount: Int, inputDimension: Int) -> JSONValue {
        [
            "format": .string(ProblemFile.format), "version": 1, "landscape": .string(landscape),
            "targets": .number(JSONNumber(targetCount)), "dimension": .number(JSONNumber(inputDimension)),
        ]
    }
}
