import Formats
import Foundation
import TestSupport
import Testing

/// `certify curvature` as a user runs it.
@Suite struct CurvatureTests {
    private static let xor = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("examples/xor").path

    private static let problem = """
        {"format": "certify-problem", "version": 1, "loss": "mean-squared-error",
         "layers": [{"width": 1, "activation": "tanh", "bias": false},
                    {"width": 1, "activation": "identity", "bias": false}],
         "data": {"points": [["1"], ["2"]]}, "labels": {"given": ["1", "-1"]}}
        """

    /// At 0 the loss of a tanh unit, W2 tanh(W1 x), has the Hessian ((0, h), (h, 0)), h = mean of -2 y x = 1: along (1,
    /// -1) the curvature is -1, along (1, 1) it is 1.
    private static func file(_ folder: TemporaryFolder, v: [Double], claim: Double) throws -> String {
        try BiasAndOutputsTests.archive(
            folder, "networks.npz",
            [
                ("W1", [1, 1, 1], [0]), ("W2", [1, 1, 1], [0]), ("v", [1, 2], v), ("min_eigenvalue", [1], [claim]),
            ])
    }

    @Test func aDirectionOfTheFile() throws {
        let folder = try TemporaryFolder(), problem = try folder.write(Self.problem, "problem.json")
        let file = try Self.file(folder, v: [1, -1], claim: -1.0625)
        let found = try Program.run("curvature", file, "--problem", problem, "--radius", "1e-3", "--json")
        #expect(found.status == 0, "\(found.errors)")
        let parsed = try JSONCursor(
            JSONValue.parse(bytes: Array(found.output.utf8), file: "out"), file: "out")
        let row = try #require(try parsed["candidates"].elements().first)
        let lower = try row["curvature"]["lower"].string(), upper = try row["curvature"]["upper"].string()
        #expect(try #require(Double(lower)) <= -1 && -1 <= #require(Double(upper)))
        #expect(try #require(Double(upper)) - #require(Double(lower)) < 1e-13)
        #expect(try row["direction"].string() == "file")
        #expect(try row["is_local_minimum_excluded"].bool())
        #expect(try row["is_local_minimum_excluded_within_radius"].bool())
        let words = try Program.run("curvature", file, "--problem", problem, "--radius", "1e-3").words
        #expect(words.contains("no local minimum within 0.001 of the candidate"))
        #expect(words.contains("its sign is proved"))
    }

    @Test func whatADirectionDoesNotSay() throws {
        let folder = try TemporaryFolder(), problem = try folder.write(Self.problem, "problem.json")
        let file = try Self.file(folder, v: [1, 1], claim: -1.0625)
        let words = try Program.run("curvature", file, "--problem", problem).words
        #expect(words.contains("positive along this direction, which says nothing of others"))
        #expect(words.contains("its sign is not supported by this direction"))
    }

    @Test func aClaimAboveWhatIsProvedIsRefuted() throws {
        let folder = try TemporaryFolder(), problem = try folder.write(Self.problem, "problem.json")
        let file = try Self.file(folder, v: [1, -1], claim: 0.25)
        let found = try Program.run("curvature", file, "--problem", problem)
        #expect(found.status == 1 && found.words.contains("refuted, it is smaller"))
    }

    @Test func badInput() throws {
        let folder = try TemporaryFolder(), problem = try folder.write(Self.problem, "problem.json")
        let zero = try Self.file(folder, v: [0, 0], claim: 0)
        let refused = try Program.run("curvature", zero, "--problem", problem)
        #expect(refused.status == 3 && refused.errors.contains("array 'v' is 0 or not finite"))
        let short = try BiasAndOutputsTests.archive(
            folder, "short.npz", [("W1", [1, 1, 1], [0]), ("W2", [1, 1, 1], [0]), ("v", [1, 3], [1, 2, 3])])
        let wrong = try Program.run("curvature", short, "--problem", problem)
        #expect(wrong.status == 3 && wrong.errors.contains("'v'"))
        let unnamed = try Program.run("curvature", zero)
        #expect(unnamed.status == 3 && unnamed.errors.contains("--problem"))
        let students = try BiasAndOutputsTests.archive(
            folder, "two.npz", [("w", [1, 1, 2], [1, 2]), ("a", [1, 1], [1])])
        let other = try Program.run("curvature", students, "--problem", "reference")
        #expect(other.status == 3 && other.errors.contains("\"layers\""))
    }

    /// Of the points of XOR that are proved to be minima none is excluded, and most saddles are, by directions that the
    /// program finds itself.
    @Test func againstVerdicts() throws {
        let found = try Program.run(
            "curvature", Self.xor + "/decay-1e-3.npz", "--problem", Self.xor + "/decay-1e-3.json", "--json")
        #expect(found.status == 0, "\(found.errors)")
        let parsed = try JSONCursor(
            JSONValue.parse(bytes: Array(found.output.utf8), file: "out"), file: "out")
        let table = try CSVTable(contentsOf: Self.xor + "/verdicts-1e-3.csv")
        let verdict = try table.position(of: "verdict"), candidate = try table.position(of: "candidate")
        var verdicts = [String: String]()
        for row in table.rows { verdicts[row.fields[candidate]] = row.fields[verdict] }
        var saddles = 0, shown = 0
        for row in try parsed["candidates"].elements() {
            let isExcluded = try row["is_local_minimum_excluded"].bool()
            switch verdicts[String(try row["candidate"].integer(in: 0...1000))] {
            case "local-minimum": #expect(!isExcluded)
            case "saddle":
                saddles += 1
                shown += isExcluded ? 1 : 0
            default: break
            }
        }
        #expect(saddles > 10 && shown > saddles / 2)
    }
}
