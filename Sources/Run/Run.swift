import Certify
import Formats
import Foundation
import Interchange
import Rigor
import Search

/// A run: the candidates of a file, certified on several threads into a directory that `certify check` checks again.
///
///     let summary = try Run.certify(file: "students.npz", problem: "reference", output: "out")
///
/// A run that was interrupted goes on from the certificates that are there; they are read, not checked.
public struct Run {
    public let assignment: Assignment
    private var writer: RunWriter

    public var directory: RunDirectory { writer.directory }
    /// Number of certificates written.
    public var done: Int { writer.done }
    /// Number of candidates.
    public var total: Int { assignment.candidates.students.count }

    /// Opens the directory, or makes it.
    ///
    /// - Parameter resume: whether it may already hold a part of this very run.
    /// - Throws: ``RunError`` when the directory holds something else, `FormatError` when it cannot be read or
    ///   written.
    public init(_ assignment: Assignment, directory: RunDirectory, resume: Bool = false) throws {
        self.assignment = assignment
        writer = try RunWriter(directory: directory, assignment: assignment, resume: resume)
    }

    /// Certifies what is not yet certified, then writes the table.
    ///
    /// - Parameters:
    ///   - jobs: number of threads, at least 1. What is written does not depend on it, seconds aside.
    ///   - progress: called before the first certificate and after each one, on the calling thread.
    /// - Throws: `FormatError` when a file cannot be written; never because nothing could be proved.
    public mutating func finish(
        jobs: Int = ProcessInfo.processInfo.activeProcessorCount,
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> RunSummary {
        // the threads are those of the pool
        ApproximateLinearAlgebra.useOneThread()
        let start = ContinuousClock.now, assignment = assignment, total = total
        progress(done, total)
        try assignment.certify(done..<total, jobs: jobs) {
            let maker = RunLineMaker(assignment)
            return { maker.line($0) }
        } consume: { line in
            try writer.append(line)
            progress(done, total)
        }
        try writer.finish()
        return RunSummary(writer, assignment, seconds: (ContinuousClock.now - start) / .seconds(1))
    }

    /// Reads a file of candidates, certifies all of them, and writes the run.
    ///
    /// - Parameters:
    ///   - file: .npz, .safetensors, .json or .csv, as for `certify run`.
    ///   - problem: the name of a built-in problem, or the path of a problem file; nil for the problem that the
    ///     file carries.
    ///   - output: the directory to write, which must be empty unless `resume`.
    ///   - options: how hard to try.
    ///   - jobs: number of threads, at least 1.
    ///   - resume: whether the directory may hold a part of this very run.
    ///   - progress: as that of ``finish(jobs:progress:)``.
    /// - Throws: ``RunError`` when the run cannot begin, `FormatError` when a file cannot be read or written.
    @discardableResult
    public static func certify(
        file: String, problem: String? = nil, output: String, options: Certifier.Options = Certifier.Options(),
        jobs: Int = ProcessInfo.processInfo.activeProcessorCount, resume: Bool = false,
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> RunSummary {
        let assignment = try Assignment(CandidateFile(contentsOf: file), problem: problem, options: options)
        var run = try Run(assignment, directory: RunDirectory(path: output), resume: resume)
        return try run.finish(jobs: jobs, progress: progress)
    }
}
