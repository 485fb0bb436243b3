/// The header of a .npy file: format versions 1.0, 2.0 and 3.0 of numpy.lib.format.
///
/// The header is a Python dictionary literal, but only the three keys that NumPy writes and only literals of the right
/// kind are accepted; nothing is evaluated.
struct NumpyHeader: Equatable {
    var descriptor: String
    var isFortranOrder: Bool
    var shape: [Int]
    /// Where the elements begin.
    var dataOffset: Int

    /// NumPy itself refuses longer headers by default.
    static let maximumLength = 10_000
    /// As in NumPy 2.
    static let maximumRank = 64

    /// A header that does not parse, in words that complete "array 'w': ...".
    struct Failure: Error {
        var problem: String
    }

    init(_ bytes: [UInt8]) throws(Failure) {
        guard bytes.starts(with: [0x93] + Array("NUMPY".utf8)), bytes.count >= 10 else {
            throw Failure(problem: "it is not in the .npy format")
        }
        let fields = LittleEndianBytes(bytes)
        let lengthSize: Int
        let length: Int
        switch (bytes[6], bytes[7]) {
        case (1, 0):
            lengthSize = 2
            length = Int(fields.unsigned16(8) ?? 0)
        case (2, 0), (3, 0):
            lengthSize = 4
            length = Int(fields.unsigned32(8) ?? 0)
        default:
            throw Failure(problem: "its .npy format version is \(bytes[6]).\(bytes[7]), expected 1.0, 2.0 or 3.0")
        }
        guard length <= Self.maximumLength else {
            throw Failure(problem: "its .npy header declares \(length) bytes, the limit is \(Self.maximumLength)")
        }
        let start = 8 + lengthSize
        guard start + length <= bytes.count else {
            throw Failure(problem: "its .npy header is truncated")
        }
        dataOffset = start + length
        var literal = PythonLiteral(bytes[start..<dataOffset])
        (descriptor, isFortranOrder, shape) = try literal.headerDictionary()
    }
}

/// A reader of just the Python literals that a .npy header is made of.
private struct PythonLiteral {
    private var rest: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>) {
        rest = text
    }

    /// `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`, keys in any order, padded with white space.
    mutating func headerDictionary() throws(NumpyHeader.Failure) -> (
        descriptor: String, isFortranOrder: Bool, shape: [Int]
    ) {
        var descriptor: String?
        var isFortranOrder: Bool?
        var shape: [Int]?
        try expect("{")
        while !take("}") {
            let key = try string()
            try expect(":")
            switch key {
            case "descr" where descriptor == nil: descriptor = try elementType()
            case "fortran_order" where isFortranOrder == nil: isFortranOrder = try boolean()
            case "shape" where shape == nil: shape = try tuple()
            default:
                throw NumpyHeader.Failure(
                    problem: "its .npy header has an unknown or repeated key \(OneLine.quoted(key))")
            }
            if !take(",") {
                try expect("}")
                break
            }
        }
        skipWhiteSpace()
        guard rest.isEmpty else {
            throw NumpyHeader.Failure(problem: "its .npy header goes on after the dictionary")
        }
        guard let descriptor, let isFortranOrder, let shape else {
            throw NumpyHeader.Failure(problem: "its .npy header lacks one of 'descr', 'fortran_order', 'shape'")
        }
        return (descriptor, isFortranOrder, shape)
    }

    /// A plain type is a string; a list describes a structured type.
    private mutating func elementType() throws(NumpyHeader.Failure) -> String {
        skipWhiteSpace()
        if rest.first == UInt8(ascii: "[") || rest.first == UInt8(ascii: "(") {
            throw NumpyHeader.Failure(problem: "its elements are records, expected plain numbers")
        }
        return try string()
    }

    private mutating func string() throws(NumpyHeader.Failure) -> String {
        skipWhiteSpace()
        guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            throw malformed("a quoted string")
        }
        let body = rest.dropFirst()
        guard let end = body.firstIndex(of: quote),
            body[..<end].allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else {
            throw malformed("a quoted string")
        }
        rest = body[(end + 1)...]
        return String(decoding: body[..<end], as: UTF8.self)
    }

    private mutating func boolean() throws(NumpyHeader.Failure) -> Bool {
        skipWhiteSpace()
        for (word, value) in [("True", true), ("False", false)] where rest.starts(with: word.utf8) {
            rest = rest.dropFirst(word.utf8.count)
            return value
        }
        throw malformed("True or False")
    }

    /// (), (3,), (3, 4) or (3, 4,).
    private mutating func tuple() throws(NumpyHeader.Failure) -> [Int] {
        try expect("(")
        var lengths: [Int] = []
        var endsWithComma = false
        while !take(")") {
            guard lengths.isEmpty || endsWithComma else { throw malformed("',' or ')'") }
            lengths.append(try length())
            guard lengths.count <= NumpyHeader.maximumRank else {
                throw NumpyHeader.Failure(problem: "its shape has more than \(NumpyHeader.maximumRank) axes")
            }
            endsWithComma = take(",")
        }
        guard lengths.count != 1 || endsWithComma else { throw malformed("a tuple as shape") }
        return lengths
    }

    private mutating func length() throws(NumpyHeader.Failure) -> Int {
        skipWhiteSpace()
        let digits = rest.prefix { $0 &- 0x30 < 10 }
        guard !digits.isEmpty, let length = Int(String(decoding: digits, as: UTF8.self)) else {
            throw malformed("an axis length")
        }
        rest = rest.dropFirst(digits.count)
        return length
    }

    private mutating func skipWhiteSpace() {
        rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipWhiteSpace()
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(NumpyHeader.Failure) {
        guard take(character) else { throw malformed("'\(character)'") }
    }

    private func malformed(_ expected: String) -> NumpyHeader.Failure {
        guard !rest.isEmpty else {
            return NumpyHeader.Failure(problem: "its .npy header ends where \(expected) was expected")
        }
        let found = String(decoding: rest.prefix(12), as: UTF8.self)
        return NumpyHeader.Failure(
            problem: "its .npy header has \(OneLine.quoted(found)) where \(expected) was expected")
    }
}
