import Formats
import Foundation
import TestSupport
import Testing

@testable import Interchange

@Suite struct RunTests {
    static let columns = [
        "candidate", "verdict", "globality", "isolated", "index_lower", "index_upper", "nullity", "level", "loss_lower",
        "loss_upper", "gradient_norm_upper", "lambda_min_lower", "lambda_min_upper", "distance", "tube_distance",
        "bits", "seconds",
        "float64_claim", "reason", "lambda_max_lower", "lambda_max_upper", "learning_coefficient",
        "learning_multiplicity",
    ]

    @Test func writesCertificatesAndTheTable() throws {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder)
        let run = try Program.run("run", candidates, "--problem", problem, "-o", folder.file("out"))
        #expect(run.status == 0)
        // nothing of a progress bar when nobody looks at a terminal
        #expect(run.errors == "")
        #expect(run.output.contains("6 candidates in"))
        #expect(run.lines.contains { $0.contains("local-minimum") && $0.contains("non-global") })

        let table = try CSVTable(contentsOf: folder.file("out/verdicts.csv"))
        #expect(table.columns == Self.columns)
        #expect(table.rows.count == Small.count)
        func cell(_ row: Int, _ column: String) throws -> String {
            table.rows[row].fields[try table.position(of: column)]
        }
        // the lowest of all is the reference point; the two higher minima are proved not to be global
        #expect(try (0..<4).map { try cell($0, "verdict") } == Array(repeating: "local-minimum", count: 4))
        #expect(try (0..<4).map { try cell($0, "globality") } == ["open", "non-global", "non-global", "non-global"])
        #expect(try (0..<4).map { try cell($0, "isolated") } == Array(repeating: "yes", count: 4))
        #expect(try cell(4, "verdict") == "not-critical")
        #expect(try cell(4, "isolated") == "")
        #expect(try cell(4, "reason").hasPrefix("no critical point within"))
        #expect(try cell(2, "float64_claim") == "rounding-artefact")
        #expect(try cell(3, "float64_claim") == "confirmed")
        for row in 0..<4 {
            let lower = try #require(Double(try cell(row, "loss_lower"))),
                upper = try #require(Double(try cell(row, "loss_upper")))
            let quoted = [0.16042967, 0.16043368, 0.16238227, 0.16238235][row]
            #expect(lower < upper && abs(lower - quoted) < 3e-8 && abs(upper - quoted) < 3e-8)
        }

