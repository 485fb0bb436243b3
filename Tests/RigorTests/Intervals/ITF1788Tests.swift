import Foundation
import Rigor
import Testing

/// The ITF1788 suite at 53 bits, bit for bit: MPFR's result converted in the same direction is the tightest float64
/// interval.
@Suite(.enabled(if: SharedFiles.exists("itf1788"), "the ITF1788 files are absent: ../shared/itf1788"))
struct ITF1788Tests {
    static let precision = Precision.float64

    static let unary: [String: @Sendable (Interval) -> Interval] = [
        "pos": { $0 }, "neg": { -$0 }, "recip": { $0.reciprocal() }, "sqr": { $0.squared() },
        "sqrt": { $0.squareRoot() },
        "exp": { $0.exp() }, "expm1": { $0.expm1() }, "log": { $0.log() }, "log1p": { $0.log1p() },
        "tanh": { $0.tanh() },
        "sinh": { $0.sinh() }, "cosh": { $0.cosh() }, "atan": { $0.atan() }, "asin": { $0.asin() },
        "acos": { $0.acos() },
        "sin": { $0.sin() }, "cos": { $0.cos() }, "abs": { $0.absoluteValue() },
    ]

    static let binary: [String: @Sendable (Interval, Interval) -> Interval] = [
        "add": { $0 + $1 }, "sub": { $0 - $1 }, "mul": { $0 * $1 }, "div": { $0 / $1 },
        "min": { .minimum($0, $1) }, "max": { .maximum($0, $1) },
        "intersection": { $0.intersection(with: $1) }, "convexHull": { $0.hull(with: $1) },
    ]

    static let predicates: [String: @Sendable (Interval) -> Bool] = [
        "isEmpty": { $0.isEmpty }, "isEntire": { $0.isEntire }, "isCommonInterval": { $0.isBounded },
        "isSingleton": { $0.isPoint },
    ]

    static let relations: [String: @Sendable (Interval, Interval) -> Bool] = [
        "equal": { $0.isIdentical(to: $1) }, "subset": { $0.isSubset(of: $1) }, "interior": { $0.isInterior(of: $1) },
        "disjoint": { $0.isDisjoint(from: $1) },
    ]

    /// Bounds answer for the empty interval as for the whole line, which is deliberate and not the standard's: those
    /// cases are skipped.
    static let bounds: [String: @Sendable (Interval) -> Double] = [
        "inf": { $0.lowerDouble }, "sup": { $0.upperDouble }, "mag": { $0.magnitudeUpper },
        "mig": { $0.mignitudeLower },
        "wid": { $0.widthUpper }, "mid": { $0.approximateMidpoint },
    ]

    enum Outcome {
        case passed
        case failed(String)
        case skipped
    }

    /// The cases of this suite that are matched, operation by operation; a parser that lost some would change a count.
    static let expectedCounts: [String: Int] = [
        "abs": 12, "acos": 18, "add": 31, "asin": 18, "atan": 10, "b-numsToInterval": 10, "convexHull": 5, "cos": 52,
        "cosh": 11,
        "disjoint": 10, "div": 341, "equal": 15, "exp": 19, "inf": 13, "interior": 16, "intersection": 5,
        "isCommonInterval": 12,
        "isEmpty": 14, "isEntire": 14, "isMember": 35, "isSingleton": 15, "log": 21, "mag": 7, "max": 15, "mid": 11,
        "mig": 10,
        "min": 15, "mul": 116, "neg": 11, "pos": 11, "pown": 163, "recip": 18, "sin": 52, "sinh": 11, "sqr": 12,
        "sqrt": 13,
        "sub": 31, "subset": 27, "sup": 13, "tanh": 11, "wid": 7,
    ]

    @Test func everyBareCase() throws {
        let files = try FileManager.default.contentsOfDirectory(
            at: SharedFiles.url("itf1788"), includingPropertiesForKeys: nil
        )
        .filter { $0.pathExtension == "itl" }.sorted { $0.path < $1.path }
        #expect(files.count == 8)
        var passed: [String: Int] = [:]
        var decorated = 0
        var foreign = 0
        for file in files {
            for item in try ITFFile.parse(file) {
                guard item.isBare else {
                    decorated += 1
                    continue
                }
                switch Self.run(item) {
                case .passed: passed[item.operation, default: 0] += 1
                case .skipped: foreign += 1
                case .failed(let found): Issue.record("\(file.lastPathComponent): \(item.source), found \(found)")
                }
            }
        }
        let total = passed.values.reduce(0, +)
        print(
            "ITF1788: \(total) passed; skipped: \(decorated) decorated or textual, \(foreign) of operations that "
                + "Rigor has not"
        )
        print(passed.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        #expect(passed == Self.expectedCounts)
    }

    static func run(_ item: ITFCase) -> Outcome {
        let intervals = item.inputs.compactMap { interval($0) }
        let name = item.operation
        if let operation = unary[name], intervals.count == 1, item.inputs.count == 1 {
            return compare(operation(intervals[0]), item.outputs)
        }
        if let operation = binary[name], intervals.count == 2 {
            return compare(operation(intervals[0], intervals[1]), item.outputs)
        }
        if let operation = predicates[name], intervals.count == 1 {
            return compare(operation(intervals[0]), item.outputs)
        }
        if let operation = relations[name], intervals.count == 2 {
            return compare(operation(intervals[0], intervals[1]), item.outputs)
        }
        if let operation = bounds[name], intervals.count == 1, case .number(let expected)? = item.outputs.first {
            if intervals[0].isEmpty { return .skipped }
            let found = operation(intervals[0])
            return found == expected ? .passed : .failed("\(found)")
        }
        switch (name, item.inputs.count == 2 ? item.inputs : []) {
        case ("pown", let inputs) where !inputs.isEmpty:
            guard case .number(let exponent) = inputs[1], let power = Int(exactly: exponent) else { return .skipped }
            return compare(intervals[0].power(power), item.outputs)
        case ("isMember", let inputs) where !inputs.isEmpty:
            guard case .number(let number) = inputs[0], intervals.count == 1 else { return .skipped }
            return compare(intervals[0].contains(number), item.outputs)
        case ("b-numsToInterval", let inputs) where !inputs.isEmpty:
            guard case .number(let lower) = inputs[0], case .number(let upper) = inputs[1] else { return .skipped }
            return compare(.standard(lower: lower, upper: upper, precision: precision), item.outputs)
        default:
            return .skipped
        }
    }

    static func interval(_ value: ITFCase.Value) -> Interval? {
        switch value {
        case .interval(let lower, let upper): .standard(lower: lower, upper: upper, precision: precision)
        case .empty: .empty(precision: precision)
        default: nil
        }
    }

    static func compare(_ found: Interval, _ expected: [ITFCase.Value]) -> Outcome {
        switch expected.first {
        case .empty? where expected.count == 1:
            return found.isEmpty ? .passed : .failed("\(found)")
        case .interval(let lower, let upper)? where expected.count == 1:
            let isEqual = !found.isEmpty && found.lowerDouble == lower && found.upperDouble == upper
            return isEqual ? .passed : .failed("\(found)")
        default:
            return .failed("\(found), an interval")
        }
    }

    static func compare(_ found: Bool, _ expected: [ITFCase.Value]) -> Outcome {
        if case .boolean(let value)? = expected.first, value == found { return .passed }
        return .failed("\(found)")
    }
}
