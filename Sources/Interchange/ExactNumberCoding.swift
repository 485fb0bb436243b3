import Formats
import Rigor

/// Exact numbers in JSON: a dyadic number m 2^e is the array [m, e] of two integers, a rational the string "p/q".
public enum ExactNumberCoding {
    public static func encode(_ value: Dyadic) -> JSONValue {
        guard let mantissa = JSONNumber(value.mantissa.decimalString) else { return .array([0, 0]) }
        return .array([.number(mantissa), .number(JSONNumber(value.isZero ? 0 : value.exponent))])
    }

    /// A float64 as the dyadic number it is; infinite bounds are the strings "inf" and "-inf".
    public static func encode(_ value: Double) -> JSONValue {
        guard value.isFinite else { return .string(value > 0 ? "inf" : (value < 0 ? "-inf" : "nan")) }
        guard value != 0 else { return .array([0, 0]) }
        // the significand as an odd integer
        let bits = value.isNormal ? value.significandBitPattern | 1 << 52 : value.significandBitPattern
        let zeros = bits.trailingZeroBitCount, magnitude = Int64(bits >> UInt64(zeros))
        let exponent = max(1, Int(value.exponentBitPattern)) - 1075 + zeros
        return .array([
            .number(JSONNumber(value < 0 ? -magnitude : magnitude)), .number(JSONNumber(exponent)),
        ])
    }

    public static func encode(_ values: [Double]) -> JSONValue { .array(values.map { encode($0) }) }
    public static func encode(_ values: [Dyadic]) -> JSONValue { .array(values.map { encode($0) }) }
    public static func encode(_ bounds: Bounds) -> JSONValue { .array([encode(bounds.lower), encode(bounds.upper)]) }
    public static func encode(_ value: Rational) -> JSONValue { .string(value.description) }

    public static func dyadic(_ cursor: JSONCursor) throws(FormatError) -> Dyadic {
        let parts = try cursor.elements(count: 2)
        let mantissa = try parts[0].number().text
        let exponent = try parts[1].integer()
        try parts[1].require(
            "is the magnitude of the exponent of 2", Int(clamping: exponent.magnitude),
            atMost: cursor.limits.binaryExponent)
        try parts[0].require("digits", mantissa.utf8.count { $0 != UInt8(ascii: "-") }, atMost: cursor.limits.digits)
        guard let integer = try? Integer(decimal: mantissa) else { throw parts[0].failure(expected: "an integer") }
        return Dyadic(mantissa: integer, exponent: exponent)
    }

    /// The same where mantissa and exponent are small, as those of nearly all numbers are; nil says nothing.
    private static func smallDouble(_ value: JSONValue, _ limits: Limits) -> Double? {
        guard case .array(let parts) = value, parts.count == 2, case .number(let first) = parts[0],
            case .number(let second) = parts[1], first.text.utf8.count <= min(17, limits.digits),
            let mantissa = first.integer, mantissa.magnitude <= 1 << 53, let exponent = second.integer,
            exponent.magnitude <= min(900, limits.binaryExponent)
        else { return nil }
        // exact: at most 53 bits, and neither overflow nor underflow
        return Double(
            sign: mantissa < 0 ? .minus : .plus, exponent: exponent, significand: Double(mantissa.magnitude))
    }

    /// A dyadic number that is a float64.
    public static func double(_ cursor: JSONCursor) throws(FormatError) -> Double {
        if let small = smallDouble(cursor.value, cursor.limits) { return small }
        let exact = try dyadic(cursor)
        let value = exact.double(rounding: .nearest)
        guard Dyadic(exactly: value) == exact else {
            throw cursor.failure(expected: "a number that float64 represents exactly")
        }
        return value
    }

    /// One end of an interval: a float64, "inf" or "-inf".
    private static func end(_ cursor: JSONCursor) throws(FormatError) -> Double {
        if case .string(let text) = cursor.value {
            switch text {
            case "inf": return .infinity
            case "-inf": return -.infinity
            default: throw cursor.failure(expected: "\"inf\" or \"-inf\"")
            }
        }
        return try double(cursor)
    }

    public static func bounds(_ cursor: JSONCursor) throws(FormatError) -> Bounds {
        let ends = try cursor.elements(count: 2)
        let lower = try end(ends[0]), upper = try end(ends[1])
        guard lower <= upper else { throw cursor.failure(expected: "a lower end not above the upper one") }
        return Bounds(lower: lower, upper: upper)
    }

    public static func doubles(_ cursor: JSONCursor, count: Int? = nil) throws(FormatError) -> [Double] {
        guard case .array(let elements) = cursor.value, count == nil || elements.count == count else {
            return try map(try cursor.elements(count: count), double)
        }
        var result = [Double]()
        result.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            if let small = smallDouble(element, cursor.limits) {
                result.append(small)
            } else {
                result.append(try double(try cursor[index]))
            }
        }
        return result
    }

    public static func dyadics(_ cursor: JSONCursor, count: Int? = nil) throws(FormatError) -> [Dyadic] {
        try map(try cursor.elements(count: count), dyadic)
    }

    /// An exact rational: a JSON number means the decimal it spells (0.6 is 3/5), a string "p/q" or a decimal.
    public static func rational(_ cursor: JSONCursor) throws(FormatError) -> Rational {
        let text: String
        switch cursor.value {
        case .string(let string): text = string
        case .number: text = try cursor.number().text
        default: throw cursor.failure(expected: "a number or a string \"p/q\"")
        }
        try cursor.require("characters of a number", text.utf8.count, atMost: 2 * cursor.limits.digits + 2)
        if let mark = text.utf8.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
            let digits = text[text.utf8.index(after: mark)...].drop { "+-".contains($0) }.drop { $0 == "0" }
            let magnitude = digits.utf8.count > 12 ? Int.max : Int(digits.isEmpty ? "0" : digits) ?? 0
            try cursor.require(
                "is the magnitude of the exponent of 10", magnitude, atMost: cursor.limits.decimalExponent)
        }
        guard let value = try? Rational(decimal: text) else {
            throw cursor.failure(expected: "an exact number: a decimal or \"p/q\"")
        }
        return value
    }

    static func map<T>(
        _ cursors: [JSONCursor], _ transform: (JSONCursor) throws(FormatError) -> T
    ) throws(FormatError) -> [T] {
        var result = [T]()
        result.reserveCapacity(cursors.count)
        for cursor in cursors { result.append(try transform(cursor)) }
        return result
    }
}
