import Foundation
import TestSupport
import Testing

/// The ten lines that use the package as a library, as the README shows them.
@Suite struct LibraryTests {
    private static func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(PythonTests.repository)/\(name)", encoding: .utf8)
    }

    @Test func readmeShowsTheExample() throws {
        let lines = try Self.text("examples/library/main.swift").trimmingCharacters(in: .newlines)
        #expect(try Self.text("README.md").contains("```swift\n\(lines)\n```"))
        #expect(lines.split(separator: "\n").count <= 10)
    }

    @Test func readmeShowsTheRun() throws {
        let lines = try Self.text("examples/library-run/main.swift").trimmingCharacters(in: .newlines)
        #expect(try Self.text("README.md").contains("```swift\n\(lines)\n```"))
        #expect(lines.split(separator: "\n").count <= 10)
    }

    /// A run by the library is, byte for byte but for seconds, that of the command line.
    @Test func runExampleWritesWhatTheCommandWrites() throws {
        let folder = try TemporaryFolder(), (candidates, problem) = try Small.write(to: folder)
        let found = try Program.run(
            [candidates, problem, folder.file("library")], program: Program.path(of: "run-example"))
        #expect(found.status == 0)
        #expect(found.lines.prefix(2) == ["0 local-minimum open", "1 local-minimum non-global"])
        #expect(found.lines[6] == "6 certificates: 6 verified, 0 rejected")
        let out = folder.file("command")
        #expect(try Program.run("run", candidates, "--problem", problem, "-o", out, "-q").status == 0)
        let library = try folder.text("library/certificates.jsonl")
        let command = try folder.text("command/certificates.jsonl")
        #expect(withoutSeconds(library) == withoutSeconds(command))
        #expect(try folder.text("library/run.json") == folder.text("command/run.json"))
    }

    @Test func exampleRuns() throws {
        let process = Process(), folder = try TemporaryFolder()
        process.executableURL = URL(fileURLWithPath: Program.path).deletingLastPathComponent().appendingPathComponent(
            "library-example")
        _ = FileManager.default.createFile(atPath: folder.file("out"), contents: nil)
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("out")))
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try folder.text("out").hasPrefix("local minimum, open, within "))
    }
}
