import Rigor

/// Upper bounds of |grad l|, ‖Hess l‖ and sup |D³ l (w, w, w)| over unit w, l the loss of one point as a function of
/// its outputs.
///
/// | loss | gradient | Hessian | third derivative |
/// |---|---|---|---|
/// | squared norm | 2 \|u - y\| | 2 | 0 |
/// | softmax cross-entropy | \|p - y\| <= sqrt 2 | V <= 1/2 | sqrt 2 / (3 sqrt 3) and sqrt 2 V |
/// | logistic | \|s - y\| <= 1 | 1/4 and min(p, 1 - p) | 1/(6 sqrt 3) and the Hessian's |
///
/// *Proof.* For the softmax let X be w_c with probability p_c. As l = log sum exp u - y.u, D²l(w, w) is the variance of
/// X and D³l(w, w, w) its third central moment. The range of X has length r <= |w_c - w_d| <= sqrt 2.
/// - |p - y|² = |p|² + |y|² - 2 p.y <= 2.
/// - The variance is at most r²/4 <= 1/2 (Popoviciu); and for any class c at most E (X - w_c)² <= (1 - p_c) r² <= 2 (1
///   - p_c). V is the smaller one, c the likeliest class.
/// - |E (X - EX)³| <= r V <= sqrt 2 V. Also: let Y = X - EX lie in [-a, b], a + b = r. If b >= 2 a: (Y + a)² (b - Y) >=
///   0 has the expectation -EY³ + (b - 2a) EY² + a² b, and EY² <= a b, so EY³ <= a b (b - a) <= r³/(6 sqrt 3), the
///   maximum at b - a = r/sqrt 3. If b < 2 a: (Y + b/2)² (b - Y) >= 0 gives EY³ <= b³/4 < (2r/3)³/4 = 2 r³/27 < r³/(6
///   sqrt 3). -Y is bounded likewise. With r = sqrt 2: sqrt 8/(6 sqrt 3) < 0.27217.
///
/// The logistic loss is the softmax of (u, 0), a unit w that of r = 1, p(1 - p) <= min(p, 1 - p), and |p(1 - p)(1 -
/// 2p)| <= p(1 - p). ∎
struct OutputBounds {
    var gradient: UpperBound
    var hessian: UpperBound
    var third: UpperBound

    private static let squareRootOfTwo = UpperBound(1.4142135623730954)

    /// - Parameters:
    ///   - terms: value and gradient of l over the set in question, proved.
    ///   - label: y, k enclosures.
    init<Number: NetworkNumber>(_ loss: DenseLoss, _ terms: OutputTerms<Number>, label y: [Number]) {
        let norm = UpperBound.norm(terms.gradient.map(\.magnitude))
        switch loss {
        case .meanSquaredError, .meanSquaredNorm:
            (gradient, hessian, third) = (norm, 2, 0)
        case .softmaxCrossEntropy:
            gradient = UpperBound.min(norm, Self.squareRootOfTwo)
            // p_c = (p - y)_c + y_c
            let likeliest = zip(terms.gradient, y).reduce(LowerBound(0)) {
                LowerBound.max($0, ($1.0 + $1.1).lowerBound)
            }
            hessian = UpperBound.min(UpperBound(0.5), 2 * Self.complement(of: likeliest))
            third = UpperBound.min(UpperBound(0.27217), Self.squareRootOfTwo * hessian)
        case .logistic:
            gradient = UpperBound.min(norm, 1)
            let p = zip(terms.gradient, y).map { $0 + $1 }
            let smaller = p.reduce(UpperBound(0.25)) {
                UpperBound.min($0, UpperBound.min(Self.notNegative($1.upperBound), Self.complement(of: $1.lowerBound)))
            }
            hessian = smaller
            third = UpperBound.min(UpperBound(0.09623), smaller)
        }
    }

    /// 1 - p, which is not negative.
    private static func complement(of p: LowerBound) -> UpperBound { notNegative(1 - p) }

    /// An upper bound of a number that is not negative.
    private static func notNegative(_ bound: UpperBound) -> UpperBound { UpperBound.max(bound, 0) }
}

extension RealNumber {
    /// At least the absolute value.
    var magnitude: UpperBound { UpperBound(Directed.maximum(abs(lowerDouble), abs(upperDouble))) }
    var upperBound: UpperBound { UpperBound(upperDouble) }
    var lowerBound: LowerBound { LowerBound(lowerDouble) }
}

extension UpperBound {
    /// Of the Euclidean norm.
    static func norm(_ magnitudes: some Sequence<UpperBound>) -> UpperBound {
        magnitudes.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
}
