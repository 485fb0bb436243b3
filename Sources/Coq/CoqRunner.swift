import Foundation

/// Runs Coq on verdict files.
public struct CoqRunner: Sendable {
    /// Folder `proofs` of the repository, with the compiled theory.
    public let theory: String
    public let engine: CoqCertificate.Engine
    /// What the theorems of this engine may rest on, by `axioms.expected`.
    private let expectedAssumptions: Set<String>

    public enum Failure: Error, Sendable, CustomStringConvertible {
        case coqMissing
        case theoryMissing(String)
        case theoryDoesNotCompile(String)
        case strangeAssumptions([String])

        public var description: String {
            switch self {
            case .coqMissing:
                "coqc was not found; on Debian: apt-get install --no-install-recommends coq libcoq-interval make"
            case .theoryMissing(let path): "\(path): no Coq theory there; name the folder `proofs` of the repository with --theory"
            case .strangeAssumptions(let names):
                "the Coq theory rests on more than its axioms.expected says: \(names.joined(separator: ", "))"
            case .theoryDoesNotCompile(let log): "the Coq theory does not compile: \(log)"
            }
        }
    }

    /// What Coq said about one certificate.
    public struct Outcome: Sendable {
        public var isProved: Bool
        /// Names of the tests that failed, when the certificate was rejected.
        public var failedTests: String
        /// What `Check` and `Print Assumptions` printed.
        public var theorem: String
        public var assumptions: [String]
        public var seconds: Double
    }

    /// Finds Coq and compiles the theory if that has not been done.
    ///
    /// - Parameter willCompile: called before a compilation, which takes minutes.
    public init(theory: String, engine: CoqCertificate.Engine, willCompile: () -> Void = {}) throws(Failure) {
        self.theory = theory
        self.engine = engine
        guard Self.run(["coqc", "--version"], in: "/").status == 0 else { throw .coqMissing }
        guard FileManager.default.fileExists(atPath: theory + "/Specification.v"),
            let expected = try? String(contentsOfFile: theory + "/axioms.expected", encoding: .utf8)
        else { throw .theoryMissing(theory) }
        let section = expected.components(separatedBy: "== ").first { $0.hasPrefix("\(engine.rawValue) engine\n") }
        expectedAssumptions = Set((section ?? "").split(separator: "\n").dropFirst().map(String.init))
        // make -q: 0 when nothing is to be done
        guard Self.run(["make", "-q"], in: theory).status != 0 else { return }
        willCompile()
        let build = Self.run(["make", "-s", "-j2"], in: theory)
        guard build.status == 0 else { throw .theoryDoesNotCompile(String(build.output.suffix(400))) }
    }

    /// Refuses a theory whose theorems of soundness rest on more than `axioms.expected` says: one with something admitted, for example. Takes some seconds.
    public func requireExpectedAssumptions() throws {
        let stems = ["minimum", "saddle", "exclusion", "degenerate_saddle", "plateau"].map { "@\(engine.prefix)\($0)_sound" }
        let text = """
            From Certify Require Import Verdicts \(engine.module).
            Definition theorems := (\((stems + ["@global_minimum_sound"]).joined(separator: ", "))).
            Print Assumptions theorems.

            """
        let answer = try Self.inTemporaryFolder { try compile(text, "assumptions", $0) }
        guard answer.status == 0 else { throw Failure.theoryDoesNotCompile(String(answer.output.suffix(400))) }
        try require(Self.assumptions(Self.lines(answer.output)))
    }

    private static func inTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("certify-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    private static func lines(_ output: String) -> ArraySlice<String> {
        output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
    }

    private func require(_ assumptions: [String]) throws(Failure) {
        let strange = assumptions.filter { !expectedAssumptions.contains($0) }
        guard strange.isEmpty else { throw .strangeAssumptions(strange) }
    }

    /// The names in what `Print Assumptions` prints: an axiom begins in the first column, "name : type", the type possibly on the next lines.
    private static func assumptions(_ lines: ArraySlice<String>) -> [String] {
        lines.drop { !$0.hasPrefix("Axioms:") && !$0.hasPrefix("Closed under") }.dropFirst()
            .filter { !$0.hasPrefix(" ") && !$0.isEmpty }.map { String($0.prefix { $0 != " " }) }
    }

    /// Proves one certificate; `keep` names a file for the verdict file, otherwise a temporary one is used and removed.
    public func prove(_ certificate: CoqCertificate, printsAssumptions: Bool = false, keep: String? = nil) throws -> Outcome {
        try Self.inTemporaryFolder { try prove(certificate, printsAssumptions, keep, in: $0) }
    }

    private func prove(_ certificate: CoqCertificate, _ printsAssumptions: Bool, _ keep: String?, in folder: URL) throws -> Outcome {
        let start = ContinuousClock.now
        let proof = try compile(certificate.theorem(engine, printsAssumptions: printsAssumptions), "verdict", folder)
        let elapsed = (ContinuousClock.now - start).components
        if let keep { try certificate.theorem(engine).write(toFile: keep, atomically: true, encoding: .utf8) }
        var outcome = Outcome(
            isProved: proof.status == 0, failedTests: "", theorem: "", assumptions: [],
            seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18)
        if outcome.isProved {
            let lines = Self.lines(proof.output)
            let split = lines.firstIndex { $0.hasPrefix("Axioms:") || $0.hasPrefix("Closed under") } ?? lines.endIndex
            outcome.theorem = lines[..<split].joined(separator: "\n")
            outcome.assumptions = Self.assumptions(lines[split...])
            try require(outcome.assumptions)
        } else {
            let diagnosis = try compile(certificate.diagnosis(engine), "diagnosis", folder)
            outcome.failedTests = diagnosis.status == 0
                ? diagnosis.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
                : String(proof.output.suffix(400))
        }
        return outcome
    }

    private func compile(_ text: String, _ name: String, _ folder: URL) throws -> (status: Int32, output: String) {
        let file = folder.appendingPathComponent(name + ".v")
        try text.write(to: file, atomically: true, encoding: .utf8)
        return Self.run(["coqc", "-q", "-w", "-all", "-R", theory, "Certify", file.path], in: folder.path)
    }

    private static func run(_ words: [String], in directory: String) -> (status: Int32, output: String) {
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.standardOutput = pipe
        process.standardError = pipe
        guard (try? process.run()) != nil else { return (127, "") }
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
