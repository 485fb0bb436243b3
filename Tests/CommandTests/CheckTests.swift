import Formats
import Foundation
import TestSupport
import Testing

@Suite struct CheckTests {
    /// A run that was checked and found in order.
    static func goodRun(_ folder: TemporaryFolder) throws -> String {
        let (candidates, problem) = try Small.write(to: folder)
        let out = folder.file("out")
        #expect(try Program.run("run", candidates, "--problem", problem, "-o", out, "-q").status == 0)
        #expect(try Program.run("check", out, "-q").status == 0)
        return out
    }

    static func lines(_ folder: TemporaryFolder) throws -> [String] {
        try folder.text("out/certificates.jsonl").split(separator: "\n").map(String.init)
    }

    @Test func rejectsAnEditedCertificateAndVerifiesTheOthers() throws {
        let folder = try TemporaryFolder()
        let out = try Self.goodRun(folder)
        var lines = try Self.lines(folder)
        lines[2] = lines[2].replacingOccurrences(of: "\"index_upper\":0", with: "\"index_upper\":1")
        try folder.write(lines.joined(separator: "\n") + "\n", "out/certificates.jsonl")
        let check = try Program.run("check", out)
        #expect(check.status == 1)
        #expect(check.lines.filter { $0.hasPrefix("VERIFIED") }.count == 5)
        #expect(check.lines.contains { $0.hasPrefix("REJECTED 2 ") && $0.contains("$.seal") })
        #expect(check.output.contains("6 certificates: 5 verified, 1 rejected"))
    }

