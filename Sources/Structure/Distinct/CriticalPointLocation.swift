import Certify
import Landscape
import Rigor

/// Where the critical point (or the family, or the limit) of an argument lies, as far as permutations of neurons leave it determined.
public enum CriticalPointLocation: Sendable {
    /// Every block is enclosed: the true block is within `radius` of its centre. The order of the blocks means nothing.
    case blocks([Block], radius: Double)
    /// The point, up to moves along its family and permutations, has this exact name; different names mean different points.
    case exact(String)

    /// What is permuted as a whole: the parameters of one neuron.
    public struct Block: Sendable, Hashable {
        public var centre: [Dyadic]
        /// Blocks with different labels are never the same, for example "two copies" and "one copy".
        public var label: String

        public init(centre: [Dyadic], label: String = "") {
            self.centre = centre
            self.label = label
        }
    }

    /// Whether no permutation of neurons makes the two agree. `false` proves nothing.
    func isProvedDistinct(from other: CriticalPointLocation) -> Bool {
        switch (self, other) {
        case (.exact(let name), .exact(let otherName)):
            return name != otherName
        case (.blocks(let a, let r), .blocks(let b, let s)):
            guard a.count == b.count else { return false }
            return !Self.hasPerfectMatching(a, b, distance: Directed.addUp(r, s))
        default:
            return false
        }
    }

    /// If the points agreed up to a permutation, that permutation would match blocks whose centres are at most `distance` apart.
    private static func hasPerfectMatching(_ a: [Block], _ b: [Block], distance: Double) -> Bool {
        guard let reach = Dyadic(exactly: distance) else { return true }
        let limit = reach * reach
        let admissible = a.map { left in
            b.indices.filter { k in
                let right = b[k]
                guard left.label == right.label, left.centre.count == right.centre.count else { return false }
                let squares = zip(left.centre, right.centre).reduce(Dyadic.zero) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                return squares <= limit
            }
        }
        // augmenting paths (Kuhn)
        var partner = [Int?](repeating: nil, count: b.count)
        func augment(_ i: Int, _ visited: inout Set<Int>) -> Bool {
            for k in admissible[i] where visited.insert(k).inserted {
                if let previous = partner[k], !augment(previous, &visited) { continue }
                partner[k] = i
                return true
            }
            return false
        }
        for i in a.indices {
            var visited = Set<Int>()
            if !augment(i, &visited) { return false }
        }
        return true
    }
}

/// A structured argument that knows where its critical point lies; without one, points are told apart by their losses alone.
public protocol LocatedArgument: StructuredArgument {
    func location(on landscape: TwoLayerLandscape) -> CriticalPointLocation?
}

extension GlobalMinimumArgument: LocatedArgument {
    /// Named by the exact input weights of the neurons that do not move, and the sign patterns of those that do.
    ///
    /// Two networks with one name lie, up to a permutation, in one affine family of global minima: the outputs' conditions are determined by
    /// what the name lists. Networks with different names differ by more than a permutation, since the name is computed from the unordered neurons.
    public func location(on landscape: TwoLayerLandscape) -> CriticalPointLocation? {
        let family = GlobalMinimumFamily(network, SymmetryDecomposition(landscape.problem.activation))
        let fixed = family.fixed.map { "(" + network.weights[$0].map(\.description).joined(separator: ",") + ")" }.sorted()
        let movable = family.movable.map { members in
            // v and -v name the same class
            let plus = members.filter { $0.sign > 0 }.count
            return "\(min(plus, members.count - plus))|\(max(plus, members.count - plus))"
        }
        return .exact("fixed \(fixed.joined(separator: " ")); moving \(movable.sorted().joined(separator: " ")); spare \(family.spare.count)")
    }
}

extension IsolatedPointWitness {
    /// The neurons of the centre, with the radius within which the critical point exists: epsilon / (mu - K2 rho).
    func location(on landscape: TwoLayerLandscape) -> CriticalPointLocation? {
        let gap = Directed.subtractDown(spectralGap, Directed.multiplyUp(lipschitz.hessian, radius))
        guard gap > 0, centre.count == landscape.parameterCount else { return nil }
        let m = landscape.width, d = landscape.inputDimension
        let blocks = (0..<m).map { j in
            CriticalPointLocation.Block(centre: Array(centre[(j * d)..<((j + 1) * d)]) + [centre[m * d + j]])
        }
        return .blocks(blocks, radius: Directed.divideUp(gradientNorm, gap))
    }
}
