import Certify
import Rigor

extension DenseLandscape: DirectionalLandscape {
    /// Sums over the data are made in at most so many parts, each with a gradient of its own.
    private static let mostParts = 8

    /// Encloses loss, slope and curvature along a direction, without a Hessian.
    ///
    /// **Theorem.** With g(t) = L(theta + t v), g'(0) = v'grad L(theta), g''(0) = v'Hess L(theta) v (chain rule, v
    /// fixed). For symmetric H, lambda_min <= v'Hv / v'v <= lambda_max (Rayleigh). A local minimum has no negative
    /// eigenvalue.
    ///
    /// `DenseBlock` carries g, g' and g'' through the network; with a positive radius every theta of the ball is in the
    /// box that is evaluated, so what is enclosed holds at each of them. Memory grows with the number of parameters and
    /// a block of data points.
    public func curvature(
        on ball: Ball, along direction: [Double], level: EvaluationLevel, jobs: Int
    ) throws -> DirectionalCurvature {
        switch level {
        case .float64: try curvature(on: ball, along: direction, Float64IntervalArithmetic(), jobs: jobs)
        case .multiple(let precision):
            try curvature(on: ball, along: direction, IntervalArithmetic(precision: precision), jobs: jobs)
        case .doubleDouble: throw Self.noDoubleDouble
        }
    }

    /// The same in float64.
    public func curvature(on ball: Ball, along direction: [Double], jobs: Int) throws -> DirectionalCurvature {
        try curvature(on: ball, along: direction, level: .float64, jobs: jobs)
    }

    private static var noDoubleDouble: EvaluationFailure {
        .float64Unavailable("dense networks are enclosed in float64 and by MPFR")
    }

    private func curvature<Arithmetic: BlockArithmetic>(
        on ball: Ball, along direction: [Double], _ arithmetic: Arithmetic, jobs: Int
    ) throws -> DirectionalCurvature {
        precondition(ball.centre.count == layout.count && direction.count == layout.count)
        let zero = arithmetic.number(0)
        let parameters = ball.centre.map { arithmetic.number($0, radius: ball.radius) }
        let v = direction.map { arithmetic.number(exactly: $0) }
        var sum = decay(parameters, along: v, arithmetic)
        try overBlocks(arithmetic, jobs: jobs) {
            $0.loss(parameters, along: v)
        } consume: {
            sum = sum + $0
        }
        let square = v.reduce(zero) { $0 + $1.squared() }
        guard square.isCertainlyPositive else {
            throw EvaluationFailure.outOfRange("the direction is 0, or its square underflows")
        }
        let curvature = sum.second / square, slope = sum.first / square.squareRoot()
        guard sum.value.upperDouble.isFinite, curvature.lowerDouble.isFinite, curvature.upperDouble.isFinite else {
            throw EvaluationFailure.outOfRange("the curvature along the direction is not bounded")
        }
        return DirectionalCurvature(
            loss: Self.loss(sum.value), slope: Bounds(lower: slope.lowerDouble, upper: slope.upperDouble),
            curvature: Bounds(lower: curvature.lowerDouble, upper: curvature.upperDouble))
    }

    /// Loss and the norm of the gradient, by reverse mode over blocks of the data.
    public func magnitudes(
        at point: [Dyadic], order: DerivativeOrder, level: EvaluationLevel, jobs: Int
    ) throws -> (loss: Bounds, gradientNorm: Bounds) {
        switch level {
        case .float64: try magnitudes(at: point, order, Float64IntervalArithmetic(), jobs: jobs)
        case .multiple(let precision):
            try magnitudes(at: point, order, IntervalArithmetic(precision: precision), jobs: jobs)
        case .doubleDouble: throw Self.noDoubleDouble
        }
    }

    private func magnitudes<Arithmetic: BlockArithmetic>(
        at point: [Dyadic], _ order: DerivativeOrder, _ arithmetic: Arithmetic, jobs: Int
    ) throws -> (loss: Bounds, gradientNorm: Bounds) {
        precondition(point.count == layout.count)
        let parameters = point.map { arithmetic.number($0, radius: 0) }
        var loss = decay(parameters, along: nil, arithmetic).value
        var norm = Bounds(lower: 0, upper: .infinity)
        if order == .loss {
            try overBlocks(arithmetic, jobs: jobs) {
                $0.loss(parameters, along: nil).value
            } consume: {
                loss = loss + $0
            }
        } else {
            let gradient: [Arithmetic.Number]
            (loss, gradient) = try self.gradient(parameters, arithmetic, jobs: jobs)
            let entries = gradient.map(\.midpointAndRadius)
            norm = VectorEnclosure(midpoint: entries.map(\.midpoint), radius: entries.map(\.radius)).norm
        }
        guard loss.upperDouble.isFinite, order == .loss || norm.upper.isFinite else {
            throw EvaluationFailure.outOfRange("the loss or its gradient is not bounded")
        }
        return (Self.loss(loss), norm)
    }

