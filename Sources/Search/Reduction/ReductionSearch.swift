import Certify
import Networks
import Rigor

/// Looks for equal neurons and outputs 0 in a candidate, refines the narrow network, and proves the wide critical point
/// nearest to the candidate.
///
/// Every guess is refined in float64, which costs little. Proofs are tried in the order of distance; among guesses that
/// are as near as convergence allows, the one with the fewest different neurons explains most and comes first.
public struct ReductionSearch: StructureSearch {
    /// Guesses whose critical point is farther away, relative to 1 + |theta| of the narrow network, are given up. Of
    /// the narrow one, because the large outputs of a channel to infinity would excuse any distance.
    public var reach = 1e-2
    /// Largest number of guesses that proofs are tried for, and of those in which flips leave a constant again.
    public var attempts = 4

    public init() {}

    public var precedesIsolatedPoints: Bool { false }

    public func search(_ candidate: Candidate, in context: ProofContext) -> StructureSearchResult? {
        guard let landscape = context.landscape as? TwoLayerLandscape, landscape.problem.decay == nil else {
            return nil
        }
        let guesses = proposals(for: candidate.parameters, on: landscape)
            .compactMap { ReductionGuess($0.grouping, $0.frame, $0.parameters, landscape, reach: reach) }
            .filter { $0.distance < reach * $0.scale }
        var failure: String?
        var attemptsLeft = [true: attempts, false: attempts]
        // a narrow network that looks degenerate has more structure than was guessed: its proof costs most and fails
        let inOrder = ordered(guesses)
        for guess in inOrder.filter({ !$0.looksDegenerate }) + inOrder.filter(\.looksDegenerate) {
            let takesConstant = guess.frame.constantPair != nil
            guard let left = attemptsLeft[takesConstant], left > 0 else { continue }
            attemptsLeft[takesConstant] = left - 1
            switch proof(of: guess, landscape, context) {
            case .success(let found): return .proved(found.argument, found.verdict)
            case .failure(let reason): failure = failure ?? reason.why
            }
        }
        return failure.map { .open($0) }
    }
}

extension ReductionSearch {
    private typealias Proof = (argument: ReductionArgument, verdict: Verdict)

    /// The argument for a guess, concluded: in float64, with a narrow point that is as sharp as double-double makes it,
    /// where that says all there is to say; otherwise with one that is known to all bits of a long precision, in
    /// float64
    /// and in the arithmetic of the context.
    private func proof(
        of guess: ReductionGuess, _ landscape: TwoLayerLandscape, _ context: ProofContext
    ) -> Result<Proof, GuessFailure> {
        let narrow: NarrowProof?
        switch guess.narrowPoint() {
        case .success(let found): narrow = found
        case .failure(let failure): return .failure(guess.named(failure))
        }
        let reduced = guess.frame.narrow.withWidth(guess.grouping.groups.count)
        let quick = narrow?.sharpened(on: reduced, at: .doubleDouble)
        var best = attempt(guess, quick ?? narrow, landscape, context.inFloat64)
        if case .success(let found) = best, found.verdict.knowsAllSigns, quick != nil || isNear(found, guess.scale) {
            return best
        }
        let sharp = narrow?.sharpened(on: reduced, at: .multiple(NarrowProof.precision)) ?? quick ?? narrow
        for arithmetic in [context.inFloat64, context] {
            let next = attempt(guess, sharp, landscape, arithmetic)
            switch (best, next) {
            case (_, .success(let found)):
                best = next
                if found.verdict.knowsAllSigns { return best }
            case (.failure, .failure): best = next
            case (.success, .failure): break
            }
        }
        return best
    }

    private func attempt(
        _ guess: ReductionGuess, _ narrow: NarrowProof?, _ landscape: TwoLayerLandscape, _ context: ProofContext
    ) -> Result<Proof, GuessFailure> {
        guess.argument(narrow, on: landscape, candidate: context.candidate, level: context.level).mapError(guess.named)
            .flatMap { argument in
                // a nearly singular narrow network may have led far away after all
                guard Distance.upper(argument.centre(on: landscape), context.candidate) < reach * guess.scale else {
                    return .failure(GuessFailure(why: nil))
                }
                do throws(Refusal) {
                    return .success((argument, try argument.conclude(in: context).withSlackOfSaddle))
                } catch {
                    return .failure(GuessFailure(why: error.description))
                }
            }
    }

    /// Whether a sharper narrow point would add nothing: no output is so small that its sign is open, and the distance
    /// is far below what a candidate is told apart by.
    private func isNear(_ proof: Proof, _ scale: Double) -> Bool {
        if case .endOfSaddleLine = proof.verdict { return false }
        return proof.verdict.criticalPoint.map { $0.distanceUpper <= 1e-6 * reach * scale } ?? false
    }

