/// Everything that can be wrong with a file that comes in or goes out.
///
/// Each case carries where (file, array or JSON path, index), what was expected and what was found.
/// ``description`` is always exactly one line, whatever bytes a hostile file holds.
public enum FormatError: Error, Equatable, Sendable {
    /// The operating system refused to read the file.
    case cannotRead(file: String, reason: String)
    /// The operating system refused to write the file; nothing partial was left under its name.
    case cannotWrite(file: String, reason: String)
    /// The file, or one line of it, is larger than this reader agreed to hold in memory.
    case tooLarge(file: String, what: String, bytes: UInt64, limit: UInt64)

    /// The bytes contradict the zip format. `entry` is nil when the fault lies outside every entry.
    case corruptArchive(file: String, entry: String?, problem: String)
    /// The archive is sound as far as it was read, but uses a feature that is refused (encryption, other compression).
    case unsupportedArchive(file: String, entry: String?, feature: String)

    /// An array that is needed is not in the archive.
    case missingArray(file: String, array: String, available: [String])
    /// The array's .npy header or length is wrong.
    case malformedArray(file: String, array: String, problem: String)
    /// The element type is none of those that ``NumpyElementType`` lists.
    case unsupportedElementType(file: String, array: String, found: String, advice: String)
    /// The array's shape is not the one that was asked for.
    case wrongShape(file: String, array: String, expected: String, found: [Int])
    /// One element is unusable: NaN, infinite, or not representable. `index` has one number an axis.
    case wrongElement(file: String, array: String, index: [Int], expected: String, found: String)

    /// The text is not strict JSON (RFC 8259). `line` and `column` count from 1, columns in Unicode scalars.
    case malformedJSON(file: String, line: Int, column: Int, path: String, problem: String)
    /// The object at `path` lacks a key.
    case missingKey(file: String, path: String, key: String, available: [String])
    /// The value at `path` has the wrong kind, or a value that is not allowed there.
    case wrongJSON(file: String, path: String, expected: String, found: String)
    /// What the value at `path` declares is more than the reader agreed to take on, see ``Limits``.
    case beyondLimit(file: String, path: String, what: String, value: String, limit: String)

    /// The text is not CSV as RFC 4180 has it, or its rows differ in length. `line` counts from 1.
    case malformedCSV(file: String, line: Int, problem: String)
    /// A column that is needed is not in the header.
    case missingColumn(file: String, column: String, available: [String])
}

extension FormatError {
    /// The file that the error is about.
    public var file: String {
        switch self {
        case .cannotRead(let file, _), .cannotWrite(let file, _), .tooLarge(let file, _, _, _),
            .corruptArchive(let file, _, _), .unsupportedArchive(let file, _, _),
            .missingArray(let file, _, _), .malformedArray(let file, _, _),
            .unsupportedElementType(let file, _, _, _), .wrongShape(let file, _, _, _),
            .wrongElement(let file, _, _, _, _), .malformedJSON(let file, _, _, _, _),
            .missingKey(let file, _, _, _), .wrongJSON(let file, _, _, _), .beyondLimit(let file, _, _, _, _),
            .malformedCSV(let file, _, _), .missingColumn(let file, _, _):
            return file
        }
    }
}

extension FormatError: CustomStringConvertible {
    /// One line: the file, the array or JSON path, the index, what was expected and what was found.
    public var description: String {
        "\(OneLine.text(file, limit: 4096)): \(complaint)"
    }

    private var complaint: String {
        switch self {
        case .cannotRead(_, let reason):
            return "cannot be read: \(OneLine.text(reason))"
        case .cannotWrite(_, let reason):
            return "cannot be written: \(OneLine.text(reason))"
        case .tooLarge(_, let what, let bytes, let limit):
            return "\(OneLine.text(what)) is too large: \(bytes) bytes, the limit is \(limit)"
        case .corruptArchive(_, let entry, let problem):
            return "corrupt archive: \(Self.entryPrefix(entry))\(OneLine.text(problem))"
        case .unsupportedArchive(_, let entry, let feature):
            return "unsupported archive: \(Self.entryPrefix(entry))\(OneLine.text(feature))"
        case .missingArray(_, let array, let available):
            return "array \(OneLine.quoted(array)) is missing; \(OneLine.listing("the archive holds", available))"
        case .malformedArray(_, let array, let problem):
            return "array \(OneLine.quoted(array)): \(OneLine.text(problem))"
        case .unsupportedElementType(_, let array, let found, let advice):
            return
                "array \(OneLine.quoted(array)): element type \(OneLine.quoted(found)) is not supported; "
                + "\(OneLine.text(advice))"
        case .wrongShape(_, let array, let expected, let found):
            return
                "array \(OneLine.quoted(array)): shape is \(ArrayShape.text(found)), expected \(OneLine.text(expected))"
        case .wrongElement(_, let array, let index, let expected, let found):
            let element =
                index.isEmpty ? "the only element" : "element [\(index.map(String.init).joined(separator: ","))]"
            return
                "array \(OneLine.quoted(array)): \(element) is \(OneLine.text(found)), expected "
                + "\(OneLine.text(expected))"
        case .malformedJSON(_, let line, let column, let path, let problem):
            return "line \(line), column \(column), at \(OneLine.text(path, limit: 400)): \(OneLine.text(problem))"
        case .missingKey(_, let path, let key, let available):
            return
                "\(OneLine.text(path, limit: 400)): key \(OneLine.quoted(key)) is missing; "
                + "\(OneLine.listing("the object holds", available))"
        case .wrongJSON(_, let path, let expected, let found):
            return "\(OneLine.text(path, limit: 400)): expected \(OneLine.text(expected)), found \(OneLine.text(found))"
        case .beyondLimit(_, let path, let what, let value, let limit):
            return "\(OneLine.text(path, limit: 400)): \(OneLine.text(value)) \(what), the limit is \(limit)"
        case .malformedCSV(_, let line, let problem):
            return "line \(line): \(OneLine.text(problem))"
        case .missingColumn(_, let column, let available):
            return "column \(OneLine.quoted(column)) is missing; \(OneLine.listing("the header holds", available))"
        }
    }

    private static func entryPrefix(_ entry: String?) -> String {
        entry.map { "entry \(OneLine.quoted($0)): " } ?? ""
    }
}

/// Makes text from a file safe to print inside one line: no line ends, no control or direction characters, bounded
/// length.
enum OneLine {
    static func text(_ text: String, limit: Int = 240) -> String {
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < limit else {
                return result + "..."
            }
            count += 1
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse, .surrogate:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    static func quoted(_ name: String) -> String {
        "'\(text(name, limit: 80))'"
    }

    /// "the archive holds 'a', 'w'", at most twelve names.
    static func listing(_ introduction: String, _ names: [String]) -> String {
        guard !names.isEmpty else { return "\(introduction) none" }
        let shown = names.prefix(12).map(quoted).joined(separator: ", ")
        let rest = names.count > 12 ? " and \(names.count - 12) more" : ""
        return "\(introduction) \(shown)\(rest)"
    }
}
