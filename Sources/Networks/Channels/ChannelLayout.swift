import Certify
import Rigor

/// Which neuron of a student plays which part in a channel, and how its parameters become those of the limit network.
package struct ChannelLayout {
    package let width: Int
    package let dimension: Int
    /// Whether the student has a trained output bias, which absorbs the constants of all flips.
    package let hasOutputBias: Bool
    /// Whether a s(w·x) = a - a s(-w·x): a flip leaves the constant a.
    private let flipsLeaveConstants: Bool
    package let pairs: [ChannelArgument.Pair]
    package let triples: [ChannelArgument.Triple]
    package let arms: [ChannelArgument.Arm]
    package let tie: ChannelTie
    package let neuronAtZero: Int?
    /// The neurons that take no part in the channel: equal ones together.
    package let groups: [[Int]]
    package let shape: LimitNetworkShape

    /// Throws unless the description is consistent: distinct neurons, flips by a symmetry the activation really has,
    /// for the sigmoid without a trained output bias every flipped pair in the tie.
    package init(
        width: Int, dimension: Int, activation: Activation, hasOutputBias: Bool = false, pairs: [ChannelArgument.Pair],
        triples: [ChannelArgument.Triple] = [], arms: [ChannelArgument.Arm] = [], tie: ChannelTie, neuronAtZero: Int?,
        groups: [[Int]]
    ) throws(Refusal) {
        var members = pairs.flatMap { [$0.first, $0.second] }
        members += triples.flatMap(\.neurons) + arms.flatMap(\.neurons)
        members += groups.flatMap { $0 }
        if let neuronAtZero { members.append(neuronAtZero) }
        guard !(pairs.isEmpty && triples.isEmpty), groups.allSatisfy({ !$0.isEmpty }),
            members.sorted() == Array(0..<width)
        else {
            throw .inequality("the channel and the groups beside it do not consist of each neuron once")
        }
        for triple in triples {
            guard triple.neurons.count == 3, Set(triple.flipped).count == triple.flipped.count,
                triple.flipped.allSatisfy(triple.neurons.contains)
            else { throw .inequality("a triple is three neurons, some of them flipped") }
            guard abs(triple.sign) == 1 else { throw .inequality("the sign of a triple is 1 or -1") }
            guard triple.flipped.isEmpty || Self.flipsAreFree(activation, hasOutputBias) else {
                throw .inequality("a flip of a neuron of a triple leaves a constant that nothing absorbs")
            }
        }
        for (i, arm) in arms.enumerated() {
            guard pairs.indices.contains(arm.pair), !arm.neurons.isEmpty, abs(arm.sign) == 1 else {
                throw .inequality("an arm is further neurons beside one of a pair, with a sign")
            }
            guard !arms[..<i].contains(where: { $0.pair == arm.pair && $0.isSecond == arm.isSecond }) else {
                throw .inequality("two arms stand beside the same neuron")
            }
        }
        let flipped = pairs.indices.filter { pairs[$0].isFlipped }
        guard abs(tie.sign) == 1 else { throw .inequality("the sign of a tie is 1 or -1") }
        switch activation.reflection {
        case .oddAboutOneHalf where hasOutputBias:
            // a s(w·x) = a - a s(-w·x), and a is absorbed by the output bias
            guard tie == .none else { throw .inequality("the output bias absorbs the constants of flips") }
        case .oddAboutOneHalf:
            // a s(w·x) = a - a s(-w·x)
            guard flipped == tie.flipped.sorted() else {
                throw .inequality("the flipped pairs are not those whose constants absorb each other")
            }
            // u = a_0 w_0/4 and the slope of a neuron at 0 are those of the sigmoid
            if case .neuronAtZero = tie, activation != .sigmoid {
                throw .inequality("a neuron at 0 that absorbs a constant is known for the sigmoid only")
            }
        case .odd:
            // a s(w·x) = -a s(-w·x): a flip leaves no constant
            guard tie == .none else { throw .inequality("flips of an odd activation leave no constant to absorb") }
        case .none:
            guard flipped.isEmpty, tie == .none else {
                throw .inequality("flips are known for activations that are odd, up to a constant 1/2, only")
            }
        }
        if case .neuronAtZero = tie {
            guard neuronAtZero != nil else { throw .inequality("no neuron absorbs the constant") }
            // a_0/2 + u·x, u = a_0 w_0/4: of the sigmoid
            guard activation == .sigmoid else {
                throw .inequality("a neuron at 0 that absorbs a constant is known for the sigmoid only")
            }
        } else {
            guard neuronAtZero == nil else { throw .inequality("a neuron at 0 without a constant to absorb") }
        }
        self.width = width
        self.dimension = dimension
        self.hasOutputBias = hasOutputBias
        flipsLeaveConstants = activation.reflection == .oddAboutOneHalf
        self.pairs = pairs
        self.triples = triples
        self.arms = arms
        self.tie = tie
        self.neuronAtZero = neuronAtZero
        self.groups = groups
        shape = LimitNetworkShape(
            dimension: dimension, groups: groups.map(\.count), pairs: pairs.count,
            tripleSigns: triples.map(\.sign), hasConstant: tie != .none || hasOutputBias,
            hasLinearPart: neuronAtZero != nil)
    }

    /// Whether any neuron may be flipped, (w, a) to (-w, -a): no constant is left, or a trained output bias takes it.
    package static func flipsAreFree(_ activation: Activation, _ hasOutputBias: Bool) -> Bool {
        switch activation.reflection {
        case .odd: true
        case .oddAboutOneHalf: hasOutputBias
        case .none: false
        }
    }

    /// A point of the limit network with the input weights of the first neuron of each group given to the others.
    package func equalized(_ point: [Dyadic]) -> [Dyadic] {
        var point = point, first = 0
        for group in groups {
            for j in first..<(first + group.count) {
                for c in 0..<dimension { point[shape.neuronWeight(j) + c] = point[shape.neuronWeight(first) + c] }
            }
            first += group.count
        }
        return point
    }

    /// Where the parameters of a student stand.
    var students: ParameterLayout {
        ParameterLayout(width: width, inputDimension: dimension, hasOutputBias: hasOutputBias)
    }

    /// The place of a student in the coordinates of the channel, exact.
    package struct Position {
        /// Parameters of the limit network; 0 for those of triples, whose place is a `TriplePlace`.
        package var limit: [Dyadic]
        /// d = (w_i - w_j)/2 for each pair; its norm is the channel coordinate.
        package var halfDifferences: [[Dyadic]]
        /// The sign that a tie has at this student, 1 without one; 0 when the leader's outputs agree.
        package var sign: Int
    }

    /// w = (w_i + w_j)/2, d = (w_i - w_j)/2, v = (a_i - a_j) d, c = a_i + a_j after flipping; k collects the constants
    /// and the output bias, u = a_0 w_0/4.
    package func position(of student: [Dyadic]) -> Position {
        let student = collapsed(student)
        func weight(_ j: Int) -> [Dyadic] { Array(student[students.weights(of: j)]) }
        func output(_ j: Int) -> Dyadic { student[students.output(j)] }
        func half(_ x: Dyadic) -> Dyadic { x.scaled(byPowerOfTwo: -1) }
        var limit = [Dyadic](), halfDifferences = [[Dyadic]](), constant = Dyadic.zero, sign = 1
        for group in groups { for j in group { limit += weight(j) } }
        for group in groups { limit.append(group.reduce(Dyadic.zero) { $0 + output($1) }) }
        for (p, pair) in pairs.enumerated() {
            let first = weight(pair.first), a = output(pair.first)
            let second = pair.isFlipped ? weight(pair.second).map { -$0 } : weight(pair.second)
            let b = pair.isFlipped ? -output(pair.second) : output(pair.second)
            let difference = zip(first, second).map { half($0 - $1) }
            limit += zip(first, second).map { half($0 + $1) } + difference.map { (a - b) * $0 } + [a + b]
            halfDifferences.append(difference)
            if pair.isFlipped, flipsLeaveConstants { constant = constant - b }
            if p == tie.flipped.first { sign = (b - a).sign }
        }
        if flipsLeaveConstants { for j in triples.flatMap(\.flipped) { constant = constant + output(j) } }
        if hasOutputBias { constant = constant + student[students.outputBiases.lowerBound] }
        limit += triples.flatMap { _ in Array(repeating: Dyadic.zero, count: 3 * dimension + 1) }
        if let neuronAtZero { constant = constant + half(output(neuronAtZero)) }
        if shape.hasConstant { limit.append(constant) }
        if let neuronAtZero {
            limit += weight(neuronAtZero).map { (output(neuronAtZero) * $0).scaled(byPowerOfTwo: -2) }
        }
        return Position(limit: limit, halfDifferences: halfDifferences, sign: sign)
    }

    /// Whether the shares a_j/A of a student lie in the given ranges, exactly.
    package func hasShares(_ student: [Dyadic], within ranges: [Bounds]) -> Bool {
        var rest = ranges[...]
        for group in groups {
            let outputs = group.map { student[students.output($0)] }
            let sum = outputs.reduce(Dyadic.zero, +)
            for output in outputs.dropFirst() {
                guard let range = rest.popFirst(), let low = Dyadic(exactly: range.lower),
                    let high = Dyadic(exactly: range.upper),
                    sum.sign != 0
                else { return false }
                let ends = [low * sum, high * sum].sorted()
                guard ends[0] <= output, output <= ends[1] else { return false }
            }
        }
        return true
    }

    /// The channel in words.
    package var description: String {
        var parts = pairs.map { pair in
            pair.isFlipped
                ? "neurons \(pair.first), \(pair.second) merge after a flip of \(pair.second)"
                : "neurons \(pair.first), \(pair.second) merge"
        }
        parts += arms.map { arm in
            let pair = pairs[arm.pair], base = arm.isSecond ? pair.second : pair.first
            let names = arm.neurons.map(String.init).joined(separator: ", ")
            return
                "neuron\(arm.neurons.count == 1 ? "" : "s") \(names) with \(base), in "
                + "a tube that narrows like eps^(3/2) around equal weights"
        }
        parts += triples.map { triple in
            let names = triple.neurons.map(String.init).joined(separator: ", ")
            let flips = triple.flipped.map(String.init).joined(separator: ", ")
            return "neurons \(names) merge" + (flips.isEmpty ? "" : " after a flip of \(flips)")
        }
        if let neuronAtZero { parts.append("neuron \(neuronAtZero) goes to 0 and absorbs the constant") }
        if case .pairs = tie { parts.append("the flipped pairs absorb each other's constant") }
        for group in groups where group.count > 1 {
            parts.append(
                "neurons \(group.map(String.init).joined(separator: ", ")) are equal, degenerate in their shares")
        }
        return parts.joined(separator: "; ") + "; the outputs of what merges diverge"
    }
}
