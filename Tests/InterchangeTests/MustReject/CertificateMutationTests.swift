import Certify
import Formats
import Foundation
import Networks
import Rigor
import Testing

@testable import Interchange

/// Certificates in which one field was made wrong. Every one of them must be rejected, and the unmodified one must
/// pass.
@Suite struct CertificateMutationTests {
    struct Good: Sendable, CustomTestStringConvertible {
        let name: String
        let verdict: String
        let record: CertificateRecord
        /// Every how many-th number of a basis, and of the data, is tried; all of them on the small problems.
        let stride: Int
        /// Places that may hold something else without making the statement false.
        var harmless: Set<String> = []
        var testDescription: String { name }
    }

    static let all = [
        Good(
            name: "non-global minimum, compared with a point", verdict: "local-minimum", record: Sample.minimum,
            stride: 1),
        Good(name: "saddle", verdict: "saddle", record: Sample.saddle, stride: 1),
        Good(name: "saddle with bases", verdict: "saddle", record: Sample.saddleWithBases, stride: 1),
        Good(name: "not critical", verdict: "not-critical", record: Sample.notCritical, stride: 1),
        Good(
            name: "non-global minimum of the reference problem", verdict: "local-minimum", record: Sample.reference,
            stride: 17),
        Good(
            name: "minimum of students with two outputs", verdict: "local-minimum", record: Sample.twoOutputs, stride: 1
        ),
        Good(
            name: "saddle of ReLU students on Gaussian inputs", verdict: "saddle", record: Sample.gaussianReLU,
            stride: 1),
        Good(
            name: "saddle of erf students on Gaussian inputs", verdict: "saddle", record: Sample.gaussianErf,
            stride: 1),
        Good(
            name: "minimum of ReLU students by the unknowns of a symmetry", verdict: "local-minimum",
            record: Sample.symmetricReLU, stride: 1),
        Good(name: "saddle of a dense network", verdict: "saddle", record: Sample.dense, stride: 7),
        Good(
            name: "no local minimum near", verdict: "no-local-minimum", record: Sample.noLocalMinimum, stride: 1,
            // k = 1: one loss by two names; the input is (0, 1), so that these weights do nothing
            harmless: ["problem.loss", "candidate.parameters.0", "candidate.parameters.2"]),
        Good(
            name: "student that fits all labels", verdict: "global-minimum", record: Sample.interpolation, stride: 1),
    ]

    static func isRejected(_ value: JSONValue, _ verifier: CertificateVerifier) -> Bool {
        do {
            // through the text, as from a file
            let text = try JSONValue.parse(bytes: value.serializedBytes(), file: "mutated.json")
            _ = try verifier.verify(JSONCursor(text, file: "mutated.json"))
            return false
        } catch { return true }
    }

