import Formats
import Foundation
import Interchange
import TestSupport
import Testing

/// `certify-check`, the program that links what is believed alone, as a user runs it.
@Suite struct CheckerTests {
    private func check(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(arguments, program: Program.path(of: "certify-check"))
    }

    /// Output and status are those of `certify check`.
    private func expectSame(_ checker: Program.Outcome, as path: String) throws {
        let command = try Program.run("check", path)
        #expect(checker.output == command.output)
        #expect(checker.status == command.status)
    }

    @Test func verifiesARun() throws {
        let folder = try TemporaryFolder(), out = try CheckTests.goodRun(folder)
        let found = try check(out)
        #expect(found.status == 0 && found.errors.isEmpty)
        #expect(found.lines.prefix(6).enumerated().allSatisfy { $1.hasPrefix("VERIFIED \($0) ") })
        #expect(found.lines[2] == "VERIFIED 2 local-minimum")
        #expect(found.lines[7] == "6 certificates: 6 verified, 0 rejected")
        try expectSame(found, as: out)
        #expect(try check(out, "--jobs", "1").output == found.output)
        #expect(try check(out, "--jobs", "2", "--limits", "running").output == found.output)
        try expectSame(try check(out + "/certificates.jsonl"), as: out + "/certificates.jsonl")
    }

    /// A mutated certificate that is sealed again: what it states is not proved.
    @Test func rejectsAMutatedCertificate() throws {
        let folder = try TemporaryFolder(), out = try CheckTests.goodRun(folder)
        var lines = try CheckTests.lines(folder)
        let value = try JSONValue.parse(bytes: Array(lines[2].utf8), file: "c")
        var object = try JSONCursor(value, file: "c").object()
        var verdict = try JSONCursor(value, file: "c")["verdict"].object()
        var point = try JSONCursor(value, file: "c")["verdict"]["critical_point"].object()
        point["nullity"] = 1
        verdict["critical_point"] = .object(point)
        object["verdict"] = .object(verdict)
        object["seal"] = .string(CertificateCoding.seal(of: object))
        lines[2] = JSONValue.object(object).serialized()
        try folder.write(lines.joined(separator: "\n") + "\n", "out/certificates.jsonl")
        let found = try check(out)
        #expect(found.status == 1)
        #expect(found.lines.count { $0.hasPrefix("VERIFIED") } == 5)
        #expect(found.lines[2].hasPrefix("REJECTED 2 ") && !found.lines[2].contains("seal"))
        try expectSame(found, as: out)
    }

    /// Certificates of one run under the name of another, and a table that says something else.
    @Test func rejectsARelabelledRun() throws {
        let folder = try TemporaryFolder(), out = try CheckTests.goodRun(folder)
        let other = try Small.otherProblem(folder), strange = folder.file("other")
        #expect(try Program.run("run", folder.file("small.npz"), "--problem", other, "-o", strange, "-q").status == 0)
        #expect(try check(strange).status == 0)
        let table = try folder.text("out/verdicts.csv")
        try folder.write(table.replacingOccurrences(of: "not-critical", with: "local-minimum"), "out/verdicts.csv")
        let relabelled = try check(out)
        #expect(relabelled.status == 1)
        #expect(relabelled.lines.contains { $0.hasPrefix("REJECTED - ") && $0.contains("verdict is 'local-minimum'") })
        try expectSame(relabelled, as: out)
        try folder.write(try folder.text("other/certificates.jsonl"), "out/certificates.jsonl")
        let found = try check(out)
        #expect(found.status == 1 && found.lines.count { $0.hasPrefix("REJECTED") } >= 6)
        try expectSame(found, as: out)
    }

    @Test func whatCannotBeRead() throws {
        let folder = try TemporaryFolder()
        let missing = try check(folder.file("nothing"))
        #expect(missing.status == 3 && missing.output.isEmpty && missing.errors.hasPrefix("certify-check: "))
        #expect(try check(folder.path).status == 3)
        try folder.write("", "empty.jsonl")
        let empty = try check(folder.file("empty.jsonl"))
        #expect(empty.status == 1)
        try expectSame(empty, as: folder.file("empty.jsonl"))
    }

    @Test(arguments: [
        [], ["a", "b"], ["a", "--jobs", "0"], ["a", "--jobs"], ["--problem", "a"], ["a", "--limits", "none"],
    ])
    func usage(_ arguments: [String]) throws {
        let found = try Program.run(arguments, program: Program.path(of: "certify-check"))
        #expect(found.status == 2 && found.output.isEmpty && found.errors.contains("Usage: certify-check PATH"))
    }

    @Test func help() throws {
        let found = try check("--help")
        #expect(found.status == 0 && found.output.contains("Exit status: 0 all verified, 1"))
    }
}
