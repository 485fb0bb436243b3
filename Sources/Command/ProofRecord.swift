import Coq
import Formats
import Foundation
import Interchange

/// What `certify prove --all` found so far, in DIR/proofs.jsonl: one line a certificate, appended when it is known, so
/// that a run that was stopped goes on.
///
/// A line counts for a certificate of the same content, proved by the same theory with the same engine, and by the same
/// program, which makes the theorem. It says what Coq printed then; whoever doubts it removes the file.
final class ProofRecord {
    static let name = "proofs.jsonl"

    /// What a table needs of one result.
    struct Result {
        var verdict: String
        var outcome: String
        var seconds: Double
    }

    private let appender: LineAppender
    /// What results must be about besides the certificate: theory, engine and program.
    private let circumstances: String
    private var results: [String: Result] = [:]
    /// How many of the results stood there before.
    var earlier: Int { earlierResults.count }
    private(set) var earlierResults: [Result] = []

    /// Reads what stands in the folder, and opens it for more. An unfinished last line is cut off.
    init(folder: String, circumstances: String) throws(FormatError) {
        self.circumstances = circumstances
        let path = folder + "/" + Self.name
        var finished: UInt64 = 0
        if FileManager.default.fileExists(atPath: path) {
            var reader = try JSONLinesReader(path: path, lastLine: .mayBeUnfinished)
            while let line = try reader.next() {
                let cursor = JSONCursor(line.value, file: "\(path) line \(line.number)")
                guard try cursor["circumstances"].string() == circumstances else { continue }
                results[try cursor["certificate"].string()] = Result(
                    verdict: try cursor["verdict"].string(), outcome: try cursor["outcome"].string(),
                    seconds: try cursor.optional("seconds")?.nearestDouble() ?? 0)
            }
            finished = reader.finishedBytes
        }
        appender = try LineAppender(path: path, keeping: finished)
    }

    /// SHA-256 of the sources of a theory and of the axioms it may rest on.
    static func digest(of theory: String) -> String {
        var hash = SHA256()
        for folder in ["", "theory/", "checker/", "certificates/"] {
            let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(theory)/\(folder)")) ?? []
            for file in files.sorted() where file.hasSuffix(".v") || file == "axioms.expected" {
                hash.update(Array("\(folder)\(file)\n".utf8))
                hash.update(FileManager.default.contents(atPath: "\(theory)/\(folder)\(file)").map(Array.init) ?? [])
            }
        }
        return hash.hexDigest()
    }

    /// What a certificate is called here: the SHA-256 of its text.
    private static func key(_ entry: CertificateFile.Entry) -> String? {
        (try? entry.content.get().value).map { SHA256.hexDigest(of: $0.serialized()) }
    }

    /// Whether the result of a certificate is known; if so it is counted.
    func holds(_ entry: CertificateFile.Entry) -> Bool {
        guard let key = Self.key(entry), let result = results[key] else { return false }
        earlierResults.append(result)
        found.append(result)
        return true
    }

    func append(_ entry: CertificateFile.Entry, _ json: JSONObject) throws(FormatError) {
        guard let key = Self.key(entry) else { return }
        var line = json
        line.append(key: "certificate", value: .string(key))
        line.append(key: "circumstances", value: .string(circumstances))
        try appender.append(JSONValue.object(line).serialized())
    }

    /// The results of the certificates of this run, earlier ones and new ones.
    private(set) var found: [Result] = []

    func count(_ result: Result) { found.append(result) }

    /// How many certificates of each verdict came to what, and the seconds of those that Coq looked at.
    func table(outcomes: [String]) -> [[String]] {
        let verdicts = found.map(\.verdict).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let rows = verdicts.sorted().map { verdict in
            let of = found.filter { $0.verdict == verdict }, timed = of.map(\.seconds).filter { $0 > 0 }
            let mean = timed.isEmpty ? "" : String(format: "%.1f", timed.reduce(0, +) / Double(timed.count))
            return [verdict.isEmpty ? "unreadable" : verdict]
                + outcomes.map { outcome in String(of.count { $0.outcome == outcome }) } + [mean]
        }
        return [["verdict"] + outcomes + ["s each"]] + rows
    }
}
