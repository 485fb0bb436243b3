import Certify
import Formats
import Rigor

/// A certificate as one JSON object, complete enough to be checked from its own content alone.
///
///     {"format": "certify-certificate", "version": 1, "program": .., "problem_sha256": .., "problem": {..},
///      "width": 4, "source": {"file": .., "sha256": ..}, "candidate": {"index": 0, "parameters": [..], "claims": {..}},
///      "verdict": {..}, "argument": {..}, "reference": {..}, "at_candidate": {..}, "audit": {..}, "attribution": .., "bits": 53,
///      "rungs": [..], "approximate_escape": "channel: ..", "seal": .., "seconds": 0.002}
///
/// `attribution` is absent for the one that is meant otherwise, 1e-2 (`Attribution`), and a smaller one when it is there.
///
/// Every real number that is part of the proof is exact, [mantissa, exponent]. A large problem stands once in `problem.json` beside the
/// certificates and is bound by `problem_sha256`. `seal` is the SHA-256 of everything else but `seconds`; it tells a certificate that
/// was edited or damaged from one that was not, and proves nothing: whoever edits a certificate can seal it again, and meets the check.
public enum CertificateCoding {
    public static let format = "certify-certificate"
    public static let version = 1
    /// Problems whose canonical form is longer than this stand in a file of their own.
    public static let largestEmbeddedProblem = 64 << 10

    /// Whether certificates hold the problem themselves.
    public static func embeds(_ problem: ProblemStatement) -> Bool {
        problem.encoded.serializedBytes().count <= largestEmbeddedProblem
    }

    /// - Parameter problem: the canonical form of the problem when certificates are to hold it, otherwise nil.
    public static func encode(_ record: CertificateRecord, embedding problem: JSONValue?) -> JSONValue {
        let certificate = record.certificate
        var object = JSONObject([
            ("format", .string(format)), ("version", .number(JSONNumber(version))), ("program", .string(record.program)),
            ("problem_sha256", .string(record.problemHash)), ("problem", problem),
            ("width", .number(JSONNumber(record.width))),
            ("source", ["file": .string(record.source.file), "sha256": .string(record.source.hash)]),
            ("candidate", encode(certificate.candidate)),
            ("verdict", VerdictCoding.encode(certificate.verdict)),
            ("argument", ArgumentCoding.encode(certificate.argument)),
            ("reference", certificate.reference.map(ArgumentCoding.encode)),
            ("at_candidate", certificate.candidateEnclosure.map(encode)),
            ("audit", encode(record.audit)),
            ("attribution", certificate.attribution == .standard ? Optional.none : ExactNumberCoding.encode(certificate.attribution.relative)),
            ("bits", .number(JSONNumber(certificate.bits))),
            ("rungs", .array(certificate.rungs.map { ["bits": .number(JSONNumber($0.bits)), "failure": .string($0.failure)] })),
            ("approximate_escape", certificate.approximateEscape.map { .string($0) }),
        ])
        object["seal"] = .string(seal(of: object))
        object["seconds"] = JSONNumber(shortest: (certificate.seconds * 1e6).rounded() / 1e6).map { .number($0) } ?? 0
        return .object(object)
    }

