import Rigor

/// How the output of three merging neurons changes with their distance eps, enclosed at one data point over a tube.
///
/// **Coordinates.** With u = g/|g|, q = sigma |g|², v = v_u u + y, y ⟂ u, and t_1 < t_2 < t_3 the roots of
///
///     omega(t) = t³ - eps² t - tau eps³,        |tau| < 2/(3 sqrt 3),
///
/// the three neurons lie on a parabola:
///
///     w_i = w + t_i u + t_i² y/q,        a_i = A(t_i) / omega'(t_i),        A(t) = q + v_u t + c (t² - eps²).
///
/// These (w, v, c, g; eps, tau), 3d + 3 numbers, are coordinates near each of their values with g != 0, eps > 0: the
/// derivative of the map is regular.
///
/// *Proof.* sum t_i = 0, and sum a_i p(t_i) is for every polynomial p the second divided difference (A p)[t_1, t_2,
/// t_3], so sum a_i = c, sum a_i t_i = v_u, sum a_i t_i² = q; at fixed t that is a regular linear map between (c, v_u,
/// q) and the outputs, and (eps, tau) are regular coordinates of three different numbers of sum 0, of which eps² is
/// half the sum of squares, tau eps³ the product. So let kappa = y/q, and let (dw, dt, du, dkappa) move no input
/// weight: dw + dt_i (u + 2 t_i kappa) + t_i du + t_i² dkappa = 0, with u·du = 0 and kappa·du + u·dkappa = 0. As 1, t,
/// t² are a basis of the functions on three points, dt = alpha + beta t + gamma t² there, with 3 alpha = -2 eps² gamma
/// for the sum 0. Put in with t³ = eps² t + tau eps³, the coefficients of 1, t, t² vanish:
///
///     dw + alpha u + 2 tau eps³ gamma kappa = 0     beta u + (2/3) eps² gamma kappa + du = 0
///     gamma u + 2 beta kappa + dkappa = 0.
///
/// Along u the second says beta = 0, the third then u·dkappa = -gamma, and kappa·du = -(2/3) eps² |kappa|² gamma by the
/// second. Their sum is 0: gamma (1 + (2/3) eps² |kappa|²) = 0, so gamma = 0 and everything is 0. ∎
///
/// **Expansion.** With z = w·x, D = u·x, k = y·x/q and f(t) = s(z + t D + t² k), f^(n) its derivatives, f_n = f^(n)/n!,
/// the triple contributes F(eps) = (A f)[t_1, t_2, t_3], F(0+) = c f_0 + v_u f_1 + q f_2 = c s + (v·x) s' + (sigma/2)
/// (g·x)² s'', and F'(eps)/eps at fixed tau is
///
///     2 (v_u f_3 + q f_4) + 3 tau eps (c f_3 + v_u f_4) + f_5 (3 q tau eps + 4 v_u eps² + 5 c tau eps³) + R,    (3)
///     R = (q/4) eps zeta³ r_1 + (v_u/4) eps² zeta⁴ (r_2 + r_1)
///         + (c/2) eps³ [ (zeta⁵/4) r_3 + (zeta⁵ - zeta³/3) r_2 + ((zeta⁵ - zeta³)/2) r_1 ],
///
/// the f_n at t = 0, |zeta| <= 2/sqrt 3, and each r is a mean of f^(5)(xi) - f^(5)(0) over xi between 0 and eps zeta.
///
/// *Proof.* t_i = eps zeta_i, zeta_i the roots of zeta³ - zeta - tau, at most 2/sqrt 3 in absolute value. So F(eps) =
/// psi_eps[zeta_1, zeta_2, zeta_3] with psi_eps(zeta) = (q eps^-2 + v_u eps^-1 zeta + c (zeta² - 1)) f(eps zeta). Of f
/// = f_0 + .. + f_5 t⁵ + g the powers give, with zeta^(n+2)[zeta_1, zeta_2, zeta_3] = h_n = 1, 0, 1, tau, 1, 2 tau (n =
/// 0 .. 5), the limit and eps² (v_u f_3 + q f_4) + tau eps³ (c f_3 + v_u f_4) + f_5 (q tau eps³ + v_u eps⁴ + c tau
/// eps⁵). The rest is g(t) = integral_0^t (t - xi)⁴/24 (f^(5)(xi) - f^(5)(0)) dxi, so g' = t⁴ r_3/24, g'' = t³ r_2/6,
/// g''' = t² r_1/2. A divided difference is half the second derivative at a point zeta between the nodes; with t = eps
/// zeta that of the derivative by eps is
///
///     q zeta g''' /2 + (v_u/(2 eps)) (3 t g'' + t² g''') + (c/(2 eps)) [ (t³ - eps² t) g' ]'',
///
/// and over eps that is R. ∎
///
/// As |tau| <= 2/(3 sqrt 3) and zeta are enclosed whole, (3) holds for every shape of the triple at once.
struct TripleSlope {
    private let precision: Precision
    private let activation: Activation
    private let inverseNorm: Interval
    private let inverseCurvature: Interval
    private let output: Interval
    private let slope: Interval
    private let curvature: Interval
    /// [-t, t], t the largest |t_i|.
    private let reach: Interval
    private let twist: Interval
    private let fifthWeight: Interval
    private let remainderWeight: Interval

