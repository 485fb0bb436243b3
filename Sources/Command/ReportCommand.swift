import ArgumentParser
import Certify
import Formats
import Foundation
import Interchange
import Report
import Rigor

/// `certify report`: what a run found, for people.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract:
            "Write a report on one or several runs: one HTML file that needs no network, or Markdown, CSV, JSON "
            + "lines, PDF.",
        discussion: """
            Certificates are verified again first, unless `certify check --stamp` noted that these very files were. \
            What is rejected, or about another problem or width than the first \
            certificate of its file, is shown as such, \
            counted in no verdict, and makes the exit status 1.

            EXAMPLES
              certify report run -o report.html
              certify report width4 width5 width6 -o report.html --title "Widths 4 to 6"
              certify report run --format markdown            to standard output
              certify report run -o verdicts.jsonl            one JSON object a candidate
              certify report run -o report.pdf                needs Chromium
              certify report run --stamp run.checked -o report.html
            """)

    @ArgumentParser.Argument(
        help: ArgumentHelp("Directories that `certify run` wrote, or files of certificates.", valueName: "dir"))
    var paths: [String]

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "The file to write; Markdown, CSV and JSON lines go to standard output without it.", valueName: "file"))
    var output: String?

    @Option(help: "html, markdown, csv, jsonl or pdf; otherwise the ending of the output file says it.")
    var format: Report.Format?

    @Option(
        help: ArgumentHelp("What `certify perturb` wrote: its directory or its perturbations.csv.", valueName: "dir"))
    var perturbation: String?

    @Option(help: "The title of the report.")
    var title: String?

    @OptionGroup var threads: ThreadOptions

    @Flag(name: .customLong("no-check"), help: "Do not verify the certificates. The report says so on top.")
    var skipsCheck = false

    @Option(
        name: .customLong("stamp"),
        help: ArgumentHelp(
            "What your own `certify check --stamp` wrote: certificates with those hashes are not verified again, and "
                + "the report says so. For each of several runs give it once.", valueName: "file"))
    var stamps: [String] = []

    @OptionGroup var reading: LimitOptions

    @Flag(help: "Print what was counted as one JSON object.")
    var json = false

    @Flag(name: [.long, .short], help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        guard !paths.isEmpty else { throw ValidationError("Name at least one directory that `certify run` wrote.") }
        guard let chosenFormat else {
            throw ValidationError(
                "The ending of \(output ?? "") names no format; give --format html, markdown, csv, jsonl or pdf.")
        }
        guard output != nil || [.markdown, .csv, .jsonl].contains(chosenFormat) else {
            throw ValidationError("Give the file to write: -o report.\(chosenFormat == .pdf ? "pdf" : "html").")
        }
        if [.csv, .jsonl].contains(chosenFormat) {
            guard title == nil else { throw ValidationError("--title goes with html, pdf and markdown.") }
            guard perturbation == nil else { throw ValidationError("--perturbation goes with html and pdf.") }
        }
        guard stamps.isEmpty || !skipsCheck else { throw ValidationError("--stamp and --no-check exclude each other.") }
        guard Set(paths).count == paths.count else { throw ValidationError("The same directory is named twice.") }
        guard output != nil || !json else {
            throw ValidationError("--json and a report on standard output do not go together: give -o FILE.")
        }
    }

    /// What was asked for, or what the ending of the output file says; nil when it says nothing.
    private var chosenFormat: Report.Format? {
        if let format { return format }
        guard let output else { return .html }
        return switch output.split(separator: "/").last?.split(separator: ".").dropFirst().last?.lowercased() {
        case "html", "htm": .html
        case "md", "markdown": .markdown
        case "csv": .csv
        case "jsonl", "ndjson": .jsonl
        case "pdf": .pdf
        default: nil
        }
    }

    func run() throws {
        let format = chosenFormat ?? .html
        // a long check for nothing would be rude
        let printer = format == .pdf ? try asCommandFailure { try PDFPrinter() } : nil
        let report = Report(
            title: title ?? Report.defaultTitle, runs: try readAll(), isVerified: !skipsCheck, date: Self.today)
        switch (format, output) {
        case (.pdf, let output?): try asCommandFailure { try printer?.write(report, to: output) }
        case (_, let output?): try AtomicFile.write(report.text(format), to: output)
        case (_, nil): Console.raw(report.text(format))
        }
        if json {
            Console.line(summary(report).serialized(.pretty))
        } else if let output, !quiet {
            let counts = report.verdictCounts.map { "\($0.count) \($0.kind.rawValue)" }.joined(separator: ", ")
            let notFinite = report.notFiniteCount > 0 ? ", \(report.notFiniteCount) not finite" : ""
            Console.line("\(output): \(report.entries.count + report.notFiniteCount) candidates, \(counts)\(notFinite)")
        }
        if report.rejectionCount + report.strangerCount > 0 {
            let parts = [(report.rejectionCount, "rejected"), (report.strangerCount, "about another problem or width")]
                .filter { $0.0 > 0 }
            throw CommandFailure(
                status: .rejected,
                message:
                    "\(parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")): these certificates are counted "
                    + "nowhere; the report names them"
            )
        }
        for run in report.runs where run.missingCount > 0 {
            Console.error(
                "certify: \(run.path): \(run.certificateCount) certificates for "
                    + "\(run.certificateCount + run.missingCount) candidates, the run was interrupted (run --resume)"
            )
        }
    }

    private func asCommandFailure<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let failure as PDFPrinter.Failure {
            throw CommandFailure(status: .cannotWrite, message: failure.description)
        }
    }

    private func summary(_ report: Report) -> JSONValue {
        .object(
            JSONObject(pairs: [
                ("report", output.map { .string($0) } ?? .null),
                ("candidates", .number(JSONNumber(report.entries.count))),
                (
                    "verdicts",
                    .object(
                        JSONObject(
                            pairs: report.verdictCounts.map { ($0.kind.rawValue, .number(JSONNumber($0.count))) }))
                ),
                ("not_finite", .number(JSONNumber(report.notFiniteCount))),
                ("rejected", .number(JSONNumber(report.rejectionCount))),
                ("about_another_problem", .number(JSONNumber(report.strangerCount))),
                ("verified", .bool(report.isVerified)),
                ("verified_before", .number(JSONNumber(report.runs.count { $0.earlierCheck != nil }))),
                ("missing", .number(JSONNumber(report.runs.reduce(0) { $0 + $1.missingCount }))),
            ]))
    }

    /// The day in UTC, "2025-01-31"; that of SOURCE_DATE_EPOCH where it is set, so that a report can be made again.
    private static var today: String {
        var moment = time(nil), parts = tm()
        if let named = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"], let seconds = Int(named) {
            moment = seconds
        }
        gmtime_r(&moment, &parts)
        func padded(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
    }

    // MARK: Reading

    private func readAll() throws -> [ReportRun] {
        // a file that cannot be read is better found before a long check
        let given = try perturbation.map { path in
            let directory = path.hasSuffix("/") ? String(path.dropLast()) : path
            let table = directory + "/" + PerturbationCurve.fileName
            return (
                curve: try PerturbationCurve(contentsOf: FileManager.default.fileExists(atPath: table) ? table : path),
                directory: directory
            )
        }
        let stamps = try stamps.map { try CheckStamp(contentsOf: $0) }
        var runs = try zip(paths, Self.labels(paths)).map { try read($0, label: $1, stamps) }
        if let given {
            let own = runs[0].entries.first?.record.problemHash, settings = given.directory + "/settings.json"
            if FileManager.default.fileExists(atPath: settings) {
                let hash = try JSONCursor(contentsOf: settings)["source"]["problem_sha256"]
                if let own, try hash.string() != own {
                    throw hash.failure(expected: "\(own), the problem of \(paths[0])", found: "another problem")
                }
            }
            runs[0].perturbation = given.curve
        }
        return runs
    }

    /// As many of the last components of each path as it takes to tell them apart.
    static func labels(_ paths: [String]) -> [String] {
        let parts = paths.map { $0.split(separator: "/").map(String.init) }
        for length in 1..<max(2, (parts.map(\.count).max() ?? 1) + 1) {
            let labels = zip(paths, parts).map { $1.isEmpty ? $0 : $1.suffix(length).joined(separator: "/") }
            if Set(labels).count == labels.count { return labels }
        }
        return paths
    }

    private enum Outcome: Sendable {
        case entry(ReportEntry)
        case notFinite(NotFiniteEntry)
        /// With what it says it is about, where that can be read.
        case rejection(ReportRun.Rejection, RunDirectory.Subject?)
    }

    /// How far the certificates of a run are checked.
    private enum Checking {
        case verified
        /// A stamp covers them.
        case verifiedBefore
        case notAtAll
    }

    private func read(_ path: String, label: String, _ stamps: [CheckStamp]) throws -> ReportRun {
        let file = try CertificateFile(path, limits: reading.limits.limits)
        let verifier = CertificateVerifier(problem: file.problem, run: file.description?.subject)
        let stamp = try stamps.first { try $0.covers(file) }
        if stamp == nil, !stamps.isEmpty {
            Console.error(
                "certify: \(path): no stamp is about these files and this version of the program; they are verified "
                    + "again")
        }
        let checking: Checking = skipsCheck ? .notAtAll : (stamp == nil ? .verified : .verifiedBefore)
        let announced = file.description?.candidateCount
        var run = ReportRun(
            label: label, path: path, entries: [], announcedCount: announced,
            options: file.description.map { "--max-precision \($0.maximumPrecision) --radius \($0.radius)" },
            perturbation: try perturbation(file))
        run.earlierCheck = stamp
        let progress = ProgressBar(total: announced ?? 0, quiet: quiet)
        defer { progress.finish() }
        try file.forEachPortion(of: 64) { portion in
            try WorkerPool.run(0..<portion.count, jobs: threads.jobs) {
                { Self.judge(portion[$0], verifier, file, checking) }
            } consume: { _, outcome in
                switch outcome {
                case .entry(let entry):
                    if let foreign = Self.foreign(entry.record.subject, in: run) {
                        run.strangers.append(
                            ReportRun.Rejection(
                                candidate: "\(entry.record.certificate.candidate.index)", reason: foreign))
                    } else {
                        run.entries.append(entry)
                    }
                case .notFinite(let entry): run.notFinite.append(entry)
                case .rejection(var rejection, let subject):
                    if let foreign = subject.flatMap({ Self.foreign($0, in: run) }) {
                        rejection.reason = "by its own word \(foreign), not verified: \(rejection.reason)"
                        run.strangers.append(rejection)
                    } else {
                        run.rejections.append(rejection)
                    }
                }
            }
            progress.show(done: run.certificateCount)
        }
        guard run.certificateCount > 0 else {
            throw CommandFailure(status: .badInput, message: "\(file.path): there is no certificate to report on")
        }
        return run
    }

    /// What a certificate is about that is not about the problem and width of the first of the run; nil when it is. One
    /// run, one problem: the report names that.
    private static func foreign(_ subject: RunDirectory.Subject, in run: ReportRun) -> String? {
        guard let first = run.entries.first?.record.subject, first != subject else { return nil }
        return first.problemHash == subject.problemHash
            ? "about width \(subject.width)" : "about the problem with SHA-256 \(subject.problemHash)"
    }

    /// What the text of a certificate says it is about, unverified.
    private static func statedSubject(_ cursor: JSONCursor) -> RunDirectory.Subject? {
        guard let hash = try? cursor["problem_sha256"].string(), hash.utf8.count == 64, hash.allSatisfy(\.isHexDigit),
            let width = try? cursor["width"].integer()
        else { return nil }
        return RunDirectory.Subject(problemHash: hash, width: width)
    }

    private static func judge(
        _ entry: CertificateFile.Entry, _ verifier: CertificateVerifier, _ file: CertificateFile, _ checking: Checking
    ) -> Outcome {
        var candidate = "\(entry.position)"
        let content = entry.content
        do {
            let cursor = try content.get()
            if let stated = try? cursor["candidate"]["index"].integer() { candidate = "\(stated)" }
            var proof: ProofLedger?
            let line: RunRecord
            switch checking {
            case .verified:
                proof = ProofLedger("")
                line = try verifier.verifyLine(cursor, ledger: proof)
            case .verifiedBefore:
                let recalled = try verifier.recall(cursor)
                // there the proof itself is shown
                if case .certificate(let record) = recalled, record.certificate.isShownByProof {
                    proof = ProofLedger("")
                    line = try verifier.verifyLine(cursor, ledger: proof)
                } else {
                    line = recalled
                }
            case .notAtAll:
                line = try RunRecordCoding.decode(cursor, problem: file.problem, of: file.description?.subject)
            }
            let seal = try cursor["seal"].string()
            switch line {
            case .certificate(let record):
                return .entry(
                    ReportEntry(record: record, seal: seal, proof: record.certificate.isShownByProof ? proof : nil))
            case .notFinite(let record): return .notFinite(NotFiniteEntry(record: record, seal: seal))
            }
        } catch {
            return .rejection(
                ReportRun.Rejection(candidate: candidate, reason: "\(error)"),
                (try? content.get()).flatMap(statedSubject))
        }
    }

    private func perturbation(_ file: CertificateFile) throws -> PerturbationCurve? {
        guard let directory = file.directory else { return nil }
        let path = directory.path + "/" + PerturbationCurve.fileName
        return FileManager.default.fileExists(atPath: path) ? try PerturbationCurve(contentsOf: path) : nil
    }
}

extension Report.Format: ExpressibleByArgument {}
