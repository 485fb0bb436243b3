import Certify
import Formats
import Networks
import Rigor
import Testing

@testable import Interchange

/// What a small certificate may declare, and what an honest large one needs.
@Suite struct LimitTests {
    /// The complaint about a certificate with other values at some places, sealed again.
    static func complaint(_ changes: [(String, JSONValue)]) throws -> String {
        var json = Sample.minimum.json
        for (path, value) in changes {
            json = json.replacing(Place(steps: path.split(separator: ".").map(step)), by: value)
        }
        let clock = ContinuousClock(), start = clock.now
        defer { #expect(clock.now - start < .seconds(5), "\(changes.map(\.0))") }
        do {
            let text = try JSONValue.parse(bytes: json.sealedAgain.serializedBytes(), file: "big")
            _ = try CertificateVerifier().verify(JSONCursor(text, file: "big"))
            return "accepted"
        } catch let error as FormatError { return error.description }
    }

    static func step(_ text: Substring) -> Step { Int(text).map { .index($0) } ?? .key(String(text)) }

    static func axis(_ from: JSONValue, _ to: JSONValue, _ step: JSONValue) -> JSONValue {
        ["from": from, "to": to, "step": step]
    }

    @Test(
        arguments: [
            ("problem.data.grid.0", axis(0, 1, "1e-300"), "values on an axis, the limit is 50000"),
            ("problem.data.grid.0", axis(0, "1e300", 1), "values on an axis, the limit is 50000"),
            ("problem.data.grid.0", axis(0, 999_999_999, 1), "1000000000 values on an axis, the limit is 50000"),
            (
                "problem.data.grid", [axis(0, 9999, 1), axis(0, 9999, 1)],
                "100000000 points of a grid, the limit is 10000000"
            ),
            ("problem.data.grid", .array((0..<30).map { _ in [0, 1] }), "points of a grid, the limit is"),
            (
                "problem.data.grid.0.0", "1e999999999",
                "999999999 is the magnitude of the exponent of 10, the limit is 400"
            ),
            (
                "problem.data.grid.0.0", .number(JSONNumber("1e-401") ?? JSONNumber(0)),
                "401 is the magnitude of the exponent of 10, the limit is 400"
            ),
            ("problem.data.grid.0.0", "1E999999999999999999999999", "the exponent of 10, the limit is 400"),
            ("width", 1_000_000_000, "1000000000 neurons, the limit is 4096"),
            ("width", 4000, "12000 parameters, the limit is 4096"),
            ("bits", 16_777_216, "16777216 bits, the limit is 16384"),
            (
                "candidate.parameters.0", [1, -1_000_000_000],
                "1000000000 is the magnitude of the exponent of 2, the limit is 100000"
            ),
            (
                "argument.isolated_point.centre.0", [1, 1_152_921_504_606_846_976],
                "is the magnitude of the exponent of 2, the limit is 100000"
            ),
            (
                "argument.isolated_point.centre.0", [1, .number(JSONNumber(Int.min))],
                "is the magnitude of the exponent of 2, the limit is 100000"
            ),
            (
                "argument.isolated_point.centre.0.0",
                .number(JSONNumber(String(repeating: "7", count: 30_000)) ?? JSONNumber(0)),
                "30000 digits, the limit is 20000"
            ),
        ] as [(String, JSONValue, String)])
    func declarations(_ path: String, _ value: JSONValue, _ expected: String) throws {
        let complaint = try Self.complaint([(path, value)])
        #expect(complaint.contains(expected), "\(complaint)")
        #expect(complaint.contains("$.\(path.split(separator: ".").first ?? "")"), "\(complaint)")
    }

    /// A grid that is small to spell and within every limit of its own, but whose evaluation is out of proportion to
    /// the certificate.
    @Test func workInProportion() throws {
        let grid: JSONValue = ["grid": [Self.axis(0, 999, 1), Self.axis(0, 999, 1)]]
        let labels: JSONValue = ["teacher": ["weights": [[1, 2]], "outputs": [1]]]
        var json = Sample.minimum.json.replacing(Place(steps: [.key("problem"), .key("data")]), by: grid)
        json = json.replacing(Place(steps: [.key("problem"), .key("labels")]), by: labels)
        let problem = try ProblemStatement.read(JSONCursor(json[[.key("problem")]], file: "problem"))
        let complaint = try Self.complaint([
            ("problem.data", grid), ("problem.labels", labels), ("problem_sha256", .string(problem.hash)),
        ])
        #expect(
            complaint.contains("seconds to check a certificate of") && complaint.contains("--limits running"),
            "\(complaint)")
    }

    /// 401² points with 45 neurons, and 1000 parameters: what honest certificates of these sizes ask for.
    @Test(arguments: [(401, 2, 4), (401, 4, 4), (401, 45, 45), (41, 333, 4), (41, 5, 4)]) func honestSizes(
        _ side: Int, _ width: Int, _ teacher: Int
    ) throws {
        let axis = (0..<side).map { Rational($0 - side / 2, 40) }
        let neurons = (0..<teacher).map {
            Teacher.Neuron(weights: [Rational($0, 7), Rational(1, 3)], output: Rational(1))
        }
        let problem = ProblemStatement.twoLayer(
            try TwoLayerProblem(
                activation: .sigmoid, data: .grid(axes: [axis, axis]), labels: .teacher(Teacher(neurons: neurons))))
        var record = Sample.minimum
        record.problem = problem
        record.width = width
        let n = problem.parameterCount(width: width), limits = Limits.checking, place = JSONCursor(.null, file: "large")
        #expect(n <= limits.parameters && side <= limits.axisLength && side * side <= limits.points)
        // two bases of n² numbers, the axes, and the rest
        record.size = 2 * 22 * n * n + 120 * n + 2 * 7 * side + 2500
        try CheckingCost(record).require(within: limits, of: record, at: place)
        // a text that cannot hold its bases
        record.size = 3000
        if side > 41 || width > 40 {
            #expect(throws: FormatError.self) {
                try CheckingCost(record).require(within: limits, of: record, at: place)
            }
        }
        try CheckingCost(record).require(within: .running, of: record, at: place)
    }

    @Test func nesting() throws {
        let deep = Array((String(repeating: "[", count: 100_000)).utf8)
        #expect(throws: FormatError.self) { try JSONValue.parse(bytes: deep, file: "deep") }
    }

    /// What `run` reads of a user's own problem may be larger.
    @Test func running() throws {
        let text = SmallProblem.wavy.encoded.replacing(
            Place(steps: [.key("data"), .key("grid")]), by: [Self.axis(0, 59_999, 1), [0]]
        ).replacing(Place(steps: [.key("labels")]), by: ["teacher": ["weights": [[1, 2]], "outputs": [1]]])
        #expect(throws: FormatError.self) { try ProblemStatement.read(JSONCursor(text, file: "p")) }
        #expect(try ProblemStatement.read(JSONCursor(text, file: "p", limits: .running)).inputDimension == 2)
    }
}
