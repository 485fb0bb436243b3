import Certify
import Networks
import Rigor
import Testing

/// G(theta0, eps) - L0(theta0) is the integral of t times the slope (1/t) dG/dt, so it lies in eps²/2 times the slope's
/// enclosure over [0, eps]. The wide loss comes from the evaluator of two-layer students, which knows nothing of
/// channels.
@Suite struct ChannelExpansionTests {
    static let precision = Precision(bits: 192)
    /// Float64 with bounds, and intervals.
    static let levels: [EvaluationLevel] = [.float64, .multiple(precision)]

    private func problem(_ activation: Activation) throws -> TwoLayerProblem {
        let axis = (-4...4).map { Rational($0, 2) }
        let teacher = Teacher(neurons: [
            Teacher.Neuron(weights: [Rational(3, 5), Rational(1, 2)], output: Rational(1)),
            Teacher.Neuron(weights: [Rational(-1, 5), Rational(-3, 5)], output: Rational(-1)),
        ])
        return try TwoLayerProblem(activation: activation, data: .grid(axes: [axis, axis]), labels: .teacher(teacher))
    }

    private func dyadic(_ x: Double) -> Dyadic { Dyadic(exactly: x) ?? .zero }

    /// a/b to about 180 bits; exact when b is a power of two.
    private func divided(_ a: Double, _ b: Double) -> Dyadic {
        let x = BigFloat(a, precision: Self.precision, rounding: .nearest),
            y = BigFloat(b, precision: Self.precision, rounding: .nearest)
        return Dyadic(exactly: BigFloat.divide(x, y, precision: Self.precision, rounding: .nearest)) ?? .zero
    }

    private func loss(_ problem: TwoLayerProblem, _ neurons: [(w: [Dyadic], a: Dyadic)]) throws -> Bounds {
        let landscape = TwoLayerLandscape(problem: problem, width: neurons.count)
        return try landscape.makeEvaluator(.multiple(Self.precision)).enclosure(
            on: Ball(centre: neurons.flatMap(\.w) + neurons.map(\.a)), order: .loss
        ).loss
    }

    /// (eps²/2) slope must hold G - L0, and be sharp to the given relative width.
    private func compare(_ wide: Bounds, _ limit: Bounds, _ slope: Bounds, eps: Double, sharpness: Double) {
        let lower = (wide.lower - limit.upper) / (eps * eps / 2), upper = (wide.upper - limit.lower) / (eps * eps / 2)
        let slack = 1e-9 * (abs(lower) + abs(upper)) + 1e-14 / (eps * eps)
        #expect(slope.lower <= upper + slack && lower - slack <= slope.upper, "\(lower) .. \(upper) against \(slope)")
        #expect(slope.upper - slope.lower <= sharpness * max(abs(slope.lower), abs(slope.upper)), "width of \(slope)")
    }

    /// One pair: w = (0.5, -0.25), v = (v1, 0), so that d = (eps, 0) is exact; c = 0.75; an ordinary neuron besides.
    @Test(arguments: Activation.allNamed, [0.375, -0.5]) func pair(_ activation: Activation, _ v: Double) throws {
        let problem = try problem(activation)
        let shape = LimitNetworkShape(dimension: 2, neurons: 1, pairs: 1)
        let theta = [0.25, 0.75, -0.5, 0.5, -0.25, v, 0, 0.75].map(dyadic)
        let landscape = LimitNetworkLandscape(problem: problem, shape: shape)
        let limit = try landscape.makeEvaluator(.multiple(Self.precision)).enclosure(
            on: Ball(centre: theta), order: .loss
        ).loss
        for (exponent, sharpness, level) in [(-4, 0.5), (-7, 0.01), (-11, 1e-4)].flatMap({ form in
            Self.levels.map { (form.0, form.1, $0) }
        }) {
            let evaluator = ChannelSlopeEvaluator(limit: landscape, tie: .none, level: level)
            let eps = Double(sign: .plus, exponent: exponent, significand: 1)
            let enclosure = evaluator.enclosure(on: Ball(centre: theta), lengths: [eps])
            // over a ball around another centre that holds theta
            let away = zip(theta, [1, -1, 1, 1, -1, -1, 1, -1]).map { $0 + dyadic(0x1p-12 * $1) }
            let around = evaluator.enclosure(on: Ball(centre: away, radius: 0x1.7p-11), lengths: [eps]).slopes[0]
            let d = v > 0 ? eps : -eps, half = abs(v) / eps / 2
            let wide = try loss(
                problem,
                [
                    ([dyadic(0.25), dyadic(0.75)], dyadic(-0.5)),
                    ([dyadic(0.5 + d), dyadic(-0.25)], dyadic(0.375 + half)),
                    ([dyadic(0.5 - d), dyadic(-0.25)], dyadic(0.375 - half)),
                ])
            compare(wide, limit, enclosure.slopes[0], eps: eps, sharpness: sharpness)
            compare(wide, limit, around, eps: eps, sharpness: 2)
        }
    }

