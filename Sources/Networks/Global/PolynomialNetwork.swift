import Rigor

/// Networks of a polynomial activation as what they are: polynomials of the input, one for each output.
///
/// With s(z) = c_0 + c_1 z + .. + c_p z^p, on all of R^d
///
///     f_q(x) = b_q + sum_j a_jq s(w_j·x) = sum_alpha m_q,alpha x^alpha
///     m_q,alpha = [alpha = 0] b_q + c_l (l! / alpha!) sum_j a_jq w_j^alpha,      l = |alpha|
///
/// (multinomial theorem). A last coordinate that is 1 on the data is set to 1: monomials that differ in its power alone
/// are one. Then
///
/// 1. networks whose coefficients agree are one function on the data;
/// 2. J, the derivative of all outputs at all data points by the parameters, is X D, with D the derivative of the
///    coefficients m and X their (constant) effect on the outputs. D is rational at a rational network, so rank D is
///    exact, and rank J <= rank D on every data set;
/// 3. where D has as many independent columns as there are coefficients, the networks near by with the same
///    coefficients are an analytic manifold of dimension n - rank D (implicit function theorem).
///
/// **Homogeneous activations.** For s(z) = c z^p the map (w_j, a_j) -> (w_j / t_j, t_j^p a_j), t_j != 0, is linear,
/// leaves
/// every function as it is and takes parameters to parameters one to one. So the networks of a family
/// (`GlobalMinimumFamily`) of the scaled network, scaled back by t_j near the given ones for the neurons that keep
/// their
/// input weights there, and do not have the weight 0, are a family of equal networks, of one dimension more for each
/// such neuron: t_j is read off the length of w_j, and what is left is the member of the affine family.
struct PolynomialNetwork {
    private let network: ExactNetwork
    private let polynomial: RationalPolynomial
    private let dimension: Int
    /// Whether the last input is 1 on the data.
    private let hasBias: Bool
    /// (alpha, its last coordinate left out where that input is 1) of every coefficient that is not 0 for all networks.
    private let places: [[Int]: Int]
    /// alpha with c_l l! / alpha!.
    private let monomials: [(exponents: [Int], factor: Rational)]

    /// Coefficients times parameters of the matrix D that are looked at, at most.
    private static let largestSize = 20_000

    /// nil for an activation that is no polynomial, or with more coefficients than are looked at.
    init?(_ network: ExactNetwork, _ problem: TwoLayerProblem) {
        guard case .polynomial(let polynomial) = problem.activation else { return nil }
        let d = problem.data.dimension, hasBias = problem.data.hasBias
        var monomials = [(exponents: [Int], factor: Rational)](), places = [[Int]: Int]()
        if !network.outputBias.isEmpty { places[Array([Int](repeating: 0, count: d).prefix(hasBias ? d - 1 : d))] = 0 }
        for (power, coefficient) in polynomial.coefficients.enumerated() where !coefficient.isZero {
            var partial: [(exponents: [Int], left: Int, factor: Rational)] = [([], power, coefficient)]
            for c in 0..<d {
                partial = partial.flatMap { (chosen, left, factor) in
                    // l! / alpha! is the product of binomial coefficients (what is left over alpha_c)
                    (c == d - 1 ? left...left : 0...left).map {
                        (chosen + [$0], left - $0, factor * Self.binomial(left, $0))
                    }
                }
                guard (monomials.count + partial.count) * network.parameters.count <= Self.largestSize else {
                    return nil
                }
            }
            for term in partial {
                monomials.append((term.exponents, term.factor))
                let place = Array(term.exponents.prefix(hasBias ? d - 1 : d))
                if places[place] == nil { places[place] = places.count }
            }
        }
        (self.network, self.polynomial, dimension, self.hasBias) = (network, polynomial, d, hasBias)
        (self.monomials, self.places) = (monomials, places)
    }

    private static func binomial(_ n: Int, _ k: Int) -> Rational {
        (0..<k).reduce(Rational.one) { $0 * Rational(n - $1, $1 + 1) }
    }

