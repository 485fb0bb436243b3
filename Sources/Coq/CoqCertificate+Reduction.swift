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
        reduction argument: ReductionArgument, stated: CriticalPoint, reference: Reference?,
        landscape: TwoLayerLandscape
    ) throws(CoqUnsupported) {
        let problem = try CoqSyntax.problem(landscape.problem)
        guard argument.flipped.isEmpty else { throw .verdict("the Coq development has no flips of neurons") }
        do {
            let lift = try CoqLift(argument, landscape)
            switch argument.curvature {
            case .saddle: self = try Self.degenerateSaddle(lift, stated, problem)
            case .endOfSaddleLine: throw CoqUnsupported.verdict("the Coq development has no ends of saddle lines")
            case .minimum: self = try Self.plateau(lift, stated, problem, reference)
            }
        } catch let error as CoqUnsupported {
            throw error
        } catch {
            throw .notReached("\(error)")
        }
    }

    /// A saddle with its exact index, or at least its directions of negative curvature; behind it one that names a
    /// single such direction.
    private static func degenerateSaddle(
        _ lift: CoqLift, _ stated: CriticalPoint, _ problem: (term: String, hash: String)
    ) throws -> CoqCertificate {
        let n = lift.order
        guard let (values, vectors) = ApproximateLinearAlgebra.symmetricEigenproblem(lift.hessian.midpoint, order: n)
        else {
            throw CoqUnsupported.notReached("LAPACK finds no eigenvectors")
        }
        // of smallest eigenvalue
        let here = values.first ?? 0
        guard here < -CoqBox.float64Margin else {
            throw CoqUnsupported.notReached("the negative curvature, \(here), is too small for 53-bit intervals")
        }
        let direction = vectors[..<n].map { $0 / abs(here).squareRoot() }
        let single = try half(lift) {
            CoqFamilies.deviation(of: [[direction]], $0, from: lift.hessian.midpoint) < CoqFamilies.allowedDeviation
        }
        let simple = try single.map { half in
            try saddle(lift, stated, problem, half: half, negative: [direction], positive: [])
        }
        guard let families = CoqFamilies(lift.hessian.midpoint, order: n, null: lift.structuralNullity),
            !families.negative.isEmpty,
            let half = try half(lift, keeping: { families.stayDefinite(over: $0, from: lift.hessian.midpoint) })
        else {
            guard let simple else {
                throw CoqUnsupported.notReached(
                    "the negative curvature, \(here), is not kept over a box that 53-bit intervals resolve")
            }
            return simple
        }
        let whole = try saddle(
            lift, stated, problem, half: half, negative: families.negative, positive: families.positive)
        return whole.or(simple.map { [$0] } ?? [])
    }

    /// Segments of added neurons as long as the curvature allows, for the slopes at their ends are then as large as
    /// possible against rounding; 0 where no neuron is added, nil where none is short enough.
    private static func half(_ lift: CoqLift, keeping isKept: (MatrixEnclosure) -> Bool) throws -> Double? {
        guard !lift.argument.zeroTypes.isEmpty else {
            return isKept(try lift.wideHessian(radius: lift.liftedRadius)) ? 0 : nil
        }
        var half = 0x1p-12
        while !isKept(try lift.wideHessian(radius: max(lift.liftedRadius, half))) {
            half /= 4
            guard half > CoqLift.slopeMargin else { return nil }
        }
        return half
    }

    private static func saddle(
        _ lift: CoqLift, _ stated: CriticalPoint, _ problem: (term: String, hash: String), half: Double,
        negative: [[Double]], positive: [[Double]]
    ) throws -> CoqCertificate {
        let null = lift.nullOutputs, index = negative.count
        let isExact = null.count + index + positive.count == lift.order
        let added = try lift.addedNeurons(halfLength: half)
        let zeros = added.isEmpty ? "" : "; \(added.count) added of output 0, each at a zero of phi on its segment"
        let isStatedIndex = isExact && stated.indexLower == index && stated.indexUpper == index
        return CoqCertificate(
            problem: problem, constructor: "DegenerateSaddle",
            fields: try lift.narrowFields + [
                lift.split, CoqSyntax.list(added), CoqSyntax.list(negative.map(lift.direction)),
                CoqSyntax.list(positive.map(lift.direction)), nullTerm(null),
            ],
            stem: "degenerate_saddle", verdict: "DegenerateSaddleVerdict",
            addition: isExact
                ? (
                    "deg_counts certificate \(index) \(null.count)",
                    "deg_counts_sound certificate \(index) \(null.count)"
                )
                : nil,
            gradientBits: try lift.gradientBits,
            statement:
                "a critical point of the network of width \(lift.narrow.width) within "
                + "\(OutwardDecimal.upper(lift.radius)) of the centre in every coordinate, "
                + "split exactly as given\(zeros), is a strict saddle of the wide network, of index "
                + (isExact ? "\(index) and nullity \(null.count)" : "at least \(index)") + plane(null)
                + ", neurons in the order \(lift.neuronOrder)",
            saying: [
                .kind: .whole, .nonGlobality: .whole, .index: isStatedIndex ? .whole : .part("at least \(index)"),
                .nullity: isExact && stated.nullity == null.count ? .whole : .nothing,
                .structure: .part("with the neurons in the order \(lift.neuronOrder)"),
            ].merging(familyClaims(null, stated)) { $1 })
    }

    private static func nullTerm(_ null: [[Double]]) -> String {
        CoqSyntax.list(null.map { CoqSyntax.list($0.map(CoqSyntax.number)) })
    }

    private static func plane(_ null: [[Double]]) -> String {
        null.isEmpty ? "" : ", on a plane of dimension \(null.count) of critical points of the same loss"
    }

    /// What a plane of critical points says of the family, and of isolation.
    private static func familyClaims(_ null: [[Double]], _ stated: CriticalPoint) -> [CoqClaim.Subject: CoqClaim
        .Coverage]
    {
        guard !null.isEmpty else { return [:] }
        return [
            .isolation: stated.isIsolated == false ? .whole : .nothing,
            .familyDimension: null.count == stated.familyDimension ? .whole : .part("at least \(null.count)"),
        ]
    }

    private static func plateau(
        _ lift: CoqLift, _ stated: CriticalPoint, _ problem: (term: String, hash: String), _ reference: Reference?
    ) throws -> CoqCertificate {
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
        let null = lift.nullOutputs
        let over = try lift.wideHessian(radius: Directed.addUp(wideRadius, lift.liftedRadius))
        let positive = CoqFamilies(lift.hessian.midpoint, order: n, null: lift.structuralNullity).flatMap { families in
            families.negative.isEmpty && families.stayDefinite(over: over, from: lift.hessian.midpoint)
                ? families.positive : nil
        }
        let isExact = positive.map { null.count + $0.count == n } ?? false
        let isZero = !null.isEmpty && stated.smallestEigenvalue.lower <= 0 && stated.smallestEigenvalue.upper >= 0
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
                CoqSyntax.number(shift), columns, CoqSyntax.number(error),
                CoqSyntax.list((positive ?? []).map(lift.direction)), nullTerm(null),
                CoqSyntax.number(max(0, lossAbove)), compared.term,
            ],
            stem: "plateau", verdict: "PlateauVerdict",
            addition: isExact
                ? ("pla_counts certificate \(null.count)", "pla_counts_sound certificate \(null.count)") : nil,
            gradientBits: try lift.gradientBits,
            statement:
                "a critical point of the network of width \(lift.narrow.width) within "
                + "\(OutwardDecimal.upper(lift.radius)) of the centre in every coordinate, "
                + "split exactly as given, is a local minimum of the wide "
                + "network, of index 0\(isExact ? " and nullity \(null.count)" : "")"
                + "\(isStrictOpen ? "" : ", and not a strict one")\(plane(null)), neurons in the order "
                + "\(lift.neuronOrder)" + (compared.isNonGlobal ? "; it is not a global minimum" : ""),
            saying: [
                .kind: .whole, .index: .whole, .nonGlobality: compared.isNonGlobal ? .whole : .nothing,
                .nullity: isExact && stated.nullity == null.count ? .whole : .nothing,
                .smallestEigenvalue: isZero ? .whole : .nothing,
                .loss: .part("above \(OutwardDecimal.lower(max(0, lossAbove), digits: 4))"),
                .structure: .part("with the neurons in the order \(lift.neuronOrder)"),
            ].merging(familyClaims(null, stated)) { $1 })
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
