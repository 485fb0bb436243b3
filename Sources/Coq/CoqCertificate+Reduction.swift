import Certify
import Interchange
import Networks
import Rigor

extension CoqCertificate {
    /// The Coq certificate of a point with equal neurons or neurons of output 0: a `DegenerateSaddle` or a `Plateau`.
    ///
    /// The theorem is about the wide network with its neurons permuted: copies group by group in the order of the
    /// narrow neurons, then the neurons of output 0. Shares are the exact ones of the argument. Radii, steps and
    /// factors are chosen here so that the tests of the checker have slack; the choice is search.
    public init(
        reduction argument: ReductionArgument, reference: Reference?, landscape: TwoLayerLandscape
    ) throws(CoqUnsupported) {
        let problem = try CoqSyntax.problem(landscape.problem)
        guard argument.flipped.isEmpty else { throw .verdict("the Coq development has no flips of neurons") }
        do {
            let lift = try CoqLift(argument, landscape)
            switch argument.curvature {
            case .saddle: self = try Self.degenerateSaddle(lift, problem)
            case .endOfSaddleLine: throw CoqUnsupported.verdict("the Coq development has no ends of saddle lines")
            case .minimum: self = try Self.plateau(lift, problem, reference)
            }
        } catch let error as CoqUnsupported {
            throw error
        } catch {
            throw .notReached("\(error)")
        }
    }

    private static func degenerateSaddle(_ lift: CoqLift, _ problem: (term: String, hash: String)) throws
        -> CoqCertificate
    {
        let n = lift.order
        guard let vectors = ApproximateLinearAlgebra.symmetricEigenproblem(lift.hessian.midpoint, order: n)?.vectors
        else {
            throw CoqUnsupported.notReached("LAPACK finds no eigenvectors")
        }
        // of smallest eigenvalue
        let direction = Array(vectors[..<n])
        func curvature(_ hessian: MatrixEnclosure) -> Bounds {
            (MatrixEnclosure(rows: 1, columns: n, exactly: direction) * (hessian * VectorEnclosure(exactly: direction)))
                .bounds(0)
        }
        let here = curvature(lift.hessian).upper
        guard here < -CoqBox.float64Margin else {
            throw CoqUnsupported.notReached("the negative curvature, \(here), is too small for 53-bit intervals")
        }
        // segments as long as the curvature allows: the slopes at their ends are then as large as possible against
        // rounding
        var half = lift.argument.zeroTypes.isEmpty ? 0 : 0x1p-12
        while curvature(try lift.wideHessian(radius: max(lift.liftedRadius, half))).upper >= 0.5 * here {
            half /= 4
            guard half > CoqLift.slopeMargin else {
                throw CoqUnsupported.notReached(
                    "the negative curvature, \(here), is not kept over a box that 53-bit intervals resolve")
            }
        }
        let added = try lift.addedNeurons(halfLength: half)
        let zeros = added.isEmpty ? "" : "; \(added.count) added of output 0, each at a zero of phi on its segment"
        return CoqCertificate(
            problem: problem, constructor: "DegenerateSaddle",
            fields: try lift.narrowFields + [
                lift.split, CoqSyntax.list(added),
                CoqSyntax.list(lift.positions.map { CoqSyntax.number(direction[$0]) }),
            ],
            stem: "degenerate_saddle", verdict: "DegenerateSaddleVerdict", gradientBits: try lift.gradientBits,
            statement:
                "a critical point of the network of width \(lift.narrow.width) within "
                + "\(OutwardDecimal.upper(lift.radius)) of the centre in every coordinate, "
                + "split exactly as given\(zeros), is a strict saddle of the wide network, neurons in the order "
                + "\(lift.neuronOrder)",
            saying: [
                .kind: .whole, .nonGlobality: .whole, .index: .part("at least 1"),
                .structure: .part("with the neurons in the order \(lift.neuronOrder)"),
            ])
    }

