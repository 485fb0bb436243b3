import Formats
import Foundation
import TestSupport
import Testing

/// One student that diverged stops nobody: it is named by its number, the others are certified, and counts agree
/// wherever candidates are counted.
@Suite struct NotFiniteTests {
    /// Students 0 and 2 are critical, 1 has a NaN, 3 an infinity; the claims of 2 are NaN.
    static let w: [[[Double]]] = [
        [[1.8394959, 1.0732104], [0.2604829, 0.0609853]], [[1, .nan], [1, 2]],
        [[-2.0960727, -1.420494], [2.3160071, 1.4710242]], [[1, 2], [-.infinity, 4]],
    ]
    static let a: [[Double]] = [[2.5362147, -2.4801374], [1, 1], [-0.9117909, 0.9677929], [1, 1]]
    static let loss: [Double] = [0.16042967, .nan, .nan, .infinity]

    static func npz(_ folder: TemporaryFolder) throws -> String {
        var archive = NumpyArchiveWriter(file: folder.file("c.npz"))
        try archive.add("w", shape: [4, 2, 2], float64: w.flatMap { $0.flatMap { $0 } })
        try archive.add("a", shape: [4, 2], float64: a.flatMap { $0 })
        try archive.add("loss", shape: [4], float64: loss)
        try archive.write()
        return folder.file("c.npz")
    }

    /// JSON as Python writes it, with words, with strings, or with null for NaN.
    static func json(_ folder: TemporaryFolder, nan: String, infinity: String) throws -> String {
        func text(_ x: Double) -> String {
            x.isNaN
                ? nan : x.isFinite ? "\(x)" : (x < 0 ? infinity.replacingOccurrences(of: "I", with: "-I") : infinity)
        }
        func list(_ items: [String]) -> String { "[" + items.joined(separator: ", ") + "]" }
        let weights = list(w.map { list($0.map { list($0.map(text)) }) }), outputs = list(a.map { list($0.map(text)) })
        return try folder.write("{\"w\": \(weights), \"a\": \(outputs), \"loss\": \(list(loss.map(text)))}", "c.json")
    }

    static func csv(_ folder: TemporaryFolder, nan: String) throws -> String {
        func text(_ x: Double) -> String { x.isNaN ? nan : "\(x)" }
        let rows = w.indices.map { i in (w[i].flatMap { $0 } + a[i] + [loss[i]]).map(text).joined(separator: ",") }
        return try folder.write("w0_0,w0_1,w1_0,w1_1,a0,a1,loss\n" + rows.joined(separator: "\n") + "\n", "c.csv")
    }

