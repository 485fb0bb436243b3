import ArgumentParser
import Formats
import Interchange
import Run

/// `certify table`: the table of Safran & Shamir, certified.
struct TableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table",
        abstract: "Certify files of end points and write DIR/table.md and DIR/table.csv, one row a family.",
        discussion: """
            One row for each family of end points, ordered by the numbers of targets and of neurons: what is proved, \
            the constants and radii \
            that Safran & Shamir's B gives beside ours, and whether the family is proved by its loss to be none of \
            the others of the same numbers, or by a permutation to be one of them: then their runs are added up. Also \
            the permutations that fix the point, and its Morse index after a neuron is cut into two parallel ones, the \
            least and the largest over the neurons.

            EXAMPLES
              certify table k6-n6.npz k7-n7.npz --problem gaussian-relu -o tables
              certify table k6-n6.npz --problem gaussian-relu -o tables --json
            """)

    /// Landscapes whose end points have a table.
    enum Problem: String, ExpressibleByArgument, CaseIterable {
        case gaussianReLU = "gaussian-relu"
    }

    @ArgumentParser.Argument(
        help: ArgumentHelp(
            "End points: .npz files with W (families, d, n) and optionally runs (families).", valueName: "file"))
    var files: [String]

    @Option(help: "The problem; only gaussian-relu has such a table.")
    var problem: Problem

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The directory to write.", valueName: "dir"))
    var output: String

    @Flag(help: "Print the rows as one JSON object.")
    var json = false

    @Flag(name: [.long, .short], help: "Print nothing but errors.")
    var quiet = false

    func run() throws {
        let sorted = try files.map { try GaussianReLUFile(contentsOf: $0) }
            .sorted { ($0.landscape.targetCount, $0.landscape.width) < ($1.landscape.targetCount, $1.landscape.width) }
        for file in sorted {
            for student in file.students.compactMap(\.notFinite) {
                Console.error("certify: \(file.path): family \(student.index) is not finite and has no row")
            }
        }
        let table = GaussianReLUTable(files: sorted)
        try RunDirectory(path: output).create()
        for (name, text) in [("table.md", table.markdown), ("table.csv", table.csv)] {
            try AtomicFile.write(text, to: output + "/" + name)
            if !quiet, !json {
                Console.line("\(output)/\(name)    \(table.rows.count) families, \(table.pointCount) points")
            }
        }
        if json { Console.line(result(table).serialized(.pretty)) }
    }

    /// Every field as in the table, decimals that enclose; null where it is empty.
    private func result(_ table: GaussianReLUTable) -> JSONValue {
        let rows = table.fields.map { fields -> JSONValue in
            .object(
                JSONObject(pairs: zip(GaussianReLUTable.columns, fields).map { ($0, $1.isEmpty ? .null : .string($1)) })
            )
        }
        return [
            "families": .array(rows), "markdown": .string("\(output)/table.md"), "csv": .string("\(output)/table.csv"),
        ]
    }
}
