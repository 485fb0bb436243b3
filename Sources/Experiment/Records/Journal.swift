import Formats
import Foundation

/// A folder that holds one experiment: its settings, and one JSON line for each finished piece of work.
///
///     settings.json     what was asked for; the same settings give the same records
///     records.jsonl     appended as work finishes, in any order; sorted once all is there
///
/// A killed process leaves at most one unfinished line, which the next one cuts off and does again. Two processes
/// cannot append to the same folder.
public final class Journal: Sendable {
    public let folder: String
    public let settings: JSONValue
    /// The records that were there when the journal was opened, in the order of the file.
    public let earlier: [JSONValue]
    private let appender: LineAppender

    static let settingsName = "settings.json"
    static let recordsName = "records.jsonl"

    /// Begins an experiment in `folder`, or goes on with the one it holds.
    ///
    /// - Parameter resuming: whether an experiment with the same settings may already be there.
    public init(folder: String, settings: JSONValue, resuming: Bool) throws {
        self.folder = folder
        self.settings = settings
        let settingsPath = Self.path(folder, Self.settingsName), recordsPath = Self.path(folder, Self.recordsName)
        try Self.makeFolder(folder)
        let files = FileManager.default
        guard files.fileExists(atPath: settingsPath) else {
            // an empty file is left by a process that was killed before it wrote the settings
            let attributes = try? files.attributesOfItem(atPath: recordsPath)
            guard attributes == nil || attributes?[.size] as? Int == 0 else {
                throw ExperimentError.alreadyStarted(folder: folder)
            }
            earlier = []
            // the lock comes first, so that of two processes one begins
            appender = try LineAppender(path: recordsPath, keeping: 0)
            try AtomicFile.write(settings.serialized(.pretty) + "\n", to: settingsPath)
            return
        }
        guard resuming else { throw ExperimentError.alreadyStarted(folder: folder) }
        try Self.requireEqual(try JSONValue.parse(contentsOf: settingsPath), settings, folder: folder)
        var records: [JSONValue] = [], finished: UInt64 = 0
        if files.fileExists(atPath: recordsPath) {
            (records, finished) = try Self.records(in: folder)
        }
        earlier = records
        appender = try LineAppender(path: recordsPath, keeping: finished)
    }

    /// The finished records of a folder, and how many bytes they take.
    static func records(in folder: String) throws -> (records: [JSONValue], finishedBytes: UInt64) {
        var reader = try JSONLinesReader(path: path(folder, recordsName), lastLine: .mayBeUnfinished)
        var records: [JSONValue] = []
        while let line = try reader.next() { records.append(line.value) }
        return (records, reader.finishedBytes)
    }

    /// The settings of a folder.
    static func settings(in folder: String) throws -> JSONValue {
        try JSONValue.parse(contentsOf: path(folder, settingsName))
    }

    /// Appends one record. From any thread.
    public func append(_ record: JSONValue) throws { try appender.append(record.serialized()) }

    /// Closes the file and replaces it by `sorted`, all its records in their final order.
    public func finish(sorted: [JSONValue]) throws {
        try appender.close()
        try Self.write(sorted, to: folder)
    }

    /// Writes records in their final order.
    static func write(_ records: [JSONValue], to folder: String) throws {
        var text: [UInt8] = []
        for record in records {
            text += record.serializedBytes()
            text.append(UInt8(ascii: "\n"))
        }
        try AtomicFile.write(text, to: path(folder, recordsName))
    }

    static func makeFolder(_ folder: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw FormatError.cannotWrite(file: folder, reason: error.localizedDescription)
        }
    }

    static func path(_ folder: String, _ name: String) -> String { folder + "/" + name }

    /// Throws what differs first, looking into objects.
    static func requireEqual(_ found: JSONValue, _ expected: JSONValue, folder: String, name: String = "settings")
        throws(ExperimentError)
    {
        guard found != expected else { return }
        if case .object(let left) = found, case .object(let right) = expected {
            for key in left.keys + right.keys where left[key] != right[key] {
                try requireEqual(
                    left[key] ?? .string("absent"), right[key] ?? .string("absent"), folder: folder,
                    name: name == "settings" ? key : name + "." + key)
            }
        }
        func brief(_ value: JSONValue) -> String {
            let text = value.serialized()
            return text.utf8.count <= 60 ? text : String(text.prefix(57)) + "..."
        }
        throw .otherSettings(folder: folder, setting: name, found: brief(found), expected: brief(expected))
    }
}
