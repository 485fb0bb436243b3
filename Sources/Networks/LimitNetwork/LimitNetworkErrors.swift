import Certify
import Rigor

/// The float64 centre of a ball of limit networks, and how far what float64 makes of the parts of one there may be from
/// their values at any point of the ball and for any shares within their ranges. For search all bounds are 0.
///
/// **Bounds.** Let r_i be the distance of parameter i from its float64 value, rho the radius, X_c >= |x_c| on the data,
/// |X| their norm, u the unit roundoff. w·x moves by at most rho |X| + sum r_c X_c; `Activation.jetErrors` makes T_q of
/// it. v·x and g·x move likewise, and are sums of d products: gamma_{d+1} sum |v_c| X_c more, and what rounding the
/// inputs lost. With midpoints m of the shares, of which that of the first neuron is rounded, half widths h, sum over a
/// group of mu - m = 0, and A over the ball at most A*:
///
///     A mu_j      A* (err m_j + h_j) + err A |m_j| + 2 u |A m_j|,        h of the first the sum of the others'
///
/// What the ranges of the shares do to sum mu_j s_j is sum_{j > first} (mu_j - m_j)(s_j - s_first): nothing where
/// neurons are equal. (sigma/2)(g·x)² moves by at most |g·x|* err(g·x).
struct LimitNetworkErrors {
    /// A value, its distance from what it stands for, and the largest absolute value of either.
    struct Number {
        var value: Double
        var error: Double
        var magnitude: Double

        init(_ value: Double, error: Double = 0) {
            self.value = value
            self.error = error
            magnitude = Directed.addUp(abs(value), error)
        }
    }

    let shape: LimitNetworkShape
    /// The parameters.
    let point: [Double]
    /// r_i + rho.
    let pointErrors: [Double]
    /// mu_j of every unit, 1 for a pair or triple; the widths of ranges count as error.
    let shares: [Number]
    /// h_j.
    let shareWidths: [Double]
    /// A mu_j of neurons, c of pairs and triples; without and with what the ranges of the shares do.
    let fixedOutputs: [Number]
    let outputs: [Number]
    /// v·x of pairs and triples, with 0 for its value.
    let gates: [Number]
    /// g·x of triples, with 0 for its value.
    let bends: [Number]
    /// T_0, T_1, .. of each unit.
    let jetErrors: [[Double]]
    /// The largest |w·x| of each unit, over the ball and as computed.
    let reaches: [Double]

    /// Everything for search: no bounds.
    init(approximately point: [Double], shares: [Double], shape: LimitNetworkShape) {
        self.shape = shape
        self.point = point
        pointErrors = [Double](repeating: 0, count: point.count)
        self.shares = shares.map { Number($0) }
        shareWidths = [Double](repeating: 0, count: shares.count)
        outputs = shares.enumerated().map { Number($1 * point[shape.output($0)]) }
        fixedOutputs = outputs
        gates = [Number](repeating: Number(0), count: shape.merged)
        bends = [Number](repeating: Number(0), count: shape.tripleSigns.count)
        jetErrors = [[Double]](repeating: [Double](repeating: 0, count: 6), count: shape.units)
        reaches = [Double](repeating: .infinity, count: shape.units)
    }

