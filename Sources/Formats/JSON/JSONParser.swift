extension JSONValue {
    /// Arrays and objects may nest this deep unless a caller says otherwise.
    public static let defaultMaximumDepth = Limits.checking.depth

    /// Parses one JSON text, strictly as RFC 8259 has it: UTF-8 without byte order mark, no comments, no trailing
    /// commas, no NaN, nothing after the value but white space; and no duplicate keys, no unpaired surrogates.
    ///
    /// - Parameters:
    ///   - file: the name that errors give.
    ///   - firstLine: the line number of the first byte, for a text that is one line of a larger file.
    ///   - maximumDepth: how deep arrays and objects may nest, at most 1000 (the parser recurses).
    ///   - nonFiniteWords: whether the words NaN, Infinity and -Infinity may stand for values, as Python's `json.dump`
    ///     writes them. They are read as the strings of those names.
    /// - Throws: ``FormatError/malformedJSON(file:line:column:path:problem:)``.
    public static func parse(
        bytes: [UInt8], file: String, firstLine: Int = 1, maximumDepth: Int = defaultMaximumDepth,
        nonFiniteWords: Bool = false
    ) throws(FormatError) -> JSONValue {
        var parser = JSONParser(bytes: bytes, maximumDepth: min(maximumDepth, 1000), nonFiniteWords: nonFiniteWords)
        do throws(JSONParser.Failure) {
            return try parser.document()
        } catch {
            let (line, column) = JSONParser.place(of: error.offset, in: bytes)
            let path = error.stepsFromLeaf.reversed().reduce(JSONPath.root) { $0.appending($1) }
            throw .malformedJSON(
                file: file, line: firstLine - 1 + line, column: column, path: path.description, problem: error.problem)
        }
    }

    /// Reads and parses the file at `path`.
    ///
    /// - Parameter maximumSize: the largest file that is read, in bytes.
    public static func parse(
        contentsOf path: String, maximumSize: UInt64 = 1 << 30, maximumDepth: Int = defaultMaximumDepth
    ) throws(FormatError) -> JSONValue {
        let bytes = try FileContents.bytes(at: path, limit: maximumSize)
        return try parse(bytes: bytes, file: path, maximumDepth: maximumDepth)
    }
}

/// Recursive descent over UTF-8 bytes. Every access to `bytes` is bounds-checked; `depth` bounds the recursion.
struct JSONParser {
    /// What is wrong and where. The path is collected while the recursion unwinds, so that success pays nothing for it.
    struct Failure: Error {
        var offset: Int
        var problem: String
        var stepsFromLeaf: [JSONPath.Step] = []
    }

    private let bytes: [UInt8]
    private let maximumDepth: Int
    private let nonFiniteWords: Bool
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8], maximumDepth: Int, nonFiniteWords: Bool) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
        self.nonFiniteWords = nonFiniteWords
    }

    mutating func document() throws(Failure) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw Failure(offset: 0, problem: "the text begins with a byte order mark")
        }
        skipWhiteSpace()
        guard position < bytes.count else {
            throw Failure(offset: 0, problem: "the text is empty")
        }
        let value = try self.value()
        skipWhiteSpace()
        guard position == bytes.count else {
            throw Failure(offset: position, problem: "the text goes on after its value, with \(found(at: position))")
        }
        return value
    }

    private mutating func value() throws(Failure) -> JSONValue {
        guard position < bytes.count else {
            throw Failure(offset: position, problem: "the text ends where a value was expected")
        }
        switch bytes[position] {
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return .bool(try word("true", means: true))
        case UInt8(ascii: "f"): return .bool(try word("false", means: false))
        case UInt8(ascii: "n"): return try word("null", means: .null)
        case UInt8(ascii: "N") where nonFiniteWords: return .string(try word("NaN", means: "NaN"))
        case UInt8(ascii: "I") where nonFiniteWords: return .string(try word("Infinity", means: "Infinity"))
        case UInt8(ascii: "-")
        where nonFiniteWords && position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "I"):
            return .string(try word("-Infinity", means: "-Infinity"))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw Failure(offset: position, problem: "expected a value, found \(found(at: position))")
        }
    }

    private mutating func object() throws(Failure) -> JSONObject {
        try enter()
        var object = JSONObject()
        skipWhiteSpace()
        if take("}") { return leave(object) }
        while true {
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw Failure(
                    offset: position, problem: "expected a key in double quotes, found \(found(at: position))")
            }
            let keyOffset = position
            let key = try string()
            skipWhiteSpace()
            do throws(Failure) {
                try expect(":")
                skipWhiteSpace()
                let value = try self.value()
                guard object.append(key: key, value: value) else {
                    throw Failure(offset: keyOffset, problem: "the key occurs twice")
                }
            } catch {
                var failure = error
                failure.stepsFromLeaf.append(.key(key))
                throw failure
            }
            skipWhiteSpace()
            if take("}") { return leave(object) }
            try expect(",", or: "}")
            skipWhiteSpace()
        }
    }

    private mutating func array() throws(Failure) -> [JSONValue] {
        try enter()
        var elements: [JSONValue] = []
        skipWhiteSpace()
        if take("]") { return leave(elements) }
        while true {
            do throws(Failure) {
                elements.append(try value())
            } catch {
                var failure = error
                failure.stepsFromLeaf.append(.index(elements.count))
                throw failure
            }
            skipWhiteSpace()
            if take("]") { return leave(elements) }
            try expect(",", or: "]")
            skipWhiteSpace()
        }
    }

    private mutating func number() throws(Failure) -> JSONNumber {
        guard let end = JSONNumber.end(in: bytes, from: position) else {
            throw Failure(offset: position, problem: "this is not a JSON number")
        }
        // "01" and "1.2.3" end early; saying so here is clearer than "expected ',' found '1'".
        if end < bytes.count, bytes[end] &- 0x30 < 10 || bytes[end] == UInt8(ascii: ".") {
            throw Failure(offset: position, problem: "this is not a JSON number")
        }
        defer { position = end }
        return JSONNumber(checked: String(decoding: bytes[position..<end], as: UTF8.self))
    }

    private mutating func word<Meaning>(_ word: StaticString, means meaning: Meaning) throws(Failure) -> Meaning {
        let end = position + word.utf8CodeUnitCount
        let matches = end <= bytes.count && word.withUTF8Buffer { bytes[position..<end].elementsEqual($0) }
        guard matches else {
            throw Failure(offset: position, problem: "expected '\(word)'")
        }
        position = end
        return meaning
    }

    private mutating func enter() throws(Failure) {
        depth += 1
        guard depth <= maximumDepth else {
            throw Failure(offset: position, problem: "nested deeper than \(maximumDepth) levels")
        }
        position += 1
    }

    private mutating func leave<Container>(_ container: Container) -> Container {
        depth -= 1
        return container
    }

    private mutating func skipWhiteSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar, or other: Unicode.Scalar? = nil) throws(Failure) {
        guard take(character) else {
            let expected = other.map { "'\(character)' or '\($0)'" } ?? "'\(character)'"
            throw Failure(offset: position, problem: "expected \(expected), found \(found(at: position))")
        }
    }

    private func found(at offset: Int) -> String {
        guard offset < bytes.count else { return "the end of the text" }
        let byte = bytes[offset]
        return byte > 0x20 && byte < 0x7F
            ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(String(byte, radix: 16, uppercase: true))"
    }

    /// Line and column, both from 1; columns count Unicode scalars, that is, bytes that do not continue one.
    static func place(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }
}

