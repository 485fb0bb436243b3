import Certify
import Formats

/// What a record of a run says about itself before it says anything about a student: its format, that it is undamaged,
/// the problem, and where the student came from.
struct CertificateHeading {
    let problem: ProblemStatement
    /// SHA-256 of the canonical form of the problem, computed here.
    let problemHash: String
    /// Width m of the student.
    let width: Int
    /// n.
    let parameterCount: Int
    let source: CandidateSource
    let program: String
    /// Bytes of the canonical text that the seal is of, and of the problem when it stands in a file of its own.
    let size: Int

    static let keys = ["format", "version", "program", "problem_sha256", "problem", "width", "source", "seal"]

    /// - Parameters:
    ///   - problems: reads the problem.
    ///   - run: what the record has to be about, when it is one of a run.
    init(
        _ cursor: JSONCursor, format: String, problems: ProblemReader, of run: RunDirectory.Subject?
    ) throws(FormatError) {
        guard try cursor["format"].string() == format else {
            throw try cursor["format"].failure(expected: "\"\(format)\"")
        }
        _ = try cursor["version"].integer(in: CertificateCoding.version...CertificateCoding.version)
        let text = CertificateCoding.sealedText(of: try cursor.object())
        guard try cursor["seal"].string() == SHA256.hexDigest(of: text) else {
            throw try cursor["seal"].failure(
                expected: "the SHA-256 of the certificate", found: "another: the certificate was edited or damaged")
        }
        let canonical = try problems.problem(of: cursor)
        problem = canonical.statement
        problemHash = canonical.hash
        guard try cursor["problem_sha256"].string() == problemHash else {
            throw try cursor["problem_sha256"].failure(expected: "the SHA-256 of the problem, \(problemHash)")
        }
        size = text.utf8.count + (try cursor.optional("problem") == nil ? canonical.text.utf8.count : 0)
        width = try cursor["width"].integer(in: 1...Int.max)
        if case .symmetricReLU = problem {
            // k is a number in it: no work and no memory grows with it
        } else {
            try cursor["width"].require("neurons", width, atMost: cursor.limits.width)
        }
        if let required = problem.requiredWidth, width != required {
            throw try cursor["width"].failure(expected: "\(required), the width that the problem says")
        }
        if let run {
            guard problemHash == run.problemHash else {
                throw try cursor["problem_sha256"].failure(
                    expected: "\(run.problemHash), the problem of the run", found: "another problem")
            }
            guard width == run.width else {
                throw try cursor["width"].failure(expected: "\(run.width), the width of the run")
            }
        }
        parameterCount = problem.parameterCount(width: width)
        // of networks with layers no matrix is formed where there are too many
        let limits = cursor.limits, most: Int
        if case .dense = problem { most = limits.layerParameters } else { most = limits.parameters }
        try cursor["width"].require("parameters", parameterCount, atMost: most)
        let place = try cursor["source"]
        try place.rejectKeys(except: ["file", "sha256"])
        source = CandidateSource(file: try place["file"].line(), hash: try place["sha256"].string())
        program = try cursor["program"].line()
    }
}
