import Formats
import Foundation
import TestSupport
import Testing

/// The landscape of Safran & Shamir from the command line.
@Suite struct GaussianReLUTests {
    static let released = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("shared/safran-shamir/k6-n6.npz").path
    static var isReleasedPresent: Bool { FileManager.default.fileExists(atPath: released) }

    private func archive(_ folder: TemporaryFolder, shape: [Int], _ values: [Double]) throws -> String {
        var archive = NumpyArchiveWriter(file: folder.file("W.npz"))
        try archive.add("W", shape: shape, float64: values)
        try archive.write()
        return folder.file("W.npz")
    }

    @Test(.enabled(if: isReleasedPresent, "the released end points are not on this machine"))
    func releasedMinimumOfSix() throws {
        let folder = try TemporaryFolder(), out = folder.file("out")
        let run = try Program.run("run", Self.released, "--problem", "gaussian-relu", "-o", out)
        #expect(run.status == 0, "\(run.errors)")
        let table = try CSVTable(contentsOf: out + "/verdicts.csv")
        #expect(table.rows.count == 1)
        let fields = Dictionary(uniqueKeysWithValues: zip(table.columns, try #require(table.rows.first).fields))
        #expect(
            fields["verdict"] == "local-minimum" && fields["globality"] == "non-global" && fields["isolated"] == "yes")
        // the loss of MATHEMATICS section 10
        #expect(Double(fields["loss_lower"] ?? "").map { $0 > 0.02508057 && $0 < 0.02508059 } == true)

        let check = try Program.run("check", out, "--candidates", Self.released)
        #expect(check.status == 0 && check.output.hasPrefix("VERIFIED 0 local-minimum\n"))
        let explained = try Program.run("explain", out)
        #expect(explained.status == 0)
        for phrase in ["gaussian-relu", "Lemma 1, published B", "Lemma 1, our constant", "the infimum is 0"] {
            #expect(explained.output.contains(phrase), "\(phrase)")
        }
        // float64 said nothing about it
        #expect(try Program.run("audit", Self.released, "--problem", "gaussian-relu").status == 3)
    }

    @Test(.enabled(if: isReleasedPresent, "the released end points are not on this machine")) func tableOfOneFamily()
        throws
    {
        let folder = try TemporaryFolder()
        let run = try Program.run("table", Self.released, "--problem", "gaussian-relu", "-o", folder.file("out"))
        #expect(run.status == 0, "\(run.errors)")
        let table = try CSVTable(contentsOf: folder.file("out/table.csv"))
        #expect(table.rows.map { Array($0.fields.prefix(6)) } == [["6", "6", "0", "3", "local-minimum", "non-global"]])
        #expect(try folder.text("out/table.md").split(separator: "\n").count == 3)
    }

    @Test func trainingGivesCandidates() throws {
        let folder = try TemporaryFolder()
        let options = [
            "train", "--problem", "gaussian-relu", "--targets", "2", "--width", "2", "--runs", "3", "--seed", "1",
        ]
        for (name, jobs) in [("a", "1"), ("b", "2")] {
            #expect(try Program.run(options + ["-j", jobs, "-q", "-o", folder.file(name)]).status == 0)
        }
        let file = folder.file("a/k2-n2.npz")
        // whatever the number of threads
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: file))
                == Data(contentsOf: URL(fileURLWithPath: folder.file("b/k2-n2.npz"))))
        #expect(try Program.run(options + ["-o", folder.file("a")]).status == 4)
        let run = try Program.run("run", file, "--problem", "gaussian-relu", "-o", folder.file("out"))
        #expect(run.status == 0, "\(run.errors)")
        // two neurons find two targets
        let table = try CSVTable(contentsOf: folder.file("out/verdicts.csv"))
        #expect(table.rows.map { $0.fields[1] } == ["global-minimum", "global-minimum", "global-minimum"])
        #expect(try Program.run("check", folder.file("out"), "-q").status == 0)
        let audit = try Program.run("audit", file, "--problem", "gaussian-relu")
        #expect(audit.status == 0 && audit.output.contains("grad_norm"))
    }

    /// Losses near 0 by closed forms that cancel: what float64 says of them is rounding, not another problem and not
    /// float32.
    @Test func trainedLossesAreInspectedWithoutAlarm() throws {
        let folder = try TemporaryFolder()
        let train = try Program.run(
            "train", "--problem", "gaussian-relu", "--targets", "3", "--width", "3", "--runs", "8", "--seed", "1", "-o",
            folder.file("t"), "-q")
        #expect(train.status == 0, "\(train.errors)")
        let inspection = try Program.run("inspect", folder.file("t/k3-n3.npz"), "--problem", "gaussian-relu", "--json")
        #expect(inspection.status == 0)
        let value = JSONCursor(
            try JSONValue.parse(bytes: Array(inspection.output.utf8), file: "inspect"), file: "inspect")
        let comparisons = try value["losses"].elements().map { try $0["comparison"].string() }
        #expect(
            comparisons.count == 8 && comparisons.allSatisfy { ["inside", "rounding"].contains($0) }, "\(comparisons)")
    }

    @Test func usageOfTraining() throws {
        let folder = try TemporaryFolder()
        for bad in [
            ["--problem", "gaussian-relu"], ["--problem", "gaussian-relu", "--targets", "2", "--width", "0"],
            ["--targets", "2", "--width", "2"],
            ["--problem", "gaussian-relu", "--targets", "2", "--width", "2", "--resume"],
        ] {
            #expect(try Program.run(["train", "-o", folder.file("out")] + bad).status == 2)
            #expect(!folder.exists("out"))
        }
    }

    @Test func filesThatDoNotFit() throws {
        let folder = try TemporaryFolder()
        func complaint(_ file: String, _ problem: String = "gaussian-relu") throws -> String {
            try BadInputTests.complaint(folder, file, problem: problem)
        }
        #expect(
            try complaint(archive(folder, shape: [2, 2], [1, 0, 0, 1])).contains(
                "array 'W': shape is (2, 2), expected (families > 0, d > 0, n > 0)"))
        // the other layout, either way
        #expect(
            try complaint(BadInputTests.archive(folder)).contains(
                "candidates of the problem are the array W (families, d, n)"))
        let file = try archive(folder, shape: [1, 2, 2], [1, 0, 0, 1])
        #expect(try complaint(file, "reference").contains("the file holds the array W (families, d, n)"))
        func problem(targets: Int, dimension: Int) throws -> String {
            try folder.write(
                """
                {"format": "certify-problem", "version": 1, "landscape": "gaussian-relu", "targets": \(targets), \
                "dimension": \(dimension)}
                """, "problem.json")
        }
        #expect(
            try complaint(file, problem(targets: 2, dimension: 3)).contains(
                "the inputs of the problem have dimension 3"))
        #expect(try complaint(file, problem(targets: 3, dimension: 2)).contains("$.targets"))
        #expect(
            try complaint(
                file,
                folder.write(
                    "{\"format\": \"certify-problem\", \"version\": 1, \"landscape\": \"alps\"}", "problem.json")
            ).contains("$.landscape"))
        // the problem is never guessed
        #expect(try BadInputTests.complaint(folder, file, problem: nil, status: 2).contains("--problem gaussian-relu"))
    }
}
