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

/// A bar with rate and time left on standard error, if that is a terminal; otherwise nothing at all.
struct ProgressBar {
    private let total: Int
    private let start = ContinuousClock.now
    private let isShown: Bool
    /// Pieces that were done before the clock started.
    private let before: Int

    init(total: Int, before: Int = 0, quiet: Bool = false) {
        self.total = total
        self.before = before
        isShown =
            Console.errorIsTerminal && !quiet && total > before && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    func show(done: Int) {
        guard isShown else { return }
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        let rate = elapsed > 0 ? Double(done - before) / elapsed : 0
        let width = 30, filled = total > 0 ? width * done / total : width
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        let left =
            rate > 0 ? Duration.seconds(Double(total - done) / rate).formatted(.time(pattern: .minuteSecond)) : "--:--"
        let speed = rate.formatted(.number.precision(.significantDigits(3)).locale(Locale(identifier: "en_US_POSIX")))
        Console.errorRaw("\r\(bar) \(done)/\(total)  \(speed) a second, \(left) left \u{1B}[K")
    }

    /// Removes the bar.
    func finish() { if isShown { Console.errorRaw("\r\u{1B}[K") } }
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
