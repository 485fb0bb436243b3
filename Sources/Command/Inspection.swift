import Certify
import Dense
import Formats
import Foundation
import Interchange
import Rigor
import Run

/// What `certify inspect` found, as text and as JSON.
struct Inspection {
    let candidates: CandidateFile
    let problem: ProblemStatement?
    /// One for each candidate; empty without a problem.
    var losses: [InspectedLoss]

    /// Something to look at, with a code for programs.
    struct Warning {
        let code: String
        let text: String
    }

    /// Whether a claimed loss is refuted.
    var isContradicted: Bool { losses.contains { $0.judgement == .refuted } }

    private func count(_ comparison: InspectedLoss.Comparison) -> Int { losses.count { $0.comparison == comparison } }

    var warnings: [Warning] {
        var found = unreadArrays + notNumbers
        let claimed = losses.count { $0.claimed != nil }
        if count(.outside) > 0 {
            let worst =
                losses.filter { $0.comparison == .outside }.compactMap(\.approximateRelativeError).max() ?? .infinity
            found.append(
                Warning(
                    code: "loss-outside",
                    text:
                        "\(count(.outside)) of \(claimed) claimed losses lie outside their enclosures by more than "
                        + "rounding explains, with relative errors up to about \(Self.rounded(worst))"
                ))
            let explanations = problem.map {
                LossExplanation.all(
                    of: losses, candidates: candidates.candidates, problem: $0, width: candidates.width,
                    conventions: candidates.conventions)
            }
            for explanation in explanations ?? [] {
                found.append(
                    Warning(
                        code: explanation.code,
                        text:
                            "\(explanation.advice) (explains \(explanation.count) of \(count(.outside))"
                            + (explanation.approximateDigits.map { ", to \($0) digits" } ?? "") + ")"))
            }
            if explanations?.isEmpty == true {
                found.append(
                    Warning(
                        code: "unexplained",
                        text: "no other convention explains them: is this the problem the students were trained on?"))
            }
        }
        if count(.float32) > 0 {
            found.append(
                Warning(
                    code: "float32",
                    text:
                        "\(count(.float32)) of \(claimed) claimed losses were evaluated in float32: recompute claims "
                        + "in float64 before auditing them"
                ))
        }
        if count(.coarse) > 0 {
            found.append(
                Warning(
                    code: "coarse",
                    text:
                        "\(count(.coarse)) of \(claimed) claimed losses are right to a relative error of 2^-10, but "
                        + "off by more than rounding in float64 explains"
                ))
        }
        found += regularised
        if count(.unknown) > 0 {
            found.append(
                Warning(
                    code: "not-enclosed",
                    text: "\(count(.unknown)) of \(claimed) claimed losses could not be compared, nothing was enclosed")
            )
        }
        return found
    }

    /// Weight decay that the problem does not state, if most candidates would be critical with it.
    private var regularised: [Warning] {
        guard let problem else { return [] }
        let finder = VerdictRemarks(problem, width: candidates.width)
        let remarks = candidates.candidates.compactMap { candidate in
            finder.unstatedDecay(at: candidate.parameters).map { (candidate.index, VerdictRemark.unstatedDecay($0)) }
        }
        guard 2 * remarks.count > candidates.candidates.count else { return [] }
        return VerdictRemarks.grouped(remarks).map { remark, members in
            Warning(code: remark.code, text: "\(members.count) of \(candidates.candidates.count): \(remark.text)")
        }
    }

    private var unreadArrays: [Warning] {
        candidates.unreadText.map { [Warning(code: "not-read", text: "not read: \($0)")] } ?? []
    }

    private var notNumbers: [Warning] {
        candidates.notFiniteTexts.map { Warning(code: "not-finite", text: "not finite: \($0)") }
            + candidates.noClaimTexts.map { Warning(code: "no-claim", text: "no claim: \($0)") }
    }

    /// Two significant digits, for people.
    static func rounded(_ value: Double) -> String {
        OutwardDecimal.approximate(value, digits: 2)
    }
}

// MARK: For people

