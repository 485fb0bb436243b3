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
            name: "minimum of ReLU students by the unknowns of a symmetry", verdict: "local-minimum",
            record: Sample.symmetricReLU, stride: 1),
        Good(name: "saddle of a dense network", verdict: "saddle", record: Sample.dense, stride: 7),
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
        #expect(accepted == [])
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

/// How each field is made wrong.
enum Mutations {
    /// Fields that are no part of what is proved, with the reason. The seal covers all of them but the seconds.
    static let notProved = [
        "seconds": "wall-clock time, different in every run",
        "program": "who wrote the certificate",
        "source.file": "where the candidate came from; bound by `check --candidates`",
        "source.sha256": "where the candidate came from; bound by `check --candidates`",
        "candidate.index": "a name; bound by the order of the lines of a run and by `check --candidates`",
        "bits": "arithmetic the search used; the check chooses its own, at least 128",
        "at_candidate.bits": "arithmetic of the bounds at the candidate, which have to hold in it; at least 128",
        "rungs.*.bits": "what the search tried in vain",
        "rungs.*.failure": "what the search tried in vain",
        "approximate_escape": "what float64 shows of a way to infinity",
        "seal": "computed from the rest",
    ]

    struct Wrong {
        var values: [JSONValue]
        /// When the field is a free choice of the argument, one of several changes may happen to be another right
        /// choice.
        var oneSuffices = false
    }

    /// Keys whose removal leaves a weaker, still proved statement.
    static func omissionsThatWeaken(_ record: CertificateRecord) -> Set<String> {
        // a certificate need not say how many eigenvalues vanish, whether the point is isolated, within which radius,
        // nor its level
        var allowed: Set<String> = [
            "verdict.critical_point.nullity", "verdict.nearest.critical_point.nullity",
            "verdict.critical_point.isolated", "verdict.nearest.critical_point.isolated",
            "verdict.critical_point.uniqueness_radius", "verdict.nearest.critical_point.uniqueness_radius",
            "verdict.critical_point.level", "verdict.nearest.critical_point.level",
            "verdict.critical_point.largest_eigenvalue", "verdict.nearest.critical_point.largest_eigenvalue",
        ]
        // without the rules the words of the audit are those of former rules, of which what is proved is told
        allowed.insert("audit.rules")
        allowed.insert("at_candidate.bits")
        // without a basis the spectrum is bounded by factorizations
        allowed.formUnion(["at_candidate.basis", "argument.isolated_point.basis"])
        // only a minimum is compared with the reference
        if record.certificate.verdict.name != "local-minimum" { allowed.insert("reference") }
        return allowed
    }

    /// The hash of the problem as the certificate with this problem would state it.
    static func boundToItsProblem(_ json: JSONValue) -> JSONValue {
        let place = JSONCursor(json[[.key("problem")]], file: "problem")
        guard let problem = try? ProblemStatement.read(place) else { return json }
        return json.replacing(Place(steps: [.key("problem_sha256")]), by: .string(problem.hash))
    }

    static func wrong(_ value: JSONValue, at place: Place, in json: JSONValue) -> Wrong? {
        let pattern = place.pattern
        let key = pattern.split(separator: ".").last { $0 != "*" }.map(String.init) ?? pattern
        switch value {
        case .bool(let isTrue):
            switch key {
            // false is the weaker statement, except where the verdict says non-global
            case "proved_non_global" where isTrue && pattern.contains("nearest"): return Wrong(values: [])
            case "proved_non_global"
            where isTrue && json[[.key("verdict"), .key("globality")]] != .string("non-global"):
                return Wrong(values: [])
            default: return Wrong(values: [.bool(!isTrue)])
            }
        case .number(let number):
            let integer = number.integer ?? 0
            // the other one of two classes
            if pattern.hasPrefix("problem.labels.classes.") {
                return Wrong(values: [.number(JSONNumber(1 - integer)), .number(JSONNumber(2))])
            }
            switch key {
            case "version", "width", "family_dimension", "nullity", "level", "targets", "dimension", "outputs",
                "isotropy", "parts", "learning_multiplicity":
                return Wrong(values: [integer + 1, integer - 1, integer + 2].map { .number(JSONNumber($0)) })
            case "rules": return Wrong(values: [1, 3].map { .number(JSONNumber($0)) })
            case "index_lower": return Wrong(values: [integer + 1, -1].map { .number(JSONNumber($0)) })
            case "index_upper": return Wrong(values: [.number(JSONNumber(integer - 1))])
            default: return nil
            }
        case .string(let text):
            return wrong(text: text, key, place)
        default:
            guard let number = value.dyadic else { return nil }
            return wrong(number: number, key, place, json)
        }
    }

