import Formats
import Networks
import Rigor

/// An activation as JSON: its own name, or a polynomial by its coefficients, exact numbers by ascending powers:
///
///     "gelu"      {"polynomial": [0, "1/2", 0, -1]}
///
/// A polynomial that has a name of its own is written by it, {"polynomial": [0, 0, 1]} as "square".
enum ActivationCoding {
    static func read(_ cursor: JSONCursor) throws(FormatError) -> Activation {
        if case .object = cursor.value { return .polynomial(try polynomial(cursor)) }
        let name: String? = if case .string(let text) = cursor.value { text } else { nil }
        if let known = Activation.allNamed.first(where: { $0.name == name }) { return known }
        if let name, let reason = refusal(of: name) {
            throw cursor.failure(expected: "a smooth function of w·x", found: "\"\(name)\": \(reason)")
        }
        let names = Activation.allNamed.map { "\"\($0.name)\"" }.joined(separator: ", ")
        throw cursor.failure(expected: "one of \(names), or {\"polynomial\": [c0, c1, ..]}")
    }

    static func encode(_ activation: Activation) -> JSONValue {
        if let name = activation.ownName { return .string(name) }
        guard case .polynomial(let polynomial) = activation else { return .string(activation.name) }
        return ["polynomial": ProblemFile.list(polynomial.coefficients)]
    }

    private static func polynomial(_ cursor: JSONCursor) throws(FormatError) -> RationalPolynomial {
        try cursor.rejectKeys(except: ["polynomial"])
        let list = try cursor["polynomial"]
        try list.require("degree of a polynomial", try list.elements().count - 1, atMost: list.limits.polynomialDegree)
        guard let polynomial = RationalPolynomial(try ProblemFile.rationals(list)) else {
            throw list.failure(expected: "a polynomial that is not constant", found: "a constant")
        }
        return polynomial
    }

    // MARK: What is refused

    /// Why an activation that others offer is none here, in one line; nil for a name that nobody knows.
    private static func refusal(of name: String) -> String? {
        let key = name.lowercased().filter { $0.isLetter || $0.isNumber }
        if kinked.contains(key) {
            return
                "it has kinks, where gradient or Hessian do not exist. ReLU is certified on Gaussian inputs (--problem "
                + "gaussian-relu); on finite data, inside a cell in which no kink is met, it is planned"
        }
        if onceSmooth.contains(key) {
            return
                "its second derivative jumps at 0, where there is no Hessian; inside a cell in which no jump is met it "
                + "is planned. silu and gelu are smooth"
        }
        if ofMore.contains(key) {
            return
                "it is not a function of w·x alone: it is random, or depends on other neurons or other data. None such "
                + "is planned"
        }
        return nil
    }

    private static let kinked: Set = [
        "relu", "relu6", "leakyrelu", "prelu", "rrelu", "crelu", "selu", "hardtanh", "hardsigmoid", "hardswish",
        "hardsilu",
        "hardshrink", "softshrink", "threshold", "step", "heaviside", "sign", "abs", "absolute", "maxout",
    ]
    private static let onceSmooth: Set = ["elu", "celu", "softsign", "squaredrelu", "relu2"]
    private static let ofMore: Set = [
        "dropout", "alphadropout", "batchnorm", "batchnormalization", "batchnorm1d", "layernorm", "layernormalization",
        "groupnorm", "rmsnorm", "softmax", "logsoftmax", "softmin", "glu", "swiglu", "geglu",
    ]
}
