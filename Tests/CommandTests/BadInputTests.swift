import Formats
import Foundation
import TestSupport
import Testing

/// Whatever is wrong with the input: one line on standard error, a documented status, nothing written.
@Suite struct BadInputTests {
    /// What the program says to a run on this file; the directory must not exist afterwards.
    static func complaint(_ folder: TemporaryFolder, _ file: String, problem: String? = "reference", status: Int32 = 3)
        throws -> String
    {
        let arguments = ["run", file, "-o", folder.file("out")] + (problem.map { ["--problem", $0] } ?? [])
        let run = try Program.run(arguments)
        #expect(run.status == status, "\(run.errors)")
        #expect(run.output == "")
        #expect(!folder.exists("out"))
        #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        return run.errors
    }

    static func archive(
        _ folder: TemporaryFolder, w: [Int] = [2, 2, 2], a: [Int] = [2, 2], value: Double = 1
    ) throws -> String {
        var archive = NumpyArchiveWriter(file: folder.file("bad.npz"))
        var weights = (0..<w.reduce(1, *)).map { Double($0) / 4 }
        if weights.count > 5 { weights[5] = value }
        try archive.add("w", shape: w, float64: weights)
        try archive.add("a", shape: a, float64: [Double](repeating: 1, count: a.reduce(1, *)))
        try archive.write()
        return folder.file("bad.npz")
    }

    @Test func shapes() throws {
        let folder = try TemporaryFolder()
        #expect(
            try Self.complaint(folder, Self.archive(folder, a: [2, 3])).contains(
                "array 'a': shape is (2, 3), expected (2, 2)"))
        #expect(try Self.complaint(folder, Self.archive(folder, w: [8])).contains("array 'w'"))
        #expect(try Self.complaint(folder, Self.archive(folder, w: [2, 2, 3])).contains("array 'w'"))
        #expect(try Self.complaint(folder, Self.archive(folder, w: [0, 2, 2], a: [0, 2])).contains("bad.npz"))
        #expect(try Self.complaint(folder, Self.archive(folder, w: [2, 0, 2], a: [2, 0])).contains("bad.npz"))
    }

    @Test func damagedArchives() throws {
        let folder = try TemporaryFolder()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: Self.archive(folder)))
        for length in [0, 10, bytes.count / 2, bytes.count - 1] {
            let file = folder.file("cut.npz")
            try bytes.prefix(length).write(to: URL(fileURLWithPath: file))
            #expect(try Self.complaint(folder, file).contains("cut.npz"))
        }
        #expect(try Self.complaint(folder, folder.file("absent.npz")).contains("no such file"))
        #expect(try Self.complaint(folder, folder.path).contains("directory"))
    }

    @Test func missingArrays() throws {
        let folder = try TemporaryFolder()
        var archive = NumpyArchiveWriter(file: folder.file("w.npz"))
        try archive.add("w", shape: [1, 1, 2], float64: [1, 2])
        try archive.write()
        #expect(try Self.complaint(folder, folder.file("w.npz")).contains("array 'a' is missing"))
    }

    @Test func problems() throws {
        let folder = try TemporaryFolder()
        let good = try Self.archive(folder)
        func complaint(_ text: String) throws -> String {
            try Self.complaint(folder, good, problem: folder.write(text, "problem.json"))
        }
        #expect(try complaint(Small.problem.replacingOccurrences(of: "sigmoid", with: "relu")).contains("$.activation"))
        #expect(try complaint(Small.problem.replacingOccurrences(of: "-1.0,", with: "")).contains("problem.json"))
        #expect(try complaint("{").contains("line 1"))
        #expect(try complaint("[]").contains("$"))
        let data = Small.problem.components(separatedBy: "\"labels\"")[0]
        let teacher = data + "\"labels\":{\"teacher\":{\"weights\":[[1,2,3]],\"outputs\":[1]}}}"
        let line = try complaint(teacher)
        #expect(line.contains("3 weights"), "\(line)")
        #expect(try Self.complaint(folder, good, problem: folder.file("absent.json")).contains("absent.json"))
        // the problem is never guessed
        #expect(try Self.complaint(folder, good, problem: nil, status: 2).contains("--problem"))
    }

    @Test func jsonCandidates() throws {
        let folder = try TemporaryFolder()
        func complaint(_ text: String) throws -> String { try Self.complaint(folder, folder.write(text, "c.json")) }
        #expect(try complaint("").contains("c.json"))
        #expect(try complaint("{\"w\": [[[1, 2]]], \"a\": [[1, 2]]}").contains("$.a[0]"))
        #expect(try complaint("{\"w\": [[[1, 2], [1]]], \"a\": [[1, 2]]}").contains("$.w[0][1]"))
        #expect(try complaint("{\"w\": [[[1, 1e999]]], \"a\": [[1]]}").contains("$.w[0][0][1]"))
        #expect(try complaint("{\"w\": [], \"a\": []}").contains("$.w"))
        #expect(try complaint("{\"w\": [[[1, NaM]]], \"a\": [[1]]}").contains("line 1"))
        #expect(try complaint("{\"w\": [[[1, \"one\"]]], \"a\": [[1]]}").contains("$.w[0][0][1]"))
    }

    @Test func usage() throws {
        #expect(try Program.run("run").status == 2)
        #expect(try Program.run("fly").status == 2)
        let folder = try TemporaryFolder()
        let file = try Self.archive(folder)
        for bad in [
            ["--jobs", "0"], ["--max-precision", "10"], ["--radius", "-1"], ["--radius", "nan"], ["--frobnicate"],
        ] {
            let run = try Program.run(["run", file, "--problem", "reference", "-o", folder.file("out")] + bad)
            #expect(run.status == 2)
            #expect(run.output == "")
            #expect(!folder.exists("out"))
        }
    }

    @Test func versionAndHelp() throws {
        let version = try Program.run("--version")
        #expect(version.status == 0)
        #expect(version.output.hasPrefix("certify 0.1.0 (MPFR 4."))
        let help = try Program.run("--help")
        #expect(help.status == 0)
        for command in ["run", "audit", "check", "explain"] { #expect(help.output.contains(command)) }
    }

    @Test(.enabled(if: getuid() != 0, "a superuser may write anywhere")) func directoriesThatCannotBeWritten() throws {
        let folder = try TemporaryFolder()
        let run = try Program.run("run", Self.archive(folder), "--problem", "reference", "-o", "/proc/certify")
        #expect(run.status == 4)
    }

    @Test func outputThatIsAFile() throws {
        let folder = try TemporaryFolder()
        let run = try Program.run("run", Self.archive(folder), "--problem", "reference", "-o", folder.write("", "file"))
        #expect(run.status == 4)
        #expect(run.errors.contains("not a directory"))
    }
}
