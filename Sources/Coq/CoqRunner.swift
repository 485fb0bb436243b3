import Foundation

/// Runs Coq on verdict files. A proof is what Coq printed, the statement and what it rests on; an exit status alone is
/// none.
public struct CoqRunner: Sendable {
    /// Folder `proofs` of the repository, with the compiled theory.
    public let theory: String
    public let engine: CoqCertificate.Engine
    /// What the theorems of this engine may rest on, by `axioms.expected`.
    private let expectedAssumptions: Set<String>

    /// Why nothing that Coq says can be believed, whatever the certificate.
    public enum Failure: Error, Sendable, CustomStringConvertible {
        case coqMissing
        case theoryMissing(String)
        case theoryDoesNotCompile(String)
        case strangeAssumptions([String])
        case strangeAnswer(String)

        public var description: String {
            switch self {
            case .coqMissing:
                "coqc was not found; on Debian: apt-get install --no-install-recommends coq libcoq-interval make"
            case .theoryMissing(let path):
                "\(path): no Coq theory there; name the folder `proofs` of the repository with --theory"
            case .strangeAssumptions(let names):
                "the Coq theory rests on more than its axioms.expected says: \(names.joined(separator: ", "))"
            case .strangeAnswer(let output):
                "coqc ended without an error, but did not print the theorems that were asked for and what they rest "
                    + "on; it printed "
                    + (output.isEmpty ? "nothing" : "\"\(output)\"")
            case .theoryDoesNotCompile(let log): "the Coq theory does not compile: \(log)"
            }
        }
    }

    /// What Coq made of one certificate.
    public enum Outcome: Sendable {
        /// The certificate, or one of its weaker alternatives, is proved.
        case proved(CoqCertificate, Proof)
        /// The names of the tests that failed, or what Coq said.
        case rejected(String)
    }

    /// What Coq printed of a theorem.
    public struct Proof: Sendable {
        /// The statement.
        public var theorem: String
        /// The axioms, of all theorems of the same file.
        public var assumptions: [String]
        /// Its share of the wall-clock time of the file.
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

    private static func inTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("certify-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    /// Proves certificates, all in one file. When one of them fails, Coq is asked which weaker ones will do, and those
    /// are proved in one file; when that fails, too, each half of them in a file of its own, down to the one that
    /// fails.
    ///
    /// - Throws: `Failure` when Coq, or the theory, is not what it should be.
    public func prove(_ certificates: [CoqCertificate]) throws -> [Outcome] {
        try Self.inTemporaryFolder { folder in
            if let proofs = try proofs(of: certificates, folder) {
                return zip(certificates, proofs).map(Outcome.proved)
            }
            guard certificates.count == 1 else {
                if let chosen = try screened(certificates, folder) {
                    let places = chosen.indices.filter { chosen[$0] != nil }
                    let ready = chosen.compactMap { $0 }
                    if let proofs = try ready.isEmpty ? [] : proofs(of: ready, folder) {
                        var outcomes = [Int: Outcome]()
                        for (place, (certificate, proof)) in zip(places, zip(ready, proofs)) {
                            outcomes[place] = .proved(certificate, proof)
                        }
                        return try certificates.indices.map { place in
                            try outcomes[place] ?? rejection(of: certificates[place], folder)
                        }
                    }
                }
                let half = certificates.count / 2
                return try prove(Array(certificates[..<half])) + prove(Array(certificates[half...]))
            }
            for weaker in certificates[0].alternatives {
                if let proof = try proofs(of: [weaker], folder)?.first { return [.proved(weaker, proof)] }
            }
            return [try rejection(of: certificates[0], folder)]
        }
    }

    /// The first of each certificate and its alternatives that the checker accepts, nil for a certificate of which it
    /// accepts none; nil as a whole when Coq answers something else.
    private func screened(_ certificates: [CoqCertificate], _ folder: URL) throws -> [CoqCertificate?]? {
        let answer = try compile(CoqCertificate.screening(certificates, engine), "screening", folder)
        let words = answer.output.split(whereSeparator: \.isWhitespace).map(String.init)
        let numbers = words.indices.dropLast().filter { words[$0] == "=" }.compactMap { Int(words[$0 + 1]) }
        guard answer.status == 0, numbers.count == certificates.count else { return nil }
        return zip(certificates, numbers).map { certificate, number in
            let all = [certificate] + certificate.alternatives
            return all.indices.contains(number) ? all[number] : nil
        }
    }

    private func rejection(of certificate: CoqCertificate, _ folder: URL) throws -> Outcome {
        .rejected(try diagnosis(of: certificate.alternatives.last ?? certificate, folder))
    }

    /// The statement of a certificate as Coq prints it, with its first word unfolded.
    public func unfoldedStatement(of certificate: CoqCertificate) throws -> String {
        try Self.inTemporaryFolder { try compile(certificate.unfolding(engine), "statement", $0).output }
    }

    /// What Coq printed of the theorems; nil when it ended with an error.
    private func proofs(of certificates: [CoqCertificate], _ folder: URL) throws -> [Proof]? {
        let file = CoqCertificate.verdictFile(certificates, engine)
        let start = ContinuousClock.now
        let answer = try compile(file.text, "verdict", folder)
        guard answer.status == 0 else { return nil }
        let elapsed = (ContinuousClock.now - start).components
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
        let assumptions = try expectedAssumptions(in: answer.output, after: file.statements)
        return file.statements.map {
            Proof(theorem: $0, assumptions: assumptions, seconds: seconds / Double(file.statements.count))
        }
    }

    /// The axioms that Coq printed, all of them expected, after exactly these statements.
    private func expectedAssumptions(in output: String, after statements: [String]) throws(Failure) -> [String] {
        let strange = Failure.strangeAnswer(String(output.suffix(400)))
        let lines = output.split(separator: "\n").map(String.init)
        let isClosed = { (line: String) in line == "Closed under the global context" }
        guard let last = lines.firstIndex(where: { $0 == "Axioms:" || isClosed($0) }) else { throw strange }
        let printed = lines[..<last].joined(separator: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard printed == statements.joined(separator: " ") else { throw strange }
        // an axiom begins in the first column, "name : type", the type possibly on the next lines
        let names = lines[(last + 1)...].filter { !$0.hasPrefix(" ") }.map { String($0.prefix { $0 != " " }) }
        guard names.isEmpty == isClosed(lines[last]) else { throw strange }
        let unexpected = names.filter { !expectedAssumptions.contains($0) }
        guard unexpected.isEmpty else { throw .strangeAssumptions(unexpected) }
        return names
    }

    /// The names of the tests that a certificate fails, or what Coq says instead.
    private func diagnosis(of certificate: CoqCertificate, _ folder: URL) throws -> String {
        let answer = try compile(certificate.diagnosis(engine), "diagnosis", folder)
        let words = answer.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.isEmpty ? "coqc ended with status \(answer.status) and printed nothing" : String(words.suffix(400))
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