    /// - Parameters:
    ///   - external: the problem that stands in a file of its own, if there is one.
    ///   - run: what the certificate has to be about, when it is one of a run. A certificate proves what it says about its own problem; that this is the problem
    ///     of the run is another matter.
    public static func decode(
        _ cursor: JSONCursor, problem external: ProblemStatement? = nil, of run: RunDirectory.Subject? = nil
    ) throws(FormatError) -> CertificateRecord {
        try cursor.rejectKeys(except: [
            "format", "version", "program", "problem_sha256", "problem", "width", "source", "candidate", "verdict", "argument",
            "reference", "at_candidate", "audit", "attribution", "bits", "rungs", "approximate_escape", "seal", "seconds",
        ])
        guard try cursor["format"].string() == format else { throw try cursor["format"].failure(expected: "\"\(format)\"") }
        _ = try cursor["version"].integer(in: version...version)
        guard try cursor["seal"].string() == seal(of: try cursor.object()) else {
            throw try cursor["seal"].failure(
                expected: "the SHA-256 of the certificate", found: "another: the certificate was edited or damaged")
        }
        let (problem, hash) = try self.problem(cursor, external)
        let width = try cursor["width"].integer(in: 1...1_000_000)
        if let run {
            guard hash == run.problemHash else {
                throw try cursor["problem_sha256"].failure(expected: "\(run.problemHash), the problem of the run", found: "another problem")
            }
            guard width == run.width else { throw try cursor["width"].failure(expected: "\(run.width), the width of the run") }
        }
        let n = problem.parameterCount(width: width)
        // the square of it, the entries of a basis, has to be a number
        guard n <= largestParameterCount else { throw try cursor["width"].failure(expected: "a width with at most \(largestParameterCount) parameters") }
        let source = try cursor["source"]
        try source.rejectKeys(except: ["file", "sha256"])

        var reference: Reference?
        if let place = try cursor.optional("reference") { reference = try ArgumentCoding.reference(place, parameterCount: n) }
        var enclosure: CandidateEnclosure?
        if let place = try cursor.optional("at_candidate") { enclosure = try candidateEnclosure(place, n) }
        let seconds = try cursor["seconds"].nearestDouble()
        guard seconds >= 0 else { throw try cursor["seconds"].failure(expected: "a number of seconds") }
        let certificate = Certificate(
            candidate: try candidate(try cursor["candidate"], n),
            verdict: try VerdictCoding.decode(try cursor["verdict"]),
            argument: try ArgumentCoding.decode(try cursor["argument"], parameterCount: n),
            reference: reference, candidateEnclosure: enclosure,
            attribution: try ExactNumberCoding.optionalDouble(cursor, "attribution").map { Attribution(relative: $0) } ?? .standard,
            bits: try cursor["bits"].integer(in: bits),
            rungs: try ExactNumberCoding.map(try cursor["rungs"].elements(), rung),
            approximateEscape: try escape(cursor), seconds: seconds)
        let record = CertificateRecord(
            certificate, problem: problem, problemHash: hash, width: width,
            source: CandidateSource(file: try source["file"].line(), hash: try source["sha256"].string()),
            program: try cursor["program"].line())
        guard record.audit == (try audit(try cursor["audit"])) else {
            throw try cursor["audit"].failure(expected: "what the claims and the stated enclosures give")
        }
        return record
    }

    private static let bits = 2...(1 << 24)
    private static let largestParameterCount = 1 << 24

    /// SHA-256 of the canonical text of everything but the seal itself and the seconds.
    static func seal(of object: JSONObject) -> String {
        var sealed = object
        sealed["seal"] = nil
        sealed["seconds"] = nil
        return SHA256.hexDigest(of: JSONValue.object(sealed).serialized())
    }

    private static func problem(
        _ cursor: JSONCursor, _ external: ProblemStatement?
    ) throws(FormatError) -> (ProblemStatement, hash: String) {
        let problem: ProblemStatement
        if let place = try cursor.optional("problem") {
            problem = try ProblemStatement.read(place)
        } else if let external {
            problem = external
        } else {
            throw cursor.failure(expected: "the key 'problem', or a file problem.json beside the certificates", found: "neither")
        }
        let hash = problem.hash
        guard try cursor["problem_sha256"].string() == hash else {
            throw try cursor["problem_sha256"].failure(expected: "the SHA-256 of the problem, \(hash)")
        }
        return (problem, hash)
    }

    // MARK: Parts

