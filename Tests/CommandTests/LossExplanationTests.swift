import Formats
import Foundation
import TestSupport
import Testing

/// `certify inspect` on claimed losses of another convention: each computed here by its definition.
@Suite struct LossExplanationTests {
    /// 37 points in dimension 2, students of width 2 with biases and an output bias, two outputs.
    private struct Case {
        var points = (0..<37).map { [sin(Double($0)), cos(1.7 * Double($0))] }
        var outputs = 1
        var hasOutputBias = true
        var weights: [Double]?
        var decay = 0.0
        let w = [[[1.25, -0.5], [0.75, 2]], [[-1, 0.25], [0.5, 0.5]], [[0.25, 1.5], [-2, 1]]]
        let b = [[0.5, -0.25], [0.125, 1], [-0.75, 0.5]]
        let a = [[[1.0, 0.5], [-1.5, 2]], [[0.5, -1], [0.25, 1]], [[2, 0.25], [0.75, -0.5]]]
        let c = [[0.25, -0.5], [0.75, 1], [-0.125, 0.5]]

        /// Output q of student n at point i.
        func f(_ n: Int, _ i: Int, _ q: Int, bias: Bool = true, transposed: Bool = false) -> Double {
            var sum = hasOutputBias && bias ? c[n][q] : 0
            for j in 0..<2 {
                let z = w[n][j][0] * points[i][0] + w[n][j][1] * points[i][1] + b[n][j]
                sum += (transposed ? a[n][q][j] : a[n][j][q]) * tanh(z)
            }
            return sum
        }

        func y(_ i: Int, _ q: Int) -> Double { Double((3 * i + 5 * q) % 8) / 4 - 1 }

        func square(_ n: Int, _ i: Int, bias: Bool = true, transposed: Bool = false) -> Double {
            (0..<outputs).reduce(0) { sum, q in
                let e = f(n, i, q, bias: bias, transposed: transposed) - y(i, q)
                return sum + e * e
            }
        }

        func mean(_ n: Int, weighted: Bool = true, bias: Bool = true, transposed: Bool = false) -> Double {
            let omega = weighted ? weights : nil, all = points.indices
            let total = omega?.reduce(0, +) ?? Double(points.count)
            return all.reduce(0) {
                $0 + (omega?[$1] ?? 1) * square(n, $1, bias: bias, transposed: transposed)
            } / total
        }

        func norm(_ n: Int) -> Double {
            let numbers =
                w[n].flatMap { $0 } + b[n] + a[n].flatMap { $0.prefix(outputs) }
                + (hasOutputBias ? Array(c[n].prefix(outputs)) : [])
            return numbers.reduce(0) { $0 + $1 * $1 }
        }

        /// Codes of the warnings, and the digits that the explanation states.
        func codes(_ claim: (Int) -> Double) throws -> [String] { try warnings(claim).map(\.code) }

        func warnings(_ claim: (Int) -> Double) throws -> [(code: String, text: String)] {
            let folder = try TemporaryFolder()
            let labels = points.indices.map { i in
                outputs == 1 ? "\(y(i, 0))" : "\((0..<outputs).map { y(i, $0) })"
            }.joined(separator: ", ")
            let problem = try folder.write(
                """
                {"format": "certify-problem", "version": 1, \(outputs == 1 ? "" : "\"outputs\": \(outputs),")
                 "loss": "\(outputs == 1 ? "mean-squared-error" : "mean-squared-norm")", "activation": "tanh",
                 "data": {"points": [\(points.map { "[\($0[0]), \($0[1])]" }.joined(separator: ", "))], "bias": true
                 \(weights.map { ", \"weights\": \($0)" } ?? "")},
                 \(hasOutputBias ? "\"output_bias\": true," : "")
                 \(decay == 0 ? "" : "\"decay\": \(decay),") "labels": {"given": [\(labels)]}}
                """, "problem.json")
            var arrays: [(name: String, shape: [Int], values: [Double])] = [
                ("w", [3, 2, 2], w.flatMap { $0.flatMap { $0 } }), ("b", [3, 2], b.flatMap { $0 }),
                ("a", [3, 2] + (outputs == 1 ? [] : [2]), a.flatMap { $0.flatMap { $0.prefix(outputs) } }),
                ("loss", [3], (0..<3).map(claim)),
            ]
            if hasOutputBias { arrays.append(("c", [3, outputs], c.flatMap { $0.prefix(outputs) })) }
            let file = try BiasAndOutputsTests.archive(folder, "students.npz", arrays)
            let outcome = try Program.run("inspect", file, "--problem", problem, "--json")
            let root = JSONCursor(try JSONValue.parse(bytes: Array(outcome.output.utf8), file: "i"), file: "i")
            let found = try root["warnings"].elements().map { (try $0["code"].string(), try $0["text"].string()) }
            #expect(outcome.status == (found.isEmpty ? 0 : 1), "\(outcome.errors)")
            return found
        }
    }

