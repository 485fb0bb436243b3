import Certify
import Formats
import Foundation
import Interchange
import Rigor
import Search

@testable import Dense

/// Dense problems from JSON, as users write them.
enum DenseFixture {
    static func problem(_ text: String) throws -> DenseProblem {
        guard case .dense(let problem) = try statement(text) else {
            throw FormatError.cannotRead(file: "test.json", reason: "not a dense problem")
        }
        return problem
    }

    static func statement(_ text: String) throws -> ProblemStatement {
        try ProblemStatement.read(
            JSONCursor(try JSONValue.parse(bytes: Array(text.utf8), file: "test.json"), file: "test.json"))
    }

    /// XOR, 2-2-2 tanh, softmax cross-entropy.
    static func xor(decay: String?) throws -> DenseProblem {
        try problem(
            """
            {"format": "certify-problem", "version": 1,
             "layers": [{"width": 2, "activation": "tanh", "bias": true},
                        {"width": 2, "activation": "identity", "bias": true}],
             "loss": "softmax-cross-entropy", "data": {"points": [[0, 0], [0, 1], [1, 0], [1, 1]]},
             "labels": {"classes": [0, 1, 1, 0]}\(decay.map { ", \"decay\": \"\($0)\"" } ?? "")}
            """)
    }

    /// A random problem with its derivatives to 40 digits, made by `Oracle/oracle.py`.
    struct OracleCase: Sendable {
        let problem: DenseProblem
        let parameters: [Double]
        let loss: Interval
        let gradient: [Interval]
        /// On and above the diagonal, row by row.
        let hessian: [Interval]
    }

    /// What the oracle's decimals stand for: they are right to 39 digits at least, and to 1e-45 where 0 is meant.
    private static func number(_ cursor: JSONCursor) throws -> Interval {
        let precision = Precision(bits: 256)
        let value = try Interval(decimal: try cursor.string(), precision: precision)
        let relative = try Interval(decimal: "1e-38", precision: precision)
        let absolute = try Interval(decimal: "1e-45", precision: precision)
        return value + Interval(lower: -1, upper: 1, precision: precision) * (value * relative + absolute)
    }

    static let oracle: [OracleCase] = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Oracle/oracle.json"
        ).path
        do {
            return try JSONCursor(contentsOf: path, limits: .running).elements().map { place in
                guard case .dense(let problem) = try ProblemStatement.read(place["problem"]) else { return nil }
                return OracleCase(
                    problem: problem, parameters: try place["parameters"].elements().map { try $0.nearestDouble() },
                    loss: try number(place["loss"]), gradient: try place["gradient"].elements().map(number),
                    hessian: try place["hessian"].elements().map(number))
            }.compactMap { $0 }
        } catch { return [] }
    }()
}

extension Landscape {
    /// Where gradient descent from `start`, and then Newton's method, ends: near a minimum.
    func approximateMinimum(from start: [Double], steps: Int = 4000) -> [Double] {
        let evaluator = makeApproximateEvaluator()
        var point = start, rate = 0.1
        var (loss, gradient) = evaluator.approximateGradient(at: point)
        for _ in 0..<steps {
            let trial = zip(point, gradient).map { $0.0 - rate * $0.1 }
            let next = evaluator.approximateGradient(at: trial)
            if next.loss < loss {
                (point, loss, gradient, rate) = (trial, next.loss, next.gradient, rate * 1.1)
            } else {
                rate /= 2
                if rate < 1e-12 { break }
            }
        }
        return ApproximateRefinement().run(from: point, on: evaluator).point
    }
}

/// Upper-triangular places of a matrix of order n, row by row.
func triangle(_ n: Int) -> [(row: Int, column: Int)] { (0..<n).flatMap { i in (i..<n).map { (i, $0) } } }

extension Array where Element == Double {
    var dyadics: [Dyadic] { map { Dyadic(exactly: $0) ?? .zero } }
}
