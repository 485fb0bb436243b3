import Certify
import Rigor

/// Everything the proof uses about a critical point with neurons that are equal or have output 0, as exact numbers.
///
/// The point proved is exact: the w's of a group equal the w_g of a narrow network's critical point p*, the outputs are
/// a_i = mu_i A_g in R^k with the stated shares mu_i, zero-type neurons have a_i = 0 and lie at a zero of phi.
/// `LiftedInertia` states and proves what follows for the wide network.
public struct ReductionArgument: StructuredArgument {
    /// Neurons with the same input weights, which act as one neuron of the narrow network.
    public struct Group: Sendable {
        /// Their indices, ascending.
        public var neurons: [Int]
        /// mu_i, one for each, exact, of sum 1: a_i = mu_i A_g.
        public var shares: [Dyadic]
        /// S: outputs, all different, whose rows of C_g enter the proof (`CopyForm`). None with one output.
        public var slopeOutputs: [Int]
        /// Approximate eigenvectors of [[M_g, C_S'], [C_S, 0]], the rows of a square matrix of order d + |S|; of no
        /// use, and empty, for a group of one.
        public var curvatureBasis: [Double]

        public init(neurons: [Int], shares: [Dyadic], slopeOutputs: [Int] = [], curvatureBasis: [Double]) {
            self.neurons = neurons
            self.shares = shares
            self.slopeOutputs = slopeOutputs
            self.curvatureBasis = curvatureBasis
        }
    }

    /// How the Hessian of the wide network is bounded.
    public enum Curvature: Sendable {
        /// At a saddle: approximate eigenvectors of the wide Hessian, the rows of an n by n matrix, in which its
        /// smallest eigenvalue is bounded.
        case saddle(basis: [Double])
        /// At a degenerate minimum: the slice argument.
        case minimum(SliceWitness)
        /// At the end of a line of saddles, where outputs are exactly 0: signs alone (`OpenOutputs`).
        case endOfSaddleLine
    }

    /// Group g is neuron g of the narrow network.
    public var groups: [Group]
    public var zeroTypes: [ZeroTypeWitness]
    /// The critical point of the narrow network; nil when it has no neurons, because all of the wide one's are
    /// zero-type.
    public var reduced: IsolatedPointWitness?
    public var curvature: Curvature
    /// Neurons, ascending, that are turned round first, (w, a) -> (-w, -a): for an odd activation that leaves the
    /// function as it is and is an isometry of the parameters, so whatever is proved of the turned point holds of the
    /// point, its distance from the candidate included. Groups and centres are those of the turned network.
    public var flipped: [Int]

    public init(
        groups: [Group], zeroTypes: [ZeroTypeWitness], reduced: IsolatedPointWitness?, curvature: Curvature,
        flipped: [Int] = []
    ) {
        self.flipped = flipped
        self.groups = groups
        self.zeroTypes = zeroTypes
        self.reduced = reduced
        self.curvature = curvature
    }

    public var kind: String { "reduction" }

    /// Number of neurons of the narrow network.
    public var reducedWidth: Int { groups.count }

    /// Dimension of the family: outputs of a group move at constant sum in the kernel of C_g', whose dimension is at
    /// least k - rho (`CopyForm`); a zero-type neuron moves on the manifold phi = 0.
    ///
    /// - Parameter layout: of the wide network, here and below.
    public func familyDimension(_ layout: ParameterLayout) -> Int {
        let d = layout.inputDimension, k = layout.outputCount
        let copies = groups.reduce(0) { $0 + $1.neurons.count - 1 }
        return copies * (k - CopyForm.largestRank(inputDimension: d, outputCount: k)) + zeroTypes.count * (d - k)
    }

