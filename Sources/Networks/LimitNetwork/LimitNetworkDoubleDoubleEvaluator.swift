import Certify
import Rigor

/// Encloses loss and gradient of a limit network of neurons and pairs over a ball in double-double: one evaluation at
/// the rounded centre, bounds for everything else. Hessian and Lipschitz constants are those of
/// `LimitNetworkFloat64Evaluator`, which suffice for a verdict: it is the gradient at a minimum that float64 leaves too
/// coarse.
///
/// **Bounds**, u² = 2^-106, in the notation of `TwoLayerDoubleDoubleEvaluator`: p_i ± r_i the parameters over the ball,
/// s_j^(q) ± T_jq the jets of unit j, S_jq the largest |fl(s_j^(q))|, X_c >= |x_c|, W = rms(1), delta what rounding the
/// inputs lost, |·| the largest absolute value over the ball, errors included. Shares mu_j = m_j + eta_j, |eta_j| <=
/// h_j, with sum over a group of m_j = 1 and of eta_j = 0. A product v·x is made of d products, off by 9 u² each, and d
/// - 1 sums, off by 4 u² of the sizes of what is added, at most reach = sum_c |v_c| X_c:
///
///     err(v·x)     sum_c r_c X_c + reach (delta + (4 d + 13) u²) + 2^-900,    size(v·x) = reach + err(v·x)
///     D_j          sum_c ( |w_jc - w_fc| + 2 rho ) X_c sup |s'|, f the first of the group of j: at least |s_j - s_f|
///     E            err(y) + sum_j ( |a_j| T_j0 + err(a_j)(S_j0 + T_j0) )      a_j = A m_j of neurons, c of pairs
///                  + sum_j |A| h_j D_j                                                         neurons but the first
///                  + sum_p ( |v·x| T_p1 + err(v·x) (S_p1 + T_p1) )                                             pairs
///                  + err k + err(u·x) + (4 terms + 10) u² size + 2^-900
///     size         |y| + sum_j |a_j| (S_j0 + T_j0) + sum_p |v·x| (S_p1 + T_p1) + |k| + |u·x|
///
/// For sum_j A mu_j s_j = sum_j A m_j s_j + sum_{j != f} A eta_j (s_j - s_f), and a s - fl(a) fl(s) = a (s - fl(s)) +
/// (a - fl(a)) fl(s); each product is off by 9 u² of itself and 2^-999, and each of the `terms` sums by 4 u² of the
/// sizes of what is added, at most `size` (1 + 10 terms u²). The sums of the gradient are bounded by
/// `DoubleDoubleSumBounds`, those of (v·x) s'' with
///
///     S            size(v·x) S_p2 (1 + 10 u²) + 2^-990
///     T            size(v·x) T_p2 + err(v·x) (S_p2 + T_p2) + 10 u² size(v·x) S_p2 + 2^-990
///
/// and sum omega e sum_j mu_j s_j = sum_j m_j sum omega e s_j + sum_{j != f} eta_j sum omega e (s_j - s_f), the last at
/// most h_j D_j W (rms(e) + W E) N. No term has more than four products with the rounding of a weight, as gamma there
/// allows, and what a product loses to underflow meets at most one jet, one weight, and two of inputs, residual and v·x
/// afterwards. What overflows is not finite in the end (`DoubleDoubles`), and refused. ∎
///
/// What follows the sums is made in `DoubleDoubleBall`:
///
///     w of a neuron  (2/N) A mu_j sum omega e s'_j x        A   (2/N) sum_j mu_j sum omega e s_j
///     w of a pair    (2/N) sum omega e ( c s' + (v·x) s'' ) x
///     v              (2/N) sum omega e s' x        c   (2/N) sum omega e s        k, u   (2/N) sum omega e (1, x)
final class LimitNetworkDoubleDoubleEvaluator: LandscapeEvaluator {
    private let kernel: LimitNetworkDoubleDoubleKernel
    private let float64: LimitNetworkFloat64Evaluator
    private let activation: Activation
    private let shares: [Bounds]
    private var shape: LimitNetworkShape { kernel.shape }
    private var samples: DoubleDoubleSamples { kernel.samples }

