import Formats
import Synchronization

/// A problem with the text of its canonical form and the hash of that.
struct CanonicalProblem: Sendable {
    let statement: ProblemStatement
    let text: String
    /// SHA-256, in hexadecimal, of the text.
    let hash: String

    init(_ statement: ProblemStatement) {
        self.statement = statement
        text = statement.encoded.serialized()
        hash = SHA256.hexDigest(of: text)
    }
}

/// Reads the problems of the certificates of one file, which mostly are one problem: that which equals the one before,
/// member for member, is not read and hashed again. May be used from several threads.
public final class ProblemReader: Sendable {
    /// What stands beside the certificates.
    private let external: CanonicalProblem?
    /// What stood in the certificate before.
    private let last = Mutex<(value: JSONValue, problem: CanonicalProblem)?>(nil)

    /// - Parameter external: the problem that stands in a file of its own, if there is one.
    public init(external: ProblemStatement?) { self.external = external.map(CanonicalProblem.init) }

    /// The problem of a certificate: the one it holds, otherwise the one beside it.
    func problem(of certificate: JSONCursor) throws(FormatError) -> CanonicalProblem {
        guard let place = try certificate.optional("problem") else {
            if let external { return external }
            throw certificate.failure(
                expected: "the key 'problem', or a file problem.json beside the certificates", found: "neither")
        }
        if let known = last.withLock({ $0 }), known.value == place.value { return known.problem }
        let problem = CanonicalProblem(try ProblemStatement.read(place))
        last.withLock { $0 = (place.value, problem) }
        return problem
    }
}
