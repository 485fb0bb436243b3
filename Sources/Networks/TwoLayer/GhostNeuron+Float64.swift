import Certify
import Rigor

extension TwoLayerLandscape {
    /// Encloses phi and its derivatives at the given level: `ghostNeurons(at:ratios:parameters:precision:)` with MPFR,
    /// otherwise in float64 with proved bounds.
    ///
    /// Float64 takes the ghosts for neurons of a wider network with outputs 0, whose sums over the data are those of
    /// phi, and encloses them over a ball around network and ghosts together: of radius sqrt(R² + G r²) for R that of
    /// the parameters and G ghosts of radius r. It holds what is asked for, and more, such as small outputs of the
    /// ghosts. Ghosts of different radii do not share a ball, so that the small ones are not enclosed as coarsely as
    /// the large.
    public func ghostNeurons(
        at neurons: [Ball], ratios: [GhostNeuronEnclosure.Ratios?] = [], parameters: Ball, level: EvaluationLevel
    ) throws(EvaluationFailure) -> [GhostNeuronEnclosure] {
        if case .multiple(let precision) = level {
            return try ghostNeurons(at: neurons, ratios: ratios, parameters: parameters, precision: precision)
        }
        precondition(
            parameters.centre.count == parameterCount && neurons.allSatisfy { $0.centre.count == inputDimension })
        var result = [GhostNeuronEnclosure?](repeating: nil, count: neurons.count)
        for radius in Set(neurons.map(\.radius)) {
            let alike = neurons.indices.filter { neurons[$0].radius == radius }
            let sums = try GhostSums(of: alike.map { neurons[$0].centre }, radius: radius, parameters, self)
            for (ghost, i) in alike.enumerated() {
                let weights = weights(of: ratios.indices.contains(i) ? ratios[i] : nil, parameters)
                result[i] = try sums.enclosure(ghost, weights: weights)
            }
        }
        return result.compactMap { $0 }
    }

    /// r_q of M over the ball of parameters, a row of k numbers.
    private func weights(of ratio: GhostNeuronEnclosure.Ratios?, _ parameters: Ball) -> MatrixEnclosure {
        var result = MatrixEnclosure.zero(rows: 1, columns: outputCount)
        result.midpoint[ratio?.pivot ?? 0] = 1
        guard let ratio, outputCount > 1 else { return result }
        let outputs = Ball(
            centre: Array(parameters.centre[layout.outputs(of: ratio.neuron)]), radius: parameters.radius
        ).box(Precision(bits: 64))
        for q in 0..<outputCount where q != ratio.pivot {
            (result.midpoint[q], result.radius[q]) = (outputs[q] / outputs[ratio.pivot]).midpointAndRadius
        }
        return result
    }
}

/// The float64 sums of several ghosts over one ball.
private struct GhostSums {
    private let means: EnclosedMeans
    private let layout: ParameterLayout
    /// Neurons of the network itself, which come before the ghosts.
    private let live: Int
    private let averagedOutputs: Double

    init(
        of ghosts: [[Dyadic]], radius: Double, _ parameters: Ball, _ landscape: TwoLayerLandscape
    ) throws(EvaluationFailure) {
        let own = landscape.layout
        let evaluator = try TwoLayerFloat64Evaluator(
            problem: landscape.problem, samples: landscape.float64Samples, width: own.width + ghosts.count)
        let spread =
            UpperBound(parameters.radius) * UpperBound(parameters.radius)
            + UpperBound(ghosts.count) * UpperBound(radius) * UpperBound(radius)
        let joint = Ball(
            centre: Array(parameters.centre[own.weights]) + ghosts.flatMap { $0 }
                + Array(parameters.centre[own.outputs])
                + [Dyadic](repeating: .zero, count: ghosts.count * own.outputCount)
                + Array(parameters.centre[own.outputBiases]),
            radius: spread.squareRoot().value)
        var enclosed = try evaluator.parameters(of: joint)
        let sums = evaluator.kernel.sums(w: enclosed.w, a: enclosed.a, order: .hessian)
        enclosed.jetErrors = try evaluator.jetErrors(enclosed)
        means = EnclosedMeans(
            sums,
            residualError: evaluator.residualErrors(enclosed, valueMaximum: sums.maxima.map { $0[0] }),
            jetErrors: enclosed.jetErrors, samples: landscape.float64Samples, order: .hessian)
        layout = evaluator.layout
        live = own.width
        averagedOutputs = evaluator.averagedOutputs
    }

    /// phi, C and M of one ghost.
    ///
    /// - Parameter weights: r_q, a row of k numbers.
    func enclosure(_ ghost: Int, weights: MatrixEnclosure) throws(EvaluationFailure) -> GhostNeuronEnclosure {
        let j = live + ghost, d = layout.inputDimension, k = layout.outputCount
        var values = EnclosedSums(count: k), slopes = EnclosedSums(count: k * d)
        var curvatures = EnclosedSums(count: k * d * d)
        for q in 0..<k {
            values.set(means.twiceValue(j, q), at: q)
            for c in 0..<d {
                slopes.setTwice(means.slope(j, q, c), at: q * d + c)
                for b in c..<d {
                    let mean = means.curvature(j, q, c, b)
                    curvatures.setTwice(mean, at: (q * d + c) * d + b)
                    curvatures.setTwice(mean, at: (q * d + b) * d + c)
                }
            }
        }
        values.divide(by: averagedOutputs)
        slopes.divide(by: averagedOutputs)
        curvatures.divide(by: averagedOutputs)
        let combined =
            weights
            * MatrixEnclosure(rows: k, columns: d * d, midpoint: curvatures.midpoint, radius: curvatures.radius)
        let result = GhostNeuronEnclosure(
            values: (0..<k).map { Bounds(midpoint: values.midpoint[$0], radius: values.radius[$0]) },
            slopes: MatrixEnclosure(rows: k, columns: d, midpoint: slopes.midpoint, radius: slopes.radius),
            hessian: MatrixEnclosure(rows: d, columns: d, midpoint: combined.midpoint, radius: combined.radius))
        guard result.values.allSatisfy({ $0.magnitude.isFinite }), result.slopes.isFinite, result.hessian.isFinite
        else { throw .outOfRange("the derivative of a neuron with output 0 is not bounded in float64") }
        return result
    }
}

extension EnclosedSums {
    /// - Parameter term: a value and its spread.
    fileprivate mutating func setTwice(_ term: (Double, Double), at index: Int) {
        set(term, at: index)
        add(term, at: index)
    }
}
