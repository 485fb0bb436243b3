import Certify
import Rigor

/// Everything the proof of a minimum or saddle at infinity uses, as exact numbers.
///
/// Wide networks are described near the channel by coordinates (theta0, eps): theta0 the parameters of the gated limit
/// network (`LimitNetworkLandscape`), eps > 0 one number for each free pair and each triple (`ChannelSlopeEvaluator`,
/// which derives them and why they are coordinates), and for each triple a shape tau besides, |tau| < 2/(3 sqrt 3)
/// (`TripleSlope`), for the neurons of an arm their shares mu and offsets zeta (`ChannelArm`); everything below holds
/// at every tau, mu and zeta with mu_i > 0, |zeta_i| <= Z. G(theta0, eps) is the loss of the wide network, L0(theta0) =
/// G(theta0, 0+) that of the limit network, X = B(p, rho). Equal neurons besides the channel form groups: coordinates
/// are then their input weights, the sum A of their outputs, and the shares mu = a/A, which range over a box M (a
/// coordinate system where A != 0). Everything below holds at every mu in M; without groups M is one point.
///
/// **Theorem** (MATHEMATICS section 8). Let
/// 1. grad L0 have a zero theta0* in X, the only one there, and Hess L0 be positive definite on X
///    (`IsolatedPointWitness`);
/// 2. the neurons of each group have equal input weights at p, the centre of X;
/// 3. v != 0 for every pair, g != 0 for every triple, tau > 0 for a tie, A != 0 for an arm or a group, on X x [0,
///   eps0], so that (theta0, eps) are
///    coordinates there;
/// 4. (1/eps_p) dG/deps_p have one sign on X x [0, eps0], and at all shapes, for every free pair and triple p.
///
/// Then the tube X x (0, eps0] holds no critical point of the loss. If all signs are positive (*minimum at infinity*),
/// the infimum of the loss over the tube is L0(theta0*), it is not attained, and along every sequence of the tube whose
/// loss tends to it eps -> 0 for every pair and triple: their outputs diverge, those of pairs like 1/eps, of triples
/// like 1/eps². If the sign of a pair or triple p is negative
/// (*saddle at infinity*), every neighbourhood of the limit, X' x (0, delta) with X' a neighbourhood of theta0*, holds
/// points whose loss is below L0(theta0*) and points whose loss is above: those with theta0 = theta0*, eps_p > 0 and
/// the other coordinates small enough against it, and those with any theta0 != theta0* of X and eps small enough.
///
/// *Proof.* No critical point: dG/deps_p != 0. With all signs positive G increases strictly along the segment from
/// (theta0, 0) to (theta0, eps), so G(theta0, eps) > L0(theta0) >= L0(theta0*), the last by strict convexity of L0 on
/// the convex X; and G(theta0*, eps) -> L0(theta0*). By 4 and compactness dG/deps_p >= eps_p m with m > 0, so
/// G(theta0, eps) - L0(theta0) >= m (sum eps_p²)/2, which forces eps -> 0. In general let (1/eps_q) dG/deps_q lie in
/// [m_q, M_q]; integrated coordinate by coordinate, G(theta0, eps) - L0(theta0) lies in sum_q [m_q, M_q] eps_q²/2. With
/// M_p < 0, eps_p = t and eps_q = r t for the others it is at most (M_p + r² sum_{q != p} max(M_q, 0)) t²/2, negative
/// for r small enough and every t: the explicit curve. And G(theta0, eps) -> L0(theta0) > L0(theta0*) for theta0 !=
/// theta0* in X, by strict convexity.
///
/// With groups all this holds at each mu in M, for theta0*(mu); but theta0* does not depend on mu, and the neurons of
/// each group are equal there. Let S be the points of X at which those of each group have equal input weights: a ball
/// around p in a subspace, by 2. On S the limit network, hence L0, is the same at every mu. By 1 the restriction of L0
/// to S is strictly convex and grows towards the boundary, as L0 does on X, so it has a critical point in S, the same
/// at every mu. There the derivative by the common weight w of a group is 0: with g = (2/N) sum e A s'(w·x) x it is g
/// sum mu_i = g. The derivative by the weight of the member i alone is mu_i g = 0. So it is a critical point of L0 in
/// X, hence theta0*(mu). Along M the loss of the limit is constant: the limit is a critical point also with the shares
/// free, and no isolated one. ∎
public struct ChannelArgument: StructuredArgument {
    /// Two neurons whose input weights merge while their outputs diverge with opposite signs.
    public struct Pair: Sendable, Hashable {
        public var first: Int
        public var second: Int
        /// Whether `second` is flipped first, (w, a) to (-w, -a): a s(w·x) = a - a s(-w·x) for the sigmoid, which
        /// leaves a constant (see `tie`) that a trained output bias absorbs where there is one; a s(w·x) = -a s(-w·x)
        /// for tanh and erf, which leaves none.
        public var isFlipped: Bool

