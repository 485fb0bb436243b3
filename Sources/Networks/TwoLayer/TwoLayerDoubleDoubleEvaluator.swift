import Certify
import Rigor

/// Encloses loss and gradient of a two-layer student over a ball in double-double: one evaluation at the rounded
/// centre, bounds for everything else. Hessian and Lipschitz constants are those of `TwoLayerFloat64Evaluator`, which
/// suffice for a verdict: it is the gradient at a critical point that float64 leaves too coarse. Whoever is to judge a
/// claimed eigenvalue that is nearly 0 asks for the Hessian to as many bits (`sharpEnclosure`).
///
/// **Bounds**, u² = 2^-106, in the notation of `TwoLayerFloat64Evaluator`: rms(g)² = (1/N) sum omega_i g_i², fl(·) for
/// what is computed, a_jq ± A_jq for the outputs over the ball, s_j^(p) ± T_jp for the jets, S_jp the largest
/// |fl(s_j^(p))|, W = rms(1). `DoubleDoubles` states what each operation loses. Bounds are made with `UpperBound`.
///
///     reach      >= sum_c |w_jc| max |x_c|,  at least |z| at the centre
///     drift      >= sum_c |w_jc - fl(w_jc)| max |x_c|, with the radius of the ball in each term
///     argument   drift + reach (delta + (4 d + 13) u²)   the products w x err by 9, the sums by 4 d, and -t z by 4;
///                delta is what rounding the inputs lost
///     log E      |t| argument + 35 d u²   exponentials (24) and, on a grid, their products (9), for each coordinate
///     T_jp       `DoubleDoubleForm`
///     E_q        sum_j ( |a_jq| T_j0 + A_jq (S_j0 + T_j0) ) + (4 units + 10) u² size_q + err(y_q)
///                size_q = sum_j max |a_jq| (S_j0 + T_j0) + |y_q|, at least what all partial sums are
///     (1/N) sum omega e_q²               2 W E_q rms(e_q) + (W E_q)² + gamma rms(e_q)²
///     (1/N) sum omega e_q s_j^(p) x      |x| ( W² E_q S_jp + W T_jp rms(e_q) + W² E_q T_jp
///                                        + (gamma + delta) W rms(e_q) S_jp )
///     err(g)     |x| ( T_jp + (10 u² + delta) S_jp ) + 2^-990 at every point, g = s_j^(p) x a column of the Gram
///                matrix: the product errs by 9 u² of itself, |fl(x)| <= (1 + delta) |x|
///     (1/N) sum omega g_r g_t            W rms(g_r) err(g_t) + W rms(g_t) err(g_r) + W² err(g_r) err(g_t)
///                                        + gamma rms(g_r) rms(g_t)
///     (1/N) sum omega e_q s''_j x x'     as with s' x, |x x'| and 3 delta for |x| and delta
///
/// by Cauchy-Schwarz. gamma = ((block + 1)² + 12 + 4 blocks + 40) u²: `CompensatedSum` over a block, the sum of its
/// lanes, the sum over the blocks, each relative to the sum of the absolute values of the terms, and at most four
/// products in a term with the rounding of a weight. Each product loses 2^-999 at most to underflow, which meets at
/// most one jet, one input or residual (in a curvature two inputs) and one weight afterwards: `underflow`. What
/// overflows is not finite in the end (`DoubleDoubles`), and refused. ∎
///
/// What follows the sums is `TwoLayerAssembly` in `DoubleDoubleBall`.
final class TwoLayerDoubleDoubleEvaluator: LandscapeEvaluator {
    private let kernel: DoubleDoubleKernel
    private let float64: TwoLayerFloat64Evaluator
    private let activation: Activation
    private let divisor: Int
    /// lambda of every parameter; nil without decay.
    private let decay: [DoubleDoubleBall]?
    private var samples: DoubleDoubleSamples { kernel.samples }
    private var layout: ParameterLayout { kernel.layout }

    /// - Parameter samples: those of the problem.
    init(
        problem: TwoLayerProblem, samples: DoubleDoubleSamples, float64: TwoLayerFloat64Evaluator, width: Int
    ) throws(EvaluationFailure) {
        guard let form = problem.activation.facts.doubleDoubleForm else {
            throw .float64Unavailable("\(problem.activation.name) is not made in double-double")
        }
        kernel = DoubleDoubleKernel(samples: samples, layout: problem.layout(width: width), form: form)
        self.float64 = float64
        activation = problem.activation
        divisor = problem.divisor
        decay = problem.decayCoefficients(width: width)?.map {
            Interval(enclosing: $0, precision: Precision(bits: 160)).doubleDouble
        }
    }

    var precision: Precision? { nil }

