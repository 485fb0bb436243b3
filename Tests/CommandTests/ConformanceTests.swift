import Foundation
import TestSupport
import Testing

/// The conformance set of `examples/certificates`, which checkers written by others are tried on: the program must
/// accept what is good there, and reject every mutation.
@Suite struct ConformanceTests {
    private static let folder = PythonTests.repository + "/examples/certificates"

    private static func files(_ kind: String, _ ending: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(kind)")) ?? [])
            .filter { $0.hasSuffix(ending) }.sorted().map { "\(folder)/\(kind)/\($0)" }
    }

    @Test func goodCertificatesAreAccepted() throws {
        let good = Self.files("good", ".json")
        #expect(good.count > 20)
        for file in good {
            let found = try Program.run("check", file)
            #expect(found.status == 0 && found.output.hasPrefix("VERIFIED"), "\(file): \(found.output)\(found.errors)")
        }
    }

    /// Line by line: none is accepted because another of its file is rejected.
    @Test func mutationsAreRejected() throws {
        let index = try String(contentsOfFile: Self.folder + "/bad/index.csv", encoding: .utf8)
        var mutations = 0
        for file in Self.files("bad", ".jsonl") {
            let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").count
            let found = try Program.run("check", file)
            #expect(found.status == 1)
            #expect(found.lines.count { $0.hasPrefix("REJECTED") } == lines, "\(file): \(found.output)")
            #expect(found.lines.count { $0.hasPrefix("VERIFIED") } == 0, "\(file): \(found.output)")
            mutations += lines
        }
        #expect(mutations == index.split(separator: "\n").count - 1 && mutations > 300)
    }

    /// The second checker, by its own tests: on the conformance set, and on certificates of random small problems.
    @Test(.enabled(if: PythonTests.has("flint"), "needs python-flint"))
    func secondChecker() throws {
        let script = PythonTests.repository + "/Tests/CommandTests/Python/second_checker_test.py"
        let outcome = try PythonTests.python([script], in: TemporaryFolder())
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("certificates verified"))
    }
}
