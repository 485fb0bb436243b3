import Foundation

/// Reads a file of one JSON text a line, line by line, holding one line in memory at a time.
///
///     var reader = try JSONLinesReader(path: "certificates.jsonl", lastLine: .mayBeUnfinished)
///     while let line = try reader.next() { ... line.value ... }
///     let appender = try LineAppender(path: "certificates.jsonl", keeping: reader.finishedBytes)
public struct JSONLinesReader: ~Copyable {
    /// What a last line without line feed means.
    public enum LastLine: Sendable {
        /// A line like any other: some programs write none at the end.
        case needsNoLineFeed
        /// The trace of a writer that was killed: it is never parsed nor returned, but counted in
        /// ``JSONLinesReader/unfinishedBytes``.
        case mayBeUnfinished
    }

    /// One line of the file, not yet read as JSON.
    public struct Text: Sendable {
        /// From 1; blank lines count.
        public let number: Int
        /// The text without its line end, exactly as in the file.
        public let bytes: [UInt8]
    }

    /// One line of the file.
    public struct Line: Sendable {
        /// From 1; blank lines count.
        public let number: Int
        /// The text without its line end, exactly as in the file.
        public let bytes: [UInt8]
        /// What the text means.
        public let value: JSONValue
    }

    /// The file as errors name it.
    public let path: String
    /// How many bytes of the file belong to the lines passed so far, line feeds included. At the end of a file whose
    /// last line may be unfinished this is where appending can go on.
    public private(set) var finishedBytes: UInt64 = 0
    /// The length of the unfinished last line; 0 until the end was reached, and when there is none.
    public private(set) var unfinishedBytes: UInt64 = 0

    private let lastLine: LastLine
    private let maximumLineLength: Int
    private let maximumDepth: Int
    private let descriptor: Int32
    private var chunk = [UInt8](repeating: 0, count: 1 << 16)
    private var buffer: [UInt8] = []
    private var start = 0
    private var searched = 0
    private var reachedEnd = false
    private var lineNumber = 0

    /// Opens the file.
    ///
    /// - Parameter maximumLineLength: the longest line that is read, in bytes.
    public init(
        path: String, lastLine: LastLine = .needsNoLineFeed, maximumLineLength: Int = 256 << 20,
        maximumDepth: Int = JSONValue.defaultMaximumDepth
    ) throws(FormatError) {
        descriptor = try FileContents.openForReading(path)
        self.path = path
        self.lastLine = lastLine
        self.maximumLineLength = maximumLineLength
        self.maximumDepth = maximumDepth
    }

    deinit { close(descriptor) }

    /// The next line that is not blank, or nil at the end of the file.
    public mutating func next() throws(FormatError) -> Line? {
        guard let text = try nextText() else { return nil }
        let value = try JSONValue.parse(
            bytes: text.bytes, file: path, firstLine: text.number, maximumDepth: maximumDepth)
        return Line(number: text.number, bytes: text.bytes, value: value)
    }

    /// The same line as text, for whoever reads it elsewhere.
    public mutating func nextText() throws(FormatError) -> Text? {
        while let line = try nextLine() {
            let content = line.last == UInt8(ascii: "\r") ? Array(line.dropLast()) : line
            if content.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { continue }
            return Text(number: lineNumber, bytes: content)
        }
        return nil
    }

    /// The next line without its line feed.
    private mutating func nextLine() throws(FormatError) -> [UInt8]? {
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                return takeLine(upTo: end, lineFeed: 1)
            }
            searched = buffer.count
            guard searched - start <= maximumLineLength else {
                throw .tooLarge(
                    file: path, what: "line \(lineNumber + 1)", bytes: UInt64(searched - start),
                    limit: UInt64(maximumLineLength))
            }
            if reachedEnd {
                let rest = searched - start
                if rest > 0, lastLine == .needsNoLineFeed { return takeLine(upTo: searched, lineFeed: 0) }
                unfinishedBytes = UInt64(rest)
                return nil
            }
            try fill()
        }
    }

    private mutating func takeLine(upTo end: Int, lineFeed: Int) -> [UInt8] {
        let line = Array(buffer[start..<end])
        finishedBytes += UInt64(line.count + lineFeed)
        lineNumber += 1
        start = end + lineFeed
        searched = start
        return line
    }

    private mutating func fill() throws(FormatError) {
        buffer.removeFirst(start)
        searched -= start
        start = 0
        let count = try FileContents.readChunk(descriptor, into: &chunk, file: path)
        buffer.append(contentsOf: chunk[..<count])
        reachedEnd = count == 0
    }
}
