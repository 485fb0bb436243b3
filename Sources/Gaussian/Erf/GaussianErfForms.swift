import Certify
import Rigor

/// Loss and gradient in closed form, in one arithmetic.
///
/// **Theorem.** Let x ~ N(0, I), s(z) = erf(z / sqrt 2), and for vectors u, v let q = |u|², p = u·v,
///
///     z = p / (1 + q),      N = v - z u,      E = 1 + z² + |N|²,      D = (1 + q) E.
///
/// Then D = (1 + q)(1 + |v|²) - p² and
///
///     g(u, v) = E[s(u·x) s(v·x)] = (2/pi) atan( p / sqrt D ),
///     grad_u g = (2/pi) N / sqrt D,
///     H_uv g   = (2/pi) ( I - u u' / (1 + q) - N N' / E ) / sqrt D            (rows u, columns v; symmetric),
///     H_uu g   = - z H_uv g - (2/pi) ( u N' + N u' ) / ( (1 + q) sqrt D ).
///
/// *Proof.* |N|² = |v|² - 2 z p + z² q = |v|² - z p - z², as z q = p - z; so E = 1 + |v|² - z p, which is D / (1 + q).
/// The value: s(t) = 2 P(y <= t) - 1 for y ~ N(0, 1), so g is the expectation of sign(u·x - y) sign(v·x - y') with
/// independent y, y', the mean product of the signs of two Gaussians of variances 1 + q, 1 + |v|² and covariance p,
/// (2/pi) asin(p / sqrt((1 + q)(1 + |v|²))) (Sheppard), and asin(p / sqrt(D + p²)) = atan(p / sqrt D). The gradient:
/// with D_u = 2 (1 + |v|²) u - 2 p v, the derivative of p D^(-1/2) is D^(-3/2) (D v - p (1 + |v|²) u + p² v)
/// = D^(-3/2) (D + p²) N, since D + p² = (1 + q)(1 + |v|²), and 1 / (1 + p²/D) = D / (D + p²). For the Hessians
/// N_v = I - u u'/(1 + q) and D_v = 2 (1 + q) N give the first; N_u = -(u v' + p I - 2 z u u') / (1 + q)
/// = -(u N' - z u u') / (1 + q) - z I and D_u = 2 (E u - p N) give, with E / D = 1 / (1 + q),
/// H_uu = (2/pi) D^(-1/2) ( N_u - N (E u - p N)' / D ), and p / D = z / E: the second. ∎
///
/// E is a sum of squares and 1, so that nothing can vanish in a divisor or under a root, also over balls.
///
/// With c_u = a_u for the neurons u = w_k and -b_j for the targets v_j,
///
///     L = sum_ik a_i a_k g(w_i, w_k) - 2 sum_ij a_i b_j g(w_i, v_j) + sum_jl b_j b_l g(v_j, v_l),
///     dL/da_i = 2 sum_u c_u g(w_i, u),      dL/dw_i = 2 a_i F_i,      F_i = sum_u c_u grad_u g(w_i, u).
///
/// u runs over all neurons and targets, i itself included; there the derivative of g(w, w) is twice that in the first
/// argument.
final class GaussianErfForms<Arithmetic: RealArithmetic> {
    typealias Number = Arithmetic.Number

    let arithmetic: Arithmetic
    let d: Int, n: Int, k: Int
    let zero: Number, one: Number, two: Number
    private let twoOverPi: Number
    /// v_j and b_j.
    private let targets: [Number]
    private let targetOutputs: [Number]
    /// sum_jl b_j b_l g(v_j, v_l).
    private let constant: Number

    private(set) var neurons: [Number]
    private(set) var outputs: [Number]
    /// 1 / (1 + |w_i|²).
    private(set) var inverses: [Number]
    /// Of w_i and u, at ``pair(_:_:)``: g, (2/pi) / sqrt D, z, 1 / E.
    private(set) var values: [Number]
    private(set) var scales: [Number]
    private(set) var slopes: [Number]
    private(set) var inverseE: [Number]
    /// N; coordinate c at pair d + c.
    private(set) var rejections: [Number]