    private static func encode(_ candidate: Candidate) -> JSONValue {
        let claims = candidate.claims
        return [
            "index": .number(JSONNumber(candidate.index)),
            "parameters": ExactNumberCoding.encode(candidate.parameters),
            "claims": .object([
                ("loss", claims.loss.map { ExactNumberCoding.encode($0) }),
                ("grad_norm", claims.gradientNorm.map { ExactNumberCoding.encode($0) }),
                ("min_eigenvalue", claims.minimumEigenvalue.map { ExactNumberCoding.encode($0) }),
            ]),
        ]
    }

    private static func candidate(_ cursor: JSONCursor, _ n: Int) throws(FormatError) -> Candidate {
        try cursor.rejectKeys(except: ["index", "parameters", "claims"])
        let claims = try cursor["claims"]
        try claims.rejectKeys(except: ["loss", "grad_norm", "min_eigenvalue"])
        return Candidate(
            index: try cursor["index"].integer(in: 0...Int.max),
            parameters: try ExactNumberCoding.doubles(try cursor["parameters"], count: n),
            claims: Candidate.Claims(
                loss: try ExactNumberCoding.optionalDouble(claims, "loss"),
                gradientNorm: try ExactNumberCoding.optionalDouble(claims, "grad_norm"),
                minimumEigenvalue: try ExactNumberCoding.optionalDouble(claims, "min_eigenvalue")))
    }

    private static func encode(_ enclosure: CandidateEnclosure) -> JSONValue {
        [
            "loss": ExactNumberCoding.encode(enclosure.loss),
            "gradient_norm": ExactNumberCoding.encode(enclosure.gradientNorm),
            "smallest_eigenvalue": ExactNumberCoding.encode(enclosure.smallestEigenvalue),
            "basis": ExactNumberCoding.encode(enclosure.basis),
        ]
    }

    private static func candidateEnclosure(_ cursor: JSONCursor, _ n: Int) throws(FormatError) -> CandidateEnclosure {
        try cursor.rejectKeys(except: ["loss", "gradient_norm", "smallest_eigenvalue", "basis"])
        return CandidateEnclosure(
            loss: try ExactNumberCoding.bounds(try cursor["loss"]),
            gradientNorm: try ExactNumberCoding.bounds(try cursor["gradient_norm"]),
            smallestEigenvalue: try ExactNumberCoding.bounds(try cursor["smallest_eigenvalue"]),
            basis: try ExactNumberCoding.doubles(try cursor["basis"], count: n * n))
    }

    private static func encode(_ audit: Audit) -> JSONValue {
        .object([
            ("loss", audit.loss.map { .string($0.rawValue) }),
            ("grad_norm", audit.gradientNorm.map { .string($0.rawValue) }),
            ("min_eigenvalue", audit.smallestEigenvalue.map { .string($0.rawValue) }),
        ])
    }

    private static func audit(_ cursor: JSONCursor) throws(FormatError) -> Audit {
        try cursor.rejectKeys(except: ["loss", "grad_norm", "min_eigenvalue"])
        func claim(_ key: String) throws(FormatError) -> Float64Claim? {
            guard let place = try cursor.optional(key) else { return nil }
            return try place.choice()
        }
        return Audit(loss: try claim("loss"), gradientNorm: try claim("grad_norm"), smallestEigenvalue: try claim("min_eigenvalue"))
    }

    /// Only a candidate that is proved not to be critical may be said to escape.
    private static func escape(_ cursor: JSONCursor) throws(FormatError) -> String? {
        guard let place = try cursor.optional("approximate_escape") else { return nil }
        guard try cursor["verdict"]["name"].string() == "not-critical" else {
            throw place.failure(expected: "no way of escape beside this verdict", found: "one")
        }
        return try place.line()
    }

    private static func rung(_ cursor: JSONCursor) throws(FormatError) -> Rung {
        try cursor.rejectKeys(except: ["bits", "failure"])
        return Rung(bits: try cursor["bits"].integer(in: bits), failure: try cursor["failure"].line())
    }
}
