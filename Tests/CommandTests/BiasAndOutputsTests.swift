import Formats
import Foundation
import TestSupport
import Testing

/// Students with biases, and with several outputs, from the command line.
@Suite struct BiasAndOutputsTests {
    static let grid = "\"data\": {\"grid\": [{\"from\": -3, \"to\": 3, \"step\": 0.5}], \"bias\": true}"
    static let head = "\"format\": \"certify-problem\", \"version\": 1, \"activation\": \"sigmoid\""

    static func biased(_ folder: TemporaryFolder) throws -> String {
        try folder.write(
            """
            {\(head), "loss": "mean-squared-error", \(grid),
             "labels": {"teacher": {"weights": [[1.5, 0.5], [-0.75, 1]], "outputs": [1, -0.5]}}}
            """, "biased.json")
    }

    static func twoOutputs(_ folder: TemporaryFolder) throws -> String {
        try folder.write(
            """
            {\(head), "outputs": 2, "loss": "mean-squared-norm", \(grid),
             "labels": {"teacher": {"weights": [[1.5, 0.5], [-0.75, 1]], "outputs": [[1, 0.25], [-0.5, 1]]}}}
            """, "outputs.json")
    }

    /// Arrays by name, row-major.
    static func archive(
        _ folder: TemporaryFolder, _ name: String, _ arrays: [(name: String, shape: [Int], values: [Double])]
    ) throws -> String {
        var archive = NumpyArchiveWriter(file: folder.file(name))
        for (array, shape, values) in arrays { try archive.add(array, shape: shape, float64: values) }
        try archive.write()
        return folder.file(name)
    }

    /// The teacher, and a student on a slope.
    static let w = [1.5, -0.75, 1, 0.5], b = [0.5, 1, 0, 0.25], a = [1, -0.5, 2, 1]

    private static func verdicts(_ directory: String) throws -> [[String]] {
        let table = try CSVTable(contentsOf: directory + "/verdicts.csv")
        let seconds = try table.position(of: "seconds")
        return table.rows.map { row in row.fields.enumerated().filter { $0.offset != seconds }.map(\.element) }
    }

