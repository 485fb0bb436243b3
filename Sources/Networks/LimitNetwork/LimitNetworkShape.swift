/// How many blocks of each kind a limit network has, and where their parameters stand.
public struct LimitNetworkShape: Sendable, Hashable {
    /// Input dimension d.
    public let dimension: Int
    /// Sizes of the groups of ordinary neurons; the neurons of a group follow each other.
    public let groups: [Int]
    /// Number of merged pairs.
    public let pairs: Int
    /// The sign of q, 1 or -1, for each merged triple.
    public let tripleSigns: [Int]
    /// Whether there is a constant k.
    public let hasConstant: Bool
    /// Whether there is a linear part u·x.
    public let hasLinearPart: Bool
    /// Number of ordinary neurons.
    public let neurons: Int
    /// The group of each ordinary neuron.
    let groupOfNeuron: [Int]

    /// - Precondition: every group has at least one neuron; the signs of triples are 1 or -1.
    public init(
        dimension: Int, groups: [Int], pairs: Int, tripleSigns: [Int] = [], hasConstant: Bool = false,
        hasLinearPart: Bool = false
    ) {
        precondition(dimension > 0 && pairs >= 0 && groups.allSatisfy { $0 > 0 })
        precondition(tripleSigns.allSatisfy { abs($0) == 1 })
        self.dimension = dimension
        self.groups = groups
        self.pairs = pairs
        self.tripleSigns = tripleSigns
        self.hasConstant = hasConstant
        self.hasLinearPart = hasLinearPart
        neurons = groups.reduce(0, +)
        groupOfNeuron = groups.enumerated().flatMap { Array(repeating: $0, count: $1) }
    }

    /// A shape whose neurons each have an output of their own.
    public init(
        dimension: Int, neurons: Int, pairs: Int, tripleSigns: [Int] = [], hasConstant: Bool = false,
        hasLinearPart: Bool = false
    ) {
        self.init(
            dimension: dimension, groups: Array(repeating: 1, count: neurons), pairs: pairs, tripleSigns: tripleSigns,
            hasConstant: hasConstant, hasLinearPart: hasLinearPart)
    }

    /// Number of neurons that are not the first of their group: those with a share of their own.
    public var sharedCount: Int { neurons - groups.count }

    /// Number of merged pairs and triples, the pairs first.
    public var merged: Int { pairs + tripleSigns.count }

    /// Neurons, pairs and triples: the terms with an input weight.
    var units: Int { neurons + merged }

    /// The number of the triple that unit `j` is, nil for a neuron or a pair.
    func triple(_ j: Int) -> Int? { j < neurons + pairs ? nil : j - neurons - pairs }

    public var parameterCount: Int { constant + (hasConstant ? 1 : 0) + (hasLinearPart ? dimension : 0) }

    /// Where w of unit `j` begins; neurons come first, then pairs, then triples.
    func weight(_ j: Int) -> Int { j < neurons ? j * dimension : mergedWeight(j - neurons) }
    /// Index of the output of unit `j`: A of its group, or c of a pair or triple.
    func output(_ j: Int) -> Int {
        j < neurons ? neurons * dimension + groupOfNeuron[j] : mergedOutput(j - neurons)
    }

    /// Where w_j of an ordinary neuron begins.
    public func neuronWeight(_ j: Int) -> Int { weight(j) }
    /// Index of A_g.
    public func groupOutput(_ g: Int) -> Int { neurons * dimension + g }
    /// Where w, v and c of a pair or triple stand; pairs come first.
    public func mergedWeight(_ p: Int) -> Int {
        neurons * dimension + groups.count + p * (2 * dimension + 1) + max(0, p - pairs) * dimension
    }
    public func mergedSlope(_ p: Int) -> Int { mergedWeight(p) + dimension }
    public func mergedOutput(_ p: Int) -> Int { mergedWeight(p) + 2 * dimension }
    /// Where g of triple `t` stands, behind its c.
    public func tripleBend(_ t: Int) -> Int { mergedOutput(pairs + t) + 1 }
    /// Index of k, when there is one.
    public var constant: Int { mergedWeight(merged) }
    /// Where u begins, when there is one.
    public var linearPart: Int { constant + (hasConstant ? 1 : 0) }
}