    private static func wrong(text: String, _ key: String, _ place: Place) -> Wrong? {
        func others(_ all: [String]) -> Wrong { Wrong(values: all.filter { $0 != text }.map { .string($0) }) }
        if place.steps.first == .key("problem") {
            switch key {
            case "activation": return others(Activation.allNamed.map(\.name))
            case "loss": return others(TwoLayerProblem.LossConvention.allCases.map(\.rawValue) + [text + "x"])
            case "format", "landscape": return Wrong(values: [.string(text + "x")])
            default:
                // an exact number p/q of the data, the labels or the teacher
                guard let exact = try? Rational(decimal: text) else { return nil }
                return Wrong(values: [.string("\(exact + Rational(1, 16))"), .string("\(exact - Rational(1, 16))")])
            }
        }
        switch key {
        case "format", "problem_sha256", "structure", "kind", "construction":
            return Wrong(values: [.string(text + "x")])
        case "name": return others(Verdict.Kind.allCases.map(\.rawValue))
        // open is the weakest
        case "globality": return others(["global", "non-global"])
        case "loss", "grad_norm", "min_eigenvalue": return others(Float64Claim.allCases.map(\.rawValue))
        case "learning_coefficient":
            guard let exact = try? Rational(decimal: text) else { return nil }
            return Wrong(values: [Rational(1, 2), -Rational(1, 2)].map { .string("\(exact + $0)") })
        case "infimum", "because":
            let other = text == "construction" ? "realizing-teacher" : "construction"
            return Wrong(values: [.string(text + "x"), .string(other)])
        default: return nil
        }
    }

    private static func wrong(number x: Dyadic, _ key: String, _ place: Place, _ json: JSONValue) -> Wrong? {
        func value(_ number: Dyadic) -> JSONValue { ExactNumberCoding.encode(number) }
        /// x made larger, or smaller, beyond any slack; 0 counts as the smallest positive number.
        let far = 60
        let large = x.isZero ? Dyadic(1) : x.magnitude.scaled(byPowerOfTwo: far)
        let small = x.isZero ? -Dyadic(1) : x.magnitude.scaled(byPowerOfTwo: -far)
        let isInArgument = place.steps.first == .key("argument")
        if place.steps.contains(.key("lemmas")) {
            // must be exactly what the numbers of the argument give
            let ulp = x.isZero ? Dyadic(1) : x.magnitude.scaled(byPowerOfTwo: -20)
            let nearby = [x + ulp, x - ulp].map { Dyadic(exactly: $0.double(rounding: .nearest)) ?? $0 }
            return Wrong(values: nearby.map(value) + [value(-x)].filter { _ in !x.isZero })
        }
        switch key {
        case "parameters", "centre":
            let shift = Dyadic(1).scaled(byPowerOfTwo: -6)
            let moved = [value(rounded(x + shift)), value(rounded(x - shift))]
            // far beyond float64, where nothing may crash either
            // next to nothing is wrong unless the number is, to rounding, 0
            let isTiny = x.magnitude < Dyadic(1).scaled(byPowerOfTwo: -40)
            let absurd = (isTiny ? [900_000] : [900_000, -900_000]).map { value(Dyadic(1).scaled(byPowerOfTwo: $0)) }
            return Wrong(values: key == "centre" ? moved + absurd : moved)
        case "point":
            // somewhere else the loss is larger than at a minimum
            return Wrong(values: [value(x + Dyadic(4)), value(x - Dyadic(4))])
        case "basis", "right_inverse":
            return Wrong(values: [value(rounded(x + Dyadic(16))), value(rounded(x - Dyadic(16)))])
        case "direction":
            // reversed along one coordinate, whichever side the gradient is on; the other side may be a right direction
            // too
            let push = Dyadic(1).scaled(byPowerOfTwo: 24)
            return Wrong(values: [value(push), value(-push)], oneSuffices: true)
        // lower bounds and radii of what is claimed: larger is wrong, and so are numbers that are not positive
        case "spectral_gap": return Wrong(values: [value(large), value(.zero), value(-x)])
        case "radius": return Wrong(values: [value(large), value(-x)] + (isInArgument ? [value(.zero)] : []))
        case "uniqueness_radius": return Wrong(values: [value(large), value(-x)])
        // upper bounds: smaller is wrong
        case "gradient_norm" where isInArgument: return Wrong(values: [value(small), value(-x)])
        case "lipschitz_loss", "lipschitz_gradient", "lipschitz_hessian", "residual_norm", "inverse_norm",
            "contraction", "step":
            return Wrong(values: [value(small), value(-x)])
        case "distance_upper":
            // and larger: then it is not near any more
            return Wrong(values: [
                value(rounded(x - x.magnitude.scaled(byPowerOfTwo: -20))), value(-x),
                value(Dyadic(1).scaled(byPowerOfTwo: 20)),
            ])
        case "gradient_norm_upper":
            return Wrong(values: [value(rounded(x - x.magnitude.scaled(byPowerOfTwo: -20))), value(-x)])
        case "loss_upper":
            // larger: then nothing is non-global any more
            return Wrong(values: [value(small), value(large)])
        case "loss" where place.steps.last == .key("loss"), "grad_norm", "min_eigenvalue":
            // claims: the audit of another number is another one
            return Wrong(values: [value(Dyadic(-3)), value(x.isZero ? Dyadic(1) : x.scaled(byPowerOfTwo: far))])
        case "loss", "smallest_eigenvalue", "largest_eigenvalue", "gradient_norm", "limit_loss":
            // an interval without width, at either end, or beyond the other end
            guard case .index(let end) = place.steps.last else { return nil }
            let other = json[place.steps.dropLast() + [.index(1 - end)]]
            let beyond = (other.dyadic ?? .zero) + (end == 0 ? Dyadic(1) : -Dyadic(1))
            return Wrong(values: (other.dyadic == x ? [] : [other]) + [value(rounded(beyond))])
        default: return nil
        }
    }

    private static func rounded(_ x: Dyadic) -> Dyadic { Dyadic(exactly: x.double(rounding: .nearest)) ?? x }
}
