import Certify
import Formats
import Foundation
import Interchange
import TestSupport
import Testing

/// Whether Coq can be asked at once: it is installed, the theory is compiled and newer than its sources, and nobody
/// said not to.
enum Coq {
    static let theory = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
            "proofs"
        ).path

    static let isInstalled: Bool = {
        guard ProcessInfo.processInfo.environment["CERTIFY_SKIP_COQ"] == nil else { return false }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/coqc") }
    }()

    static let isReady: Bool = {
        func modified(_ path: String) -> Date? {
            (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
        }
        let sources = ["", "/theory", "/checker", "/certificates"].flatMap { folder in
            ((try? FileManager.default.contentsOfDirectory(atPath: theory + folder)) ?? [])
                .filter { $0.hasSuffix(".v") }.map { theory + folder + "/" + $0 }
        }
        return isInstalled && !sources.isEmpty
            && sources.allSatisfy { source in
                guard let compiled = modified(source + "o"), let written = modified(source) else { return false }
                return compiled >= written
            }
    }()
}

/// `certify prove`; what it proves of each kind is tested by `proofs/check.sh`.
@Suite struct ProveTests {
    /// A run on one candidate a little beside the teacher of a small problem.
    private static func globalMinimum(_ folder: TemporaryFolder) throws -> String {
        let axis = "[\"-2\",\"-1\",\"0\",\"1\",\"2\"]"
        let problem = try folder.write(
            """
            {"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"sigmoid",
             "data":{"grid":[\(axis),\(axis)]},
             "labels":{"teacher":{"weights":[["1/2","1"],["-1","3/4"]],"outputs":["1","-1/2"]}}}
            """, "problem.json")
        var archive = NumpyArchiveWriter(file: folder.file("near.npz"))
        try archive.add("w", shape: [1, 2, 2], float64: [-1, 0.75 + 0x1p-40, 0.5, 1])
        try archive.add("a", shape: [1, 2], float64: [-0.5, 1 - 0x1p-40])
        try archive.write()
        let out = folder.file("out")
        let run = try Program.run("run", folder.file("near.npz"), "--problem", problem, "-o", out, "-q")
        #expect(run.status == 0, "\(run.errors)")
        let table = try CSVTable(contentsOf: out + "/verdicts.csv")
        #expect(table.rows.first?.fields[try table.position(of: "verdict")] == "global-minimum")
        return out
    }

    /// The certificate of that run.
    private static func record(_ folder: TemporaryFolder) throws -> CertificateRecord {
        try CertificateCoding.decode(
            JSONCursor(try JSONValue.parse(bytes: folder.bytes("out/certificates.jsonl"), file: "c"), file: "c"))
    }

