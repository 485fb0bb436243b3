import Certify
import Formats
import Interchange
import Rigor
import Search

/// Candidates, their problem, and a certifier for them.
public struct Assignment: Sendable {
    public let candidates: CandidateFile
    public let problem: ProblemStatement
    public let problemHash: String
    /// Whether the problem came with the candidates.
    public let isProblemOfFile: Bool
    public let certifier: Certifier
    public let source: CandidateSource
    /// The candidate whose loss the others are compared with, when the infimum is not known.
    public let referenceIndex: Int?

    /// Candidates and the problem that was named, or that they carry.
    ///
    /// - Parameter name: the name of a built-in problem, or the path of a problem file; nil for that of the file of
    ///   candidates.
    /// - Throws: ``RunError`` when they do not go together, `FormatError` when the problem file cannot be read.
    public init(_ candidates: CandidateFile, problem name: String?, options: Certifier.Options = Certifier.Options())
        throws
    {
        guard let problem = try candidates.statement(named: name) else {
            throw RunError.noProblem(file: candidates.path, builtIn: ProblemStatement.builtInNames)
        }
        try candidates.requireFit(problem)
        let parameterCount = problem.parameterCount(width: candidates.width)
        var limit = Limits.running.parameters
        if case .dense = problem { limit = Limits.running.layerParameters }
        guard parameterCount <= limit else {
            throw RunError.tooManyParameters(file: candidates.path, count: parameterCount, limit: limit)
        }
        self.init(candidates: candidates, problem: problem, isProblemOfFile: name == nil, options: options)
    }

    /// - Precondition: the candidates are points of the problem's landscape.
    public init(candidates: CandidateFile, problem: ProblemStatement, isProblemOfFile: Bool, options: Certifier.Options)
    {
        self.candidates = candidates
        self.problem = problem
        self.isProblemOfFile = isProblemOfFile
        problemHash = problem.hash
        source = CandidateSource(candidates)
        let landscape = problem.landscape(width: candidates.width)
        var options = options
        // of losses that are compared with none
        let isCompared = landscape.knownInfimum == nil && !options.isBeyondHessians(landscape)
        if isCompared, let best = ReferencePoint.best(of: candidates.candidates, on: landscape) {
            options.reference = best.reference
            referenceIndex = best.index
        } else {
            referenceIndex = nil
        }
        certifier = Certifier(knowing: landscape, options: options)
    }

    /// Certifies the students of `range` on several threads.
    ///
    /// - Parameters:
    ///   - makeFinish: called once on each thread; what it returns makes of each record, also of those of students that
    ///     are no points, whatever the caller needs, on the thread that certified.
    ///   - consume: gets what was made in the order of the students, on the calling thread.
    public func certify<Finished: Sendable>(
        _ range: Range<Int>, jobs: Int,
        finishing makeFinish: @escaping @Sendable () -> (RunRecord) throws -> Finished,
        consume: (Finished) throws -> Void
    ) throws {
        let assignment = self
        try WorkerPool.run(range, jobs: jobs) {
            let worker = assignment.certifier.makeWorker(), finish = makeFinish()
            return { try finish(assignment.record(assignment.candidates.students[$0], worker)) }
        } consume: { _, finished in
            try consume(finished)
        }
    }

    private func record(_ student: Student, _ worker: CertifierWorker) -> RunRecord {
        switch student {
        case .candidate(let candidate):
            .certificate(
                CertificateRecord(
                    worker.certify(candidate), problem: problem, problemHash: problemHash, width: candidates.width,
                    source: source))
        case .notFinite(let student):
            .notFinite(
                NotFiniteRecord(
                    student, problem: problem, problemHash: problemHash, width: candidates.width, source: source))
        }
    }
}
