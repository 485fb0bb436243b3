import Formats
import Foundation
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
        let listed = try #require(help.range(of: "SUBCOMMANDS:\n").map { help[$0.upperBound...] })
        let names = listed.split(separator: "\n").filter {
            $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.contains("See 'certify")
        }
        .compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(names.sorted() == Self.subcommands.sorted())
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

    @Test func versionNamesTheLibrary() throws {
        #expect(try Program.run("--version").output.contains("MPFR 4"))
    }
}