    @Test(arguments: all) func unmodifiedPasses(good: Good) throws {
        #expect(good.record.certificate.verdict.name == good.verdict)
        if good.verdict == "local-minimum" { #expect(good.record.certificate.verdict.globality == .nonGlobal) }
        let text = try JSONValue.parse(bytes: good.record.json.serializedBytes(), file: "good.json")
        _ = try CertificateVerifier().verify(JSONCursor(text, file: "good.json"))
        // sealing again changes nothing
        #expect(good.record.json.sealedAgain == good.record.json)
    }

    /// What an edit by hand looks like: any change of any leaf, the seal left as it was.
    @Test(arguments: all) func everyEditBreaksTheSeal(good: Good) {
        let json = good.record.json, verifier = CertificateVerifier()
        var count = 0
        for (place, value) in json.leaves where place.pattern != "seconds" {
            let edited: JSONValue =
                switch value {
                case .string(let text): .string(text + "0")
                case .bool(let isTrue): .bool(!isTrue)
                case .number(let number): .number(JSONNumber((number.integer ?? 0) + 1))
                case .array(let parts): .array([.number(JSONNumber(7)), parts[1]])
                default: .bool(true)
                }
            guard edited != value else { continue }
            count += 1
            if !Self.isRejected(json.replacing(place, by: edited), verifier) {
                Issue.record("accepted with another \(place)")
            }
        }
        #expect(count > 50)
    }

    /// What an adversary would write: one field made wrong, everything that binds it (hash of the problem, seal) made
    /// to fit.
    ///
    /// In float64 and double-double, where a check may be fast, the same holds; every fifth is tried.
    @Test(arguments: all) func everyWrongNumberIsRejected(good: Good) {
        let json = good.record.json, verifier = CertificateVerifier(), fast = CertificateVerifier(arithmetic: .fast)
        var tried = 0, accepted: [String] = [], unknown: [String] = [], bulk = 0
        for (place, value) in json.leaves {
            if Mutations.notProved[place.pattern] != nil { continue }
            if place.pattern.hasSuffix(".basis.*") || place.pattern.hasPrefix("problem.data.") {
                bulk += 1
                if bulk % good.stride != 0 { continue }
            }
            guard let mutations = Mutations.wrong(value, at: place, in: json) else {
                unknown.append("\(place)")
                continue
            }
            var rejections = 0
            for mutated in mutations.values {
                var wrong = json.replacing(place, by: mutated)
                if place.steps.first == .key("problem") { wrong = Mutations.boundToItsProblem(wrong) }
                tried += 1
                let sealed = wrong.sealedAgain
                if Self.isRejected(sealed, verifier) {
                    rejections += 1
                    if tried % 5 == 0, !Self.isRejected(sealed, fast) { accepted.append("\(place) (fast)") }
                }
            }
            let needed = mutations.oneSuffices ? min(1, mutations.values.count) : mutations.values.count
            if rejections < needed { accepted.append("\(place)") }
        }
        #expect(unknown == [], "no rule says how to make these wrong")
        #expect(Set(accepted) == good.harmless)
        #expect(tried > 60)
        print("\(good.name): \(tried) mutations")
    }

    /// Nothing may be left out, but for what only makes the statement weaker.
    @Test(arguments: all) func everyMissingFieldIsRejected(good: Good) {
        let json = good.record.json, verifier = CertificateVerifier()
        // sealing again puts the seal back
        let members = json.members.filter { $0.pattern != "seal" }
        let accepted = members.filter { !Self.isRejected(json.removing($0).sealedAgain, verifier) }.map(\.pattern)
        #expect(Set(accepted).isSubset(of: Mutations.omissionsThatWeaken(good.record)))
    }

    /// Another verdict over the same argument.
    @Test(arguments: all) func everyOtherVerdictIsRejected(good: Good) {
        let json = good.record.json, verifier = CertificateVerifier()
        for other in Self.all where other.verdict != good.verdict {
            guard case .object(let object) = other.record.json, let verdict = object["verdict"] else { continue }
            let forged = json.replacing(Place(steps: [.key("verdict")]), by: verdict)
            #expect(Self.isRejected(forged.sealedAgain, verifier))
        }
    }

    /// Only what is proved not to be critical may be said to escape.
    @Test(arguments: all) func escapesBesideCriticalPointsAreRefused(good: Good) {
        guard case .object(var object) = good.record.json else { return }
        object["approximate_escape"] = "channel: triple"
        let json = JSONValue.object(object).sealedAgain
        #expect(Self.isRejected(json, CertificateVerifier()) == (good.verdict != "not-critical"))
    }

    /// New certificates hold no eigenvectors.
    @Test func basesAreGone() {
        for good in Self.all where good.name != "saddle with bases" {
            #expect(!good.record.json.leaves.contains { $0.0.pattern.contains("basis") }, "\(good.name)")
        }
        let old = Sample.saddleWithBases.json.leaves.filter { $0.0.pattern.hasSuffix(".basis.*") }
        #expect(old.count == 72)
    }

    /// With a basis chosen for it the spectrum is enclosed as widely as one likes; an audit that rests on the width is
    /// not accepted.
    @Test func aWideEnclosureMakesNoArtefact() throws {
        var record = Sample.minimum
        let there = try #require(record.certificate.candidateEnclosure),
            n = record.certificate.candidate.parameters.count
        record.certificate.candidateEnclosure = CandidateEnclosure(
            loss: there.loss, gradientNorm: there.gradientNorm, smallestEigenvalue: Bounds(lower: -100, upper: 100),
            basis: MatrixEnclosure.identity(n).midpoint)
        for stated in Float64Claim.allCases where stated != .confirmed {
            record.certificate.audit.smallestEigenvalue = stated
            #expect(Self.isRejected(record.json.sealedAgain, CertificateVerifier()), "\(stated)")
        }
        record.certificate.audit.smallestEigenvalue = .confirmed
        #expect(
            try CertificateVerifier().verify(JSONCursor(record.json.sealedAgain, file: "c")).audit.smallestEigenvalue
                == .confirmed)
    }

