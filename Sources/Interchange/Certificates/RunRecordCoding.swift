import Certify
import Formats

/// The lines of `certificates.jsonl`: certificates as ``CertificateCoding`` writes them, and for a student that is no
/// point
///
///     {"format": "certify-not-finite", "version": 1, "program": .., "problem_sha256": .., "problem": {..}, "width": 4,
///      "source": {"file": .., "sha256": ..}, "candidate": {"index": 1, "parameters": [.., "nan", ..]},
///      "verdict": {"name": "not-finite"}, "seal": ..}
///
/// whose parameters are exact numbers [mantissa, exponent], or "nan", "inf", "-inf", of which there is at least one.
public enum RunRecordCoding {
    public static let notFiniteFormat = "certify-not-finite"

    /// - Parameter problem: the canonical form of the problem when records are to hold it, otherwise nil.
    public static func encode(_ record: RunRecord, embedding problem: JSONValue?) -> JSONValue {
        switch record {
        case .certificate(let record): CertificateCoding.encode(record, embedding: problem)
        case .notFinite(let record): encode(record, embedding: problem)
        }
    }

    /// Reads a line of either kind; nothing of a certificate is proved by that.
    ///
    /// - Parameters: as those of ``CertificateCoding/decode(_:problem:of:)``.
    public static func decode(
        _ cursor: JSONCursor, problem external: ProblemStatement? = nil, of run: RunDirectory.Subject? = nil
    ) throws(FormatError) -> RunRecord {
        try decode(cursor, problems: ProblemReader(external: external), of: run)
    }

    /// The same for one of many lines, which share a reader of problems.
    public static func decode(
        _ cursor: JSONCursor, problems: ProblemReader, of run: RunDirectory.Subject? = nil
    ) throws(FormatError) -> RunRecord {
        if try cursor["format"].string() == notFiniteFormat { return .notFinite(try notFinite(cursor, problems, run)) }
        return .certificate(try CertificateCoding.decode(cursor, problems: problems, of: run))
    }

    private static func encode(_ record: NotFiniteRecord, embedding problem: JSONValue?) -> JSONValue {
        var object = JSONObject([
            ("format", .string(notFiniteFormat)), ("version", .number(JSONNumber(CertificateCoding.version))),
            ("program", .string(record.program)), ("problem_sha256", .string(record.problemHash)), ("problem", problem),
            ("width", .number(JSONNumber(record.width))),
            ("source", ["file": .string(record.source.file), "sha256": .string(record.source.hash)]),
            (
                "candidate",
                [
                    "index": .number(JSONNumber(record.student.index)),
                    "parameters": ExactNumberCoding.encode(record.student.parameters),
                ]
            ),
            ("verdict", ["name": .string(NotFiniteRecord.name)]),
        ])
        object["seal"] = .string(CertificateCoding.seal(of: object))
        return .object(object)
    }

    private static func notFinite(
        _ cursor: JSONCursor, _ problems: ProblemReader, _ run: RunDirectory.Subject?
    ) throws(FormatError) -> NotFiniteRecord {
        try cursor.rejectKeys(except: CertificateHeading.keys + ["candidate", "verdict"])
        let heading = try CertificateHeading(cursor, format: notFiniteFormat, problems: problems, of: run)
        let verdict = try cursor["verdict"], candidate = try cursor["candidate"]
        try verdict.rejectKeys(except: ["name"])
        guard try verdict["name"].string() == NotFiniteRecord.name else {
            throw try verdict["name"].failure(expected: "\"\(NotFiniteRecord.name)\"")
        }
        try candidate.rejectKeys(except: ["index", "parameters"])
        let index = try candidate["index"].integer(in: 0...Int.max), place = try candidate["parameters"]
        let parameters = try ExactNumberCoding.map(try place.elements(count: heading.parameterCount), parameter)
        guard let student = NotFiniteStudent(index: index, parameters: parameters) else {
            throw place.failure(expected: "a parameter that is not finite", found: "finite numbers")
        }
        return NotFiniteRecord(
            student, problem: heading.problem, problemHash: heading.problemHash, width: heading.width,
            source: heading.source,
            program: heading.program)
    }

    private static func parameter(_ place: JSONCursor) throws(FormatError) -> Double {
        if case .string("nan") = place.value { return .nan }
        return try ExactNumberCoding.extended(place)
    }
}
