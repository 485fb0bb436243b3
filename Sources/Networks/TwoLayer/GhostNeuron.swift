import Certify
import Rigor

/// What a neuron with output 0 and input weights w, added to a network, does to the loss to first order in its output, and how that depends on w.
///
///     phi(w) = (2/N) sum_k e_k s(w·x_k)           the derivative of the loss with respect to its output
///     grad phi(w) = (2/N) sum e s'(w·x) x
///     M(w) = Hess phi(w) = (2/N) sum e s''(w·x) x x'
///
/// At a critical point of the network phi and a_j grad phi vanish at the input weights of every neuron (MATHEMATICS section 6).
public struct GhostNeuronEnclosure: Sendable {
    /// phi(w).
    public var value: Bounds
    /// grad phi(w), d components.
    public var gradient: VectorEnclosure
    /// M(w), d by d.
    public var hessian: MatrixEnclosure
}

extension TwoLayerLandscape {
    /// Encloses phi and its derivatives in MPFR for every parameter vector of a ball and, independently, every w of each of the `neurons`.
    ///
    /// - Parameters:
    ///   - neurons: balls of d input weights.
    ///   - parameters: a ball of this landscape's parameters.
    public func ghostNeurons(
        at neurons: [Ball], parameters: Ball, precision: Precision
    ) throws(EvaluationFailure) -> [GhostNeuronEnclosure] {
        let d = inputDimension, N = problem.data.count, live = width
        precondition(parameters.centre.count == parameterCount && neurons.allSatisfy { $0.centre.count == d })
        guard !neurons.isEmpty else { return [] }
        func box(_ ball: Ball) -> [Interval] {
            let spread = Interval(lower: -ball.radius, upper: ball.radius, precision: precision)
            return ball.centre.map { Interval(enclosing: $0, precision: precision) + spread }
        }
        // the ghosts have output exactly 0, so the residual is that of the network
        let samples = IntervalSamples(problem: problem, precision: precision)
        let network = IntervalNetwork(
            activation: problem.activation, data: problem.data, axes: samples.axes, width: live + neurons.count,
            precision: precision)
        let own = box(parameters), zero = Interval.zero(precision: precision)
        network.setParameters(
            weights: own[..<(live * d)] + neurons.flatMap(box), outputs: own[(live * d)...] + neurons.map { _ in zero })

        // for each ghost: the value, d slopes, d(d+1)/2 curvatures
        let stride = 1 + d + d * (d + 1) / 2
        let kernel = network.kernel
        let sums = IntervalArray(count: neurons.count * stride, precision: precision)
        let work = IntervalArray(count: 3, precision: precision)
        let e = work.pointer(0), term = work.pointer(1), label = work.pointer(2)
        for k in 0..<N {
            network.evaluate(point: k, jetOrder: 2)
            network.accumulateOutput(e)
            kernel.set(label, samples.labels[k])
            kernel.subtract(e, e, label)
            for ghost in neurons.indices {
                var place = ghost * stride
                kernel.multiplyAdd(sums.pointer(place), e, network.jet(0, live + ghost))
                place += 1
                kernel.multiply(term, e, network.jet(1, live + ghost))
                for c in 0..<d {
                    kernel.multiplyAdd(sums.pointer(place), term, network.inputs.pointer(c))
                    place += 1
                }
                for c in 0..<d {
                    kernel.multiply(term, e, network.jet(2, live + ghost))
                    kernel.multiply(term, term, network.inputs.pointer(c))
                    for b in c..<d {
                        kernel.multiplyAdd(sums.pointer(place), term, network.inputs.pointer(b))
                        place += 1
                    }
                }
            }
        }
        let scale = Interval(2, precision: precision) / Interval(N, precision: precision)
        var result = [GhostNeuronEnclosure]()
        for ghost in neurons.indices {
            let entries = (0..<stride).map { scale * sums[ghost * stride + $0] }
            let halves = entries.map(\.midpointAndRadius)
            var hessian = MatrixEnclosure.zero(rows: d, columns: d)
            var place = 1 + d
            for c in 0..<d {
                for b in c..<d {
                    for index in [c * d + b, b * d + c] {
                        hessian.midpoint[index] = halves[place].midpoint
                        hessian.radius[index] = halves[place].radius
                    }
                    place += 1
                }
            }
            guard halves.allSatisfy(\.radius.isFinite) else {
                throw .outOfRange("the derivative of a neuron with output 0 is not bounded at \(precision.bits) bits")
            }
            result.append(GhostNeuronEnclosure(
                value: Bounds(lower: entries[0].lowerDouble, upper: entries[0].upperDouble),
                gradient: VectorEnclosure(
                    midpoint: halves[1...d].map(\.midpoint), radius: halves[1...d].map(\.radius)),
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
        let d = inputDimension, live = width, scale = 2 / Double(problem.data.count)
        let kernel = TwoLayerKernel(
            samples: float64Samples, width: live + neurons.count, activation: problem.activation, fill: .approximate)
        let sums = kernel.sums(
            w: parameters[..<(live * d)] + neurons.flatMap { $0 },
            a: parameters[(live * d)...] + neurons.map { _ in 0 }, order: .hessian)
        return neurons.indices.map { ghost in
            let j = live + ghost
            var hessian = [Double](repeating: 0, count: d * d)
            var place = j * d * (d + 1) / 2
            for c in 0..<d {
                for b in c..<d {
                    hessian[c * d + b] = scale * sums.curvatures[place]
                    hessian[b * d + c] = scale * sums.curvatures[place]
                    place += 1
                }
            }
            return (scale * sums.values[j], sums.slopes[(j * d)..<((j + 1) * d)].map { scale * $0 }, hessian)
        }
    }
}
