import Certify
import Formats
import Foundation
import Interchange
import Rigor
import Search

@testable import Report

/// Certificates about the reference problem, made once.
enum Sample {
    static let minimumParameters = [
        0.6661511271, -1.012655574, -0.7345486299, 0.8039594605, 0.9814681102, 0.6580154195, 0.3195520799,
        -0.03992384468,
        -0.3401375563, -0.6707084307, 0.3953114306, 0.6155369505,
    ]
    static let teacherParameters = [0.6, 0.5, -0.5, 0.5, -0.2, -0.6, 0.1, -0.6, 1, -1, 1, -1]
    static let slopeParameters = [0.5, 0.25, -0.75, 1, 0.5, -0.5, 0.1, 0.2, 1, -1, 0.5, -0.5]

    static let minimum = entry(minimumParameters, index: 0, claimedEigenvalue: 4.5e-5)
    static let global = entry(teacherParameters, index: 1, claimedEigenvalue: -1e-6)
    static let slope = entry(slopeParameters, index: 2, claimedEigenvalue: nil)
    static let all = [minimum, global, slope]

    static func entry(_ parameters: [Double], index: Int, claimedEigenvalue: Double?, file: String = "sample.npz")
        -> ReportEntry
    {
        let problem = ProblemStatement.twoLayer(.reference)
        let certifier = Certifier(knowing: problem.landscape(width: 4))
        let claims = Candidate.Claims(loss: nil, gradientNorm: nil, minimumEigenvalue: claimedEigenvalue)
        let certificate = certifier.certify(Candidate(index: index, parameters: parameters, claims: claims))
        let record = CertificateRecord(
            certificate, problem: problem, problemHash: problem.hash, width: 4,
            source: CandidateSource(file: file, hash: String(repeating: "0", count: 64)))
        return ReportEntry(record: record, seal: String(repeating: "a", count: 64))
    }

    static func report(
        _ entries: [ReportEntry] = all, title: String = "Title", label: String = "run", path: String = "run"
    ) -> Report {
        Report(title: title, runs: [ReportRun(label: label, path: path, entries: entries)], isVerified: true)
    }
}

extension ReportEntry {
    /// The same certificate under another number.
    func renumbered(_ index: Int) -> ReportEntry {
        var copy = self
        let old = copy.record.certificate.candidate
        copy.record.certificate.candidate = Candidate(index: index, parameters: old.parameters, claims: old.claims)
        return copy
    }
}

/// What a page holds.
struct PageParts {
    let text: String

    func between(_ start: String, _ end: String) -> String? {
        guard let from = text.range(of: start), let to = text.range(of: end, range: from.upperBound..<text.endIndex)
        else { return nil }
        return String(text[from.upperBound..<to.lowerBound])
    }

    var data: String? { between("<script type=\"application/json\" id=\"data\">", "</script>") }
    var script: String? { between("<script>", "</script>") }
    var policy: String? { between("Content-Security-Policy\" content=\"", "\">") }
}

/// A headless Chromium, for tests that look at a page.
struct Browser {
    static let path = PDFPrinter.findBrowser()
    static var isInstalled: Bool { path != nil }

    /// The document after its scripts have run, and what they wrote to the console.
    static func open(_ page: String) throws -> (document: String, console: [String]) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("report-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("report.html"), errors = folder.appendingPathComponent("errors")
        let output = folder.appendingPathComponent("output")
        try page.write(to: file, atomically: true, encoding: .utf8)
        for url in [errors, output] { _ = FileManager.default.createFile(atPath: url.path, contents: nil) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? "")
        process.arguments =
            (getuid() == 0 ? ["--no-sandbox"] : []) + PDFPrinter.quietArguments + [
                "--enable-logging=stderr", "--virtual-time-budget=10000", "--timeout=60000",
                "--user-data-dir=\(folder.path)/profile", "--dump-dom", file.absoluteString,
            ]
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        let console = try String(contentsOf: errors, encoding: .utf8).split(separator: "\n").filter {
            $0.contains(":CONSOLE")
        }
        return (try String(contentsOf: output, encoding: .utf8), console.map(String.init))
    }
}
