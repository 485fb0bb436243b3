import ArgumentParser

/// What the commands that look for symmetric critical points from random starts have in common.
struct SymmetricSearchOptions: ParsableArguments {
    @Option(help: "Random starts.")
    var starts = 1000

    @Option(help: "Of the random numbers.")
    var seed: UInt64 = 1

    @Flag(help: "Print one JSON object a line, with the exact box of the proof.")
    var json = false

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "Also write, for each number of targets k, the students DIR/kK.json and their run DIR/kK.",
            valueName: "dir"))
    var output: String?

    func validate() throws {
        guard (1...10_000_000).contains(starts) else { throw ValidationError("--starts must lie in 1...10000000.") }
    }
}