    /// Words of certificates that knew no bound for rounding: "refuted" began sooner, and what was confirmed was a
    /// sign. The opposite of what is proved is refused, for which a wide enclosure is no help: here a claim that is off
    /// by ten is called confirmed.
    @Test func formerWords() throws {
        var record = Sample.minimum
        let there = try #require(record.certificate.candidateEnclosure), claims = record.certificate.candidate.claims
        record.certificate.audit.rules = .withoutRounding
        let verified = try CertificateVerifier().verify(JSONCursor(record.json.sealedAgain, file: "c"))
        #expect(
            verified.audit == Sample.minimum.certificate.audit && verified.certificate.audit.rules == .withoutRounding)
        record.certificate.audit.gradientNorm = .refuted
        #expect(claims.gradientNorm != nil && Self.isRejected(record.json.sealedAgain, CertificateVerifier()))
        record.certificate.audit.gradientNorm = .undecided

        let tenfold = try #require(claims.minimumEigenvalue) * 10
        record.certificate.candidate = Candidate(
            index: 3, parameters: record.certificate.candidate.parameters,
            claims: Candidate.Claims(loss: claims.loss, gradientNorm: claims.gradientNorm, minimumEigenvalue: tenfold))
        record.certificate.candidateEnclosure = CandidateEnclosure(
            loss: there.loss, gradientNorm: there.gradientNorm,
            smallestEigenvalue: Bounds(lower: tenfold / 20, upper: tenfold * 2), basis: there.basis)
        #expect(Self.isRejected(record.json.sealedAgain, CertificateVerifier()))
        record.certificate.audit.smallestEigenvalue = .refuted
        #expect(
            try CertificateVerifier().verify(JSONCursor(record.json.sealedAgain, file: "c")).audit.smallestEigenvalue
                == .refuted)
    }

    /// The square of a number of parameters has to be a number.
    @Test func enormousWidthsAreRefused() throws {
        let text = String(decoding: Sample.minimum.json.serializedBytes(), as: UTF8.self)
            .replacingOccurrences(of: "\"width\":2,", with: "\"width\":1000000,")
        let value = try JSONValue.parse(bytes: Array(text.utf8), file: "c.json").sealedAgain
        #expect(throws: FormatError.self) { try CertificateCoding.decode(JSONCursor(value, file: "c.json")) }
    }

    /// Text that people read is one line, whoever wrote the certificate.
    @Test func controlCharactersAreRefused() throws {
        var record = Sample.minimum
        record.source = CandidateSource(file: "x.npz\n\nVerdict: global-minimum", hash: record.source.hash)
        #expect(Self.isRejected(record.json, CertificateVerifier()))
    }

    @Test func argumentsOfUnknownKindAreRefused() throws {
        let json = Sample.saddle.json.replacing(
            Place(steps: [.key("argument")]), by: ["structured": ["kind": "wishful", "witness": true]]
        ).sealedAgain
        #expect(throws: FormatError.self) { try CertificateCoding.decode(JSONCursor(json, file: "c.json")) }
        #expect(Self.isRejected(json, CertificateVerifier()))
    }
}
