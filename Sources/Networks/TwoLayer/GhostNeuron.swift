import Certify
import Rigor

/// What a neuron with output 0 and input weights w, added to a network, does to the loss to first order in its output,
/// and how that depends on w.
///
///     phi(w) = (2/N) sum_k e_k s(w·x_k)           the derivative of the loss with respect to its output
///     grad phi(w) = (2/N) sum e s'(w·x) x
///     M(w) = Hess phi(w) = (2/N) sum e s''(w·x) x x'
///
/// At a critical point of the network phi and a_j grad phi vanish at the input weights of every neuron (MATHEMATICS
/// section 6).
public struct GhostNeuronEnclosure: Sendable {
    /// phi(w).
    public var value: Bounds
    /// grad phi(w), d components.
    public var gradient: VectorEnclosure
    /// M(w), d by d.
    public var hessian: MatrixEnclosure
}

extension TwoLayerLandscape {
    /// Encloses phi and its derivatives in MPFR for every parameter vector of a ball and, independently, every w of
    /// each of the `neurons`.
    ///
    /// - Precondition: one output.
    ///
    /// - Parameters:
    ///   - neurons: balls of d input weights.
    ///   - parameters: a ball of this landscape's parameters.
    public func ghostNeurons(
        at neurons: [Ball], parameters: Ball, precision: Precision
    ) throws(EvaluationFailure) -> [GhostNeuronEnclosure] {
        let d = inputDimension, N = problem.data.count, live = width
        precondition(
            outputCount == 1 && parameters.centre.count == parameterCount && neurons.allSatisfy { $0.centre.count == d }
        )
        guard !neurons.isEmpty else { return [] }
        // the ghosts have output exactly 0, so the residual is that of the network
        let samples = sampleCache.samples(precision)
        let network = IntervalNetwork(
            activation: problem.activation, data: problem.data, axes: samples.axes, width: live + neurons.count,
            precision: precision)
        let own = parameters.box(precision), zero = Interval.zero(precision: precision)
        let ghosts = neurons.flatMap { $0.box(precision) }, silent = [Interval](repeating: zero, count: neurons.count)
        network.setParameters(Array(own[layout.weights]) + ghosts + Array(own[layout.outputs]) + silent)

        let sums = TwoLayerIntervalSums(network.layout, order: .hessian, precision: precision, hasGram: false)
        let work = IntervalArray(count: 2, precision: precision)
        let e = work.pointer(0), label = work.pointer(1)
        for i in 0..<N {
            network.evaluate(point: i, jetOrder: 2)
            network.kernel.set(label, samples.labels[i])
            network.writeResiduals(e, labels: label)
            sums.add(network, residuals: e)
        }
        let scale = Interval(2, precision: precision) / Interval(N, precision: precision), places = sums.places
        var result = [GhostNeuronEnclosure]()
        for ghost in neurons.indices {
            let j = live + ghost
            let value = scale * sums.value(places.value(j, 0))
            let slopes = (0..<d).map { (scale * sums.slope(places.slope(j, 0, $0))).midpointAndRadius }
            var hessian = MatrixEnclosure.zero(rows: d, columns: d)
            for c in 0..<d {
                for b in c..<d {
                    let entry = (scale * sums.curvature(places.curvature(j, 0, c) + b - c)).midpointAndRadius
                    for index in [c * d + b, b * d + c] { (hessian.midpoint[index], hessian.radius[index]) = entry }
                }
            }
            guard value.midpointAndRadius.radius.isFinite, slopes.allSatisfy(\.radius.isFinite), hessian.isFinite else {
                throw .outOfRange("the derivative of a neuron with output 0 is not bounded at \(precision.bits) bits")
            }
            result.append(
                GhostNeuronEnclosure(
                    value: value.bounds,
                    gradient: VectorEnclosure(midpoint: slopes.map(\.midpoint), radius: slopes.map(\.radius)),
                    hessian: hessian))
        }
        return result
    }

    /// phi, grad phi and M (row-major) in float64 without guarantee, for search.
    ///
    /// - Parameters:
    ///   - neurons: d input weights each.
    ///   - parameters: of this landscape.
    public func approximateGhostNeurons(
        at neurons: [[Double]], parameters: [Double]
    ) -> [(value: Double, gradient: [Double], hessian: [Double])] {
        precondition(outputCount == 1)
        let d = inputDimension, live = width, scale = 2 / Double(problem.data.count)
        let kernel = TwoLayerKernel(
            samples: float64Samples, width: live + neurons.count, activation: problem.activation)
        let sums = kernel.sums(
            w: parameters[layout.weights] + neurons.flatMap { $0 },
            a: parameters[layout.outputs] + neurons.map { _ in 0 }, order: .hessian)
        let places = sums.places
        return neurons.indices.map { ghost in
            let j = live + ghost
            var hessian = [Double](repeating: 0, count: d * d)
            for c in 0..<d {
                for b in c..<d {
                    let entry = scale * sums.curvatures[places.curvature(j, 0, c) + b - c]
                    hessian[c * d + b] = entry
                    hessian[b * d + c] = entry
                }
            }
            let slopes = (0..<d).map { scale * sums.slopes[places.slope(j, 0, $0)] }
            return (scale * sums.values[places.value(j, 0)], slopes, hessian)
        }
    }
}
