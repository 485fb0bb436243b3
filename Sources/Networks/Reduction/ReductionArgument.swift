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

    /// Two neurons of one group, one of them flipped, whose outputs are such that the constants of all flips add up to
    /// the output bias of the narrow network, less that of the wide one.
    public struct ConstantPair: Sendable {
        public var upright: Int
        public var flipped: Int

        public init(upright: Int, flipped: Int) {
            self.upright = upright
            self.flipped = flipped
        }
    }

    /// How the Hessian of the wide network is bounded.
    public enum Curvature: Sendable {
        /// At a saddle: approximate eigenvectors of the wide Hessian, the rows of an n by n matrix, in which its
        /// smallest eigenvalue is bounded; nil where that is done by a factorization.
        case saddle(basis: [Double]?)
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
    /// Neurons of groups, ascending, that are turned round first, (w, a) -> (-w, -a) (`NeuronFlips`): for an odd
    /// activation that leaves the function as it is and is an isometry of the parameters, so whatever is proved of the
    /// turned point holds of the point, its distance from the candidate included. Groups and centres are those of the
    /// turned network.
    public var flipped: [Int]
    /// Where flips leave constants and no trained output bias takes them: two neurons of one group whose outputs do.
    public var constantPair: ConstantPair?

    public init(
        groups: [Group], zeroTypes: [ZeroTypeWitness], reduced: IsolatedPointWitness?, curvature: Curvature,
        flipped: [Int] = [], constantPair: ConstantPair? = nil
    ) {
        self.flipped = flipped
        self.constantPair = constantPair
        self.groups = groups
        self.zeroTypes = zeroTypes
        self.reduced = reduced
        self.curvature = curvature
    }

    /// Whether the output of the neuron is one of the two that take up the constant of flips.
    func isInPair(_ neuron: Int) -> Bool { constantPair.map { neuron == $0.upright || neuron == $0.flipped } ?? false }

    /// Number of neurons of the narrow network.
    public var reducedWidth: Int { groups.count }

    /// Dimension of the family: outputs of a group move at constant sum in the kernel of C_g', whose dimension is at
    /// least k - rho (`CopyForm`); a zero-type neuron moves on the manifold phi = 0.
    ///
    /// A pair that takes up the constant of flips binds one output more.
    ///
    /// - Parameter layout: of the wide network.
    public func familyDimension(_ layout: ParameterLayout) -> Int {
        let d = layout.inputDimension, k = layout.outputCount
        let copies = groups.reduce(0) { $0 + $1.neurons.count - 1 }
        return copies * (k - CopyForm.largestRank(inputDimension: d, outputCount: k)) + zeroTypes.count * (d - k)
            - (constantPair == nil ? 0 : 1)
    }

    /// "neurons 0, 3 equal; neuron 4 zero-type".
    public var structure: String {
        func names(_ neurons: [Int]) -> String { neurons.map(String.init).joined(separator: ", ") }
        let equal = groups.filter { $0.neurons.count > 1 }.map { group in
            let turned = group.neurons.filter(flipped.contains)
            var text =
                "neurons \(names(group.neurons)) equal" + (turned.isEmpty ? "" : " after a flip of \(names(turned))")
            if case .endOfSaddleLine = curvature {
                let silent = zip(group.neurons, group.shares).filter { $1.isZero && !isInPair($0) }.map(\.0)
                if !silent.isEmpty { text += ", the output of \(names(silent)) 0" }
            }
            return text
        }
        let zero = zeroTypes.map(\.neuron).sorted().map(String.init)
        let rest = zero.isEmpty ? [] : ["neuron\(zero.count == 1 ? "" : "s") \(zero.joined(separator: ", ")) zero-type"]
        return (equal + rest).joined(separator: "; ")
    }
}
