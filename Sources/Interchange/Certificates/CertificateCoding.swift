import Certify
import Formats
import Rigor

/// A certificate as one JSON object, complete enough to be checked from its own content alone.
///
///     {"format": "certify-certificate", "version": 1, "program": .., "problem_sha256": .., "problem": {..},
///      "width": 4, "source": {"file": .., "sha256": ..}, "candidate": {"index": 0, "parameters": [..], "claims":
///      {..}}, "verdict": {..}, "argument": {..}, "reference": {..}, "at_candidate": {..}, "audit": {..},
///      "attribution": .., "bits": 53, "rungs": [..], "approximate_escape": "channel: ..", "seal": .., "seconds":
///      0.002}
///
/// `attribution` is absent for the one that is meant otherwise, 1e-2 (`Attribution`), and a smaller one when it is
/// there. `at_candidate` has a key `bits` where more than 128 were used. `audit` has the rules by which its words were
/// chosen, `"rules": 2`, and a word for each claim; without `rules` they are those of certificates that knew no bound
/// for rounding (``Audit/Rules``).
///
/// Every real number that is part of the proof is exact, [mantissa, exponent]. A large problem stands once in
/// `problem.json` beside the certificates and is bound by `problem_sha256`. `seal` is the SHA-256 of everything else
/// but `seconds`; it tells a certificate that was edited or damaged from one that was not, and proves nothing: whoever
/// edits a certificate can seal it again, and meets the check.
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
            ("format", .string(format)), ("version", .number(JSONNumber(version))),
            ("program", .string(record.program)),
            ("problem_sha256", .string(record.problemHash)), ("problem", problem),
            ("width", .number(JSONNumber(record.width))),
            ("source", ["file": .string(record.source.file), "sha256": .string(record.source.hash)]),
            ("candidate", encode(certificate.candidate)),
            ("verdict", VerdictCoding.encode(certificate.verdict)),
            ("argument", ArgumentCoding.encode(certificate.argument)),
            ("reference", certificate.reference.map(ArgumentCoding.encode)),
            (
                "at_candidate",
                certificate.candidateEnclosure.map(
                    enclosure(parameterCount: certificate.candidate.parameters.count).encode)
            ),
            ("audit", encode(certificate.audit)),
            (
                "attribution",
                certificate.attribution == .standard
                    ? Optional.none : ExactNumberCoding.encode(certificate.attribution.relative)
            ),
            ("bits", .number(JSONNumber(certificate.bits))),
            ("rungs", .array(certificate.rungs.map(rung.encode))),
            ("approximate_escape", certificate.approximateEscape.map { .string($0) }),
        ])
        object["seal"] = .string(seal(of: object))
        object["seconds"] = JSONNumber(shortest: (certificate.seconds * 1e6).rounded() / 1e6).map { .number($0) } ?? 0
        return .object(object)
    }

    /// - Parameters:
    ///   - external: the problem that stands in a file of its own, if there is one.
    ///   - run: what the certificate has to be about, when it is one of a run. A certificate proves what it says about
    ///     its own problem; that this is the problem of the run is another matter.
    public static func decode(
        _ cursor: JSONCursor, problem external: ProblemStatement? = nil, of run: RunDirectory.Subject? = nil
    ) throws(FormatError) -> CertificateRecord {
        try decode(cursor, problems: ProblemReader(external: external), of: run)
    }

    /// The same for one of many certificates, which share a reader of problems.
    public static func decode(
        _ cursor: JSONCursor, problems: ProblemReader, of run: RunDirectory.Subject? = nil
    ) throws(FormatError) -> CertificateRecord {
        if try cursor["format"].string() == RunRecordCoding.notFiniteFormat {
            let record = try RunRecordCoding.decode(cursor, problems: problems, of: run)
            guard case .notFinite(let student) = record else { throw cursor.failure(expected: "a certificate") }
            throw cursor.failure(
                expected: "a certificate",
                found: "a student that is no point, about which nothing is certified: \(student.reason)")
        }
        try cursor.rejectKeys(
            except: CertificateHeading.keys + [
                "candidate", "verdict", "argument", "reference", "at_candidate", "audit", "attribution", "bits",
                "rungs",
                "approximate_escape", "seconds",
            ])
        let heading = try CertificateHeading(cursor, format: format, problems: problems, of: run),
            n = heading.parameterCount

        var reference: Reference?
        if let place = try cursor.optional("reference") {
            reference = try ArgumentCoding.reference(place, parameterCount: n)
        }
        var enclosure: CandidateEnclosure?
        if let place = try cursor.optional("at_candidate") {
            enclosure = try Self.enclosure(parameterCount: n).decode(place)
        }
        let seconds = try cursor["seconds"].nearestDouble()
        guard seconds >= 0 else { throw try cursor["seconds"].failure(expected: "a number of seconds") }
        let claimant = try candidate(try cursor["candidate"], n)
        let verdict = try VerdictCoding.decode(try cursor["verdict"])
        let certificate = Certificate(
            candidate: claimant, verdict: verdict,
            argument: try ArgumentCoding.decode(try cursor["argument"], parameterCount: n),
            reference: reference, candidateEnclosure: enclosure,
            attribution: try ExactNumberCoding.optionalDouble(cursor, "attribution").map { Attribution(relative: $0) }
                ?? .standard,
            audit: try audit(try cursor["audit"], of: claimant.claims), bits: try bits(try cursor["bits"]),
            rungs: try ExactNumberCoding.map(try cursor["rungs"].elements(), rung.decode),
            approximateEscape: try escape(cursor, beside: verdict), seconds: seconds)
        return CertificateRecord(
            certificate, problem: heading.problem, problemHash: heading.problemHash, width: heading.width,
            source: heading.source,
            program: heading.program, size: heading.size)
    }

    private static func bits(_ cursor: JSONCursor) throws(FormatError) -> Int {
        try cursor.require(
            "bits", try cursor.integer(in: 0...Int.max),
            atMost: min(cursor.limits.precision, CertificateCheck.statedPrecisions.upperBound))
        return try cursor.integer(in: CertificateCheck.statedPrecisions)
    }

    /// SHA-256 of the canonical text of everything but the seal itself and the seconds.
    package static func seal(of object: JSONObject) -> String { SHA256.hexDigest(of: sealedText(of: object)) }

    /// The text that the seal is of.
    static func sealedText(of object: JSONObject) -> String {
        var sealed = object
        sealed["seal"] = nil
        sealed["seconds"] = nil
        return JSONValue.object(sealed).serialized()
    }

    // MARK: Parts

    private static func encode(_ candidate: Candidate) -> JSONValue {
        [
            "index": .number(JSONNumber(candidate.index)),
            "parameters": ExactNumberCoding.encode(candidate.parameters), "claims": claims.encode(candidate.claims),
        ]
    }

    private static func candidate(_ cursor: JSONCursor, _ n: Int) throws(FormatError) -> Candidate {
        try cursor.rejectKeys(except: ["index", "parameters", "claims"])
        return Candidate(
            index: try cursor["index"].integer(in: 0...Int.max),
            parameters: try ExactNumberCoding.doubles(try cursor["parameters"], count: n),
            claims: try claims.decode(try cursor["claims"]))
    }

    private static let claims = ObjectCoding<Candidate.Claims>(
        blank: Candidate.Claims(), ClaimedQuantity.allCases.map { .number($0.rawValue, \.[$0]) })

    private static func enclosure(parameterCount n: Int) -> ObjectCoding<CandidateEnclosure> {
        ObjectCoding(
            blank: CandidateEnclosure(
                loss: .entireLine, gradientNorm: .entireLine, smallestEigenvalue: .entireLine, basis: nil),
            [
                .bounds("loss", \.loss), .bounds("gradient_norm", \.gradientNorm),
                .bounds("smallest_eigenvalue", \.smallestEigenvalue), .numbers("basis", \.basis) { _ in n * n },
                // told where there are more than every check uses
                .member("bits", \.bits, isOptional: true, { $0 > 128 ? .number(JSONNumber($0)) : Optional.none }) {
                    (place) throws(FormatError) in
                    try place.integer(in: 129...(1 << 14))
                },
            ])
    }

    /// The rules by which the words were chosen are named from the second ones on.
    package static func encode(_ audit: Audit) -> JSONValue {
        .object(
            [("rules", audit.rules == .withoutRounding ? Optional.none : .number(JSONNumber(audit.rules.rawValue)))]
                + ClaimedQuantity.allCases.map { ($0.rawValue, audit[$0].map { .string($0.rawValue) }) })
    }

    /// There is a judgement about what is claimed, and about nothing else.
    private static func audit(_ cursor: JSONCursor, of claims: Candidate.Claims) throws(FormatError) -> Audit {
        try cursor.rejectKeys(except: ["rules"] + ClaimedQuantity.allCases.map(\.rawValue))
        let rules =
            try cursor.optional("rules").map { (place) throws(FormatError) in try place.integer(in: 2...2) } ?? 1
        var audit = Audit(rules: Audit.Rules(rawValue: rules) ?? .withoutRounding)
        for quantity in ClaimedQuantity.allCases {
            let name = quantity.rawValue, isClaimed = claims[quantity] != nil
            guard let place = try cursor.optional(name) else {
                if isClaimed { throw cursor.failure(expected: "a judgement of '\(name)', which is claimed") }
                continue
            }
            guard isClaimed else { throw place.failure(expected: "no judgement of what is not claimed") }
            audit[quantity] = try place.choice()
        }
        return audit
    }

    /// Only a candidate that is proved not to be critical may be said to escape.
    private static func escape(_ cursor: JSONCursor, beside verdict: Verdict) throws(FormatError) -> String? {
        guard let place = try cursor.optional("approximate_escape") else { return nil }
        guard case .notCritical = verdict else {
            throw place.failure(expected: "no way of escape beside this verdict", found: "one")
        }
        return try place.line()
    }

    private static let rung = ObjectCoding<Rung>(
        blank: Rung(bits: 0, failure: ""),
        [
            .member("bits", \.bits, { .number(JSONNumber($0)) }, { (place) throws(FormatError) in try bits(place) }),
            .line("failure", \.failure),
        ])
}
