import Formats
import Gaussian

/// The problem of Safran & Shamir as JSON: ReLU students on Gaussian inputs, whose targets are the first k unit
/// vectors.
///
///     {"format": "certify-problem", "version": 1, "landscape": "gaussian-relu", "targets": 6, "dimension": 6}
///
/// With `"isotropy": [1, 5]` the students are k by k, S_1 x S_5 fixes them, and each is given by its unknowns
/// (`SymmetricReLULandscape`); verdicts are about the same loss of all k² parameters.
public enum GaussianReLUProblemFile {
    /// The value of the key "landscape", and the name that `--problem` knows.
    public static let landscape = "gaussian-relu"
    /// Bounds d, so that numbers of parameters and their squares stay far from overflow.
    private static let largestDimension = 1000

    public static func read(_ cursor: JSONCursor) throws(FormatError) -> ProblemStatement {
        try cursor.rejectKeys(except: ["format", "version", "landscape", "targets", "dimension", "isotropy"])
        guard try cursor["format"].string() == ProblemFile.format else {
            throw try cursor["format"].failure(expected: "\"\(ProblemFile.format)\"")
        }
        _ = try cursor["version"].integer(in: 1...1)
        guard try cursor["landscape"].string() == landscape else {
            throw try cursor["landscape"].failure(
                expected: "\"\(landscape)\"; two-layer problems on data have no such key")
        }
        if let place = try cursor.optional("isotropy") {
            let symmetry = try symmetry(place)
            for key in ["targets", "dimension"] {
                _ = try cursor[key].integer(in: symmetry.order...symmetry.order)
            }
            return .symmetricReLU(symmetry)
        }
        let dimension = try cursor["dimension"].integer(in: 1...largestDimension)
        return .gaussianReLU(
            targetCount: try cursor["targets"].integer(in: 1...dimension), inputDimension: dimension)
    }

    /// The sizes of the blocks.
    private static func symmetry(_ cursor: JSONCursor) throws(FormatError) -> DiagonalSymmetry {
        var parts: [Int] = [], order = 0
        for place in try cursor.elements() {
            let part = try place.integer(in: 1...DiagonalSymmetry.largestOrder)
            (parts, order) = (parts + [part], order + part)
            guard order <= DiagonalSymmetry.largestOrder, parts.count <= largestBlockCount else {
                throw place.failure(
                    expected: "at most \(largestBlockCount) parts that add up to at most "
                        + "\(DiagonalSymmetry.largestOrder)")
            }
        }
        guard !parts.isEmpty else { throw cursor.failure(expected: "a part at least") }
        return DiagonalSymmetry(parts: parts)
    }

    /// Bounds r, and with it the unknowns, at most r (r + 1).
    static let largestBlockCount = 60

    /// The canonical form.
    public static func encode(targetCount: Int, inputDimension: Int) -> JSONValue {
        [
            "format": .string(ProblemFile.format), "version": 1, "landscape": .string(landscape),
            "targets": .number(JSONNumber(targetCount)), "dimension": .number(JSONNumber(inputDimension)),
        ]
    }

    /// The canonical form.
    public static func encode(_ symmetry: DiagonalSymmetry) -> JSONValue {
        let k = JSONNumber(symmetry.order)
        return [
            "format": .string(ProblemFile.format), "version": 1, "landscape": .string(landscape),
            "targets": .number(k), "dimension": .number(k),
            "isotropy": .array(symmetry.parts.map { .number(JSONNumber($0)) }),
        ]
    }
}