        public init(first: Int, second: Int, isFlipped: Bool = false) {
            self.first = first
            self.second = second
            self.isFlipped = isFlipped
        }
    }

    /// Three neurons whose input weights merge while their outputs diverge, the sum of the outputs and their first
    /// moment bounded.
    public struct Triple: Sendable, Hashable {
        /// Three of them.
        public var neurons: [Int]
        /// Those that are flipped first, (w, a) to (-w, -a); for odd activations, and for the sigmoid with a trained
        /// output bias, which absorbs the constants a.
        public var flipped: [Int]
        /// The sign of q, 1 or -1: of the second moment of the outputs along the line on which the weights merge.
        public var sign: Int

        public init(neurons: [Int], flipped: [Int] = [], sign: Int) {
            self.neurons = neurons
            self.flipped = flipped
            self.sign = sign
        }
    }

    /// Further neurons that stand with one neuron of a pair and share its diverging output (`ChannelArm`).
    public struct Arm: Sendable, Hashable {
        /// The number of the pair.
        public var pair: Int
        /// Whether they stand with its second neuron.
        public var isSecond: Bool
        /// The further neurons.
        public var neurons: [Int]
        /// sigma: 1 when the output of the arm is the larger of the pair's two after flipping, otherwise -1.
        public var sign: Int
        /// Z, in the tube |zeta_i| <= Z.
        public var spread: Double

        public init(pair: Int, isSecond: Bool, neurons: [Int], sign: Int, spread: Double) {
            self.pair = pair
            self.isSecond = isSecond
            self.neurons = neurons
            self.sign = sign
            self.spread = spread
        }
    }

    /// The pairs, in the order of the limit network's.
    public var pairs: [Pair]
    /// The triples, in the order of the limit network's.
    public var triples: [Triple]
    /// What stands with neurons of the pairs.
    public var arms: [Arm]
    /// How the constants of flipped pairs are absorbed without a trained output bias.
    public var tie: ChannelTie
    /// The neuron with w -> 0 and diverging output, for a tie of that kind.
    public var neuronAtZero: Int?
    /// The neurons that take no part in the channel, grouped: equal ones together, the others alone.
    public var groups: [[Int]]
    /// The range of the share of every neuron that is not the first of its group, in order.
    public var shares: [Bounds]
    /// The zero of grad L0, in the parameters of `LimitNetworkLandscape`.
    public var limit: IsolatedPointWitness
    /// eps0 of each pair, then of each triple; 0 for a follower, whose coordinate is no free one.
    public var tubeLengths: [Double]