extension Inspection {
    /// The file, before anything was evaluated.
    var introduction: [String] {
        let arrays = TextTable.lines(
            candidates.arrays.map {
                [
                    Console.oneLine($0.name), Self.shape($0), $0.elementType ?? "unknown type",
                    Self.meaning($0, candidates),
                ]
            },
            leading: [0, 1, 2, 3])
        let file = candidates,
            perStudent = file.candidates.first?.parameters.count ?? file.notFinite.first?.parameters.count ?? 0
        return [
            "file         \(Console.oneLine(file.path)): \(file.format.rawValue), \(file.size) bytes",
            "             SHA-256 \(file.hash)",
        ] + Self.labelled("arrays", arrays) + [
            "students     \(file.students.count) of \(Self.size(file)), \(Self.inputs(file)), \(perStudent) "
                + "parameters each\(file.notFinite.isEmpty ? "" : ", \(file.notFinite.count) not finite")"
        ]
            + Self.labelled(
                "conventions",
                Self.conventions(file))
            + problemLines
    }

    private var problemLines: [String] {
        guard let problem else { return ["problem      none given; --problem P compares the losses"] }
        let name = problem.builtInName.map { "\($0): " } ?? ""
        return ["problem      \(name)\(problem.summary)", "             SHA-256 \(problem.hash)"]
    }

    /// The losses.
    var findings: [String] {
        guard !losses.isEmpty else { return [] }
        let claims = losses.contains { $0.claimed != nil }
        let shown = losses.prefix(Self.longestTable)
        let header =
            ["#"] + (claims ? ["loss in the file"] : []) + ["loss in float64", "enclosed in"]
            + (claims ? ["comparison"] : [])
        let rows = shown.map { loss in
            ["\(loss.candidate)"] + (claims ? [loss.claimed.map { "\($0)" } ?? ""] : [])
                + [
                    "\(loss.approximate)",
                    loss.enclosure.map { OutwardDecimal.interval($0, digits: 17) } ?? "not enclosed",
                ]
                + (claims ? [Self.words(loss)] : [])
        }
        let more = losses.count > shown.count ? ["\(losses.count - shown.count) more, see --json"] : []
        return [""] + TextTable.lines([header] + rows, leading: claims ? [4] : []) + more + [
            "", "losses       \(summary)",
        ]
    }

    private var summary: String {
        let claimed = losses.count { $0.claimed != nil }
        guard claimed > 0 else { return "the file claims none" }
        let parts = InspectedLoss.Comparison.allCases.filter { count($0) > 0 }.map { "\(count($0)) \(Self.phrase($0))" }
        return "\(claimed) claimed: " + parts.joined(separator: ", ")
    }

    private static let longestTable = 24

    private static func phrase(_ comparison: InspectedLoss.Comparison) -> String {
        switch comparison {
        case .inside: "inside their enclosure"
        case .rounding: "outside by no more than rounding in float64"
        case .float32: "outside by no more than rounding in float32"
        case .coarse: "right to a relative error of 2^-10, but outside by more than rounding"
        case .outside: "outside by more than rounding explains"
        case .unknown: "not compared"
        }
    }

    private static func words(_ loss: InspectedLoss) -> String {
        guard let comparison = loss.comparison else { return "" }
        let ulps = loss.approximateUlps ?? 0, relative = loss.approximateRelativeError ?? 0
        return switch comparison {
        case .inside: "inside"
        case .rounding:
            "rounding, "
                + (ulps < 1000 ? "\(Int(ulps.rounded(.up))) ulp outside" : "relative error \(rounded(relative))")
        case .float32: "float32 rounding, relative error \(rounded(relative))"
        case .coarse: "coarse, relative error \(rounded(relative))"
        case .outside: "OUTSIDE, relative error \(rounded(relative))"
        case .unknown: "not compared"
        }
    }

    private static func shape(_ array: CandidateFile.ArrayDescription) -> String {
        array.shape.map { "(" + $0.map(String.init).joined(separator: ", ") + ($0.count == 1 ? ",)" : ")") }
            ?? "unknown shape"
    }

