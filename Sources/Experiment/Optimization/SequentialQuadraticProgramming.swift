internal import CNLopt

/// SLSQP (Kraft 1988) as NLopt has it, without bounds or constraints: a quasi-Newton method with a dense Hessian
/// update.
public struct SequentialQuadraticProgramming: Sendable, Hashable {
    /// Largest number of evaluations of loss and gradient; 0 leaves the phase out.
    public var maximumEvaluations = 3000
    /// Stops when a step lowers the loss by less than this fraction of it.
    public var relativeTolerance = 1e-15

    public init() {}

    /// Why the method stopped.
    public enum Stop: String, Sendable, CaseIterable {
        case converged
        case evaluationLimit = "evaluation-limit"
        /// Rounding keeps it from making progress; the result is still the best point seen.
        case roundoff
        case failed
        case skipped
    }

    public struct Outcome: Sendable {
        /// The best point seen; the start when none was better.
        public var point: [Double]
        public var evaluations: Int
        public var stop: Stop
    }

    /// What NLopt hands back to the objective.
    private final class Context {
        let loss: any DifferentiableLoss
        let gradient: UnsafeMutablePointer<Double>
        var evaluations = 0
        var best = Double.infinity
        var bestPoint: [Double]

        init(_ loss: any DifferentiableLoss, _ start: [Double]) {
            self.loss = loss
            bestPoint = start
            gradient = .allocate(capacity: start.count)
        }
        deinit { gradient.deallocate() }
    }

    public func run(from start: [Double], on loss: any DifferentiableLoss) -> Outcome {
        let n = start.count
        precondition(n == loss.parameterCount)
        guard maximumEvaluations > 0, let optimizer = nlopt_create(NLOPT_LD_SLSQP, UInt32(n)) else {
            return Outcome(point: start, evaluations: 0, stop: maximumEvaluations > 0 ? .failed : .skipped)
        }
        defer { nlopt_destroy(optimizer) }
        let context = Context(loss, start)
        let status = withExtendedLifetime(context) {
            nlopt_set_min_objective(optimizer, Self.objective, Unmanaged.passUnretained(context).toOpaque())
            nlopt_set_maxeval(optimizer, Int32(clamping: maximumEvaluations))
            nlopt_set_ftol_rel(optimizer, relativeTolerance)
            var point = start, value = 0.0
            return nlopt_optimize(optimizer, &point, &value)
        }
        let stop: Stop
        switch status {
        case NLOPT_SUCCESS, NLOPT_STOPVAL_REACHED, NLOPT_FTOL_REACHED, NLOPT_XTOL_REACHED: stop = .converged
        case NLOPT_MAXEVAL_REACHED, NLOPT_MAXTIME_REACHED: stop = .evaluationLimit
        case NLOPT_ROUNDOFF_LIMITED: stop = .roundoff
        default: stop = .failed
        }
        return Outcome(point: context.bestPoint, evaluations: context.evaluations, stop: stop)
    }

    /// A loss that is not finite counts as +infinity with a zero gradient, from which the line search steps back.
    private static let objective: nlopt_func = { count, point, gradient, data in
        guard let point, let data else { return .infinity }
        let context = Unmanaged<Context>.fromOpaque(data).takeUnretainedValue(), n = Int(count)
        let value = context.loss.approximateLoss(at: point, gradient: context.gradient)
        context.evaluations += 1
        let isUsable = value.isFinite && (0..<n).allSatisfy { context.gradient[$0].isFinite }
        if let gradient {
            for i in 0..<n { gradient[i] = isUsable ? context.gradient[i] : 0 }
        }
        guard isUsable else { return .infinity }
        if value < context.best {
            context.best = value
            for i in 0..<n { context.bestPoint[i] = point[i] }
        }
        return value
    }
}
