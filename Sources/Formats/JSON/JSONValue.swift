/// A JSON text (RFC 8259) whose numbers keep their exact source text and whose objects keep their order.
///
/// There is deliberately no case that holds a `Double`: 0.6 in a problem file may mean 3/5, and only the reader of a
/// particular field knows whether it does. See ``JSONNumber`` for the exact readings on offer.
public enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    /// What kind of value this is, with its article, for messages: "a string", "the number 3".
    var summary: String {
        switch self {
        case .null: return "null"
        case .bool(let value): return "\(value)"
        case .number(let number): return "the number \(OneLine.text(number.text, limit: 40))"
        case .string(let text): return "the string \"\(OneLine.text(text, limit: 40))\""
        case .array(let elements): return "an array of \(elements.count)"
        case .object: return "an object"
        }
    }
}

// No float literal: its digits would be lost to binary rounding before the initializer sees them.
extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(nilLiteral: ()) { self = .null }

    /// - Precondition: no key occurs twice.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = JSONObject()
        for (key, value) in elements {
            let isNew = object.append(key: key, value: value)
            precondition(isNew, "the key '\(key)' occurs twice")
        }
        self = .object(object)
    }
}
