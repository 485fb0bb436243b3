import Certify
import Rigor

/// Lipschitz constants of the landscape over a ball, from its third derivatives.
///
/// **Third derivatives of one pair.** Let Phi(w, v) = E[[w·x]_+ [v·x]_+], so that F''' sums Phi''' over pairs of neurons and subtracts it
/// over pairs of a neuron and a target. Differentiating under the expectation, the second derivative in w is an expectation over the
/// hyperplane w·x = 0, and with projections p', q' orthogonal to w, components 1 along n = y/sin th and the rest p_2, q_2:
///
///     Phi_wwv[p, p, q] = ( 2 p_1² q_1 + |p_2|² q_1 + 2 p_1 p_2·q_2 ) / (2 pi |w|)
///
/// a trilinear form with p_1 (3 - p_1²) on the diagonal, of norm 2: |Phi_wwv[p, p, q]| <= |p|² |q| / (pi |w|). Phi_wvv likewise with |v|.
/// In w alone, split p = a wbar + q, q orthogonal to w. In the plane of w and v, Phi is homogeneous of degree 1 with Hessian
/// 2 sin th |v| / (2 pi |w|) along the tangent, and it depends on the other directions through the distance from the axis v; so with b = -q·n
///
///     Phi_www[p, p, p] = |v| / (2 pi |w|²) ( cos th (3 |q|² b - b³) - 3 a sin th (|q|² + b²) )
///
/// Neither formula has a singularity at th = 0 or pi.
///
/// **One neuron.** Summed over the others u of neuron i, with sign + for neurons and - for targets, and Q = I - wbar wbar':
///
///     A_i[p, p, p] = ( -3 |q|² q·m + C[q, q, q] - 3 a q'M q ) / (2 pi |w_i|²)
///     m = sum ± |u| cos th n,   C = sum ± |u| cos th n (x) n (x) n,   M = sum ± |u| sin th (Q + n n') = 2 pi |w_i| (H_ii - I/2)
///     |A_i[p, p, p]| <= |q|² ( X |q| + Y |a| ) / (2 pi |w_i|²) <= alpha_i |p|³,   X = 3|m| + |C|_F,  Y = 3 |M|,
///     alpha_i = sqrt(X² + Y²) / (2 pi |w_i|²),   |C|_F² = sum_{u,u'} ± |u||u'| cos th cos th' (n_u·n_u')³
///
/// Neurons and targets nearly cancel in m, C and M, which is what makes this sharp. Without cancellation, each u contributes at most
/// |q|² (2 |q| |cos th| + 6 |a| sin th) <= |q|² sqrt(4|q|² + 36 a²) <= 3 sqrt(3)/2, times |u|; the smaller bound is taken.
///
/// **All neurons.** With t_i = |p_i|, sum t_i² = 1, beta_i = 3 / (pi |w_i|), and sum_{j != i} t_j <= sqrt(n-1) sqrt(1 - t_i²):
///
///     |F'''[p, p, p]| <= sum_i ( alpha_i t_i³ + beta_i t_i² sum_{j != i} t_j ) <= sum_i s_i c_i(s_i),   s_i = t_i²,
///     c_i(s) = alpha_i sqrt(s) + beta_i sqrt(n-1) sqrt(1 - s)
///
/// and for any lambda, as the s_i sum to 1, this is at most lambda + sum_i max_s s (c_i(s) - lambda)_+ .
///
/// **Over the ball** of radius rho the neurons move by at most rho each, directions by at most e_i = rho / (|w_i| - rho) (Dunkl & Williams), targets not
/// at all. With D = e_i + e_u: y, sin th and cos th move by at most D, and n by at most D / (sin th - D), which must be positive: then no
/// two vectors become parallel. The changes of m, C, M follow by telescoping.
struct GaussianReLULipschitz<Arithmetic: RealArithmetic> {
    /// At the centre of the ball.
    let forms: GaussianReLUForms<Arithmetic>
    /// rho.
    let radius: Double

    private static var inverseTwoPiUpper: Double { 0.15915494309189535.nextUp }
    /// At least 3 sqrt(3) / 2.
    private static var singlePairFactor: Double { 2.598076211353317 }

    /// Upper bounds for one neuron over the ball.
    struct NeuronBounds {
        /// Bound of |A_i|.
        var alpha: Double
        /// 3 / (pi |w_i|).
        var beta: Double
        /// Bound of the norm of row i of blocks of the Hessian: the sum of the norms of its blocks.
        var blockRow: Double
    }

