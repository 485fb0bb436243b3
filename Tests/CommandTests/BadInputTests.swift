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

    /// A problem of four points with one thing beside or instead, and students of width 3 with one more array.
    private static func declared(
        _ folder: TemporaryFolder, _ extra: String = "", data: String = "", outputs: String = "",
        arrays: [(name: String, shape: [Int], values: [Double])] = [], format: String = "npz"
    ) throws -> String {
        let problem = try folder.write(
            """
            {"format": "certify-problem", "version": 1, \(outputs) "loss": "mean-squared-error", "activation": "tanh",
             "data": {"points": [[0, 1], [1, 0], [1, 1], [0, 0]]\(data)}, \(extra)
             "labels": {"given": \(outputs.isEmpty ? "[1, 2, 3, 4]" : "[[1, 2], [1, 2], [1, 2], [1, 2]]")}}
            """, "problem.json")
        let w = (0..<12).map { Double($0) / 8 }, a = (0..<(outputs.isEmpty ? 6 : 12)).map { 0.5 - Double($0) / 4 }
        let all = [("w", [2, 3, 2], w), ("a", outputs.isEmpty ? [2, 3] : [2, 3, 2], a)] + arrays
        switch format {
        case "csv":
            // one output alone
            var columns: [String] = [], rows: [[String]] = [[], []]
            for (name, shape, values) in all {
                let count = shape.dropFirst().reduce(1, *)
                for place in 0..<count {
                    let index = shape.count == 3 ? "\(place / shape[2])_\(place % shape[2])" : "\(place)"
                    columns.append(shape.count == 1 ? name : name + index)
                    for n in 0..<2 { rows[n].append("\(values[n * count + place])") }
                }
            }
            let file = try folder.write(
                ([columns] + rows).map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n", "s.csv")
            return try complaint(folder, file, problem: problem)
        case "json":
            func nested(_ shape: ArraySlice<Int>, _ values: ArraySlice<Double>) -> String {
                guard let count = shape.first else { return "\(values[values.startIndex])" }
                let size = values.count / count
                return "["
                    + (0..<count).map {
                        nested(
                            shape.dropFirst(),
                            values[(values.startIndex + $0 * size)..<(values.startIndex + ($0 + 1) * size)])
                    }.joined(separator: ", ") + "]"
            }
            let members = all.map { "\"\($0.0)\": \(nested($0.1[...], $0.2[...]))" }
            return try complaint(
                folder, folder.write("{\(members.joined(separator: ", "))}", "s.json"), problem: problem)
        default:
            return try complaint(folder, BiasAndOutputsTests.archive(folder, "s.npz", all), problem: problem)
        }
    }

    /// Output biases: missing, not declared, of another shape, or under a name that nobody reads.
    @Test(arguments: ["npz", "json", "csv"]) func outputBiases(format: String) throws {
        let folder = try TemporaryFolder(), trained = "\"output_bias\": true,"
        let c: [(name: String, shape: [Int], values: [Double])] = [("c", [2], [0.25, 0.5])]
        #expect(
            try Self.declared(folder, arrays: c, format: format).contains(
                "array 'c': the file holds output biases, the problem has none (\"output_bias\": true declares them)"))
        #expect(try Self.declared(folder, trained, format: format).contains("which the file lacks: give it as c, (n)"))
        #expect(
            try Self.declared(folder, "\"output_bias\": 0.5,", arrays: c, format: format).contains("holds them fixed"))
        for name in ["bias", "output.bias", "offset"] {
            let line = try Self.declared(folder, arrays: [(name, [2], [0.25, 0.5])], format: format)
            #expect(line.contains("array '\(name)' has a number for each student and is not read"), "\(line)")
            #expect(line.contains("\"output_bias\": true in the problem declares them"), "\(line)")
        }
        if format != "csv" {
            for name in ["b1", "hidden_bias", "shift"] {
                let line = try Self.declared(
                    folder, arrays: [(name, [2, 3], [0.25, 0.5, 1, 2, 3, 4])], format: format)
                #expect(line.contains("array '\(name)' has a number for each neuron and is not read"), "\(line)")
                #expect(line.contains("are read from b (\"bias\": true in its data declares them)"), "\(line)")
            }
            #expect(
                try Self.declared(folder, trained, arrays: [("c", [2, 2], [1, 2, 3, 4])], format: format).contains(
                    format == "npz" ? "array 'c': shape is (2, 2), expected (2, 1)" : "$.c[0]"))
            #expect(
                try Self.declared(folder, trained, arrays: [("c", [3], [1, 2, 3])], format: format).contains(
                    format == "npz" ? "array 'c': shape is (3,), expected (2,)" : "$.c"))
            let two = "\"outputs\": 2,"
            #expect(
                try Self.declared(folder, trained, outputs: two, format: format).contains("give it as c, (n, 2)"))
        }
    }

    /// What is read besides may be there: biases that are read, and numbers that are no biases.
    @Test func arraysThatAreNoBiases() throws {
        let folder = try TemporaryFolder()
        let file = try BiasAndOutputsTests.archive(
            folder, "s.npz",
            [
                ("w", [1, 2, 1], [1, 2]), ("b", [1, 2], [0.5, 1]), ("a", [1, 2], [1, 1]), ("seed", [1], [7]),
                ("epochs", [1, 2], [100, 200]), ("norms", [1, 2], [1.25, 2.5]),
            ])
        let inspected = try Program.run("inspect", file, "--quiet")
        #expect(inspected.status == 0 && inspected.output.contains("not read: 'epochs', 'norms', 'seed'"))
    }

    /// New keys of a problem: one line with the place and what to declare.
    @Test(arguments: [
        ("\"output_bias\": null,", "", "$.output_bias: expected true (trained), false (none)"),
        ("\"output_bias\": \"x\",", "", "$.output_bias"),
        ("\"output_bias\": [0.5],", "", "$.output_bias"),
        ("\"decay\": -1,", "", "$.decay: expected a coefficient that is not negative"),
        ("\"decay\": \"a\",", "", "$.decay"),
        ("\"decay\": {\"adamw\": 0.01},", "", "decoupled weight decay (AdamW) is the gradient of no function"),
        ("\"decay\": {\"decoupled\": 0.01},", "", "$.decay.decoupled"),
        ("\"decay\": {\"l2\": 0.01},", "", "found the key 'l2'"),
        ("\"decay\": {\"pytorch_weight_decay\": 1, \"outputs\": 1},", "", "not both"),
        ("\"decay\": {\"outputs\": -1},", "", "$.decay.outputs"),
        ("\"decay\": {\"biases\": 1},", "", "$.decay.biases: expected no coefficient for parameters"),
        ("\"decay\": {\"output_bias\": 1},", "", "$.decay.output_bias: expected no coefficient for parameters"),
        ("\"weight_decay\": 1,", "", "found the key 'weight_decay'"),
        ("", ", \"weights\": [1, 2]", "there are 2 sample weights for 4 points"),
        ("", ", \"weights\": [1, 2, 0, 1]", "$.data.weights[2]: expected a positive sample weight"),
        ("", ", \"weights\": [1, 2, -1, 1]", "$.data.weights[2]"),
        ("", ", \"weights\": 1", "$.data.weights"),
        ("", ", \"weights_divisor\": \"sum\"", "$.data.weights_divisor: expected weights beside their divisor"),
        (
            "", ", \"weights\": [1, 2, 3, 4], \"weights_divisor\": \"n\"",
            "$.data.weights_divisor: expected \"sum\" or \"count\""
        ),
    ])
    func keysOfProblems(extra: String, data: String, expected: String) throws {
        let line = try Self.declared(TemporaryFolder(), extra, data: data)
        #expect(line.contains(expected) && line.contains("problem.json"), "\(line)")
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
        #expect(version.output.hasPrefix("certify 0.2.0 (MPFR 4."))
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