    init(
        kernel: LimitNetworkDoubleDoubleKernel, float64: LimitNetworkFloat64Evaluator, activation: Activation,
        shares: [Bounds]
    ) {
        self.kernel = kernel
        self.float64 = float64
        self.activation = activation
        self.shares = shares
    }

    var precision: Precision? { nil }

    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        try float64.lipschitzConstants(on: ball)
    }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        precondition(ball.centre.count == shape.parameterCount)
        let parameters = ball.centre.map { DoubleDoubleBall($0, radius: ball.radius) }
        guard parameters.allSatisfy({ $0.magnitude <= LowerBound(1e60) }),
            shares.allSatisfy({ $0.magnitude < 1e60 })
        else { throw .outOfRange("a parameter exceeds 1e60") }
        let part = try Parts(on: ball, parameters, self)
        let sums = kernel.sums(
            parameters.map(\.midpoint), outputs: part.outputs.map(\.midpoint), order: min(order, .gradient))
        let bounded = Bounded(sums, part, samples)
        let count = DoubleDoubleBall(samples.count), loss = bounded.square / count
        var result = LocalEnclosure(loss: Bounds(lower: loss.lowerDouble, upper: loss.upperDouble).nonNegative)
        guard result.loss.upper.isFinite else { throw .outOfRange("double-double overflows") }
        guard order >= .gradient else { return result }
        let factor = DoubleDoubleBall(2) / count
        let gradient = bounded.gradient(part).map { (factor * $0).midpointAndRadius }
        guard gradient.allSatisfy(\.radius.isFinite) else { throw .outOfRange("double-double overflows") }
        // float64 midpoints of a sharper enclosure may be neighbours of these: it lies within all the same
        let radii = gradient.map { Directed.addUp($0.radius, Directed.multiplyUp(abs($0.midpoint), 0x1p-51)) }
        result.gradient = VectorEnclosure(midpoint: gradient.map(\.midpoint), radius: radii)
        guard order >= .hessian else { return result }
        result.hessian = try float64.enclosure(on: ball, order: .hessian).hessian
        return result
    }

    /// The parts of a limit network over a ball.
    fileprivate struct Parts {
        let shape: LimitNetworkShape
        let parameters: [DoubleDoubleBall]
        /// T_jq.
        let jetErrors: [DoubleDoubleJetErrors]
        /// err and size of v·x of each pair, and of u·x.
        let gates: [(error: UpperBound, size: UpperBound)]
        let linear: (error: UpperBound, size: UpperBound)
        /// m_j and h_j of each neuron, D_j, 0 for the first of a group.
        let shares: [DoubleDoubleBall]
        let shareWidths: [UpperBound]
        let differences: [UpperBound]
        /// a_j.
        let outputs: [DoubleDoubleBall]

        init(
            on ball: Ball, _ parameters: [DoubleDoubleBall], _ evaluator: LimitNetworkDoubleDoubleEvaluator
        ) throws(EvaluationFailure) {
            let shape = evaluator.shape, samples = evaluator.samples, d = shape.dimension
            self.shape = shape
            self.parameters = parameters
            func vector(_ place: Int) -> [DoubleDoubleBall] { Array(parameters[place..<(place + d)]) }
            func reach(_ v: [DoubleDoubleBall]) -> UpperBound {
                zip(v, samples.coordinateMaximum).reduce(0) { $0 + $1.0.magnitude * $1.1 }
            }
            func product(_ place: Int) -> (error: UpperBound, size: UpperBound) {
                let v = vector(place), reach = reach(v)
                let drift = zip(v, samples.coordinateMaximum).reduce(UpperBound(0)) { $0 + $1.0.radius * $1.1 }
                let rounding = samples.inputRelativeError + DoubleDoubleError.units(4 * d + 13)
                let error = drift + reach * rounding + UpperBound(0x1p-900)
                return (error, reach + error)
            }
            jetErrors = try (0..<shape.units).map { j throws(EvaluationFailure) in
                try evaluator.kernel.units.form.jetErrors(
                    of: vector(shape.weight(j)), on: samples, activation: evaluator.activation)
            }
            gates = (0..<shape.pairs).map { product(shape.mergedSlope($0)) }
            linear = shape.hasLinearPart ? product(shape.linearPart) : (0, 0)
            var shares = [DoubleDoubleBall](), widths = [UpperBound](), differences = [UpperBound]()
            var rest = evaluator.shares[...]
            for group in shape.groups {
                let others = rest.prefix(group - 1).map { Self.middle($0) }, first = shares.count
                rest = rest.dropFirst(group - 1)
                shares.append(others.reduce(DoubleDoubleBall(1)) { $0 - DoubleDoubleBall(exactly: $1.middle) })
                widths.append(0)
                differences.append(0)
                for (i, other) in others.enumerated() {
                    let j = first + 1 + i, v = shape.weight(first), w = shape.weight(j)
                    shares.append(DoubleDoubleBall(exactly: other.middle))
                    widths.append(other.width)
                    let largest = UpperBound.max(reach(vector(shape.weight(first))), reach(vector(w)))
                    let slope = UpperBound(evaluator.activation.suprema(reach: largest.value)[1])
                    differences.append(
                        (0..<d).reduce(UpperBound(0)) {
                            let apart = (ball.centre[w + $1] - ball.centre[v + $1]).magnitude.double(rounding: .up)
                            return $0 + (UpperBound(apart) + 2 * UpperBound(ball.radius))
                                * samples.coordinateMaximum[$1]
                        } * slope)
                }
            }
            self.shares = shares
            shareWidths = widths
            self.differences = differences
            outputs = (0..<shape.units).map {
                $0 < shape.neurons ? parameters[shape.output($0)] * shares[$0] : parameters[shape.output($0)]
            }
        }

        /// A number in the middle of a range, and at least half its width.
        private static func middle(_ range: Bounds) -> (middle: Double, width: UpperBound) {
            let (middle, radius) = Interval(
                lower: range.lower, upper: range.upper, precision: Precision(bits: 64)
            ).midpointAndRadius
            return (middle, UpperBound(radius))
        }

        /// |A| h_j D_j of each neuron.
        func shareErrors() -> [UpperBound] {
            (0..<shape.neurons).map {
                parameters[shape.output($0)].magnitude * shareWidths[$0] * differences[$0]
            }
        }
    }

    /// The sums with their errors.
    fileprivate struct Bounded {
        let square: DoubleDoubleBall
        private let values: [DoubleDoubleBall]
        private let slopes: [DoubleDoubleBall]
        private let gated: [DoubleDoubleBall]
        private let constant: DoubleDoubleBall
        private let linear: [DoubleDoubleBall]
        private let bounds: DoubleDoubleSumBounds

        init(_ sums: LimitNetworkDoubleDoubleKernel.Sums, _ part: Parts, _ samples: DoubleDoubleSamples) {
            let shape = part.shape, d = shape.dimension, T = part.jetErrors, X = samples.coordinateMaximum
            let stretch = 1 + 2 * UpperBound(Directed.unitRoundoff), delta = samples.inputRelativeError
            let S0 = sums.valueMaxima.map { UpperBound($0) * stretch }
            let S1 = sums.slopeMaxima.map { UpperBound($0) * stretch }
            let S2 = sums.curvatureMaxima.map { UpperBound($0) * stretch }
            var error = samples.labelError[0], size = samples.labelMaximum[0]
            for j in 0..<shape.units {
                let a = part.outputs[j], largest = S0[j] + T[j].value
                error = error + a.magnitude * T[j].value + a.radius * largest
                size = size + a.magnitude * largest
            }
            error = part.shareErrors().reduce(error, +)
            for (p, gate) in part.gates.enumerated() {
                let j = shape.neurons + p, largest = S1[j] + T[j].first
                error = error + gate.size * T[j].first + gate.error * largest
                size = size + gate.size * largest
            }
            if shape.hasConstant {
                error = error + part.parameters[shape.constant].radius
                size = size + part.parameters[shape.constant].magnitude
            }
            error = error + part.linear.error
            size = size + part.linear.size
            let terms = shape.units + shape.pairs + 2
            error = error + DoubleDoubleError.units(4 * terms + 10) * size + UpperBound(0x1p-900)
            func largest(_ bounds: [UpperBound]) -> UpperBound { bounds.reduce(1) { .max($0, $1) } }
            let factor = largest(X + [size] + part.gates.map(\.size))
            let bounds = DoubleDoubleSumBounds(
                square: sums.square, error: error, blocks: sums.blocks, samples: samples,
                underflow: UpperBound(0x1p-990) * largest(S0 + S1 + S2) * factor * factor
                    * .max(1, samples.weightMaximum))
            self.bounds = bounds
            square = DoubleDoubleBall(sums.square, radius: bounds.square)
            values = sums.values.enumerated().map {
                DoubleDoubleBall($1, radius: bounds.radius(S0[$0], T[$0].value))
            }
            slopes = sums.slopes.enumerated().map {
                DoubleDoubleBall(
                    $1, radius: bounds.radius(S1[$0 / d], T[$0 / d].first, scale: X[$0 % d], relative: delta))
            }
            gated = sums.gated.enumerated().map {
                let gate = part.gates[$0 / d], j = shape.neurons + $0 / d, second = T[j].second
                let rounding = DoubleDoubleError.units(10) * gate.size * S2[j] + UpperBound(0x1p-990)
                return DoubleDoubleBall(
                    $1,
                    radius: bounds.radius(
                        gate.size * S2[j] + rounding,
                        gate.size * second + gate.error * (S2[j] + second) + rounding, scale: X[$0 % d],
                        relative: delta))
            }
            constant = DoubleDoubleBall(sums.constant, radius: bounds.radius(1, 0))
            linear = sums.linear.enumerated().map {
                DoubleDoubleBall($1, radius: bounds.radius(1, 0, scale: X[$0], relative: delta))
            }
        }

        /// N/2 times the gradient.
        func gradient(_ part: Parts) -> [DoubleDoubleBall] {
            let shape = part.shape, d = shape.dimension
            var result = [DoubleDoubleBall](repeating: DoubleDoubleBall(0), count: shape.parameterCount)
            for j in 0..<shape.neurons {
                let share = DoubleDoubleBall(
                    part.shares[j].midpoint, radius: part.shares[j].radius + part.width(j))
                let output = part.parameters[shape.output(j)] * share, place = shape.output(j)
                for c in 0..<d { result[shape.weight(j) + c] = output * slopes[j * d + c] }
                let spread = part.shareWidths[j] * bounds.magnitude(part.differences[j])
                result[place] =
                    result[place] + part.shares[j] * values[j] + DoubleDoubleBall(.zero, radius: spread)
            }
            for p in 0..<shape.pairs {
                let j = shape.neurons + p, output = part.parameters[shape.output(j)]
                for c in 0..<d {
                    result[shape.weight(j) + c] = output * slopes[j * d + c] + gated[p * d + c]
                    result[shape.mergedSlope(p) + c] = slopes[j * d + c]
                }
                result[shape.output(j)] = values[j]
            }
            if shape.hasConstant { result[shape.constant] = constant }
            if shape.hasLinearPart { for c in 0..<d { result[shape.linearPart + c] = linear[c] } }
            return result
        }
    }
}

extension LimitNetworkDoubleDoubleEvaluator.Parts {
    /// At least |mu_j - m_j|: h_j, and for the first of a group the sum of the others'.
    fileprivate func width(_ j: Int) -> UpperBound {
        let group = shape.groupOfNeuron[j]
        guard shape.firstOfGroup[group] == j else { return shareWidths[j] }
        return (j..<(j + shape.groups[group])).reduce(UpperBound(0)) { $0 + shareWidths[$1] }
    }
}

extension DoubleDoubleBall {
    /// A float64 number by itself.
    fileprivate init(exactly value: Double) { self.init(DoubleDouble(value), radius: 0) }
}
