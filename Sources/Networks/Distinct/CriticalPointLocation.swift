import Certify
import Rigor

/// Where the critical point of an argument lies, or the family of critical points that the argument puts it on, as far
/// as permutations and flips of neurons leave that determined.
///
/// A *flip* of a neuron is (w, a) -> (-w, -a) where s - s(0) is odd (sigmoid, tanh and erf, sigmoid2, normal-cdf, some
/// polynomials), (w, a) -> (-w, a) where s is even up to a linear function (softplus, gelu, silu, some polynomials);
/// exp, sigmoid-softplus and other polynomials have none. Equal neurons are flipped together, and different ones stay
/// different. Flips may or may not leave the function unchanged (for the sigmoid the outputs flipped must add up to 0);
/// here all are allowed, and whoever is distinct up to all of them is distinct up to those that do.
public enum CriticalPointLocation: Sendable {
    /// Every neuron is enclosed: the true parameters (w, a) are within `radius` of the centre. The order of the neurons
    /// means nothing.
    case neurons([Neuron], radius: Double)
    /// The narrow network to which the point reduces: its neurons are enclosed, and each is split into a number of
    /// copies.
    ///
    /// What is left of the neurons has output 0 at zeros of phi with nonzero gradient. Up to permutation and flips the
    /// narrow neurons and the numbers of copies belong to the point, and to its family: input weights of a regular
    /// narrow point differ, and grad phi = 0 at those of its neurons.
    case reduced([Neuron], radius: Double)
    /// The point, or the affine family of global minima it lies on, has this exact name; different names mean that no
    /// permutation with flips takes the one onto the other.
    case exact(String)

    /// The parameters of one neuron.
    public struct Neuron: Sendable, Hashable {
        /// Input weights.
        public var weights: [Dyadic]
        public var output: Dyadic
        /// How many neurons of the wide network are copies of it.
        public var copies: Int

        public init(weights: [Dyadic], output: Dyadic, copies: Int = 1) {
            self.weights = weights
            self.output = output
            self.copies = copies
        }
    }

    /// Whether it is proved that no permutation of neurons and no flips take the one onto the other. `false` proves
    /// nothing.
    func isProvedDistinct(from other: CriticalPointLocation, flip: NeuronFlip) -> Bool {
        switch (self, other) {
        case (.exact(let name), .exact(let otherName)):
            return name != otherName
        case (.neurons(let a, let r), .neurons(let b, let s)), (.reduced(let a, let r), .reduced(let b, let s)):
            return a.count != b.count
                || !NeuronMatching(a, b, distance: (UpperBound(r) + UpperBound(s)).value, flip: flip).exists
        default:
            return false
        }
    }
}

/// What flipping a neuron does to its output, for activations that have flips.
enum NeuronFlip: Sendable {
    case none, keepsOutput, negatesOutput

    init(_ activation: Activation) {
        let parts = SymmetryDecomposition(activation)
        switch (parts.mirrors, parts.hasOddPart, parts.hasEvenPart) {
        case (true, _, false): self = .negatesOutput
        case (true, false, true): self = .keepsOutput
        default: self = .none
        }
    }
}

/// Whether the neurons of two networks can be paired so that partners are at most a distance apart, flips allowed.
///
/// If the networks agreed up to a permutation and flips, those would pair neurons whose centres are that near.
private struct NeuronMatching {
    let exists: Bool

    init(_ a: [CriticalPointLocation.Neuron], _ b: [CriticalPointLocation.Neuron], distance: Double, flip: NeuronFlip) {
        guard let reach = Dyadic(exactly: distance) else {
            exists = true
            return
        }
        let limit = reach * reach
        let admissible = a.map { left in b.indices.filter { Self.mayAgree(left, b[$0], limit, flip) } }
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
        exists = a.indices.allSatisfy { i in
            var visited = Set<Int>()
            return augment(i, &visited)
        }
    }

