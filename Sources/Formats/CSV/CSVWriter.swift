/// Builds CSV text (RFC 4180): a header, then rows of as many fields.
///
/// A field is quoted only when it holds a comma, a quote, a line end, or white space at an end; the same rows give the
/// same bytes.
public struct CSVWriter: Sendable {
    /// RFC 4180 ends lines with CR LF; Unix tools prefer LF, and every reader takes both.
    public enum LineEnd: String, Sendable {
        case lineFeed = "\n"
        case carriageReturnLineFeed = "\r\n"
    }

    /// The text so far.
    public private(set) var text: String = ""
    private let columnCount: Int
    private let lineEnd: LineEnd

    /// - Precondition: there is at least one column and no two have the same name.
    public init(columns: [String], lineEnd: LineEnd = .lineFeed) {
        precondition(!columns.isEmpty, "a table needs a column")
        precondition(Set(columns).count == columns.count, "a column name occurs twice")
        columnCount = columns.count
        self.lineEnd = lineEnd
        append(columns)
    }

    /// Appends a row.
    ///
    /// - Precondition: `fields` has as many elements as there are columns.
    public mutating func append(_ fields: [String]) {
        precondition(fields.count == columnCount, "a row has \(fields.count) fields for \(columnCount) columns")
        // A lone empty field would make an empty line, which readers skip.
        text += columnCount == 1 && fields[0].isEmpty ? "\"\"" : fields.map(Self.quote).joined(separator: ",")
        text += lineEnd.rawValue
    }

    private static func quote(_ field: String) -> String {
        let utf8 = field.utf8
        let blank: (UInt8?) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let isSpecial: (UInt8) -> Bool = { [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D].contains($0) }
        guard blank(utf8.first) || blank(utf8.last) || utf8.contains(where: isSpecial) else { return field }
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        for byte in utf8 {
            if byte == UInt8(ascii: "\"") { quoted.append(byte) }
            quoted.append(byte)
        }
        quoted.append(UInt8(ascii: "\""))
        return String(decoding: quoted, as: UTF8.self)
    }
}