    public init(
        pairs: [Pair], triples: [Triple] = [], arms: [Arm] = [], tie: ChannelTie, neuronAtZero: Int?, groups: [[Int]],
        shares: [Bounds], limit: IsolatedPointWitness, tubeLengths: [Double]
    ) {
        self.pairs = pairs
        self.triples = triples
        self.arms = arms
        self.tie = tie
        self.neuronAtZero = neuronAtZero
        self.groups = groups
        self.shares = shares
        self.limit = limit
        self.tubeLengths = tubeLengths
    }

    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        guard let students = context.landscape.twoLayerWithChannels else {
            throw .inequality("channels are known for two-layer students with one output and no decay only")
        }
        guard context.candidate.count == students.parameterCount else {
            throw .dimension(expected: students.parameterCount, found: context.candidate.count)
        }
        // 0. the description is one of a channel of these students
        let layout = try ChannelLayout(
            width: students.width, dimension: students.inputDimension, activation: students.problem.activation,
            hasOutputBias: students.problem.outputBias.isTrained, pairs: pairs, triples: triples, arms: arms, tie: tie,
            neuronAtZero: neuronAtZero, groups: groups)
        guard shares.count == layout.shape.sharedCount else {
            throw .dimension(expected: layout.shape.sharedCount, found: shares.count)
        }
        guard shares.allSatisfy({ $0.lower < $0.upper && $0.magnitude.isFinite }) else {
            throw .notANumber("range of a share")
        }
        guard limit.centre.count == layout.shape.parameterCount else {
            throw .dimension(expected: layout.shape.parameterCount, found: limit.centre.count)
        }
        guard limit.radius.isFinite, limit.radius > 0 else { throw .notANumber("radius") }
        guard tubeLengths.count == layout.shape.merged else {
            throw .dimension(expected: layout.shape.merged, found: tubeLengths.count)
        }
        for (p, length) in tubeLengths.enumerated() {
            guard length.isFinite, p == tie.follower ? length == 0 : length > 0 else {
                throw .notANumber("length of the tube")
            }
        }
        guard arms.allSatisfy({ $0.spread.isFinite && $0.spread > 0 }) else { throw .notANumber("spread of an arm") }
        let landscape = LimitNetworkLandscape(of: students, shape: layout.shape, shares: shares)
        let ledger = context.ledger?.argument("A channel to infinity (MATHEMATICS section 8)")
        ledger?.note("\(layout.description).")
        // 1. a zero of grad L0 in X, with all eigenvalues positive on X
        let point = try limit.conclude(
            on: landscape, in: context,
            ledger: ledger?.argument("The zero theta0* of grad L0, L0 the loss of the limit network"))
        guard point.isMinimum else {
            throw .inequality("the limit network is at a saddle of index \(point.inertia.negative)")
        }
        ledger?.hypothesis(
            "Hess L0 is positive definite on X, the ball B(p, rho) of the limit network",
            .exactly(point.inertia.words))
        let slopes = ChannelSlopeEvaluator(limit: landscape, tie: tie, level: context.level)
            .enclosure(
                on: Ball(centre: limit.centre, radius: limit.radius), lengths: tubeLengths,
                arms: arms.map { ($0.pair, $0.sign, $0.spread) })
        // 2. the neurons of each group are equal at p
        guard layout.equalized(limit.centre) == limit.centre else {
            throw .inequality("the neurons of a group have different input weights at the limit")
        }
        ledger?.hypothesis("the neurons of each group have equal input weights at p", .exactly("exactly"))
        // 3. (theta0, eps) are coordinates
        for (p, norm) in slopes.slopeNorms.enumerated() where !norm.isCertainlyPositive {
            throw .inequality(
                "\(slopeName(p)) != 0 is not proved for \(describe(p)): its norm in [\(norm.lower), \(norm.upper)]")
        }
        guard slopes.tau.isCertainlyPositive else {
            throw .inequality("tau > 0 is not proved: [\(slopes.tau.lower), \(slopes.tau.upper)]")
        }
        for (g, output) in slopes.groupOutputs.enumerated() where groups[g].count > 1 && output.mignitude == 0 {
            throw .inequality("A != 0 is not proved for a group: [\(output.lower), \(output.upper)]")
        }
        for (arm, output) in zip(arms, slopes.armOutputs) where !output.isCertainlyPositive {
            throw .inequality(
                "the output of the arm at \(describe(arm.pair)) != 0 is not proved: [\(output.lower), \(output.upper)]")
        }
        if let ledger {
            for (p, norm) in slopes.slopeNorms.enumerated() {
                ledger.hypothesis("\(slopeName(p)) != 0 on the tube, \(describe(p))", .atLeast(norm.lower))
            }
            for (arm, output) in zip(arms, slopes.armOutputs) {
                ledger.also("2 eps |A| on the tube, the arm at \(describe(arm.pair))", .atLeast(output.lower))
            }
            if tie != .none { ledger.also("tau > 0 on the tube", .atLeast(slopes.tau.lower)) }
            for (group, output) in zip(groups, slopes.groupOutputs) where group.count > 1 {
                let names = group.map(String.init).joined(separator: ", ")
                ledger.also("A != 0 on X, neurons \(names): |A|", .atLeast(output.mignitude))
            }
        }
        // 4. the loss grows, or falls, along every channel coordinate
        let free = tubeLengths.indices.filter { $0 != tie.follower }
        var falling = [Int]()
        for p in free {
            let slope = slopes.slopes[p], isFalling = slope.upper < 0
            guard isFalling || slope.isCertainlyPositive else {
                throw .inequality(
                    "the sign of (1/eps) dG/deps is not proved for \(describe(p)): [\(slope.lower), \(slope.upper)]")
            }
            if isFalling { falling.append(p) }
            ledger?.hypothesis(
                "(1/eps) dG/deps \(isFalling ? "< 0" : "> 0") on X x [0, eps0], \(describe(p))",
                isFalling ? .atMost(slope.upper) : .atLeast(slope.lower),
                stated: .init("eps0", .atLeast(tubeLengths[p])))
        }