    private func place(_ exponents: [Int]) -> Int {
        places[Array(exponents.prefix(hasBias ? dimension - 1 : dimension))] ?? 0
    }

    /// w^alpha.
    private static func monomial(_ w: [Rational], _ exponents: [Int]) -> Rational {
        zip(w, exponents).reduce(Rational.one) { product, factor in
            (0..<factor.1).reduce(product) { power, _ in power * factor.0 }
        }
    }

    /// Number of coefficients of one output.
    private var coefficientCount: Int { places.count }

    /// A coefficient m_q,alpha.
    struct Coefficient: Hashable {
        let exponents: [Int], output: Int
    }

    /// Those that are not 0.
    var coefficients: [Coefficient: Rational] {
        var result = [Coefficient: Rational]()
        func add(_ exponents: [Int], _ q: Int, _ value: Rational) {
            let kept = Array(exponents.prefix(hasBias ? dimension - 1 : dimension))
            result[Coefficient(exponents: kept, output: q), default: .zero] =
                result[Coefficient(exponents: kept, output: q), default: .zero] + value
        }
        for (q, bias) in network.outputBias.enumerated() { add([Int](repeating: 0, count: dimension), q, bias) }
        for (w, outputs) in zip(network.weights, network.outputs) {
            for (exponents, factor) in monomials {
                let value = factor * Self.monomial(w, exponents)
                for (q, a) in outputs.enumerated() { add(exponents, q, a * value) }
            }
        }
        return result.filter { !$0.value.isZero }
    }

    /// D', a row for each parameter.
    private var derivative: [[Rational]] {
        let k = network.outputCount, count = coefficientCount, zeros = [Rational](repeating: .zero, count: k * count)
        var inner = [[Rational]](), outer = [[Rational]]()
        for (w, a) in zip(network.weights, network.outputs) {
            var slopes = [[Rational]](repeating: zeros, count: dimension)
            var values = [[Rational]](repeating: zeros, count: k)
            for (exponents, factor) in monomials {
                let place = place(exponents), value = factor * Self.monomial(w, exponents)
                for q in 0..<k { values[q][q * count + place] = values[q][q * count + place] + value }
                for c in 0..<dimension where exponents[c] > 0 {
                    var lower = exponents
                    lower[c] -= 1
                    let slope = factor * Rational(exponents[c]) * Self.monomial(w, lower)
                    for q in 0..<k { slopes[c][q * count + place] = slopes[c][q * count + place] + a[q] * slope }
                }
            }
            inner += slopes
            outer += values
        }
        for q in network.outputBias.indices {
            var row = zeros
            row[q * count + place([Int](repeating: 0, count: dimension))] = .one
            outer.append(row)
        }
        return inner + outer
    }

    /// rank D, and the dimension of a family of networks with the same coefficients through this one.
    var rankAndFamily: (rank: Int, family: Int) {
        let n = network.parameters.count, rank = ExactLinearAlgebra.rank(derivative)
        if rank == network.outputCount * coefficientCount { return (rank, n - rank) }
        let parts = SymmetryDecomposition(.polynomial(polynomial))
        guard polynomial.isHomogeneous else { return (rank, GlobalMinimumFamily(network, parts).dimension) }
        let family = GlobalMinimumFamily(network.scaled(polynomial.degree), parts)
        return (rank, family.dimension + family.fixed.count { !network.weights[$0].isZeroVector })
    }
}

extension RationalPolynomial {
    /// Whether it is a power of z up to a factor.
    package var isHomogeneous: Bool { coefficients.dropLast().allSatisfy(\.isZero) }
}

extension ExactNetwork {
    /// The same function for s(z) = c z^p: every input weight that is not 0 divided by its first nonzero coordinate.
    fileprivate func scaled(_ p: Int) -> ExactNetwork {
        var result = self
        for j in weights.indices {
            guard let t = weights[j].first(where: { !$0.isZero }) else { continue }
            result.weights[j] = weights[j].map { $0 * t.reciprocal }
            let power = (0..<p).reduce(Rational.one) { power, _ in power * t }
            result.outputs[j] = outputs[j].map { $0 * power }
        }
        return result
    }
}
