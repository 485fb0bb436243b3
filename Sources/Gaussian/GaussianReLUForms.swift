import Certify
import Rigor

/// Loss, gradient and Hessian from the closed forms of MATHEMATICS section 10, in one arithmetic.
final class GaussianReLUForms<Arithmetic: RealArithmetic> {
    typealias Number = Arithmetic.Number

    private(set) var geometry: GaussianReLUGeometry<Arithmetic>
    private let constant: Number
    let inverseTwoPi: Number
    private let half: Number
    private let quarter: Number

    init(landscape: GaussianReLULandscape, arithmetic: Arithmetic) {
        geometry = GaussianReLUGeometry(landscape: landscape, arithmetic: arithmetic)
        let number = arithmetic.number(_:)
        let k = landscape.targetCount
        inverseTwoPi = number(1) / (number(2) * arithmetic.pi)
        half = number(1) / number(2)
        quarter = number(1) / number(4)
        constant = number(k) * quarter + number(k * (k - 1)) * half * inverseTwoPi
    }

    /// Takes new parameters; see ``GaussianReLUGeometry/setParameters(_:)`` for what it throws.
    func setParameters(_ parameters: [Number]) throws(EvaluationFailure) { try geometry.setParameters(parameters) }

    /// sum_i |w_i|²/4 + sum_{i<j} Phi(w_i, w_j) - sum_{i,j} Phi(w_i, v_j) + k/4 + k(k-1)/(4 pi), Phi = |w||u| (sin th +
    /// (pi - th) cos th) / (2 pi).
    func loss() -> Number {
        let g = geometry
        var squares = g.zero, pairs = g.zero
        for i in 0..<g.n {
            squares = squares + g.lengths[i].squared()
            var row = g.zero
            for u in (i + 1)..<(g.n + g.k) {
                let p = g.pair(i, u)
                let term = g.sines[p] + g.supplements[p] * g.cosines[p]
                row = u < g.n ? row + g.lengths[u] * term : row - term
            }
            pairs = pairs + g.lengths[i] * row
        }
        return squares * quarter + pairs * inverseTwoPi + constant
    }

    /// dF/dw_i = w_i/2 + sum_u ± ( |u| sin th wbar + (pi - th) u ) / (2 pi), plus for other neurons and minus for
    /// targets.
    func gradient() -> [Number] {
        let g = geometry, d = g.d
        var result = [Number](repeating: g.zero, count: g.n * d)
        var sum = [Number](repeating: g.zero, count: d)
        for i in 0..<g.n {
            for c in 0..<d { sum[c] = g.zero }
            var radial = g.zero
            for u in 0..<g.n where u != i {
                let p = g.pair(i, u)
                radial = radial + g.lengths[u] * g.sines[p]
                for c in 0..<d { sum[c] = sum[c] + g.supplements[p] * g.neurons[u * d + c] }
            }
            for j in 0..<g.k {
                let p = g.pair(i, g.n + j)
                radial = radial - g.sines[p]
                sum[j] = sum[j] - g.supplements[p]
            }
            for c in 0..<d {
                let pairs = radial * g.directions[i * d + c] + sum[c]
                result[i * d + c] = g.neurons[i * d + c] * half + pairs * inverseTwoPi
            }
        }
        return result
    }

    /// The entries of the Hessian on and above its diagonal, given to `body` with row and column.
    ///
    ///     H_ii = I/2 + ( S (I - wbar wbar') + sum_u ± |u| y y' / sin th ) / (2 pi |w_i|),   S = sum_u ± |u| sin th
    ///     H_ij = ( (pi - th) I + sin th cos th wbar wbar' - cos th y y' / sin th + sin th (wbar y' + y wbar') ) / (2
    ///     pi)
    ///
    /// which are section 10's h1 and h2 with nbar = y / sin th and vbar = cos th wbar + sin th nbar: h2 is (pi - th) I
    /// plus sin th times the reflection of the plane of w and v that exchanges their directions. The blocks H_ij are
    /// symmetric.
    func hessian(_ body: (_ row: Int, _ column: Int, _ value: Number) -> Void) {
        let g = geometry, d = g.d
        for i in 0..<g.n {
            let scale = inverseTwoPi * g.inverseLengths[i]
            bending(of: i) { a, b, entry in
                let value = entry * scale
                body(i * d + a, i * d + b, a == b ? value + half : value)
            }
            for j in (i + 1)..<max(g.n, i + 1) { mixedBlock(i, j, body) }
        }
    }

    /// The entries on and above the diagonal of M_i = S (I - wbar wbar') + sum_u ± |u| y y' / sin th = 2 pi |w_i| (H_ii
    /// - I/2).
    func bending(of i: Int, _ body: (_ row: Int, _ column: Int, _ value: Number) -> Void) {
        let g = geometry, d = g.d
        var weights = [Number](repeating: g.zero, count: g.n + g.k)
        var radial = g.zero
        for u in 0..<(g.n + g.k) where u != i {
            let p = g.pair(i, u), length = signedLength(ofOther: u)
            radial = radial + length * g.sines[p]
            weights[u] = length * g.inverseSines[p]
        }
        for a in 0..<d {
            for b in a..<d {
                let first = g.directions[i * d + a], second = g.directions[i * d + b]
                var sum = a == b ? radial * (g.one - first.squared()) : -(radial * (first * second))
                for u in 0..<(g.n + g.k) where u != i {
                    let base = g.pair(i, u) * d
                    let square =
                        a == b ? g.rejections[base + a].squared() : g.rejections[base + a] * g.rejections[base + b]
                    sum = sum + weights[u] * square
                }
                body(a, b, sum)
            }
        }
    }

    private func mixedBlock(_ i: Int, _ j: Int, _ body: (_ row: Int, _ column: Int, _ value: Number) -> Void) {
        let g = geometry, d = g.d, p = g.pair(i, j)
        let sine = g.sines[p], along = sine * g.cosines[p], across = g.cosines[p] * g.inverseSines[p]
        for a in 0..<d {
            let wa = g.directions[i * d + a], ya = g.rejections[p * d + a]
            for b in a..<d {
                let wb = g.directions[i * d + b], yb = g.rejections[p * d + b]
                var value = along * (wa * wb) - across * (ya * yb) + sine * (wa * yb + ya * wb)
                if a == b { value = value + g.supplements[p] }
                value = value * inverseTwoPi
                body(i * d + a, j * d + b, value)
                if a != b { body(i * d + b, j * d + a, value) }
            }
        }
    }

    /// |u| with the sign of its terms: plus for neurons, minus for targets.
    func signedLength(ofOther u: Int) -> Number { u < geometry.n ? geometry.lengths[u] : -geometry.one }
}