    public func makeApproximateGradient(jobs: Int) -> any ApproximateEvaluator {
        DenseApproximateGradient(self, jobs: jobs)
    }

    /// A sum of terms that are not negative.
    private static func loss(_ value: some NetworkNumber) -> Bounds {
        Bounds(lower: Directed.maximum(0, value.lowerDouble), upper: value.upperDouble)
    }

    /// Evaluates all blocks of the data, each by itself, and hands over what comes out in their order.
    private func overBlocks<Arithmetic: BlockArithmetic, Part: Sendable>(
        _ arithmetic: Arithmetic, jobs: Int, evaluate: @escaping @Sendable (DenseBlock<Arithmetic>) -> Part,
        consume: (Part) -> Void
    ) throws {
        let problem = problem, count = problem.data.count, size = arithmetic.blockSize
        try WorkerPool.run(0..<((count + size - 1) / size), jobs: jobs) {
            { block in
                let points = (block * size)..<min(count, (block + 1) * size)
                return evaluate(DenseBlock(problem: problem, arithmetic: arithmetic, points: points))
            }
        } consume: { _, part in
            consume(part)
        }
    }

    /// Loss and gradient, P numbers.
    ///
    /// - Parameter inputs: those of each block where they are at hand.
    func gradient<Arithmetic: BlockArithmetic>(
        _ parameters: [Arithmetic.Number], _ arithmetic: Arithmetic, inputs: [[Arithmetic.Number]]? = nil, jobs: Int
    ) throws -> (loss: Arithmetic.Number, gradient: [Arithmetic.Number]) {
        let zeros = [Arithmetic.Number](repeating: arithmetic.number(0), count: layout.count)
        let count = problem.data.count, size = arithmetic.blockSize
        let blocks = (count + size - 1) / size, parts = min(Self.mostParts, blocks)
        let problem = problem
        var loss = decay(parameters, along: nil, arithmetic).value, gradient = decayGradient(parameters, arithmetic)
        try WorkerPool.run(0..<parts, jobs: jobs) {
            { part -> (Arithmetic.Number, [Arithmetic.Number]) in
                var own = zeros, sum = arithmetic.number(0)
                for number in (part * blocks / parts)..<((part + 1) * blocks / parts) {
                    let block = DenseBlock(
                        problem: problem, arithmetic: arithmetic,
                        points: (number * size)..<min(count, (number + 1) * size), inputs: inputs?[number])
                    sum = sum + block.addGradient(parameters, to: &own)
                }
                return (sum, own)
            }
        } consume: { _, part in
            loss = loss + part.0
            for place in gradient.indices { gradient[place] = gradient[place] + part.1[place] }
        }
        return (loss, gradient)
    }

    // MARK: Decay

    /// sum lambda (theta + t v)² and its derivatives: 2 lambda theta v, 2 lambda v².
    private func decay<Arithmetic: BlockArithmetic>(
        _ parameters: [Arithmetic.Number], along direction: [Arithmetic.Number]?, _ arithmetic: Arithmetic
    ) -> TaylorNumber<Arithmetic.Number> {
        let zero = arithmetic.number(0)
        var sum = TaylorNumber(zero, zero, zero)
        guard let coefficients = decayCoefficients(arithmetic) else { return sum }
        for place in parameters.indices {
            let number = TaylorNumber(parameters[place], direction?[place] ?? zero, zero)
            let square = number.squared(), lambda = coefficients[place]
            sum =
                sum + TaylorNumber(lambda * square.value, lambda * square.first, lambda * square.second)
        }
        return sum
    }

    private func decayGradient<Arithmetic: BlockArithmetic>(
        _ parameters: [Arithmetic.Number], _ arithmetic: Arithmetic
    ) -> [Arithmetic.Number] {
        guard let coefficients = decayCoefficients(arithmetic) else {
            return [Arithmetic.Number](repeating: arithmetic.number(0), count: parameters.count)
        }
        return zip(parameters, coefficients).map { theta, lambda in (lambda + lambda) * theta }
    }

    /// lambda of every parameter; nil without decay.
    private func decayCoefficients<Arithmetic: BlockArithmetic>(_ arithmetic: Arithmetic) -> [Arithmetic.Number]? {
        problem.decay?.coefficients(of: layout).map { arithmetic.number($0) }
    }
}