        let check = try Program.run("check", folder.file("out"), "--candidates", candidates)
        #expect(check.status == 0)
        #expect(check.lines.first == "VERIFIED 0 local-minimum")
        #expect(check.lines.dropLast().last == "6 certificates: 6 verified, 0 rejected")
    }

    @Test func sameBytesWhateverTheNumberOfThreads() throws {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder, copies: 8)
        var texts: Set<String> = []
        for jobs in ["1", "2", "7"] {
            let out = folder.file("out\(jobs)")
            #expect(
                try Program.run("run", candidates, "--problem", problem, "-o", out, "--jobs", jobs, "--quiet").status
                    == 0)
            texts.insert(withoutSeconds(try folder.text("out\(jobs)/certificates.jsonl")))
        }
        #expect(texts.count == 1)
        #expect(try folder.text("out1/certificates.jsonl").split(separator: "\n").count == 8 * Small.count)
    }

    /// Killed again and again, the run loses and repeats nothing.
    @Test func resumesAfterBeingKilled() throws {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder, copies: 60)
        let whole = folder.file("whole"), broken = folder.file("broken")
        #expect(try Program.run("run", candidates, "--problem", problem, "-o", whole, "-q").status == 0)
        let arguments = ["run", candidates, "--problem", problem, "-o", broken, "-q", "--resume"]
        var kills = 0
        for attempt in 0..<12 {
            let process = try Program.start(arguments, output: folder.file("o"), errors: folder.file("e"))
            Thread.sleep(forTimeInterval: 0.02 + 0.03 * Double(attempt))
            if process.isRunning {
                kill(process.processIdentifier, SIGKILL)
                kills += 1
            }
            process.waitUntilExit()
            if attempt % 3 == 1 {
                // as if the last line had been cut off by the kill
                if let handle = FileHandle(forUpdatingAtPath: broken + "/certificates.jsonl") {
                    let length = try handle.seekToEnd()
                    if length > 100 { try handle.truncate(atOffset: length - 57) }
                    try handle.close()
                }
            }
        }
        #expect(kills > 0)
        #expect(try Program.run(arguments).status == 0)
        #expect(
            withoutSeconds(try folder.text("broken/certificates.jsonl"))
                == withoutSeconds(try folder.text("whole/certificates.jsonl")))
        #expect(try Program.run("check", broken, "-q").status == 0)
        // once more: nothing is left to do, and the table is made again
        try FileManager.default.removeItem(atPath: broken + "/verdicts.csv")
        let before = try folder.text("broken/certificates.jsonl")
        #expect(try Program.run(arguments).status == 0)
        #expect(try folder.text("broken/certificates.jsonl") == before)
        #expect(try CSVTable(contentsOf: broken + "/verdicts.csv").rows.count == 60 * Small.count)
    }

    @Test func resumeRefusesAnotherRun() throws {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder)
        let out = folder.file("out")
        #expect(try Program.run("run", candidates, "--problem", problem, "-o", out, "-q").status == 0)
        // without --resume a directory that holds something is left alone
        let again = try Program.run("run", candidates, "--problem", problem, "-o", out)
        #expect(again.status == 4)
        #expect(again.errors.contains("not empty"))
        let options = try Program.run(
            "run", candidates, "--problem", problem, "-o", out, "--resume", "--radius", "1e-5")
        #expect(options.status == 4)
        #expect(options.errors.contains("--radius"))
        let other = try folder.write(Small.problem.replacingOccurrences(of: "0.8", with: "0.9"), "other.json")
        let problems = try Program.run("run", candidates, "--problem", other, "-o", out, "--resume")
        #expect(problems.status == 4)
        #expect(problems.errors.contains("the problem"))
        let (more, _) = try Small.write(to: folder, copies: 2)
        let files = try Program.run("run", more, "--problem", problem, "-o", out, "--resume")
        #expect(files.status == 4)
        #expect(files.errors.contains("the candidate file"))
        // a directory with something else in it
        try FileManager.default.createDirectory(atPath: folder.file("mine"), withIntermediateDirectories: true)
        try folder.write("precious", "mine/notes.txt")
        #expect(try Program.run("run", more, "--problem", problem, "-o", folder.file("mine"), "--resume").status == 4)
        #expect(try folder.text("mine/notes.txt") == "precious")
    }

    @Test func jsonCandidatesCarryTheirProblem() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "{\"w\": [[[1.8394959, 1.0732104], [0.2604829, 0.0609853]]], \"a\": [[2.5362147, -2.4801374]], "
                + "\"problem\": \(Small.problem)}",
            "candidates.json")
        let run = try Program.run("run", file, "-o", folder.file("out"))
        #expect(run.status == 0)
        #expect(run.output.contains("the problem that the file itself carries"))
        // the same problem may be named as well, another one may not
        let problem = try folder.write(Small.problem, "problem.json")
        #expect(try Program.run("run", file, "--problem", problem, "-o", folder.file("out2"), "-q").status == 0)
        let other = try Program.run("run", file, "--problem", "reference", "-o", folder.file("out3"))
        #expect(other.status == 3)
        #expect(!folder.exists("out3"))
    }

    @Test func summaryAsJSON() throws {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder)
        let run = try Program.run("run", candidates, "--problem", problem, "-o", folder.file("out"), "--json")
        let summary = JSONCursor(try JSONValue.parse(bytes: Array(run.output.utf8), file: "summary"), file: "summary")
        #expect(try summary["candidates"].integer() == 6)
        #expect(try summary["verdicts"]["local-minimum"].integer() == 4)
        #expect(try summary["verdicts"]["undecided"].integer() == 0)
    }

    /// A problem whose text is long stands once, beside the certificates, and is bound by its hash.
    @Test func largeProblemsStandInAFile() throws {
        let folder = try TemporaryFolder()
        let (candidates, _) = try Small.write(to: folder)
        let points = (0..<4000).map { "[\(Double($0 % 67) / 16 - 2),\(Double($0 % 71) / 16 - 2)]" }.joined(
            separator: ",")
        let labels = (0..<4000).map { "\(Double($0 % 13) / 8)" }.joined(separator: ",")
        let problem = try folder.write(
            """
            {"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"tanh",
             "data":{"points":[\(points)]},"labels":{"given":[\(labels)]}}
            """, "large.json")
        let out = folder.file("out")
        #expect(
            try Program.run("run", candidates, "--problem", problem, "-o", out, "-q", "--max-precision", "64").status
                == 0)
        #expect(folder.exists("out/problem.json"))
        #expect(try Program.run("check", out, "-q").status == 0)
        // another problem in its place does not fit the hash
        let text = try folder.text("out/problem.json")
        try folder.write(text.replacingOccurrences(of: "tanh", with: "erf"), "out/problem.json")
        let check = try Program.run("check", out)
        #expect(check.status == 1)
        #expect(check.output.contains("problem_sha256"))
    }

    @Test(.enabled(if: SharedCandidates.isPresent)) func sharedCandidatesOfWidth4() throws {
        let folder = try TemporaryFolder()
        let out = folder.file("out")
        let file = SharedCandidates.folder + "/width4-polished.npz"
        #expect(try Program.run("run", file, "--problem", "reference", "-o", out, "-q").status == 0)
        let table = try CSVTable(contentsOf: out + "/verdicts.csv")
        #expect(table.rows.count == 48)
        let verdict = try table.position(of: "verdict"), globality = try table.position(of: "globality")
        let isolated = try table.position(of: "isolated")
        let nonGlobal = table.rows.filter {
            $0.fields[verdict] == "local-minimum" && $0.fields[globality] == "non-global"
                && $0.fields[isolated] == "yes"
        }
        #expect(nonGlobal.count == 17)
        let check = try Program.run("check", out, "--candidates", file)
        #expect(check.status == 0)
        #expect(check.lines.filter { $0.hasPrefix("VERIFIED") }.count == 48)
    }

    @Test(.enabled(if: SharedCandidates.isPresent)) func printedCandidatesAreNoMinima() throws {
        let folder = try TemporaryFolder()
        let out = folder.file("out")
        let file = SharedCandidates.folder + "/thesis-printed.npz"
        #expect(try Program.run("run", file, "--problem", "reference", "-o", out, "-q").status == 0)
        let table = try CSVTable(contentsOf: out + "/verdicts.csv")
        let verdict = try table.position(of: "verdict")
        for row in table.rows.prefix(2) { #expect(row.fields[verdict] != "local-minimum") }
        #expect(try Program.run("check", out, "-q").status == 0)
    }
}