    /// "neurons 0, 3 equal; neuron 4 zero-type".
    public var structure: String {
        func names(_ neurons: [Int]) -> String { neurons.map(String.init).joined(separator: ", ") }
        let equal = groups.filter { $0.neurons.count > 1 }.map { group in
            let turned = group.neurons.filter(flipped.contains)
            var text =
                "neurons \(names(group.neurons)) equal" + (turned.isEmpty ? "" : " after a flip of \(names(turned))")
            if case .endOfSaddleLine = curvature {
                let silent = zip(group.neurons, group.shares).filter { $1.isZero }.map(\.0)
                if !silent.isEmpty { text += ", the output of \(names(silent)) 0" }
            }
            return text
        }
        let zero = zeroTypes.map(\.neuron).sorted().map(String.init)
        let rest = zero.isEmpty ? [] : ["neuron\(zero.count == 1 ? "" : "s") \(zero.joined(separator: ", ")) zero-type"]
        return (equal + rest).joined(separator: "; ")
    }

    /// A point of the wide network with the neurons of `flipped` turned round.
    package func turned(_ point: [Dyadic], _ layout: ParameterLayout) -> [Dyadic] {
        var point = point
        for i in flipped {
            for place in Array(layout.weights(of: i)) + Array(layout.outputs(of: i)) { point[place] = -point[place] }
        }
        return point
    }

    /// Which outputs of each group are open (`OpenOutputs`): those of groups of several neurons that are at most
    /// `distance` from 0 at the centre.
    package func openOutputs(distance: Double, _ layout: ParameterLayout) -> [[Bool]] {
        guard let reduced, let reach = Dyadic(exactly: distance) else {
            return groups.map { $0.shares.map { _ in true } }
        }
        return groups.enumerated().map { g, group in
            let squares = reduced.centre[narrowLayout(layout).outputs(of: g)].reduce(Dyadic.zero) { $0 + $1 * $1 }
            return group.shares.map { group.neurons.count > 1 && $0 * $0 * squares <= reach * reach }
        }
    }

    /// Where the parameters of the narrow network stand.
    func narrowLayout(_ layout: ParameterLayout) -> ParameterLayout {
        ParameterLayout(
            width: reducedWidth, inputDimension: layout.inputDimension, outputCount: layout.outputCount)
    }

    /// p: which of the outputs of A_g is largest at the centre of the narrow network.
    package func pivot(_ g: Int, _ layout: ParameterLayout) -> Int {
        guard let reduced else { return 0 }
        let outputs = reduced.centre[narrowLayout(layout).outputs(of: g)].map(\.magnitude)
        return outputs.indices.reduce(0) { outputs[$1] > outputs[$0] ? $1 : $0 }
    }

    /// The parameters of the wide network at the centres of all enclosures.
    public func centre(_ layout: ParameterLayout) -> [Dyadic] {
        let d = layout.inputDimension, narrowLayout = narrowLayout(layout)
        var result = [Dyadic](repeating: .zero, count: layout.count)
        let narrow = reduced?.centre ?? []
        for (g, group) in groups.enumerated() {
            for (i, share) in zip(group.neurons, group.shares) {
                for c in 0..<d { result[layout.weight(i, c)] = narrow[narrowLayout.weight(g, c)] }
                for q in 0..<layout.outputCount {
                    result[layout.output(i, q)] = share * narrow[narrowLayout.output(g, q)]
                }
            }
        }
        for zero in zeroTypes { for c in 0..<d { result[layout.weight(zero.neuron, c)] = zero.weights[c] } }
        return result
    }

    /// An upper bound F >= 1 with |lift(p) - lift(q)| <= F |p - q|, and likewise for gradients.
    ///
    /// A difference (du_g, dA_g) becomes q_g copies of du_g and mu_i dA_g, so F² = max_g max(q_g, sum_i mu_i²). In the
    /// gradient q_g copies of dL/dA_g and mu_i dL/du_g take their places.
    var liftFactor: UpperBound {
        var largest: UpperBound = 1
        for group in groups {
            let squares = UpperBound(group.shares.reduce(Dyadic.zero) { $0 + $1 * $1 }.double(rounding: .up))
            largest = .max(largest, .max(UpperBound(group.neurons.count), squares))
        }
        return largest == 1 ? 1 : largest.squareRoot()
    }
}
