import Formats
import Foundation

/// Prints the page through a Chromium that is installed.
public struct PDFPrinter {
    private let browser: String

    public enum Failure: Error, CustomStringConvertible {
        case noBrowser
        case failed(status: Int32)
        case tookTooLong

        public var description: String {
            switch self {
            case .noBrowser:
                "a PDF is printed by Chromium, which is not installed: apt-get install chromium, or write report.html "
                    + "and print it from a browser"
            case .failed(let status):
                "Chromium ended with status \(status) and wrote no PDF; write report.html and print it from a browser"
            case .tookTooLong: "Chromium did not finish; write report.html and print it from a browser"
            }
        }
    }

    /// Chromium runs errands of its own (updates, accounts, dictionaries); these switch off what can be, and let no
    /// name resolve for the rest.
    static let quietArguments = [
        "--headless", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
        "--disable-default-apps", "--disable-extensions", "--no-first-run", "--no-pings", "--disable-spell-checking",
        "--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND",
    ]

    private static let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]

    /// The browser found on the path, if any.
    public static func findBrowser() -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        for name in names {
            for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
                return "\(folder)/\(name)"
            }
        }
        return nil
    }

    public init() throws(Failure) {
        guard let browser = Self.findBrowser() else { throw .noBrowser }
        self.browser = browser
    }

    public func write(_ report: Report, to path: String) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "certify-report-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let page = folder.appendingPathComponent("report.html"), pdf = folder.appendingPathComponent("report.pdf")
        try AtomicFile.write(report.text(.pdf), to: page.path)
        try print(page, to: pdf, profile: folder.appendingPathComponent("profile"))
        guard let bytes = try? FileContents.bytes(at: pdf.path), !bytes.isEmpty else { throw Failure.failed(status: 0) }
        try AtomicFile.write(bytes, to: path)
    }

    private func print(_ page: URL, to pdf: URL, profile: URL) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: browser)
        // Chromium's sandbox does not start for root, as in containers; the page runs no script but ours and fetches
        // nothing
        process.arguments =
            (getuid() == 0 ? ["--no-sandbox"] : []) + Self.quietArguments + [
                "--no-pdf-header-footer", "--user-data-dir=\(profile.path)",
                "--virtual-time-budget=20000", "--print-to-pdf=\(pdf.path)", page.absoluteString,
            ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let finished = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in finished.signal() }
        try process.run()
        guard finished.wait(timeout: .now() + 180) == .success else {
            process.terminate()
            throw Failure.tookTooLong
        }
        guard process.terminationStatus == 0 else { throw Failure.failed(status: process.terminationStatus) }
    }
}
