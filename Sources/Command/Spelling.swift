import Formats
import Foundation
import Interchange

/// What was probably meant by a word that is none of those that are known.
enum Spelling {
    /// The known word that is nearest, when it is near: at most a third of its letters wrong.
    static func nearest(_ word: String, among known: [String]) -> String? {
        known.map { (word: $0, distance: distance(Array(word.lowercased()), Array($0))) }
            .filter { $0.distance > 0 && 3 * $0.distance <= max(3, $0.word.count + 1) }.min {
                $0.distance < $1.distance
            }?
            .word
    }

    /// Letters left out, added, replaced, or exchanged with their neighbours: the fewest that make the one word of the
    /// other (Damerau and Levenshtein, no letter twice).
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var rows = [Array(0...b.count)]
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var least = min(rows[i][j] + (a[i] == b[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, rows[i - 1][j - 1] + 1) }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }

    /// "; did you mean certify run?", of a command line that names no subcommand; empty where nothing is near.
    static func suggestion(for arguments: [String], subcommands: [String]) -> String? {
        guard let word = arguments.dropFirst().first, !subcommands.contains(word) else { return nil }
        return nearest(word, among: subcommands).map { "Did you mean 'certify \($0)'?" }
    }

    /// " (did you mean --problem reference?)", of a file that is not there; empty where nothing is near.
    static func suggestion(for failure: FormatError) -> String {
        guard case .cannotRead(let file, _) = failure, !FileManager.default.fileExists(atPath: file),
            let name = nearest(file, among: ProblemStatement.builtInNames)
        else { return "" }
        return " (did you mean --problem \(name)?)"
    }
}
