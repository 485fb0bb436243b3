import Certify
import Rigor

/// Encloses how the loss of a wide network grows along the coordinates of its channels, over a tube of positive length.
///
/// **Coordinates.** A pair of neurons (w + d; (c + |v|/eps)/2) and (w - d; (c - |v|/eps)/2) with d = eps v/|v|, v != 0,
/// eps > 0. It is read off a network by w = (w_i + w_j)/2, d = (w_i - w_j)/2, c = a_i + a_j, v = (a_i - a_j) d with a_i
/// > a_j, so the map is a diffeomorphism between { v != 0, eps > 0 } and { w_i != w_j, a_i > a_j }. With z = w·x, D =
/// v·x/|v| the pair contributes
///
///     F(eps) = (c/2) [ s(z + eps D) + s(z - eps D) ] + (|v|/(2 eps)) [ s(z + eps D) - s(z - eps D) ],    F(0+) = c
///     s(z) + (v·x) s'(z).
///
/// **Slope of a pair.** F'(eps)/eps lies in the interval
///
///     B = c D² [ s''(z) + (eps² D²/6) s''''(xi) ] + |v| D³ [ s'''(z)/3 + (eps² D²/30) s'''''(xi') ],     xi, xi' in z
///     ± eps |D|.      (1)
///
/// *Proof.* With h = eps D: (c/2) D [ s'(z+h) - s'(z-h) ] = c D h m, m the mean of s'' over [z-h, z+h], and Taylor's
/// theorem under the mean gives m = s''(z) + (h²/6) s''''(xi). With phi(eps) = s(z + eps D) - s(z - eps D), phi(0) = 0:
/// d/deps [ phi/(2 eps) ] = (eps phi' - phi)/(2 eps²) = (1/(2 eps²)) integral_0^eps t phi''(t) dt, and
/// phi''(t) = D² [ s''(z + tD) - s''(z - tD) ] = 2 t D³ [ s'''(z) + (t² D²/6) s'''''(xi_t) ]; the integrals of t² and
/// t⁴ give (1). ∎ (The form of MATHEMATICS section 8, s'''(xi2)/2 - s'''(xi3)/6, holds as well and is wider.)
///
/// **Residual.** F(eps) - F(0+) = integral_0^eps t (F'(t)/t) dt lies in [0, eps²/2] B.
///
/// **Ties** (s(-z) = 1 - s(z) only, and a neuron at 0 for the sigmoid only; see `ChannelTie`). The flipped neuron has
/// the output a' = (c + sigma |v|/eps)/2 after flipping and leaves the constant -a'. Let tau(eps) = |v| + eps sigma (2k
/// + sum of c over the flipped pairs), v and eps those of the leading pair; tau > 0 over the tube is required.
/// - Neuron at 0: k = a_0/2 - a' means a_0 = sigma tau/eps. With w_0 = 4u/a_0, y = u·x, beta = 1/a_0 it contributes
///   a_0/2 + chi(beta)/beta, chi(beta) = s(4 beta y) - 1/2, and d/dbeta [chi/beta] = beta^-2 integral_0^beta t chi''(t)
///   dt = (64/3) beta y³ s'''(xi), xi between 0 and 4 beta y, since chi''(t) = 16 y² s''(4ty) = 64 t y³ s'''(.). As
///   beta dbeta/deps = eps |v|/tau³, its slope d/deps, over eps, is
///
///     B_0 = (64/3) y³ s'''(xi) |v| / tau³.
///     (2)
///
/// - Two pairs: k = -a'_1 - a'_2 with opposite sigmas means |v_2|/eps_2 = tau/eps, that is eps_2 = |v_2| eps/tau, and
///   eps_2 (deps_2/deps) / eps = |v_2|² |v| / tau³: the follower's (1) counts with this weight.
///
/// **Triples.** Three merging neurons have coordinates and a slope of their own, in which B is (3) of ``TripleSlope``.
///
/// **Arms.** Several neurons may stand where one of a pair does: B of the pair then has (4) of ``ChannelArm`` besides.
///
/// **Slope of the loss.** (1/eps) dG/deps = (2/N) sum_k omega_k e_k B_k, omega the sample weights, for every free
/// coordinate, e and B over the whole tube.
///
/// Two ways to enclose it: these formulas in intervals, on the box that holds the ball; and, for pairs of some
/// activations, the bounds of ``MeanValueSlopes`` from jets at the centre, which are sharper on wide balls and cost
/// float64
/// a thousandth. The jets come from float64 for search and from MPFR for a check, which takes both enclosures together
/// where the second leaves a sign open.
public final class ChannelSlopeEvaluator {
    private let landscape: LimitNetworkLandscape
    private let tie: ChannelTie
    private let level: EvaluationLevel
    let shape: LimitNetworkShape
    /// Of what is enclosed in intervals.
    let precision: Precision
    /// The second way to enclose slopes, where it is known.
    private let meanValueSlopes: MeanValueSlopes?
    private let kernel: LimitNetworkKernel
    private(set) lazy var limit = landscape.makeNetwork(precision)

