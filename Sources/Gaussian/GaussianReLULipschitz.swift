import Certify
import Rigor

/// Lipschitz constants of the landscape over a ball, from its third derivatives.
///
/// **Third derivatives of one pair.** Let Phi(w, v) = E[[w·x]_+ [v·x]_+], so that F''' sums Phi''' over pairs of
/// neurons and subtracts it over pairs of a neuron and a target. Differentiating under the expectation, the second
/// derivative in w is an expectation over the hyperplane w·x = 0, and with projections p', q' orthogonal to w,
/// components 1 along n = y/sin th and the rest p_2, q_2:
///
///     Phi_wwv[p, p, q] = ( 2 p_1² q_1 + |p_2|² q_1 + 2 p_1 p_2·q_2 ) / (2 pi |w|)
///
/// a trilinear form with p_1 (3 - p_1²) on the diagonal, of norm 2: |Phi_wwv[p, p, q]| <= |p|² |q| / (pi |w|). Phi_wvv
/// likewise with |v|. In w alone, split p = a wbar + q, q orthogonal to w. In the plane of w and v, Phi is homogeneous
/// of degree 1 with Hessian 2 sin th |v| / (2 pi |w|) along the tangent, and it depends on the other directions through
/// the distance from the axis v; so with b = -q·n
///
///     Phi_www[p, p, p] = |v| / (2 pi |w|²) ( cos th (3 |q|² b - b³) - 3 a sin th (|q|² + b²) )
///
/// Neither formula has a singularity at th = 0 or pi.
///
/// **One neuron.** Summed over the others u of neuron i, with sign + for neurons and - for targets, and Q = I - wbar
/// wbar':
///
///     A_i[p, p, p] = ( -3 |q|² q·m + C[q, q, q] - 3 a q'M q ) / (2 pi |w_i|²)
///     m = sum ± |u| cos th n,   C = sum ± |u| cos th n (x) n (x) n,   M = sum ± |u| sin th (Q + n n') = 2 pi |w_i|
///     (H_ii - I/2) |A_i[p, p, p]| <= |q|² ( X |q| + Y |a| ) / (2 pi |w_i|²) <= alpha_i |p|³,   X = 3|m| + |C|_F,  Y =
///     3 |M|, alpha_i = sqrt(X² + Y²) / (2 pi |w_i|²),   |C|_F² = sum_{u,u'} ± |u||u'| cos th cos th' (n_u·n_u')³
///
/// Neurons and targets nearly cancel in m, C and M, which is what makes this sharp. Without cancellation, each u
/// contributes at most |q|² (2 |q| |cos th| + 6 |a| sin th) <= |q|² sqrt(4|q|² + 36 a²) <= 3 sqrt(3)/2, times |u|; the
/// smaller bound is taken.
///
/// **All neurons.** With t_i = |p_i|, sum t_i² = 1, beta_i = 3 / (pi |w_i|), and sum_{j != i} t_j <= sqrt(n-1) sqrt(1 -
/// t_i²):
///
///     |F'''[p, p, p]| <= sum_i ( alpha_i t_i³ + beta_i t_i² sum_{j != i} t_j ) <= sum_i s_i c_i(s_i),   s_i = t_i²,
///     c_i(s) = alpha_i sqrt(s) + beta_i sqrt(n-1) sqrt(1 - s)
///
/// and for any lambda, as the s_i sum to 1, this is at most lambda + sum_i max_s s (c_i(s) - lambda)_+ .
///
/// **Over the ball** of radius rho the neurons move by at most rho each, directions by at most e_i = rho / (|w_i| -
/// rho) (Dunkl & Williams), targets not at all. With D = e_i + e_u: y, sin th and cos th move by at most D, and n by at
/// most D / (sin th - D), which must be positive: then no two vectors become parallel. The changes of m, C, M follow by
/// telescoping.
struct GaussianReLULipschitz<Arithmetic: RealArithmetic> {
    /// At the centre of the ball.
    let forms: GaussianReLUForms<Arithmetic>
    /// rho.
    let radius: Double

    private static var inverseTwoPi: UpperBound { UpperBound(0.15915494309189535.nextUp) }
    /// At least 3 sqrt(3) / 2.
    private static var singlePairFactor: UpperBound { UpperBound(2.598076211353317) }

