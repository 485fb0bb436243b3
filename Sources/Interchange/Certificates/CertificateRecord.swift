import Certify
import Formats

/// The file that candidates came from.
public struct CandidateSource: Sendable, Hashable {
    /// The last component of its path.
    public var file: String
    /// SHA-256 of its bytes, in hexadecimal.
    public var hash: String

    public init(file: String, hash: String) {
        self.file = file
        self.hash = hash
    }

    /// Control characters in the name become question marks: certificates are text that people read.
    public init(_ file: CandidateFile) {
        let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
        self.init(file: String(name.unicodeScalars.map { $0.breaksLine ? "?" : Character($0) }), hash: file.hash)
    }
}

/// One line of `certificates.jsonl`: a certificate together with the whole problem it is about and where its candidate
/// came from.
public struct CertificateRecord: Sendable {
    public var certificate: Certificate
    public var problem: ProblemStatement
    /// SHA-256 of the canonical form of the problem.
    public var problemHash: String
    /// Width m of the student.
    public var width: Int
    public var source: CandidateSource
    /// The program that wrote it.
    public var program: String
    /// What the claims are worth: as the certificate states it, and as it is proved once the certificate was verified.
    public var audit: Audit
    /// Bytes of the text it was read from, its problem included; 0 for one that was not read.
    public var size: Int

    /// The problem and width that it is about.
    public var subject: RunDirectory.Subject { RunDirectory.Subject(problemHash: problemHash, width: width) }

    /// - Parameter problemHash: the hash of `problem`, which a caller with many certificates computes once.
    public init(
        _ certificate: Certificate, problem: ProblemStatement, problemHash: String, width: Int, source: CandidateSource,
        program: String = ProgramVersion.name, size: Int = 0
    ) {
        self.certificate = certificate
        self.problem = problem
        self.problemHash = problemHash
        self.width = width
        self.source = source
        self.program = program
        self.size = size
        audit = certificate.audit
    }
}