    /// The Hessian in double-double, too.
    func sharpEnclosure(at centre: [Dyadic]) throws(EvaluationFailure) -> LocalEnclosure {
        try enclosure(on: Ball(centre: centre), order: .hessian, isSharp: true)
    }

    func lipschitzConstants(on ball: Ball) throws(EvaluationFailure) -> LipschitzConstants {
        try float64.lipschitzConstants(on: ball)
    }

    func enclosure(on ball: Ball, order: DerivativeOrder) throws(EvaluationFailure) -> LocalEnclosure {
        try enclosure(on: ball, order: order, isSharp: false)
    }

    /// - Parameter isSharp: whether the Hessian, where it is asked for, is made in double-double and not in float64.
    private func enclosure(
        on ball: Ball, order: DerivativeOrder, isSharp: Bool
    ) throws(EvaluationFailure) -> LocalEnclosure {
        precondition(ball.centre.count == layout.count)
        let parameters = ball.centre.map { DoubleDoubleBall($0, radius: ball.radius) }
        guard parameters.allSatisfy({ $0.magnitude <= LowerBound(1e60) }) else {
            throw .outOfRange("a parameter exceeds 1e60")
        }
        let errors = try (0..<layout.width).map { j throws(EvaluationFailure) in
            try kernel.form.jetErrors(
                of: Array(parameters[layout.weights(of: j)]), on: samples, activation: activation)
        }
        let midpoints = parameters.map(\.midpoint), outputs = Array(parameters[layout.linear])
        let sums = BoundedDoubleDoubleSums(
            kernel.sums(
                w: Array(midpoints[layout.weights]), a: Array(midpoints[layout.linear]),
                order: isSharp ? order : min(order, .gradient)),
            outputs: outputs, jetErrors: errors, samples: samples, layout: layout)
        let assembly = TwoLayerAssembly(
            sums, outputs: outputs, divisor: divisor,
            decay: decay.map { DecayTerms(coefficients: $0, parameters: parameters) }, number: { DoubleDoubleBall($0) })
        let loss = assembly.loss
        var result = LocalEnclosure(loss: Bounds(lower: loss.lowerDouble, upper: loss.upperDouble).nonNegative)
        guard result.loss.upper.isFinite else { throw .outOfRange("double-double overflows") }
        guard order >= .gradient else { return result }
        let gradient = assembly.gradient().map(\.midpointAndRadius)
        guard gradient.allSatisfy(\.radius.isFinite) else { throw .outOfRange("double-double overflows") }
        // float64 midpoints of a sharper enclosure may be neighbours of these: it lies within all the same
        let radii = gradient.map { Directed.addUp($0.radius, Directed.multiplyUp(abs($0.midpoint), 0x1p-51)) }
        result.gradient = VectorEnclosure(midpoint: gradient.map(\.midpoint), radius: radii)
        guard order >= .hessian else { return result }
        if isSharp {
            let precision = Self.intervalPrecision
            try result.setHessian(order: layout.count, precision: precision) { take in
                assembly.forEachHessianEntry { take($0, $1, Interval($2, precision: precision)) }
            }
        } else {
            result.hessian = try float64.enclosure(on: ball, order: .hessian).hessian
        }
        return result
    }

    /// Of intervals that hold what double-double numbers enclose.
    private static let intervalPrecision = Precision(bits: 128)
}

/// The sums of `DoubleDoubleKernel` with their errors over the ball: the formulas of `TwoLayerDoubleDoubleEvaluator`.
struct BoundedDoubleDoubleSums: SumsOverData {
    let places: SumPlaces
    private let squares: [DoubleDoubleBall]
    private let values: [DoubleDoubleBall]
    private let slopes: [DoubleDoubleBall]
    /// Of second order, none where no Hessian was asked for.
    private let curvatures: [DoubleDoubleBall]
    private let grams: [DoubleDoubleBall]

    func square(_ place: Int) -> DoubleDoubleBall { squares[place] }
    func value(_ place: Int) -> DoubleDoubleBall { values[place] }
    func slope(_ place: Int) -> DoubleDoubleBall { slopes[place] }
    func curvature(_ place: Int) -> DoubleDoubleBall { curvatures[place] }
    func gram(_ place: Int) -> DoubleDoubleBall { grams[place] }

