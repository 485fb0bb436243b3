import CMPFR

extension Integer: CustomStringConvertible {
    /// Reads an optional sign and decimal digits.
    public init(decimal text: String) throws(NumberFormatError) {
        try self.init(text, base: 10)
    }

    /// Reads an optional sign and hexadecimal digits, without a prefix.
    public init(hexadecimal text: String) throws(NumberFormatError) {
        try self.init(text, base: 16)
    }

    private init(_ text: String, base: Int32) throws(NumberFormatError) {
        guard text.utf8.count <= NumberFormatError.largestLength else { throw .tooLong(count: text.utf8.count) }
        var digits = 0
        for (offset, character) in text.enumerated() {
            if offset == 0 && (character == "-" || character == "+") { continue }
            guard character.isASCII, let digit = character.hexDigitValue, digit < Int(base) else {
                throw .unexpectedCharacter(character, offset: offset, text: text)
            }
            digits += 1
        }
        guard digits > 0 else { throw .noDigits(text: text) }
        // GMP reads no plus sign.
        let unsigned = text.hasPrefix("+") ? String(text.dropFirst()) : text
        self.init { _ = __gmpz_set_str($0, unsigned, base) }
    }

    public var decimalString: String { string(base: 10) }

    /// Lower-case digits without a prefix.
    public var hexadecimalString: String { string(base: 16) }

    public var description: String { decimalString }

    private func string(base: Int32) -> String {
        read { x in
            let capacity = Int(__gmpz_sizeinbase(x, base)) + 2
            return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
                __gmpz_get_str(buffer.baseAddress, base, x)
                return String(cString: buffer.baseAddress!)
            }
        }
    }
}
