import ArgumentParser
import Certify
import Formats
import Foundation
import Interchange
import Networks
import Rigor

/// `certify count`: how many pieces of critical points narrow networks generate in wide ones.
struct CountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count",
        abstract: "Count the pieces of critical points that narrow networks generate among wide students.",
        discussion: """
            One line for each effective width r up to that of the teacher. G(r, m) counts what one critical point of \
            a network of width r generates among students of \
            width m when its neurons are split into copies: one affine piece for each way to say which of the m \
            neurons copies which of the r. \
            T(r, m) adds neurons that contribute nothing. Exact integers of any size.

            Neither counts flips unless --problem says what they are worth: for tanh, erf and sigmoid2 every flip \
            (w, a) -> (-w, -a) is an exact symmetry, and G± and T± count \
            opposite copies; for the other activations only sets of flips that balance keep the function, and at loss \
            0 alone they lead to critical points. With \
            --problem a last line counts the global minima that are the teacher as a function, flips included.

            EXAMPLES
              certify count --teacher 4 --student 5
              certify count --problem reference --student 4
              certify count --teacher 40 --student 60 --json
            """)

    @Option(
        help: ArgumentHelp(
            "Width of the teacher, in 1...1000; of one that cannot be written with fewer neurons.", valueName: "r"))
    var teacher: Int?

    @Option(help: "Instead of --teacher: \"reference\", or a problem file with a teacher.")
    var problem: String?

    @Option(help: ArgumentHelp("Width of the students, in 1...1000.", valueName: "m"))
    var student: Int

    @Flag(help: "Print one JSON object instead of a table.")
    var json = false

    func validate() throws {
        guard (teacher == nil) != (problem == nil) else { throw ValidationError("Give either --teacher or --problem.") }
        if let teacher {
            guard (1...1000).contains(teacher) else { throw ValidationError("--teacher must lie in 1...1000.") }
        }
        guard (1...1000).contains(student) else { throw ValidationError("--student must lie in 1...1000.") }
    }

    func run() throws {
        let counted = try problem.map(Self.read)
        let width = try counted.map(Self.teacherWidth) ?? teacher ?? 1
        let meaning = PieceMeaning(
            flips: counted.map { $0.flipsKeepFunctions ? .counted : .notCounted } ?? .unknown)
        let rows = PieceCount.rows(teacherWidth: width, studentWidth: student, opposite: meaning.flips == .counted)
        let realizations = counted.flatMap { RealizationCount($0, width: student) }
        if json {
            Console.line(result(rows, width, meaning, realizations, counted).serialized(.pretty))
        } else {
            table(rows, width, meaning, realizations, counted).forEach { Console.line($0) }
        }
    }

    private static func read(_ name: String) throws -> TwoLayerProblem {
        guard
            case .twoLayer(let problem) = try ProblemStatement.builtIn(name)
                ?? ProblemStatement.read(JSONCursor(contentsOf: name))
        else {
            throw CommandFailure(
                status: .badInput, message: "\(name): pieces are counted for two-layer students with one output")
        }
        return problem
    }

    private static func teacherWidth(_ problem: TwoLayerProblem) throws -> Int {
        guard let width = problem.irreducibleTeacherWidth, (1...1000).contains(width) else {
            throw CommandFailure(
                status: .badInput,
                message:
                    "the problem has no teacher whose least width is known to lie in 1...1000; --teacher R counts for "
                    + "a width that you know"
            )
        }
        return width
    }

    private func table(
        _ rows: [PieceCount.Row], _ width: Int, _ meaning: PieceMeaning, _ realizations: RealizationCount?,
        _ problem: TwoLayerProblem?
    ) -> [String] {
        let header = ["level", "r", "\(meaning.G)(r, \(student))", "\(meaning.T)(r, \(student))"]
        let minima = realizations.map { PieceMeaning.wrapped("global minima  ", "\($0)") } ?? []
        return TextTable.lines(
            [header]
                + rows.map {
                    ["\($0.level)", "\($0.reducedWidth)", $0.copies.decimalString, $0.copiesAndZeroTypes.decimalString]
                },
            leading: [])
            + (minima.isEmpty ? [] : [""] + minima)
            + [
                "", "r      effective width: neurons left when equal input weights are merged and outputs 0 removed",
                "level  \(width) - r",
            ] + meaning.lines
    }

    private func result(
        _ rows: [PieceCount.Row], _ width: Int, _ meaning: PieceMeaning, _ realizations: RealizationCount?,
        _ problem: TwoLayerProblem?
    ) -> JSONValue {
        var object = JSONObject(pairs: [
            ("teacher", .number(JSONNumber(width))), ("student", .number(JSONNumber(student))),
            ("opposite_copies_counted", .bool(meaning.flips == .counted)),
            (
                "counts",
                .array(
                    rows.map {
                        [
                            "level": .number(JSONNumber($0.level)),
                            "effective_width": .number(JSONNumber($0.reducedWidth)),
                            "G": .integer($0.copies), "T": .integer($0.copiesAndZeroTypes),
                        ]
                    })
            ),
        ])
        if problem != nil {
            object.append(
                key: "global_minima",
                value: realizations.map {
                    [
                        "pieces": .integer($0.pieces), "counted": .string($0.scope.rawValue),
                        "orientations": .integer($0.orientations),
                        "meaning": .string("\($0)"),
                    ]
                } ?? .null)
        }
        object.append(
            key: "meaning",
            value: [
                "G": .string(meaning.copies), "T": .string(meaning.zeroTypes), "flips": .string(meaning.flips.rawValue),
            ])
        return .object(object)
    }
}

