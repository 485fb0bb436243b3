import ArgumentParser
import Formats
import Interchange
import Rigor
import Search

/// `certify copy-average`: copy-average points of erf students on Gaussian inputs, as candidates.
struct CopyAverageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy-average",
        abstract: "Write copy-average points of erf students on Gaussian inputs, as candidates for run.",
        discussion: """
            For k orthonormal targets (problem gaussian-erf) each partition gives a student: a neuron for each part, \
            which copies one target or averages several. Where the parts add up to k this is a critical point in \
            closed form (Simsek et al. 2023). Where they add up to less, targets are left out, and Newton's method among the \
            students of that symmetry ends at a point beside the copies. Partitions of as many parts share a file. \
            Nothing is proved here: certify run proves what the points are.

            EXAMPLES
              certify copy-average --teacher 6 --partition 2,1^4 -o copies.npz
              certify run copies.npz --problem gaussian-erf -o out
            """)

    @Option(name: .customLong("teacher"), help: ArgumentHelp("The number of targets, in 1...200.", valueName: "k"))
    var targetCount: Int

    @Option(
        name: .customLong("partition"),
        help: ArgumentHelp(
            "How many targets each neuron takes, such as 2,1,1,1 or 2,1^3. May be given again.", valueName: "parts"))
    var partitions: [String]

    @Option(name: .shortAndLong, help: ArgumentHelp("The .npz file to write.", valueName: "file"))
    var output: String

    @Flag(help: "The result as JSON.")
    var json = false

    func run() throws {
        guard (1...200).contains(targetCount) else { throw ValidationError("--teacher must be in 1...200.") }
        let partitions = try partitions.map { text in
            guard let partition = CopyAveragePartition(targetCount: targetCount, text: text) else {
                throw ValidationError(
                    "--partition \(text): positive numbers with commas, s^m for m of them, that add up to at most "
                        + "\(targetCount).")
            }
            return partition
        }
        guard let width = partitions.first?.width, partitions.allSatisfy({ $0.width == width }) else {
            throw ValidationError("--partition: one file holds students of one width, so partitions of as many parts.")
        }
        let ends = partitions.map { CopyAverageRefinement($0).run() }
        var archive = NumpyArchiveWriter(file: output)
        let weights = width * targetCount
        try archive.add(
            "w", shape: [ends.count, width, targetCount], float64: ends.flatMap { $0.parameters[..<weights] })
        try archive.add("a", shape: [ends.count, width], float64: ends.flatMap { $0.parameters[weights...] })
        try archive.write()
        for (partition, end) in zip(self.partitions, ends) {
            if json {
                let line: JSONValue = [
                    "partition": .string(partition), "approximate_loss": ExactNumberCoding.encode(end.approximateLoss),
                    "approximate_grad_norm": ExactNumberCoding.encode(end.approximateGradientNorm),
                ]
                Console.line(line.serialized())
            } else {
                let loss = OutwardDecimal.approximate(end.approximateLoss, digits: 6)
                let gradient = OutwardDecimal.approximate(end.approximateGradientNorm, digits: 2)
                Console.line("\(partition): loss near \(loss), gradient near \(gradient), not proved")
            }
        }
    }
}
