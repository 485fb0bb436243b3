import Formats
import Foundation
import TestSupport
import Testing

/// The verdict that minima and saddles begin at one point, as a user meets it.
@Suite struct EndOfSaddleLineCommandTests {
    static let problem = """
        {"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"sigmoid",
         "data":{"points":[["-2"],["-1"],["1"],["2"],["3"]]},"labels":{"given":["-1/8","1/8","-5/8","1/2","7/8"]}}
        """
    static let students = """
        {"w": [[[0.885594057173404], [0.8855940569450667]], [[0.8855940565876723], [0.8855940573822844]]],
         "a": [[0.3711937730848322, 0.0], [0.37119377343965243, 0.0]]}
        """

    @Test func runCheckExplainAndReport() throws {
        let folder = try TemporaryFolder(), out = folder.file("out")
        let candidates = try folder.write(Self.students, "students.json"),
            problem = try folder.write(Self.problem, "problem.json")
        let run = try Program.run("run", candidates, "--problem", problem, "-o", out)
        #expect(run.status == 0)
        #expect(run.lines.contains { $0.hasPrefix("  2  end-of-saddle-line") && $0.hasSuffix("2 non-global") })
        let table = try CSVTable(contentsOf: out + "/verdicts.csv")
        for row in table.rows {
            let cells = try ["verdict", "index_lower", "index_upper", "tube_distance"].map {
                row.fields[try table.position(of: $0)]
            }
            #expect(cells == ["end-of-saddle-line", "0", "1", ""])
        }
        let check = try Program.run("check", out)
        #expect(check.status == 0 && check.output.contains("VERIFIED 0 end-of-saddle-line"))
        let explanation = try Program.run("explain", out, "--candidate", "0")
        #expect(
            explanation.output.contains("In every neighbourhood of p* lie local minima of its loss, and strict saddles")
        )
        for phrase in [
            "Argument, kind \"reduction\"", "The end of a line of saddles", "1.  |lambda_k(Hess L(p))| >= mu, all k",
            "A_g != 0 at p*", "every output of equal neurons below the distance is exactly 0",
        ] { #expect(explanation.output.contains(phrase), "\(phrase): \(explanation.output)") }
        for format in ["html", "markdown", "csv", "jsonl"] {
            let report = try Program.run("report", out, "--format", format, "-o", folder.file("report"))
            #expect(report.status == 0, "\(report.errors)")
            let text = try folder.text("report"),
                name = format == "html" || format == "markdown" ? "End of a saddle line" : "end-of-saddle-line"
            #expect(text.contains(name))
        }
    }
}
