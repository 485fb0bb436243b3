import Formats
import Interchange
import Rigor

extension JSONValue {
    static func integer(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }

    /// A decimal not above `bound`; null when it is infinite.
    static func lower(_ bound: Double, digits: Int = 8) -> JSONValue {
        bound.isFinite ? number(OutwardDecimal.lower(bound, digits: digits)) : .null
    }

    /// A decimal not below `bound`; null when it is infinite.
    static func upper(_ bound: Double, digits: Int = 8) -> JSONValue {
        bound.isFinite ? number(OutwardDecimal.upper(bound, digits: digits)) : .null
    }

    /// A decimal near `value`, which proves nothing.
    static func approximate(_ value: Double, digits: Int) -> JSONValue {
        value.isFinite ? number(BigFloat(exactly: value).decimal(digits: digits, rounding: .nearest)) : .null
    }

    private static func number(_ text: String) -> JSONValue { JSONNumber(text).map { .number($0) } ?? .null }

    /// An object of the members that are not nil.
    static func compactObject(_ members: [(key: String, value: JSONValue?)]) -> JSONValue {
        var object = JSONObject()
        for (key, value) in members { if let value { object.append(key: key, value: value) } }
        return .object(object)
    }
}

/// A word of a command line for POSIX shells.
enum ShellWord {
    static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || "_-./:+,@%".unicodeScalars.contains($0)
        }
        return isPlain && !word.hasPrefix("-") ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
