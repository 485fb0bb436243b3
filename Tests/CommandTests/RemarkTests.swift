import Formats
import Foundation
import TestSupport
import Testing

/// What is said beside verdicts: labels that are rounded, and weight decay that the problem does not state.
@Suite struct RemarkTests {
    private static func s(_ z: Double) -> Double { 1 / (1 + exp(-z)) }

    // MARK: Labels

    private static let points = stride(from: -2.0, through: 2, by: 0.5).flatMap { x in
        stride(from: -2.0, through: 2, by: 0.5).map { [x, $0] }
    }
    private static let teacher = (w: [[0.6, 0.5], [-0.5, 0.5]], a: [1.0, -1])
    private static let values = points.map { x in
        zip(teacher.w, teacher.a).reduce(0) { $0 + $1.1 * s($1.0[0] * x[0] + $1.0[1] * x[1]) }
    }

    /// m·2^e as "p/q": the float itself.
    private static func exact(_ value: Double) -> String {
        let scaled = scalbn(value, 60)
        return "\"\(Int64(scaled))/\(1 << 60)\""
    }

    private static func problem(_ folder: TemporaryFolder, _ name: String, labels: String) throws -> String {
        try folder.write(
            """
            {"format": "certify-problem", "version": 1, "loss": "mean-squared-error", "activation": "sigmoid",
             "data": {"points": \(points)}, "labels": \(labels)}
            """, name)
    }

    private static func given(_ folder: TemporaryFolder, _ name: String, _ text: (Double) -> String) throws -> String {
        try problem(folder, name, labels: "{\"given\": [\(values.map(text).joined(separator: ", "))]}")
    }

    /// The teacher with a neuron twice, 1e-9 off.
    private static func duplicates(_ folder: TemporaryFolder) throws -> String {
        let w = [teacher.w[0], teacher.w[0], teacher.w[1]].flatMap { $0 }.map { $0 + 1e-9 }
        return try BiasAndOutputsTests.archive(
            folder, "students.npz", [("w", [1, 3, 2], w), ("a", [1, 3], [0.4 - 1e-9, 0.6 - 1e-9, -1 - 1e-9])])
    }

    /// What the run says beside its verdicts: codes and texts.
    private static func remarks(_ folder: TemporaryFolder, _ file: String, _ problem: String, _ out: String) throws
        -> [(code: String, text: String)]
    {
        let run = try Program.run("run", file, "--problem", problem, "-o", folder.file(out), "--json")
        #expect(run.status == 0, "\(run.errors)")
        let root = JSONCursor(try JSONValue.parse(bytes: Array(run.output.utf8), file: out), file: out)
        return try root["remarks"].elements().map { (try $0["code"].string(), try $0["text"].string()) }
    }

    @Test func roundedLabelsAreNamed() throws {
        let folder = try TemporaryFolder(), file = try Self.duplicates(folder)
        let formats: [(name: String, text: (Double) -> String)] = [
            ("float32 numbers", { Self.exact(Double(Float($0))) }), ("float64 numbers", { Self.exact($0) }),
            ("decimals of 17 digits", { String(format: "%.17g", $0) }),
        ]
        for (index, (name, text)) in formats.enumerated() {
            let problem = try Self.given(folder, "\(index).json", text)
            let found = try Self.remarks(folder, file, problem, "\(index)")
            #expect(found.map(\.code) == ["label-rounding"], "\(name): \(found)")
            #expect(found[0].text.contains("the labels, which are \(name)"), "\(found)")
            #expect(found[0].text.contains("if they come from a teacher, state it"))
        }
        // the page, the text for those who paste, and the explanation say it too
        for ending in ["html", "md"] {
            #expect(try Program.run("report", folder.file("0"), "-o", folder.file("r.\(ending)")).status == 0)
            #expect(try folder.text("r.\(ending)").contains("at the rounding level of the labels"))
        }
        let explained = try Program.run("explain", folder.file("0"), "--candidate", "0")
        #expect(explained.words.contains("Remark: the loss is at the rounding level of the labels"))
        let talk = try Program.run(
            "run", file, "--problem", folder.file("0.json"), "-o", folder.file("talk"))
        #expect(talk.words.contains("remark candidate 0: the loss is at the rounding level"), "\(talk.output)")
        // the verdict is about the labels as given, and is checked like others
        #expect(try Program.run("check", folder.file("0")).status == 0)
    }

