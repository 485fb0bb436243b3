import Certify
import Formats
import Networks
import Rigor

/// A problem as JSON.
///
///     {"format": "certify-problem", "version": 1, "loss": "mean-squared-error", "activation": "sigmoid",
///      "data": {"grid": [{"from": -5, "to": 5, "step": 0.25}, [0, 0.5, "2/3"]]},
///      "labels": {"teacher": {"weights": [[0.6, 0.5]], "outputs": [1]}}}
///
/// Every number is the exact decimal it spells: 0.6 means 3/5. `data` is either `grid`, a list of axes, or `points`, a
/// list of points; with `"bias": true` beside them every point gets a last coordinate 1, and the last input weight of a
/// neuron, the teacher's too, is its bias. `labels` are either a `teacher` or `given`, one for each point. The loss is
/// the mean of squares, without 1/2.
///
/// Students with several outputs declare their number, and rows of that many numbers stand wherever one output has a
/// number:
///
///     "outputs": 2, "loss": "mean-squared-norm", "labels": {"teacher": {"weights": [[0.6, 0.5, 0]], "outputs": [[1,
///     -1]]}}
///
/// `loss` then says what is averaged over, never guessed: "mean-squared-norm" the data (a sum over the outputs),
/// "mean-squared-error" data and outputs, as PyTorch's MSELoss does.
///
/// What else a loss may have is declared as `ProblemFile+Extensions` says: `output_bias`, the `bias` of a teacher,
/// `weights` of the data, `decay`.
public enum ProblemFile {
    public static let format = "certify-problem"

    /// From 2: with one output numbers stand where several have rows. The upper bound keeps numbers of parameters far
    /// from overflow.
    private static let outputRange = 2...1000

    public static func read(_ cursor: JSONCursor) throws(FormatError) -> TwoLayerProblem {
        try cursor.rejectKeys(except: [
            "format", "version", "outputs", "loss", "activation", "data", "labels", "output_bias", "decay",
        ])
        try requireFormat(cursor)
        let outputs = try cursor.optional("outputs")?.integer(in: outputRange)
        if let outputs { try cursor["outputs"].require("outputs", outputs, atMost: cursor.limits.outputs) }
        let loss = try lossConvention(try cursor["loss"], outputs: outputs)
        let activation = try ActivationCoding.read(try cursor["activation"])
        let data = try dataSet(try cursor["data"])
        let labels = try labels(try cursor["labels"], outputs: outputs)
        let outputBias = try outputBias(try cursor.optional("output_bias"), outputs: outputs)
        let weights = try sampleWeights(try cursor["data"])
        let decay = try decay(try cursor.optional("decay"), hasBias: data.hasBias, hasOutputBias: outputBias.isTrained)
        do {
            return try TwoLayerProblem(
                activation: activation, data: data, labels: labels, outputCount: outputs ?? 1, loss: loss,
                outputBias: outputBias, weights: weights, decay: decay)
        } catch {
            throw inconsistency(error.description, cursor, data)
        }
    }

    private static func lossConvention(_ cursor: JSONCursor, outputs: Int?) throws(FormatError)
        -> TwoLayerProblem.LossConvention
    {
        if outputs != nil { return try cursor.choice() }
        guard try cursor.string() == TwoLayerProblem.LossConvention.meanSquaredError.rawValue else {
            throw cursor.failure(expected: "\"mean-squared-error\" (the mean of squared residuals, without 1/2)")
        }
        return .meanSquaredError
    }

    /// Refuses other formats and versions.
    static func requireFormat(_ cursor: JSONCursor) throws(FormatError) {
        guard try cursor["format"].string() == format else {
            throw try cursor["format"].failure(expected: "\"\(format)\"")
        }
        _ = try cursor["version"].integer(in: 1...1)
    }

    /// A problem that makes no sense, said of the whole file.
    static func inconsistency(_ description: String, _ cursor: JSONCursor, _ data: DataSet) -> FormatError {
        let hint =
            data.hasBias ? " (the last coordinate is the 1 of the biases, the last weight of a neuron its bias)" : ""
        return cursor.failure(expected: "a consistent problem", found: description + hint)
    }

    static func dataSet(_ cursor: JSONCursor) throws(FormatError) -> DataSet {
        try cursor.rejectKeys(except: ["grid", "points", "bias", "weights", "weights_divisor"])
        let hasBias = try cursor.optional("bias")?.bool() ?? false
        let inputs: DataSet
        if let grid = try cursor.optional("grid") {
            if try cursor.optional("points") != nil {
                throw cursor.failure(expected: "either grid or points, not both")
            }
            inputs = .grid(axes: try axes(grid))
        } else {
            let points = try cursor["points"], rows = try points.elements()
            try points.require("points", rows.count, atMost: cursor.limits.points)
            for row in rows {
                let dimension = try row.elements().count
                try row.require("coordinates", dimension, atMost: cursor.limits.inputDimension)
            }
            inputs = .points(try ExactNumberCoding.map(rows, rationals))
        }
        guard hasBias else { return inputs }
        guard inputs.dimension > 0, inputs.count > 0 else { throw cursor.failure(expected: "inputs beside the bias") }
        return inputs.withBias
    }

    static func rationals(_ cursor: JSONCursor) throws(FormatError) -> [Rational] {
        try ExactNumberCoding.map(try cursor.elements(), ExactNumberCoding.rational)
    }

