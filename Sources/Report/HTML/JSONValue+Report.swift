import Formats
import Interchange
import Rigor

extension JSONValue {
    static func integer(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }

    /// A decimal not above `bound` that a float64 of the page holds and prints back; null when it is infinite.
    static func lower(_ bound: Double, digits: Int = 8) -> JSONValue {
        guard bound.isFinite else { return .null }
        // next to 0 float64 has too few digits to give a decimal back
        guard bound == 0 || abs(bound) >= tiny else { return bound > 0 ? 0 : number("-1e-290") }
        return number(OutwardDecimal.lower(bound, digits: digits))
    }

    /// A decimal not below `bound`, likewise.
    static func upper(_ bound: Double, digits: Int = 8) -> JSONValue {
        guard bound.isFinite else { return .null }
        guard bound == 0 || abs(bound) >= tiny else { return bound < 0 ? 0 : number("1e-290") }
        return number(OutwardDecimal.upper(bound, digits: digits))
    }

    private static let tiny = 1e-290

    /// A decimal near `value`, which proves nothing.
    static func approximate(_ value: Double, digits: Int) -> JSONValue {
        value.isFinite ? number(OutwardDecimal.approximate(value, digits: digits)) : .null
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
        let isPlain =
            !word.isEmpty
            && word.unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                    || "_-./:+,@%".unicodeScalars.contains($0)
            }
        return isPlain && !word.hasPrefix("-") ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
