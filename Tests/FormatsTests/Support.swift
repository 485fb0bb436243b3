import Foundation
import Testing

@testable import Formats

/// The description of what `body` throws, or a text that no test expects.
func complaint<Result>(_ body: () throws -> Result) -> String {
    do {
        _ = try body()
        return "nothing was thrown"
    } catch let error as FormatError {
        let line = error.description
        return line.contains(where: \.isNewline) ? "more than one line was thrown" : line
    } catch {
        return "another error was thrown: \(error)"
    }
}

/// The candidates that lie beside the repository on some machines.
enum SharedCandidates {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("shared/candidates").path

    static let files: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".npz") }.sorted().map { folder + "/" + $0 }
    }()
}

/// Python with NumPy, the other side of the round trips, when the machine has it.
enum NumPy {
    static let isAvailable = (try? run("import numpy")) != nil

    struct Failed: Error {
        let output: String
    }

    /// Runs a program with `arguments` as `sys.argv[1:]` and returns what it prints.
    @discardableResult
    static func run(_ program: String, _ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(output: text) }
        return text
    }
}

/// Everything in an archive, for comparison: name, shape and bits of every element.
func allBits(_ archive: NumpyArchive) throws -> [String] {
    try archive.names.map { name in
        let array = try archive.array(name)
        return "\(name) \(array.shape) \(try array.float64Values().map(\.bitPattern))"
    }
}
