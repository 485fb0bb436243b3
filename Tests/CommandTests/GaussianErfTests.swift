import Formats
import Foundation
import TestSupport
import Testing

/// Erf students on Gaussian inputs through the program, from copy-average points to the page.
@Suite struct GaussianErfTests {
    /// Six targets, five neurons: averaging is a minimum, and copying has the smaller loss.
    @Test func aSpuriousMinimum() throws {
        let folder = try TemporaryFolder(), file = folder.file("students.npz"), out = folder.file("out")
        let written = try Program.run(
            "copy-average", "--teacher", "6", "--partition", "2,1^4", "--partition", "1^5", "-o", file, "--json")
        let lines = written.output.split(separator: "\n")
        #expect(written.status == 0 && lines.count == 2, "\(written.errors)")
        #expect(lines.allSatisfy { $0.contains("\"approximate_loss\"") })
        let run = try Program.run("run", file, "--problem", "gaussian-erf", "-o", out)
        #expect(run.status == 0, "\(run.errors)")
        let table = try CSVTable(contentsOf: folder.file("out/verdicts.csv"))
        func cells(_ column: String) throws -> [String] {
            let place = try table.position(of: column)
            return table.rows.map { $0.fields[place] }
        }
        #expect(try cells("verdict") == ["local-minimum", "local-minimum"])
        #expect(try cells("globality") == ["non-global", "open"] && cells("isolated") == ["yes", "yes"])
        #expect(try cells("loss_lower") == ["0.02322168", "0.022280601"])
        let checked = try Program.run("check", out)
        #expect(checked.status == 0 && checked.output.contains("2 certificates: 2 verified, 0 rejected"))
        let explained = try Program.run("explain", out, "--candidate", "0")
        #expect(explained.output.contains("erf(z/sqrt 2) students with outputs on Gaussian inputs in dimension 6"))
        #expect(explained.output.contains("It is not a global minimum."))
        let reported = try Program.run("report", out, "-o", folder.file("page.html"))
        #expect(reported.status == 0, "\(reported.errors)")
        let inspected = try Program.run("inspect", file, "--problem", "gaussian-erf")
        #expect(inspected.status == 0 && inspected.output.contains("2 of width 5, inputs of dimension 6"))
    }

    /// A teacher of one's own, and students with an array that the problem has no place for.
    @Test func aTeacherOfOnesOwn() throws {
        let folder = try TemporaryFolder(), problem = folder.file("problem.json"), out = folder.file("out")
        try AtomicFile.write(
            """
            {"format": "certify-problem", "version": 1, "landscape": "gaussian-erf", "dimension": 2,
             "teacher": {"weights": [[0.6, 0.5], [-0.5, 0.5]], "outputs": [1, "-2/3"]}}
            """, to: problem)
        let file = folder.file("students.json")
        let text = """
            {"w": [[[0.5, -0.5], [0.6, 0.5]], [[1, 2], [-1, 1]]], "a": [[0.6666, 1], [1, 0.5]]}
            """
        try AtomicFile.write(text, to: file)
        let run = try Program.run("run", file, "--problem", problem, "-o", out)
        #expect(run.status == 0, "\(run.errors)")
        let table = try CSVTable(contentsOf: folder.file("out/verdicts.csv")), place = try table.position(of: "verdict")
        #expect(table.rows.first?.fields[place] == "global-minimum")
        #expect(try Program.run("check", out).status == 0)
        #expect(try Program.run("explain", out, "--candidate", "0").output.contains("the same normal form"))
        for (array, value) in [("b", "[[0, 0], [0, 0]]"), ("c", "[0, 0]")] {
            try AtomicFile.write(text.replacing("{\"w\"", with: "{\"\(array)\": \(value), \"w\""), to: file)
            let refused = try Program.run("run", file, "--problem", problem, "-o", folder.file("other"))
            #expect(refused.status == 3 && refused.errors.contains("array '\(array)'"), "\(refused.errors)")
        }
    }

    @Test func wrongPartitionsAreRefused() throws {
        let folder = try TemporaryFolder(), file = folder.file("students.npz")
        for partitions in [["4,3"], ["0"], ["1,"], ["2,1", "1^3"]] {
            let refused = try Program.run(
                ["copy-average", "--teacher", "6"] + partitions.flatMap { ["--partition", $0] } + ["-o", file])
            #expect(refused.status == 2 && refused.errors.contains("--partition"), "\(partitions)")
        }
        #expect(try Program.run("copy-average", "--teacher", "0", "--partition", "1", "-o", file).status == 2)
        #expect(!FileManager.default.fileExists(atPath: file))
    }
}
