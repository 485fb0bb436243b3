/// A table read from CSV text (RFC 4180) whose first line names the columns.
public struct CSVTable: Equatable, Sendable {
    /// One row with the line it begins on, from 1.
    public struct Row: Equatable, Sendable {
        public let line: Int
        public let fields: [String]
    }

    /// The file as errors name it.
    public let file: String
    /// The names of the columns, all different.
    public let columns: [String]
    /// The rows, each with as many fields as there are columns.
    public let rows: [Row]

    /// Parses UTF-8 text. Lines end with LF or CR LF, the last one optionally; blank lines are passed over.
    ///
    /// - Throws: ``FormatError/malformedCSV(file:line:problem:)``.
    public init(bytes: [UInt8], file: String) throws(FormatError) {
        var parser = CSVParser(bytes: bytes, file: file)
        var rows: [Row] = []
        while let row = try parser.row() {
            let expected = rows.first?.fields.count ?? row.fields.count
            guard row.fields.count == expected else {
                throw .malformedCSV(
                    file: file, line: row.line, problem: "the row has \(row.fields.count) fields, expected \(expected)")
            }
            rows.append(row)
        }
        guard let header = rows.first else {
            throw .malformedCSV(file: file, line: 1, problem: "the header is missing")
        }
        var names: Set<String> = []
        for name in header.fields where !names.insert(name).inserted {
            throw .malformedCSV(
                file: file, line: header.line, problem: "the column \(OneLine.quoted(name)) occurs twice")
        }
        self.file = file
        columns = header.fields
        self.rows = Array(rows.dropFirst())
    }

    /// Reads the file at `path`.
    public init(contentsOf path: String, maximumSize: UInt64 = 1 << 30) throws(FormatError) {
        try self.init(bytes: try FileContents.bytes(at: path, limit: maximumSize), file: path)
    }

    /// The position of a column among the fields of every row.
    ///
    /// - Throws: ``FormatError/missingColumn(file:column:available:)``.
    public func position(of column: String) throws(FormatError) -> Int {
        guard let position = columns.firstIndex(of: column) else {
            throw .missingColumn(file: file, column: column, available: columns)
        }
        return position
    }
}

private struct CSVParser {
    let bytes: [UInt8]
    let file: String
    private var position = 0
    private var line = 1

    init(bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
        // A byte order mark is common in CSV from spreadsheets and says nothing.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next row that is not blank, or nil at the end.
    mutating func row() throws(FormatError) -> CSVTable.Row? {
        while takeLineEnd() {}
        guard position < bytes.count else { return nil }
        let first = line
        var fields: [String] = []
        while true {
            fields.append(try field())
            if position < bytes.count, bytes[position] == UInt8(ascii: ",") {
                position += 1
            } else if position == bytes.count || takeLineEnd() {
                return CSVTable.Row(line: first, fields: fields)
            } else {
                throw malformed("expected a comma or the end of the line after a field")
            }
        }
    }

    private mutating func field() throws(FormatError) -> String {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            let start = position
            while position < bytes.count, ![UInt8(ascii: ","), 0x0A, 0x0D].contains(bytes[position]) {
                guard bytes[position] != UInt8(ascii: "\"") else {
                    throw malformed("a quote inside a field that is not quoted")
                }
                position += 1
            }
            return try text(bytes[start..<position])
        }
        let opening = line
        var contents: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard position < bytes.count, bytes[position] == byte else { return try text(contents[...]) }
                position += 1
            } else if byte == 0x0A {
                line += 1
            }
            contents.append(byte)
        }
        throw .malformedCSV(file: file, line: opening, problem: "a quoted field is not closed")
    }

    private mutating func takeLineEnd() -> Bool {
        let isPair = position + 1 < bytes.count && bytes[position] == 0x0D && bytes[position + 1] == 0x0A
        guard isPair || (position < bytes.count && bytes[position] == 0x0A) else { return false }
        position += isPair ? 2 : 1
        line += 1
        return true
    }

    private func text(_ slice: ArraySlice<UInt8>) throws(FormatError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else { throw malformed("a field is not valid UTF-8") }
        return text
    }

    private func malformed(_ problem: String) -> FormatError {
        .malformedCSV(file: file, line: line, problem: problem)
    }
}