    init(landscape: GaussianErfLandscape, arithmetic: Arithmetic) {
        self.arithmetic = arithmetic
        let problem = landscape.problem
        (d, n, k) = (landscape.inputDimension, landscape.width, problem.teacherWidth)
        zero = arithmetic.number(0)
        one = arithmetic.number(1)
        two = arithmetic.number(2)
        twoOverPi = two / arithmetic.pi
        targets = problem.weights.flatMap { $0.map { arithmetic.number($0) } }
        targetOutputs = problem.outputs.map { arithmetic.number($0) }
        neurons = Array(repeating: zero, count: n * d)
        outputs = Array(repeating: zero, count: n)
        inverses = outputs
        values = Array(repeating: zero, count: n * (n + k))
        scales = values
        slopes = values
        inverseE = values
        rejections = Array(repeating: zero, count: n * (n + k) * d)
        // of the teacher with itself
        var sum = zero
        for j in 0..<k {
            var row = zero
            for l in 0..<k {
                var p = zero, q = one, r = one
                for c in 0..<d {
                    p = p + targets[j * d + c] * targets[l * d + c]
                    q = q + targets[j * d + c].squared()
                    r = r + targets[l * d + c].squared()
                }
                // exact vectors: the difference is positive, and no smaller than 1 + |v_j|²
                row = row + targetOutputs[l] * (p / (q * r - p.squared()).squareRoot()).atan()
            }
            sum = sum + targetOutputs[j] * row
        }
        constant = twoOverPi * sum
    }

    func pair(_ i: Int, _ u: Int) -> Int { i * (n + k) + u }

    /// c_u: the output of a neuron, minus that of a target.
    func coefficient(_ u: Int) -> Number { u < n ? outputs[u] : -targetOutputs[u - n] }

    /// Takes new parameters: input weights, then outputs.
    func setParameters(_ parameters: [Number]) {
        precondition(parameters.count == n * (d + 1))
        for i in 0..<(n * d) { neurons[i] = parameters[i] }
        for i in 0..<n {
            outputs[i] = parameters[n * d + i]
            var sum = one
            for c in 0..<d { sum = sum + neurons[i * d + c].squared() }
            inverses[i] = one / sum
        }
        for i in 0..<n {
            for u in 0..<(n + k) { setPair(i, u) }
        }
    }

    private func setPair(_ i: Int, _ u: Int) {
        let index = pair(i, u)
        func other(_ c: Int) -> Number { u < n ? neurons[u * d + c] : targets[(u - n) * d + c] }
        var p = zero
        for c in 0..<d { p = p + (u == i ? neurons[i * d + c].squared() : neurons[i * d + c] * other(c)) }
        let z = p * inverses[i]
        var E = one + z.squared()
        for c in 0..<d {
            let N = u == i ? neurons[i * d + c] * inverses[i] : other(c) - z * neurons[i * d + c]
            rejections[index * d + c] = N
            E = E + N.squared()
        }
        slopes[index] = z
        inverseE[index] = one / E
        if u < i {
            let twin = pair(u, i)
            (values[index], scales[index]) = (values[twin], scales[twin])
            return
        }
        let inverseRoot = (inverses[i] * inverseE[index]).squareRoot()
        scales[index] = twoOverPi * inverseRoot
        values[index] = twoOverPi * (p * inverseRoot).atan()
    }

    func loss() -> Number {
        var sum = zero
        for i in 0..<n {
            var row = zero
            for u in 0..<n where u != i { row = row + outputs[u] * values[pair(i, u)] }
            for u in n..<(n + k) { row = row + two * (coefficient(u) * values[pair(i, u)]) }
            sum = sum + outputs[i] * row + outputs[i].squared() * values[pair(i, i)]
        }
        return sum + constant
    }

    /// F_i.
    func force(on i: Int) -> [Number] {
        var result = [Number](repeating: zero, count: d)
        for u in 0..<(n + k) {
            let index = pair(i, u), factor = coefficient(u) * scales[index]
            for c in 0..<d { result[c] = result[c] + factor * rejections[index * d + c] }
        }
        return result
    }

    func gradient() -> [Number] {
        var result = [Number]()
        result.reserveCapacity(n * (d + 1))
        for i in 0..<n {
            let factor = two * outputs[i]
            result += force(on: i).map { factor * $0 }
        }
        for i in 0..<n {
            var sum = zero
            for u in 0..<(n + k) { sum = sum + coefficient(u) * values[pair(i, u)] }
            result.append(two * sum)
        }
        return result
    }
}

extension RealArithmetic {
    /// An exact quotient, rounded outward.
    fileprivate func number(_ value: Rational) -> Number {
        let numerator = number(Dyadic(value.numerator), radius: 0)
        return value.denominator == .one ? numerator : numerator / number(Dyadic(value.denominator), radius: 0)
    }
}
