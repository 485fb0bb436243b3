import Foundation

/// Files that lie beside the repository rather than in it; tests that need one are skipped where it is absent.
enum SharedFiles {
    static func url(_ name: String) -> URL {
        URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
            .appending(path: "../shared/\(name)").standardizedFileURL
    }

    static func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: url(name).path) }
}
