/// Why a text is not a number.
public enum NumberFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    case noDigits(text: String)
    case unexpectedCharacter(Character, offset: Int, text: String)
    case zeroDenominator(text: String)
    /// The decimal exponent is beyond `NumberFormatError.largestExponent` in magnitude.
    case exponentTooLarge(text: String)
    /// More than `NumberFormatError.largestLength` characters.
    case tooLong(count: Int)

    /// The largest magnitude of a decimal exponent: an exact number needs memory in proportion to it.
    public static let largestExponent = 100_000
    /// The largest number of characters of a number.
    public static let largestLength = 1_000_000

    public var description: String {
        switch self {
        case .noDigits(let text): "no digits in \"\(text)\""
        case .unexpectedCharacter(let character, let offset, let text):
            "unexpected \"\(character)\" at position \(offset + 1) of \"\(text)\""
        case .zeroDenominator(let text): "zero denominator in \"\(text)\""
        case .exponentTooLarge(let text): "exponent beyond \(Self.largestExponent) in \"\(text)\""
        case .tooLong(let count): "a number of \(count) characters; at most \(Self.largestLength) are read"
        }
    }
}
