import Certify
import Rigor

/// What the embedding principle needs to know about a critical point of a narrow network.
public struct NarrowCriticalPoint: Sendable {
    /// Input dimension d.
    public let inputDimension: Int
    /// Inertia of its Hessian, without zeros.
    public let inertia: Inertia
    /// Signs of the outputs A_g, 1 or -1.
    public let outputSigns: [Int]
    /// What is proved about the signs of each M_g = (2/N) sum e s''(w_g·x) x x'.
    public let curvatures: [InertiaBounds]
    /// Enclosure of its loss.
    public let loss: Bounds
    /// Whether (-w_g, -A_g) does what (w_g, A_g) does: the activation is odd, or odd about a constant that a trained
    /// output bias takes up.
    public let hasOppositeCopies: Bool
    /// Enclosures of (w_g, A_g) for each neuron, d + 1 numbers; empty when nobody asked.
    public let neurons: [[Bounds]]

    /// - Precondition: one sign and one curvature of order d for each neuron.
    public init(
        inputDimension: Int, inertia: Inertia, outputSigns: [Int], curvatures: [InertiaBounds], loss: Bounds,
        hasOppositeCopies: Bool = false, neurons: [[Bounds]] = []
    ) {
        precondition(outputSigns.count == curvatures.count && outputSigns.allSatisfy { abs($0) == 1 })
        precondition(curvatures.allSatisfy { $0.order == inputDimension })
        self.inputDimension = inputDimension
        self.inertia = inertia
        self.outputSigns = outputSigns
        self.curvatures = curvatures
        self.loss = loss
        self.hasOppositeCopies = hasOppositeCopies
        self.neurons = neurons
    }

    public var width: Int { outputSigns.count }

    /// Whether zeros of phi with nonzero gradient are proved to exist: for d >= 2 and an M_g with both signs and no
    /// other, phi has a nondegenerate saddle of value 0 at w_g, and along the branches of phi = 0 that leave it the
    /// gradient is not 0 (Morse lemma).
    public var hasZeroTypes: Bool {
        curvatures.contains { ($0.inertia.map { $0.zero == 0 && $0.positive > 0 && $0.negative > 0 }) ?? false }
    }

    /// Verifies the witness of an isolated critical point and encloses every M_g there.
    public static func certified(
        by witness: IsolatedPointWitness, on landscape: TwoLayerLandscape, precision: Precision
    ) throws(Refusal) -> NarrowCriticalPoint {
        let r = landscape.width, d = landscape.inputDimension
        guard witness.centre.count == landscape.parameterCount else {
            throw .dimension(expected: landscape.parameterCount, found: witness.centre.count)
        }
        return try Refusal.refusing {
            let point = try witness.conclude(with: try landscape.makeEvaluator(.multiple(precision)))
            guard let margin = Dyadic(exactly: point.existenceRadius) else {
                throw Refusal.notANumber("existence radius")
            }
            var signs = [Int]()
            for g in 0..<r {
                let output = witness.centre[landscape.layout.output(g)]
                guard output.magnitude > margin else {
                    throw Refusal.inequality("output \(g) is not bounded away from 0")
                }
                signs.append(output.sign)
            }
            let ghosts = try landscape.ghostNeurons(
                at: (0..<r).map {
                    Ball(centre: Array(witness.centre[landscape.layout.weights(of: $0)]), radius: point.existenceRadius)
                },
                parameters: Ball(centre: witness.centre, radius: point.existenceRadius), precision: precision)
            var curvatures = [InertiaBounds]()
            for ghost in ghosts {
                // any basis is admissible
                let basis = ApproximateLinearAlgebra.symmetricEigenproblem(ghost.hessian.midpoint, order: d)?.vectors
                curvatures.append(
                    InertiaBounds(try ghost.hessian.spectrum(basis: basis ?? MatrixEnclosure.identity(d).midpoint)))
            }
            let coordinates = witness.centre.map {
                Bounds(
                    from: LowerBound($0.double(rounding: .down)) - UpperBound(point.existenceRadius),
                    to: UpperBound($0.double(rounding: .up)) + UpperBound(point.existenceRadius))
            }
            return NarrowCriticalPoint(
                inputDimension: d, inertia: point.inertia, outputSigns: signs, curvatures: curvatures, loss: point.loss,
                hasOppositeCopies: landscape.problem.flipsKeepFunctions,
                neurons: (0..<r).map {
                    Array(coordinates[landscape.layout.weights(of: $0)]) + [coordinates[landscape.layout.output($0)]]
                })
        }
    }
}
