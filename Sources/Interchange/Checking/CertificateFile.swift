import Formats
import Foundation

/// Where certificates to be checked or explained stand: the directory of a run, a file of lines, or a file with one
/// certificate.
public struct CertificateFile: Sendable {
    public let path: String
    /// The run, when a directory was named.
    public let directory: RunDirectory?
    /// Where the certificates stand, as the directory of a run.
    let folder: RunDirectory
    /// The problem that stands beside the certificates, if it does.
    public let problem: ProblemStatement?
    /// What the run says of itself, if it does.
    public let description: RunDirectory.Description?
    private let holdsLines: Bool
    private let limits: Limits

    /// - Parameters:
    ///   - argument: a path; lines are expected of a directory and of a name that ends in `.jsonl`, one certificate
    ///     of any
    ///     other.
    ///   - limits: how much one certificate may ask for.
    /// - Throws: ``FormatError`` when what stands beside the certificates cannot be read.
    public init(_ argument: String, limits: Limits = .checking) throws(FormatError) {
        self.limits = limits
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: argument, isDirectory: &isDirectory), isDirectory.boolValue {
            let run = RunDirectory(
                path: argument.count > 1 && argument.hasSuffix("/") ? String(argument.dropLast()) : argument)
            directory = run
            folder = run
            path = run.certificatesPath
            problem = try run.readProblem(limits: limits)
            description =
                (try run.names() ?? []).contains(RunDirectory.descriptionName) ? try run.readDescription() : nil
            holdsLines = true
        } else {
            directory = nil
            description = nil
            path = argument
            let parent = argument.lastIndex(of: "/").map { String(argument[..<$0]) } ?? "."
            folder = RunDirectory(path: parent.isEmpty ? "/" : parent)
            problem = try folder.readProblem(limits: limits)
            holdsLines = argument.hasSuffix(".jsonl")
        }
    }

    /// The text of one certificate of the file.
    public struct Entry: Sendable {
        /// Position in the file, from 0.
        public let position: Int
        fileprivate let bytes: [UInt8]
        /// The line, from 1; nil of a file with one certificate.
        fileprivate let line: Int?
        fileprivate let path: String
        fileprivate let limits: Limits

        /// The text as JSON, or what is wrong with it. Reads it anew, on the thread that asks.
        public var content: Result<JSONCursor, FormatError> {
            Result { () throws(FormatError) in
                let value = try JSONValue.parse(
                    bytes: bytes, file: path, firstLine: line ?? 1, maximumDepth: limits.depth)
                return JSONCursor(value, file: line.map { "\(path) line \($0)" } ?? path, limits: limits)
            }
        }
    }

    /// A portion ends where its texts have this many bytes.
    private static let portionBytes = 8 << 20

    /// Hands over the certificates in portions of at most `size`, fewer where they are long, so that memory stays
    /// bounded.
    public func forEachPortion(of size: Int, _ body: ([Entry]) throws -> Void) throws {
        guard holdsLines else {
            let bytes = try FileContents.bytes(at: path)
            return try body([Entry(position: 0, bytes: bytes, line: nil, path: path, limits: limits)])
        }
        var reader = try JSONLinesReader(path: path, lastLine: .needsNoLineFeed, maximumDepth: limits.depth)
        var portion: [Entry] = [], position = 0, length = 0
        while let text = try reader.nextText() {
            portion.append(
                Entry(position: position, bytes: text.bytes, line: text.number, path: path, limits: limits))
            position += 1
            length += text.bytes.count
            if portion.count == size || length >= Self.portionBytes {
                try body(portion)
                (portion, length) = ([], 0)
            }
        }
        if !portion.isEmpty { try body(portion) }
    }
}
