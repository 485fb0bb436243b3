import Formats
import Foundation
import TestSupport
import Testing

/// The program as a user runs it.
enum Program {
    /// `certify` beside the test bundle, or what the environment names.
    static let path: String = {
        if let named = ProcessInfo.processInfo.environment["CERTIFY_BINARY"] { return named }
        let folders = [CommandLine.arguments[0], Bundle.main.executablePath ?? ""].map {
            URL(fileURLWithPath: $0).deletingLastPathComponent().path
        }
        let found = folders.map { $0 + "/certify" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        return found ?? "certify"
    }()

    struct Outcome {
        let status: Int32
        let output: String
        let errors: String

        /// The output without its line breaks and alignment: sentences as they are meant.
        var words: String { output.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

        var lines: [String] { output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    }

    /// Runs the program to its end. Output goes through files, so that no pipe can fill up.
    static func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

    /// Another program of the package, which stands beside `certify`.
    static func path(of name: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// - Parameter environment: what is changed of the environment.
    static func run(
        _ arguments: [String], program: String = path, environment: [String: String] = [:]
    ) throws -> Outcome {
        let folder = try TemporaryFolder()
        let process = try start(
            arguments, program: program, output: folder.file("out"), errors: folder.file("err"),
            environment: environment)
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: try folder.text("out"), errors: try folder.text("err"))
    }

    static func start(
        _ arguments: [String], program: String = path, output: String, errors: String,
        environment: [String: String] = [:]
    ) throws -> Process {
        for file in [output, errors] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        if !environment.isEmpty {
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
        try process.run()
        return process
    }
}

/// Small files to run on.
enum Small {
    /// 25 points, given labels; two students of width 2 have several minima.
    static let problem: String = {
        let labels = """
            [-0.4,-1.0,-0.3,-1.0,-1.1,-0.9,-0.5,-0.5,-0.2,-0.4,-1.4,-0.6,0.7,0.6,0.6,-0.9,0.2,0.9,1.6,0.8,0.3,0.6,0.9,1.6,1.1]
            """
        let axis = "[-2,-1,0,1,2]"
        return """
            {"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"sigmoid",
             "data":{"grid":[\(axis),\(axis)]},"labels":{"given":\(labels)}}
            """
    }()

    /// Four minima and two points on slopes.
    static let weights: [Double] = [
        1.8394959, 1.0732104, 0.2604829, 0.0609853, -1.8413034, -1.0750069, -0.2472795, -0.057683, -2.0960727,
        -1.420494,
        2.3160071, 1.4710242, 2.1250246, 1.4272879, -2.2961324, -1.4661441, 0.5, 0.25, -0.75, 1.0, 1.5, -0.5, 0.25,
        0.75,
    ]
    static let outputs: [Double] = [
        2.5362147, -2.4801374, -2.5307067, 2.5866406, -0.9117909, 0.9677929, 0.9676618, -0.9116627, 0.5, 1.5, 1.0, -0.5,
    ]
    static let count = 6

    /// An archive of `copies` times these candidates with claims, and the problem beside it.
    static func write(to folder: TemporaryFolder, copies: Int = 1) throws -> (candidates: String, problem: String) {
        var archive = NumpyArchiveWriter(file: folder.file("small.npz"))
        let n = count * copies
        func repeated(_ values: [Double]) -> [Double] { (0..<copies).flatMap { _ in values } }
        try archive.add("w", shape: [n, 2, 2], float64: repeated(weights))
        try archive.add("a", shape: [n, 2], float64: repeated(outputs))
        try archive.add(
            "loss", shape: [n], float64: repeated([0.16042967, 0.16043368, 0.16238227, 0.16238235, 1.5, 2.5]))
        try archive.add("min_eigenvalue", shape: [n], float64: repeated([8.2e-4, 8.4e-4, -1e-12, 4.1e-5, -0.1, 0.1]))
        try archive.write()
        return (folder.file("small.npz"), try folder.write(problem, "problem.json"))
    }

    /// The same problem with another activation.
    static func otherProblem(_ folder: TemporaryFolder) throws -> String {
        try folder.write(problem.replacingOccurrences(of: "sigmoid", with: "tanh"), "other.json")
    }
}

/// The candidates that lie beside the repository on some machines.
enum SharedCandidates {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("shared/candidates").path

    static var isPresent: Bool { FileManager.default.fileExists(atPath: folder) }
}

/// The certificates of a run without what may differ from run to run.
func withoutSeconds(_ certificates: String) -> String {
    certificates.split(separator: "\n").map { line in
        // "seconds" is the last member of every certificate
        line.range(of: ",\"seconds\":", options: .backwards).map { String(line[..<$0.lowerBound]) } ?? String(line)
    }.joined(separator: "\n")
}