    /// - Parameter ranges: the range of the share of every neuron that is not the first of its group.
    init(
        on ball: Ball, shape: LimitNetworkShape, shares ranges: [Bounds], samples: Float64Samples,
        activation: Activation
    ) throws(EvaluationFailure) {
        precondition(ball.centre.count == shape.parameterCount)
        self.shape = shape
        let d = shape.dimension
        let point = ball.centre.map { $0.double(rounding: .nearest) }
        // so that whatever underflows meets factors of product at most 1e250 afterwards, with what is required below:
        // two
        // inputs, an output and a sample weight, each below 1e20, a jet below 1e40, a residual below 1e120
        let sizes = point + [ball.radius] + samples.coordinateMaximum + samples.labelMaximum
        guard sizes.allSatisfy({ abs($0) < 1e20 }), ranges.allSatisfy({ $0.magnitude < 1e20 }),
            samples.weights?.prefix(samples.count).allSatisfy({ 1e-20 < $0 && $0 < 1e20 }) ?? true
        else { throw .outOfRange("a parameter, input, label or sample weight is beyond 1e20") }
        let radius = UpperBound(ball.radius)
        let roundings = zip(point, ball.centre).map { approximation, exact in
            Dyadic(exactly: approximation) == exact
                ? UpperBound(0)
                : UpperBound(abs(approximation)) * UpperBound(Directed.unitRoundoff) + UpperBound(0x1p-1074)
        }
        self.point = point
        let pointErrors = roundings.map { ($0 + radius).value }
        self.pointErrors = pointErrors
        let maxima = samples.coordinateMaximum.map { UpperBound($0) }
        let inputNorm = UpperBound(normUpper(d) { samples.coordinateMaximum[$0] })
        /// sum |p_c| X_c, and how far p·x is over the ball from that at the centre, p the parameters from `place` on.
        func product(_ place: Int) -> (reach: UpperBound, drift: UpperBound) {
            var reach = UpperBound(0), drift = radius * inputNorm
            for c in 0..<d {
                reach = reach + UpperBound(abs(point[place + c])) * maxima[c]
                drift = drift + roundings[place + c] * maxima[c]
            }
            return (reach, drift)
        }
        func evaluated(_ place: Int) -> Number {
            let (reach, drift) = product(place)
            let relative = UpperBound(Directed.gamma(d + 1)) + 2 * UpperBound(samples.inputRelativeError)
            let error = drift + reach * relative
            var number = Number(0, error: error.value)
            number.magnitude = (reach + error).value
            return number
        }
        var jetErrors = [[Double]](), reaches = [Double]()
        for j in 0..<shape.units {
            let (reach, drift) = product(shape.weight(j))
            let bound = PreactivationBound(
                reach: reach.value, drift: drift.value, dimension: d, inputRelativeError: samples.inputRelativeError)
            jetErrors.append(try activation.jetErrors(bound))
            reaches.append((reach + UpperBound(bound.argument)).value)
            guard activation.suprema(reach: reaches[j]).allSatisfy({ $0 < 1e40 }) else {
                throw .outOfRange("a jet exceeds 1e40")
            }
        }
        self.reaches = reaches
        self.jetErrors = jetErrors
        gates = (0..<shape.merged).map { evaluated(shape.mergedSlope($0)) }
        bends = shape.tripleSigns.indices.map { evaluated(shape.tripleBend($0)) }
        let (midpoints, shareRoundings, widths) = Self.midpoints(of: ranges, shape: shape)
        shares = zip(midpoints, zip(shareRoundings, widths)).map { Number($0, error: ($1.0 + $1.1).value) }
        shareWidths = widths.map(\.value)
        let linear = (0..<shape.units).map { Number(point[shape.output($0)], error: pointErrors[shape.output($0)]) }
        func outputs(_ shareErrors: [UpperBound]) -> [Number] {
            linear.indices.map { j in
                let value = linear[j].value * midpoints[j]
                let error =
                    UpperBound(linear[j].magnitude) * shareErrors[j]
                    + UpperBound(linear[j].error) * UpperBound(abs(midpoints[j]))
                    + 2 * UpperBound(Directed.unitRoundoff) * UpperBound(abs(value)) + UpperBound(0x1p-1074)
                return Number(value, error: error.value)
            }
        }
        fixedOutputs = outputs(shareRoundings)
        self.outputs = outputs(zip(shareRoundings, widths).map { $0 + $1 })
    }

    /// The midpoints of the shares of all units, what rounding lost of them, and half the widths of their ranges.
    static func midpoints(
        of ranges: [Bounds], shape: LimitNetworkShape
    ) -> (midpoints: [Double], roundings: [UpperBound], widths: [UpperBound]) {
        var midpoints = [Double](), roundings = [UpperBound](), widths = [UpperBound](), rest = ranges[...]
        for size in shape.groups {
            let others = Array(rest.prefix(size - 1))
            rest = rest.dropFirst(size - 1)
            let middle = others.map { $0.lower + ($0.upper - $0.lower) / 2 }
            let half = zip(others, middle).map {
                UpperBound(
                    Directed.maximum(Directed.subtractUp($0.upper, $1), Directed.subtractUp($1, $0.lower)))
            }
            // 1 - sum m: as many roundings as there are others, of partial sums of at most 1 + sum |m|
            let size = middle.reduce(UpperBound(1)) { $0 + UpperBound(abs($1)) }
            let lost = UpperBound(middle.count) * UpperBound(Directed.unitRoundoff) * size
            midpoints += [middle.reduce(1, -)] + middle
            roundings += [lost + lost] + middle.map { _ in UpperBound(0) }
            widths += [half.reduce(UpperBound(0), +)] + half
        }
        return (
            midpoints + Array(repeating: 1, count: shape.merged),
            roundings + Array(repeating: 0, count: shape.merged), widths + Array(repeating: 0, count: shape.merged)
        )
    }
}