    private static func mayAgree(
        _ a: CriticalPointLocation.Neuron, _ b: CriticalPointLocation.Neuron, _ limit: Dyadic, _ flip: NeuronFlip
    ) -> Bool {
        guard a.copies == b.copies, a.weights.count == b.weights.count else { return false }
        func squares(_ sign: Int, _ outputSign: Int) -> Dyadic {
            func square(_ x: Dyadic, _ y: Dyadic, _ sign: Int) -> Dyadic {
                let difference = sign > 0 ? x - y : x + y
                return difference * difference
            }
            return zip(a.weights, b.weights).reduce(square(a.output, b.output, outputSign)) {
                $0 + square($1.0, $1.1, sign)
            }
        }
        if squares(1, 1) <= limit { return true }
        switch flip {
        case .none: return false
        case .keepsOutput: return squares(-1, 1) <= limit
        case .negatesOutput: return squares(-1, -1) <= limit
        }
    }
}

/// A structured argument that knows where its critical point lies; without one, points are told apart by their losses
/// and dimensions alone.
public protocol LocatedArgument: StructuredArgument {
    func location(on landscape: TwoLayerLandscape) -> CriticalPointLocation?
}

extension GlobalMinimumArgument: LocatedArgument {
    /// Named by the input weights of the neurons that do not move, up to sign where the activation has flips; by how
    /// many neurons move together; and by the dimension of the family.
    ///
    /// Permutations and flips leave all of that as it is, so networks with different names lie on affine families that
    /// none takes onto the other. (Such families may meet.)
    public func location(on landscape: TwoLayerLandscape) -> CriticalPointLocation? {
        // polynomials: networks of other input weights may lie on one family
        if case .polynomial = landscape.problem.activation { return nil }
        let parts = SymmetryDecomposition(landscape.problem.activation), flip = NeuronFlip(landscape.problem.activation)
        let family = GlobalMinimumFamily(network, parts)
        let fixed = family.fixed.map { neuron in
            let weights = network.weights[neuron]
            let named = flip == .none ? weights : parts.classified(weights).representative
            return "(" + named.map(\.description).joined(separator: ",") + ")"
        }
        let moving = family.movable.map { members in
            // v and -v name the same class
            let plus = members.filter { $0.sign > 0 }.count
            return flip == .none
                ? "\(min(plus, members.count - plus))|\(max(plus, members.count - plus))" : "\(members.count)"
        }
        return .exact(
            "dimension \(family.dimension); fixed \(fixed.sorted().joined(separator: " ")); moving "
                + "\(moving.sorted().joined(separator: " ")); spare \(family.spare.count)"
        )
    }
}

extension ReductionArgument: LocatedArgument {
    public func location(on landscape: TwoLayerLandscape) -> CriticalPointLocation? {
        // flips of sigmoid neurons: opposite neurons might as well stand for themselves
        let flips = NeuronFlips(landscape.problem.activation)
        guard flipped.isEmpty || (flips?.areIsometries ?? false) else { return nil }
        guard let reduced else { return .reduced([], radius: 0) }
        return reduced.neurons(
            landscape.problem.layout(width: reducedWidth), copies: groups.map(\.neurons.count)
        )
        .map { .reduced($0.neurons, radius: $0.radius) }
    }
}

extension IsolatedPointWitness {
    func location(on landscape: TwoLayerLandscape) -> CriticalPointLocation? {
        neurons(landscape.layout, copies: Array(repeating: 1, count: landscape.width))
            .map { .neurons($0.neurons, radius: $0.radius) }
    }

    /// The neurons of the centre, with the radius within which the critical point exists.
    fileprivate func neurons(
        _ layout: ParameterLayout, copies: [Int]
    ) -> (neurons: [CriticalPointLocation.Neuron], radius: Double)? {
        guard let radius = statedExistenceRadius, centre.count == layout.count, copies.count == layout.width else {
            return nil
        }
        let neurons = (0..<layout.width).map { j in
            CriticalPointLocation.Neuron(
                weights: Array(centre[layout.weights(of: j)]), output: centre[layout.output(j)], copies: copies[j])
        }
        return (neurons, radius)
    }
}
