import Certify
import Rigor

/// A critical point whose Hessian is regular but for the continuous symmetries of the activation.
///
/// **Theorem** (MATHEMATICS-2 section 20). Let X_1, .., X_g be smooth vector fields with dL(X_i) = 0 everywhere
/// (``GaugeField``), J as many places, L_S the loss with the parameters of J held at those of the candidate, S the
/// slice of such points. Let p* be a critical point of L_S with regular Hessian H_S, of n_- negative eigenvalues, the
/// smallest one lambda, and let the rows J of (X_1 .. X_g)(p*) form a regular matrix. With R of ``GaugeSlice`` at p*:
///
/// - (a) p* is a critical point of L, and near it the critical points of L are a manifold of dimension g on which L is
///   constant. For n_- = 0 they are local minima, otherwise strict saddles of index n_-.
/// - (b) Hess L(p*) has n_- negative eigenvalues, n - g - n_- positive ones and nullity g.
/// - (c) Its smallest eigenvalue is 0 where n_- = 0 and otherwise in [‖R‖² lambda, lambda].
/// - (d) |grad L| <= ‖R‖ |grad L_S| at every point of S where those rows form a regular matrix.
///
/// *Proof.* The fields and the free coordinate vectors span R^n at p*, and dL vanishes on the former, at p* also on the
/// latter: p* is critical; likewise dL(v) = dL(R v), |R v| <= ‖R‖ |v|, where the rows are regular: (d). Differentiating
/// dL(X_i) = 0 along v at p*, where dL = 0, gives v' Hess L X_i = 0. So Hess L(p*) = R' H_S R as forms, R onto the free
/// coordinates: (b) by Sylvester. H_S is a principal submatrix of Hess L, so lambda is an upper bound (Cauchy), and v'
/// Hess L v >= lambda |R v|² >= ‖R‖² lambda |v|² where lambda < 0; a positive semidefinite form with g >= 1 zeros has
/// the smallest eigenvalue 0: (c). With the flows F_i of the fields, Phi(t, s) = F_1^(t_1) .. F_g^(t_g)(s), s in S near
/// p*, has a regular derivative at (0, p*), the columns being the X_i and the free coordinate vectors: a chart of R^n
/// around p*. L is constant along each flow, so L(Phi(t, s)) = L_S(s): in this chart L is L_S, which is critical at p*
/// alone near p*, and minimal there exactly if n_- = 0: (a). ∎
public struct GaugeArgument: StructuredArgument {
    /// Which of the landscape's gauge fields: their places in `gaugeFields`, ascending.
    public var fields: [Int]
    /// J, ascending.
    public var held: [Int]
    /// Of p* on the slice: n - g coordinates.
    public var witness: IsolatedPointWitness

    public init(fields: [Int], held: [Int], witness: IsolatedPointWitness) {
        self.fields = fields
        self.held = held
        self.witness = witness
    }

    /// "gauge of dimension 2".
    package var structure: String { "gauge of dimension \(fields.count)" }

    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        try Refusal.refusing {
            guard let landscape = context.landscape as? TwoLayerLandscape else {
                throw Refusal.inequality("gauge fields are known for two-layer networks")
            }
            let n = landscape.parameterCount, known = landscape.gaugeFields
            guard context.candidate.count == n else {
                throw Refusal.dimension(expected: n, found: context.candidate.count)
            }
            // 1. fields along which L is constant, and as many places
            guard !fields.isEmpty, Self.areAscending(fields, below: known.count) else {
                throw Refusal.inequality("these are no gauge fields of \(landscape.problem.activation.name) students")
            }
            guard held.count == fields.count, Self.areAscending(held, below: n) else {
                throw Refusal.inequality("a slice holds as many parameters as there are fields, each once")
            }
            let free = GaugeSlice.free(n, held: held)
            guard !free.isEmpty, witness.centre.count == free.count else {
                throw Refusal.dimension(expected: free.count, found: witness.centre.count)
            }
            let ledger = context.ledger?.argument(
                "A critical point but for the continuous symmetries of the activation (MATHEMATICS-2 section 20)")
            ledger?.note("L_S is the loss with the parameters at the places \(held) held at those of the candidate.")
            ledger?.hypothesis("dL(X_i) = 0 for every field", .exactly("\(fields.count) fields"))
            // 2. a critical point of L_S with regular Hessian
            let slice = FixedCoordinatesLandscape(landscape, free: free, at: context.candidate)
            let point = try witness.conclude(on: slice, in: context, ledger: ledger)
            // 3. at the centre and at p* the fields move the held places every way
            let ball = Ball(centre: slice.lifted(witness.centre), radius: point.existenceRadius)
            let gauge = GaugeSlice(fields: fields.map { known[$0] }, held: held)
            guard let stretch = gauge.projectionNormSquared(on: ball) else {
                throw Refusal.inequality("the fields are not seen to be independent at the places held")
            }
            ledger?.hypothesis(
                "the rows J of (X_1 .. X_g) are regular at p*, ‖R‖²", .atMost(stretch.value))
            let proved = Deduction.criticalPoint(
                witness, point, candidate: free.map { context.candidate[$0] }, reference: context.reference, level: nil)
            ledger?.conclusion(
                "Hence the same point is critical for L, with the same negative eigenvalues and \(fields.count) "
                    + "zeros, on a manifold of dimension \(fields.count) of such points.")
            let lifted = Deduction.acrossGauge(
                proved, dimension: fields.count, stretch: stretch, parameters: n, structure: structure)
            if point.inertia.negative > 0 { return .saddle(lifted) }
            return .localMinimum(lifted, lifted.isProvedNonGlobal ? .nonGlobal : .open)
        }
    }

    private static func areAscending(_ places: [Int], below count: Int) -> Bool {
        places.allSatisfy { 0..<count ~= $0 } && zip(places, places.dropFirst()).allSatisfy { $0.0 < $0.1 }
    }
}
