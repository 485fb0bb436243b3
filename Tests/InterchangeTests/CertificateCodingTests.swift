import Certify
import Formats
import Foundation
import Gaussian
import Rigor
import Testing

@testable import Interchange

/// Certificates to JSON and back.
@Suite struct CertificateCodingTests {
    static let records = [Sample.minimum, Sample.saddle, Sample.notCritical, Sample.reference]

    static func roundTrip(_ record: CertificateRecord) throws -> (before: String, after: String) {
        let before = record.json.serialized()
        let value = try JSONValue.parse(bytes: Array(before.utf8), file: "c.json")
        return (before, try CertificateCoding.decode(JSONCursor(value, file: "c.json")).json.serialized())
    }

    @Test(arguments: 0..<records.count) func nothingIsLost(sample: Int) throws {
        let (before, after) = try Self.roundTrip(Self.records[sample])
        #expect(before == after)
    }

    /// Certificates of many kinds and what was made of them to be rejected: whatever is read at all is written again as
    /// it stands, byte for byte, unless a number in it is not spelled with an odd mantissa.
    @Test func certificatesOfTheExamplesAreWrittenAsTheyStand() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("examples/certificates").path
        let names = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }.sorted()
        var kinds: Set<String> = [], lines = 0, different: [String] = []
        for name in names where name.hasSuffix(".jsonl") {
            var reader = try JSONLinesReader(path: folder + "/" + name)
            while let text = try reader.nextText() {
                guard let value = try? JSONValue.parse(bytes: text.bytes, file: name),
                    let record = try? CertificateCoding.decode(JSONCursor(value, file: name))
                else { continue }
                lines += 1
                if case .structured(let argument) = record.certificate.argument { kinds.insert(argument.kindName) }
                if record.json.serializedBytes() != text.bytes,
                    !String(decoding: text.bytes, as: UTF8.self).contains("[2,0]")
                {
                    different.append("\(name) \(text.number)")
                }
            }
        }
        #expect(different.isEmpty, "\(different.prefix(20))")
        #expect(
            lines > 100
                && kinds.isSuperset(of: ["reduction", "interpolation", "dependent-inputs", "exact-global-minimum"]))
    }

    /// A float64 is written as the dyadic number it is and read back, whatever its exponent; the way by exact integers
    /// is the same, and numbers that are no float64 are refused.
    @Test func everyFloat64IsItsOddMantissa() throws {
        var generator = SystemRandomNumberGenerator()
        var values = [
            0, -0.0, 1, -1, 0.1, 0x1p-1074, -0x1.8p-1073, 0x1p-1022, 0x1.fffffffffffffp1023, 0x1p900, 0x1p-900, 0x1p901,
            0x1.fffffffffffffp-1, 3, 0x1p53,
        ]
        while values.count < 20_000 {
            let value = Double(bitPattern: generator.next())
            if value.isFinite { values.append(value) }
        }
        for value in values {
            let text = ExactNumberCoding.encode(value)
            let exact = try #require(Dyadic(exactly: value))
            #expect(text == ExactNumberCoding.encode(exact), "\(value)")
            #expect(try ExactNumberCoding.double(JSONCursor(text, file: "x")) == value)
            #expect(try ExactNumberCoding.doubles(JSONCursor(.array([text, text]), file: "x")) == [value, value])
        }
        func read(_ text: String) throws -> Double {
            try ExactNumberCoding.double(JSONCursor(try JSONValue.parse(bytes: Array(text.utf8), file: "x"), file: "x"))
        }
        // not written so, and read all the same
        #expect(try read("[4,-3]") == 0.5 && read("[0,12]") == 0 && read("[-9007199254740992,800]") == -0x1p853)
        for wrong in ["[9007199254740993,0]", "[1,1024]", "[1,-1075]", "[3,-1075]", "[1.0,0]", "[1,0.5]", "[1]", "1"] {
            #expect(throws: FormatError.self, "\(wrong)") { try read(wrong) }
        }
    }

    /// Every verdict with awkward numbers.
    @Test func everyVerdictSurvives() throws {
        let bounds = Bounds(lower: -.infinity, upper: 0x1p-1074)
        let point = CriticalPoint(
            loss: bounds, gradientNormUpper: .infinity, smallestEigenvalue: Bounds(lower: -0x1p-1074, upper: 0),
            indexLower: 1,
            indexUpper: 3, nullity: nil, isIsolated: false, distanceUpper: 0.1, isProvedNonGlobal: true,
            familyDimension: 2,
            level: 1, structure: "neurons 0, 3 equal; \"quoted\", λ", uniquenessRadius: 0x1p-1074)
        let infinity = LimitAtInfinity(
            limitLoss: Bounds(lower: 0.1, upper: 0.2), smallestEigenvalue: bounds, tubeLength: 0.25,
            tubeDistanceUpper: .infinity,
            structure: "pair (1, 2)", isProvedNonGlobal: false)
        let ball = NotCritical(radius: 1e-300, loss: bounds, gradientNormUpper: 3)
        let verdicts: [Verdict] = [
            .localMinimum(point, .open), .localMinimum(point, .nonGlobal), .localMinimum(point, .global),
            .globalMinimum(point),
            .saddle(point), .endOfSaddleLine(point, saddleIndex: 2), .minimumAtInfinity(infinity),
            .notCritical(ball, nearest: nil),
            .notCritical(ball, nearest: .saddle(point)), .notCritical(ball, nearest: .minimumAtInfinity(infinity)),
            .saddleAtInfinity(infinity), .notCritical(ball, nearest: .saddleAtInfinity(infinity)),
            .undecided(.refinementRanAway(distance: .nan, excludedRadius: 0, requiredRadius: 1e-6)),
            .undecided(.signsOpen(positive: 3, negative: 1, order: 6, smallest: bounds)),
            .undecided(.existenceOpen("why", excludedRadius: 1e-9, requiredRadius: 1e-6)),
            .undecided(
                .nearestIsFar(
                    .globalMinimum, distance: 0.2, attribution: 0.03, detail: "why", excludedRadius: 0,
                    requiredRadius: 1e-6)),
            .undecided(.structureOpen("what")), .undecided(.evaluation(.outOfRange("a"))),
            .undecided(.evaluation(.float64Unavailable("b"))), .undecided(.evaluation(.notSmooth("c"))),
        ]
        for verdict in verdicts {
            var record = Sample.saddle
            record.certificate.verdict = verdict
            record.certificate.audit = Audit(of: record.certificate, on: record.problem.landscape(width: record.width))
            record.audit = record.certificate.audit
            let (before, after) = try Self.roundTrip(record)
            #expect(before == after)
            #expect(VerdictRow(record).fields.count == VerdictTable.columns.count)
        }
    }

    @Test func unknownKeysAreRefused() {
        let json = Sample.minimum.json
        // an object anywhere, except inside the problem, whose own reader has its tests
        let objects = Set(
            json.members.filter { $0.steps.first != .key("problem") }.map { Place(steps: $0.steps.dropLast()) })
        #expect(objects.count > 6)
        for place in objects {
            guard case .object(var object) = json[place.steps[...]] else { continue }
            object["surplus"] = 1
            let wrong = json.replacing(place, by: .object(object)).sealedAgain
            #expect(throws: FormatError.self, "\(place)") { try CertificateCoding.decode(JSONCursor(wrong, file: "c")) }
        }
    }

    @Test func wrongKindsAreRefused() {
        let json = Sample.minimum.json
        for (place, _) in json.leaves
        where !["seconds", "seal"].contains(place.pattern) && place.steps.first != .key("problem") {
            for wrong: JSONValue in [
                .null, ["a": 1], .array([]), "nan", .array([.number(JSONNumber(1)), .string("2")]),
            ] {
                let mutated = json.replacing(place, by: wrong).sealedAgain
                if (try? CertificateCoding.decode(JSONCursor(mutated, file: "c"))) != nil,
                    !["program", "source.file", "source.sha256", "verdict.critical_point.structure"].contains(
                        place.pattern)
                {
                    Issue.record("\(place) may be \(wrong.serialized())")
                }
            }
        }
    }

    /// The problem may stand outside; then its hash must fit.
    @Test func problemsOutside() throws {
        let record = Sample.minimum
        let json = CertificateCoding.encode(record, embedding: nil)
        #expect(throws: FormatError.self) { try CertificateCoding.decode(JSONCursor(json, file: "c")) }
        _ = try CertificateCoding.decode(JSONCursor(json, file: "c"), problem: record.problem)
        #expect(throws: FormatError.self) {
            try CertificateCoding.decode(JSONCursor(json, file: "c"), problem: SmallProblem.steep)
        }
    }

    @Test func problemsHaveOneCanonicalForm() throws {
        let gaussian = (
            name: "gaussian-relu", problem: ProblemStatement.gaussianReLU(targetCount: 6, inputDimension: 6)
        )
        let symmetric = (
            name: "gaussian-relu", problem: ProblemStatement.symmetricReLU(DiagonalSymmetry(parts: [1, 2, 999_997]))
        )
        for (name, problem) in ProblemStatement.builtIn + [gaussian, symmetric] {
            let text = problem.encoded.serialized()
            let again = try ProblemStatement.read(
                JSONCursor(JSONValue.parse(bytes: Array(text.utf8), file: name), file: name))
            #expect(again == problem)
            #expect(again.hash == problem.hash)
            #expect(problem.builtInName == name)
        }
    }
}
