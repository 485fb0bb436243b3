import Certify
import Networks
import Rigor

/// Looks for minima and saddles at infinity: recognises merging neurons, finds the limit network's minimum and the
/// longest tube that can be proved.
public struct ChannelSearch: StructureSearch {
    public var precedesIsolatedPoints: Bool { false }

    /// A candidate stands for a channel when its limit parameters lie within this distance of theta0*, relative to
    /// |theta0*|.
    public var attribution = 0.1
    /// The longest tube that is tried.
    public var longestTube = 0.25
    /// A gradient of the limit network below this counts as that of a critical point.
    public var converged = 1e-8
    /// Hessians of a limit network that a proposal may cost on the way down, and as many again for Newton's method:
    /// channels that are proved take about six in all.
    public var refinementSteps = 10
    /// As many more are made as long as each lowers the loss by this part of it: candidates that have not converged are
    /// far from the limit.
    public var worthwhileGain = 1e-3
    /// And as many again where the loss is at most this many times the candidate's, however little each lowers it:
    /// the valley that leads to the limit may be long and curved.
    public var promisingLoss = 1.01
    /// The gradient of a limit is made sharper where its smallest eigenvalue is known no better than to this part: with
    /// residuals in double-double, and with MPFR, which costs more than all the rest.
    public var coarseEigenvalue = (doubleDouble: 1e-4, multiple: 5e-2)
    /// Whether limits are proved with more bits where float64 suffices, too: sharper numbers at a higher price.
    public var isSharp = false
    /// At most this many proposals are tried, divided by the number of parameters.
    public var proposedParameters = 1200

    public init() {}

    public func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult? {
        guard let students = context.landscape.twoLayerWithChannels else { return nil }
        let recognition = ChannelRecognition(
            width: students.width, dimension: students.inputDimension, activation: students.problem.activation,
            hasOutputBias: students.problem.outputBias.isTrained, largestInput: students.approximateLargestInput,
            parameters: candidate.parameters)
        let loss = students.makeApproximateEvaluator().approximateGradient(at: candidate.parameters).loss
        var reason: (words: String, isNear: Bool)?
        // a saddle at infinity is kept until no minimum at infinity was found
        var falling: StructureSearchResult?
        // wide students have hundreds of pairs, and each costs many Hessians
        for proposal in recognition.proposals().flatMap(recognition.withArms).prefix(
            max(1, proposedParameters / candidate.parameters.count))
        {
            do {
                let found = try prove(proposal, candidate, loss, students, context, recognition)
                guard case .proved(_, .saddleAtInfinity) = found else { return found }
                falling = falling ?? found
            } catch {
                if recognition.isMarked(proposal), reason.map({ !$0.isNear && error.isNear }) ?? true {
                    reason = (describe(proposal, error), error.isNear)
                }
            }
        }
        if let falling { return falling }
        if let shape = recognition.unprovedShape() { return .escaping(shape) }
        return reason.map { $0.isNear ? .escaping($0.words) : .open($0.words) }
    }

    /// Why a proposal could not be proved.
    private enum Failure: Error {
        case refused(Refusal)
        case open(String)
        /// The limit network has no critical point near the candidate's limit parameters: it is on its way elsewhere.
        case elsewhere(String)

        /// Whether the candidate is near a critical point of the limit network, so that it does escape along the
        /// channel.
        var isNear: Bool {
            if case .elsewhere = self { return false }
            return true
        }
    }

    private func describe(_ proposal: ChannelProposal, _ failure: Failure) -> String {
        let pairs = proposal.pairs.map { "\($0.first), \($0.second)" }
        let triples = proposal.triples.map { $0.neurons.map(String.init).joined(separator: ", ") }
        let kind = triples.isEmpty ? "pair" : "triple"
        let head = "channel: \(kind) (neurons \((triples + pairs).joined(separator: " and ")))"
        switch failure {
        case .refused(let refusal): return "\(head): \(refusal.description)"
        case .open(let why), .elsewhere(let why): return "\(head): \(why)"
        }
    }