    /// Upper bounds for one neuron over the ball.
    struct NeuronBounds {
        /// Bound of |A_i|.
        var alpha: UpperBound
        /// 3 / (pi |w_i|).
        var beta: UpperBound
        /// Bound of the norm of row i of blocks of the Hessian: the sum of the norms of its blocks.
        var blockRow: UpperBound
    }

    /// - Throws: `notSmooth` when a neuron may be 0 in the ball, or two vectors may be parallel.
    func constants() throws(EvaluationFailure) -> LipschitzConstants {
        let turns = try turns()
        var neurons = [NeuronBounds]()
        for i in 0..<forms.geometry.n { neurons.append(try bounds(ofNeuron: i, turns: turns)) }
        let norm = Self.norm(forms.gradient())
        let gradient = neurons.map(\.blockRow).reduce(0, UpperBound.max)
        let result = LipschitzConstants(
            loss: (norm + gradient * UpperBound(radius)).value, gradient: gradient.value,
            hessian: Self.thirdDerivative(neurons).value)
        guard result.loss.isFinite, result.gradient.isFinite, result.hessian.isFinite else {
            throw .outOfRange("a Lipschitz constant overflows")
        }
        return result
    }

    /// Upper bound of the Euclidean norm.
    private static func norm(_ entries: [Arithmetic.Number]) -> UpperBound {
        entries.reduce(0 as UpperBound) { squares, entry in
            let size = UpperBound.max(UpperBound(abs(entry.lowerDouble)), UpperBound(abs(entry.upperDouble)))
            return squares + size * size
        }.squareRoot()
    }

    /// Lower bound of |w_i| over the ball.
    private func reducedLength(_ i: Int) throws(EvaluationFailure) -> LowerBound {
        let reduced = LowerBound(forms.geometry.lengths[i].lowerDouble) - UpperBound(radius)
        guard reduced > 0 else { throw .notSmooth("neuron \(i) may be 0 within \(radius)") }
        return reduced
    }

    /// e_u for neurons and targets: how far the unit vectors move.
    private func turns() throws(EvaluationFailure) -> [UpperBound] {
        var result = [UpperBound](repeating: 0, count: forms.geometry.n + forms.geometry.k)
        guard radius > 0 else { return result }
        for i in 0..<forms.geometry.n { result[i] = UpperBound(radius) / (try reducedLength(i)) }
        return result
    }

    private func bounds(ofNeuron i: Int, turns: [UpperBound]) throws(EvaluationFailure) -> NeuronBounds {
        let g = forms.geometry
        let reduced = try reducedLength(i)
        // at the centre, and how much each may change over the ball
        var (m, C, M) = (slopeNorm(i), cubeNorm(i), bendingNorm(i))
        let half = UpperBound(0.5)
        var lengths: UpperBound = 0, blocks = half
        for u in 0..<(g.n + g.k) where u != i {
            let p = g.pair(i, u)
            let turn = turns[i] + turns[u], moved = UpperBound(u < g.n ? radius : 0)
            let sine = LowerBound(g.sines[p].lowerDouble) - turn
            guard sine > 0 else { throw .notSmooth("neuron \(i) and \(g.name(u)) may be parallel within \(radius)") }
            let length = UpperBound(u < g.n ? g.lengths[u].upperDouble : 1)
            lengths = lengths + (length + moved)
            if u < g.n {
                // |h2| = (pi - th + sin th) / (2 pi) <= 1/2, and its derivative in th is at most 1/pi; an angle moves
                // by at most pi/2 D
                let size =
                    (UpperBound(g.supplements[p].upperDouble) + UpperBound(g.sines[p].upperDouble)) * Self.inverseTwoPi
                blocks = blocks + .min(half, size + turn / 2)
            }
            guard radius > 0 else { continue }
            let change = UpperBound.min(2, turn / sine)
            m = m + (moved + length * (turn + change))
            C = C + (moved + length * (turn + 3 * change))
            M = M + (2 * moved + length * (2 * turn + UpperBound(g.sines[p].upperDouble) * (turns[i] + change)))
        }
        let X = 3 * m + C, Y = 3 * M
        let together = (X * X + Y * Y).squareRoot(), apart = Self.singlePairFactor * lengths
        let inverse = Self.inverseTwoPi / reduced
        return NeuronBounds(
            alpha: .min(together, apart) * (inverse / reduced), beta: 6 * inverse, blockRow: blocks + M * inverse)
    }

