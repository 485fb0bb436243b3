import Certify
import Formats
import Foundation
import Interchange
import TestSupport
import Testing

/// What every subcommand owes its users.
@Suite struct MannersTests {
    static let subcommands = [
        "inspect", "run", "audit", "check", "explain", "report", "prove", "embed", "count", "table", "train", "merge",
        "perturb", "campaign", "search", "family", "curvature", "copy-average",
    ]

    @Test(arguments: subcommands) func helpHasExamplesAndJSON(_ name: String) throws {
        let help = try Program.run("help", name)
        #expect(help.status == 0)
        #expect(
            help.output.contains("EXAMPLES\n") && help.output.contains("certify \(name) "), "\(name) shows no example")
        #expect(help.output.contains("--json"), "\(name) tells no result to programs")
    }

    @Test(arguments: [["search", "--isotropy", "1,5"], ["family", "--isotropy", "1,k-1", "--targets", "6"]])
    func searchesWithoutStartsAreRefused(_ command: [String]) throws {
        let refused = try Program.run(command + ["--starts", "0"])
        #expect(refused.status == 2 && refused.errors.contains("--starts must lie in"))
    }

    @Test func theListIsComplete() throws {
        let help = try Program.run("help").output
        let listed = try #require(help.range(of: " SUBCOMMANDS:\n").map { help[$0.lowerBound...] })
        let names = listed.split(separator: "\n").filter {
            $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.contains("See 'certify")
        }
        .compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(names.sorted() == Self.subcommands.sorted())
    }

    /// Examples are lines to copy: none is broken where the help is folded at 80 columns.
    @Test(arguments: [nil] + subcommands.map(Optional.some)) func examplesAreWhole(_ name: String?) throws {
        let help = try Program.run(["help"] + (name.map { [$0] } ?? [])).output
        let start = try #require(help.range(of: "EXAMPLES\n"))
        let lines = help[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false).prefix {
            !$0.isEmpty
        }
        #expect(!lines.isEmpty && lines.allSatisfy { $0.hasPrefix("  certify") }, "\(lines)")
    }

    @Test func forceReplacesARunAndNothingElse() throws {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder)
        let command = ["run", candidates, "--problem", problem, "-o", folder.file("out"), "-q"]
        #expect(try Program.run(command).status == 0)
        let refused = try Program.run(command)
        #expect(refused.status == 4 && refused.errors.contains("--force"))
        #expect(try Program.run(command + ["--force", "--resume"]).status == 2)
        #expect(try Program.run(command + ["--force"]).status == 0)
        #expect(try Program.run("check", folder.file("out")).status == 0)
        try folder.write("mine", "out/notes.txt")
        let kept = try Program.run(command + ["--force"])
        #expect(kept.status == 4 && kept.errors.contains("'notes.txt', which is no part of a run"), "\(kept.errors)")
        #expect(try Program.run("check", folder.file("out")).output.contains("6 verified"))
    }

    /// An array that nobody reads may be what the function lacks; `--ignore` is the word that it is not.
    @Test func ignoresArraysThatAreNamed() throws {
        let folder = try TemporaryFolder()
        let (_, problem) = try Small.write(to: folder)
        let file = try folder.write(#"{"w": [[[1, 2], [3, 4]]], "a": [[1, -1]], "c": [0.5]}"#, "students.json")
        func run(_ more: String...) throws -> Program.Outcome {
            try Program.run(["inspect", file, "--problem", problem] + more)
        }
        #expect(try run().status == 3)
        let ignored = try run("--ignore", "c")
        #expect(ignored.status == 0, "\(ignored.errors)")
        #expect(try run("--ignore", "c", "--ignore", "bias").errors.contains("array 'bias' is missing"))
        #expect(try run("--ignore", "w").status == 3)
        for (text, words) in [
            (#"{"w": [[1, 2], [3, 4]], "a": [1, -1]}"#, "give one student an axis in front"),
            (#"{"dense/kernel": [[1, 2], [3, 4]], "dense/bias": [1, -1]}"#, "certify.from_torch"),
        ] {
            let one = try folder.write(text, "one.json")
            let refused = try Program.run("inspect", one)
            #expect(refused.status == 3 && refused.errors.contains(words), "\(refused.errors)")
        }
    }

    /// Ctrl-C leaves what was certified, and says how to go on.
    @Test func interruptedRunSaysHowToGoOn() throws {
        let folder = try TemporaryFolder()
        let command = [
            "run", "examples/candidates/width4.npz", "--problem", "reference", "-o", folder.file("out"), "--jobs", "1",
        ]
        let process = Process(), errors = Pipe()
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = command
        process.currentDirectoryURL = URL(fileURLWithPath: PythonTests.repository)
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        while process.isRunning, !FileManager.default.fileExists(atPath: folder.file("out/certificates.jsonl")) {
            usleep(500)
        }
        process.interrupt()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        // a machine may be done before the signal arrives
        if process.terminationStatus != 0 {
            #expect(process.terminationStatus == 130 && text.contains("with --resume goes on"), "\(text)")
        }
    }

    /// A word that is nearly right is answered by the right one, another by none.
    @Test func suggestsWhatWasMeant() throws {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder)
        let mistaken = try Program.run("rnu", candidates, "--problem", problem, "-o", folder.file("out"))
        #expect(mistaken.status == 2 && mistaken.errors.contains("Did you mean 'certify run'?"), "\(mistaken.errors)")
        #expect(try !Program.run("xyzzy").errors.contains("Did you mean"))
        let name = try Program.run("run", candidates, "--problem", "refrence", "-o", folder.file("out"))
        #expect(name.status == 3 && name.errors.contains("did you mean --problem reference?"), "\(name.errors)")
        let file = try Program.run("run", candidates, "--problem", folder.file("none.json"), "-o", folder.file("out"))
        #expect(file.status == 3 && !file.errors.contains("did you mean"))
    }

    /// Below the table stands why a candidate is not critical, and how far the nearest point that was certified is.
    @Test func saysWhyBelowTheTable() throws {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder)
        let run = try Program.run("run", candidates, "--problem", problem, "-o", folder.file("out"))
        let reasons = run.lines.filter { $0.contains("not-critical") && $0.contains("no critical point within") }
        let table = try CSVTable(contentsOf: folder.file("out/verdicts.csv"))
        let verdict = try table.position(of: "verdict"), reason = try table.position(of: "reason")
        let expected = table.rows.filter { $0.fields[verdict] == "not-critical" }
        #expect(!expected.isEmpty && reasons.count == expected.count, "\(run.output)")
        for (line, row) in zip(reasons, expected) { #expect(line.contains(row.fields[reason])) }
        #expect(reasons.allSatisfy { $0.contains("nearest found") == $0.contains("away") }, "\(reasons)")
    }

    @Test func resultsAreJSON() throws {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder)
        let run = folder.file("run"), trained = folder.file("trained"), campaign = folder.file("campaign"),
            perturbed = folder.file("perturbed")
        let training = ["--problem", problem, "--widths", "2", "--runs", "2", "--adam-steps", "500", "--seed", "1"]
        for arguments in [
            ["inspect", candidates, "--problem", problem, "--json"],
            ["run", candidates, "--problem", problem, "-o", run, "--json"],
            ["audit", candidates, "--problem", problem, "--json"], ["check", run, "--json"],
            ["explain", run, "--candidate", "0", "--json"],
            ["report", run, "-o", folder.file("report.html"), "--json"],
            ["embed", run, "--candidate", "0", "--width", "3", "--json"],
            ["count", "--teacher", "4", "--student", "6", "--json"], ["train"] + training + ["-o", trained, "--json"],
            ["campaign"] + training + ["-o", campaign, "--json"],
            [
                "perturb", candidates, "--problem", problem, "--trials", "1", "--epsilon", "1e-3", "-o", perturbed,
                "--json",
            ],
        ] {
            let outcome = try Program.run(arguments)
            #expect(
                outcome.status == 0 || ["inspect", "audit"].contains(arguments[0]), "\(arguments): \(outcome.errors)")
            guard case .object? = try? JSONValue.parse(bytes: Array(outcome.output.utf8), file: arguments[0]) else {
                Issue.record("\(arguments): \(outcome.output.prefix(200)) is no JSON object")
                continue
            }
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func completions(_ shell: String) throws {
        let outcome = try Program.run("--generate-completion-script", shell)
        #expect(outcome.status == 0 && outcome.output.contains("certify"))
    }

    /// A full disk ends the program with the status that says so.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"))) func fullDisk() throws {
        let process = Process(), errors = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "exec \"$0\" count --teacher 4 --student 6 > /dev/full", Program.path]
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 4)
        #expect(text.contains("standard output cannot be written"))
    }

    @Test func optionsThatWouldDoNothingAreRefused() throws {
        let folder = try TemporaryFolder()
        for arguments in [
            ["train", "--half-time", "5", "-o", folder.file("t")],
            ["train", "--deviation", "2", "-o", folder.file("t")], ["train", "--measure", "-o", folder.file("t")],
            [
                "train", "--problem", "gaussian-relu", "--targets", "2", "--width", "2", "--adam-rate", "7", "-o",
                folder.file("t"),
            ],
            ["check", folder.path, "--axes", "inputs-neurons"], ["report", folder.path, "-o", "r.unknown"],
            ["report", folder.path, "--format", "csv", "--title", "X"],
            ["report", folder.path, folder.path, "--format", "csv"],
        ] {
            #expect(try Program.run(arguments).status == 2, "\(arguments)")
        }
        #expect(folder.names.isEmpty)
    }

    /// The page on statuses tells what to do about each.
    @Test func everyStatusAndReasonIsExplained() throws {
        let page = try String(contentsOfFile: PythonTests.repository + "/Sources/Command/Statuses.md", encoding: .utf8)
        for code in UndecidedReason.Code.allCases { #expect(page.contains("\n| `\(code.rawValue)` | "), "\(code)") }
        for status in ExitStatus.allCases { #expect(page.contains("\n| \(status.rawValue) | "), "\(status)") }
    }

    @Test func versionNamesTheLibrary() throws {
        #expect(try Program.run("--version").output.contains("MPFR 4"))
    }
}
