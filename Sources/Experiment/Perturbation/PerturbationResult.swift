import Formats

/// What the probe found at one candidate with one epsilon: float64 answers, and beside them what is proved about start
/// and end.
public struct PerturbationResult: Sendable, Hashable {
    /// Position of the candidate in its file.
    public var candidate: Int
    public var epsilon: Double
    /// The candidate as float64 sees it.
    public var start: ClaimedPoint
    /// After each trial; the last is the end. Empty when the first trial diverged.
    public var trials: [Trial]
    /// Where the last finite trial ended; the start when there is none.
    public var end: ClaimedPoint
    /// Whether a trial ended at a point that is not finite, which ends the probe.
    public var isDiverged: Bool
    public var startVerdict: VerdictSummary
    public var endVerdict: VerdictSummary

    public struct Trial: Sendable, Hashable {
        public var loss: Double
        public var gradientNorm: Double
        public var minimumEigenvalue: Double
    }

    /// Whether float64 sees the smallest eigenvalue turn from negative to positive.
    public var isFlipped: Bool { start.minimumEigenvalue < 0 && end.minimumEigenvalue > 0 }

    /// Euclidean distance from start to end.
    public var distance: Double { norm(zip(start.parameters, end.parameters).map { $0 - $1 }) }
}

extension PerturbationResult {
    var json: JSONValue {
        [
            "candidate": .integer(candidate), "epsilon": .float64(epsilon), "start": start.json,
            "trials": .array(
                trials.map {
                    [
                        "loss": .float64($0.loss), "grad_norm": .float64($0.gradientNorm),
                        "min_eigenvalue": .float64($0.minimumEigenvalue),
                    ]
                }),
            "end": end.json, "diverged": .bool(isDiverged), "start_verdict": startVerdict.json,
            "end_verdict": endVerdict.json,
        ]
    }

    init(_ cursor: JSONCursor, parameterCount: Int) throws(FormatError) {
        try cursor.rejectKeys(except: [
            "candidate", "epsilon", "start", "trials", "end", "diverged", "start_verdict", "end_verdict",
        ])
        candidate = try cursor["candidate"].integer(in: 0...Int.max)
        epsilon = try cursor["epsilon"].nearestDouble()
        start = try ClaimedPoint(try cursor["start"], parameterCount: parameterCount)
        end = try ClaimedPoint(try cursor["end"], parameterCount: parameterCount)
        trials = []
        for trial in try cursor["trials"].elements() {
            trials.append(
                Trial(
                    loss: try trial["loss"].nearestDouble(), gradientNorm: try trial["grad_norm"].nearestDouble(),
                    minimumEigenvalue: try trial["min_eigenvalue"].nearestDouble()))
        }
        isDiverged = try cursor["diverged"].bool()
        startVerdict = try VerdictSummary(try cursor["start_verdict"])
        endVerdict = try VerdictSummary(try cursor["end_verdict"])
    }
}
