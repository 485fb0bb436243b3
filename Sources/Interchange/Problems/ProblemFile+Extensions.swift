import Formats
import Networks
import Rigor

/// Output bias, sample weights and weight decay as JSON.
///
///     "output_bias": true                     c is trained; a number, or a list of k, holds it fixed there
///     "data": {.., "weights": [1, 2, "1/2"]}  one positive number for each point; the mean divides by their sum,
///                                             with "weights_divisor": "count" by the number of points
///     "decay": "1/100"                        1/100 |theta|² is added to the loss, without 1/2
///     "decay": {"input_weights": "1/100", "outputs": "1/100", "biases": 0, "output_bias": 0}
///     "decay": {"pytorch_weight_decay": "1/50"}
///                                             what torch.optim.SGD and Adam call weight_decay: 1/100 |theta|²
///
/// Groups that are left out do not decay. Decoupled weight decay is refused: no function has it for its gradient.
extension ProblemFile {
    static func outputBias(_ cursor: JSONCursor?, outputs: Int?) throws(FormatError) -> OutputBias {
        guard let cursor else { return .none }
        if case .bool(let isTrained) = cursor.value { return isTrained ? .trained : .none }
        if case .null = cursor.value {
            throw cursor.failure(expected: "true (trained), false (none), or the numbers at which it is held fixed")
        }
        guard let outputs else { return .fixed([try ExactNumberCoding.rational(cursor)]) }
        return .fixed(try ExactNumberCoding.map(try cursor.elements(count: outputs), ExactNumberCoding.rational))
    }

    /// The sample weights as `TwoLayerProblem` has them: those by which the mean over the number of points is taken.
    static func sampleWeights(_ data: JSONCursor) throws(FormatError) -> [Rational]? {
        let divisor = try data.optional("weights_divisor")
        guard let place = try data.optional("weights") else {
            if let divisor { throw divisor.failure(expected: "weights beside their divisor") }
            return nil
        }
        let weights = try rationals(place)
        if let index = weights.firstIndex(where: { !($0 > .zero) }) {
            throw try place[index].failure(expected: "a positive sample weight (leave out points that do not count)")
        }
        if let divisor {
            let word = try divisor.string()
            if word == countDivisor { return weights }
            guard word == "sum" else { throw divisor.failure(expected: "\"sum\" or \"\(countDivisor)\"") }
        }
        let mean = weights.reduce(.zero, +) / Rational(max(1, weights.count))
        return weights.map { $0 / mean }
    }

    private static let countDivisor = "count"

    /// The entries of `data` that spell the weights; none where all are 1.
    static func encode(weights: [Rational]?) -> [(String, JSONValue?)] {
        guard let weights else { return [] }
        let isMean = weights.reduce(.zero, +) == Rational(weights.count)
        return [("weights", list(weights)), ("weights_divisor", isMean ? nil : .string(countDivisor))]
    }

    /// Where nothing is trained; otherwise nil for none.
    static func encode(_ bias: OutputBias) -> JSONValue? {
        switch bias {
        case .none: nil
        case .trained: true
        case .fixed(let values): row(values)
        }
    }

    private static var groups: [(key: String, group: WritableKeyPath<Decay, Rational>)] {
        [
            ("input_weights", \.inputWeights), ("biases", \.biases), ("outputs", \.outputs),
            ("output_bias", \.outputBias),
        ]
    }
    /// The key of what torch.optim.SGD and Adam call weight_decay.
    static let decayConvention = "pytorch_weight_decay"
    private static let decoupled = ["decoupled", "adamw"]

    /// Refuses decay that is part of no loss.
    static func refuseDecoupledDecay(_ cursor: JSONCursor) throws(FormatError) {
        for key in decoupled {
            guard let place = try cursor.optional(key) else { continue }
            throw place.failure(
                expected:
                    "a decay that is part of the loss; decoupled weight decay (AdamW) is the gradient of no function, "
                    + "so where it stops is no critical point of a loss")
        }
    }

    static func decay(_ cursor: JSONCursor?, hasBias: Bool, hasOutputBias: Bool) throws(FormatError) -> Decay? {
        guard let cursor else { return nil }
        func coefficient(_ place: JSONCursor) throws(FormatError) -> Rational {
            let value = try ExactNumberCoding.rational(place)
            guard !(value < .zero) else { throw place.failure(expected: "a coefficient that is not negative") }
            return value
        }
        guard case .object = cursor.value else { return Decay(uniform: try coefficient(cursor)) }
        try refuseDecoupledDecay(cursor)
        try cursor.rejectKeys(except: groups.map(\.key) + [decayConvention])
        if let place = try cursor.optional(decayConvention) {
            guard try cursor.object().keys.count == 1 else {
                throw place.failure(expected: "either \(decayConvention) or coefficients of groups, not both")
            }
            return Decay(uniform: try coefficient(place) / Rational(2))
        }
        var decay = Decay()
        for (key, group) in groups {
            guard let place = try cursor.optional(key) else { continue }
            decay[keyPath: group] = try coefficient(place)
            let isAbsent = key == "biases" && !hasBias || key == "output_bias" && !hasOutputBias
            guard !isAbsent || decay[keyPath: group].isZero else {
                throw place.failure(expected: "no coefficient for parameters that the students do not have")
            }
        }
        return decay
    }

    /// A number where every parameter decays alike, otherwise an object of the groups that decay.
    static func encode(_ decay: Decay, hasBias: Bool, _ hasOutputBias: Bool) -> JSONValue {
        let present = groups.filter { ($0.key != "biases" || hasBias) && ($0.key != "output_bias" || hasOutputBias) }
        let first = decay.inputWeights
        if present.allSatisfy({ decay[keyPath: $0.group] == first }) { return ExactNumberCoding.encode(first) }
        return .object(
            JSONObject(
                present.map { key, group in
                    (
                        key,
                        decay[keyPath: group].isZero
                            ? nil as JSONValue? : ExactNumberCoding.encode(decay[keyPath: group])
                    )
                }))
    }
}
