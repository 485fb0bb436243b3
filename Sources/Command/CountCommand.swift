import ArgumentParser
import Certify
import Formats
import Networks
import Rigor

/// `certify count`: how many pieces of critical points narrow networks generate in wide ones.
struct CountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count",
        abstract: "Count the pieces of critical points that narrow networks generate among wide students.",
        discussion: """
            One line for each effective width r up to that of the teacher. G(r, m) counts what one critical point of a network of width r generates among students of \
            width m when its neurons are split into copies: one affine piece for each way to say which of the m neurons copies which of the r. \
            T(r, m) adds neurons that contribute nothing. Exact integers of any size.

            EXAMPLES
              certify count --teacher 4 --student 5
              certify count --teacher 40 --student 60 --json
            """)

    @Option(help: ArgumentHelp("Width of the teacher, in 1...1000; of one that cannot be written with fewer neurons.", valueName: "r"))
    var teacher: Int

    @Option(help: ArgumentHelp("Width of the students, in 1...1000.", valueName: "m"))
    var student: Int

    @Flag(help: "Print one JSON object instead of a table.")
    var json = false

    func validate() throws {
        guard (1...1000).contains(teacher) else { throw ValidationError("--teacher must lie in 1...1000.") }
        guard (1...1000).contains(student) else { throw ValidationError("--student must lie in 1...1000.") }
    }

    func run() {
        let rows = PieceCount.rows(teacherWidth: teacher, studentWidth: student)
        if json {
            Console.line(result(rows).serialized(.pretty))
        } else {
            table(rows).forEach { Console.line($0) }
        }
    }

    private func table(_ rows: [PieceCount.Row]) -> [String] {
        let header = ["level", "r", "G(r, \(student))", "T(r, \(student))"]
        return TextTable.lines(
            [header]
                + rows.map { ["\($0.level)", "\($0.reducedWidth)", $0.copies.decimalString, $0.copiesAndZeroTypes.decimalString] },
            leading: [])
            + [
                "", "r      effective width: neurons left when equal input weights are merged and outputs 0 removed",
                "level  \(teacher) - r",
            ] + PieceMeaning.lines
    }

    private func result(_ rows: [PieceCount.Row]) -> JSONValue {
        [
            "teacher": .number(JSONNumber(teacher)), "student": .number(JSONNumber(student)),
            "counts": .array(
                rows.map {
                    [
                        "level": .number(JSONNumber($0.level)), "effective_width": .number(JSONNumber($0.reducedWidth)),
                        "G": .integer($0.copies), "T": .integer($0.copiesAndZeroTypes),
                    ]
                }),
            "meaning": ["G": .string(PieceMeaning.copies), "T": .string(PieceMeaning.zeroTypes)],
        ]
    }
}

/// What G and T count, in words.
enum PieceMeaning {
    static let copies = """
        affine pieces that one critical point of width r, with all its permutations, generates at width m by copies: \
        one for each map of m neurons onto r; r! S(m, r) of them
        """
    static let zeroTypes = """
        the same with further neurons that contribute nothing, in groups of equal input weights. At loss 0 the outputs of a group add up to 0 and its weights are free: \
        T counts affine pieces of global minima. At a positive loss all these outputs are 0, the weights lie on the hypersurface phi = 0, and T counts the \
        strata of products of affine pieces and hypersurfaces
        """

    static var lines: [String] { wrapped("G      ", copies) + wrapped("T      ", zeroTypes) }

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