    /// An upper bound of 2/sqrt 3, and one of 2/(3 sqrt 3).
    private static let largestRoot = 1.1547005383792517
    private static let largestProduct = 0.3849001794597506

    /// - Parameters:
    ///   - norm: |g|, certainly positive.
    ///   - product: v·g.
    ///   - output: c.
    ///   - length: the largest eps.
    init(
        norm: Interval, product: Interval, output: Interval, sign: Int, length: Double, activation: Activation,
        precision: Precision
    ) {
        func number(_ n: Int) -> Interval { Interval(n, precision: precision) }
        func symmetric(_ bound: Double) -> Interval { Interval(lower: -bound, upper: bound, precision: precision) }
        self.precision = precision
        self.activation = activation
        self.output = output
        inverseNorm = norm.reciprocal()
        curvature = number(sign) * norm.squared()
        inverseCurvature = curvature.reciprocal()
        slope = product * inverseNorm
        let eps = Interval(lower: 0, upper: length, precision: precision), zeta = symmetric(Self.largestRoot)
        let tau = symmetric(Self.largestProduct), square = eps.squared(), cube = eps.power(3)
        reach = eps * zeta
        twist = number(3) * tau * eps
        fifthWeight =
            (number(3) * curvature * tau * eps + number(4) * slope * square + number(5) * output * tau * cube)
            / number(120)
        let third = zeta.power(3), fifth = zeta.power(5)
        let parts = [
            curvature * eps * third / number(4), slope * square * zeta.power(4) / number(2),
            output * cube * fifth / number(8), output * cube * (fifth - third / number(3)) / number(2),
            output * cube * (fifth - third) / number(4),
        ]
        remainderWeight = symmetric(parts.reduce(0) { Directed.addUp($0, $1.magnitudeUpper) })
    }

    /// (3) at a data point, for every eps up to the length and every tau.
    ///
    /// - Parameters:
    ///   - z: w·x.
    ///   - gate: v·x.
    ///   - bend: g·x.
    ///   - jets: s'', s''', s'''', s''''' at z.
    func enclosure(at z: Interval, gate: Interval, bend: Interval, jets: [Interval]) -> Interval {
        func number(_ n: Int) -> Interval { Interval(n, precision: precision) }
        let direction = bend * inverseNorm, k = (gate - slope * direction) * inverseCurvature
        let square = direction.squared(), cube = direction * square
        let third = cube * jets[1] / number(6) + direction * k * jets[0]
        let fourth =
            square.squared() * jets[2] / number(24)
            + (square * k * jets[1] + k.squared() * jets[0])
            .scaled(byPowerOfTwo: -1)
        let fifth = fifthDerivative(direction, k, jets[1], jets[2], jets[3])
        // f^(5) on the whole of the tube
        let there = z + reach * direction + reach.squared() * k
        let (s4, s5) = activation.fourthAndFifthDerivative(there)
        let everywhere = fifthDerivative(
            direction + (reach * k).scaled(byPowerOfTwo: 1), k, activation.jet(there, order: 3)[3], s4, s5)
        return (slope * third + curvature * fourth).scaled(byPowerOfTwo: 1)
            + twist * (output * third + slope * fourth) + fifthWeight * fifth + remainderWeight * (everywhere - fifth)
    }

    /// f^(5) = s''''' p⁵ + 20 s'''' p³ k + 60 s''' p k², where p = D + 2 t k is the first derivative of the
    /// preactivation and 2k the second.
    private func fifthDerivative(
        _ p: Interval, _ k: Interval, _ third: Interval, _ fourth: Interval, _ fifth: Interval
    ) -> Interval {
        fifth * p.power(5) + Interval(20, precision: precision) * fourth * p.power(3) * k
            + Interval(60, precision: precision) * third * p * k.squared()
    }
}