    /// Groupings of the candidate as it is, and for an activation that is odd about a constant also with neurons turned
    /// round that are near the opposite of others.
    private func proposals(
        for parameters: [Double], on landscape: TwoLayerLandscape
    ) -> [(grouping: NeuronGrouping, frame: FlipFrame, parameters: [Double])] {
        let layout = landscape.layout, upright = FlipFrame(narrow: landscape)
        let plain = NeuronGrouping.proposals(for: parameters, layout).map { ($0, upright, parameters) }
        guard let flips = NeuronFlips(landscape.problem.activation) else { return plain }
        func turned(_ neurons: [Int]) -> [Double] {
            var result = parameters
            for i in neurons {
                for place in Array(layout.weights(of: i)) + Array(layout.outputs(of: i)) { result[place].negate() }
            }
            return result
        }
        let opposites = opposites(parameters, layout)
        guard !opposites.isEmpty else { return plain }
        let takesConstant = !flips.areIsometries && !landscape.problem.outputBias.isTrained
        guard !takesConstant || landscape.outputCount == 1 else { return plain }
        let narrow =
            takesConstant ? landscape.withTrainedOutputBias : landscape
        return plain
            + NeuronGrouping.proposals(for: turned(opposites), layout).compactMap { grouping in
                let flipped = opposites.filter { i in grouping.groups.contains { $0.count > 1 && $0.contains(i) } }
                guard !flipped.isEmpty else { return nil }
                var pair: ReductionArgument.ConstantPair?
                if takesConstant {
                    pair = constantPair(grouping, flipped, parameters, layout)
                    guard pair != nil else { return nil }
                }
                let frame = FlipFrame(
                    narrow: narrow, flipped: flipped, constantPair: pair,
                    doubledConstant: flips.doubledConstant.double(rounding: .nearest))
                return (grouping, frame, turned(flipped))
            }
    }

    /// Of the groups with neurons of both orientations, the pair of opposite ones with the largest outputs.
    private func constantPair(
        _ grouping: NeuronGrouping, _ flipped: [Int], _ parameters: [Double], _ layout: ParameterLayout
    ) -> ReductionArgument.ConstantPair? {
        func size(_ i: Int) -> Double { layout.outputSize(i, parameters) }
        let pairs = grouping.groups.compactMap { group -> ReductionArgument.ConstantPair? in
            let turned = group.filter(flipped.contains).max { size($0) < size($1) }
            let upright = group.filter { !flipped.contains($0) }.max { size($0) < size($1) }
            guard let turned, let upright else { return nil }
            return ReductionArgument.ConstantPair(upright: upright, flipped: turned)
        }
        return pairs.max { min(size($0.upright), size($0.flipped)) < min(size($1.upright), size($1.flipped)) }
    }

    /// Every neuron whose input weights are nearer to the opposite of an earlier one's (as turned before) than to any
    /// earlier one's.
    private func opposites(_ parameters: [Double], _ layout: ParameterLayout) -> [Int] {
        var weights = (0..<layout.width).map { Array(parameters[layout.weights(of: $0)]) }, flips = [Int]()
        for i in 0..<layout.width {
            var nearest = (NeuronGrouping.weightTolerances.last ?? 0) * (1 + norm(weights[i])), isOpposite = false
            for j in 0..<i {
                for sign in [1.0, -1.0] {
                    let distance = norm(zip(weights[i], weights[j]).map { $0 - sign * $1 })
                    if distance < nearest { (nearest, isOpposite) = (distance, sign < 0) }
                }
            }
            guard isOpposite else { continue }
            flips.append(i)
            weights[i] = weights[i].map { -$0 }
        }
        return flips
    }

    private func rank(_ guess: ReductionGuess) -> [Double] {
        [
            max(guess.distance, nearness(guess)), Double(guess.grouping.groups.count),
            Double(guess.grouping.zeroTypes.count),
            guess.distance,
        ]
    }

    /// Distances below this tell nothing: convergence allows no better.
    private func nearness(_ guess: ReductionGuess) -> Double { 1e-5 * reach * guess.scale }

    /// In the order of `rank`; but one opposite pair is as a rule an isolated part of the point, and says more as two
    /// neurons than as one with a constant, so guesses in which flips leave a constant come after all others that are
    /// about as near.
    private func ordered(_ guesses: [ReductionGuess]) -> [ReductionGuess] {
        func sorted(_ guesses: [ReductionGuess]) -> ArraySlice<(guess: ReductionGuess, order: [Double])> {
            guesses.map { ($0, rank($0)) }.sorted { $0.1.lexicographicallyPrecedes($1.1) }[...]
        }
        var plain = sorted(guesses.filter { $0.frame.constantPair == nil })
        var constant = sorted(guesses.filter { $0.frame.constantPair != nil })
        var result = [ReductionGuess]()
        while let next = plain.first {
            if let other = constant.first, next.guess.distance > nearness(next.guess),
                other.order[0] < next.order[0] / 2
            {
                result.append(other.guess)
                constant.removeFirst()
            } else {
                result.append(next.guess)
                plain.removeFirst()
            }
        }
        return result + constant.map(\.guess)
    }
}

/// Which neurons are turned round, and the landscapes of the narrow networks then.
struct FlipFrame {
    /// That of the narrow networks but for their width.
    let narrow: TwoLayerLandscape
    var flipped = [Int]()
    var constantPair: ReductionArgument.ConstantPair?
    /// 2 c0 where that is not 0 and there are flips.
    var doubledConstant = 0.0
}

extension ReductionGuess {
    /// With the neurons that were meant.
    fileprivate func named(_ failure: GuessFailure) -> GuessFailure {
        GuessFailure(why: failure.why.map { "\(grouping.structure): \($0)" })
    }
}

/// Why no argument could be written for a guess; nil when there is nothing to tell.
struct GuessFailure: Error { var why: String? }

extension NeuronGrouping {
    var structure: String {
        ReductionArgument(
            groups: groups.map { ReductionArgument.Group(neurons: $0, shares: [], curvatureBasis: []) },
            zeroTypes: zeroTypes.map { ZeroTypeWitness(neuron: $0, weights: [], direction: [], halfLength: 0) },
            reduced: nil, curvature: .saddle(basis: nil)
        ).structure
    }
}

func norm(_ v: some Sequence<Double>) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