    @Test func otherLabelsAreNot() throws {
        let folder = try TemporaryFolder(), file = try Self.duplicates(folder)
        // the teacher itself: a loss that is exactly 0
        let stated = try Self.problem(
            folder, "teacher.json",
            labels: "{\"teacher\": {\"weights\": [[0.6, 0.5], [-0.5, 0.5]], \"outputs\": [1, -1]}}")
        #expect(try Self.remarks(folder, file, stated, "teacher").isEmpty)
        #expect(try folder.text("teacher/verdicts.csv").contains("0,global-minimum"))
        // labels of few digits: the loss is far above what they are rounded to, or nothing is
        let coarse = try Self.given(folder, "coarse.json") { String(format: "%.1f", $0) }
        #expect(try Self.remarks(folder, file, coarse, "coarse").isEmpty)
        let other = try BiasAndOutputsTests.archive(
            folder, "other.npz", [("w", [1, 3, 2], [1, 0, 0, 1, 1, 1]), ("a", [1, 3], [1, 1, 1])])
        let rounded = try Self.given(folder, "rounded.json") { Self.exact(Double(Float($0))) }
        #expect(try Self.remarks(folder, other, rounded, "far").isEmpty)
    }

    // MARK: Decay

    /// A problem with given labels in which a student is critical once lambda times the squares of some parameters is
    /// added: labels y = f - r with J^T r = -N Lambda theta, r = -J c, so that (J^T J) c = N Lambda theta.
    private struct Regularised {
        static let inputs = stride(from: -4.0, through: 4, by: 0.25).map { $0 }
        static let w = [3.0, 2], b = [4.5, -3], a = [2.0, -2.5], c = 0.375
        let labels: [Double]
        let loss: Double

        /// - Parameter lambda: by group: input weights, biases, outputs, output bias.
        init(_ lambda: [Double]) {
            let (w, b, a, c, inputs) = (Self.w, Self.b, Self.a, Self.c, Self.inputs)
            func row(_ x: Double) -> [Double] {
                let y = (0..<2).map { RemarkTests.s(w[$0] * x + b[$0]) }
                let slope = (0..<2).map { a[$0] * y[$0] * (1 - y[$0]) }
                return [slope[0] * x, slope[1] * x, slope[0], slope[1], y[0], y[1], 1]
            }
            let theta = w + b + a + [c]
            let rates = [lambda[0], lambda[0], lambda[1], lambda[1], lambda[2], lambda[2], lambda[3]]
            let jacobian = inputs.map(row)
            var system = (0..<7).map { i in
                (0..<7).map { j in jacobian.reduce(0) { $0 + $1[i] * $1[j] } }
                    + [Double(inputs.count) * rates[i] * theta[i]]
            }
            for k in 0..<7 {
                let pivot = (k..<7).max { abs(system[$0][k]) < abs(system[$1][k]) } ?? k
                system.swapAt(k, pivot)
                for i in 0..<7 where i != k {
                    let factor = system[i][k] / system[k][k]
                    for j in k..<8 { system[i][j] -= factor * system[k][j] }
                }
            }
            let solution = (0..<7).map { system[$0][7] / system[$0][$0] }
            var squares = 0.0
            labels = zip(inputs, jacobian).map { x, row in
                let f = zip(a, w.indices).reduce(c) { $0 + $1.0 * RemarkTests.s(w[$1.1] * x + b[$1.1]) }
                let residual = -zip(row, solution).reduce(0) { $0 + $1.0 * $1.1 }
                squares += residual * residual
                return f - residual
            }
            loss = squares / Double(inputs.count) + zip(rates, theta).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
        }

        func problem(_ folder: TemporaryFolder, decay: String? = nil) throws -> String {
            try folder.write(
                """
                {"format": "certify-problem", "version": 1, "loss": "mean-squared-error", "activation": "sigmoid",
                 "data": {"points": \(Self.inputs.map { [$0] }), "bias": true}, "output_bias": true,
                 "labels": {"given": \(labels)}\(decay.map { ", \"decay\": \($0)" } ?? "")}
                """, "problem.json")
        }

