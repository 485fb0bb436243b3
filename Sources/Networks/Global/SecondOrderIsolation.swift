import Certify
import Rigor

/// Isolation of a degenerate zero-loss point whose kernel comes from opposite pairs alone, for s = c0 + O with O odd
/// (sigmoid, tanh, erf) and one output.
///
/// **Theorem.** Let L(theta0) = 0 and let every nonzero k in ker J satisfy D²f[k, k] not in range J (vectors over the
/// data). Then theta0 is an isolated critical point.
///
/// *Proof.* P projects onto the complement of range J; c = min |P D²f[k,k]| > 0 over unit k (compactness). Let theta0 +
/// k + r have residual 0, k in ker J and r orthogonal to it. Then |J r| = O(|k + r|²), so |r| = O(|k|²), and 0 =
/// P(residual) = P D²f[k,k]/2 + O(|k|³): impossible for small k != 0, and k = 0 gives r = 0. So theta0 is an isolated
/// zero of L. L is analytic; by Lojasiewicz' inequality |grad L| >= C L^q near theta0, so critical points near it are
/// zeros of L. ∎
///
/// **Opposite pairs.** Let two neurons have the input weights v and -v, v != 0, outputs a != b, both nonzero, and no
/// third neuron their class. s' is even and s'' odd, so the d directions with a delta + b epsilon = 0 (delta, epsilon
/// the changes of the two input weights) lie in ker J, and along them
///
///     D²f[k, k] = s''(v·x) ( a (delta·x)² - b (epsilon·x)² ) = (a (b - a) / b) s''(v·x) (delta·x)²
///
/// If there are P such pairs and the nullity is d P, these directions are all of ker J. If moreover the matrix [J, G],
/// G the P d(d+1)/2 columns s''(v_p·x) x_c x_e (c <= e), has rank at least rank J + P d(d+1)/2, the columns of G are
/// independent modulo range J, and D²f[k, k] in range J forces every delta_c delta_e = 0. ∎
///
/// **Learning coefficient.** Then lambda = rank J / 2 + d P / 4, m = 1. *Proof.* With k in ker J and r orthogonal to it
/// the residuals are J r + G q + O(|k||r| + |r|² + |k|³), the entries of q being nonzero multiples of all delta_c
/// delta_e, so |q| is between multiples of |k|². [J, G] is injective on (r, q), hence |J r + G q|² is between positive
/// multiples of |r|² + |k|⁴, and so is L near theta0, for the rest is small against it. The volume where |r|² + |k|⁴ <
/// t is t^(rank J / 2 + d P / 4) times that for t = 1. ∎
package struct SecondOrderIsolation {
    /// Representatives v_p of the opposite pairs.
    let pairs: [[Rational]]
    private let network: ExactNetwork
    private let dimension: Int

    /// nil unless there is one output, and the activation and the classes are as the theorem wants them, with nullity d
    /// P > 0.
    package init?(_ network: ExactNetwork, _ parts: SymmetryDecomposition, dimension: Int, nullity: Int) {
        guard network.outputCount == 1, parts.hasOddPart, !parts.hasEvenPart, parts.slope.isZero else { return nil }
        var classes = [[Rational]: [(sign: Int, output: Rational)]](), order = [[Rational]]()
        for (w, a) in zip(network.weights, network.outputs) {
            let (v, sign) = parts.classified(w)
            if classes[v] == nil { order.append(v) }
            classes[v, default: []].append((sign, a[0]))
        }
        pairs = order.filter { v in
            guard let members = classes[v], members.count == 2, !v.isZeroVector else { return false }
            let a = members[0], b = members[1]
            return a.sign != b.sign && !a.output.isZero && !b.output.isZero && a.output != b.output
        }
        guard !pairs.isEmpty, pairs.count * dimension == nullity else { return nil }
        self.network = network
        self.dimension = dimension
    }

    /// Once isolation is proved.
    ///
    /// - Parameter n: number of parameters.
    func learningCoefficient(parameters n: Int) -> LearningCoefficient {
        let nullity = pairs.count * dimension
        return LearningCoefficient(Rational(n - nullity, 2) + Rational(nullity, 4))
    }

    /// Number of columns of G.
    var extraColumns: Int { pairs.count * dimension * (dimension + 1) / 2 }

    /// An enclosure of [J, G]'[J, G] over the data; sample weights, being positive, would not change its rank.
    package func gram(_ problem: TwoLayerProblem, precision: Precision) -> MatrixEnclosure {
        let outputs = network.outputs.map { Interval(enclosing: $0[0], precision: precision) }
        let size = network.parameters.count + extraColumns
        var sums = [Interval](repeating: .zero(precision: precision), count: size * (size + 1) / 2)
        for k in 0..<problem.data.count {
            let point = problem.data.point(k)
            let x = point.map { Interval(enclosing: $0, precision: precision) }
            func jet(_ w: [Rational], _ order: Int) -> [Interval] {
                problem.activation.jet(
                    Interval(enclosing: ExactLinearAlgebra.dot(w, point), precision: precision), order: order)
            }
            let jets = network.weights.map { jet($0, 1) }
            var columns = [Interval]()
            for (values, output) in zip(jets, outputs) {
                for c in 0..<dimension { columns.append(output * values[1] * x[c]) }
            }
            columns += jets.map { $0[0] }
            columns += network.outputBias.map { _ in Interval(1, precision: precision) }
            for v in pairs {
                let second = jet(v, 2)[2]
                for c in 0..<dimension { for e in c..<dimension { columns.append(second * x[c] * x[e]) } }
            }
            var index = 0
            for i in 0..<size {
                for j in i..<size {
                    sums[index] = sums[index] + columns[i] * columns[j]
                    index += 1
                }
            }
        }
        var result = MatrixEnclosure.zero(rows: size, columns: size)
        var index = 0
        for i in 0..<size {
            for j in i..<size {
                let (midpoint, radius) = sums[index].midpointAndRadius
                for place in [i * size + j, j * size + i] {
                    result.midpoint[place] = midpoint
                    result.radius[place] = radius
                }
                index += 1
            }
        }
        return result
    }

    /// Whether rank [J, G] >= rank + extra columns is proved by the signs of eigenvalues, in the given basis unless
    /// it is empty.
    func isProved(_ problem: TwoLayerProblem, precision: Precision, basis: [Double], rank: Int) throws(Refusal) -> Bool
    {
        let size = network.parameters.count + extraColumns
        guard basis.isEmpty || basis.count == size * size else {
            throw .dimension(expected: size * size, found: basis.count)
        }
        let gram = gram(problem, precision: max(precision, Precision(bits: 64)))
        do {
            return try gram.spectrum(basis: basis.isEmpty ? nil : basis).positiveAtLeast >= rank + extraColumns
        } catch {
            throw .spectrum(error)
        }
    }
}
