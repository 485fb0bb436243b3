import Certify
import Rigor

/// K0, K1, K2 of the loss of a dense network over a ball.
///
/// **Theorem.** Let, at every data point x_i and for all parameters of the ball, |D^k h_L (v, .., v)| <= d_k for unit v
/// (`LayerDerivatives`) and |grad l| <= g, ‖Hess l‖ <= h, |D³ l| <= t (`OutputBounds`). With c_i > 0 the coefficients
/// of the losses l, lambda the largest coefficient of decay and |theta| <= R on the ball,
///
///     K0 = sum c_i g d_1 + 2 lambda R
///     K1 = sum c_i ( h d_1² + g d_2 ) + 2 lambda
///     K2 = sum c_i ( t d_1³ + 3 h d_1 d_2 + g d_3 )
///
/// *Proof.* With u(s) = h_L at theta + s v, derivatives by s, (l o u)' = grad l . u', (l o u)'' = u'.Hess l u' + grad l
/// . u'', (l o u)''' = D³l(u', u', u') + 3 u'.Hess l u'' + grad l . u'''. The norm of a symmetric form is attained on
/// the diagonal (Banach). Of sum lambda theta² the gradient is at most 2 lambda R, the Hessian 2 lambda, the third
/// derivative 0. ∎
///
/// Pre-activations, values and losses are enclosed over the smallest box that holds the ball; the spectral norm of W_l
/// on the ball is at most that at the centre plus the radius, for the Frobenius norm bounds the spectral norm.
struct DenseLipschitz<Arithmetic: NetworkArithmetic> {
    private let program: DenseProgram<Arithmetic>
    /// omega_l.
    private let norms: [UpperBound]

    /// - Precondition: the parameters of the program are enclosed over the ball.
    init(_ program: DenseProgram<Arithmetic>, on ball: Ball) {
        self.program = program
        let pass = program.pass, layout = pass.layout
        norms = (0..<layout.depth).map { l in
            let rows = layout.width(l), columns = layout.width(l - 1), start = layout.row(l, 0)
            let entries = ball.centre[start..<(start + rows * columns)].map {
                pass.arithmetic.number($0, radius: 0).midpointAndRadius
            }
            let weights = MatrixEnclosure(
                rows: rows, columns: columns, midpoint: entries.map(\.midpoint), radius: entries.map(\.radius))
            return UpperBound(weights.spectralNormUpper) + UpperBound(ball.radius)
        }
    }

    /// d_1, d_2, d_3 at the point that the pass was evaluated at.
    private func derivatives() -> LayerDerivatives {
        let pass = program.pass, layout = pass.layout
        var result = LayerDerivatives()
        for l in 0..<layout.depth {
            func largest(_ values: [Arithmetic.Number]) -> UpperBound {
                values.reduce(0) { UpperBound.max($0, $1.magnitude) }
            }
            let input = pass.values[l].map(\.magnitude) + (layout.hasBias(l) ? [1] : [])
            result.advance(
                norm: norms[l], input: .norm(input), largest(pass.first[l]), largest(pass.second[l]),
                largest(pass.third[l]))
        }
        return result
    }

    func constants() throws(EvaluationFailure) -> LipschitzConstants {
        var first: UpperBound = 0, second: UpperBound = 0, third: UpperBound = 0
        for point in 0..<program.problem.data.count {
            program.forward(point)
            let d = derivatives(), label = program.label(point), pass = program.pass
            let terms = program.problem.loss.terms(
                pass.outputs, label: label, order: .gradient, pass.arithmetic)
            let l = OutputBounds(program.problem.loss, terms, label: label)
            let c = program.coefficient(point).magnitude
            first = first + c * l.gradient * d.first
            second = second + c * (l.hessian * d.first * d.first + l.gradient * d.second)
            third =
                third + c
                * (l.third * d.first * d.first * d.first + 3 * l.hessian * d.first * d.second + l.gradient * d.third)
        }
        if let decay = program.decay {
            let slope = 2 * decay.reduce(UpperBound(0)) { UpperBound.max($0, $1.magnitude) }
            first = first + slope * .norm(program.pass.parameters.map(\.magnitude))
            second = second + slope
        }
        guard first.isFinite, second.isFinite, third.isFinite else {
            throw .outOfRange("a Lipschitz constant is not bounded")
        }
        return LipschitzConstants(loss: first.value, gradient: second.value, hessian: third.value)
    }
}
