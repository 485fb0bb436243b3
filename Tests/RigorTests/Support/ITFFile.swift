import Foundation
import Rigor

/// One line of an ITF1788 file, such as `add [1.0,2.0] [3.0,4.0] = [4.0,6.0];`.
struct ITFCase: Sendable {
    enum Value: Sendable {
        case interval(lower: Double, upper: Double)
        case empty
        case number(Double)
        case boolean(Bool)
        /// A decorated interval, a text or NaI: nothing that bare arithmetic has.
        case other(String)
    }

    let operation: String
    let inputs: [Value]
    let outputs: [Value]
    let source: String

    var isBare: Bool {
        !(inputs + outputs).contains { if case .other = $0 { true } else { false } }
    }
}

/// A parser for the part of the Interval Testing Framework language that the IEEE 1788 files use.
enum ITFFile {
    static func parse(_ url: URL) throws -> [ITFCase] {
        var text = try String(contentsOf: url, encoding: .utf8)
        text.replace(#/(?s)/\*.*?\*//#, with: "")
        text.replace(#///[^\n]*/#, with: "")
        text.replace(#/testcase[^{]*\{/#, with: "")
        text.replace("}", with: "")
        return text.split(separator: ";").compactMap { statement in
            let source = statement.trimmingCharacters(in: .whitespacesAndNewlines)
            return source.isEmpty ? nil : parseCase(source)
        }
    }

    private static func parseCase(_ source: String) -> ITFCase {
        let withoutSignal = source.split(separator: " signal ")[0]
        let sides = withoutSignal.split(separator: " = ", maxSplits: 1)
        let name = sides[0].prefix { !$0.isWhitespace }
        return ITFCase(
            operation: String(name),
            inputs: parseValues(sides[0].dropFirst(name.count)),
            outputs: sides.count == 2 ? parseValues(sides[1]) : [.other("")],
            source: source)
    }

    private static func parseValues(_ text: Substring) -> [ITFCase.Value] {
        text.matches(of: #/"[^"]*"|\[[^\]]*\](?:_\w+)?|[^\s\[\]"]+/#).map { parseValue(String($0.output)) }
    }

    private static func parseValue(_ token: String) -> ITFCase.Value {
        if token == "true" || token == "false" { return .boolean(token == "true") }
        if let number = number(token) { return .number(number) }
        guard token.hasPrefix("["), token.hasSuffix("]") else { return .other(token) }
        let inside = token.dropFirst().dropLast().replacing(" ", with: "")
        if inside == "empty" { return .empty }
        if inside == "entire" { return .interval(lower: -.infinity, upper: .infinity) }
        let ends = inside.split(separator: ",").map { number(String($0)) }
        guard ends.count == 2, let lower = ends[0], let upper = ends[1] else { return .other(token) }
        return .interval(lower: lower, upper: upper)
    }

    private static func number(_ token: String) -> Double? {
        Double(token.lowercased())
    }
}