    private func prove(
        _ proposal: ChannelProposal, _ candidate: Candidate, _ loss: Double, _ students: TwoLayerLandscape,
        _ context: ProofContext, _ recognition: ChannelRecognition
    ) throws(Failure) -> StructureSearchResult {
        let groups = recognition.groups(proposal.others(width: students.width))
        let layout: ChannelLayout
        do {
            layout = try ChannelLayout(
                width: students.width, dimension: students.inputDimension, activation: students.problem.activation,
                hasOutputBias: students.problem.outputBias.isTrained, pairs: proposal.pairs, triples: proposal.triples,
                arms: proposal.arms,
                tie: proposal.tie,
                neuronAtZero: proposal.neuronAtZero, groups: groups)
        } catch { throw .refused(error) }
        let shares = recognition.shares(groups)
        guard shares.allSatisfy(\.isFinite) else { throw .open("the outputs of equal neurons add up to 0") }
        var start = layout.position(of: candidate.point).limit.map { $0.double(rounding: .nearest) }
        for (t, triple) in proposal.triples.enumerated() {
            guard let moments = recognition.start(of: triple) else { throw .open("the triple has no finite moments") }
            let place = layout.shape.mergedWeight(proposal.pairs.count + t)
            start.replaceSubrange(place..<(place + moments.count), with: moments)
        }
        let (landscape, witness) = try limitPoint(students, layout, shares, start, candidateLoss: loss)
        var argument = ChannelArgument(
            pairs: proposal.pairs, triples: proposal.triples, arms: proposal.arms, tie: proposal.tie,
            neuronAtZero: proposal.neuronAtZero, groups: groups, shares: landscape.shares, limit: witness,
            tubeLengths: Array(repeating: 0, count: layout.shape.merged))
        try chooseTube(&argument, landscape)
        return try conclude(argument, context)
    }

    /// Concludes in float64, and where that does not suffice at the precision of the context.
    private func conclude(
        _ argument: ChannelArgument, _ context: ProofContext
    ) throws(Failure) -> StructureSearchResult {
        if !isSharp, let verdict = try? argument.conclude(in: context.inFloat64) {
            return .proved(argument, verdict.slackened)
        }
        do {
            let verdict = try argument.conclude(in: context)
            return .proved(argument, verdict)
        } catch { throw .refused(error) }
    }

    /// The minimum of the limit network that the start leads to: float64 first, then the proof in MPFR, with ranges of
    /// the shares as wide as works.
    private func limitPoint(
        _ students: TwoLayerLandscape, _ layout: ChannelLayout, _ shares: [Double], _ start: [Double],
        candidateLoss: Double
    ) throws(Failure) -> (LimitNetworkLandscape, IsolatedPointWitness) {
        func landscape(_ spread: Double) -> LimitNetworkLandscape {
            LimitNetworkLandscape(
                of: students, shape: layout.shape, shares: shares.map { Bounds(lower: $0 - spread, upper: $0 + spread) }
            )
        }
        let refined = try refine(landscape(0), start, candidateLoss)
        // the narrowest range first: when it fails, so do the others
        let narrow = landscape(0x1p-26)
        let first = try witness(narrow, layout, refined)
        for exponent in shares.isEmpty ? [] : [-6, -12, -18] {
            let wide = landscape(Double(sign: .plus, exponent: exponent, significand: 1))
            // Hessians that float64 leaves open on a range are open there because the range is wide
            if let witness = try? witness(wide, layout, refined, longest: EvaluationLevel.doubleDouble.bits) {
                return (wide, witness)
            }
        }
        return (narrow, first)
    }

    private func refine(
        _ landscape: LimitNetworkLandscape, _ start: [Double], _ candidateLoss: Double
    ) throws(Failure) -> [Double] {
        let approximate = landscape.makeApproximateEvaluator()
        var refinement = ApproximateRefinement()
        refinement.iterations = refinementSteps
        let lowered = descend(from: start, on: approximate, candidateLoss)
        let slope = approximate.approximateGradient(at: lowered).gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
        var refined = refinement.run(from: lowered, on: approximate)
        // on its way, and not there yet
        if refined.gradientNorm > 1e-14, refined.gradientNorm < 0.1 * slope {
            refinement.iterations = 4 * refinementSteps
            refined = refinement.run(from: refined.point, on: approximate)
        }
        let size = refined.point.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let distance = zip(refined.point, start).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        guard !refined.ranAway, distance <= attribution * size else {
            throw .elsewhere(
                "the limit network's critical point is \(distance) away from the candidate's limit parameters")
        }
        let hessian = approximate.approximateHessian(at: refined.point).hessian
        guard let smallest = ApproximateLinearAlgebra.symmetricEigenvalues(hessian, order: start.count)?.first else {
            throw .open("the limit network has no finite Hessian there")
        }
        // what float64 can tell of an eigenvalue or a gradient
        let rounding = 64 * 0x1p-53 * hessian.reduce(0) { $0 + $1 * $1 }.squareRoot() * (1 + size)
        // within reach of the proof
        guard smallest > 0x1p-4 * rounding, refined.gradientNorm < max(0.1 * smallest * smallest, 1e-14) else {
            let why =
                "the limit network has no minimum there (float64: gradient \(refined.gradientNorm), smallest "
                + "eigenvalue \(smallest))"
            // refinement ends where rounding dominates, and far out that is early
            throw refined.gradientNorm < max(converged, rounding) ? .open(why) : .elsewhere(why)
        }
        return refined.point
    }

