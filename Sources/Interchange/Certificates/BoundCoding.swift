import Formats
import Rigor

/// Numbers that may be missing or unbounded, for certificates.
extension ExactNumberCoding {
    /// A float64, "inf" or "-inf".
    static func extended(_ cursor: JSONCursor) throws(FormatError) -> Double {
        switch cursor.value {
        case .string("inf"): return .infinity
        case .string("-inf"): return -.infinity
        case .string: throw cursor.failure(expected: "a number [mantissa, exponent], \"inf\" or \"-inf\"")
        default: return try double(cursor)
        }
    }

    /// The member `key`, when it is there.
    static func optionalDouble(_ cursor: JSONCursor, _ key: String) throws(FormatError) -> Double? {
        guard let place = try cursor.optional(key) else { return nil }
        return try double(place)
    }
}

extension JSONObject {
    /// An object of the members that are not nil, in this order.
    init(_ members: [(key: String, value: JSONValue?)]) {
        self.init()
        for (key, value) in members { if let value { append(key: key, value: value) } }
    }
}

extension JSONValue {
    /// An object of the members that are not nil, in this order.
    static func object(_ members: [(key: String, value: JSONValue?)]) -> JSONValue { .object(JSONObject(members)) }
}
