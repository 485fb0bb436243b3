import Certify
import Rigor

/// Which neuron of a student plays which part in a channel, and how its parameters become those of the limit network.
package struct ChannelLayout {
    package let width: Int
    package let dimension: Int
    package let pairs: [ChannelArgument.Pair]
    package let tie: ChannelTie
    package let neuronAtZero: Int?
    /// The neurons that take no part in the channel: equal ones together.
    package let groups: [[Int]]
    package let shape: LimitNetworkShape

    /// Throws unless the description is consistent: distinct neurons, flips by a symmetry the activation really has,
    /// for the sigmoid every flipped pair in the tie.
    package init(
        width: Int, dimension: Int, activation: Activation, pairs: [ChannelArgument.Pair], tie: ChannelTie,
        neuronAtZero: Int?,
        groups: [[Int]]
    ) throws(Refusal) {
        let members =
            pairs.flatMap { [$0.first, $0.second] } + (neuronAtZero.map { [$0] } ?? []) + groups.flatMap { $0 }
        guard !pairs.isEmpty, groups.allSatisfy({ !$0.isEmpty }), members.sorted() == Array(0..<width) else {
            throw .inequality("the channel and the groups beside it do not consist of each neuron once")
        }
        let flipped = pairs.indices.filter { pairs[$0].isFlipped }
        guard abs(tie.sign) == 1 else { throw .inequality("the sign of a tie is 1 or -1") }
        switch activation.reflection {
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
        } else {
            guard neuronAtZero == nil else { throw .inequality("a neuron at 0 without a constant to absorb") }
        }
        self.width = width
        self.dimension = dimension
        self.pairs = pairs
        self.tie = tie
        self.neuronAtZero = neuronAtZero
        self.groups = groups
        shape = LimitNetworkShape(
            dimension: dimension, groups: groups.map(\.count), pairs: pairs.count, hasConstant: tie != .none,
            hasLinearPart: neuronAtZero != nil)
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
    private var students: ParameterLayout { ParameterLayout(width: width, inputDimension: dimension) }

    /// The place of a student in the coordinates of the channel, exact.
    package struct Position {
        /// Parameters of the limit network.
        package var limit: [Dyadic]
        /// d = (w_i - w_j)/2 for each pair; its norm is the channel coordinate.
        package var halfDifferences: [[Dyadic]]
        /// The sign that a tie has at this student, 1 without one; 0 when the leader's outputs agree.
        package var sign: Int
    }

    /// w = (w_i + w_j)/2, d = (w_i - w_j)/2, v = (a_i - a_j) d, c = a_i + a_j after flipping; k collects the constants,
    /// u = a_0 w_0/4.
    package func position(of student: [Dyadic]) -> Position {
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
            if pair.isFlipped { constant = constant - b }
            if p == tie.flipped.first { sign = (b - a).sign }
        }
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
        if let neuronAtZero { parts.append("neuron \(neuronAtZero) goes to 0 and absorbs the constant") }
        if case .pairs = tie { parts.append("the flipped pairs absorb each other's constant") }
        for group in groups where group.count > 1 {
            parts.append(
                "neurons \(group.map(String.init).joined(separator: ", ")) are equal, degenerate in their shares")
        }
        return parts.joined(separator: "; ") + "; the outputs of what merges diverge"
    }
}