    public convenience init(limit landscape: LimitNetworkLandscape, tie: ChannelTie, precision: Precision) {
        self.init(limit: landscape, tie: tie, level: .multiple(precision))
    }

    /// - Parameter level: float64 stands for the form of ``MeanValueSlopes`` in float64 or, where that is not known,
    /// for
    ///   64 bits.
    public init(limit landscape: LimitNetworkLandscape, tie: ChannelTie, level: EvaluationLevel) {
        precondition(tie == .none || landscape.problem.activation.reflection == .oddAboutOneHalf)
        if case .neuronAtZero = tie { precondition(landscape.problem.activation == .sigmoid) }
        self.landscape = landscape
        shape = landscape.shape
        self.tie = tie
        self.level = level
        precision = Precision(bits: max(64, level.bits))
        meanValueSlopes = landscape.makeMeanValueSlopes(tie: tie)
        kernel = landscape.makeKernel()
    }

    /// What is enclosed over a tube.
    public struct Enclosure: Sendable {
        /// (1/eps) dG/deps for each pair, then for each triple; meaningless (0) for a follower, whose part is in its
        /// leader's.
        public var slopes: [Bounds]
        /// |v| of each pair, |g| of each triple.
        public var slopeNorms: [Bounds]
        /// |v| + sigma c eps of each arm, 2 eps times its output.
        public var armOutputs: [Bounds]
        /// A of each group.
        public var groupOutputs: [Bounds]
        /// tau of a tie, otherwise 1.
        public var tau: Bounds
        /// The channel coordinate of each pair and triple is at most this; for a follower it is computed, for the
        /// others given.
        public var lengths: [Double]
    }

