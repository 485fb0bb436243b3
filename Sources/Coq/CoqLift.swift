import Certify
import Networks
import Rigor

/// A critical point of a narrow network and how it is made wide, in the terms of the Coq development.
struct CoqLift {
    /// Slopes of added neurons must exceed this, for phi is enclosed in 53-bit intervals.
    static let slopeMargin = 0x1p-45

    let argument: ReductionArgument
    let wide: TwoLayerLandscape
    let narrowLandscape: TwoLayerLandscape
    /// The narrow network at its centre.
    let narrow: CoqBox
    /// Half side of the box around the narrow centre: as small as the centre is accurate, which the 53-bit intervals
    /// hardly notice.
    let radius: Double
    let centre: [Dyadic]
    /// At the exact wide centre, in our order of parameters.
    let hessian: MatrixEnclosure
    /// The wide neurons in the order of the Coq development.
    let neuronOrder: [Int]

    private static let precision = Precision(bits: 128)

    /// Number of parameters of the wide network.
    var order: Int { wide.parameterCount }

    init(_ argument: ReductionArgument, _ landscape: TwoLayerLandscape) throws {
        self.argument = argument
        wide = landscape
        let narrowLandscape = landscape.withWidth(argument.reducedWidth)
        let narrow = try argument.reduced.map { try CoqBox($0, narrowLandscape) } ?? .empty
        self.narrowLandscape = narrowLandscape
        self.narrow = narrow
        let gap = narrow.gap
        guard gap > CoqBox.float64Margin else {
            throw CoqUnsupported.notReached(
                "the spectral gap of the narrow network, \(gap), is too small for 53-bit intervals")
        }
        let least = 64 * narrow.gradientNorm / gap
        let half = min(narrow.radius, max(0x1p-48, least))
        radius = Double(sign: .plus, exponent: half.exponent, significand: 1)
        guard 16 * narrow.gradientNorm < gap * radius else {
            throw CoqUnsupported.notReached(
                "the gradient at the narrow centre is too large for a box of half side \(radius)")
        }
        centre = argument.centre(on: landscape)
        neuronOrder = argument.groups.flatMap(\.neurons) + argument.zeroTypes.map(\.neuron)
        hessian = try Self.hessian(of: landscape, Ball(centre: centre))
    }

    /// Positions in our order of the wide parameters, listed in the order of the Coq development.
    var positions: [Int] {
        neuronOrder.flatMap { [wide.layout.output($0)] + Array(wide.layout.weights(of: $0)) }
    }

    /// How far wide parameters move when the narrow ones move by `radius`.
    var liftedRadius: Double {
        let largest = argument.groups.flatMap(\.shares).map { $0.magnitude.double(rounding: .up) }.max() ?? 1
        return Directed.multiplyUp(radius, max(1, largest))
    }

    /// Shares of the copies, group by group.
    var split: String {
        CoqSyntax.list(argument.groups.map { CoqSyntax.list($0.shares.map(CoqSyntax.dyadic)) })
    }

    private var existence: CoqExistence { get throws { try CoqExistence(narrow, radius: radius, contraction: 0.5) } }

    /// Width, centre, radius and existence.
    var narrowFields: [String] {
        get throws {
            [
                String(narrow.width), CoqSyntax.list(narrow.centre.map(CoqSyntax.dyadic)), CoqSyntax.number(radius),
                try existence.term,
            ]
        }
    }

    var gradientBits: Int { get throws { narrow.gradientBits(for: try existence.newtonStep * narrow.gap) } }

    /// The Hessian of the wide network over the box of half side `radius` around its centre.
    func wideHessian(radius: Double) throws -> MatrixEnclosure {
        try Self.hessian(of: wide, Ball(centre: centre, radius: radius))
    }

    private static func hessian(of landscape: TwoLayerLandscape, _ ball: Ball) throws -> MatrixEnclosure {
        let evaluator = try landscape.makeEvaluator(.multiple(precision))
        guard let hessian = try evaluator.enclosure(on: ball, order: .hessian).hessian else {
            throw CoqUnsupported.notReached("no Hessian of the wide network")
        }
        return hessian
    }

