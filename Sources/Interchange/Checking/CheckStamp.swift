import Certify
import Formats
import Foundation

/// What whoever checked a file of certificates notes for himself, so that a report on the very same bytes need not
/// check again: every certificate was verified, by which version of the program and in which arithmetic.
///
/// It is no proof: anybody can write one. No program looks for one; it is read where the user names it.
///
///     {"format": "certify-stamp", "version": 1, "program": .., "arithmetic": "mpfr", "certificates": 48,
///      "certificates_sha256": .., "problem_sha256": .., "run_sha256": ..}
///
/// The hashes are of the bytes of the files: of the certificates, and of `problem.json` and `run.json` where they stand
/// beside them, for a check reads those too.
public struct CheckStamp: Sendable, Hashable {
    /// The program that checked.
    public let program: String
    public let arithmetic: CheckingArithmetic
    /// How many certificates were verified, students that are no points included.
    public let count: Int
    /// Of what was checked.
    public let hashes: Hashes

    /// What a check depends on.
    public struct Hashes: Sendable, Hashable {
        public let certificates: String
        public let problem: String?
        public let run: String?

        /// Of the files as they are now.
        public init(_ file: CertificateFile) throws(FormatError) {
            func hash(_ path: String?) throws(FormatError) -> String? {
                guard let path, FileManager.default.fileExists(atPath: path) else { return nil }
                return try SHA256.hexDigest(ofFile: path)
            }
            certificates = try SHA256.hexDigest(ofFile: file.path)
            problem = file.problem == nil ? nil : try hash(file.folder.problemPath)
            run = try hash(file.directory?.descriptionPath)
        }

        fileprivate init(certificates: String, problem: String?, run: String?) {
            self.certificates = certificates
            self.problem = problem
            self.run = run
        }
    }

    /// - Precondition: a check of the files with these hashes verified all of `count` certificates, and found nothing
    ///   wrong.
    public init(_ hashes: Hashes, count: Int, arithmetic: CheckingArithmetic) {
        program = ProgramVersion.name
        self.hashes = hashes
        self.count = count
        self.arithmetic = arithmetic
    }

    /// Whether it is about these very files, as they are now, and was made by this version of the program.
    public func covers(_ file: CertificateFile) throws(FormatError) -> Bool {
        guard program == ProgramVersion.name else { return false }
        return hashes == (try Hashes(file))
    }

    // MARK: As a file

    private static let format = "certify-stamp"

    public func write(to path: String) throws(FormatError) {
        let value = JSONValue.object([
            ("format", .string(Self.format)), ("version", 1), ("program", .string(program)),
            ("arithmetic", .string(arithmetic.rawValue)), ("certificates", .number(JSONNumber(count))),
            ("certificates_sha256", .string(hashes.certificates)),
            ("problem_sha256", hashes.problem.map { .string($0) }), ("run_sha256", hashes.run.map { .string($0) }),
        ])
        try AtomicFile.write(value.serialized(.pretty) + "\n", to: path)
    }

    public init(contentsOf path: String) throws(FormatError) {
        let cursor = try JSONCursor(contentsOf: path)
        try cursor.rejectKeys(except: [
            "format", "version", "program", "arithmetic", "certificates", "certificates_sha256", "problem_sha256",
            "run_sha256",
        ])
        guard try cursor["format"].string() == Self.format else {
            throw try cursor["format"].failure(expected: "\"\(Self.format)\"")
        }
        _ = try cursor["version"].integer(in: 1...1)
        program = try cursor["program"].line()
        arithmetic = try cursor["arithmetic"].choice()
        count = try cursor["certificates"].integer(in: 0...Int.max)
        hashes = Hashes(
            certificates: try cursor["certificates_sha256"].string(),
            problem: try cursor.optional("problem_sha256").map { (place) throws(FormatError) in try place.string() },
            run: try cursor.optional("run_sha256").map { (place) throws(FormatError) in try place.string() })
    }
}