    /// The axes of a grid, which is measured while they are read: an axis is made only when the grid up to it is within
    /// the limits.
    private static func axes(_ grid: JSONCursor) throws(FormatError) -> [[Rational]] {
        let places = try grid.elements(), limits = grid.limits
        try grid.require("axes of a grid", places.count, atMost: limits.inputDimension)
        var axes: [[Rational]] = [], count = 1
        for place in places {
            axes.append(
                try axis(place) { (length) throws(FormatError) in
                    try place.require("values on an axis", length, atMost: limits.axisLength)
                    count *= max(1, length)
                    try grid.require("points of a grid", count, atMost: limits.points)
                    try grid.require(
                        "coordinates of the points of a grid", count * places.count, atMost: limits.coordinates)
                })
        }
        return axes
    }

    /// An axis: its values, or from, to and step, all exact; `to` must be reached exactly.
    ///
    /// - Parameter admit: asked for the number of values before they are made.
    private static func axis(_ cursor: JSONCursor, _ admit: (Int) throws(FormatError) -> Void) throws(FormatError)
        -> [Rational]
    {
        guard case .object = cursor.value else {
            try admit(try cursor.elements().count)
            return try rationals(cursor)
        }
        try cursor.rejectKeys(except: ["from", "to", "step"])
        let from = try ExactNumberCoding.rational(try cursor["from"])
        let to = try ExactNumberCoding.rational(try cursor["to"])
        let step = try ExactNumberCoding.rational(try cursor["step"])
        guard step > Rational.zero, from <= to else { throw cursor.failure(expected: "from <= to and a positive step") }
        let intervals = (to - from) / step
        guard intervals.isInteger else {
            throw cursor.failure(expected: "a step that divides to - from into whole parts")
        }
        let count = Int(exactly: intervals.numerator).map { min($0, Int.max - 1) } ?? Int.max - 1
        try admit(count + 1)
        return (0...count).map { from + Rational($0) * step }
    }

    private static func labels(_ cursor: JSONCursor, outputs: Int?) throws(FormatError) -> Labels {
        /// What one neuron, or one label, holds: a number, or a row of several.
        func row(_ cursor: JSONCursor) throws(FormatError) -> [Rational] {
            guard let outputs else { return [try ExactNumberCoding.rational(cursor)] }
            return try ExactNumberCoding.map(try cursor.elements(count: outputs), ExactNumberCoding.rational)
        }
        try cursor.rejectKeys(except: ["teacher", "given"])
        guard let teacher = try cursor.optional("teacher") else {
            return .given(try ExactNumberCoding.map(try cursor["given"].elements(), row))
        }
        if try cursor.optional("given") != nil {
            throw cursor.failure(expected: "either a teacher or given labels, not both")
        }
        try teacher.rejectKeys(except: ["weights", "outputs", "bias"])
        let neurons = try teacher["weights"].elements()
        try teacher["weights"].require("neurons of a teacher", neurons.count, atMost: cursor.limits.teacherWidth)
        let weights = try ExactNumberCoding.map(neurons, rationals)
        let rows = try ExactNumberCoding.map(try teacher["outputs"].elements(), row)
        guard weights.count == rows.count else {
            throw try teacher["outputs"].failure(
                expected: "\(weights.count) outputs, one for each neuron", found: "\(rows.count)")
        }
        let bias = try teacher.optional("bias").map { (place) throws(FormatError) in try row(place) } ?? []
        return .teacher(
            Teacher(neurons: zip(weights, rows).map { Teacher.Neuron(weights: $0, outputs: $1) }, bias: bias))
    }

    /// The canonical form: exact numbers as "p/q", axes spelled out, biases as a last coordinate 1. Equal problems give
    /// equal text.
    public static func encode(_ problem: TwoLayerProblem) -> JSONValue {
        let labels: JSONValue
        switch problem.labels {
        case .given(let rows): labels = ["given": outputs(rows)]
        case .teacher(let teacher):
            labels = [
                "teacher": .object(
                    JSONObject([
                        ("weights", .array(teacher.neurons.map { list($0.weights) })),
                        ("outputs", outputs(teacher.neurons.map(\.outputs))),
                        ("bias", teacher.bias.isEmpty ? nil as JSONValue? : row(teacher.bias)),
                    ]))
            ]
        }
        return .object(
            JSONObject([
                ("format", .string(format)), ("version", 1),
                ("outputs", problem.outputCount == 1 ? nil : .number(JSONNumber(problem.outputCount))),
                ("loss", .string(problem.loss.rawValue)), ("activation", ActivationCoding.encode(problem.activation)),
                ("data", encode(problem.data, weights: problem.weights)), ("labels", labels),
                ("output_bias", encode(problem.outputBias)),
                (
                    "decay",
                    problem.decay.map { encode($0, hasBias: problem.data.hasBias, problem.outputBias.isTrained) }
                ),
            ]))
    }

    /// Rows of outputs; where there is one output a list of numbers.
    static func outputs(_ rows: [[Rational]]) -> JSONValue {
        rows.allSatisfy { $0.count == 1 } ? list(rows.flatMap { $0 }) : .array(rows.map(list))
    }

    /// One output a number, several a list.
    static func row(_ values: [Rational]) -> JSONValue {
        values.count == 1 ? ExactNumberCoding.encode(values[0]) : list(values)
    }

    static func encode(_ data: DataSet, weights: [Rational]? = nil) -> JSONValue {
        let inputs: (String, JSONValue) =
            switch data {
            case .grid(let axes): ("grid", .array(axes.map(list)))
            case .points(let points): ("points", .array(points.map(list)))
            }
        return .object(JSONObject([(inputs.0, inputs.1)] + encode(weights: weights)))
    }

    static func list(_ values: [Rational]) -> JSONValue { .array(values.map { ExactNumberCoding.encode($0) }) }

    /// SHA-256, in hexadecimal, of the canonical form.
    public static func hash(_ problem: TwoLayerProblem) -> String {
        SHA256.hexDigest(of: encode(problem).serialized())
    }
}
