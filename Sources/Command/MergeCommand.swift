import ArgumentParser
import Experiment
import Formats

/// `certify merge`: the shards of one training become the training that one machine would have made.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Join the shards of a training.",
        discussion: """
            Refuses shards with different settings, shards that overlap, are missing or unfinished.

            EXAMPLES
              certify merge shard1 shard2 shard3 -o trained
            """)

    @ArgumentParser.Argument(help: "The directories of all shards.")
    var shards: [String]

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The directory to write.", valueName: "dir"))
    var output: String

    @Flag(help: "Print what was joined as one JSON object.")
    var json = false

    @Flag(name: [.long, .short], help: "Print nothing but errors.")
    var quiet = false

    func run() throws {
        let runs = try Merge.run(shards: shards, into: output)
        if json {
            let result: JSONValue = [
                "runs": .number(JSONNumber(runs.count)), "shards": .number(JSONNumber(shards.count)),
                "output": .string(output),
            ]
            Console.line(result.serialized(.pretty))
        } else if !quiet {
            Console.line("\(runs.count) runs of \(shards.count) shards in \(output)")
        }
    }
}
