import Dispatch
import Foundation

/// Says a last word when the user interrupts (Ctrl-C, or a scheduler's SIGTERM), and ends with the status of the
/// signal.
final class Interruption {
    private let sources: [any DispatchSourceSignal]

    /// - Parameter word: the line for standard error.
    init(_ word: @escaping @Sendable () -> String) {
        sources = [SIGINT, SIGTERM].map { number in
            // a source sees the signal only where the signal itself does nothing
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInitiated))
            source.setEventHandler {
                Console.error((Console.errorIsTerminal ? "\r\u{1B}[K" : "") + word())
                _exit(128 + number)
            }
            source.resume()
            return source
        }
    }

    /// From here on signals end the program as they always do.
    func end() {
        sources.forEach { $0.cancel() }
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }
}
