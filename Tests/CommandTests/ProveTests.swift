import Certify
import Foundation
import Formats
import Interchange
import TestSupport
import Testing

/// Whether Coq can be asked at once: it is installed, the theory is compiled and newer than its sources, and nobody said not to.
enum Coq {
    static let theory = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("proofs").path

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
        return isInstalled && !sources.isEmpty && sources.allSatisfy { source in
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

    @Test(.enabled(if: Coq.isReady, "needs coqc and the compiled theory of proofs/")) func provesAnExactGlobalMinimum() throws {
        let folder = try TemporaryFolder()
        let out = try Self.globalMinimum(folder)
        let proof = try Program.run("prove", out, "--candidate", "0", "--theory", Coq.theory, "--keep", folder.file("kept"))
        #expect(proof.status == 0, "\(proof.errors)")
        #expect(proof.lines.first?.hasPrefix("PROVED IN PART 0 global-minimum ") == true)
        #expect(proof.output.contains("verdict : GlobalMinimumVerdict certificate"))
        #expect(proof.output.contains("0 proved, 1 proved in part, 0 rejected, 0 skipped"))
        // what the theorem says of each claim of the verdict
        #expect(proof.lines.contains { $0.hasPrefix("  kind ") && $0.hasSuffix("global-minimum: in the theorem") })
        #expect(proof.lines.contains { $0.hasPrefix("  loss ") && $0.hasSuffix(": in the theorem") })
        #expect(proof.lines.contains { $0.hasPrefix("  distance ") && $0.contains("the theorem says less: ") })
        #expect(proof.lines.contains { $0.hasPrefix("  smallest-eigenvalue ") && $0.hasSuffix(": not in the theorem") })
        // the distance 2^-40 is part of the theorem
        #expect(try folder.text("kept/verdict0.v").contains("(1 # 1099511627776)"))
    }

    /// The theorem is made of the argument: a verdict, or a candidate, that the argument does not carry must not be called proved.
    @Test(.enabled(if: Coq.isReady, "needs coqc and the compiled theory of proofs/")) func rejectsWhatTheArgumentDoesNotCarry() throws {
        let folder = try TemporaryFolder()
        _ = try Self.globalMinimum(folder)
        let line = try folder.text("out/certificates.jsonl")
        let record = try CertificateCoding.decode(JSONCursor(try JSONValue.parse(bytes: Array(line.utf8), file: "c"), file: "c"))
        guard case .globalMinimum(let point) = record.certificate.verdict else { throw NotProved() }
        var relabelled = record, moved = record
        relabelled.certificate.verdict = .localMinimum(point, .open)
        moved.certificate.candidate = Candidate(index: 0, parameters: record.certificate.candidate.parameters.map { $0 + 0.25 })
        for (name, forged) in [("relabelled", relabelled), ("moved", moved)] {
            let proof = try Program.run(
                "prove", try folder.write(CertificateCoding.encode(forged, embedding: forged.problem.encoded).serialized(), "\(name).json"), "--candidate", "0", "--theory", Coq.theory)
            #expect(proof.status == 1 && proof.output.hasPrefix("REJECTED 0 "), "\(name): \(proof.output)")
        }
    }

    /// A coqc that ends without an error proves nothing: Coq must print the statement, and what it rests on.
    @Test func believesOnlyWhatCoqPrints() throws {
        let folder = try TemporaryFolder()
        let out = try Self.globalMinimum(folder)
        for name in ["proofs", "bin"] { try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true) }
        try folder.write("", "proofs/Specification.v")
        try folder.write("all:\n", "proofs/Makefile")
        try folder.write("== fast engine\nClassical_Prop.classic\n", "proofs/axioms.expected")
        let statement = "verdict\n     : GlobalMinimumVerdict certificate\n", axioms = "Axioms:\nClassical_Prop.classic : forall P : Prop, P \\/ ~ P\n"
        let answers: [(says: String, isBelieved: Bool)] = [
            ("", false), (statement, false), (axioms, false), (statement + "Axioms:\n", false), ("verdict : True\n" + axioms, false),
            (statement + statement + axioms, false), (statement + "Axioms:\nProvisional.admitted : False\n", false), (statement + axioms, true),
        ]
        for answer in answers {
            try folder.write(answer.says, "answer")
            try folder.write("#!/bin/sh\n[ \"$1\" = --version ] || cat '\(folder.file("answer"))'\n", "bin/coqc")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.file("bin/coqc"))
            let path = folder.file("bin") + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
            let proof = try Program.run(
                ["prove", out, "--candidate", "0", "--theory", folder.file("proofs")], environment: ["PATH": path])
            if answer.isBelieved {
                #expect(proof.status == 0 && proof.output.contains("0 proved, 1 proved in part"), "\(proof.errors)")
            } else {
                #expect(proof.status == 3 && !proof.output.contains("PROVED"), "\(answer.says): \(proof.output)")
                #expect(proof.errors.contains("did not print the theorems") || proof.errors.contains("Provisional.admitted"), "\(proof.errors)")
            }
        }
    }

    /// A theory in which something is admitted proves nothing: Coq lists it among what the theorem rests on.
    @Test(.enabled(if: Coq.isReady, "needs coqc and the compiled theory of proofs/")) func rejectsATheoryThatAdmits() throws {
        let folder = try TemporaryFolder()
        let out = try Self.globalMinimum(folder), theory = folder.file("proofs")
        // with the times of its files, so that nothing is compiled again
        let copy = try Process.run(URL(fileURLWithPath: "/bin/cp"), arguments: ["-a", Coq.theory, theory])
        copy.waitUntilExit()
        try folder.write(try folder.text("proofs/axioms.expected").replacingOccurrences(of: "ClassicalDedekindReals.sig_forall_dec\n", with: ""), "proofs/axioms.expected")
        let proof = try Program.run("prove", out, "--theory", theory)
        #expect(proof.status == 3 && proof.errors.contains("rests on more than its axioms.expected says: ClassicalDedekindReals.sig_forall_dec"), "\(proof.errors)")
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
