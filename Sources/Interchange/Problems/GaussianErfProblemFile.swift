import Formats
import Gaussian
import Rigor

/// Erf students on Gaussian inputs as JSON.
///
///     {"format": "certify-problem", "version": 1, "landscape": "gaussian-erf", "dimension": 2,
///      "teacher": {"weights": [[1, 0], [0.6, "-4/5"]], "outputs": [1, -1]}}
///
/// Every number is the exact decimal or fraction it spells.
public enum GaussianErfProblemFile {
    /// The value of the key "landscape", and the name that `--problem` knows: as many orthonormal targets as inputs.
    public static let landscape = "gaussian-erf"
    /// Bounds d, so that numbers of parameters and their squares stay far from overflow.
    private static let largestDimension = 1000

    public static func read(_ cursor: JSONCursor) throws(FormatError) -> GaussianErfProblem {
        try cursor.rejectKeys(except: ["format", "version", "landscape", "dimension", "teacher"])
        try ProblemFile.requireFormat(cursor)
        let dimension = try cursor["dimension"].integer(in: 1...largestDimension), teacher = try cursor["teacher"]
        try teacher.rejectKeys(except: ["weights", "outputs"])
        let rows = try teacher["weights"], outputs = try ProblemFile.rationals(try teacher["outputs"])
        let weights = try ExactNumberCoding.map(try rows.elements(), ProblemFile.rationals)
        guard weights.allSatisfy({ $0.count == dimension }) else {
            throw rows.failure(expected: "\(dimension) weights for each neuron")
        }
        guard outputs.count == weights.count, outputs.count <= largestDimension else {
            throw try teacher["outputs"].failure(
                expected: "an output for each of the \(weights.count) neurons, at most \(largestDimension)")
        }
        return GaussianErfProblem(weights: weights, outputs: outputs, inputDimension: dimension)
    }

    /// The canonical form.
    public static func encode(_ problem: GaussianErfProblem) -> JSONValue {
        [
            "format": .string(ProblemFile.format), "version": 1, "landscape": .string(landscape),
            "dimension": .number(JSONNumber(problem.inputDimension)),
            "teacher": [
                "weights": .array(problem.weights.map(ProblemFile.list)), "outputs": ProblemFile.list(problem.outputs),
            ],
        ]
    }
}
