import Rigor

/// Everything the proof uses that an exact zero of all residuals lies near a point p, as exact numbers.
///
/// **Theorem.** Let L = sum_i c_i e_i², c_i > 0, with analytic residuals of n parameters, and let F be M of them of
/// which every other one is a linear combination with constant coefficients (``ResidualLandscape``). Let C be an n by M
/// matrix, B = B(p, r) a closed ball, J = dF, and
///
/// 1. |F(p)| <= eta
/// 2. ‖C‖ <= gamma
/// 3. ‖I - J(q) C‖ <= kappa < 1 for all q in B
/// 4. gamma eta <= (1 - kappa) r
/// 5. |C F(p)| <= delta
///
/// Then
///
/// - (a) F has a zero p* in B with |p* - p| <= delta + gamma kappa eta / (1 - kappa). All residuals vanish there: L(p*)
///   = 0, and p* is a global minimum, whatever the labels are and wherever they come from.
/// - (b) rank J = M on B, so n >= M. A point of B is critical exactly if it is a zero of L.
/// - (c) Hess L(p*) has index 0, rank M and nullity n - M; no eigenvalue but 0 is below 2 min c_i ((1 - kappa) /
///   gamma)².
/// - (d) Near p* the zeros of L are an analytic manifold of dimension n - M, normal to which the Hessian is regular:
///   L is Morse-Bott there. For n = M p* is the only critical point in B, and nondegenerate.
/// - (e) The local learning coefficient at p* is M/2, with multiplicity 1 (MATHEMATICS section 22).
///
/// *Proof.* (a) Let rho = eta / (1 - kappa) and T(y) = y - F(p + C y) for y in R^M, |y| <= rho; p + C y is in B because
/// gamma rho <= r. T' = I - J C, so T contracts by kappa, and |T(y)| <= |T(0)| + kappa |y| <= eta + kappa rho = rho:
/// Banach gives y* with y* = T(y*), F(p + C y*) = 0. From y* + F(p) = T(y*) - T(0) follows |y* + F(p)| <= kappa |y*| <=
/// kappa rho, so |C y*| <= |C F(p)| + gamma kappa rho.
///
/// (b) J C is regular by 3 (Neumann's series), so J has rank M. All residuals together are D F with a constant matrix D
/// that has the rows of the identity among its own; L = F'A F with A = D' diag(c) D >= min c_i D'D >= min c_i I. So
/// grad L = 2 J'A F, where J' and A are injective.
///
/// (c) F(p*) = 0, so Hess L(p*) = 2 J'A J, with the kernel of J. Its other eigenvalues are those of 2 A^(1/2) J J'
/// A^(1/2), at least 2 min c_i sigma², sigma the smallest singular value of J: for a unit vector u of R^M is 1 =
/// |u'J C + u'(I - J C)| <= gamma |J'u| + kappa, so sigma >= (1 - kappa) / gamma.
///
/// (d) Implicit function theorem, and the kernel of the Hessian is that of J, the tangent space. For n = M C is square
/// and regular by 3; two zeros p + C y, p + C z in B, which is convex, would have |y - z| = |T(y) - T(z)| <= kappa
/// |y - z|.
///
/// (e) F and n - M further functions are analytic coordinates near p*, in which L = u'A u with A positive definite: the
/// volume of {L < t} is t^(M/2) times a positive analytic function of sqrt t. ∎
public struct InterpolationArgument: StructuredArgument {
    /// p, n exact numbers.
    public var centre: [Dyadic]
    /// r.
    public var radius: Double
    /// eta.
    public var residualNorm: Double
    /// gamma.
    public var inverseNorm: Double
    /// kappa.
    public var contraction: Double
    /// delta.
    public var step: Double
    /// C, n rows of M numbers.
    public var rightInverse: [Double]

    public init(
        centre: [Dyadic], radius: Double, residualNorm: Double, inverseNorm: Double, contraction: Double, step: Double,
        rightInverse: [Double]
    ) {
        self.centre = centre
        self.radius = radius
        self.residualNorm = residualNorm
        self.inverseNorm = inverseNorm
        self.contraction = contraction
        self.step = step
        self.rightInverse = rightInverse
    }

    /// 1 - kappa, of the stated number.
    var margin: LowerBound { LowerBound(1) - UpperBound(contraction) }

    /// |p* - p| is at most this: delta + gamma kappa eta / (1 - kappa), of the stated numbers.
    package var existenceRadius: UpperBound {
        UpperBound(step)
            + UpperBound(inverseNorm) * UpperBound(contraction) * UpperBound(residualNorm) / margin
    }

    /// "all 6 residuals vanish, rank 4, on a manifold of dimension 4": the rank is that of their derivative.
    static func structure(residuals: Int, independent: Int, parameters n: Int) -> String {
        let all = residuals == 1 ? "the residual vanishes" : "all \(residuals) residuals vanish"
        let which = "\(all), rank \(independent)"
        return n == independent ? which : "\(which), on a manifold of dimension \(n - independent)"
    }
}
