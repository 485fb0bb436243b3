import Formats
import Interchange
import Search

extension TrainingSettings {
    /// Settings as `json` writes them. Throws for anything that `json` would not write.
    public init(_ cursor: JSONCursor) throws {
        try cursor.rejectKeys(except: [
            "format", "version", "problem", "widths", "runs", "seed", "initialization", "adam", "refinement", "shard",
        ])
        guard try cursor["format"].string() == "certify-training" else {
            throw try cursor["format"].failure(expected: "\"certify-training\"")
        }
        _ = try cursor["version"].integer(in: 1...1)
        self.init(problem: try ProblemFile.read(try cursor["problem"]))
        widths = []
        for width in try cursor["widths"].elements() { widths.append(try width.integer(in: 1...1000)) }
        runs = try cursor["runs"].integer(in: 1...10_000_000)
        seed = UInt64(try cursor["seed"].integer(in: 0...Int.max))
        initialization = try Initialization(try cursor["initialization"])
        adam = try Adam(try cursor["adam"])
        refinement = try SecondOrderRefinement(try cursor["refinement"])
        shard = try Shard(try cursor["shard"].string())
        try validate()
    }
}

extension Initialization {
    init(_ cursor: JSONCursor) throws(FormatError) {
        switch try cursor["distribution"].string() {
        case "glorot-uniform": self = .glorotUniform
        case "glorot-normal": self = .glorotNormal
        case "normal": self = .normal(deviation: try cursor["deviation"].nearestDouble())
        default:
            throw try cursor["distribution"].failure(expected: "\"glorot-uniform\", \"glorot-normal\" or \"normal\"")
        }
    }
}

extension Adam {
    init(_ cursor: JSONCursor) throws(FormatError) {
        try cursor.rejectKeys(except: ["rate", "beta1", "beta2", "epsilon", "steps", "decay"])
        self.init()
        rate = try cursor["rate"].nearestDouble()
        beta1 = try cursor["beta1"].nearestDouble()
        beta2 = try cursor["beta2"].nearestDouble()
        epsilon = try cursor["epsilon"].nearestDouble()
        steps = try cursor["steps"].integer(in: 0...1_000_000_000_000)
        let place = try cursor["decay"]
        switch try place["schedule"].string() {
        case "constant": decay = .constant
        case "cosine": decay = .cosine
        case "inverse-time": decay = .inverseTime(halfTime: try place["half_time"].nearestDouble())
        default: throw try place["schedule"].failure(expected: "\"constant\", \"cosine\" or \"inverse-time\"")
        }
    }
}

extension SecondOrderRefinement {
    init(_ cursor: JSONCursor) throws(FormatError) {
        try cursor.rejectKeys(except: [
            "sqp_evaluations", "sqp_relative_tolerance", "newton_iterations", "newton_gradient_tolerance",
            "newton_initial_radius",
        ])
        self.init()
        quadraticProgramming.maximumEvaluations = try cursor["sqp_evaluations"].integer(in: 0...1_000_000)
        quadraticProgramming.relativeTolerance = try cursor["sqp_relative_tolerance"].nearestDouble()
        newton.maximumIterations = try cursor["newton_iterations"].integer(in: 0...1_000_000)
        newton.gradientTolerance = try cursor["newton_gradient_tolerance"].nearestDouble()
        newton.initialRadius = try cursor["newton_initial_radius"].nearestDouble()
    }
}