    private static func meaning(_ array: CandidateFile.ArrayDescription, _ file: CandidateFile) -> String {
        guard array.isRead else { return "not read" }
        return switch array.name {
        case "w":
            file.conventions.axes == .inputsNeurons
                ? "input weights: students, inputs, neurons" : "input weights: students, neurons, inputs"
        case "a":
            array.shape?.count == 3 ? "output weights: students, neurons, outputs" : "output weights: students, neurons"
        case "b": "biases: students, neurons"
        case "c": array.shape?.count == 2 ? "output biases: students, outputs" : "output biases: students"
        case "W": "input weights: families, inputs, neurons"
        case "parts": "sizes of the blocks"
        case "diagonal": "diagonal entries: students, blocks"
        case "off_diagonal": "other entries: students, blocks of inputs, blocks of neurons"
        case "runs": "how many runs ended at each"
        case let name where name.hasPrefix("W"):
            file.conventions.axes == .inputsNeurons
                ? "weights of layer \(name.dropFirst()): students, inputs, units"
                : "weights of layer \(name.dropFirst()): students, units, inputs"
        case let name where name.hasPrefix("b"): "biases of layer \(name.dropFirst()): students, units"
        default: "claimed"
        }
    }

    private static func conventions(_ file: CandidateFile) -> [String] {
        switch file.layout {
        case .weightsAndOutputs: file.conventions.description
        case .columns: ["a column a neuron, claims are about the loss of the problem"]
        case .blocks: ["r blocks of coordinates by r blocks of neurons, each an entry on its diagonal and one off it"]
        case .dense: file.conventions.declared.isEmpty ? ["none declared"] : file.conventions.declared
        }
    }

    /// "width 4", "layers 2-16-3".
    private static func size(_ file: CandidateFile) -> String {
        if case .dense(let layout) = file.layout { return "layers \(layout.widthsText)" }
        return "width \(file.width)"
    }

    private static func inputs(_ file: CandidateFile) -> String {
        file.hasBiases
            ? "inputs of dimension \(file.inputDimension - 1) and biases" : "inputs of dimension \(file.inputDimension)"
    }

    private static func labelled(_ label: String, _ lines: [String]) -> [String] {
        lines.enumerated().map {
            ($0 == 0 ? label.padding(toLength: 13, withPad: " ", startingAt: 0) : String(repeating: " ", count: 13))
                + $1
        }
    }
}

// MARK: For programs

extension Inspection {
    var json: JSONValue {
        .object(
            JSONObject(pairs: [
                ("file", .string(candidates.path)), ("format", .string(candidates.format.rawValue)),
                ("sha256", .string(candidates.hash)),
                ("arrays", .array(candidates.arrays.map(Self.json))),
                ("candidates", .number(JSONNumber(candidates.students.count))),
                ("width", .number(JSONNumber(candidates.width))),
                ("input_dimension", .number(JSONNumber(candidates.inputDimension))),
                ("has_bias_array", .bool(candidates.hasBiases)),
                ("conventions", candidates.conventions.encoded),
                ("problem", problem.map { .string($0.summary) } ?? .null),
                ("problem_sha256", problem.map { .string($0.hash) } ?? .null),
                ("not_finite", .array(candidates.notFinite.map { .number(JSONNumber($0.index)) })),
                ("losses", .array(losses.map(Self.json))),
                ("warnings", .array(warnings.map { ["code": .string($0.code), "text": .string($0.text)] })),
            ]))
    }

    private static func json(_ array: CandidateFile.ArrayDescription) -> JSONValue {
        [
            "name": .string(array.name),
            "shape": array.shape.map { .array($0.map { .number(JSONNumber($0)) }) } ?? .null,
            "type": array.elementType.map { .string($0) } ?? .null, "read": .bool(array.isRead),
        ]
    }

    private static func json(_ loss: InspectedLoss) -> JSONValue {
        func number(_ value: Double?) -> JSONValue {
            value.flatMap(JSONNumber.init(shortest:)).map { .number($0) } ?? .null
        }
        return [
            "candidate": .number(JSONNumber(loss.candidate)), "claimed": number(loss.claimed),
            "float64": number(loss.approximate),
            "lower": loss.enclosure.map { .string(OutwardDecimal.lower($0.lower, digits: 17)) } ?? .null,
            "upper": loss.enclosure.map { .string(OutwardDecimal.upper($0.upper, digits: 17)) } ?? .null,
            "comparison": loss.comparison.map { .string($0.rawValue) } ?? .null,
            "judgement": loss.judgement.map { .string($0.rawValue) } ?? .null,
            "relative_error": number(loss.approximateRelativeError),
        ]
    }
}
