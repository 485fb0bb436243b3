import Formats
import Foundation
import Interchange

/// Whole lines to standard output and standard error.
enum Console {
    static func line(_ text: String = "") { raw(text + "\n") }
    static func error(_ text: String) { errorRaw(text + "\n") }

    /// Text as it is to standard output. A reader that has gone away (`| head`) is no error of ours; where it cannot be
    /// written the program ends.
    static func raw(_ text: String) {
        guard let reason = StandardStream.output.write(text), reason != EPIPE else { return }
        error("certify: standard output cannot be written: \(String(cString: strerror(reason)))")
        exit(ExitStatus.cannotWrite.rawValue)
    }

    static func errorRaw(_ text: String) { StandardStream.error.write(text) }

    /// A name from a file without line ends or control characters, and not endless.
    static func oneLine(_ text: String) -> String {
        String(text.unicodeScalars.prefix(80).map { CharacterSet.controlCharacters.contains($0) ? "?" : Character($0) })
    }

    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}

/// Columns aligned for people.
enum TextTable {
    /// - Parameter leading: columns that hold words and start at the left; the others end at the right.
    static func lines(_ rows: [[String]], leading: Set<Int>) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return leading.contains(column) ? cell + padding : padding + cell
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
