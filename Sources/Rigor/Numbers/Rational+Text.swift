extension Rational: CustomStringConvertible {
    /// Reads a number exactly: "3/5", "0.6" and "6e-1" are the same rational, and none of them is the float64 0.6.
    ///
    /// The grammar is `[+-] digits / digits`, or `[+-] digits [. digits] [e [+-] digits]` with digits on at least one
    /// side of the point.
    /// - Throws: `NumberFormatError`; an exponent beyond `NumberFormatError.largestExponent` is refused before any
    ///   memory is taken.
    public init(decimal text: String) throws(NumberFormatError) {
        guard text.utf8.count <= NumberFormatError.largestLength else { throw .tooLong(count: text.utf8.count) }
        var reader = DecimalReader(text)
        let isNegative = reader.readSign()
        var digits = reader.readDigits()
        if !digits.isEmpty, reader.skip("/") {
            let denominatorDigits = reader.readDigits()
            try reader.expectEnd()
            guard !denominatorDigits.isEmpty else { throw .noDigits(text: text) }
            let denominator = try Integer(decimal: denominatorDigits)
            guard !denominator.isZero else { throw .zeroDenominator(text: text) }
            let numerator = try Integer(decimal: digits)
            self.init(numerator: isNegative ? -numerator : numerator, denominator: denominator)
            return
        }
        var exponent = 0
        if reader.skip(".") {
            let fraction = reader.readDigits()
            exponent = -fraction.count
            digits += fraction
        }
        guard !digits.isEmpty else {
            try reader.expectEnd()
            throw .noDigits(text: text)
        }
        if reader.skip("e") || reader.skip("E") {
            let exponentIsNegative = reader.readSign()
            let exponentDigits = reader.readDigits()
            guard !exponentDigits.isEmpty else {
                try reader.expectEnd()
                throw .noDigits(text: text)
            }
            // Leading zeros aside, more digits than the limit has is beyond the limit.
            guard let magnitude = Int(String(exponentDigits.drop { $0 == "0" }.prefix(12)).ifEmpty("0")),
                magnitude <= NumberFormatError.largestExponent
            else { throw .exponentTooLarge(text: text) }
            exponent += exponentIsNegative ? -magnitude : magnitude
        }
        try reader.expectEnd()
        let mantissa = try Integer(decimal: digits)
        let signed = isNegative ? -mantissa : mantissa
        let scale = Integer(10).power(abs(exponent))
        if exponent >= 0 {
            self.init(signed * scale)
        } else {
            self.init(numerator: signed, denominator: scale)
        }
    }

    /// "3/5", or "3" for an integer.
    public var description: String {
        isInteger ? numerator.decimalString : "\(numerator.decimalString)/\(denominator.decimalString)"
    }
}

/// Reads a number from left to right.
private struct DecimalReader {
    let text: String
    let characters: [Character]
    var position = 0

    init(_ text: String) {
        self.text = text
        characters = Array(text)
    }

    /// Skips `character` if it comes next, and tells whether it did.
    mutating func skip(_ character: Character) -> Bool {
        guard position < characters.count, characters[position] == character else { return false }
        position += 1
        return true
    }

    /// Reads an optional sign; true for minus.
    mutating func readSign() -> Bool {
        if skip("-") { return true }
        _ = skip("+")
        return false
    }

    mutating func readDigits() -> String {
        let start = position
        while position < characters.count, ("0"..."9").contains(characters[position]) { position += 1 }
        return String(characters[start..<position])
    }

    func expectEnd() throws(NumberFormatError) {
        guard position == characters.count else {
            throw .unexpectedCharacter(characters[position], offset: position, text: text)
        }
    }
}

extension String {
    fileprivate func ifEmpty(_ other: String) -> String { isEmpty ? other : self }
}