    /// The first or second neuron of the pair split into two with shares 1/4 and 3/4, at eps^(3/2) zeta_i, zeta = (3,
    /// -1) (1/16, -1/8). Of the identity all slopes are 0.
    @Test(arguments: Activation.allNamed.filter { $0 != .identity }, [1, -1])
    func arm(_ activation: Activation, _ sign: Int) throws {
        let problem = try problem(activation)
        let shape = LimitNetworkShape(dimension: 2, neurons: 1, pairs: 1)
        let theta = [0.25, 0.75, -0.5, 0.5, -0.25, 0.375, 0, 0.75].map(dyadic)
        let landscape = LimitNetworkLandscape(problem: problem, shape: shape)
        let limit = try landscape.makeEvaluator(.multiple(Self.precision)).enclosure(
            on: Ball(centre: theta), order: .loss
        ).loss
        for (exponent, level) in [-6, -10].flatMap({ exponent in Self.levels.map { (exponent, $0) } }) {
            let evaluator = ChannelSlopeEvaluator(limit: landscape, tie: .none, level: level)
            let eps = Double(sign: .plus, exponent: exponent, significand: 1)
            let stretch = Double(sign: .plus, exponent: exponent * 3 / 2, significand: 1)
            let enclosure = evaluator.enclosure(
                on: Ball(centre: theta), lengths: [eps], arms: [(0, sign, 0.4375)])
            let alone = evaluator.enclosure(on: Ball(centre: theta), lengths: [eps]).slopes[0]
            #expect(enclosure.armOutputs[0].isCertainlyPositive)
            func output(_ s: Double) -> Double { 0.375 + s * 0.1875 / eps }
            let s = Double(sign), whole = ([dyadic(0.5 - s * eps), dyadic(-0.25)], dyadic(output(-s)))
            func member(_ share: Double, _ zeta: Double) -> ([Dyadic], Dyadic) {
                (
                    [dyadic(0.5 + s * eps) + dyadic(stretch * zeta / 16), dyadic(-0.25) - dyadic(stretch * zeta / 8)],
                    dyadic(share) * dyadic(output(s))
                )
            }
            let neurons = [([dyadic(0.25), dyadic(0.75)], dyadic(-0.5)), whole, member(0.25, 3), member(0.75, -1)]
            let wide = try loss(problem, neurons.map { (w: $0.0, a: $0.1) })
            compare(wide, limit, enclosure.slopes[0], eps: eps, sharpness: .infinity)
            // the members count: without (4) the slope is another
            let lower = (wide.lower - limit.upper) / (eps * eps / 2),
                upper = (wide.upper - limit.lower) / (eps * eps / 2)
            if exponent == -10 { #expect(upper < alone.lower || lower > alone.upper) }
        }
    }

    /// Three neurons on a parabola, for shapes symmetric and not, g = (1/2, 0): t_i = delta (-1, 0, 1) and delta (-3,
    /// 1, 2), eps² = sum t_i²/2.
    @Test(arguments: Activation.allNamed, [([-1, 0, 1], 1), ([-3, 1, 2], -1)])
    func triple(_ activation: Activation, _ form: (shape: [Int], sign: Int)) throws {
        let problem = try problem(activation)
        let shape = LimitNetworkShape(dimension: 2, neurons: 1, pairs: 0, tripleSigns: [form.sign])
        let w = [0.5, -0.25], v = [0.375, -0.125], c = 0.75, q = 0.25 * Double(form.sign)
        let theta = ([0.25, 0.75, -0.5] + w + v + [c, 0.5, 0]).map(dyadic)
        let landscape = LimitNetworkLandscape(problem: problem, shape: shape)
        let limit = try landscape.makeEvaluator(.multiple(Self.precision)).enclosure(
            on: Ball(centre: theta), order: .loss
        ).loss
        let evaluator = ChannelSlopeEvaluator(limit: landscape, tie: .none, precision: Self.precision)
        let squares = Double(form.shape.reduce(0) { $0 + $1 * $1 }) / 2
        for (exponent, sharpness) in [(-8, 0.8), (-12, 0.05), (-16, 3e-3)] {
            let delta = Double(sign: .plus, exponent: exponent, significand: 1), eps = squares.squareRoot() * delta
            let enclosure = evaluator.enclosure(on: Ball(centre: theta), lengths: [eps.nextUp])
            let neurons = form.shape.indices.map { i -> (w: [Dyadic], a: Dyadic) in
                let t = Double(form.shape[i]) * delta
                let others = form.shape.indices.filter { $0 != i }.map { Double(form.shape[i] - form.shape[$0]) }
                let a = q + v[0] * t + c * (t * t - squares * delta * delta)
                return (
                    [dyadic(w[0] + t), dyadic(w[1]) + dyadic(t * t * v[1] / q)],
                    divided(a, others[0] * others[1] * delta * delta)
                )
            }
            let wide = try loss(problem, [([dyadic(0.25), dyadic(0.75)], dyadic(-0.5))] + neurons)
            compare(wide, limit, enclosure.slopes[0], eps: eps, sharpness: sharpness)
        }
    }

    /// Two pairs with coordinates of their own: the sum of both slopes' parts.
    @Test func twoPairs() throws {
        let problem = try problem(.sigmoid)
        let shape = LimitNetworkShape(dimension: 2, neurons: 0, pairs: 2)
        let theta = [0.5, -0.25, 0.375, 0, 0.75, -1, 0.5, 0, 0.5, -0.25].map(dyadic)
        let landscape = LimitNetworkLandscape(problem: problem, shape: shape)
        let limit = try landscape.makeEvaluator(.multiple(Self.precision)).enclosure(
            on: Ball(centre: theta), order: .loss
        ).loss
        let e1 = 0x1p-9, e2 = 0x1p-8
        let enclosures = Self.levels.map {
            ChannelSlopeEvaluator(limit: landscape, tie: .none, level: $0)
                .enclosure(on: Ball(centre: theta), lengths: [e1, e2]).slopes
        }
        let wide = try loss(
            problem,
            [
                ([dyadic(0.5 + e1), dyadic(-0.25)], dyadic(0.375 + 0.1875 / e1)),
                ([dyadic(0.5 - e1), dyadic(-0.25)], dyadic(0.375 - 0.1875 / e1)),
                ([dyadic(-1), dyadic(0.5 + e2)], dyadic(-0.125 + 0.25 / e2)),
                ([dyadic(-1), dyadic(0.5 - e2)], dyadic(-0.125 - 0.25 / e2)),
            ])
        // along eps = t (e1, e2): e1²/2 slope1 + e2²/2 slope2
        let weight = (e2 / e1) * (e2 / e1)
        for slopes in enclosures {
            compare(
                wide, limit,
                Bounds(
                    lower: slopes[0].lower + weight * slopes[1].lower,
                    upper: slopes[0].upper + weight * slopes[1].upper),
                eps: e1, sharpness: 0.02)
        }
    }

    /// A flipped pair whose constant a neuron at 0 absorbs, for both signs, with 2k + c != 0.
    @Test(arguments: [1, -1], [0.0, 0.25]) func neuronAtZero(_ sign: Int, _ k: Double) throws {
        let problem = try problem(.sigmoid)
        let shape = LimitNetworkShape(dimension: 2, neurons: 0, pairs: 1, hasConstant: true, hasLinearPart: true)
        let c = 0.5, v = 0.375, u = [0.125, -0.5]
        let theta = [0.5, -0.25, v, 0, c, k, u[0], u[1]].map(dyadic)
        let landscape = LimitNetworkLandscape(problem: problem, shape: shape)
        let limit = try landscape.makeEvaluator(.multiple(Self.precision)).enclosure(
            on: Ball(centre: theta), order: .loss
        ).loss
        for (exponent, sharpness, level) in [(-7, 0.2), (-11, 0.02)].flatMap({ form in
            Self.levels.map { (form.0, form.1, $0) }
        }) {
            let evaluator = ChannelSlopeEvaluator(
                limit: landscape, tie: .neuronAtZero(pair: 0, sign: sign), level: level)
            let eps = Double(sign: .plus, exponent: exponent, significand: 1)
            let enclosure = evaluator.enclosure(on: Ball(centre: theta), lengths: [eps])
            #expect(enclosure.tau.isCertainlyPositive)
            let a0 = 2 * k + c + Double(sign) * v / eps
            let large: (w: [Dyadic], a: Dyadic) = ([dyadic(0.5 + eps), dyadic(-0.25)], dyadic((c + v / eps) / 2))
            let small: (w: [Dyadic], a: Dyadic) = ([dyadic(0.5 - eps), dyadic(-0.25)], dyadic((c - v / eps) / 2))
            let flipped = sign > 0 ? large : small, kept = sign > 0 ? small : large
            let wide = try loss(
                problem,
                [
                    kept, (flipped.w.map { -$0 }, -flipped.a),
                    ([divided(4 * u[0], a0), divided(4 * u[1], a0)], dyadic(a0)),
                ])
            compare(wide, limit, enclosure.slopes[0], eps: eps, sharpness: sharpness)
        }
    }

    /// Two flipped pairs that absorb each other's constant: the follower's coordinate is |v_2| eps / tau.
    @Test(arguments: [1, -1], [0.0, 0.25]) func tiedPairs(_ sign: Int, _ k: Double) throws {
        let problem = try problem(.sigmoid)
        let shape = LimitNetworkShape(dimension: 2, neurons: 0, pairs: 2, hasConstant: true)
        let c1 = 0.5, v1 = 0.375, c2 = -0.75, v2 = 0.25
        let theta = [0.5, -0.25, v1, 0, c1, -1, 0.25, 0, v2, c2, k].map(dyadic)
        let landscape = LimitNetworkLandscape(problem: problem, shape: shape)
        let limit = try landscape.makeEvaluator(.multiple(Self.precision)).enclosure(
            on: Ball(centre: theta), order: .loss
        ).loss
        let tie = ChannelTie.pairs(leader: 0, follower: 1, sign: sign)
        for (exponent, sharpness, level) in [(-7, 0.2), (-11, 0.02)].flatMap({ form in
            Self.levels.map { (form.0, form.1, $0) }
        }) {
            let evaluator = ChannelSlopeEvaluator(limit: landscape, tie: tie, level: level)
            let eps = Double(sign: .plus, exponent: exponent, significand: 1)
            let enclosure = evaluator.enclosure(on: Ball(centre: theta), lengths: [eps, 0])
            let tau = v1 + eps * Double(sign) * (2 * k + c1 + c2)
            let e2 = divided(v2 * eps, tau), difference = tau / eps
            #expect(e2.double(rounding: .up) <= enclosure.lengths[1])
            func members(_ w: ([Dyadic], [Dyadic]), _ c: Double, _ difference: Double, flipsLarge: Bool) -> [(
                w: [Dyadic], a: Dyadic
            )] {
                let large: (w: [Dyadic], a: Dyadic) = (w.0, dyadic((c + difference) / 2)),
                    small: (w: [Dyadic], a: Dyadic) = (w.1, dyadic((c - difference) / 2))
                let flipped = flipsLarge ? large : small
                return [flipsLarge ? small : large, (flipped.w.map { -$0 }, -flipped.a)]
            }
            let wide = try loss(
                problem,
                members(
                    ([dyadic(0.5 + eps), dyadic(-0.25)], [dyadic(0.5 - eps), dyadic(-0.25)]), c1, v1 / eps,
                    flipsLarge: sign > 0)
                    + members(
                        ([dyadic(-1), dyadic(0.25) + e2], [dyadic(-1), dyadic(0.25) - e2]), c2, difference,
                        flipsLarge: sign < 0))
            compare(wide, limit, enclosure.slopes[0], eps: eps, sharpness: sharpness)
        }
    }

    /// A longer tube and a larger ball never give a sharper enclosure; slopes over a tube hold those of shorter ones.
    @Test(arguments: levels) func inclusion(_ level: EvaluationLevel) throws {
        let landscape = LimitNetworkLandscape(
            problem: try problem(.sigmoid), shape: LimitNetworkShape(dimension: 2, neurons: 1, pairs: 1))
        let theta = [0.25, 0.75, -0.5, 0.5, -0.25, 0.375, 0.125, 0.75].map(dyadic)
        let evaluator = ChannelSlopeEvaluator(limit: landscape, tie: .none, level: level)
        var inner = evaluator.enclosure(on: Ball(centre: theta), lengths: [0]).slopes[0]
        for (radius, length) in [(0, 0x1p-8), (0x1p-20, 0x1p-8), (0x1p-10, 0x1p-5)] {
            let outer = evaluator.enclosure(on: Ball(centre: theta, radius: radius), lengths: [length]).slopes[0]
            #expect(
                outer.lower <= inner.lower && inner.upper <= outer.upper
                    && outer.upper - outer.lower > inner.upper - inner.lower)
            inner = outer
        }
        // v = 0 lies in the ball: nothing is enclosed
        #expect(evaluator.enclosure(on: Ball(centre: theta, radius: 1), lengths: [0.01]).slopes[0] == .entireLine)
    }
}
