import Certify
import Rigor

/// The loss l(u, y) of one point with its derivatives by the k outputs u.
struct OutputTerms<Number> {
    var loss: Number
    /// k entries; empty where only the loss is wanted.
    var gradient: [Number] = []
    /// k by k; empty below the order `hessian`.
    var hessian: [Number] = []
}

extension DenseLoss {
    /// Value, gradient and Hessian of l up to the order:
    ///
    ///     |u - y|²                    2 (u - y)      2 I
    ///     log sum exp u - y.u         p - y          diag(p) - p p',       p_c = exp u_c / sum exp u,  sum y = 1
    ///     log(1 + exp u) - y u        s(u) - y       s'(u),                s the sigmoid
    ///
    /// With any number m, log sum_c exp u_c = m + log sum_c exp(u_c - m) and p_c = exp(u_c - m) / sum exp(u - m); m is
    /// a float64 near the largest u, so nothing overflows and the largest term is about 1. As sum y = 1 the loss is log
    /// sum exp(u - m) + sum_c y_c (m - u_c).
    ///
    /// The average over outputs is no part of it.
    func terms<Arithmetic: NetworkArithmetic>(
        _ u: [Arithmetic.Number], label y: [Arithmetic.Number], order: DerivativeOrder, _ arithmetic: Arithmetic
    ) -> OutputTerms<Arithmetic.Number> {
        switch self {
        case .meanSquaredError, .meanSquaredNorm: Self.squared(u, y, order, arithmetic)
        case .softmaxCrossEntropy: Self.softmaxCrossEntropy(u, y, order, arithmetic)
        case .logistic: Self.logistic(u, y, order)
        }
    }

    private static func squared<Arithmetic: NetworkArithmetic>(
        _ u: [Arithmetic.Number], _ y: [Arithmetic.Number], _ order: DerivativeOrder, _ arithmetic: Arithmetic
    ) -> OutputTerms<Arithmetic.Number> {
        let k = u.count, zero = arithmetic.number(0), two = arithmetic.number(2)
        let residuals = (0..<k).map { u[$0] - y[$0] }
        var terms = OutputTerms(loss: residuals.reduce(zero) { $0 + $1.squared() })
        if order >= .gradient { terms.gradient = residuals.map { two * $0 } }
        if order >= .hessian {
            terms.hessian = (0..<(k * k)).map { $0 / k == $0 % k ? two : zero }
        }
        return terms
    }

    private static func softmaxCrossEntropy<Arithmetic: NetworkArithmetic>(
        _ u: [Arithmetic.Number], _ y: [Arithmetic.Number], _ order: DerivativeOrder, _ arithmetic: Arithmetic
    ) -> OutputTerms<Arithmetic.Number> {
        let k = u.count, zero = arithmetic.number(0)
        let shift = arithmetic.number(
            exactly: u.reduce(-Double.infinity) { Directed.maximum($0, $1.midpointAndRadius.midpoint) })
        let exponentials = u.map { ($0 - shift).exponential() }
        let sum = exponentials.reduce(zero, +)
        var terms = OutputTerms(
            loss: (0..<k).reduce(sum.logarithm()) { $0 + y[$1] * (shift - u[$1]) })
        if order >= .gradient {
            let p = exponentials.map { $0 / sum }
            terms.gradient = (0..<k).map { p[$0] - y[$0] }
            if order >= .hessian {
                terms.hessian = (0..<(k * k)).map { place in
                    let (c, d) = place.quotientAndRemainder(dividingBy: k)
                    return c == d ? p[c] - p[c].squared() : -(p[c] * p[d])
                }
            }
        }
        return terms
    }

    private static func logistic<Number: NetworkNumber>(
        _ u: [Number], _ y: [Number], _ order: DerivativeOrder
    ) -> OutputTerms<Number> {
        let softplus = Number.jet(.softplus, u[0])
        var terms = OutputTerms(loss: softplus.value - y[0] * u[0])
        if order >= .gradient { terms.gradient = [softplus.first - y[0]] }
        if order >= .hessian { terms.hessian = [softplus.second] }
        return terms
    }
}
