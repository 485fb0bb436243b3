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
    enum Failure: Error {
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
            return .proved(argument, verdict.withSlack)
        }
        do {
            let verdict = try argument.conclude(in: context)
            return .proved(argument, verdict)
        } catch { throw .refused(error) }
    }
}
