import Certify
import Rigor

/// Lipschitz constants of the loss over a ball, whatever the dimension and the input weights are.
///
/// **Theorem.** Let f(x) = sum_i a_i s(w_i·x), r = f - f* with the teacher f*, and |h|² = E[h(x)²] for functions of x ~
/// N(0, I), so that L = |r|². On a convex set of parameters where |a_i| <= A_i and |r| <= R, with s1 = sup |s'| =
/// sup |s'''| = sqrt(2/pi) and s2 = sup |s''| = sqrt(2/pi) e^(-1/2),
///
///     F1 = sqrt( sum_i (1 + A_i² s1²) ),   F2 = max_i ( sqrt3 A_i s2 + sqrt(3 A_i² s2² + 4 s1²) ) / 2,
///     F3 = max_i ( 2 s2 + sqrt15 A_i s1 )
///
/// bound the first three derivatives of the parameters' map to f along unit directions, and so
///
///     |grad L| <= 2 R F1,   ‖Hess L‖ <= 2 (F1² + R F2),   |L'''(e, e, e)| <= 2 (3 F1 F2 + R F3).
///
/// *Proof.* s' = s1 e^(-z²/2), s'' = -z s', s''' = (z² - 1) s': |s'| and |s'''| are largest at 0 (for z² > 1 the last
/// is at most 2 s1 e^(-3/2)), |s''| at 1. Along a direction with parts (delta_i, alpha_i), y_i = delta_i·x is Gaussian
/// of variance |delta_i|², so that y_i, y_i², y_i³ have norms |delta_i|, sqrt3 |delta_i|², sqrt15 |delta_i|³; and |s|
/// is at most 1. Then
///
///     |f'|   <= sum |alpha_i| + A_i s1 |delta_i|                               <= F1 (Cauchy-Schwarz)
///     |f''|  <= sum 2 s1 |alpha_i||delta_i| + sqrt3 A_i s2 |delta_i|²           <= F2 (the larger eigenvalue of a
///     form)
///     |f'''| <= sum 3 sqrt3 s2 |alpha_i||delta_i|² + sqrt15 A_i s1 |delta_i|³   <= F3
///
/// where |alpha||delta|² <= (2 / (3 sqrt3)) t³ for t² = |alpha|² + |delta|², and sum t_i³ <= 1. Differentiating under
/// the expectation (the derivatives are bounded by polynomials in x, uniformly on bounded sets), L' = 2 E[r f'], L'' =
/// 2 E[f'² + r f''], L''' = 2 E[3 f' f'' + r f''']; Cauchy-Schwarz. ∎
///
/// On the ball of radius rho around theta, A_i = |a_i| + rho and, f changing by at most F1 for each unit of distance, R
/// = sqrt(L(theta)) + F1 rho. A gradient known at the centre bounds that on the ball by |grad L| + K1 rho as well.
struct GaussianErfLipschitz<Arithmetic: RealArithmetic> {
    /// At the centre of the ball.
    let forms: GaussianErfForms<Arithmetic>
    /// rho.
    let radius: Double

    /// At least sqrt(2/pi), sqrt(2/pi) e^(-1/2), sqrt 3 and sqrt 15: the neighbours above the nearest numbers.
    private static var s1: UpperBound { UpperBound(0.7978845608028654.nextUp) }
    private static var s2: UpperBound { UpperBound(0.4839414490382867.nextUp) }
    private static var root3: UpperBound { UpperBound(1.7320508075688772.nextUp) }
    private static var root15: UpperBound { UpperBound(3.872983346207417.nextUp) }

    /// - Throws: `outOfRange` when a constant overflows.
    func constants() throws(EvaluationFailure) -> LipschitzConstants {
        let rho = UpperBound(radius)
        var squares: UpperBound = 0, F2: UpperBound = 0, F3: UpperBound = 0
        for a in forms.outputs {
            let A = Self.magnitude(a) + rho, slope = A * Self.s1, bend = Self.root3 * A * Self.s2
            squares = squares + (1 + slope * slope)
            F2 = .max(F2, (bend + (bend * bend + 4 * Self.s1 * Self.s1).squareRoot()) / 2)
            F3 = .max(F3, 2 * Self.s2 + Self.root15 * slope)
        }
        let F1 = squares.squareRoot()
        let R = UpperBound(Directed.maximum(0, forms.loss().upperDouble)).squareRoot() + F1 * rho
        let K1 = 2 * (squares + R * F2)
        let atCentre = forms.gradient().reduce(0 as UpperBound) { sum, entry in
            let size = Self.magnitude(entry)
            return sum + size * size
        }.squareRoot()
        let K0 = UpperBound.min(2 * R * F1, atCentre + K1 * rho), K2 = 2 * (3 * F1 * F2 + R * F3)
        guard K0.isFinite, K1.isFinite, K2.isFinite else { throw .outOfRange("a Lipschitz constant overflows") }
        return LipschitzConstants(loss: K0.value, gradient: K1.value, hessian: K2.value)
    }

    private static func magnitude(_ number: Arithmetic.Number) -> UpperBound {
        .max(UpperBound(abs(number.lowerDouble)), UpperBound(abs(number.upperDouble)))
    }
}
