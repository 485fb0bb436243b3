import Certify
import Rigor

/// What a neuron with output 0 and input weights w, added to a network, does to the loss to first order in its outputs,
/// and how that depends on w. With 2c as in ``TwoLayerLandscape``, 2/N for one output, q = 1 .. k, and sums with the
/// sample weights:
///
///     phi_q(w) = 2c sum e_q s(w·x)                 the derivative of the loss with respect to its output q
///     C(w)     = D phi(w), C_qc = 2c sum e_q s'(w·x) x_c        k by d; with one output the row grad phi
///     M(w)     = sum_q r_q Hess phi_q(w) = 2c sum (r·e) s''(w·x) x x'
///
/// r in R^k says which combination of the outputs is meant (`Ratios`). At a critical point of the network phi and
/// a_j'C vanish at the input weights of every neuron (MATHEMATICS sections 6 and 17).
public struct GhostNeuronEnclosure: Sendable {
    /// phi(w), k numbers.
    public var values: [Bounds]
    /// C(w), k by d.
    public var slopes: MatrixEnclosure
    /// M(w), d by d.
    public var hessian: MatrixEnclosure

    /// [[M, C_S'], [C_S, 0]], S some of the outputs.
    func bordered(slopes outputs: [Int]) -> MatrixEnclosure {
        let d = hessian.rows, order = d + outputs.count
        var result = MatrixEnclosure.zero(rows: order, columns: order)
        func set(_ row: Int, _ column: Int, _ source: MatrixEnclosure, _ index: Int) {
            result.midpoint[row * order + column] = source.midpoint[index]
            result.radius[row * order + column] = source.radius[index]
        }
        for c in 0..<d {
            for b in 0..<d { set(c, b, hessian, c * d + b) }
            for (i, q) in outputs.enumerated() {
                set(c, d + i, slopes, q * d + c)
                set(d + i, c, slopes, q * d + c)
            }
        }
        return result
    }

    /// The r of M: A_gq / A_gp for a live neuron g and one of its outputs p, so r_p = 1.
    public struct Ratios: Sendable {
        /// g.
        public var neuron: Int
        /// p; A_gp must not be 0.
        public var pivot: Int

        public init(neuron: Int, pivot: Int) {
            self.neuron = neuron
            self.pivot = pivot
        }
    }
}

