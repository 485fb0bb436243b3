import ArgumentParser
import Foundation

/// How many threads a subcommand may use; what it writes does not depend on it.
struct ThreadOptions: ParsableArguments {
    @Option(
        name: [.long, .customShort("j", allowingJoined: true)],
        help: "Threads. The result does not depend on their number.")
    var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

    func validate() throws {
        guard jobs >= 1, jobs <= 1024 else { throw ValidationError("--jobs must lie in 1...1024.") }
    }
}
