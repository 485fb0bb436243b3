import Certify
import Formats
import Networks
import Search

/// One finished run: where Adam ended, where the second-order phase ended, or where it diverged.
public struct TrainingRun: Sendable, Hashable {
    public var width: Int
    /// The run number; with the seed of the settings it decides the run.
    public var run: Int
    public var status: Status
    /// After Adam; nil when Adam diverged.
    public var raw: ClaimedPoint?
    /// After the second-order phase; nil when one of the phases diverged.
    public var refined: ClaimedPoint?
    public var refinement: SecondOrderRefinement.Report?
    /// The loss at the steps of `LossCurve`, up to the first that is not finite.
    public var curve: [Double]

    public enum Status: Sendable, Hashable {
        case finished
        /// Loss or parameters stopped being finite at this step of Adam.
        case divergedInAdam(step: Int)
        /// Loss, gradient or Hessian were not finite at the end of the second-order phase.
        case divergedInRefinement

        public var name: String {
            switch self {
            case .finished: "finished"
            case .divergedInAdam: "diverged-in-adam"
            case .divergedInRefinement: "diverged-in-refinement"
            }
        }
    }

    public var key: TrainingSettings.Key { TrainingSettings.Key(width: width, run: run) }
}

extension TrainingRun {
    /// Trains one student. Nothing but the settings, the width and the run number decides the result.
    ///
    /// - Parameters:
    ///   - loss: of students of that width on the problem of the settings.
    ///   - evaluator: of the same landscape.
    init(
        _ key: TrainingSettings.Key, settings: TrainingSettings, loss: any DifferentiableLoss,
        evaluator: any ApproximateEvaluator
    ) {
        width = key.width
        run = key.run
        var generator = PhiloxGenerator(seed: settings.seed, run: UInt64(key.run), stream: .initialization)
        let start = settings.initialization.parameters(
            settings.problem.layout(width: key.width), &generator)
        let descent = settings.adam.run(from: start, on: loss)
        curve = descent.curve
        if let step = descent.divergedAtStep {
            status = .divergedInAdam(step: step)
            return
        }
        guard let claimed = ClaimedPoint(at: descent.point, on: evaluator) else {
            status = .divergedInAdam(step: settings.adam.steps)
            return
        }
        raw = claimed
        let outcome = settings.refinement.run(from: descent.point, loss: loss, evaluator: evaluator)
        refined = outcome.end
        refinement = outcome.report
        status = outcome.end == nil ? .divergedInRefinement : .finished
    }

    var json: JSONValue {
        var object = JSONObject()
        object["width"] = .integer(width)
        object["run"] = .integer(run)
        object["status"] = .string(status.name)
        if case .divergedInAdam(let step) = status { object["step"] = .integer(step) }
        object["raw"] = raw?.json
        object["refined"] = refined?.json
        object["refinement"] = refinement?.json
        object["curve"] = .float64(curve)
        return .object(object)
    }

    init(_ cursor: JSONCursor, problem: TwoLayerProblem) throws(FormatError) {
        try cursor.rejectKeys(except: ["width", "run", "status", "step", "raw", "refined", "refinement", "curve"])
        width = try cursor["width"].integer(in: 1...1000)
        run = try cursor["run"].integer(in: 0...Int.max)
        let count = problem.layout(width: width).count
        func point(_ name: String) throws(FormatError) -> ClaimedPoint? {
            guard let place = try cursor.optional(name) else { return nil }
            return try ClaimedPoint(place, parameterCount: count)
        }
        raw = try point("raw")
        refined = try point("refined")
        if let place = try cursor.optional("refinement") { refinement = try SecondOrderRefinement.Report(place) }
        curve = try cursor["curve"].float64Values()
        switch try cursor["status"].string() {
        case "finished" where raw != nil && refined != nil: status = .finished
        case "diverged-in-refinement" where raw != nil && refined == nil: status = .divergedInRefinement
        case "diverged-in-adam" where raw == nil:
            status = .divergedInAdam(step: try cursor["step"].integer(in: 0...Int.max))
        default: throw try cursor["status"].failure(expected: "a status that fits the points that are there")
        }
    }
}