/// What G and T count, in words.
struct PieceMeaning {
    /// What is known of flips, in words.
    enum Flips: String {
        /// The activation is odd: G± and T±.
        case counted = """
            for this problem every flip (w, a) -> (-w, -a) keeps the function; opposite copies are counted, \
            which multiplies G by 2^m
            """
        /// The activation is known not to be odd.
        case notCounted = """
            not counted: for this activation no flip is a symmetry; sets of flips that balance lead from one global \
            minimum of loss 0 to others
            """
        case unknown = """
            not counted. For tanh, erf and sigmoid2 every flip (w, a) -> (-w, -a) is an exact symmetry, and opposite \
            copies multiply G by 2^m; for other activations that are no polynomials no flip is, but sets \
            of flips that balance lead from one global minimum of loss 0 to others. --problem counts them
            """
    }

    let flips: Flips

    var G: String { flips == .counted ? "G±" : "G" }
    var T: String { flips == .counted ? "T±" : "T" }

    var copies: String {
        let number = flips == .counted ? "2^m r! S(m, r)" : "r! S(m, r)"
        let opposite = flips == .counted ? " or opposite copies" : " with the same input weights"
        return """
            affine pieces that one critical point of width r, with all its permutations, generates at width m by \
            copies\(opposite): \
            one for each map of m neurons onto r\(flips == .counted ? " and each choice of orientations" : ""); \
            \(number) of them
            """
    }

    var zeroTypes: String {
        """
        the same with further neurons that contribute nothing, divided into groups of equal input weights. At a \
        positive loss all their outputs are 0, the weights lie on the hypersurface \
        phi = 0 where there is one, and \(T) counts the strata of products of affine pieces and hypersurfaces. At \
        loss 0 the outputs of a group add up to 0 and its weights are \
        free: \(T) counts the affine pieces of global minima that arise so, and no others
        """
    }

    var lines: [String] {
        Self.wrapped(G.padding(toLength: 7, withPad: " ", startingAt: 0), copies)
            + Self.wrapped(T.padding(toLength: 7, withPad: " ", startingAt: 0), zeroTypes)
            + Self.wrapped("flips  ", flips.rawValue)
    }

    /// Lines of at most 110 characters, the later ones indented.
    static func wrapped(_ label: String, _ text: String) -> [String] {
        var lines = [label], isFresh = true
        for word in text.split(separator: " ") {
            if !isFresh, lines[lines.count - 1].count + word.count + 1 > 110 {
                lines.append(String(repeating: " ", count: label.count))
                isFresh = true
            }
            lines[lines.count - 1] += (isFresh ? "" : " ") + word
            isFresh = false
        }
        return lines
    }
}

extension JSONValue {
    /// An integer of any size, written out.
    static func integer(_ value: Integer) -> JSONValue { JSONNumber(value.decimalString).map { .number($0) } ?? .null }
}
