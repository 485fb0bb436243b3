/// A JSON number as it was written.
///
/// Two numbers are equal when their texts are: 0.6 and 0.60 differ here, though they mean the same rational.
public struct JSONNumber: Hashable, Sendable {
    /// The number exactly as in the source, a valid JSON number.
    public let text: String

    /// A number from its text, or nil when RFC 8259 does not allow it (leading zeros, a bare point, "inf", ...).
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let end = JSONNumber.end(in: bytes, from: 0), end == bytes.count else { return nil }
        self.text = text
    }

    /// An integer.
    public init(_ value: some FixedWidthInteger) {
        text = String(value)
    }

    /// The shortest text that ``nearestDouble`` turns back into `value` bit for bit; nil for NaN and infinities.
    public init?(shortest value: Double) {
        guard value.isFinite else { return nil }
        text = "\(value)"
    }

    /// A text that the parser has already checked.
    init(checked text: String) {
        self.text = text
    }

    /// Where the number that begins at `start` ends, or nil when none begins there.
    static func end(in bytes: [UInt8], from start: Int) -> Int? {
        var position = start
        func digits() -> Bool {
            let first = position
            while position < bytes.count, bytes[position] &- 0x30 < 10 { position += 1 }
            return position > first
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
        if position < bytes.count, bytes[position] == UInt8(ascii: "0") {
            position += 1
        } else if !digits() {
            return nil
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            guard digits() else { return nil }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            guard digits() else { return nil }
        }
        return position
    }
}

extension JSONNumber {
    /// The integer that the text spells without point or exponent, or nil (also when it does not fit).
    public var integer: Int? { Int(text) }

    /// The float64 nearest to the number, ties to even; an infinity when the number is beyond the float64 range.
    ///
    /// This rounds: 0.6 is not a float64. For the number itself take ``decimal``.
    public var nearestDouble: Double {
        // Correctly rounded whatever the length of the text. Every JSON number is a text that this initializer takes.
        Double(text) ?? .nan
    }

    /// The exact value as digits and a power of ten, or nil when the exponent does not fit an `Int`.
    public var decimal: JSONDecimal? {
        var digits: [UInt8] = []
        var fractionDigits = 0
        var exponent = 0
        var isFraction = false
        let bytes = Array(text.utf8)
        let isNegative = bytes.first == UInt8(ascii: "-")
        for (position, byte) in bytes.enumerated() {
            if byte &- 0x30 < 10 {
                // Leading zeros carry no value.
                if !digits.isEmpty || byte != UInt8(ascii: "0") { digits.append(byte) }
                if isFraction { fractionDigits += 1 }
            } else if byte == UInt8(ascii: ".") {
                isFraction = true
            } else if byte | 0x20 == UInt8(ascii: "e") {
                let exponentText = String(decoding: bytes[(position + 1)...], as: UTF8.self)
                guard let value = Int(exponentText) else { return nil }
                exponent = value
                break
            }
        }
        if digits.isEmpty { return JSONDecimal(isNegative: isNegative, digits: "0", exponent: 0) }
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            fractionDigits -= 1
        }
        let (total, overflow) = exponent.subtractingReportingOverflow(fractionDigits)
        guard !overflow else { return nil }
        return JSONDecimal(isNegative: isNegative, digits: String(decoding: digits, as: UTF8.self), exponent: total)
    }
}

/// An exact decimal: (-1)^isNegative * digits * 10^exponent.
///
/// Normalized: `digits` has neither leading nor trailing zeros, except that zero is "0" with exponent 0 (its sign is
/// kept). The exponent comes from the file and may be enormous: bound it before computing 10^exponent, or use
/// ``JSONCursor/decimal(largestExponent:)``, which does.
public struct JSONDecimal: Hashable, Sendable {
    /// Whether the number was written with a minus sign; so it may be for zero.
    public let isNegative: Bool
    /// The significant decimal digits, at least one.
    public let digits: String
    /// The power of ten that the digits are multiplied by.
    public let exponent: Int
}
