import ArgumentParser
import Certify
import Foundation
import Formats
import Interchange

/// What `run` and `audit` have in common: candidates, the problem they are about, and how hard to try.
struct CertifyingOptions: ParsableArguments {
    @ArgumentParser.Argument(help: "Candidates: arrays w (n, m, d) and a (n, m), or (n, m, k) for k outputs, optionally biases b (n, m); or W (families, d, n) for gaussian-relu; optionally loss, grad_norm, min_eigenvalue.")
    var file: String

    @Option(help: "\"reference\", \"gaussian-relu\", or a problem file. Needed unless FILE is JSON and carries its own problem.")
    var problem: String?

    @Option(name: [.long, .customShort("j", allowingJoined: true)], help: "Threads.")
    var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: "Longest precision to try, in bits.")
    var maxPrecision: Int = Certifier.Options().maximumPrecision

    @Option(help: "\"not-critical\" means: no critical point within this radius, times 1 + |theta|.")
    var radius: Double = Certifier.Options().radius

    func validate() throws {
        guard jobs >= 1, jobs <= 1024 else { throw ValidationError("--jobs must lie in 1...1024.") }
        guard (53...16384).contains(maxPrecision) else { throw ValidationError("--max-precision must lie in 53...16384.") }
        guard radius.isFinite, radius > 0 else { throw ValidationError("--radius must be a positive number.") }
    }

    /// Everything read and verified, nothing written.
    func load() throws -> Assignment {
        let candidates = try CandidateFile(contentsOf: file)
        let problem = try statement(candidates)
        guard candidates.layout == problem.layout else {
            throw CommandFailure(
                status: .badInput,
                message: "\(file): the file holds \(candidates.layout.description), candidates of the problem are \(problem.layout.description)")
        }
        if candidates.hasBiases, !problem.hasBias {
            throw CommandFailure(
                status: .badInput, message: "\(file): array 'b': the file holds biases, the problem has none (\"bias\": true in its data declares them)")
        }
        guard candidates.inputDimension == problem.inputDimension else {
            let array = candidates.layout == .columns ? "W" : "w"
            let isOneShort = problem.hasBias && !candidates.hasBiases && candidates.inputDimension + 1 == problem.inputDimension
            let hint = isOneShort ? " with that of the biases, which the file lacks: give them as b (n, m) or as the last column of w" : ""
            let own = candidates.inputDimension - (candidates.hasBiases ? 1 : 0), inputs = problem.inputDimension - (candidates.hasBiases ? 1 : 0)
            throw CommandFailure(
                status: .badInput,
                message: "\(file): array '\(array)': the weights have dimension \(own), the inputs of the problem have dimension \(inputs)\(hint)")
        }
        var options = Certifier.Options()
        options.maximumPrecision = maxPrecision
        options.radius = radius
        return Assignment(candidates: candidates, problem: problem, isProblemOfFile: self.problem == nil, options: options)
    }

    private func statement(_ candidates: CandidateFile) throws -> ProblemStatement {
        guard let name = problem else {
            guard let own = candidates.problem else {
                let names = ProblemStatement.builtInNames.map { "--problem \($0)" }.joined(separator: ", ")
                throw CommandFailure(
                    status: .usage,
                    message: "\(file) does not say which problem its candidates are about: give \(names) or --problem PROBLEM.json")
            }
            return own
        }
        let given = try ProblemStatement.builtIn(name, inputDimension: candidates.inputDimension) ?? ProblemStatement.read(JSONCursor(contentsOf: name))
        if let own = candidates.problem, own != given {
            throw CommandFailure(
                status: .badInput, message: "\(file): $.problem: the file carries its own problem, and --problem \(name) is another")
        }
        return given
    }
}

/// Candidates, their problem, and a certifier for them.
struct Assignment {
    let candidates: CandidateFile
    let problem: ProblemStatement
    let problemHash: String
    /// Whether the problem came with the candidates.
    let isProblemOfFile: Bool
    let certifier: Certifier
    let source: CandidateSource
    /// The candidate whose loss the others are compared with, when the infimum is not known.
    let referenceIndex: Int?

    init(candidates: CandidateFile, problem: ProblemStatement, isProblemOfFile: Bool, options: Certifier.Options) {
        self.candidates = candidates
        self.problem = problem
        self.isProblemOfFile = isProblemOfFile
        problemHash = problem.hash
        source = CandidateSource(candidates)
        let landscape = problem.landscape(width: candidates.width)
        var options = options
        if landscape.knownInfimum == nil, let best = ReferencePoint.best(of: candidates.candidates, on: landscape) {
            options.reference = best.reference
            referenceIndex = best.index
        } else {
            referenceIndex = nil
        }
        certifier = Certifier(landscape: landscape, options: options, structures: problem.structureSearches)
    }

    /// Certifies the candidates of `range` on several threads; `consume` gets the records in order.
    func certify(_ range: Range<Int>, jobs: Int, consume: (CertificateRecord) throws -> Void) throws {
        let certifier = certifier, all = candidates.candidates
        try OrderedWork.run(range, jobs: jobs) {
            let worker = certifier.makeWorker()
            return { worker.certify(all[$0]) }
        } consume: { _, certificate in
            try consume(record(certificate))
        }
    }

    func record(_ certificate: Certificate) -> CertificateRecord {
        CertificateRecord(
            certificate, problem: problem, problemHash: problemHash, width: candidates.width, source: source)
    }

    /// What is about to be judged, for people.
    var introduction: [String] {
        let name = problem.builtInName.map { "\($0): " } ?? ""
        let origin = isProblemOfFile ? " (the problem that the file itself carries)" : ""
        let reference =
            if let index = referenceIndex, let upper = certifier.options.reference?.lossUpper {
                "candidate \(index), whose loss is at most \(OutwardDecimal.upper(upper)) (the infimum is not known)"
            } else if certifier.landscape.knownInfimum != nil {
                "the infimum is 0"
            } else {
                "none"
            }
        return [
            "problem     \(name)\(problem.summary)\(origin)",
            "            SHA-256 \(problemHash)",
            "candidates  \(candidates.candidates.count) students of width \(candidates.width) from \(source.file)",
            "reference   \(reference)",
        ]
    }
}