    /// - Parameters:
    ///   - ball: parameters of the limit network.
    ///   - lengths: for each pair, then for each triple, the largest value of its channel coordinate; that of a
    ///     follower is ignored.
    ///   - arms: the pair, sigma and Z of each arm.
    public func enclosure(
        on ball: Ball, lengths: [Double], arms: [(pair: Int, sign: Int, spread: Double)] = []
    ) -> Enclosure {
        precondition(lengths.count == shape.merged)
        let d = shape.dimension, box = ball.box(precision)
        func parameter(_ i: Int) -> Interval { box[i] }
        func number(_ n: Int) -> Interval { Interval(n, precision: precision) }
        let norms = (0..<shape.merged).map { p in
            let start = p < shape.pairs ? shape.mergedSlope(p) : shape.tripleBend(p - shape.pairs)
            return (0..<d).reduce(Interval.zero(precision: precision)) { $0 + parameter(start + $1).squared() }
                .squareRoot()
        }
        // tau and the weights of the ties
        var tau = number(1), weight = number(1), reach = number(0), lengths = lengths
        if let leader = tie.flipped.first {
            let length = Interval(lower: 0, upper: lengths[leader], precision: precision)
            let constants = tie.flipped.reduce(number(2) * parameter(shape.constant)) {
                $0 + parameter(shape.mergedOutput($1))
            }
            tau = norms[leader] + length * number(tie.sign) * constants
            weight = norms[leader] / tau.power(3)
            reach = length / tau
            if let follower = tie.follower {
                weight = weight * norms[follower].squared()
                lengths[follower] = (reach * norms[follower]).upperDouble
            }
        }
        let members = arms.map { arm in
            ChannelArm(
                pair: arm.pair, sign: arm.sign, norm: norms[arm.pair],
                output: parameter(shape.mergedOutput(arm.pair)), length: lengths[arm.pair], spread: arm.spread,
                precision: precision)
        }
        let isSound =
            tau.isCertainlyPositive && norms.allSatisfy(\.isCertainlyPositive)
            && lengths.allSatisfy { $0 >= 0 && $0.isFinite }
            && members.allSatisfy(\.scaledOutput.isCertainlyPositive)
        var slopes = [Bounds](repeating: .entireLine, count: shape.merged)
        if isSound {
            let near = meanValueSlopes.flatMap { form in
                try? enclosure(
                    form, ball, lengths: lengths, norms: norms, weight: weight, reach: reach,
                    arms: arms.map { ($0.pair, $0.spread) })
            }
            slopes = near ?? slopes
            // intervals, where the other form does not tell the signs
            let isOpen = slopes.indices.contains { $0 != tie.follower && slopes[$0].mignitude == 0 }
            if near == nil || (isOpen && level != .float64) {
                limit.setParameters(ball)
                let sums = sums(norms: norms, lengths: lengths, weight: weight, reach: reach, arms: members)
                let scale = number(2) / number(limit.count)
                for (p, sum) in sums.enumerated() {
                    slopes[p] = slopes[p].intersection((sum * scale).bounds) ?? .entireLine
                }
            }
        }
        return Enclosure(
            slopes: slopes, slopeNorms: norms.map(\.bounds),
            armOutputs: members.map(\.scaledOutput.bounds),
            groupOutputs: shape.groups.indices.map { parameter(shape.groupOutput($0)).bounds }, tau: tau.bounds,
            lengths: lengths)
    }

    /// The slopes by the mean value theorem, from jets at the centre rounded to float64.
    private func enclosure(
        _ form: MeanValueSlopes, _ ball: Ball, lengths: [Double], norms: [Interval], weight: Interval, reach: Interval,
        arms: [(pair: Int, spread: Double)]
    ) throws(EvaluationFailure) -> [Bounds] {
        let centre = ball.centre.map { $0.double(rounding: .nearest) }
        let rounding = zip(centre, ball.centre).map { (Dyadic(exactly: $0) ?? .zero) - $1 }
        let tube = MeanValueSlopes.Tube(
            centre: centre, radius: Directed.addUp(ball.radius, Distance.normUpper(rounding)), lengths: lengths,
            norms: norms.map(\.bounds), weight: weight.bounds, reach: reach.bounds, arms: arms,
            shares: landscape.shareMagnitudes)
        // float64 bounds are refused beyond its range, whatever the jets come from
        let jets = try Float64TubeJets(kernel: kernel, centre: centre, shares: landscape.shares)
        guard level != .float64 else { return form.enclosure(tube, jets) }
        return form.enclosure(tube, MultiplePrecisionTubeJets(network: limit, centre: centre))
    }

