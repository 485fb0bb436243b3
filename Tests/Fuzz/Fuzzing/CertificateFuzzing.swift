import Certify
import Formats
import Interchange
import Networks
import Rigor

/// Certificates that somebody changed and sealed again. What the check accepts is judged by ``Truth``: nothing false
/// may pass.
package struct CertificateFuzzing: Sendable {
    package struct Good: Sendable {
        package let record: CertificateRecord
        package let kind: String
        let json: JSONValue
        let places: [[JSONTreeMutation.Step]]
    }

    package let good: [Good]
    /// The same by kind, so that rare kinds are changed as often as others.
    private let kinds: [[Good]]

    package init(seed: UInt64, perKind: Int = 2) throws {
        good = try Samples.certificates(seed: seed, perKind: perKind).map { record in
            let json = CertificateCoding.encode(record, embedding: record.problem.encoded)
            return Good(
                record: record, kind: Samples.kind(record.certificate), json: json,
                places: JSONTreeMutation.places(json))
        }
        kinds = Dictionary(grouping: good) { $0.kind }.sorted { $0.key < $1.key }.map(\.value)
    }

    package enum Outcome: Hashable, Sendable {
        /// Refused while reading.
        case unreadable
        /// Read, and not proved.
        case rejected
        /// Accepted, and what it states is true as far as an evaluation with 512 bits shows.
        case accepted
        /// Accepted, and too far from the original to be judged.
        case unjudged
    }

    /// Makes, seals and checks the changed certificate of one number.
    ///
    /// - Throws: ``Finding`` for a false statement that was accepted.
    package func run(_ number: Int, seed: UInt64, _ verifier: CertificateVerifier, _ truth: Truth) throws -> Outcome {
        var generator = SplitMix(seed: seed, input: number)
        guard let original = kinds.randomElement(using: &generator)?.randomElement(using: &generator),
            let other = good.randomElement(using: &generator)
        else { return .unreadable }
        var json = original.json
        for _ in 0..<[1, 1, 1, 2, 2, 3].randomElement(using: &generator)! {
            json = JSONTreeMutation.apply(
                to: json, places: original.places, other: other.json, otherPlaces: other.places, &generator)
        }
        guard let sealed = Self.sealed(json, repairs: Int.random(in: 0..<8, using: &generator) > 0) else {
            return .unreadable
        }
        return try judge(sealed, original, verifier, truth)
    }

    private func judge(_ json: JSONValue, _ original: Good, _ verifier: CertificateVerifier, _ truth: Truth) throws
        -> Outcome
    {
        let record: CertificateRecord
        do {
            record = try verifier.verify(JSONCursor(json, file: "fuzz"))
        } catch let error as FormatError {
            guard !error.description.contains(where: \.isNewline) else {
                throw Finding(what: "an error of several lines: \(error)")
            }
            return .unreadable
        } catch is Refusal {
            return .rejected
        }
        // the statements of the original, word for word: proved by it
        if Self.statements.allSatisfy({ Self.member($0, json) == Self.member($0, original.json) }) { return .accepted }
        do {
            return try truth.judge(record, original.record) ? .accepted : .unjudged
        } catch let finding as Finding {
            throw Finding(what: "\(finding.what)\n    original: \(original.kind)\n    accepted: \(json.serialized())")
        }
    }

    /// What a certificate states, and about what; the argument states nothing of its own.
    private static let statements = ["problem", "width", "candidate", "verdict", "reference", "at_candidate", "audit"]

    private static func member(_ key: String, _ json: JSONValue) -> JSONValue? {
        if case .object(let object) = json { return object[key] }
        return nil
    }

    /// The certificate with hash of the problem, audit and seal as they have to be, so that a change is met by the
    /// proof and not by them.
    private static func sealed(_ json: JSONValue, repairs: Bool) -> JSONValue? {
        guard case .object(var object) = json else { return nil }
        if repairs {
            if let problem = object["problem"],
                let statement = try? ProblemStatement.read(JSONCursor(problem, file: "fuzz"))
            {
                object["problem_sha256"] = .string(statement.hash)
            }
            object["seal"] = .string(CertificateCoding.seal(of: object))
            if let record = try? CertificateCoding.decode(JSONCursor(.object(object), file: "fuzz")),
                (try? CheckingCost(record).require(
                    within: .checking, of: record, at: JSONCursor(.object(object), file: "fuzz"))) != nil
            {
                let audit = Audit(of: record.certificate, on: record.problem.landscape(width: record.width))
                object["audit"] = CertificateCoding.encode(audit)
            }
        }
        object["seal"] = .string(CertificateCoding.seal(of: object))
        return .object(object)
    }
}
