import Certify
import Formats
import Foundation
import Rigor

/// The directory that a run writes: `run.json` (what is judged, and how), `certificates.jsonl`, `verdicts.csv`, and
/// `problem.json` when the problem is too large to stand in every certificate.
///
/// `run.json` is written first and `verdicts.csv` last; certificates are appended line by line in the order of the
/// candidates. So a run that was killed at any moment leaves a prefix of its certificates (and perhaps an unfinished
/// line, which is cut off), and can go on from there.
public struct RunDirectory: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    public static let descriptionName = "run.json"
    public static let certificatesName = "certificates.jsonl"
    public static let tableName = "verdicts.csv"
    public static let problemName = "problem.json"

    public var descriptionPath: String { path + "/" + Self.descriptionName }
    public var certificatesPath: String { path + "/" + Self.certificatesName }
    public var tablePath: String { path + "/" + Self.tableName }
    public var problemPath: String { path + "/" + Self.problemName }

    /// What every certificate of a run is about.
    public struct Subject: Sendable, Hashable {
        public var problemHash: String
        public var width: Int

        public init(problemHash: String, width: Int) {
            self.problemHash = problemHash
            self.width = width
        }
    }

    /// What a run judges, and how: two runs with equal descriptions write the same certificates, seconds aside.
    public struct Description: Sendable, Equatable {
        public var program: String
        public var source: CandidateSource
        /// How the candidate file was read.
        public var conventions: CandidateConventions
        public var problemHash: String
        public var width: Int
        public var candidateCount: Int
        public var maximumPrecision: Int
        public var radius: Double

        public init(
            program: String = ProgramVersion.name, source: CandidateSource,
            conventions: CandidateConventions = CandidateConventions(),
            problemHash: String, width: Int, candidateCount: Int, maximumPrecision: Int, radius: Double
        ) {
            self.program = program
            self.source = source
            self.conventions = conventions
            self.problemHash = problemHash
            self.width = width
            self.candidateCount = candidateCount
            self.maximumPrecision = maximumPrecision
            self.radius = radius
        }

        public var subject: Subject { Subject(problemHash: problemHash, width: width) }

        /// What differs from another description, in words; nil when nothing does.
        public func difference(from other: Description) -> String? {
            if source.hash != other.source.hash { return "the candidate file (SHA-256 \(other.source.hash))" }
            if conventions != other.conventions {
                return "the declared conventions (\(other.conventions.encoded.serialized()))"
            }
            if problemHash != other.problemHash { return "the problem (SHA-256 \(other.problemHash))" }
            if width != other.width || candidateCount != other.candidateCount { return "the candidates" }
            if maximumPrecision != other.maximumPrecision { return "--max-precision (\(other.maximumPrecision))" }
            if radius != other.radius { return "--radius (\(other.radius))" }
            if program != other.program { return "the version of the program (\(other.program))" }
            if source.file != other.source.file { return "the name of the candidate file ('\(other.source.file)')" }
            return nil
        }
    }

    /// The names in the directory, temporary files of atomic writes aside; nil when there is no directory.
    public func names() throws(FormatError) -> [String]? {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return nil }
        guard isDirectory.boolValue else { throw .cannotWrite(file: path, reason: "this is not a directory") }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasSuffix(".partial") }
                .sorted()
        } catch {
            throw .cannotRead(file: path, reason: "the directory cannot be listed")
        }
    }

    public func create() throws(FormatError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .cannotWrite(file: path, reason: "the directory cannot be created")
        }
    }

    /// Removes the run that stands in the directory, which may hold nothing else.
    public func removeRun() throws(FormatError) {
        let own = [Self.descriptionName, Self.certificatesName, Self.tableName, Self.problemName]
        let names = try names() ?? []
        if let other = names.first(where: { !own.contains($0) }) {
            throw .cannotWrite(
                file: path, reason: "it holds '\(other)', which is no part of a run; nothing was removed")
        }
        for name in names {
            do {
                try FileManager.default.removeItem(atPath: path + "/" + name)
            } catch {
                throw .cannotWrite(file: path + "/" + name, reason: "it cannot be removed")
            }
        }
    }

    // MARK: run.json

    private static let format = "certify-run"

    public func write(_ description: Description) throws(FormatError) {
        let value: JSONValue = .object([
            ("format", .string(Self.format)), ("version", 1), ("program", .string(description.program)),
            ("source", ["file": .string(description.source.file), "sha256": .string(description.source.hash)]),
            (
                CandidateConventions.key,
                description.conventions.isEmpty ? Optional<JSONValue>.none : description.conventions.encoded
            ),
            ("problem_sha256", .string(description.problemHash)), ("width", .number(JSONNumber(description.width))),
            ("candidates", .number(JSONNumber(description.candidateCount))),
            ("maximum_precision", .number(JSONNumber(description.maximumPrecision))),
            ("radius", ExactNumberCoding.encode(description.radius)),
        ])
        try AtomicFile.write(value.serialized(.pretty) + "\n", to: descriptionPath)
    }

    public func readDescription() throws(FormatError) -> Description {
        let cursor = try JSONCursor(contentsOf: descriptionPath)
        try cursor.rejectKeys(except: [
            "format", "version", "program", "source", "conventions", "problem_sha256", "width", "candidates",
            "maximum_precision", "radius",
        ])
        guard try cursor["format"].string() == Self.format else {
            throw try cursor["format"].failure(expected: "\"\(Self.format)\"")
        }
        _ = try cursor["version"].integer(in: 1...1)
        let source = try cursor["source"]
        try source.rejectKeys(except: ["file", "sha256"])
        return Description(
            program: try cursor["program"].line(),
            source: CandidateSource(file: try source["file"].line(), hash: try source["sha256"].string()),
            conventions: try cursor.optional(CandidateConventions.key).map { (place) throws(FormatError) in
                try CandidateConventions.read(place)
            }
                ?? CandidateConventions(),
            problemHash: try cursor["problem_sha256"].string(), width: try cursor["width"].integer(in: 1...Int.max),
            candidateCount: try cursor["candidates"].integer(in: 0...Int.max),
            maximumPrecision: try cursor["maximum_precision"].integer(in: 2...Int.max),
            radius: try ExactNumberCoding.double(try cursor["radius"]))
    }

    // MARK: problem.json

    public func write(_ problem: ProblemStatement) throws(FormatError) {
        try AtomicFile.write(problem.encoded.serialized() + "\n", to: problemPath)
    }

    /// The problem that stands in a file of its own, if it does.
    public func readProblem(limits: Limits = .checking) throws(FormatError) -> ProblemStatement? {
        guard FileManager.default.fileExists(atPath: problemPath) else { return nil }
        return try ProblemStatement.read(JSONCursor(contentsOf: problemPath, limits: limits))
    }
}
