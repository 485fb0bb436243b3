import Formats
import Foundation
import TestSupport
import Testing

/// Networks with more parameters than a Hessian is formed for, as a user audits, certifies and checks them.
@Suite struct LargeAuditTests {
    /// W_2 tanh(W_1 x) with 64 inputs, of which the first alone is not 0, and 65 hidden units: 4225 parameters. At 0
    /// the loss is 1, the gradient 0, and the Hessian couples W_1[i, 0] and W_2[i] by the mean of -2 y x, which is 1: its
    /// eigenvalues are -1, 0 and 1. Decay lambda adds 2 lambda to them.
    private static func problem(decay: String? = nil) -> String {
        func point(_ first: Int) -> String {
            "[" + (["\(first)"] + Array(repeating: "0", count: 63)).joined(separator: ", ") + "]"
        }
        return """
            {"format": "certify-problem", "version": 1, "loss": "mean-squared-error",
             "layers": [{"width": 65, "activation": "tanh", "bias": false},
                        {"width": 1, "activation": "identity", "bias": false}],
             "data": {"points": [\(point(1)), \(point(2))]}, "labels": {"given": ["1", "-1"]}\(
                decay.map { ", \"decay\": \($0)" } ?? "")}
            """
    }

    private static let weights = 64 * 65, count = 64 * 65 + 65

    private static func file(
        _ folder: TemporaryFolder, loss: Double = 1, eigenvalue: Double, v: [Double]? = nil
    ) throws -> String {
        try BiasAndOutputsTests.archive(
            folder, "networks.npz",
            [
                ("W1", [1, 65, 64], [Double](repeating: 0, count: weights)),
                ("W2", [1, 1, 65], [Double](repeating: 0, count: 65)), ("loss", [1], [loss]), ("grad_norm", [1], [0]),
                ("min_eigenvalue", [1], [eigenvalue]),
            ] + (v.map { [("v", [1, count], $0)] } ?? []))
    }

    private static func audit(_ file: String, _ problem: String) throws -> (status: Int32, row: JSONCursor) {
        let found = try Program.run("audit", file, "--problem", problem, "--json")
        let parsed = try JSONCursor(JSONValue.parse(bytes: Array(found.output.utf8), file: "out"), file: "out")
        return (found.status, try #require(try parsed["candidates"].elements().first))
    }

    @Test func claims() throws {
        let folder = try TemporaryFolder(), problem = try folder.write(Self.problem(), "problem.json")
        // what the program finds itself
        let (status, row) = try Self.audit(try Self.file(folder, eigenvalue: -1.0078125), problem)
        #expect(status == 0)
        #expect(try row["loss"]["judgement"].string() == "confirmed")
        #expect(try row["grad_norm"]["judgement"].string() != "refuted")
        #expect(try row["min_eigenvalue"]["judgement"].string() == "negative-curvature-proved")
        let smallest = try #require(Double(try row["min_eigenvalue"]["upper"].string()))
        let largest = try #require(Double(try row["max_eigenvalue"]["lower"].string()))
        #expect(-1 <= smallest && smallest < -0.999999 && 0.999999 < largest && largest <= 1)
        #expect(try row["is_local_minimum_excluded"].bool())
        let lower = try #require(Double(try row["loss"]["lower"].string()))
        let upper = try #require(Double(try row["loss"]["upper"].string()))
        #expect(lower <= 1 && 1 <= upper && upper - lower < 1e-12)
        // claims that are wrong
        let small = try Self.audit(try Self.file(folder, eigenvalue: -1e-7), problem)
        #expect(small.status == 1)
        #expect(try small.row["min_eigenvalue"]["judgement"].string() == "refuted")
        let loss = try Self.audit(try Self.file(folder, loss: 1.5, eigenvalue: -1), problem)
        #expect(loss.status == 1)
        #expect(try loss.row["loss"]["judgement"].string() == "refuted")
        // a direction of the file is one more
        var v = [Double](repeating: 0, count: Self.count)
        (v[0], v[Self.weights]) = (2, -2)
        let given = try Self.audit(try Self.file(folder, eigenvalue: -1, v: v), problem)
        #expect(try given.row["curvature"].elements().count == 3)
        let form = try #require(try given.row["curvature"].elements().first)
        let formUpper = try #require(Double(try form["upper"].string()))
        #expect(try form["direction"].string() == "v of the file")
        #expect(-1 <= formUpper && formUpper < -1 + 1e-12)
    }

    @Test func whatNoDirectionShows() throws {
        let folder = try TemporaryFolder(), problem = try folder.write(Self.problem(decay: "1"), "problem.json")
        let file = try Self.file(folder, eigenvalue: -1e-6)
        let found = try Program.run("audit", file, "--problem", problem)
        #expect(found.status == 0, "\(found.errors)")
        #expect(found.words.contains("the claimed sign is not supported: v'Hv/v'v lies in"))
        #expect(found.words.contains("no direction that was tried has negative curvature"))
        let positive = try Self.audit(try Self.file(folder, eigenvalue: 0.5), problem)
        #expect(try positive.row["min_eigenvalue"]["judgement"].string() == "undecided")
        // 1 is attained
        let high = try Self.audit(try Self.file(folder, eigenvalue: 1.25), problem)
        #expect(high.status == 1)
        #expect(try high.row["min_eigenvalue"]["judgement"].string() == "refuted")
    }

    /// Run, check, explain and report of the verdict, and what a check does not accept.
    @Test func verdict() throws {
        let folder = try TemporaryFolder(), problem = try folder.write(Self.problem(), "problem.json")
        let file = try Self.file(folder, eigenvalue: -1), out = folder.file("out")
        let run = try Program.run("run", file, "--problem", problem, "-o", out)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.words.contains("no local minimum within"))
        let table = try CSVTable(contentsOf: out + "/verdicts.csv"), row = try #require(table.rows.first)
        #expect(try row.fields[table.position(of: "verdict")] == "no-local-minimum")
        #expect(try row.fields[table.position(of: "lambda_min_lower")] == "")
        let upper = try #require(Double(try row.fields[table.position(of: "lambda_min_upper")]))
        #expect(-1 <= upper && upper < -0.25)
        #expect(try row.fields[table.position(of: "float64_claim")] == "sign-confirmed")
        let check = try Program.run("check", out, "--limits", "running")
        #expect(check.status == 0 && check.output.contains("VERIFIED 0 no-local-minimum"), "\(check.output)")
        let explain = try Program.run("explain", out, "--candidate", "0", "--limits", "running")
        #expect(explain.status == 0 && explain.words.contains("holds no local minimum"), "\(explain.errors)")
        let report = try Program.run("report", out, "-o", folder.file("page.html"), "--limits", "running")
        #expect(report.status == 0, "\(report.errors)")
        #expect(try folder.text("page.html").contains("no-local-minimum"))
    }
}
