import Certify
import Rigor

/// A critical point of a softmax cross-entropy whose Hessian is regular but for the gauge.
///
/// **Theorem** (MATHEMATICS-2 section 20). Let G, P by g, have the directions of ``SoftmaxGauge`` as columns, so that
/// L(theta + G t) = L(theta) for all t, and let L_S be L with the g parameters of the last class that G moves held at
/// those of the candidate. Let p* be a critical point of L_S with regular Hessian H_S, of n_- negative eigenvalues, the
/// smallest one lambda. Then
///
/// - (a) p*, with the parameters held, is a critical point of L, as are all p* + G t: an affine family of dimension g
///   on which L is constant. For n_- = 0 they are local minima, otherwise strict saddles of index n_-.
/// - (b) Hess L(p*) has n_- negative eigenvalues, P - g - n_- positive ones and nullity g.
/// - (c) Its smallest eigenvalue is 0 where n_- = 0 and otherwise in [k lambda, lambda], k the number of classes.
/// - (d) |grad L| <= sqrt(k) |grad L_S| at every point of the slice.
///
/// *Proof.* Each column of G has a 1 at one of the parameters held and 0 at the others, so theta = E sigma + G t, E the
/// coordinate vectors of the free parameters, is a regular linear map (sigma, t) -> theta; the shifts commute and add
/// up. In these coordinates L is L_S(sigma) (with the parameters held at those of the candidate, by a shift of the
/// origin), so grad L = R' grad L_S and Hess L = R' H_S R with sigma = R theta, which proves (a) and, by Sylvester's
/// law, (b). For n_- = 0 L_S is minimal at p*, so L is along the family and, as the map is open, in a neighbourhood. R
/// takes from each entry of the other classes in a column that G moves that of the last class, and is the identity
/// elsewhere: R R' = I but for blocks I + 1 1' of order k - 1, so ‖R‖² <= k: (d), and x'R' H_S R x >= lambda ‖R‖² |x|²
/// for lambda < 0; H_S is a principal submatrix of Hess L, so lambda is an upper bound (Cauchy): (c). ∎
public struct SoftmaxGaugeArgument: StructuredArgument {
    /// Of p* on the slice: P - g coordinates.
    public var witness: IsolatedPointWitness

    public init(witness: IsolatedPointWitness) { self.witness = witness }

    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        try Refusal.refusing {
            guard let landscape = context.landscape as? DenseLandscape, let gauge = SoftmaxGauge(landscape.problem)
            else { throw Refusal.inequality("the loss has no softmax gauge") }
            guard context.candidate.count == landscape.parameterCount else {
                throw Refusal.dimension(expected: landscape.parameterCount, found: context.candidate.count)
            }
            let free = gauge.free
            guard witness.centre.count == free.count else {
                throw Refusal.dimension(expected: free.count, found: witness.centre.count)
            }
            let ledger = context.ledger?.argument(
                "A critical point but for the shifts of a softmax (MATHEMATICS-2 section 20)")
            ledger?.note(
                "L_S is the loss with the \(gauge.dimension) parameters of class \(gauge.classes - 1) that the shifts "
                    + "move held at those of the candidate.")
            ledger?.hypothesis(
                "L is constant along the shifts", .exactly("\(gauge.dimension) directions, k = \(gauge.classes)"))
            let slice = FixedCoordinatesLandscape(landscape, free: free, at: context.candidate)
            let point = try witness.conclude(
                with: try slice.makeEvaluator(.multiple(context.precision)), ledger: ledger)
            let proved = Deduction.criticalPoint(
                witness, point, candidate: free.map { context.candidate[$0] }, reference: context.reference, level: nil)
            ledger?.conclusion(
                "Hence the same point is critical for L, with the same negative eigenvalues and \(gauge.dimension) "
                    + "zeros, on an affine family of dimension \(gauge.dimension).")
            // ‖R‖² <= k
            let lifted = Deduction.acrossGauge(
                proved, dimension: gauge.dimension, stretch: UpperBound(gauge.classes),
                parameters: landscape.parameterCount, structure: gauge.structure)
            if point.inertia.negative > 0 { return .saddle(lifted) }
            return .localMinimum(lifted, lifted.isProvedNonGlobal ? .nonGlobal : .open)
        }
    }
}
