import Certify
import Landscape
import Rigor

/// Looks for minima at infinity: recognises merging neurons, finds the limit network's minimum and the longest tube that can be proved.
public struct ChannelSearch: StructureSearch {
    public var precedesIsolatedPoints: Bool { false }

    /// A candidate stands for a channel when its limit parameters lie within this distance of theta0*, relative to |theta0*|.
    public var attribution = 0.1
    /// The longest tube that is tried.
    public var longestTube = 0.25

    public init() {}

    public func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult? {
        guard let students = context.landscape as? TwoLayerLandscape else { return nil }
        let recognition = ChannelRecognition(
            width: students.width, dimension: students.inputDimension, activation: students.problem.activation,
            parameters: candidate.parameters)
        var reason: String?
        for proposal in recognition.proposals() {
            do {
                return try prove(proposal, candidate, students, context)
            } catch {
                reason = reason ?? describe(proposal, error)
            }
        }
        return (recognition.unprovedShape() ?? reason).map { .open($0) }
    }

    /// Why a proposal could not be proved.
    private enum Failure: Error {
        case refused(Refusal)
        case open(String)
    }

    private func describe(_ proposal: ChannelProposal, _ failure: Failure) -> String {
        let names = proposal.pairs.map { "\($0.first), \($0.second)" }.joined(separator: " and ")
        let head = "channel: pair (neurons \(names))"
        switch failure {
        case .refused(let refusal): return "\(head): \(refusal.description)"
        case .open(let why): return "\(head): \(why)"
        }
    }

    private func prove(
        _ proposal: ChannelProposal, _ candidate: Candidate, _ students: TwoLayerLandscape, _ context: ProofContext
    ) throws(Failure) -> StructureSearchResult {
        let layout: ChannelLayout
        do {
            layout = try ChannelLayout(
                width: students.width, dimension: students.inputDimension, activation: students.problem.activation,
                pairs: proposal.pairs, tie: proposal.tie, neuronAtZero: proposal.neuronAtZero)
        } catch { throw .refused(error) }
        let landscape = LimitNetworkLandscape(of: students, shape: layout.shape)
        let start = layout.position(of: candidate.point).limit.map { $0.double(rounding: .nearest) }
        let witness = try limitWitness(landscape, start)
        var argument = ChannelArgument(
            pairs: proposal.pairs, tie: proposal.tie, neuronAtZero: proposal.neuronAtZero, limit: witness,
            tubeLengths: proposal.pairs.map { _ in 0 })
        try chooseTube(&argument, layout, students)
        do {
            let verdict = try argument.conclude(in: context)
            return .proved(argument, verdict)
        } catch { throw .refused(error) }
    }

    /// The minimum of the limit network that the start leads to: float64 first, then the proof in MPFR.
    private func limitWitness(_ landscape: LimitNetworkLandscape, _ start: [Double]) throws(Failure) -> IsolatedPointWitness {
        let approximate = landscape.makeApproximateEvaluator()
        var refinement = ApproximateRefinement()
        refinement.iterations = 40
        let refined = refinement.run(from: start, on: approximate)
        let size = refined.point.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard !refined.ranAway, refined.approximateDistance <= attribution * size else {
            throw .open("the limit network's critical point is \(refined.approximateDistance) away from the candidate's limit parameters")
        }
        let hessian = approximate.approximateHessian(at: refined.point).hessian
        guard let values = ApproximateLinearAlgebra.symmetricEigenvalues(hessian, order: start.count), let smallest = values.first,
            smallest > 0, refined.gradientNorm < smallest
        else { throw .open("the limit network has no minimum there (smallest eigenvalue, float64, not above its gradient)") }
        var options = Certifier.Options()
        options.attribution = .infinity
        let certificate = Certifier(landscape: landscape, options: options).certify(Candidate(index: 0, parameters: refined.point))
        guard case .isolatedPoint(let witness) = certificate.argument, case .localMinimum = certificate.verdict else {
            throw .open("the limit network's minimum is not proved: \(certificate.verdict)")
        }
        return witness
    }

    /// The widest and longest tube over which the slopes are proved positive, from a few enclosures.
    private func chooseTube(_ argument: inout ChannelArgument, _ layout: ChannelLayout, _ students: TwoLayerLandscape) throws(Failure) {
        let evaluator = ChannelSlopeEvaluator(
            problem: students.problem, shape: layout.shape, tie: argument.tie, precision: Precision(bits: 64))
        let free = argument.pairs.indices.filter { $0 != argument.tie.follower }
        func slope(_ radius: Double, _ length: Double) -> Double {
            let lengths = argument.pairs.indices.map { free.contains($0) ? length : 0 }
            let enclosure = evaluator.enclosure(on: Ball(centre: argument.limit.centre, radius: radius), lengths: lengths)
            guard enclosure.tau.isCertainlyPositive else { return -.infinity }
            return free.map { enclosure.slopes[$0].lower }.min() ?? -.infinity
        }
        // 1. at the limit point itself: 2h
        let limit = slope(0, 0)
        guard limit > 0 else { throw .open("the loss falls away from the limit: 2h >= \(limit) is all that is proved") }
        // 2. the radius: the slope falls about linearly with it
        var radius = argument.limit.radius, there = slope(radius, 0)
        for _ in 0..<6 where !(there > 0.5 * limit) {
            radius *= there.isFinite ? min(0.5, 0.4 * limit / (limit - there)) : 0x1p-6
            there = slope(radius, 0)
        }
        guard there > 0 else { throw .open("the slope is not proved positive on a ball around the limit point") }
        // 3. the length: the slope falls about quadratically with it
        var length = longestTube
        for _ in 0..<10 {
            let value = slope(radius, length)
            if value > 0 {
                // a little shorter, so that another precision confirms it
                for p in free { argument.tubeLengths[p] = length * (1 - 0x1p-6) }
                argument.limit.radius = radius
                return
            }
            length *= value.isFinite ? min(0.7, max(0.1, (0.8 * there / (there - value)).squareRoot())) : 0.5
        }
        throw .open("no length of the tube could be proved down to \(length)")
    }
}
