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

    @Test func exampleRuns() throws {
        let process = Process(), folder = try TemporaryFolder()
        process.executableURL = URL(fileURLWithPath: Program.path).deletingLastPathComponent().appendingPathComponent("library-example")
        _ = FileManager.default.createFile(atPath: folder.file("out"), contents: nil)
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("out")))
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try folder.text("out").hasPrefix("local minimum, open, within "))
    }
}