    /// - Parameters:
    ///   - outputs: a_jq ± A_jq of every unit.
    ///   - errors: T_j0, T_j1, T_j2 of every neuron.
    init(
        _ sums: DoubleDoubleKernel.Sums, outputs: [DoubleDoubleBall], jetErrors errors: [DoubleDoubleJetErrors],
        samples: DoubleDoubleSamples, layout: ParameterLayout
    ) {
        let places = SumPlaces(layout)
        self.places = places
        let m = layout.width, k = layout.outputCount, d = layout.inputDimension
        let isSecond = !sums.gram.isEmpty
        let stretch = 1 + 2 * UpperBound(Directed.unitRoundoff)
        // S_j0, S_j1 and S_j2; the constant is 1 without error
        let S0 = sums.valueMaximum.map { UpperBound($0) * stretch } + [1]
        let S1 = sums.slopeMaximum.map { UpperBound($0) * stretch }
        let S2 = sums.curvatureMaximum.map { UpperBound($0) * stretch }
        let T0 = errors.map(\.value) + [0], T1 = errors.map(\.first), T2 = errors.map(\.second)
        let gamma = DoubleDoubleSumBounds.gamma(blocks: sums.blocks)
        let X = samples.coordinateMaximum, delta = samples.inputRelativeError
        // E_q and size_q
        let residuals = (0..<k).map { q in
            var error = samples.labelError[q], size = samples.labelMaximum[q]
            for j in 0..<layout.units {
                let a = outputs[places.value(j, q)], largest = S0[j] + T0[j]
                error = error + a.magnitude * T0[j] + a.radius * largest
                size = size + a.magnitude * largest
            }
            return (error + DoubleDoubleError.units(4 * layout.units + 10) * size + UpperBound(0x1p-900), size)
        }
        func largest(_ bounds: [UpperBound]) -> UpperBound { bounds.reduce(1) { .max($0, $1) } }
        let factor = largest(X + residuals.map(\.1))
        let underflow =
            UpperBound(0x1p-990) * largest(S0 + S1 + S2) * (isSecond ? factor * factor : factor)
            * .max(1, samples.weightMaximum)
        let bounds = (0..<k).map { q in
            DoubleDoubleSumBounds(
                square: sums.squares[q], error: residuals[q].0, blocks: sums.blocks, samples: samples,
                underflow: underflow)
        }
        squares = (0..<k).map { DoubleDoubleBall(sums.squares[$0], radius: bounds[$0].square) }
        var values = [DoubleDoubleBall](), slopes = [DoubleDoubleBall](), curvatures = [DoubleDoubleBall]()
        for j in 0..<layout.units {
            for q in 0..<k {
                values.append(
                    DoubleDoubleBall(
                        sums.values[places.value(j, q)], radius: bounds[q].radius(S0[j], T0[j])))
                guard j < m else { continue }
                for c in 0..<d {
                    slopes.append(
                        DoubleDoubleBall(
                            sums.slopes[places.slope(j, q, c)],
                            radius: bounds[q].radius(S1[j], T1[j], scale: X[c], relative: delta)))
                    guard isSecond else { continue }
                    for b in c..<d {
                        curvatures.append(
                            DoubleDoubleBall(
                                sums.curvatures[places.curvature(j, q, c) + b - c],
                                radius: bounds[q].radius(S2[j], T2[j], scale: X[c] * X[b], relative: 3 * delta)))
                    }
                }
            }
        }
        self.values = values
        self.slopes = slopes
        self.curvatures = curvatures
        grams =
            isSecond
            ? Self.grams(
                sums.gram, places, S: (S0, S1), T: (T0, T1), samples: samples, gamma: gamma, underflow: underflow) : []
    }

    /// - Parameters:
    ///   - S: S_j0 and S_j1 of every unit.
    ///   - T: T_j0 and T_j1.
    private static func grams(
        _ sums: [DoubleDouble], _ places: SumPlaces, S: ([UpperBound], [UpperBound]), T: ([UpperBound], [UpperBound]),
        samples: DoubleDoubleSamples, gamma: UpperBound, underflow: UpperBound
    ) -> [DoubleDoubleBall] {
        let columns = places.columns, count = UpperBound(samples.count), W = samples.rootMeanWeight
        let relative = DoubleDoubleError.units(10) + samples.inputRelativeError
        // err(g) and rms(g) of what is computed
        let column = (0..<columns.count).map { r in
            let (size, error, scale): (UpperBound, UpperBound, UpperBound) =
                switch columns.parameter(r) {
                case .weight(let j, let c): (S.1[j], T.1[j], samples.coordinateMaximum[c])
                case .output(let j, _): (S.0[j], T.0[j], 1)
                case .outputBias: (1, 0, 1)
                }
            let square = UpperBound(sums[places.gram(r)].high) * (1 + 2 * gamma + UpperBound(0x1p-50))
            return (
                error: scale * (error + relative * size) + UpperBound(0x1p-990),
                root: (square / LowerBound(samples.count) + underflow).squareRoot()
            )
        }
        return (0..<columns.count).flatMap { r in
            (r..<columns.count).map { t in
                let (E, R) = column[r], (F, Q) = column[t]
                return DoubleDoubleBall(
                    sums[places.gram(r, t)],
                    radius: count * (W * R * F + W * Q * E + W * W * E * F + gamma * R * Q + underflow))
            }
        }
    }
}
