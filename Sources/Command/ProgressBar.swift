import Foundation
import Synchronization

/// How far a command is, on standard error: a bar with rate and time left on a terminal, elsewhere a line each minute,
/// so that a log tells that the program is alive; nothing at all when it is to be quiet.
final class ProgressBar: Sendable {
    private enum Form: Sendable { case bar, lines, none }

    private let total: Int
    private let start = ContinuousClock.now
    private let form: Form
    /// Pieces that were done before the clock started.
    private let before: Int
    /// When the last line was written.
    private let last: Mutex<ContinuousClock.Instant>
    private let period: Duration

    /// - Parameter period: seconds between two lines.
    init(total: Int, before: Int = 0, quiet: Bool = false, period: Duration = .seconds(60)) {
        self.total = total
        self.before = before
        self.period = period
        last = Mutex(start)
        if quiet || total <= before {
            form = .none
        } else if Console.errorIsTerminal, ProcessInfo.processInfo.environment["TERM"] != "dumb" {
            form = .bar
        } else {
            form = .lines
        }
    }

    func show(done: Int) {
        let now = ContinuousClock.now
        switch form {
        case .none: break
        case .bar:
            let width = 30, filled = total > 0 ? width * done / total : width
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
            Console.errorRaw("\r\(bar) \(text(done, now)) \u{1B}[K")
        case .lines:
            let isDue = last.withLock { last in
                guard now - last >= period else { return false }
                last = now
                return true
            }
            guard isDue else { return }
            Console.error("certify: \(text(done, now))")
        }
    }

    /// Removes the bar.
    func finish() { if form == .bar { Console.errorRaw("\r\u{1B}[K") } }

    private func text(_ done: Int, _ now: ContinuousClock.Instant) -> String {
        Self.text(done: done, total: total, since: before, elapsed: (now - start) / .seconds(1))
    }

    /// "37/400  0.61 a second, 9:55 left".
    static func text(done: Int, total: Int, since before: Int, elapsed: Double) -> String {
        let rate = elapsed > 0 ? Double(done - before) / elapsed : 0
        return "\(done)/\(total)  \(threeDigits(rate)) a second, "
            + (rate > 0 ? clock(Double(total - done) / rate) : "--:--") + " left"
    }

    /// "9:05", and hours in front where there are any.
    static func clock(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 1e9).rounded())
        let minutes = whole / 60 % 60, hours = whole / 3600
        func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return (hours > 0 ? "\(hours):\(padded(minutes))" : "\(minutes)") + ":" + padded(whole % 60)
    }

    /// A rate to three digits, "0.0613", "61.3", "6130".
    static func threeDigits(_ value: Double) -> String {
        guard value > 0 else { return "0" }
        let places = max(0, min(6, 2 - Int(log10(value).rounded(.down))))
        let scale = pow(10, Double(places)), whole = Int((min(value, 1e12) * scale).rounded())
        guard places > 0 else { return "\(whole)" }
        let digits = String(whole), padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return padded.dropLast(places) + "." + padded.suffix(places)
    }
}
