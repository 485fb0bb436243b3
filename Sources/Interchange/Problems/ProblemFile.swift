import Formats
import Landscape
import Rigor

/// A problem as JSON.
///
///     {"format": "certify-problem", "version": 1, "loss": "mean-squared-error", "activation": "sigmoid",
///      "data": {"grid": [{"from": -5, "to": 5, "step": 0.25}, [0, 0.5, "2/3"]]},
///      "labels": {"teacher": {"weights": [[0.6, 0.5]], "outputs": [1]}}}
///
/// Every number is the exact decimal it spells: 0.6 means 3/5. `data` is either `grid`, a list of axes, or `points`, a list of
/// points. `labels` are either a `teacher` or `given`, one for each point. The loss is the mean of squares, without 1/2.
public enum ProblemFile {
    public static let format = "certify-problem"

    public static func read(_ cursor: JSONCursor) throws(FormatError) -> TwoLayerProblem {
        try cursor.rejectKeys(except: ["format", "version", "loss", "activation", "data", "labels"])
        guard try cursor["format"].string() == format else {
            throw try cursor["format"].failure(expected: "\"\(format)\"")
        }
        _ = try cursor["version"].integer(in: 1...1)
        guard try cursor["loss"].string() == "mean-squared-error" else {
            throw try cursor["loss"].failure(expected: "\"mean-squared-error\" (the mean of squared residuals, without 1/2)")
        }
        let activation: Activation = try cursor["activation"].choice()
        let data = try dataSet(try cursor["data"])
        let labels = try labels(try cursor["labels"])
        do {
            return try TwoLayerProblem(activation: activation, data: data, labels: labels)
        } catch {
            throw cursor.failure(expected: "a consistent problem", found: error.description)
        }
    }

    private static func dataSet(_ cursor: JSONCursor) throws(FormatError) -> DataSet {
        try cursor.rejectKeys(except: ["grid", "points"])
        if let grid = try cursor.optional("grid") {
            if try cursor.optional("points") != nil { throw cursor.failure(expected: "either grid or points, not both") }
            return .grid(axes: try ExactNumberCoding.map(try grid.elements(), axis))
        }
        return .points(try ExactNumberCoding.map(try cursor["points"].elements(), rationals))
    }

    private static func rationals(_ cursor: JSONCursor) throws(FormatError) -> [Rational] {
        try ExactNumberCoding.map(try cursor.elements(), ExactNumberCoding.rational)
    }

    /// An axis: its values, or from, to and step, all exact; `to` must be reached exactly.
    private static func axis(_ cursor: JSONCursor) throws(FormatError) -> [Rational] {
        guard case .object = cursor.value else { return try rationals(cursor) }
        try cursor.rejectKeys(except: ["from", "to", "step"])
        let from = try ExactNumberCoding.rational(try cursor["from"])
        let to = try ExactNumberCoding.rational(try cursor["to"])
        let step = try ExactNumberCoding.rational(try cursor["step"])
        guard step > Rational.zero, from <= to else { throw cursor.failure(expected: "from <= to and a positive step") }
        let intervals = (to - from) / step
        guard intervals.isInteger, let count = Int(exactly: intervals.numerator), count < 10_000_000 else {
            throw cursor.failure(expected: "a step that divides to - from into fewer than 10000000 parts")
        }
        return (0...count).map { from + Rational($0) * step }
    }

    private static func labels(_ cursor: JSONCursor) throws(FormatError) -> Labels {
        try cursor.rejectKeys(except: ["teacher", "given"])
        if let teacher = try cursor.optional("teacher") {
            if try cursor.optional("given") != nil { throw cursor.failure(expected: "either a teacher or given labels, not both") }
            try teacher.rejectKeys(except: ["weights", "outputs"])
            let weights = try ExactNumberCoding.map(try teacher["weights"].elements(), rationals)
            let outputs = try rationals(try teacher["outputs"])
            guard weights.count == outputs.count else {
                throw try teacher["outputs"].failure(expected: "\(weights.count) outputs, one for each neuron", found: "\(outputs.count)")
            }
            return .teacher(Teacher(neurons: zip(weights, outputs).map { Teacher.Neuron(weights: $0, output: $1) }))
        }
        return .given(try rationals(try cursor["given"]))
    }

    /// The canonical form: exact numbers as "p/q", axes spelled out. Equal problems give equal text.
    public static func encode(_ problem: TwoLayerProblem) -> JSONValue {
        func list(_ values: [Rational]) -> JSONValue { .array(values.map { ExactNumberCoding.encode($0) }) }
        let data: JSONValue
        switch problem.data {
        case .grid(let axes): data = ["grid": .array(axes.map(list))]
        case .points(let points): data = ["points": .array(points.map(list))]
        }
        let labels: JSONValue
        switch problem.labels {
        case .given(let values): labels = ["given": list(values)]
        case .teacher(let teacher):
            labels = [
                "teacher": [
                    "weights": .array(teacher.neurons.map { list($0.weights) }),
                    "outputs": list(teacher.neurons.map(\.output)),
                ]
            ]
        }
        return [
            "format": .string(format), "version": 1, "loss": "mean-squared-error",
            "activation": .string(problem.activation.rawValue), "data": data, "labels": labels,
        ]
    }

    /// SHA-256, in hexadecimal, of the canonical form.
    public static func hash(_ problem: TwoLayerProblem) -> String {
        SHA256.hexDigest(of: encode(problem).serialized())
    }
}