    /// "No critical point within 1.2e-162", though one lies at 1.0e-163: in plain float64 the quadratic term of the
    /// exclusion is 0.
    @Test func rejectsABallWhoseSquaredRadiusUnderflows() throws {
        let certificate = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
            path: "Certificates/underflow-exclusion.jsonl"
        ).path
        let check = try Program.run("check", certificate)
        #expect(check.status == 1)
        #expect(check.output.contains("0 verified, 1 rejected"))
        #expect(check.output.contains("v·g > |H v| rho + |v| K2 rho²/2 fails"))
    }

    /// Certificates held bases of eigenvectors once, wherever a spectrum is bounded: of an isolated point, a plateau, a
    /// saddle, a minimum at infinity, an exact global minimum. They are read and verified as they were.
    @Test func verifiesCertificatesWithBases() throws {
        let certificates = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
            path: "Certificates/with-bases.jsonl")
        let text = try String(contentsOf: certificates, encoding: .utf8)
        #expect(text.split(separator: "\n").allSatisfy { $0.contains("\"basis\":[[") })
        let check = try Program.run("check", certificates.path)
        #expect(check.status == 0)
        #expect(check.output.contains("5 certificates: 5 verified, 0 rejected"))
    }

    @Test func rejectsLinesThatAreNotCertificates() throws {
        let folder = try TemporaryFolder()
        let out = try Self.goodRun(folder)
        var lines = try Self.lines(folder)
        lines[1] = "{\"format\":"
        lines[3] = String(lines[3].dropLast(40))
        try folder.write(lines.joined(separator: "\n") + "\n", "out/certificates.jsonl")
        let check = try Program.run("check", out)
        #expect(check.status == 1)
        #expect(check.lines.filter { $0.hasPrefix("REJECTED") }.count == 2)
    }

    @Test func noticesWhatIsMissingRepeatedOrOutOfOrder() throws {
        let folder = try TemporaryFolder()
        let out = try Self.goodRun(folder)
        let lines = try Self.lines(folder)
        for wrong in [
            Array(lines.dropLast()), lines + [lines[0]], [lines[1], lines[0]] + lines.dropFirst(2),
            Array(lines.dropFirst()), [],
        ] {
            try folder.write(wrong.map { $0 + "\n" }.joined(), "out/certificates.jsonl")
            #expect(try Program.run("check", out, "-q").status == 1)
        }
    }

    @Test func noticesATableThatSaysSomethingElse() throws {
        let folder = try TemporaryFolder()
        let out = try Self.goodRun(folder)
        let table = try folder.text("out/verdicts.csv")
        try folder.write(table.replacingOccurrences(of: "not-critical", with: "local-minimum"), "out/verdicts.csv")
        let check = try Program.run("check", out)
        #expect(check.status == 1)
        #expect(check.output.contains("verdict is 'local-minimum', the certificate gives 'not-critical'"))
    }

    /// Certificates that are valid, about another problem than the run is: the labels of the last point differ.
    @Test func certificatesOfAnotherProblem() throws {
        let folder = try TemporaryFolder()
        let out = try Self.goodRun(folder)
        #expect(try Program.run("check", out, "-q", "--problem", folder.file("problem.json")).status == 0)
        #expect(try Program.run("check", out, "-q", "--problem", "reference").status == 1)
        let other = try Small.otherProblem(folder)
        #expect(
            try Program.run("run", folder.file("small.npz"), "--problem", other, "-o", folder.file("other"), "-q")
                .status == 0)
        let strange = try folder.text("other/certificates.jsonl")
        #expect(try Program.run("check", folder.file("other"), "-q").status == 0)
        try folder.write(strange, "out/certificates.jsonl")
        let check = try Program.run("check", out)
        #expect(
            check.status == 1
                && check.lines.count { $0.hasPrefix("REJECTED") && $0.contains("the problem of the run") } == 6)
        #expect(try Program.run("report", out, "--format", "csv").status == 1)
        // in a file of lines, which announces no problem, a report is about the first
        let good = try TemporaryFolder()
        _ = try Self.goodRun(good)
        try folder.write(
            try Self.lines(good)[0] + "\n" + String(strange.split(separator: "\n")[1]) + "\n", "mixed.jsonl")
        #expect(try Program.run("report", folder.file("mixed.jsonl"), "--format", "csv").status == 1)
        #expect(
            try Program.run("check", folder.file("mixed.jsonl")).lines.count {
                $0.hasPrefix("1 about the problem with SHA-256")
            } == 2)
    }

    @Test(arguments: ["run.json", "verdicts.csv"]) func noticesAMissingFile(_ name: String) throws {
        let folder = try TemporaryFolder()
        let out = try Self.goodRun(folder)
        try FileManager.default.removeItem(atPath: out + "/" + name)
        let check = try Program.run("check", out)
        #expect(check.status == 1 && check.output.contains("\(name) is missing"))
    }

    /// Small weights far out in the data: the boxes of the check give larger Lipschitz constants than float64 with
    /// bounds made in advance.
    @Test func whatTheRunWritesTheCheckAccepts() throws {
        let folder = try TemporaryFolder()
        let candidates = try folder.write(
            #"{"w": [[[-1.2734276216722229e-17], [3.823177712817269e-18]]], "a": [[2.3135230704987688e-179, -3.70163691279803e-178]]}"#,
            "c.json")
        let problem = try folder.write(
            #"{"format": "certify-problem", "version": 1, "loss": "mean-squared-error", "activation": "tanh", "data": {"points": [["6/5"], ["51/4"]]}, "labels": {"teacher": {"weights": [["5/7"], ["-5/7"]], "outputs": ["-1/5", "1"]}}}"#,
            "p.json")
        #expect(try Program.run("run", candidates, "--problem", problem, "-o", folder.file("out"), "-q").status == 0)
        #expect(try Program.run("check", folder.file("out")).output.hasPrefix("VERIFIED 0 saddle\n"))
    }

    @Test func candidatesOfAnotherFile() throws {
        let folder = try TemporaryFolder()
        let out = try Self.goodRun(folder)
        #expect(try Program.run("check", out, "--candidates", folder.file("small.npz")).status == 0)
        let (other, _) = try Small.write(to: folder, copies: 2)
        let check = try Program.run("check", out, "--candidates", other)
        #expect(check.status == 1)
        #expect(check.output.contains("another candidate file"))
    }

    @Test func oneCertificateInAFileOfItsOwn() throws {
        let folder = try TemporaryFolder()
        _ = try Self.goodRun(folder)
        let certificate = JSONCursor(
            try JSONValue.parse(bytes: Array(try Self.lines(folder)[2].utf8), file: "c"), file: "c")
        let alone = try TemporaryFolder()
        // indentation is no part of a certificate
        let file = try alone.write(certificate.value.serialized(.pretty), "one.json")
        let check = try Program.run("check", file)
        #expect(
            check.lines[0] == "VERIFIED 2 local-minimum"
                && check.lines[1].hasPrefix("1 about the problem with SHA-256 "))
        #expect(check.lines[2] == "1 certificates: 1 verified, 0 rejected")
        let explained = try Program.run("explain", file)
        #expect(explained.status == 0)
        for phrase in ["Lemma 1", "Lemma 2", "9 lambda² - 25 B epsilon", "Newton-Kantorovich", "not a global minimum"] {
            #expect(explained.output.contains(phrase), "\(phrase)")
        }
    }

    @Test func explainsOnlyWhatIsValid() throws {
        let folder = try TemporaryFolder()
        let out = try Self.goodRun(folder)
        #expect(try Program.run("explain", out, "-c", "4").output.contains("holds no critical point"))
        #expect(try Program.run("explain", out, "-c", "99").status == 3)
        let lines = try Self.lines(folder)
        try folder.write(
            lines[0].replacingOccurrences(of: "\"isolated\":true", with: "\"isolated\":false") + "\n", "edited.jsonl")
        let explained = try Program.run("explain", folder.file("edited.jsonl"))
        #expect(
            explained.status == 1 && explained.output == ""
                && explained.errors.contains("the certificate was edited or damaged"))
    }

    @Test func absentCertificates() throws {
        let folder = try TemporaryFolder()
        #expect(try Program.run("check", folder.file("nothing")).status == 3)
        #expect(try Program.run("check", folder.path).status == 3)
        try folder.write("", "empty.jsonl")
        #expect(try Program.run("check", folder.file("empty.jsonl")).status == 1)
    }

    @Test func audit() throws {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder)
        let audit = try Program.run("audit", candidates, "--problem", problem)
        // two losses are refuted
        #expect(audit.status == 1)
        #expect(audit.lines.contains { $0.contains("min_eigenvalue") && $0.contains("rounding-artefact") })
        #expect(audit.lines.contains { $0.contains("loss") && $0.contains("refuted") && $0.contains("not-critical") })
        let json = try Program.run("audit", candidates, "--problem", problem, "--json")
        let value = JSONCursor(try JSONValue.parse(bytes: Array(json.output.utf8), file: "audit"), file: "audit")
        #expect(try value["claims"].elements().count == 12)
        #expect(folder.names == ["problem.json", "small.npz"])
    }
}
