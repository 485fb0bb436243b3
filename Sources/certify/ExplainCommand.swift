import ArgumentParser
import Certify
import Formats
import Interchange

/// `certify explain`: the argument of a certificate in words and numbers.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell in words and numbers what a certificate proves: what was bounded, by what, with what slack.")

    @ArgumentParser.Argument(help: "The directory of a run, certificates.jsonl, or a file with one certificate.")
    var path: String

    @Option(name: [.long, .short], help: "Only the certificate of this candidate.")
    var candidate: Int?

    func run() throws {
        let file = try CertificateFile(path)
        let verifier = CertificateVerifier(problem: file.problem)
        var told = 0
        try file.forEachPortion(of: 16) { portion in
            for entry in portion {
                let cursor = try entry.content.get()
                if let candidate, try cursor["candidate"]["index"].integer() != candidate { continue }
                if told > 0 { Console.line() }
                told += 1
                try Self.tell(cursor, verifier, problem: file.problem)
            }
        }
        if told == 0 {
            let what = candidate.map { "no certificate of candidate \($0)" } ?? "no certificate"
            throw CommandFailure(status: .badInput, message: "\(file.path): there is \(what)")
        }
    }

    /// What cannot be verified is not explained.
    private static func tell(_ cursor: JSONCursor, _ verifier: CertificateVerifier, problem: ProblemStatement?) throws {
        do {
            let record = try verifier.verify(cursor)
            let landscape = record.problem.landscape(width: record.width)
            Explanation(record: record, landscape: landscape).lines().forEach { Console.line($0) }
        } catch let refusal as Refusal {
            throw CommandFailure(
                status: .rejected, message: "\(cursor.file): the certificate is not valid: \(refusal.description)")
        }
    }
}
