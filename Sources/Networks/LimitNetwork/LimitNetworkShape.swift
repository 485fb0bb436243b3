/// How many blocks of each kind a limit network has, and where their parameters stand.
public struct LimitNetworkShape: Sendable, Hashable {
    /// Input dimension d.
    public let dimension: Int
    /// Sizes of the groups of ordinary neurons; the neurons of a group follow each other.
    public let groups: [Int]
    /// Number of merged pairs.
    public let pairs: Int
    /// Whether there is a constant k.
    public let hasConstant: Bool
    /// Whether there is a linear part u·x.
    public let hasLinearPart: Bool
    /// Number of ordinary neurons.
    public let neurons: Int
    /// The group of each ordinary neuron.
    let groupOfNeuron: [Int]

    /// - Precondition: every group has at least one neuron.
    public init(dimension: Int, groups: [Int], pairs: Int, hasConstant: Bool = false, hasLinearPart: Bool = false) {
        precondition(dimension > 0 && pairs >= 0 && groups.allSatisfy { $0 > 0 })
        self.dimension = dimension
        self.groups = groups
        self.pairs = pairs
        self.hasConstant = hasConstant
        self.hasLinearPart = hasLinearPart
        neurons = groups.reduce(0, +)
        groupOfNeuron = groups.enumerated().flatMap { Array(repeating: $0, count: $1) }
    }

    /// A shape whose neurons each have an output of their own.
    public init(dimension: Int, neurons: Int, pairs: Int, hasConstant: Bool = false, hasLinearPart: Bool = false) {
        self.init(
            dimension: dimension, groups: Array(repeating: 1, count: neurons), pairs: pairs, hasConstant: hasConstant,
            hasLinearPart: hasLinearPart)
    }

    /// Number of neurons that are not the first of their group: those with a share of their own.
    public var sharedCount: Int { neurons - groups.count }

    /// Neurons and pairs: the terms with an input weight.
    var units: Int { neurons + pairs }

    public var parameterCount: Int { constant + (hasConstant ? 1 : 0) + (hasLinearPart ? dimension : 0) }

    /// Where w of unit `j` begins; neurons come first, then pairs.
    func weight(_ j: Int) -> Int { j < neurons ? j * dimension : pairStart(j - neurons) }
    /// Index of the output of unit `j`: A of its group, or c of a pair.
    func output(_ j: Int) -> Int {
        j < neurons ? neurons * dimension + groupOfNeuron[j] : pairStart(j - neurons) + 2 * dimension
    }
    private func pairStart(_ p: Int) -> Int { neurons * dimension + groups.count + p * (2 * dimension + 1) }

    /// Where w_j of an ordinary neuron begins.
    public func neuronWeight(_ j: Int) -> Int { weight(j) }
    /// Index of A_g.
    public func groupOutput(_ g: Int) -> Int { neurons * dimension + g }
    /// Where w, v and c of pair `p` stand.
    public func pairWeight(_ p: Int) -> Int { pairStart(p) }
    public func pairSlope(_ p: Int) -> Int { pairStart(p) + dimension }
    public func pairOutput(_ p: Int) -> Int { pairStart(p) + 2 * dimension }
    /// Index of k, when there is one.
    public var constant: Int { pairStart(pairs) }
    /// Where u begins, when there is one.
    public var linearPart: Int { constant + (hasConstant ? 1 : 0) }
}