    /// - Throws: `notSmooth` when a neuron may be 0 in the ball, or two vectors may be parallel.
    func constants() throws(EvaluationFailure) -> LipschitzConstants {
        let turns = try turns()
        var neurons = [NeuronBounds]()
        for i in 0..<forms.geometry.n { neurons.append(try bounds(ofNeuron: i, turns: turns)) }
        var squares = 0.0
        for entry in forms.gradient() {
            let size = max(abs(entry.lowerDouble), abs(entry.upperDouble))
            squares = Directed.addUp(squares, Directed.multiplyUp(size, size))
        }
        let gradient = neurons.map(\.blockRow).max() ?? 0
        let result = LipschitzConstants(
            loss: Directed.addUp(Directed.squareRootUp(squares), Directed.multiplyUp(gradient, radius)),
            gradient: gradient, hessian: Self.thirdDerivative(neurons))
        guard result.loss.isFinite, result.gradient.isFinite, result.hessian.isFinite else {
            throw .outOfRange("a Lipschitz constant overflows")
        }
        return result
    }

    /// Lower bound of |w_i| over the ball.
    private func reducedLength(_ i: Int) throws(EvaluationFailure) -> Double {
        let reduced = Directed.subtractDown(forms.geometry.lengths[i].lowerDouble, radius)
        guard reduced > 0 else { throw .notSmooth("neuron \(i) may be 0 within \(radius)") }
        return reduced
    }

    /// e_u for neurons and targets: how far the unit vectors move.
    private func turns() throws(EvaluationFailure) -> [Double] {
        var result = [Double](repeating: 0, count: forms.geometry.n + forms.geometry.k)
        guard radius > 0 else { return result }
        for i in 0..<forms.geometry.n { result[i] = Directed.divideUp(radius, try reducedLength(i)) }
        return result
    }

    private func bounds(ofNeuron i: Int, turns: [Double]) throws(EvaluationFailure) -> NeuronBounds {
        let g = forms.geometry
        let reduced = try reducedLength(i)
        // at the centre, and how much each may change over the ball
        var (m, C, M) = (slopeNorm(i), cubeNorm(i), bendingNorm(i))
        var lengths = 0.0, blocks = 0.5
        for u in 0..<(g.n + g.k) where u != i {
            let p = g.pair(i, u)
            let turn = Directed.addUp(turns[i], turns[u]), moved = u < g.n ? radius : 0
            let sine = Directed.subtractDown(g.sines[p].lowerDouble, turn)
            guard sine > 0 else { throw .notSmooth("neuron \(i) and \(g.name(u)) may be parallel within \(radius)") }
            let length = u < g.n ? g.lengths[u].upperDouble : 1
            lengths = Directed.addUp(lengths, Directed.addUp(length, moved))
            if u < g.n {
                // |h2| = (pi - th + sin th) / (2 pi) <= 1/2, and its derivative in th is at most 1/pi; an angle moves by at most pi/2 D
                let size = Directed.multiplyUp(
                    Directed.addUp(g.supplements[p].upperDouble, g.sines[p].upperDouble), Self.inverseTwoPiUpper)
                blocks = Directed.addUp(blocks, min(0.5, Directed.addUp(size, turn / 2)))
            }
            guard radius > 0 else { continue }
            let change = min(2, Directed.divideUp(turn, sine))
            m = Directed.addUp(m, Directed.addUp(moved, Directed.multiplyUp(length, Directed.addUp(turn, change))))
            C = Directed.addUp(C, Directed.addUp(moved, Directed.multiplyUp(length, Directed.addUp(turn, Directed.multiplyUp(3, change)))))
            let bend = Directed.addUp(2 * turn, Directed.multiplyUp(g.sines[p].upperDouble, Directed.addUp(turns[i], change)))
            M = Directed.addUp(M, Directed.addUp(2 * moved, Directed.multiplyUp(length, bend)))
        }
        let X = Directed.addUp(Directed.multiplyUp(3, m), C), Y = Directed.multiplyUp(3, M)
        let together = Directed.squareRootUp(Directed.addUp(Directed.multiplyUp(X, X), Directed.multiplyUp(Y, Y)))
        let apart = Directed.multiplyUp(Self.singlePairFactor, lengths)
        let inverse = Directed.divideUp(Self.inverseTwoPiUpper, reduced)
        return NeuronBounds(
            alpha: Directed.multiplyUp(min(together, apart), Directed.divideUp(inverse, reduced)),
            beta: Directed.multiplyUp(6, inverse),
            blockRow: Directed.addUp(blocks, Directed.multiplyUp(M, inverse)))
    }