    @Test func biasesBesideTheWeightsOrAmongThem() throws {
        let folder = try TemporaryFolder(), problem = try Self.biased(folder)
        let beside = try Self.archive(
            folder, "beside.npz", [("w", [2, 2, 1], Self.w), ("b", [2, 2], Self.b), ("a", [2, 2], Self.a)])
        let joined = zip(Self.w, Self.b).flatMap { [$0, $1] }
        let among = try Self.archive(folder, "among.npz", [("w", [2, 2, 2], joined), ("a", [2, 2], Self.a)])
        var tables = [[[String]]]()
        for (name, file) in [("x", beside), ("y", among)] {
            let run = try Program.run("run", file, "--problem", problem, "-o", folder.file(name))
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.contains("13 points in dimension 1 with biases, labels of a teacher of width 2"))
            tables.append(try Self.verdicts(folder.file(name)))
            #expect(try Program.run("check", folder.file(name), "--candidates", file).status == 0)
        }
        #expect(tables[0] == tables[1])
        #expect(tables[0].map { $0[1] } == ["global-minimum", "not-critical"])
        let explained = try Program.run("explain", folder.file("x")).output
        #expect(explained.contains("Argument, kind \"exact-global-minimum\""))
        #expect(explained.contains("1.  theta0 and the teacher have the same normal form"))
        #expect(try Program.run("report", folder.file("x"), "-o", folder.file("report.html")).status == 0)
    }

    /// To Coq a bias is a last axis [1].
    @Test(.enabled(if: Coq.isReady, "Coq is not at hand")) func biasesInCoq() throws {
        let folder = try TemporaryFolder(), problem = try Self.biased(folder)
        let file = try Self.archive(
            folder, "one.npz", [("w", [2, 2, 1], Self.w), ("b", [2, 2], Self.b), ("a", [2, 2], Self.a)])
        #expect(try Program.run("run", file, "--problem", problem, "-o", folder.file("out")).status == 0)
        let prove = try Program.run("prove", folder.file("out"), "--theory", Coq.theory)
        #expect(
            prove.status == 0 && prove.output.contains("PROVED IN PART 0 global-minimum"),
            "\(prove.output)\(prove.errors)")
        #expect(prove.output.contains("PROVED 1 not-critical"), "\(prove.output)\(prove.errors)")
    }

    @Test(.enabled(if: Coq.isReady, "Coq is not at hand")) func severalOutputsAreSkippedByCoq() throws {
        let folder = try TemporaryFolder(), problem = try Self.twoOutputs(folder)
        let file = try Self.archive(
            folder, "one.npz",
            [
                ("w", [1, 2, 1], Array(Self.w[..<2])), ("b", [1, 2], Array(Self.b[..<2])),
                ("a", [1, 2, 2], [1, 0.25, -0.5, 1]),
            ])
        #expect(try Program.run("run", file, "--problem", problem, "-o", folder.file("out")).status == 0)
        let prove = try Program.run("prove", folder.file("out"), "--theory", Coq.theory)
        #expect(
            prove.output.contains("SKIPPED 0 the Coq development knows two-layer networks with one output"),
            "\(prove.output)\(prove.errors)")
    }

    @Test func biasesThatTheProblemDoesNotDeclare() throws {
        let folder = try TemporaryFolder(), problem = try Self.biased(folder)
        let beside = try Self.archive(
            folder, "beside.npz", [("w", [1, 2, 2], Self.w), ("b", [1, 2], [1, 2]), ("a", [1, 2], [1, 2])])
        #expect(
            try BadInputTests.complaint(folder, beside).contains(
                "array 'b': the file holds biases, the problem has none"))
        let without = try Self.archive(folder, "without.npz", [("w", [2, 2, 1], Self.w), ("a", [2, 2], Self.a)])
        #expect(
            try BadInputTests.complaint(folder, without, problem: problem).contains(
                "give them as b (n, m) or as the last column of w"))
        let wide = try Self.archive(
            folder, "wide.npz", [("w", [1, 2, 2], Self.w), ("b", [1, 2], [1, 2]), ("a", [1, 2], [1, 2])])
        #expect(
            try BadInputTests.complaint(folder, wide, problem: problem).contains(
                "the weights have dimension 2, the inputs of the problem have dimension 1"))
    }

    @Test func trainingWithBiases() throws {
        let folder = try TemporaryFolder(), problem = try Self.biased(folder)
        let train = try Program.run(
            "train", "--problem", problem, "--widths", "2,3", "--runs", "3", "--adam-steps", "3000", "--adam-rate",
            "0.02", "-q",
            "-o", folder.file("t"))
        #expect(train.status == 0, "\(train.errors)")
        for width in [2, 3] {
            let file = folder.file("t/width-\(width)/refined.npz"), out = folder.file("out\(width)")
            let run = try Program.run("run", file, "--problem", problem, "-o", out)
            #expect(run.status == 0, "\(run.errors)")
            #expect(try Self.verdicts(out).count == 3)
            #expect(try Program.run("check", out, "--candidates", file).status == 0)
        }
    }

    @Test func severalOutputs() throws {
        let folder = try TemporaryFolder(), problem = try Self.twoOutputs(folder), out = folder.file("out")
        let file = try Self.archive(
            folder, "two.npz",
            [
                ("w", [2, 2, 1], Self.w), ("b", [2, 2], Self.b), ("a", [2, 2, 2], [1, 0.25, -0.5, 1, 1, 2, -1, 0.5]),
                ("loss", [2], [1e-32, 0.5]), ("min_eigenvalue", [2], [1e-3, -1]),
            ])
        let run = try Program.run("run", file, "--problem", problem, "-o", out)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("2 outputs, squared residuals summed over them"))
        let verdicts = try Self.verdicts(out)
        #expect(verdicts.map { $0[1] } == ["global-minimum", "not-critical"])
        let check = try Program.run("check", out, "--candidates", file)
        #expect(check.status == 0 && check.output.contains("2 certificates: 2 verified, 0 rejected"))
        #expect(try Program.run("explain", out).output.contains("exact-global-minimum-multiple-outputs"))
        #expect(try Program.run("report", out, "-o", folder.file("report.html")).status == 0)
        // the second loss, 0.5, is refuted; the first is what rounding may leave of 0
        let audit = try Program.run("audit", file, "--problem", problem)
        #expect(audit.status == 1 && audit.lines.contains("loss: 1 rounding, 1 refuted"))
        // students with several outputs are trained, and what training writes is certified as it is
        let train = try Program.run(
            "train", "--problem", problem, "--widths", "2", "--runs", "2", "--adam-steps", "50", "--sqp-evaluations",
            "20", "--newton-iterations", "3", "-q", "-o", folder.file("t"))
        #expect(train.status == 0, "\(train.errors)")
        let trained = try Program.run("inspect", folder.file("t") + "/width-2/raw.npz", "--problem", problem)
        #expect(trained.status == 0 && trained.output.contains("(2, 2, 2)"), "\(trained.errors)\(trained.output)")
    }

    /// `inspect` explains claims, and `report` shows the problem, as with one output.
    @Test func severalOutputsAreExplainedAndShown() throws {
        let folder = try TemporaryFolder(), problem = try Self.twoOutputs(folder)
        let (w, b, a) = (Array(Self.w[2...]), Array(Self.b[2...]), [1.0, 2, -1, 0.5])
        func s(_ z: Double) -> Double { 1 / (1 + exp(-z)) }
        // the mean over the data of |f(x) - y|², by its definition
        let points = stride(from: -3.0, through: 3, by: 0.5).map { $0 }
        let loss =
            points.reduce(0.0) { sum, x in
                let teacher = [s(1.5 * x + 0.5), s(-0.75 * x + 1)], student = [s(w[0] * x + b[0]), s(w[1] * x + b[1])]
                let first = a[0] * student[0] + a[2] * student[1] - (teacher[0] - 0.5 * teacher[1])
                let second = a[1] * student[0] + a[3] * student[1] - (0.25 * teacher[0] + teacher[1])
                return sum + first * first + second * second
            } / Double(points.count)
        func codes(_ claim: Double) throws -> (status: Int32, codes: [String]) {
            let file = try Self.archive(
                folder, "claim.npz",
                [
                    ("w", [1, 2, 1], w), ("b", [1, 2], b), ("a", [1, 2, 2], a), ("loss", [1], [claim]),
                ])
            let outcome = try Program.run("inspect", file, "--problem", problem, "--json")
            let value = JSONCursor(
                try JSONValue.parse(bytes: Array(outcome.output.utf8), file: "inspect"), file: "inspect")
            return (outcome.status, try value["warnings"].elements().map { try $0["code"].string() })
        }
        #expect(try codes(loss) == (0, []))
        // with 2 outputs half of it and the average over the outputs are one number
        #expect(try codes(loss / 2) == (1, ["loss-outside", "half-mean", "mean-squared-error"]))
        #expect(try codes(13 * loss) == (1, ["loss-outside", "sum"]))

        let file = try Self.archive(
            folder, "teacher.npz",
            [
                ("w", [1, 2, 1], Array(Self.w[..<2])), ("b", [1, 2], Array(Self.b[..<2])),
                ("a", [1, 2, 2], [1, 0.25, -0.5, 1]),
            ])
        #expect(try Program.run("run", file, "--problem", problem, "-o", folder.file("out")).status == 0)
        #expect(try Program.run("report", folder.file("out"), "-o", folder.file("report.html")).status == 0)
        let page = try String(contentsOfFile: folder.file("report.html"), encoding: .utf8)
        #expect(page.contains("(1, 1/4) · s((3/2, 1/2) · x); (-1/2, 1) · s((-3/4, 1) · x)"))
        #expect(
            page.contains("<dt>Data</dt>") && page.contains("‖")
                && page.contains("\"outputs\":[[\"1\",\"1/4\"],[\"-1/2\",\"1\"]]"))
    }

    @Test func outputsThatDoNotFit() throws {
        let folder = try TemporaryFolder(), problem = try Self.twoOutputs(folder)
        func file(_ shape: [Int]) throws -> String {
            try Self.archive(
                folder, "bad.npz",
                [
                    ("w", [1, 2, 2], Self.w), ("a", shape, [Double](repeating: 1, count: shape.reduce(1, *))),
                ])
        }
        for shape in [[1, 2], [1, 2, 3], [1, 2, 1]] {
            #expect(
                try BadInputTests.complaint(folder, file(shape), problem: problem).contains(
                    "candidates of the problem are the arrays w (n, m, d) and a (n, m, 2)"))
        }
        #expect(
            try BadInputTests.complaint(folder, file([1, 2, 2]), problem: "reference").contains(
                "the file holds the arrays w (n, m, d) and a (n, m, 2)"))
        #expect(try BadInputTests.complaint(folder, file([1, 3, 2]), problem: problem).contains("array 'a'"))
    }
}
