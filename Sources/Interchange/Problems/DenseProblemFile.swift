import Dense
import Formats
import Networks
import Rigor

/// A problem for dense networks as JSON.
///
///     {"format": "certify-problem", "version": 1,
///      "layers": [{"width": 16, "activation": "tanh", "bias": true},
///                 {"width": 3, "activation": "identity", "bias": true}],
///      "loss": "softmax-cross-entropy", "data": {"points": [[0, 1], [1, 1]]}, "labels": {"classes": [0, 2]},
///      "decay": "1/1000"}
///
/// Layers from the first hidden one to the outputs; biases are declared by layer, so `data` has no `bias`. `loss` is
/// "mean-squared-error", "mean-squared-norm", "softmax-cross-entropy" or "logistic"; labels are `given` numbers of the
/// squared ones, a number a point or a row of as many as there are outputs, and `classes` or `probabilities` of the
/// others. `weights` of the data are those of two-layer problems. Decay is part of the loss, without 1/2:
///
///     "decay": "1/100"                            1/100 |theta|²
///     "decay": {"pytorch_weight_decay": "1/50"}   the same
///     "decay": {"weights": "1/100", "biases": 0}  weights alone; a list has a coefficient for every layer
public enum DenseProblemFile {
    /// The key that tells these problems from two-layer ones.
    static let key = "layers"

    public static func read(_ cursor: JSONCursor) throws(FormatError) -> DenseProblem {
        try cursor.rejectKeys(except: ["format", "version", key, "loss", "data", "labels", "decay"])
        try ProblemFile.requireFormat(cursor)
        let layers = try layers(try cursor[key])
        let loss: DenseLoss = try cursor["loss"].choice()
        let place = try cursor["data"]
        if let bias = try place.optional("bias") {
            throw bias.failure(expected: "no such key: biases are declared in each of the layers")
        }
        let data = try ProblemFile.dataSet(place)
        let labels = try labels(try cursor["labels"], outputs: layers.last?.width ?? 1)
        let weights = try ProblemFile.sampleWeights(place)
        let decay = try decay(try cursor.optional("decay"), depth: layers.count)
        let problem: DenseProblem
        do {
            problem = try DenseProblem(
                layers: layers, data: data, labels: labels, loss: loss, weights: weights, decay: decay)
        } catch {
            throw cursor.failure(expected: "a consistent problem", found: error.description)
        }
        try cursor[key].require("parameters", problem.layout.count, atMost: cursor.limits.layerParameters)
        return problem
    }

    private static func layers(_ cursor: JSONCursor) throws(FormatError) -> [DenseLayer] {
        let places = try cursor.elements()
        try cursor.require("layers", places.count, atMost: cursor.limits.outputs)
        return try ExactNumberCoding.map(places) { (place) throws(FormatError) in
            try place.rejectKeys(except: ["width", "activation", "bias"])
            let width = try place["width"].integer(in: 1...Int.max)
            try place["width"].require("units", width, atMost: place.limits.width)
            return DenseLayer(
                width: width, activation: try ActivationCoding.read(try place["activation"]),
                hasBias: try place["bias"].bool())
        }
    }

    private static func labels(_ cursor: JSONCursor, outputs: Int) throws(FormatError) -> DenseLabels {
        /// A number where there is one output, otherwise a row.
        func row(_ cursor: JSONCursor) throws(FormatError) -> [Rational] {
            guard outputs > 1 else { return [try ExactNumberCoding.rational(cursor)] }
            return try ExactNumberCoding.map(try cursor.elements(count: outputs), ExactNumberCoding.rational)
        }
        let keys = ["given", "classes", "probabilities"]
        try cursor.rejectKeys(except: keys)
        var found: [(key: String, place: JSONCursor)] = []
        for key in keys { if let place = try cursor.optional(key) { found.append((key, place)) } }
        guard let (key, place) = found.first, found.count == 1 else {
            throw cursor.failure(expected: "one of \"given\", \"classes\" and \"probabilities\"")
        }
        if key == "classes" {
            return .classes(
                try ExactNumberCoding.map(try place.elements()) { (label) throws(FormatError) in
                    try label.integer(in: 0...Int.max)
                })
        }
        let rows = try ExactNumberCoding.map(try place.elements(), row)
        return key == "given" ? .given(rows) : .probabilities(rows)
    }

    private static func decay(_ cursor: JSONCursor?, depth: Int) throws(FormatError) -> DenseDecay? {
        guard let cursor else { return nil }
        func coefficient(_ place: JSONCursor) throws(FormatError) -> Rational {
            let value = try ExactNumberCoding.rational(place)
            guard !(value < .zero) else { throw place.failure(expected: "a coefficient that is not negative") }
            return value
        }
        guard case .object = cursor.value else { return DenseDecay(uniform: try coefficient(cursor), depth: depth) }
        try ProblemFile.refuseDecoupledDecay(cursor)
        try cursor.rejectKeys(except: ["weights", "biases", ProblemFile.decayConvention])
        if let place = try cursor.optional(ProblemFile.decayConvention) {
            guard try cursor.object().keys.count == 1 else {
                throw place.failure(
                    expected: "either \(ProblemFile.decayConvention) or coefficients of groups, not both")
            }
            return DenseDecay(uniform: try coefficient(place) / Rational(2), depth: depth)
        }
        func group(_ key: String) throws(FormatError) -> [Rational] {
            guard let place = try cursor.optional(key) else { return [Rational](repeating: .zero, count: depth) }
            guard case .array = place.value else {
                return [Rational](repeating: try coefficient(place), count: depth)
            }
            return try ExactNumberCoding.map(try place.elements(count: depth), coefficient)
        }
        return DenseDecay(weights: try group("weights"), biases: try group("biases"))
    }

    // MARK: The canonical form

    /// Exact numbers as "p/q", axes spelled out, decay as one number or as a coefficient for every layer. Equal
    /// problems give equal text.
    public static func encode(_ problem: DenseProblem) -> JSONValue {
        .object(
            JSONObject([
                ("format", .string(ProblemFile.format)), ("version", 1),
                (
                    key,
                    .array(
                        problem.layers.map { layer in
                            [
                                "width": .number(JSONNumber(layer.width)),
                                "activation": ActivationCoding.encode(layer.activation), "bias": .bool(layer.hasBias),
                            ]
                        })
                ),
                ("loss", .string(problem.loss.rawValue)),
                ("data", ProblemFile.encode(problem.data, weights: problem.weights)),
                ("labels", encode(problem.labels)), ("decay", problem.decay.map { encode($0, problem.layers) }),
            ]))
    }

    private static func encode(_ labels: DenseLabels) -> JSONValue {
        switch labels {
        case .given(let rows): ["given": ProblemFile.outputs(rows)]
        case .classes(let classes): ["classes": .array(classes.map { .number(JSONNumber($0)) })]
        case .probabilities(let rows): ["probabilities": ProblemFile.outputs(rows)]
        }
    }

    private static func encode(_ decay: DenseDecay, _ layers: [DenseLayer]) -> JSONValue {
        let present = decay.weights + zip(decay.biases, layers).filter { $0.1.hasBias }.map { $0.0 }
        if let first = present.first, present.allSatisfy({ $0 == first }) { return ExactNumberCoding.encode(first) }
        func group(_ values: [Rational]) -> JSONValue? {
            values.allSatisfy(\.isZero) ? nil as JSONValue? : ProblemFile.list(values)
        }
        return .object(JSONObject([("weights", group(decay.weights)), ("biases", group(decay.biases))]))
    }
}
