extension JSONValue {
    /// How a value is laid out as text. Both layouts are determined by the value alone.
    public enum Layout: Sendable {
        /// No white space at all: the canonical form, the one to hash and to put on a line.
        case compact
        /// Indented by two spaces, for people; arrays without arrays or objects inside stay on one line.
        case pretty
    }

    /// The JSON text: keys in their order, numbers as they were written, only the escapes that JSON demands.
    public func serialized(_ layout: Layout = .compact) -> String {
        String(decoding: serializedBytes(layout), as: UTF8.self)
    }

    /// The UTF-8 bytes of ``serialized(_:)``.
    public func serializedBytes(_ layout: Layout = .compact) -> [UInt8] {
        var serializer = JSONSerializer(layout: layout)
        serializer.append(self, indentation: 0)
        return serializer.bytes
    }
}

private struct JSONSerializer {
    let layout: JSONValue.Layout
    var bytes: [UInt8] = []

    mutating func append(_ value: JSONValue, indentation: Int) {
        switch value {
        case .null: append("null")
        case .bool(let isTrue): append(isTrue ? "true" : "false")
        case .number(let number): bytes.append(contentsOf: number.text.utf8)
        case .string(let text): append(quoting: text)
        case .array(let elements): append(elements, indentation: indentation)
        case .object(let object): append(object, indentation: indentation)
        }
    }

    private mutating func append(_ elements: [JSONValue], indentation: Int) {
        let breaks = layout == .pretty && elements.contains(where: \.isContainer)
        append("[")
        for (index, element) in elements.enumerated() {
            if index > 0 { append(breaks || layout == .compact ? "," : ", ") }
            if breaks { breakLine(indentation + 1) }
            append(element, indentation: indentation + 1)
        }
        if breaks { breakLine(indentation) }
        append("]")
    }

    private mutating func append(_ object: JSONObject, indentation: Int) {
        let breaks = layout == .pretty && object.count > 0
        append("{")
        for (index, member) in object.members.enumerated() {
            if index > 0 { append(",") }
            if breaks { breakLine(indentation + 1) }
            append(quoting: member.key)
            append(layout == .pretty ? ": " : ":")
            append(member.value, indentation: indentation + 1)
        }
        if breaks { breakLine(indentation) }
        append("}")
    }

    private mutating func append(quoting text: String) {
        append("\"")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x08: append("\\b")
            case 0x09: append("\\t")
            case 0x0A: append("\\n")
            case 0x0C: append("\\f")
            case 0x0D: append("\\r")
            case 0..<0x20:
                append("\\u00")
                append(byte < 0x10 ? "0" : "1")
                bytes.append(Array("0123456789abcdef".utf8)[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        append("\"")
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func breakLine(_ indentation: Int) {
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * indentation))
    }
}

extension JSONValue {
    fileprivate var isContainer: Bool {
        switch self {
        case .array, .object: return true
        case .null, .bool, .number, .string: return false
        }
    }
}