    private static func plateau(_ lift: CoqLift, _ problem: (term: String, hash: String), _ reference: Reference?)
        throws -> CoqCertificate
    {
        guard lift.argument.zeroTypes.isEmpty else {
            throw CoqUnsupported.verdict("the Coq development has no local minima with neurons of output 0")
        }
        let n = lift.order, penalties = lift.penalties()
        // H + sum c c' = mu I + sum l l' + E with |E|_F < e <= mu, over the box
        var penalised = lift.hessian.midpoint
        let firstOutput = n - lift.wide.width
        for penalty in penalties {
            let values = penalty.map { $0.double(rounding: .nearest) }
            for i in values.indices where values[i] != 0 {
                for j in values.indices { penalised[(firstOutput + i) * n + firstOutput + j] += values[i] * values[j] }
            }
        }
        let ordered = MatrixEnclosure(rows: n, columns: n, exactly: penalised).principalSubmatrix(lift.positions)
            .midpoint
        guard let smallest = ApproximateLinearAlgebra.symmetricEigenvalues(ordered, order: n)?.first else {
            throw CoqUnsupported.notReached("LAPACK finds no eigenvalues")
        }
        guard smallest > CoqBox.float64Margin else {
            throw CoqUnsupported.notReached(
                "the curvature across the plateau, \(smallest), is too small for 53-bit intervals")
        }
        let shift = 0.75 * smallest, error = 0.5 * smallest
        var shifted = ordered
        for i in 0..<n { shifted[i * n + i] -= shift }
        guard let factor = ApproximateLinearAlgebra.cholesky(shifted, order: n) else {
            throw CoqUnsupported.notReached("LAPACK finds no Cholesky factor of H + sum c c' - mu I")
        }
        let columns = CoqSyntax.list(
            (0..<n).map { k in CoqSyntax.list((0..<n).map { CoqSyntax.number(factor[$0 * n + k]) }) })
        let wideRadius = try lift.wideRadius(keepingHessianWithin: 0.2 * smallest)
        let lossAbove = Self.lossAbove(lift.narrow.lossLower, reference)
        let compared = try Self.referenceTerm(reference, lossAbove: lossAbove, landscape: lift.wide)
        let isStrictOpen = lift.argument.groups.allSatisfy { $0.neurons.count == 1 }
        return CoqCertificate(
            problem: problem, constructor: "Plateau",
            fields: try lift.narrowFields + [
                lift.split, CoqSyntax.number(wideRadius),
                CoqSyntax.list(
                    penalties.map { penalty in
                        CoqSyntax.list(lift.neuronOrder.map { CoqSyntax.dyadic(penalty[$0]) })
                    }),
                CoqSyntax.number(shift), columns, CoqSyntax.number(error), CoqSyntax.number(max(0, lossAbove)),
                compared.term,
            ],
            stem: "plateau", verdict: "PlateauVerdict", gradientBits: try lift.gradientBits,
            statement:
                "a critical point of the network of width \(lift.narrow.width) within "
                + "\(OutwardDecimal.upper(lift.radius)) of the centre in every coordinate, "
                + "split exactly as given, is a local minimum of the wide "
                + "network, of index 0\(isStrictOpen ? "" : ", and not a strict one"), neurons in the order "
                + "\(lift.neuronOrder)" + (compared.isNonGlobal ? "; it is not a global minimum" : ""),
            saying: [
                .kind: .whole, .index: .whole, .nonGlobality: compared.isNonGlobal ? .whole : .nothing,
                .isolation: isStrictOpen ? .nothing : .part("not a strict minimum"),
                .loss: .part("above \(OutwardDecimal.lower(max(0, lossAbove), digits: 4))"),
                .structure: .part("with the neurons in the order \(lift.neuronOrder)"),
            ])
    }

    /// The bound of the loss that the theorem of a plateau states, some way below the lower bound `loss`: the Coq
    /// enclosure over the box is a little wider than ours. Where a reference lies close below, half way to it, so that
    /// it stays below.
    private static func lossAbove(_ loss: Double, _ reference: Reference?) -> Double {
        let usual = 0.9375 * loss
        guard let upper = reference?.lossUpper, upper >= usual, upper < loss else { return usual }
        return 0.5 * (upper + loss)
    }
}