    /// Upper bound of |m| at the centre.
    private func slopeNorm(_ i: Int) -> Double {
        let g = forms.geometry
        var squares = 0.0
        for c in 0..<g.d {
            var sum = g.zero
            for u in 0..<(g.n + g.k) where u != i {
                let p = g.pair(i, u)
                sum = sum + forms.signedLength(ofOther: u) * g.cosines[p] * g.inverseSines[p] * g.rejections[p * g.d + c]
            }
            let size = max(abs(sum.lowerDouble), abs(sum.upperDouble))
            squares = Directed.addUp(squares, Directed.multiplyUp(size, size))
        }
        return Directed.squareRootUp(squares)
    }

    /// Upper bound of the Frobenius norm of C at the centre.
    private func cubeNorm(_ i: Int) -> Double {
        let g = forms.geometry, others = (0..<(g.n + g.k)).filter { $0 != i }
        let factors = others.map { forms.signedLength(ofOther: $0) * g.cosines[g.pair(i, $0)] }
        let normals = others.map { u in (0..<g.d).map { g.rejections[g.pair(i, u) * g.d + $0] * g.inverseSines[g.pair(i, u)] } }
        var diagonal = g.zero, mixed = g.zero
        for x in others.indices {
            diagonal = diagonal + factors[x].squared()
            for y in others.indices.dropFirst(x + 1) {
                var dot = g.zero
                for c in 0..<g.d { dot = dot + normals[x][c] * normals[y][c] }
                mixed = mixed + factors[x] * factors[y] * (dot * dot.squared())
            }
        }
        return Directed.squareRootUp(max(0, (diagonal + mixed + mixed).upperDouble))
    }

    /// Upper bound of the spectral norm of M at the centre.
    private func bendingNorm(_ i: Int) -> Double {
        let d = forms.geometry.d
        var matrix = MatrixEnclosure.zero(rows: d, columns: d)
        forms.bending(of: i) { a, b, value in
            let (midpoint, radius) = value.midpointAndRadius
            for index in [a * d + b, b * d + a] { (matrix.midpoint[index], matrix.radius[index]) = (midpoint, radius) }
        }
        var norm = matrix.spectralNormUpper
        if let basis = ApproximateLinearAlgebra.symmetricEigenproblem(matrix.midpoint, order: d)?.vectors,
            let spectrum = try? matrix.spectrum(basis: basis) {
            norm = min(norm, spectrum.eigenvalues.map(\.magnitude).max() ?? 0)
        }
        return norm
    }

    /// Upper bound of max sum_i s_i c_i(s_i) over s_i >= 0 that sum to 1: the best lambda + sum_i max_s s (c_i(s) - lambda)_+ among lambda = max_s c_j(s).
    ///
    /// s is cut into cells [low, high], on which s (c(s) - lambda)_+ <= high (alpha sqrt(high) + beta' sqrt(1 - low) - lambda)_+ .
    static func thirdDerivative(_ neurons: [NeuronBounds]) -> Double {
        let others = Directed.squareRootUp(Double(max(neurons.count - 1, 0)))
        let curves = neurons.map { (alpha: $0.alpha, beta: Directed.multiplyUp($0.beta, others)) }
        let cells = 64
        let roots = (0...cells).map { Directed.squareRootUp(Double($0) / Double(cells)) }
        let heights = curves.map { curve in
            Directed.squareRootUp(Directed.addUp(Directed.multiplyUp(curve.alpha, curve.alpha), Directed.multiplyUp(curve.beta, curve.beta)))
        }
        return heights.map { lambda in
            var bound = lambda
            for (curve, height) in zip(curves, heights) where height > lambda {
                var largest = 0.0
                for cell in 0..<cells {
                    let height = min(height, Directed.addUp(
                        Directed.multiplyUp(curve.alpha, roots[cell + 1]), Directed.multiplyUp(curve.beta, roots[cells - cell])))
                    largest = max(largest, Directed.multiplyUp(Double(cell + 1) / Double(cells), Directed.subtractUp(height, lambda)))
                }
                bound = Directed.addUp(bound, largest)
            }
            return bound
        }.min() ?? 0
    }
}