    @Test(.enabled(if: Coq.isReady, "needs coqc and the compiled theory of proofs/")) func provesAnExactGlobalMinimum()
        throws
    {
        let folder = try TemporaryFolder()
        let out = try Self.globalMinimum(folder)
        let proof = try Program.run(
            "prove", out, "--candidate", "0", "--theory", Coq.theory, "--keep", folder.file("kept"))
        #expect(proof.status == 0, "\(proof.errors)")
        #expect(proof.lines.first?.hasPrefix("PROVED IN PART 0 global-minimum ") == true)
        // Coq computed the hash of the problem that the certificate is bound to
        let hash = try Self.record(folder).problem.hash
        let theorem =
            "verdict : problem_sha256 user_problem = \"\(hash)\" /\\ exact_global_minimum user_problem 2 point "
            + "candidate "
        #expect(proof.output.contains(theorem))
        #expect(proof.output.contains("0 proved, 1 proved in part, 0 rejected, 0 skipped"))
        // the level of such a point is 0 because it is the teacher, and its index 0 because nothing is lower
        #expect(proof.output.contains("/\\ teacher_itself user_problem 2 point"))
        #expect(proof.lines.contains { $0.hasPrefix("  level ") && $0.hasSuffix("0: in the theorem") })
        #expect(proof.lines.contains { $0.hasPrefix("  index ") && $0.hasSuffix("0: in the theorem") })
        // what the theorem says of each claim of the verdict
        #expect(proof.lines.contains { $0.hasPrefix("  kind ") && $0.hasSuffix("global-minimum: in the theorem") })
        #expect(proof.lines.contains { $0.hasPrefix("  loss ") && $0.hasSuffix(": in the theorem") })
        #expect(proof.lines.contains { $0.hasPrefix("  distance ") && $0.hasSuffix(": in the theorem") })
        #expect(proof.lines.contains { $0.hasPrefix("  smallest-eigenvalue ") && $0.hasSuffix(": not in the theorem") })
        // the student is part of the theorem
        #expect(
            try folder.text("kept/verdict0.v").contains(
                "Definition point := [(-1 # 2); (-1 # 1); (3 # 4); (1 # 1); (1 # 2); (1 # 1)]."))
    }

    /// Four minima and two balls without critical points, where labels are given: all that the verdicts state is in the
    /// theorems, the distance to the next critical point, the largest eigenvalue and the learning coefficient with it.
    @Test(.enabled(if: Coq.isReady, "needs coqc and the compiled theory of proofs/")) func provesWholeVerdicts() throws
    {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder)
        let out = folder.file("out")
        #expect(try Program.run("run", candidates, "--problem", problem, "-o", out, "-q").status == 0)
        let proof = try Program.run("prove", out, "--theory", Coq.theory, "--json")
        #expect(proof.status == 0, "\(proof.errors)")
        let results = try JSONCursor(try JSONValue.parse(bytes: Array(proof.output.utf8), file: "p"), file: "p")
        for result in try results["certificates"].elements() {
            let verdict = try result["verdict"].string(), outcome = try result["outcome"].string()
            try #require(["proved", "proved-in-part"].contains(outcome), "\(verdict): \(outcome)")
            let claims = try result["claims"].elements()
            #expect(claims.count >= 4)
            let parts = try claims.filter { try $0["in_theorem"].string() != "whole" }.map { try $0["claim"].string() }
            #expect(parts.isEmpty, "\(verdict): \(parts)")
            #expect(outcome == "proved")
            guard verdict == "local-minimum" else { continue }
            let stated = try claims.map { try $0["claim"].string() }
            for claim in ["uniqueness-radius", "largest-eigenvalue", "learning-coefficient"] {
                #expect(stated.contains(claim), "\(claim)")
            }
        }
        #expect(try results["rejected"].integer() == 0)
        #expect(try results["skipped"].integer() == 0)
    }

    /// A run that was stopped goes on: what stands in proofs.jsonl is not proved again, an unfinished line is.
    @Test(.enabled(if: Coq.isReady, "needs coqc and the compiled theory of proofs/")) func goesOnWhereItStopped() throws
    {
        let folder = try TemporaryFolder()
        let (candidates, problem) = try Small.write(to: folder)
        let out = folder.file("out"), kept = "out/proofs.jsonl"
        #expect(try Program.run("run", candidates, "--problem", problem, "-o", out, "-q").status == 0)
        func prove() throws -> Program.Outcome { try Program.run("prove", out, "--theory", Coq.theory, "--all") }
        let first = try prove()
        #expect(
            first.status == 0 && first.lines.count { $0.hasPrefix("PROVED") } == 6, "\(first.output)\(first.errors)")
        #expect(first.output.contains("verdict ") && first.output.contains("not-critical "))
        #expect(!first.output.contains("earlier"))
        let whole = try folder.text(kept), lines = whole.split(separator: "\n")
        #expect(lines.count == 6)
        // nothing left to do
        let second = try prove()
        #expect(second.lines.count { $0.hasPrefix("PROVED") } == 0)
        #expect(second.output.contains("6 of them earlier, as proofs.jsonl says"))
        #expect(second.lines.dropLast().last == first.lines.dropLast().last)
        // stopped in the middle of a line
        try folder.write(lines[..<4].joined(separator: "\n") + "\n" + lines[4].prefix(20), kept)
        let third = try prove()
        #expect(third.lines.count { $0.hasPrefix("PROVED") } == 2 && third.output.contains("4 of them earlier"))
        #expect(try folder.text(kept).split(separator: "\n").count == 6)
        // proved by another theory, or of another certificate: proved again
        try folder.write(
            whole.replacingOccurrences(of: "\"circumstances\":\"fast ", with: "\"circumstances\":\"fast other "), kept)
        #expect(try prove().lines.count { $0.hasPrefix("PROVED") } == 6)
        // a single certificate is no run
        #expect(try Program.run("prove", out + "/certificates.jsonl", "--theory", Coq.theory, "--all").status == 3)
    }

    /// The level of an isolated point where labels are a teacher's: its neurons differ, and nothing narrower is the
    /// teacher.
    @Test(.enabled(if: Coq.isReady, "needs coqc and the compiled theory of proofs/")) func provesLevels() throws {
        let folder = try TemporaryFolder()
        let axis = "[\"-2\",\"-1\",\"0\",\"1\",\"2\"]"
        let problem = try folder.write(
            """
            {"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"sigmoid",
             "data":{"grid":[\(axis),\(axis)]},
             "labels":{"teacher":{"weights":[["1","1/2"],["-1/2","3/4"]],"outputs":["1","-1"]}}}
            """, "problem.json")
        var archive = NumpyArchiveWriter(file: folder.file("saddle.npz"))
        try archive.add("w", shape: [1, 2, 2], float64: [-0.297782453, 0.071629408, 0.297782453, -0.071629408])
        try archive.add("a", shape: [1, 2], float64: [-1.944750416, 1.944750416])
        try archive.write()
        let out = folder.file("out")
        #expect(try Program.run("run", folder.file("saddle.npz"), "--problem", problem, "-o", out, "-q").status == 0)
        let proof = try Program.run("prove", out, "--candidate", "0", "--theory", Coq.theory)
        #expect(proof.status == 0, "\(proof.errors)")
        #expect(proof.output.contains("/\\ level_near user_problem 2 candidate (dyadic "))
        #expect(
            proof.lines.contains { $0.hasPrefix("  level ") && $0.hasSuffix("0: in the theorem") }, "\(proof.output)")
    }

    /// The theorem is made of the argument: a verdict, or a candidate, that the argument does not carry must not be
    /// called proved.
    @Test(.enabled(if: Coq.isReady, "needs coqc and the compiled theory of proofs/"))
    func rejectsWhatTheArgumentDoesNotCarry() throws {
        let folder = try TemporaryFolder()
        _ = try Self.globalMinimum(folder)
        let record = try Self.record(folder)
        guard case .globalMinimum(let point) = record.certificate.verdict else { throw NotProved() }
        var relabelled = record, moved = record
        relabelled.certificate.verdict = .localMinimum(point, .open)
        moved.certificate.candidate = Candidate(
            index: 0, parameters: record.certificate.candidate.parameters.map { $0 + 0.25 })
        for (name, forged) in [("relabelled", relabelled), ("moved", moved)] {
            let text = CertificateCoding.encode(forged, embedding: forged.problem.encoded).serialized()
            let proof = try Program.run(
                "prove", try folder.write(text, "\(name).json"), "--candidate", "0", "--theory", Coq.theory)
            #expect(proof.status == 1 && proof.output.hasPrefix("REJECTED 0 "), "\(name): \(proof.output)")
        }
    }

    /// A coqc that ends without an error proves nothing: Coq must print the statement, and what it rests on.
    @Test func believesOnlyWhatCoqPrints() throws {
        let folder = try TemporaryFolder()
        let out = try Self.globalMinimum(folder)
        for name in ["proofs", "bin", "kept"] {
            try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
        }
        try folder.write("", "proofs/Specification.v")
        try folder.write("all:\n", "proofs/Makefile")
        try folder.write("== fast engine\nClassical_Prop.classic\n", "proofs/axioms.expected")
        /// `certify prove` with a coqc that prints `answer`, whatever it is asked.
        func ask(_ answer: String) throws -> Program.Outcome {
            try folder.write(answer, "answer")
            try folder.write("#!/bin/sh\n[ \"$1\" = --version ] || cat '\(folder.file("answer"))'\n", "bin/coqc")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.file("bin/coqc"))
            let path = folder.file("bin") + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
            return try Program.run(
                ["prove", out, "--candidate", "0", "--theory", folder.file("proofs"), "--keep", folder.file("kept")],
                environment: ["PATH": path])
        }
        let silent = try ask("")
        #expect(
            silent.status == 3 && silent.output.isEmpty && silent.errors.contains("did not print the theorems"),
            "\(silent.errors)")
        // what Coq would print of the theorem that was asked for
        let kept = try folder.text("kept/verdict0.v")
        let start = try #require(kept.firstRange(of: "Theorem verdict : ")),
            end = try #require(kept.firstRange(of: ".\nProof."))
        let words = kept[start.upperBound..<end.lowerBound].replacing("%string", with: "").replacing(
            " /\\ ", with: " /\\\n       ")
        let statement = "verdict\n     : \(words)\n",
            axioms = "Axioms:\nClassical_Prop.classic : forall P : Prop, P \\/ ~ P\n"
        for answer in [
            statement, axioms, statement + "Axioms:\n", "verdict : True\n" + axioms, statement + statement + axioms,
            statement.replacing("user_problem 2", with: "user_problem 3") + axioms,
            statement + "Axioms:\nProvisional.admitted : False\n",
        ] {
            let proof = try ask(answer)
            #expect(proof.status == 3 && !proof.output.contains("PROVED"), "\(answer): \(proof.output)")
            #expect(
                proof.errors.contains("did not print the theorems") || proof.errors.contains("Provisional.admitted"),
                "\(proof.errors)")
        }
        let proof = try ask(statement + axioms)
        #expect(proof.status == 0 && proof.output.contains("0 proved, 1 proved in part"), "\(proof.errors)")
    }

    /// A theory in which something is admitted proves nothing: Coq lists it among what the theorem rests on.
    @Test(.enabled(if: Coq.isReady, "needs coqc and the compiled theory of proofs/")) func rejectsATheoryThatAdmits()
        throws
    {
        let folder = try TemporaryFolder()
        let out = try Self.globalMinimum(folder), theory = folder.file("proofs")
        // with the times of its files, so that nothing is compiled again
        let copy = try Process.run(URL(fileURLWithPath: "/bin/cp"), arguments: ["-a", Coq.theory, theory])
        copy.waitUntilExit()
        try folder.write(
            try folder.text("proofs/axioms.expected").replacingOccurrences(
                of: "ClassicalDedekindReals.sig_forall_dec\n", with: ""), "proofs/axioms.expected")
        let proof = try Program.run("prove", out, "--theory", theory)
        #expect(
            proof.status == 3
                && proof.errors.contains(
                    "rests on more than its axioms.expected says: ClassicalDedekindReals.sig_forall_dec"),
            "\(proof.errors)")
    }

    private struct NotProved: Error {}

    @Test(.enabled(if: Coq.isInstalled, "needs coqc")) func saysThatThereIsNoTheory() throws {
        let folder = try TemporaryFolder()
        let proof = try Program.run("prove", folder.path, "--theory", folder.path)
        #expect(proof.status == 3)
        #expect(proof.errors.contains("\(folder.path): no Coq theory there"))
        #expect(proof.errors.contains("--theory"))
    }
}