    @Test func rightClaimsNeedNoExplanation() throws {
        let plain = Case()
        #expect(try plain.codes { plain.mean($0) }.isEmpty)
        let two = Case(outputs: 2)
        #expect(try two.codes { two.mean($0) }.isEmpty)
        let decayed = Case(weights: (0..<37).map { Double($0 % 3 + 1) }, decay: 0.125)
        #expect(try decayed.codes { decayed.mean($0) + 0.125 * decayed.norm($0) }.isEmpty)
    }

    @Test func sumsAndHalves() throws {
        let plain = Case()
        let found = try plain.warnings { plain.mean($0) / 2 }
        #expect(found.map(\.code) == ["loss-outside", "half-mean"])
        #expect(found[1].text.hasSuffix("(explains 3 of 3, to 15 digits)") || found[1].text.hasSuffix("to 14 digits)"))
        #expect(try plain.codes { plain.mean($0) * 37 } == ["loss-outside", "sum"])
        // a claim of few digits is explained to few
        let rounded = try plain.warnings { (plain.mean($0) * 37 * 1e4).rounded() / 1e4 }
        #expect(rounded.map(\.code) == ["loss-outside", "sum"])
        #expect(["5", "6", "7"].contains { rounded[1].text.hasSuffix("to \($0) digits)") }, "\(rounded[1].text)")
    }

    /// (N, 1) outputs against (N) labels: the mean over all pairs.
    @Test func broadcastOfOutputsAndLabels() throws {
        let plain = Case(), all = plain.points.indices
        func pairs(_ n: Int) -> Double {
            all.reduce(0) { sum, i in
                all.reduce(sum) { sum, j in
                    let e = plain.f(n, i, 0) - plain.y(j, 0)
                    return sum + e * e
                }
            } / Double(all.count * all.count)
        }
        let found = try plain.warnings { pairs($0) }
        #expect(found.map(\.code) == ["loss-outside", "broadcast"])
        #expect(found[1].text.contains("37² pairs"))
        #expect(try plain.codes { pairs($0) / 2 } == ["loss-outside", "broadcast, half-mean"])
    }

    /// 37 points in mini-batches of 16: the last holds 5.
    @Test func lastMiniBatch() throws {
        let plain = Case()
        let found = try plain.warnings { n in (32..<37).reduce(0) { $0 + plain.square(n, $1) } / 5 }
        #expect(found.map(\.code) == ["loss-outside", "last-batch"])
        #expect(found[1].text.contains("the last 5 of the 37 points"))
    }

    @Test func outputsTransposed() throws {
        let two = Case(outputs: 2)
        #expect(try two.codes { two.mean($0, transposed: true) } == ["loss-outside", "outputs-neurons"])
    }

    @Test func termsLeftOut() throws {
        let plain = Case()
        #expect(try plain.codes { plain.mean($0, bias: false) } == ["loss-outside", "without-output-bias"])
        let weighted = Case(weights: (0..<37).map { Double($0 % 3 + 1) })
        #expect(try weighted.codes { weighted.mean($0, weighted: false) } == ["loss-outside", "without-weights"])
        let decayed = Case(decay: 0.125)
        #expect(try decayed.codes { decayed.mean($0) } == ["loss-outside", "without-decay"])
        #expect(
            try decayed.codes { decayed.mean($0) + 0.0625 * decayed.norm($0) } == ["loss-outside", "half-decay"])
        #expect(try decayed.codes { decayed.mean($0) + 0.25 * decayed.norm($0) } == ["loss-outside", "double-decay"])
    }

    /// What the claims have more than the loss is one lambda times |theta|².
    @Test func decayThatIsNotStated() throws {
        let plain = Case()
        let found = try plain.warnings { plain.mean($0) + 0.01 * plain.norm($0) }
        #expect(found.map(\.code) == ["loss-outside", "with-decay"])
        #expect(found[1].text.contains("\"decay\": 0.01 "), "\(found[1].text)")
    }

    @Test func whatNothingExplains() throws {
        let plain = Case()
        #expect(try plain.codes { plain.mean($0) * (1.1 + Double($0)) } == ["loss-outside", "unexplained"])
    }
}