        func students(_ folder: TemporaryFolder, loss: Double) throws -> String {
            try BiasAndOutputsTests.archive(
                folder, "students.npz",
                [
                    ("w", [1, 2, 1], Self.w), ("b", [1, 2], Self.b), ("a", [1, 2], Self.a), ("c", [1], [Self.c]),
                    ("loss", [1], [loss]),
                ])
        }
    }

    private static func warnings(_ file: String, _ problem: String) throws -> [(code: String, text: String)] {
        let outcome = try Program.run("inspect", file, "--problem", problem, "--json")
        let root = JSONCursor(try JSONValue.parse(bytes: Array(outcome.output.utf8), file: "i"), file: "i")
        return try root["warnings"].elements().map { (try $0["code"].string(), try $0["text"].string()) }
    }

    @Test(arguments: [
        ([0.001, 0.001, 0.001, 0.001], "1e-3"),
        ([0.002, 0, 0.002, 0], "{\"input_weights\": 2e-3, \"outputs\": 2e-3}"),
        ([0, 0, 0.003, 0], "{\"outputs\": 3e-3}"),
    ])
    func decayIsRecognizedAndStatedIsAMinimum(lambda: [Double], spelled: String) throws {
        let folder = try TemporaryFolder(), trained = Regularised(lambda)
        let file = try trained.students(folder, loss: trained.loss), bare = try trained.problem(folder)
        let found = try Self.remarks(folder, file, bare, "bare")
        #expect(found.map(\.code) == ["unstated-decay"], "\(found)")
        #expect(found.first?.text.contains("state \"decay\": \(spelled)") == true, "\(found)")
        #expect(found.first?.text.contains("(cosine -1)") == true && found[0].text.contains("not proved"))
        #expect(try folder.text("bare/verdicts.csv").contains("0,not-critical"))
        let inspected = try Self.warnings(file, bare)
        #expect(inspected.map(\.code) == ["loss-outside", "with-decay", "unstated-decay"], "\(inspected)")
        #expect(try Program.run("report", folder.file("bare"), "-o", folder.file("r.md")).status == 0)
        #expect(try folder.text("r.md").contains("antiparallel"))

        let stated = try trained.problem(folder, decay: spelled)
        #expect(try Self.remarks(folder, file, stated, "stated").isEmpty)
        #expect(try folder.text("stated/verdicts.csv").contains("0,local-minimum"))
        #expect(try Self.warnings(file, stated).isEmpty)
        #expect(try Program.run("check", folder.file("stated")).status == 0)
    }

    /// PyTorch's number stated as lambda: twice too much.
    @Test func decayThatIsTwiceTooLarge() throws {
        let folder = try TemporaryFolder(), trained = Regularised([0.001, 0.001, 0.001, 0.001])
        let problem = try trained.problem(folder, decay: "0.002")
        let file = try trained.students(folder, loss: trained.loss)
        let found = try Self.remarks(folder, file, problem, "out")
        #expect(found.map(\.code) == ["unstated-decay"])
        #expect(found[0].text.contains("state \"decay\": 1e-3 (in PyTorch's convention"))
        #expect(found[0].text.contains("the problem states another"))
        let codes = try Self.warnings(file, problem).map(\.code)
        #expect(codes.contains("half-decay") && codes.last == "unstated-decay", "\(codes)")
        // without any: the gradient is what the decay adds, and nothing is left of it
        let plain = Regularised([0, 0, 0, 0])
        let none = try Self.remarks(
            folder, try plain.students(folder, loss: plain.loss), try plain.problem(folder, decay: "0.002"), "none")
        #expect(none.map(\.code) == ["unstated-decay"], "\(none)")
        #expect(none[0].text.contains("leave the decay of the problem out"))
    }

    /// A student on a slope is no sign of decay.
    @Test func slopesAreNoDecay() throws {
        let folder = try TemporaryFolder(), (file, problem) = try Small.write(to: folder)
        #expect(try Self.remarks(folder, file, problem, "out").isEmpty)
    }
}