    /// sum_k e_k B_k for each pair and triple.
    private func sums(
        norms: [Interval], lengths: [Double], weight: Interval, reach: Interval, arms: [ChannelArm]
    ) -> [Interval] {
        let pairs = shape.pairs, merged = shape.merged
        let squares = lengths.map { Interval(lower: 0, upper: $0, precision: precision).squared() }
        let halves = squares.map { $0.scaled(byPowerOfTwo: -1) }
        let triples = shape.tripleSigns.indices.map { t in
            tripleSlope(t, norm: norms[pairs + t], length: lengths[pairs + t])
        }
        let inverseSquares = norms.map { $0.squared().reciprocal() }
        let inverseNorms = norms.map { $0.reciprocal() }
        let spreads = lengths.map { Interval(lower: -$0, upper: $0, precision: precision) }
        let residual = IntervalArray(count: 1, precision: precision)
        var result = [Interval](repeating: Interval.zero(precision: precision), count: merged)
        for k in 0..<limit.count {
            limit.evaluate(point: k, jetOrder: 3, residual: residual.pointer(0))
            var slopes = (0..<pairs).map { p in
                slope(
                    p, spread: spreads[p], square: squares[p], inverseNorm: inverseNorms[p],
                    inverseSquare: inverseSquares[p])
            }
            for arm in arms {
                slopes[arm.pair] =
                    slopes[arm.pair]
                    + arm.slope(
                        at: limit.preactivation(shape.neurons + arm.pair),
                        direction: limit.gates[arm.pair] * inverseNorms[arm.pair],
                        inputNorm: Directed.squareRootUp(limit.network.squaredInputNorm),
                        activation: limit.samples.problem.activation)
            }
            for (t, triple) in triples.enumerated() { slopes.append(slope(of: triple, t)) }
            // e over the tube, before slopes are weighted: each pair moves its own coordinate
            var e = residual[0]
            for p in 0..<merged { e = e + halves[p] * slopes[p] }
            switch tie {
            case .none: break
            case .neuronAtZero(let pair, _):
                let atZero = neuronSlope(reach: reach, weight: weight)
                e = e + halves[pair] * atZero
                slopes[pair] = slopes[pair] + atZero
            case .pairs(let leader, let follower, _):
                slopes[leader] = slopes[leader] + weight * slopes[follower]
            }
            if let weights = limit.samples.weights { e = e * weights[k] }
            for p in 0..<merged where p != tie.follower { result[p] = result[p] + e * slopes[p] }
        }
        return result
    }

    /// (1), with D² factored out: B = D² [ c s'' + (v·x) s'''/3 + eps² D² ( c s''''/6 + (v·x) s'''''/30 ) ].
    private func slope(
        _ p: Int, spread: Interval, square: Interval, inverseNorm: Interval, inverseSquare: Interval
    ) -> Interval {
        let j = shape.neurons + p, network = limit.network
        let c = network.parameters[network.layout.output(j)], gate = limit.gates[p]
        let direction = gate.squared() * inverseSquare
        let z = limit.preactivation(j) + spread * gate * inverseNorm
        let (fourth, fifth) = limit.samples.problem.activation.fourthAndFifthDerivative(z)
        let six = Interval(6, precision: precision), three = Interval(3, precision: precision),
            thirty = Interval(30, precision: precision)
        let leading = c * network.jets[2 * network.width + j] + gate * network.jets[3 * network.width + j] / three
        let remainder = c * fourth / six + gate * fifth / thirty
        return direction * (leading + square * direction * remainder)
    }

    private func tripleSlope(_ t: Int, norm: Interval, length: Double) -> TripleSlope {
        let p = shape.pairs + t
        let product = (0..<shape.dimension).reduce(Interval.zero(precision: precision)) {
            $0 + limit.parameters[shape.mergedSlope(p) + $1] * limit.parameters[shape.tripleBend(t) + $1]
        }
        return TripleSlope(
            norm: norm, product: product, output: limit.parameters[shape.mergedOutput(p)],
            sign: shape.tripleSigns[t], length: length, activation: limit.samples.problem.activation,
            precision: precision)
    }

    /// (3) at the point under way.
    private func slope(of triple: TripleSlope, _ t: Int) -> Interval {
        let j = shape.neurons + shape.pairs + t, bend = limit.bends[t]
        return triple.enclosure(
            at: limit.preactivation(j), gate: limit.gates[shape.pairs + t],
            bend: shape.tripleSigns[t] < 0 ? -bend : bend,
            jets: (2...5).map { limit.jetValue($0, j) })
    }

    /// (2).
    private func neuronSlope(reach: Interval, weight: Interval) -> Interval {
        var y = Interval.zero(precision: precision)
        for c in 0..<shape.dimension { y = y + limit.parameters[shape.linearPart + c] * limit.network.inputs[c] }
        let zero = Interval.zero(precision: precision)
        let third = ((reach * y).scaled(byPowerOfTwo: 2)).hull(with: zero).sigmoidThirdDerivative()
        return Interval(64, precision: precision) / Interval(3, precision: precision) * y.power(3) * third * weight
    }
}

extension Interval {
    /// The ends rounded outward to float64.
    var bounds: Bounds { Bounds(lower: lowerDouble, upper: upperDouble) }
}
