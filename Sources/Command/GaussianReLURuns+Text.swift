import Experiment
import Formats
import Interchange

extension GaussianReLURuns.Summary {
    /// For people.
    var lines: [String] {
        [
            "\(runs) runs in \(TrainingIntroduction.duration(seconds))",
            "  \(converged) reached a gradient of \(tolerance), \(diverged) diverged",
            "  \(notGlobal) with a loss above \(GaussianReLURuns.globalBelow), says float64", path,
            "certify run \(path) --problem gaussian-relu -o DIR    certifies them",
        ]
    }

    /// For programs.
    var json: JSONValue {
        [
            "runs": .number(JSONNumber(runs)), "converged": .number(JSONNumber(converged)),
            "diverged": .number(JSONNumber(diverged)), "not_global": .number(JSONNumber(notGlobal)),
            "candidates": .string(path),
        ]
    }
}