    /// Upper bound of |m| at the centre.
    private func slopeNorm(_ i: Int) -> UpperBound {
        let g = forms.geometry
        return Self.norm(
            (0..<g.d).map { c in
                var sum = g.zero
                for u in 0..<(g.n + g.k) where u != i {
                    let p = g.pair(i, u)
                    sum =
                        sum + forms.signedLength(ofOther: u) * g.cosines[p] * g.inverseSines[p]
                        * g.rejections[p * g.d + c]
                }
                return sum
            })
    }

    /// Upper bound of the Frobenius norm of C at the centre.
    private func cubeNorm(_ i: Int) -> UpperBound {
        let g = forms.geometry, others = (0..<(g.n + g.k)).filter { $0 != i }
        let factors = others.map { forms.signedLength(ofOther: $0) * g.cosines[g.pair(i, $0)] }
        let normals = others.map { u in
            (0..<g.d).map { g.rejections[g.pair(i, u) * g.d + $0] * g.inverseSines[g.pair(i, u)] }
        }
        var diagonal = g.zero, mixed = g.zero
        for x in others.indices {
            diagonal = diagonal + factors[x].squared()
            for y in others.indices.dropFirst(x + 1) {
                var dot = g.zero
                for c in 0..<g.d { dot = dot + normals[x][c] * normals[y][c] }
                mixed = mixed + factors[x] * factors[y] * (dot * dot.squared())
            }
        }
        return UpperBound((diagonal + mixed + mixed).upperDouble).squareRoot()
    }

    /// Upper bound of the spectral norm of M at the centre.
    private func bendingNorm(_ i: Int) -> UpperBound {
        let d = forms.geometry.d
        var matrix = MatrixEnclosure.zero(rows: d, columns: d)
        forms.bending(of: i) { a, b, value in
            let (midpoint, radius) = value.midpointAndRadius
            for index in [a * d + b, b * d + a] { (matrix.midpoint[index], matrix.radius[index]) = (midpoint, radius) }
        }
        let norm = UpperBound(matrix.spectralNormUpper)
        if let basis = ApproximateLinearAlgebra.symmetricEigenproblem(matrix.midpoint, order: d)?.vectors,
            let spectrum = try? matrix.spectrum(basis: basis)
        {
            return .min(norm, spectrum.eigenvalues.map(\.magnitudeBound).reduce(0, UpperBound.max))
        }
        return norm
    }

    /// Upper bound of max sum_i s_i c_i(s_i) over s_i >= 0 that sum to 1: the best lambda + sum_i max_s s (c_i(s) -
    /// lambda)_+ among lambda = max_s c_j(s).
    ///
    /// s is cut into cells [low, high], on which s (c(s) - lambda)_+ <= high (alpha sqrt(high) + beta' sqrt(1 - low) -
    /// lambda)_+ .
    static func thirdDerivative(_ neurons: [NeuronBounds]) -> UpperBound {
        let others = UpperBound(max(neurons.count - 1, 0)).squareRoot()
        let curves = neurons.map { (alpha: $0.alpha, beta: $0.beta * others) }
        let cells = 64
        let ends = (0...cells).map { UpperBound($0) / LowerBound(cells) }, roots = ends.map { $0.squareRoot() }
        let heights = curves.map { ($0.alpha * $0.alpha + $0.beta * $0.beta).squareRoot() }
        return heights.map { bound in
            // lambda is any number, this one exactly
            let lambda = LowerBound(bound.value)
            return zip(curves, heights).reduce(bound) { sum, curve in
                let ((alpha, beta), height) = curve
                // c_i <= height
                guard height.value > lambda.value else { return sum }
                let largest = (0..<cells).reduce(0 as UpperBound) { largest, cell in
                    let excess = UpperBound.min(height, alpha * roots[cell + 1] + beta * roots[cells - cell]) - lambda
                    return .max(largest, ends[cell + 1] * .max(0, excess))
                }
                return sum + largest
            }
        }.reduce(.infinity, UpperBound.min)
    }
}