        // Conclusions
        let position = layout.position(of: context.candidate)
        let place = self.place(position, layout, existenceRadius: point.existenceRadius, context.candidate)
        let distance = place.distance
        // the shares are coordinates of the tube as well; the theorem holds at those of the candidate
        guard position.sign == tie.sign else { throw .inequality("the sign of the tie is not that of the candidate") }
        guard layout.hasShares(context.candidate, within: shares) else {
            throw .inequality("the shares of the candidate are outside the ranges for which the tube is proved")
        }
        try requireArms(in: context, layout, landscape, distance: distance, ledger)
        try requireSignedOutputs(slopes.groupOutputs, distance: distance, ledger)
        if let ledger {
            ledger.hypothesis(
                "the candidate has the sign of the tie, and its shares lie in the ranges", .exactly("exactly"))
            let loss = OutwardDecimal.interval(point.loss, digits: 10), far = OutwardDecimal.upper(distance, digits: 5)
            if falling.isEmpty {
                ledger.conclusion(
                    "Hence no critical point in the tube X x (0, eps0]. The infimum of the loss over it, in \(loss),")
                ledger.conclusion(
                    "is not attained: where the loss tends to it, eps -> 0 and the outputs of what merges diverge.")
            } else {
                let names = falling.map(describe).joined(separator: "; ")
                ledger.conclusion(
                    "Hence no critical point in the tube X x (0, eps0], and the limit, of loss in \(loss),")
                ledger.conclusion(
                    "is no minimum at infinity: at theta0 = theta0* the loss falls below it as eps grows from 0 "
                        + "(\(names)),"
                )
                ledger.conclusion("and at theta0 != theta0* it is above it for all eps small enough.")
            }
            ledger.conclusion("The candidate is within \(far) of the limit in the coordinates of the tube.")
        }
        let falls =
            falling.isEmpty
            ? ""
            : "; the loss falls below the limit along the channel of \(falling.map(describe).joined(separator: "; "))"
        let stated = LimitAtInfinity(
            limitLoss: point.loss, smallestEigenvalue: point.smallestEigenvalue,
            tubeLength: Directed.minimum(of: free.map { tubeLengths[$0] }) ?? 0,
            tubeDistanceUpper: distance,
            tubeScale: (1 + UpperBound(Distance.normUpper(limit.centre))).value,
            structure: layout.description + falls + place.words,
            isProvedNonGlobal: !falling.isEmpty || context.reference.map { point.loss.lower > $0.lossUpper } ?? false)
        return falling.isEmpty ? .minimumAtInfinity(stated) : .saddleAtInfinity(stated)
    }

    /// The candidate has arms of the signs for which the tube is proved. And their members are drawn together:
    /// otherwise the theorem would hold as well, in a tube so thin around equal weights that it says nothing of the
    /// channel.
    private func requireArms(
        in context: ProofContext, _ layout: ChannelLayout, _ landscape: LimitNetworkLandscape, distance: Double,
        _ ledger: ProofLedger?
    ) throws(Refusal) {
        guard !arms.isEmpty else { return }
        let evaluator = ChannelSlopeEvaluator(limit: landscape, tie: tie, level: context.level)
        let ball = Ball(centre: limit.centre, radius: limit.radius)
        for arm in arms {
            let place = layout.place(ofArm: arm, in: context.candidate)
            guard place.hasSigns else {
                throw .inequality("the outputs of an arm at \(describe(arm.pair)) have not the sign that is stated")
            }
            // a smaller one would decide, as among equal neurons of a group
            guard place.outputLower > distance else {
                throw .inequality(
                    "an output of the arm at \(describe(arm.pair)), at least \(place.outputLower), is smaller than the "
                        + "distance \(distance) to the candidate")
            }
            guard evaluator.drawsTogether(pair: arm.pair, sign: arm.sign, on: ball) else {
                throw .inequality("the neurons of an arm at \(describe(arm.pair)) are not proved to be drawn together")
            }
            ledger?.hypothesis(
                "outputs of the arm at \(describe(arm.pair)) have one sign and exceed the distance to the candidate",
                .below(distance, place.outputLower), slack: .factor(of: distance, below: place.outputLower))
            ledger?.hypothesis(
                "sigma y'My > 0 for y != 0 across v, the arm at \(describe(arm.pair))", .exactly("by elimination"),
                stated: .init("Z", .atLeast(arm.spread)))
        }
    }

    /// The outputs of equal neurons exceed the distance of the candidate. Where one changes sign M_g changes the
    /// inertia of the limit (`OpenOutputs`), so a smaller one would decide between a minimum at infinity and a saddle.
    ///
    /// - Parameter sums: enclosures of A_g.
    private func requireSignedOutputs(_ sums: [Bounds], distance: Double, _ ledger: ProofLedger?) throws(Refusal) {
        var rest = shares[...]
        for (group, sum) in zip(groups, sums) where group.count > 1 {
            let others = rest.prefix(group.count - 1)
            rest = rest.dropFirst(group.count - 1)
            let first = Bounds(
                lower: Directed.subtractDown(1, others.reduce(0) { Directed.addUp($0, $1.upper) }),
                upper: Directed.subtractUp(1, others.reduce(0) { Directed.addDown($0, $1.lower) }))
            for share in [first] + others {
                let output = Directed.multiplyDown(share.mignitude, sum.mignitude)
                guard output > distance else {
                    throw .inequality(
                        "neurons \(group.map(String.init).joined(separator: ", ")) are equal: an output of theirs, at "
                            + "least \(output), is smaller than the distance \(distance) to the candidate"
                    )
                }
                ledger?.hypothesis(
                    "outputs of equal neurons exceed the distance to the candidate", .below(distance, output),
                    slack: .factor(of: distance, below: output))
            }
        }
    }

    /// Where the candidate stands: upper bound of its distance from theta0* in the coordinates of the tube, of triples
    /// in their moments; and whether it lies in the tube, in words, which for a triple is not told.
    private func place(
        _ position: ChannelLayout.Position, _ layout: ChannelLayout, existenceRadius: Double, _ candidate: [Dyadic]
    ) -> (distance: Double, words: String) {
        let free = pairs.indices.filter { $0 != tie.follower }
        let start = layout.shape.mergedWeight(pairs.count), end = layout.shape.constant
        let others = limit.centre.indices.filter { !(start..<end).contains($0) }
        let differences = others.map { position.limit[$0] - limit.centre[$0] }
        let difference = Distance.normUpper(differences + free.flatMap { position.halfDifferences[$0] })
        let places = triples.indices.map {
            layout.place(ofTriple: $0, in: candidate, from: limit.centre, radius: existenceRadius)
        }
        let beside = arms.reduce(UpperBound(difference) + UpperBound(existenceRadius)) {
            $0 + UpperBound(layout.place(ofArm: $1, in: candidate).distanceUpper)
        }
        let distance = places.reduce(beside) { $0 + UpperBound($1.distanceUpper) + UpperBound($1.sizeUpper) }
        guard triples.isEmpty, arms.isEmpty else { return (distance.value, "") }
        let isInside =
            Distance.normUpper(differences) <= limit.radius
            && free.allSatisfy { p in
                Distance.normUpper(position.halfDifferences[p]) <= tubeLengths[p]
                    && position.halfDifferences[p].contains { !$0.isZero }
            }
        return (distance.value, "; the candidate lies \(isInside ? "in" : "outside") the tube")
    }

    private func describe(_ p: Int) -> String {
        let neurons = p < pairs.count ? [pairs[p].first, pairs[p].second] : triples[p - pairs.count].neurons
        return "neurons \(neurons.map(String.init).joined(separator: ", "))"
    }

    private func slopeName(_ p: Int) -> String { p < pairs.count ? "v" : "g" }
}