// MARK: Strings

extension JSONParser {
    /// A string, from its opening quote to just after its closing one.
    private mutating func string() throws(Failure) -> String {
        let opening = position
        var start = position + 1
        var end = start
        var isASCII = true
        var unescaped: [UInt8] = []
        var hasEscapes = false
        while true {
            guard end < bytes.count else {
                throw Failure(offset: opening, problem: "the string is not closed")
            }
            let byte = bytes[end]
            if byte == UInt8(ascii: "\"") {
                break
            } else if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                unescaped.append(contentsOf: bytes[start..<end])
                end = try escape(at: end, into: &unescaped)
                start = end
            } else if byte < 0x20 {
                throw Failure(
                    offset: end, problem: "a control character in a string must be escaped, found \(found(at: end))")
            } else {
                if byte >= 0x80 { isASCII = false }
                end += 1
            }
        }
        position = end + 1
        if hasEscapes {
            unescaped.append(contentsOf: bytes[start..<end])
            // Escapes produce valid UTF-8 only, so only what was copied can be at fault.
            return try decode(unescaped[...], isASCII: isASCII, opening: opening)
        }
        return try decode(bytes[start..<end], isASCII: isASCII, opening: opening)
    }

    private func decode(_ slice: ArraySlice<UInt8>, isASCII: Bool, opening: Int) throws(Failure) -> String {
        if isASCII { return String(decoding: slice, as: UTF8.self) }
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw Failure(offset: opening, problem: "the string is not valid UTF-8")
        }
        return text
    }

    /// Appends the UTF-8 bytes of the escape sequence at `start` and returns where it ends.
    private func escape(at start: Int, into result: inout [UInt8]) throws(Failure) -> Int {
        guard start + 1 < bytes.count else {
            throw Failure(offset: start, problem: "the string is not closed")
        }
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): result.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): result.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): result.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "u"): return try unicodeEscape(at: start, into: &result)
        default: throw Failure(offset: start, problem: "unknown escape sequence")
        }
        return start + 2
    }

    private func unicodeEscape(at start: Int, into result: inout [UInt8]) throws(Failure) -> Int {
        var code = try fourHexDigits(at: start)
        var end = start + 6
        if code & 0xFC00 == 0xD800, end + 1 < bytes.count, bytes[end] == UInt8(ascii: "\\"),
            bytes[end + 1] == UInt8(ascii: "u")
        {
            let low = try fourHexDigits(at: end)
            if low & 0xFC00 == 0xDC00 {
                code = 0x10000 + (code & 0x3FF) << 10 + (low & 0x3FF)
                end += 6
            }
        }
        guard let scalar = Unicode.Scalar(code) else {
            throw Failure(offset: start, problem: "unpaired surrogate in an escape sequence")
        }
        result.append(contentsOf: String(Character(scalar)).utf8)
        return end
    }

    /// The four digits after the `\u` at `start`.
    private func fourHexDigits(at start: Int) throws(Failure) -> UInt32 {
        guard start + 6 <= bytes.count else {
            throw Failure(offset: start, problem: "\\u needs four hexadecimal digits")
        }
        var code: UInt32 = 0
        for byte in bytes[(start + 2)..<(start + 6)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw Failure(offset: start, problem: "\\u needs four hexadecimal digits")
            }
            code = code << 4 + UInt32(digit)
        }
        return code
    }
}
