import Certify
import Formats
import Networks
import Rigor

/// A problem of students with several outputs as JSON: that of ``ProblemFile`` with the number of outputs declared, and rows of that many numbers
/// wherever one output has a number.
///
///     {"format": "certify-problem", "version": 1, "outputs": 2, "loss": "mean-squared-norm", "activation": "tanh",
///      "data": {"points": [[0.5, -1], [2, 0.25]], "bias": true},
///      "labels": {"teacher": {"weights": [[0.6, 0.5, 0]], "outputs": [[1, -1]]}}}
///
/// `labels` may also be `given`, N rows. `loss` says what is averaged over, never guessed: "mean-squared-norm" the data (a sum over the outputs),
/// "mean-squared-error" data and outputs, as PyTorch's MSELoss does.
public enum MultipleOutputProblemFile {
    /// The key that tells this kind of problem.
    public static let outputs = "outputs"
    /// From 2: a student with one output is a two-layer problem, of which more can be proved. The upper bound keeps numbers of parameters far from overflow.
    private static let outputRange = 2...1000

    public static func read(_ cursor: JSONCursor) throws(FormatError) -> MultipleOutputProblem {
        try cursor.rejectKeys(except: ["format", "version", outputs, "loss", "activation", "data", "labels"])
        try ProblemFile.requireFormat(cursor)
        let k = try cursor[outputs].integer(in: outputRange)
        try cursor[outputs].require("outputs", k, atMost: cursor.limits.outputs)
        let loss: MultipleOutputProblem.LossConvention = try cursor["loss"].choice()
        let activation: Activation = try cursor["activation"].choice()
        let data = try ProblemFile.dataSet(try cursor["data"])
        let raw = try ProblemFile.teacherOrGiven(try cursor["labels"]) { (row) throws(FormatError) in
            try ExactNumberCoding.map(try row.elements(count: k), ExactNumberCoding.rational)
        }
        let labels: MultipleOutputLabels =
            switch raw {
            case .teacher(let neurons): .teacher(MultipleOutputTeacher(neurons: neurons.map { .init(weights: $0.weights, outputs: $0.output) }))
            case .given(let rows): .given(rows)
            }
        do {
            return try MultipleOutputProblem(activation: activation, data: data, labels: labels, outputCount: k, loss: loss)
        } catch {
            throw ProblemFile.inconsistency(error.description, cursor, data)
        }
    }

    /// The canonical form. Equal problems give equal text.
    public static func encode(_ problem: MultipleOutputProblem) -> JSONValue {
        let labels: JSONValue =
            switch problem.labels {
            case .given(let rows): ["given": .array(rows.map(ProblemFile.list))]
            case .teacher(let teacher):
                [
                    "teacher": [
                        "weights": .array(teacher.neurons.map { ProblemFile.list($0.weights) }),
                        "outputs": .array(teacher.neurons.map { ProblemFile.list($0.outputs) }),
                    ]
                ]
            }
        return [
            "format": .string(ProblemFile.format), "version": 1, "outputs": .number(JSONNumber(problem.outputCount)),
            "loss": .string(problem.loss.rawValue), "activation": .string(problem.activation.rawValue),
            "data": ProblemFile.encode(problem.data), "labels": labels,
        ]
    }
}
