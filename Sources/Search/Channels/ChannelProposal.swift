import Certify
import Networks
import Rigor

/// A channel that a candidate may lie in, recognised from the sizes of its parameters in float64. Proposals are cheap
/// and prove nothing.
struct ChannelProposal {
    var pairs: [ChannelArgument.Pair] = []
    var triples: [ChannelArgument.Triple] = []
    var arms: [ChannelArgument.Arm] = []
    var tie: ChannelTie = .none
    var neuronAtZero: Int?

    /// The neurons in none of these roles.
    func others(width: Int) -> [Int] {
        var members = Set(pairs.flatMap { [$0.first, $0.second] })
        members.formUnion(triples.flatMap(\.neurons) + arms.flatMap(\.neurons))
        if let neuronAtZero { members.insert(neuronAtZero) }
        return (0..<width).filter { !members.contains($0) }
    }
}

/// What the parameters of a candidate look like.
struct ChannelRecognition {
    let width: Int
    let dimension: Int
    let activation: Activation
    /// Whether a trained output bias absorbs the constants of flips.
    let hasOutputBias: Bool
    let parameters: [Double]

    /// Two neurons merge when their distance is at most this part of the sum of their norms, or of the largest norm ..
    var closeness = 0.4
    /// .. their outputs cancel to at most this part ..
    var cancellation = 0.6
    /// .. and |v|, v = (a_i - a_j) d, is at least this: for mere duplicates v tends to 0.
    var smallestSlope = 0.01
    /// Neurons at most this far apart, relative to their norms, count as equal.
    var equality = 1e-3
    /// A pair is marked, so that a failure is worth telling, when |a_i - a_j| exceeds |a_i + a_j| this many times.
    var mark = 4.0
    /// A neuron this close to a merging pair, relative to its norm, makes the channel a triple.
    var coincidence = 0.02
    /// The largest Euclidean norm of an input.
    let largestInput: Double
    /// An input weight of this norm, times that of the largest input, counts as diverging.
    var largestReach = 140.0

    init(
        width: Int, dimension: Int, activation: Activation, hasOutputBias: Bool, largestInput: Double,
        parameters: [Double]
    ) {
        self.hasOutputBias = hasOutputBias
        self.largestInput = largestInput
        self.width = width
        self.dimension = dimension
        self.activation = activation
        self.parameters = parameters
    }