    /// Newton steps on the loss, with |lambda| + tau for the eigenvalues, as long as they lower it and stay near.
    private func descend(
        from start: [Double], on evaluator: any ApproximateEvaluator, _ candidateLoss: Double
    ) -> [Double] {
        let n = start.count
        let reach = attribution * start.reduce(0) { $0 + $1 * $1 }.squareRoot()
        var point = start
        var (loss, gradient, hessian) = evaluator.approximateHessian(at: point)
        var damping = 1e-6, failures = 0, gain = 0.0
        for step in 0..<(6 * refinementSteps) {
            let steps = loss <= promisingLoss * candidateLoss ? 2 * refinementSteps : refinementSteps
            guard step < steps || gain >= worthwhileGain, let basis = ApproximateEigenbasis(hessian, order: n)
            else { break }
            var trial = point
            basis.addStep(along: gradient, to: &trial) { value, component in -component / (abs(value) + damping) }
            let next = evaluator.approximateHessian(at: trial)
            if next.loss < loss {
                guard zip(trial, start).reduce(0, { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }).squareRoot() <= reach else {
                    break
                }
                gain = (loss - next.loss) / loss
                (point, loss, gradient, hessian) = (trial, next.loss, next.gradient, next.hessian)
                damping *= 0.2
                failures = 0
                if gain < 1e-15 { break }
            } else {
                damping = max(10 * damping, 1e-12)
                gain = 0
                failures += 1
                if failures > 5 { break }
            }
        }
        return point
    }

    /// The same proof with a sharper gradient, where the smallest eigenvalue is known coarsely: what is stated of it
    /// widens in proportion to the distance between centre and minimum, for which the gradient stands.
    private func sharpened(
        _ witness: IsolatedPointWitness, _ found: IsolatedPoint, _ landscape: LimitNetworkLandscape
    ) -> IsolatedPointWitness {
        var result = witness
        let levels: [(EvaluationLevel, Double)] = [
            (.doubleDouble, coarseEigenvalue.doubleDouble),
            (.multiple(Precision(bits: 128)), coarseEigenvalue.multiple),
        ]
        for (level, coarse) in levels {
            let shift = result.lipschitz.hessian * (result.statedExistenceRadius ?? 0)
            guard isSharp || shift > coarse * found.smallestEigenvalue.lower,
                let evaluator = try? landscape.makeEvaluator(level),
                let gradient = try? evaluator.enclosure(on: Ball(centre: witness.centre), order: .gradient).gradient
            else { continue }
            // a little slack, so that another precision confirms it
            result.gradientNorm = min(result.gradientNorm, Slack.above(gradient.norm.upper))
        }
        return result
    }

    /// The proof of the limit network's minimum, at a centre at which the neurons of each group are exactly equal.
    ///
    /// - Parameter longest: precision of the ladder, in bits.
    private func witness(
        _ landscape: LimitNetworkLandscape, _ layout: ChannelLayout, _ point: [Double], longest: Int = 128
    ) throws(Failure) -> IsolatedPointWitness {
        let witness: IsolatedPointWitness
        switch IsolatedPointSearch(landscape: landscape, maximumPrecision: longest).run(
            near: point, isSharp: isSharp, isRefined: true)
        {
        case .proved(let proof, let found):
            guard found.isMinimum else {
                throw .open("the limit network is at a saddle of index \(found.inertia.negative)")
            }
            witness = sharpened(proof, found, landscape)
        case .open(let reason): throw .open("the limit network's minimum is not proved: \(reason)")
        }
        let centre = layout.equalized(witness.centre)
        var gradientNorm = witness.gradientNorm
        if centre != witness.centre {
            // of float64, if that is small enough
            let allowed = (witness.spectralGap - witness.lipschitz.hessian * witness.radius) * witness.radius
            gradientNorm = .infinity
            for level in [EvaluationLevel.float64, .doubleDouble, .multiple(Precision(bits: 128))]
            where !(gradientNorm < allowed) {
                guard
                    let gradient = try? landscape.makeEvaluator(level).enclosure(
                        on: Ball(centre: centre), order: .gradient
                    ).gradient
                else { continue }
                // a little slack, so that another precision confirms it
                gradientNorm = Slack.above(gradient.norm.upper)
            }
            guard gradientNorm < allowed else {
                throw .open("the limit network's gradient is not small enough where equal neurons are made equal")
            }
        }
        return IsolatedPointWitness(
            centre: centre, radius: witness.radius, gradientNorm: gradientNorm, spectralGap: witness.spectralGap,
            lipschitz: witness.lipschitz, basis: witness.basis)
    }