extension TwoLayerLandscape {
    /// Encloses phi and its derivatives in MPFR for every parameter vector of a ball and, independently, every w of
    /// each of the `neurons`.
    ///
    /// - Parameters:
    ///   - neurons: balls of d input weights.
    ///   - ratios: r for each of them; nil, and everything beyond the end, is (1, 0, .., 0).
    ///   - parameters: a ball of this landscape's parameters.
    public func ghostNeurons(
        at neurons: [Ball], ratios: [GhostNeuronEnclosure.Ratios?] = [], parameters: Ball, precision: Precision
    ) throws(EvaluationFailure) -> [GhostNeuronEnclosure] {
        let d = inputDimension, k = outputCount, live = width
        precondition(parameters.centre.count == parameterCount && neurons.allSatisfy { $0.centre.count == d })
        guard !neurons.isEmpty else { return [] }
        // the ghosts have outputs exactly 0, so the residual is that of the network
        let samples = sampleCache.samples(precision)
        let network = IntervalNetwork(
            activation: problem.activation, data: problem.data, axes: samples.axes, width: live + neurons.count,
            outputCount: k, hasOutputBias: layout.hasOutputBias, precision: precision)
        let own = parameters.box(precision), zero = Interval.zero(precision: precision)
        let ghosts = neurons.flatMap { $0.box(precision) }
        let silent = [Interval](repeating: zero, count: neurons.count * k)
        network.setParameters(
            Array(own[layout.weights]) + ghosts + Array(own[layout.outputs]) + silent + Array(own[layout.outputBiases]))

        let sums = TwoLayerIntervalSums(network.layout, order: .hessian, precision: precision, hasGram: false)
        let work = IntervalArray(count: 2 * k + 1, precision: precision)
        let e = work.pointer(0)
        for i in 0..<problem.data.count {
            network.evaluate(point: i, jetOrder: 2)
            for q in 0..<k { network.kernel.set(e + k + q, samples.labels[i * k + q]) }
            network.writeResiduals(e, labels: e + k)
            let weight = samples.weights.map { weights in
                network.kernel.set(e + 2 * k, weights[i])
                return e + 2 * k
            }
            sums.add(network, residuals: e, weight: weight)
        }
        let scale = Interval(2, precision: precision) / Interval(problem.divisor, precision: precision)
        let places = sums.places
        var result = [GhostNeuronEnclosure]()
        for ghost in neurons.indices {
            let j = live + ghost, ratio = ratios.indices.contains(ghost) ? ratios[ghost] : nil
            let values = (0..<k).map { scale * sums.value(places.value(j, $0)) }
            var slopes = MatrixEnclosure.zero(rows: k, columns: d), hessian = MatrixEnclosure.zero(rows: d, columns: d)
            for q in 0..<k {
                for c in 0..<d {
                    let entry = (scale * sums.slope(places.slope(j, q, c))).midpointAndRadius
                    (slopes.midpoint[q * d + c], slopes.radius[q * d + c]) = entry
                }
            }
            let pivot = ratio?.pivot ?? 0
            // r_q for q != p; r_p is exactly 1
            let others = (0..<k).compactMap { q -> (Int, Interval)? in
                guard let ratio, q != pivot else { return nil }
                return (q, own[layout.output(ratio.neuron, q)] / own[layout.output(ratio.neuron, pivot)])
            }
            for c in 0..<d {
                for b in c..<d {
                    let term = { sums.curvature(places.curvature(j, $0, c) + b - c) }
                    let sum = others.reduce(term(pivot)) { $0 + $1.1 * term($1.0) }
                    let entry = (scale * sum).midpointAndRadius
                    for index in [c * d + b, b * d + c] { (hessian.midpoint[index], hessian.radius[index]) = entry }
                }
            }
            guard values.allSatisfy(\.midpointAndRadius.radius.isFinite), slopes.isFinite, hessian.isFinite else {
                throw .outOfRange("the derivative of a neuron with output 0 is not bounded at \(precision.bits) bits")
            }
            result.append(GhostNeuronEnclosure(values: values.map(\.bounds), slopes: slopes, hessian: hessian))
        }
        return result
    }

    /// phi, C (k by d) and M, row-major, in float64 without guarantee, for search.
    ///
    /// - Parameters:
    ///   - neurons: d input weights each.
    ///   - ratios: as for the enclosures.
    ///   - parameters: of this landscape.
    public func approximateGhostNeurons(
        at neurons: [[Double]], ratios: [GhostNeuronEnclosure.Ratios?] = [], parameters: [Double]
    ) -> [(values: [Double], slopes: [Double], hessian: [Double])] {
        let d = inputDimension, k = outputCount, live = width, scale = 2 / Double(problem.divisor)
        let kernel = TwoLayerKernel(
            samples: float64Samples, width: live + neurons.count, activation: problem.activation,
            hasOutputBias: layout.hasOutputBias)
        let sums = kernel.sums(
            w: parameters[layout.weights] + neurons.flatMap { $0 },
            a: parameters[layout.outputs] + neurons.flatMap { _ in [Double](repeating: 0, count: k) }
                + parameters[layout.outputBiases], order: .hessian)
        let places = sums.places
        return neurons.indices.map { ghost in
            let j = live + ghost, ratio = ratios.indices.contains(ghost) ? ratios[ghost] : nil
            let weights = (0..<k).map { q in
                guard let ratio, q != ratio.pivot else { return q == ratio?.pivot ?? 0 ? 1.0 : 0 }
                return parameters[layout.output(ratio.neuron, q)] / parameters[layout.output(ratio.neuron, ratio.pivot)]
            }
            var hessian = [Double](repeating: 0, count: d * d)
            for c in 0..<d {
                for b in c..<d {
                    let entry = (0..<k).reduce(0) {
                        $0 + weights[$1] * (scale * sums.curvatures[places.curvature(j, $1, c) + b - c])
                    }
                    hessian[c * d + b] = entry
                    hessian[b * d + c] = entry
                }
            }
            return (
                (0..<k).map { scale * sums.values[places.value(j, $0)] },
                (0..<(k * d)).map { scale * sums.slopes[places.slope(j, $0 / d, $0 % d)] }, hessian
            )
        }
    }
}