    private var layout: ParameterLayout {
        ParameterLayout(width: width, inputDimension: dimension, hasOutputBias: hasOutputBias)
    }
    /// Whether any neuron may be flipped.
    var flipsAreFree: Bool { ChannelLayout.flipsAreFree(activation, hasOutputBias) }
    func weight(_ j: Int) -> [Double] { Array(parameters[layout.weights(of: j)]) }
    func output(_ j: Int) -> Double { parameters[layout.output(j)] }
    func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }

    /// How far two neurons are from merging: relative distance of the weights after the flip; nil when they do not
    /// merge.
    private func score(_ i: Int, _ j: Int, isFlipped: Bool) -> Double? {
        let sign = isFlipped ? -1.0 : 1.0
        let a = output(i), b = sign * output(j)
        guard a * b < 0, abs(a + b) <= cancellation * max(abs(a), abs(b)) else { return nil }
        let v = weight(i), w = weight(j).map { sign * $0 }
        let difference = norm(zip(v, w).map { $0 - $1 })
        guard abs(a - b) * difference / 2 >= smallestSlope else { return nil }
        let relative = difference / max(norm(v) + norm(w), largestNorm)
        return relative <= closeness ? relative : nil
    }

    private var largestNorm: Double { (0..<width).map { norm(weight($0)) }.max() ?? 0 }

    /// The given neurons, equal ones together.
    func groups(_ neurons: [Int]) -> [[Int]] {
        var groups = [[Int]]()
        for j in neurons {
            let place = groups.firstIndex { group in
                let v = weight(group[0]), w = weight(j)
                return norm(zip(v, w).map { $0 - $1 }) <= equality * (norm(v) + norm(w))
            }
            if let place { groups[place].append(j) } else { groups.append([j]) }
        }
        return groups
    }

    /// The share of every neuron that is not the first of its group.
    func shares(_ groups: [[Int]]) -> [Double] {
        groups.flatMap { group in
            let sum = group.reduce(0) { $0 + output($1) }
            return group.dropFirst().map { output($0) / sum }
        }
    }

    private func isMarked(_ merging: Merging) -> Bool {
        let a = output(merging.pair.first), b = (merging.pair.isFlipped ? -1 : 1) * output(merging.pair.second)
        return abs(a - b) >= mark * abs(a + b)
    }

    /// Whether every pair of a proposal is marked; triples are recognised by such a mark.
    func isMarked(_ proposal: ChannelProposal) -> Bool {
        proposal.pairs.allSatisfy { isMarked(Merging(pair: $0, score: 0)) }
    }

    private struct Merging {
        var pair: ChannelArgument.Pair
        var score: Double
    }

    private func merging(isFlipped: Bool) -> [Merging] {
        var found = [Merging]()
        for i in 0..<width {
            for j in (i + 1)..<max(width, i + 1) {
                if let score = score(i, j, isFlipped: isFlipped) {
                    found.append(Merging(pair: .init(first: i, second: j, isFlipped: isFlipped), score: score))
                }
            }
        }
        return found.sorted { $0.score < $1.score }
    }

    /// Pairs that need no tie: plain ones, and opposite ones where flips leave no constant.
    private func freeMerging() -> [Merging] {
        let plain = merging(isFlipped: false)
        guard flipsAreFree else { return plain }
        return (plain + merging(isFlipped: true)).sorted { $0.score < $1.score }
    }

    /// Channels to try, the likeliest first.
    func proposals() -> [ChannelProposal] {
        let plain = freeMerging()
        var result = [ChannelProposal]()
        // all pairs that merge, greedily, then fewer of them
        func disjoint(_ merging: [Merging], avoiding used: Set<Int>) -> [ChannelArgument.Pair] {
            var used = used, pairs = [ChannelArgument.Pair]()
            for item in merging where !used.contains(item.pair.first) && !used.contains(item.pair.second) {
                pairs.append(item.pair)
                used.formUnion([item.pair.first, item.pair.second])
            }
            return pairs
        }
        for (tied, tie, zero) in ties() {
            let used = Set(tied.flatMap { [$0.first, $0.second] } + (zero.map { [$0] } ?? []))
            let beside = disjoint(plain, avoiding: used)
            if !beside.isEmpty { result.append(ChannelProposal(pairs: tied + beside, tie: tie, neuronAtZero: zero)) }
            result.append(ChannelProposal(pairs: tied, tie: tie, neuronAtZero: zero))
        }
        let all = disjoint(plain, avoiding: [])
        if all.count > 1 { result.append(ChannelProposal(pairs: all)) }
        if all.count > 2 {
            for k in all.indices {
                for l in all.indices where k < l { result.append(ChannelProposal(pairs: [all[k], all[l]])) }
            }
        }
        result += plain.map { ChannelProposal(pairs: [$0.pair]) }
        for neurons in triples(plain) {
            guard let triple = triple(neurons) else { continue }
            let beside = disjoint(plain, avoiding: Set(neurons))
            if !beside.isEmpty { result.append(ChannelProposal(pairs: beside, triples: [triple])) }
            result.append(ChannelProposal(triples: [triple]))
        }
        return result
    }

    /// Flipped pairs whose constants are absorbed.
    private func ties() -> [(pairs: [ChannelArgument.Pair], tie: ChannelTie, neuronAtZero: Int?)] {
        guard activation.reflection == .oddAboutOneHalf, !hasOutputBias else { return [] }
        let flipped = merging(isFlipped: true)
        var result = [(pairs: [ChannelArgument.Pair], tie: ChannelTie, neuronAtZero: Int?)]()
        func sign(_ pair: ChannelArgument.Pair) -> Int { -output(pair.second) > output(pair.first) ? 1 : -1 }
        for item in flipped {
            let pair = item.pair, scale = norm(weight(pair.first)) + norm(weight(pair.second))
            for zero in 0..<(activation == .sigmoid ? width : 0) where zero != pair.first && zero != pair.second {
                // a_0/2 + a_flipped = k stays bounded while both diverge
                let a = output(zero) / 2, b = output(pair.second)
                guard a * b < 0, abs(a + b) <= cancellation * max(abs(a), abs(b)), norm(weight(zero)) <= 0.25 * scale
                else { continue }
                result.append(([pair], .neuronAtZero(pair: 0, sign: sign(pair)), zero))
            }
        }
        for (k, one) in flipped.enumerated() {
            for two in flipped[(k + 1)...]
            where Set([one.pair.first, one.pair.second]).isDisjoint(with: [two.pair.first, two.pair.second]) {
                guard sign(one.pair) != sign(two.pair) else { continue }
                result.append(([one.pair, two.pair], .pairs(leader: 0, follower: 1, sign: sign(one.pair)), nil))
            }
        }
        return result
    }

    /// Triples of neurons, ascending, of which two pairs merge and whose outputs cancel.
    private func triples(_ merging: [Merging]) -> [[Int]] {
        var found = [[Int]]()
        for one in merging {
            for two in merging where two.pair != one.pair {
                let members = Set([one.pair.first, one.pair.second, two.pair.first, two.pair.second]).sorted()
                guard members.count == 3, !found.contains(members) else { continue }
                let outputs = members.map { orientation(of: $0, as: members[0]) * output($0) }
                if mark * abs(outputs.reduce(0, +)) <= outputs.reduce(0, { $0 + abs($1) }) { found.append(members) }
            }
        }
        return found
    }

    /// What is recognised when no proposal could be proved: the words that stand in the reason.
    func unprovedShape() -> String? {
        if let j = (0..<width).first(where: { norm(weight($0)) * largestInput > largestReach }) {
            return "channel: input weight diverging (neuron \(j), |w| = \(norm(weight(j))))"
        }
        let merging = freeMerging()
        if let neurons = triples(merging).first {
            return "channel: triple (neurons \(neurons.map(String.init).joined(separator: ", ")))"
        }
        // a further neuron at the merging point, or opposite to it: its weight and v move the limit network in the same
        // directions
        for one in merging where isMarked(one) {
            let v = weight(one.pair.first)
            for j in 0..<width where j != one.pair.first && j != one.pair.second {
                let w = weight(j)
                let distance = min(norm(zip(v, w).map { $0 - $1 }), norm(zip(v, w).map { $0 + $1 }))
                if distance <= coincidence * norm(v) {
                    return
                        "channel: triple (neurons \(one.pair.first), \(one.pair.second) merge where neuron \(j) or "
                        + "its opposite stands; the limit network is degenerate)"
                }
            }
        }
        return nil
    }
}
