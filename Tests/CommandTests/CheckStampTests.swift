import Formats
import Foundation
import TestSupport
import Testing

/// `check --stamp` and `report --stamp`, `check --fast`.
@Suite struct CheckStampTests {
    private static func report(_ out: String, _ folder: TemporaryFolder, _ options: String...) throws
        -> (status: Int32, errors: String, before: Int?, page: String)
    {
        let page = folder.file("report.html")
        let report = try Program.run(["report", out, "-o", page, "--json"] + options)
        let counted = try? JSONCursor(
            JSONValue.parse(bytes: Array(report.output.utf8), file: "report"), file: "report")
        return (
            report.status, report.errors, try counted?["verified_before"].integer(),
            (try? folder.text("report.html")) ?? ""
        )
    }

    @Test func aReportTakesAStampOfTheSameBytes() throws {
        let folder = try TemporaryFolder()
        let out = try CheckTests.goodRun(folder), stamp = folder.file("stamp")
        #expect(try Program.run("check", out, "-q", "--stamp", stamp).status == 0)
        let report = try Self.report(out, folder, "--stamp", stamp)
        #expect(report.status == 0 && report.before == 1 && report.errors.isEmpty, "\(report.errors)")
        #expect(report.page.contains("verified before this report was written"))
        // nothing is taken that nobody named
        let without = try Self.report(out, folder)
        #expect(without.before == 0 && !without.page.contains("verified before this report was written"))
        // what is verified says the same
        let rows = try Program.run("report", out, "--format", "csv").output
        #expect(try Program.run("report", out, "--format", "csv", "--stamp", stamp).output == rows)
    }

    /// Certificates that were changed, another run, another version of the program: all are verified again, and what is
    /// wrong is found.
    @Test func aStampOfOtherBytesIsWorthNothing() throws {
        let folder = try TemporaryFolder()
        let out = try CheckTests.goodRun(folder), stamp = folder.file("stamp")
        #expect(try Program.run("check", out, "-q", "--stamp", stamp).status == 0)
        let text = try folder.text("stamp"), certificates = try folder.text("out/certificates.jsonl")

        let changed = certificates.replacingOccurrences(of: "\"index_upper\":0", with: "\"index_upper\":1")
        try folder.write(changed, "out/certificates.jsonl")
        let stale = try Self.report(out, folder, "--stamp", stamp)
        #expect(stale.status == 1 && stale.before == 0 && stale.errors.contains("no stamp is about these files"))
        // a check that rejects writes none
        let none = folder.file("none")
        #expect(try Program.run("check", out, "-q", "--stamp", none).status == 1)
        #expect(!FileManager.default.fileExists(atPath: none))
        try folder.write(certificates, "out/certificates.jsonl")
        #expect(try Self.report(out, folder, "--stamp", stamp).before == 1)

        let run = try folder.text("out/run.json")
        try folder.write(run.replacingOccurrences(of: "\"radius\"", with: " \"radius\""), "out/run.json")
        #expect(try Self.report(out, folder, "--stamp", stamp).before == 0)
        try folder.write(run, "out/run.json")

        for (old, new) in [
            ("\"program\": \"certify ", "\"program\": \"certify 0"), ("_sha256\": \"", "_sha256\": \"0"),
        ] {
            let foreign = try folder.write(text.replacingOccurrences(of: old, with: new), "foreign")
            #expect(try folder.text("foreign") != text)
            #expect(try Self.report(out, folder, "--stamp", foreign).before == 0)
        }
        let damaged = try folder.write(String(text.dropLast(20)), "damaged")
        #expect(try Program.run("report", out, "--stamp", damaged, "-o", folder.file("x.html")).status == 3)
        #expect(try Program.run("report", out, "--stamp", stamp, "--no-check").status == 2)
    }

    @Test func fastVerifiesTheSameAndRejectsTheSame() throws {
        let folder = try TemporaryFolder()
        let out = try CheckTests.goodRun(folder)
        let slow = try Program.run("check", out), fast = try Program.run("check", out, "--fast")
        #expect(slow.status == 0 && fast.status == 0 && slow.output == fast.output)
        let checker = Program.path(of: "certify-check")
        #expect(try Program.run([out, "--fast"], program: checker).output == slow.output)
        // an index that is not proved, sealed again: what float64 does not verify is for MPFR to reject
        var lines = try CheckTests.lines(folder)
        for position in lines.indices where lines[position].contains("\"index_lower\":0,\"index_upper\":0") {
            lines[position] = try Self.resealed(
                lines[position].replacingOccurrences(
                    of: "\"index_lower\":0,\"index_upper\":0", with: "\"index_lower\":1,\"index_upper\":1"))
        }
        try folder.write(lines.joined(separator: "\n") + "\n", "out/certificates.jsonl")
        let wrong = try Program.run("check", out), wrongFast = try Program.run("check", out, "--fast")
        #expect(wrong.status == 1 && wrong.output.contains("Morse index") && wrong.output == wrongFast.output)
    }

    private static func resealed(_ line: String) throws -> String {
        guard case .object(var object) = try JSONValue.parse(bytes: Array(line.utf8), file: "line") else { return line }
        let seconds = object["seconds"]
        object["seal"] = nil
        object["seconds"] = nil
        object["seal"] = .string(SHA256.hexDigest(of: JSONValue.object(object).serialized()))
        object["seconds"] = seconds
        return JSONValue.object(object).serialized()
    }
}
