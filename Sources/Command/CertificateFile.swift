import Foundation
import Formats
import Interchange

/// Where certificates to be checked or explained stand: the directory of a run, a file of lines, or a file with one certificate.
struct CertificateFile {
    let path: String
    /// The run, when a directory was named.
    let directory: RunDirectory?
    /// The problem that stands beside the certificates, if it does.
    let problem: ProblemStatement?
    /// What the run says of itself, if it does.
    let description: RunDirectory.Description?
    private let holdsLines: Bool
    private let limits: Limits

    init(_ argument: String, limits: Limits) throws {
        self.limits = limits
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: argument, isDirectory: &isDirectory), isDirectory.boolValue {
            let run = RunDirectory(path: argument.count > 1 && argument.hasSuffix("/") ? String(argument.dropLast()) : argument)
            directory = run
            path = run.certificatesPath
            problem = try run.readProblem(limits: limits)
            description = (try run.names() ?? []).contains(RunDirectory.descriptionName) ? try run.readDescription() : nil
            holdsLines = true
        } else {
            directory = nil
            description = nil
            path = argument
            let folder = argument.lastIndex(of: "/").map { String(argument[..<$0]) } ?? "."
            problem = try RunDirectory(path: folder.isEmpty ? "/" : folder).readProblem(limits: limits)
            holdsLines = argument.hasSuffix(".jsonl")
        }
    }

    /// One certificate of the file, or what is wrong with its text.
    struct Entry: Sendable {
        /// Position in the file, from 0.
        let position: Int
        let content: Result<JSONCursor, FormatError>
    }

    /// Hands over the certificates in portions of at most `size`, so that memory stays bounded.
    func forEachPortion(of size: Int, _ body: ([Entry]) throws -> Void) throws {
        guard holdsLines else {
            let bytes = try FileContents.bytes(at: path)
            let limits = limits
            let content = Result { () throws(FormatError) in JSONCursor(try JSONValue.parse(bytes: bytes, file: path, maximumDepth: limits.depth), file: path, limits: limits) }
            try body([Entry(position: 0, content: content)])
            return
        }
        var reader = try JSONLinesReader(path: path, lastLine: .needsNoLineFeed, maximumDepth: limits.depth)
        var portion: [Entry] = [], position = 0
        while true {
            do {
                guard let line = try reader.next() else { break }
                let cursor = JSONCursor(line.value, file: "\(path) line \(line.number)", limits: limits)
                portion.append(Entry(position: position, content: .success(cursor)))
            } catch let error {
                switch error {
                case .malformedJSON: portion.append(Entry(position: position, content: .failure(error)))
                default: throw error
                }
            }
            position += 1
            if portion.count == size {
                try body(portion)
                portion = []
            }
        }
        if !portion.isEmpty { try body(portion) }
    }
}
