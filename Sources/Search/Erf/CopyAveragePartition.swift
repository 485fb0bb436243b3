import Gaussian

/// Which targets each neuron of an erf student takes, of k orthonormal targets with output 1: neuron i copies its
/// target where it takes one, and averages them where it takes several. Targets may be left out.
///
/// **Copy-average points** (Simsek et al., "Should under-parameterized student networks copy or average teacher
/// weights?", 2023). Where the groups, of sizes l_i, leave no target out, the student
///
///     a_i = l_i,      w_i = (sum of its targets) / sqrt( l_i (2 l_i - 1) )
///
/// is a critical point of loss sum_i ( l_i / 3 - (2/pi) l_i² asin(1 / (2 l_i)) ). Whether it is a minimum is another
/// question, and here nothing is proved: `certify run` proves it.
public struct CopyAveragePartition: Sendable, Hashable {
    /// k, also the dimension of the inputs.
    public let targetCount: Int
    /// l_i, one a neuron: it takes the next l_i targets.
    public let sizes: [Int]

    /// Nil unless sizes are positive and add up to at most k.
    public init?(targetCount k: Int, sizes: [Int]) {
        guard !sizes.isEmpty, sizes.allSatisfy({ (1...max(k, 1)).contains($0) }), sizes.count <= k,
            sizes.reduce(0, +) <= k
        else { return nil }
        targetCount = k
        self.sizes = sizes
    }

    /// "2,1^4": numbers with commas; s^m stands for m groups of size s.
    public init?(targetCount k: Int, text: String) {
        var sizes = [Int]()
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let factors = part.split(separator: "^", omittingEmptySubsequences: false).map { Int($0) }
            guard (1...2).contains(factors.count), let size = factors[0],
                let count = factors.count == 2 ? factors[1] : 1, (1...max(k, 1)).contains(count)
            else { return nil }
            sizes += Array(repeating: size, count: count)
        }
        self.init(targetCount: k, sizes: sizes)
    }

    public var width: Int { sizes.count }

    public var landscape: GaussianErfLandscape {
        GaussianErfLandscape(problem: .orthonormal(targetCount: targetCount, inputDimension: targetCount), width: width)
    }

    /// The neuron that takes each target; nil where none does.
    private var owners: [Int?] {
        let owned: [Int?] = sizes.enumerated().flatMap { neuron, size in Array(repeating: neuron, count: size) }
        return owned + Array(repeating: nil, count: targetCount - owned.count)
    }

    /// The formula above in float64, in the order of the landscape's parameters.
    public var approximatePoint: [Double] {
        let owners = owners
        let weights = sizes.enumerated().flatMap { neuron, size in
            owners.map { $0 == neuron ? 1 / Double(size * (2 * size - 1)).squareRoot() : 0 }
        }
        return weights + sizes.map(Double.init)
    }

    /// What parameters have in common that permutations of the targets within groups, of those left out, and of groups
    /// of equal size exchange.
    private enum Role: Hashable {
        /// A neuron of this size and a target it takes.
        case own(Int)
        /// A neuron of this size and a target that one of that size takes.
        case other(Int, Int)
        case leftOut(Int)
        case output(Int)
    }

    /// The positions of parameters that those permutations exchange: students that they leave as they are have one
    /// value for each.
    var orbits: [[Int]] {
        let owners = owners
        var orbits = [Role: [Int]](), order = [Role]()
        func add(_ role: Role, _ position: Int) {
            if orbits[role] == nil { order.append(role) }
            orbits[role, default: []].append(position)
        }
        for (neuron, size) in sizes.enumerated() {
            for (target, owner) in owners.enumerated() {
                let position = neuron * targetCount + target
                switch owner {
                case neuron?: add(.own(size), position)
                case let owner?: add(.other(size, sizes[owner]), position)
                case nil: add(.leftOut(size), position)
                }
            }
            add(.output(size), width * targetCount + neuron)
        }
        return order.compactMap { orbits[$0] }
    }
}