    /// The widest and longest tube over which the slopes are proved positive, from a few enclosures.
    private func chooseTube(_ argument: inout ChannelArgument, _ landscape: LimitNetworkLandscape) throws(Failure) {
        let evaluator = ChannelSlopeEvaluator(limit: landscape, tie: argument.tie, level: .float64)
        let free = argument.tubeLengths.indices.filter { $0 != argument.tie.follower }
        func slopes(_ radius: Double, _ length: Double) -> [Bounds] {
            let lengths = argument.tubeLengths.indices.map { free.contains($0) ? length : 0 }
            let enclosure = evaluator.enclosure(
                on: Ball(centre: argument.limit.centre, radius: radius), lengths: lengths,
                arms: argument.arms.map { ($0.pair, $0.sign, $0.spread) })
            guard enclosure.tau.isCertainlyPositive else { return free.map { _ in .entireLine } }
            return free.map { enclosure.slopes[$0] }
        }
        // 1. at the limit point itself: 2h, and whether the loss grows or falls
        var there0 = slopes(0, 0)
        // the spread of arms takes away from it in proportion to its square
        for _ in 0..<4 where !argument.arms.isEmpty && !there0.allSatisfy({ $0.mignitude > 0 }) {
            for i in argument.arms.indices { argument.arms[i].spread *= 0x1p-3 }
            there0 = slopes(0, 0)
        }
        let isFalling = there0.map { $0.upper < 0 }
        /// Lower bound of the slopes, of those that fall of their negatives.
        func slope(_ radius: Double, _ length: Double) -> Double {
            zip(slopes(radius, length), isFalling).map { $1 ? -$0.upper : $0.lower }.min() ?? -.infinity
        }
        let limit = zip(there0, isFalling).map { $1 ? -$0.upper : $0.lower }.min() ?? -.infinity
        guard limit > 0 else { throw .open("whether the loss grows along the channel is not proved: 2h in \(there0)") }
        // 2. the radius: the slope falls about linearly with it
        var radius = argument.limit.radius, there = slope(radius, 0)
        for _ in 0..<6 where !(there > 0.5 * limit) {
            radius *= there.isFinite ? min(0.5, 0.4 * limit / (limit - there)) : 0x1p-6
            there = slope(radius, 0)
        }
        guard there > 0 else { throw .open("the sign of the slope is not proved on a ball around the limit point") }
        // 3. the length: the slope falls about quadratically with it
        var length = longestTube
        for _ in 0..<10 {
            let value = slope(radius, length)
            if value > 0 {
                // a little shorter, so that another precision confirms it
                for p in free { argument.tubeLengths[p] = Slack.below(length) }
                argument.limit.radius = radius
                return
            }
            length *= value.isFinite ? min(0.7, max(0.1, (0.8 * there / (there - value)).squareRoot())) : 0.5
        }
        throw .open("no length of the tube could be proved down to \(length)")
    }
}

extension Verdict {
    /// The same verdict with the eigenvalue of the limit a little weaker, so that another rigorous evaluation confirms
    /// it.
    fileprivate var slackened: Verdict {
        func slackened(_ limit: LimitAtInfinity) -> LimitAtInfinity {
            var limit = limit
            limit.smallestEigenvalue = limit.smallestEigenvalue.slackened
            return limit
        }
        switch self {
        case .minimumAtInfinity(let limit): return .minimumAtInfinity(slackened(limit))
        case .saddleAtInfinity(let limit): return .saddleAtInfinity(slackened(limit))
        default: return self
        }
    }
}
