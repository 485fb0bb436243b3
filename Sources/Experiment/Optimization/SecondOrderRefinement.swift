import Certify
import Formats
import Search

/// The second-order phase: SLSQP, then Newton with a trust region. Unbounded.
public struct SecondOrderRefinement: Sendable, Hashable {
    public var quadraticProgramming = SequentialQuadraticProgramming()
    public var newton = TrustRegionNewton()

    public init() {}

    public struct Outcome: Sendable {
        /// nil when the loss, gradient or Hessian at the end is not finite.
        public var end: ClaimedPoint?
        public var report: Report
    }

    /// What the two phases took.
    public struct Report: Sendable, Hashable {
        public var evaluations: Int
        public var stop: SequentialQuadraticProgramming.Stop
        public var newtonIterations: Int
    }

    public func run(
        from start: [Double], loss: any DifferentiableLoss, evaluator: any ApproximateEvaluator
    ) -> Outcome {
        let first = quadraticProgramming.run(from: start, on: loss)
        let second = newton.run(from: first.point, on: evaluator)
        return Outcome(
            end: ClaimedPoint(at: second.point, on: evaluator),
            report: Report(evaluations: first.evaluations, stop: first.stop, newtonIterations: second.iterations))
    }
}

extension SecondOrderRefinement.Report {
    var json: JSONValue {
        [
            "sqp_evaluations": .integer(evaluations), "sqp_stop": .string(stop.rawValue),
            "newton_iterations": .integer(newtonIterations),
        ]
    }

    init(_ cursor: JSONCursor) throws(FormatError) {
        try cursor.rejectKeys(except: ["sqp_evaluations", "sqp_stop", "newton_iterations"])
        evaluations = try cursor["sqp_evaluations"].integer(in: 0...Int.max)
        stop = try cursor["sqp_stop"].choice()
        newtonIterations = try cursor["newton_iterations"].integer(in: 0...Int.max)
    }
}

extension SecondOrderRefinement {
    var json: JSONValue {
        [
            "sqp_evaluations": .integer(quadraticProgramming.maximumEvaluations),
            "sqp_relative_tolerance": .float64(quadraticProgramming.relativeTolerance),
            "newton_iterations": .integer(newton.maximumIterations),
            "newton_gradient_tolerance": .float64(newton.gradientTolerance),
            "newton_initial_radius": .float64(newton.initialRadius),
        ]
    }
}
