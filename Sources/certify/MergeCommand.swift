import ArgumentParser
import Experiment

/// `certify merge`: the shards of one training become the training that one machine would have made.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Join the shards of a training.",
        discussion: "Refuses shards with different settings, shards that overlap, are missing or unfinished.")

    @ArgumentParser.Argument(help: "The directories of all shards.")
    var shards: [String]

    @Option(name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("The directory to write.", valueName: "dir"))
    var output: String

    func run() throws {
        let runs = try Merge.run(shards: shards, into: output)
        Console.line("\(runs.count) runs of \(shards.count) shards in \(output)")
    }
}
