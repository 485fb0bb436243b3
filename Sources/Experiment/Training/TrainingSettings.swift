import Certify
import Formats
import Interchange
import Networks
import Search

/// What to train: all that decides the result, and nothing else. The number of jobs is not here.
public struct TrainingSettings: Sendable {
    public var problem: TwoLayerProblem
    /// Widths of the students, ascending.
    public var widths: [Int]
    /// Runs for each width, numbered from 0.
    public var runs: Int
    public var seed: UInt64
    public var initialization = Initialization.glorotNormal
    public var adam = Adam()
    public var refinement = SecondOrderRefinement()
    public var shard = Shard.whole

    public init(problem: TwoLayerProblem = .reference, widths: [Int] = [4, 5, 6, 7], runs: Int = 100, seed: UInt64 = 0)
    {
        self.problem = problem
        self.widths = widths
        self.runs = runs
        self.seed = seed
    }

    /// One run: a width and a run number.
    public struct Key: Sendable, Hashable, Comparable {
        public var width: Int
        public var run: Int

        public init(width: Int, run: Int) {
            self.width = width
            self.run = run
        }

        public static func < (a: Key, b: Key) -> Bool { (a.width, a.run) < (b.width, b.run) }
    }

    /// All runs of all shards in order.
    var allKeys: [Key] { widths.flatMap { width in (0..<runs).map { Key(width: width, run: $0) } } }

    /// The runs of this shard in order.
    public var keys: [Key] { allKeys.enumerated().filter { shard.contains($0.offset) }.map(\.element) }

    /// Throws what makes no sense.
    public func validate() throws(ExperimentError) {
        func require(_ isFine: Bool, _ name: String, _ problem: String) throws(ExperimentError) {
            if !isFine { throw .badSetting(name: name, problem: problem) }
        }
        try require(
            !widths.isEmpty && widths.allSatisfy { (1...1000).contains($0) }, "widths", "from 1 to 1000, at least one")
        try require(zip(widths, widths.dropFirst()).allSatisfy { $0 < $1 }, "widths", "must ascend without repetition")
        try require((1...10_000_000).contains(runs), "runs", "must lie between 1 and 10000000")
        try require(seed <= UInt64(Int.max), "seed", "must lie below 2^63")
        try require(adam.rate > 0 && adam.rate.isFinite, "adam rate", "must be positive")
        try require((0..<1).contains(adam.beta1) && (0..<1).contains(adam.beta2), "adam betas", "must lie in [0, 1)")
        try require(adam.epsilon > 0 && adam.epsilon.isFinite, "adam epsilon", "must be positive")
        try require((0...1_000_000_000_000).contains(adam.steps), "adam steps", "must lie between 0 and 10^12")
        if case .inverseTime(let halfTime) = adam.decay {
            try require(halfTime > 0 && halfTime.isFinite, "half time", "must be positive")
        }
        if case .normal(let deviation) = initialization {
            try require(deviation > 0 && deviation.isFinite, "standard deviation", "must be positive")
        }
        try require(
            (0...1_000_000).contains(refinement.quadraticProgramming.maximumEvaluations), "SLSQP evaluations",
            "must lie between 0 and 10^6")
        try require(
            (0...1_000_000).contains(refinement.newton.maximumIterations), "Newton iterations",
            "must lie between 0 and 10^6")
    }

    /// The settings as they are kept; equal settings give equal text.
    public var json: JSONValue { json(shard: shard) }

    func json(shard: Shard) -> JSONValue {
        [
            "format": "certify-training", "version": 1, "problem": ProblemFile.encode(problem),
            "widths": .array(widths.map { .integer($0) }), "runs": .integer(runs), "seed": .number(JSONNumber(seed)),
            "initialization": initialization.json, "adam": adam.json, "refinement": refinement.json,
            "shard": .string(shard.description),
        ]
    }
}

extension Initialization {
    var json: JSONValue {
        switch self {
        case .glorotUniform: ["distribution": "glorot-uniform"]
        case .glorotNormal: ["distribution": "glorot-normal"]
        case .normal(let deviation): ["distribution": "normal", "deviation": .float64(deviation)]
        }
    }
}

extension Adam {
    var json: JSONValue {
        let decay: JSONValue
        switch self.decay {
        case .constant: decay = ["schedule": "constant"]
        case .cosine: decay = ["schedule": "cosine"]
        case .inverseTime(let halfTime): decay = ["schedule": "inverse-time", "half_time": .float64(halfTime)]
        }
        return [
            "rate": .float64(rate), "beta1": .float64(beta1), "beta2": .float64(beta2), "epsilon": .float64(epsilon),
            "steps": .integer(steps), "decay": decay,
        ]
    }
}
