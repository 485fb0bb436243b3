import ArgumentParser
import Certify
import Formats
import Foundation
import Interchange
import Rigor
import Search

/// What `run` and `audit` have in common: candidates, the problem they are about, and how hard to try.
struct CertifyingOptions: ParsableArguments {
    @OptionGroup var input: CandidateOptions

    @Option(name: [.long, .customShort("j", allowingJoined: true)], help: "Threads.")
    var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: "Longest precision to try, in bits.")
    var maxPrecision: Int = Certifier.Options().maximumPrecision

    @Option(help: "What \"not-critical\" has to exclude: critical points within this radius, times 1 + |theta|. Certificates state the radius proved, which may be smaller for candidates seen to run off to infinity.")
    var radius: Double = Certifier.Options().radius

    func validate() throws {
        guard jobs >= 1, jobs <= 1024 else { throw ValidationError("--jobs must lie in 1...1024.") }
        let precisions = CertificateCheck.statedPrecisions
        guard precisions.contains(maxPrecision) else {
            throw ValidationError("--max-precision must lie in \(precisions.lowerBound)...\(precisions.upperBound).")
        }
        guard radius.isFinite, radius > 0 else { throw ValidationError("--radius must be a positive number.") }
    }

    /// Everything read and verified, nothing written.
    func load() throws -> Assignment {
        let candidates = try input.candidates()
        guard let problem = try input.statement(candidates) else {
            let names = ProblemStatement.builtInNames.map { "--problem \($0)" }.joined(separator: ", ")
            throw CommandFailure(
                status: .usage,
                message: "\(input.file) does not say which problem its candidates are about: give \(names) or --problem PROBLEM.json")
        }
        try input.requireFit(candidates, problem)
        let parameterCount = problem.parameterCount(width: candidates.width), limits = Limits.running
        guard parameterCount <= limits.parameters else {
            throw CommandFailure(
                status: .badInput, message: "\(input.file): \(parameterCount) parameters a student, the limit is \(limits.parameters)")
        }
        var options = Certifier.Options()
        options.maximumPrecision = maxPrecision
        options.radius = radius
        return Assignment(candidates: candidates, problem: problem, isProblemOfFile: input.problem == nil, options: options)
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
        certifier = Certifier(knowing: landscape, options: options)
    }

    /// Certifies the students of `range` on several threads; `consume` gets the records in order, also those of students that are no points.
    func certify(_ range: Range<Int>, jobs: Int, consume: (RunRecord) throws -> Void) throws {
        let certifier = certifier, all = candidates.students
        try WorkerPool.run(range, jobs: jobs) {
            let worker = certifier.makeWorker()
            return { all[$0].candidate.map(worker.certify) }
        } consume: { position, certificate in
            if let certificate {
                try consume(.certificate(record(certificate)))
            } else if let student = all[position].notFinite {
                try consume(.notFinite(record(student)))
            }
        }
    }

    func record(_ student: NotFiniteStudent) -> NotFiniteRecord {
        NotFiniteRecord(student, problem: problem, problemHash: problemHash, width: candidates.width, source: source)
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
            "candidates  \(candidates.students.count) students of width \(candidates.width) from \(source.file)",
        ] + (candidates.conventions.isEmpty ? [] : candidates.conventions.declared.map { "            \($0)" }) + (candidates.unreadText.map { ["not read    \($0)"] } ?? [])
            + candidates.notFiniteTexts.map { "not finite  \($0)" } + candidates.noClaimTexts.map { "no claim    \($0)" }
            + ["reference   \(reference)"]
    }
}

extension CandidateFile {
    /// The arrays of the file that nothing reads, for people; nil when there are none.
    var unreadText: String? {
        let names = arrays.filter { !$0.isRead }.map(\.name)
        guard !names.isEmpty else { return nil }
        return names.prefix(8).map { "'\(Console.oneLine($0))'" }.joined(separator: ", ") + (names.count > 8 ? ", .." : "")
    }

    private static let longestList = 8

    /// The students that are no points, one line each, for people.
    var notFiniteTexts: [String] {
        let names = ParameterNames(self), count = notFinite.count
        return notFinite.prefix(Self.longestList).map { "candidate \($0.index): \($0.description(names))" }
            + (count > Self.longestList ? ["and \(count - Self.longestList) more candidates"] : [])
    }

    /// The claims that are none because they are not finite, one line for each array, for people.
    var noClaimTexts: [String] {
        missingClaims.map { name, candidates in
            let shown = candidates.prefix(Self.longestList).map(String.init).joined(separator: ", ") + (candidates.count > Self.longestList ? ", .." : "")
            return "\(name) is not finite, so nothing is claimed: candidate\(candidates.count == 1 ? "" : "s") \(shown)"
        }
    }
}