    static func safetensors(_ folder: TemporaryFolder) throws -> String {
        let header =
            #"{"w":{"dtype":"F64","shape":[4,2,2],"data_offsets":[0,128]},"a":{"dtype":"F64","shape":[4,2],"data_offsets":[128,192]},"loss":{"dtype":"F64","shape":[4],"data_offsets":[192,224]}}"#
        var bytes: [UInt8] = []
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { bytes += $0 }
        bytes += Array(header.utf8)
        for value in w.flatMap({ $0.flatMap { $0 } }) + a.flatMap({ $0 }) + loss {
            withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
        }
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file("c.safetensors")))
        return folder.file("c.safetensors")
    }

    static func file(_ kind: String, _ folder: TemporaryFolder) throws -> String {
        switch kind {
        case "npz": try npz(folder)
        case "safetensors": try safetensors(folder)
        case "json with words": try json(folder, nan: "NaN", infinity: "Infinity")
        case "json with strings": try json(folder, nan: "\"nan\"", infinity: "\"Infinity\"")
        case "json with null": try json(folder, nan: "null", infinity: "\"Infinity\"")
        case "csv with nan": try csv(folder, nan: "nan")
        default: try csv(folder, nan: "")
        }
    }

    @Test(arguments: [
        "npz", "safetensors", "json with words", "json with strings", "json with null", "csv with nan",
        "csv with empty fields",
    ])
    func everyReader(_ kind: String) throws {
        let folder = try TemporaryFolder()
        let file = try Self.file(kind, folder), problem = try folder.write(Small.problem, "problem.json"),
            out = folder.file("out")
        let run = try Program.run("run", file, "--problem", problem, "-o", out)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("candidate 1: input weight 1 of neuron 0 is NaN (1 of 6 parameters)"))
        #expect(run.output.contains("candidate 3: input weight 0 of neuron 1 is -infinity (1 of 6 parameters)"))
        #expect(run.output.contains("loss is not finite, so nothing is claimed: candidate 2"))
        #expect(run.lines.contains { $0.hasPrefix("  2  not-finite") })
        let table = try folder.text("out/verdicts.csv").split(separator: "\n").map(String.init)
        #expect(table.count == 5)
        #expect(table[2].hasPrefix("1,not-finite,") && table[2].contains("input weight 1 of neuron 0 is NaN"))
        #expect(table[4].hasPrefix("3,not-finite,"))
        #expect(table[1].hasPrefix("0,local-minimum,") && table[3].hasPrefix("2,local-minimum,"))

        let check = try Program.run("check", out, "--candidates", file)
        #expect(check.status == 0, "\(check.output)")
        #expect(
            check.output.contains("VERIFIED 1 not-finite")
                && check.output.contains("4 certificates: 4 verified, 0 rejected"))
    }

    @Test func everyCommand() throws {
        let folder = try TemporaryFolder()
        let file = try Self.npz(folder), problem = try folder.write(Small.problem, "problem.json"),
            out = folder.file("out")
        let run = try Program.run("run", file, "--problem", problem, "-o", out, "--json")
        let counts = try JSONCursor(JSONValue.parse(bytes: Array(run.output.utf8), file: "run"), file: "run")
        #expect(try counts["candidates"].integer() == 4 && counts["verdicts"]["not-finite"].integer() == 2)

        let inspect = try Program.run("inspect", file, "--problem", problem)
        #expect(inspect.output.contains("4 of width 2") && inspect.output.contains("2 not finite"), "\(inspect.output)")
        #expect(inspect.output.contains("WARNING      not finite: candidate 1:"))
        let audit = try Program.run("audit", file, "--problem", problem)
        #expect(audit.output.contains("loss: 1 confirmed"), "\(audit.output)")
        let explain = try Program.run("explain", out, "--candidate", "3")
        #expect(explain.status == 0 && explain.output.contains("input weight 0 of neuron 1 is -infinity"))
        #expect(try Program.run("explain", out).status == 0)
        for format in ["markdown", "csv", "jsonl"] {
            let report = try Program.run("report", out, "--format", format)
            #expect(report.status == 0 && report.output.contains("input weight 1 of neuron 0 is NaN"), "\(format)")
        }
        #expect(try Program.run("report", out, "-o", folder.file("r.html")).output.contains("4 candidates") == true)
        #expect(try folder.text("r.html").contains("2 not finite"))
        let embed = try Program.run("embed", out, "--candidate", "1", "--width", "3")
        #expect(embed.status == 1 && embed.errors.contains("a student that is no point"))

        // what was killed after two records goes on
        let lines = try folder.text("out/certificates.jsonl").split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        _ = try folder.write(
            lines[0...1].joined(separator: "\n") + "\n" + lines[2].prefix(100), "out/certificates.jsonl")
        let resumed = try Program.run("run", file, "--problem", problem, "-o", out, "--resume")
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(
            withoutSeconds(try folder.text("out/certificates.jsonl")) == withoutSeconds(lines.joined(separator: "\n")))
    }

    /// The record says nothing else than what it holds: with finite numbers it is none, and of another student it is
    /// none of this file.
    @Test func falseRecords() throws {
        let folder = try TemporaryFolder()
        let file = try Self.npz(folder), problem = try folder.write(Small.problem, "problem.json"),
            out = folder.file("out")
        _ = try Program.run("run", file, "--problem", problem, "-o", out, "--quiet")
        let text = try folder.text("out/certificates.jsonl"), line = text.split(separator: "\n").map(String.init)[1]
        _ = try folder.write(line.replacingOccurrences(of: "\"nan\"", with: "[1,0]") + "\n", "edited.jsonl")
        #expect(try Program.run("check", folder.file("edited.jsonl")).output.contains("edited or damaged"))
        // sealed again, but finite
        var archive = NumpyArchiveWriter(file: folder.file("other.npz"))
        try archive.add("w", shape: [4, 2, 2], float64: (0..<16).map { $0 == 5 ? .infinity : Double($0) })
        try archive.add("a", shape: [4, 2], float64: (0..<8).map(Double.init))
        try archive.write()
        let other = try Program.run("check", out, "--candidates", folder.file("other.npz"))
        #expect(other.status == 1 && other.output.contains("REJECTED 1"))
    }

    @Test func nothingFinite() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("w0_0,w0_1,a0,min_eigenvalue\nnan,1,2,-1\n,,inf,nan\n", "c.csv")
        let run = try Program.run("run", file, "--problem", "reference", "-o", folder.file("out"))
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.lines.contains { $0.hasPrefix("  2  not-finite") })
        #expect(try Program.run("check", folder.file("out")).status == 0)
        #expect(try Program.run("report", folder.file("out"), "-o", folder.file("r.html")).status == 0)
        #expect(try Program.run("inspect", file, "--problem", "reference").status == 0)
        let audit = try Program.run("audit", file, "--problem", "reference")
        #expect(audit.status == 3 && audit.errors.contains("nothing to audit"))
    }

    @Test func otherLandscapes() throws {
        let folder = try TemporaryFolder()
        var archive = NumpyArchiveWriter(file: folder.file("W.npz"))
        // the targets themselves, and a family that diverged
        try archive.add("W", shape: [2, 2, 2], float64: [1, 0, 0, 1, 1, .nan, .infinity, 1])
        try archive.write()
        let gaussian = try Program.run(
            "run", folder.file("W.npz"), "--problem", "gaussian-relu", "-o", folder.file("g"))
        #expect(gaussian.status == 0, "\(gaussian.errors)")
        #expect(
            gaussian.output.contains("candidate 1: input weight 1 of neuron 0 is infinity (2 of 4 parameters)"),
            "\(gaussian.output)")
        #expect(try Program.run("check", folder.file("g")).status == 0)

        let problem = try folder.write(
            """
            {"format":"certify-problem","version":1,"outputs":2,"loss":"mean-squared-norm","activation":"tanh","data":{"points":[[0.5,-1],[2,0.25]],"bias":true},
             "labels":{"teacher":{"weights":[[0.6,0.5,0]],"outputs":[[1,-1]]}}}
            """, "two.json")
        let file = try folder.write(
            #"{"w": [[[0.6, 0.5]], [[1, 2]]], "b": [[0], ["NaN"]], "a": [[[1, -1]], [[1, "-inf"]]]}"#,
            "two-candidates.json")
        let run = try Program.run("run", file, "--problem", problem, "-o", folder.file("t"))
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("candidate 1: bias of neuron 0 is NaN (2 of 5 parameters)"), "\(run.output)")
        #expect(try folder.text("t/verdicts.csv").contains("0,global-minimum"))
        #expect(try Program.run("check", folder.file("t")).status == 0)
    }

    /// The bytes of float16 numbers are numbers like others, NaN included.
    @Test func halfPrecision() throws {
        let folder = try TemporaryFolder()
        let header =
            #"{"w":{"dtype":"F16","shape":[2,1,2],"data_offsets":[0,8]},"a":{"dtype":"F16","shape":[2,1],"data_offsets":[8,12]}}"#
        var bytes: [UInt8] = []
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { bytes += $0 }
        bytes += Array(header.utf8)
        for value in [Float16(0.5), .nan, 1, 2, 0.25, 1] {
            withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
        }
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file("h.safetensors")))
        let run = try Program.run(
            "run", folder.file("h.safetensors"), "--problem", "reference", "-o", folder.file("out"))
        #expect(run.status == 0 && run.lines.contains { $0.hasPrefix("  1  not-finite") }, "\(run.errors)")
    }
}