    /// The largest power of two, at most 2^-20, to which the wide box may be widened while its Hessian stays so near to
    /// that at the centre.
    func wideRadius(keepingHessianWithin bound: Double) throws -> Double {
        var half = 0x1p-20
        while half > 0x1p-60 {
            let over = try wideHessian(radius: Directed.addUp(half, liftedRadius))
            let spread = (over - hessian).frobeniusNorm
            if spread < bound { return half }
            // the spread is about proportional to the radius
            let next = min(half / 2, half * 0.9 * bound / spread)
            half = Double(sign: .plus, exponent: next.exponent, significand: 1)
        }
        throw CoqUnsupported.notReached("no box around the wide point keeps the Hessian within \(bound)")
    }

    /// Changes of outputs, neurons in the order of the Coq development, that change nothing else: +1 for each further
    /// copy of a neuron, -1 for the first.
    var nullOutputs: [[Double]] {
        var result = [[Double]](), first = 0
        for group in argument.groups {
            for copy in group.neurons.indices.dropFirst() {
                var change = [Double](repeating: 0, count: wide.width)
                (change[first], change[first + copy]) = (-1, 1)
                result.append(change)
            }
            first += group.neurons.count
        }
        return result
    }

    /// A direction in our order, in the order of the Coq development.
    func direction(_ vector: [Double]) -> String { CoqSyntax.list(positions.map { CoqSyntax.number(vector[$0]) }) }

    /// Nullity where nothing but the structure makes second derivatives vanish: an output moves between copies, and the
    /// weights of a neuron of output 0 along the level set of phi.
    var structuralNullity: Int { nullOutputs.count + argument.zeroTypes.count * (wide.inputDimension - 1) }

    /// For every group of several, vectors over the outputs, in our order of neurons, that span the complement of its
    /// shares.
    ///
    /// With p the copy of largest share, mu_p e_i - mu_i e_p for every other copy i; scaled by a power of two to a norm
    /// of about 1.
    func penalties() -> [[Dyadic]] {
        var result = [[Dyadic]]()
        for group in argument.groups where group.neurons.count > 1 {
            guard let pivot = group.shares.indices.max(by: { group.shares[$0].magnitude < group.shares[$1].magnitude })
            else { continue }
            let bits = -group.shares[pivot].magnitude.double(rounding: .up).exponent
            for i in group.neurons.indices where i != pivot {
                var vector = [Dyadic](repeating: .zero, count: wide.width)
                vector[group.neurons[i]] = group.shares[pivot].scaled(byPowerOfTwo: Int(bits))
                vector[group.neurons[pivot]] = -group.shares[i].scaled(byPowerOfTwo: Int(bits))
                result.append(vector)
            }
        }
        return result
    }

    /// Neurons of output 0 as `Added` terms: segments of half length `half` at whose ends phi has opposite signs over
    /// the narrow box.
    func addedNeurons(halfLength half: Double) throws -> [String] {
        let parameters = Ball(centre: argument.reduced?.centre ?? [], radius: radius)
        return try argument.zeroTypes.map { zero in
            let step = zero.direction.map { $0 * half }
            let offsets = step.map { Dyadic(exactly: $0) ?? .zero }
            let ends = [zip(zero.weights, offsets).map { $0 - $1 }, zip(zero.weights, offsets).map { $0 + $1 }]
            let ghosts = try narrowLandscape.ghostNeurons(
                at: ends.map { Ball(centre: $0) }, parameters: parameters, precision: Self.precision)
            // phi increases along the direction of the argument
            let slack = min(-ghosts[0].values[0].upper, ghosts[1].values[0].lower)
            guard slack > Self.slopeMargin else {
                throw CoqUnsupported.notReached(
                    "phi at the ends of the segment of neuron \(zero.neuron) is about \(slack), too small for 53-bit "
                        + "intervals"
                )
            }
            return
                "(Added \(CoqSyntax.list(zero.weights.map(CoqSyntax.dyadic))) "
                + "\(CoqSyntax.list(step.map(CoqSyntax.number))))"
        }
    }
}
