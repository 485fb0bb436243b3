import Foundation
import Rigor

extension Activation {
    /// Fills s, s', s'', s''' from E = exp(-rate z), branch-free.
    ///
    ///     sigmoid: s = 1/(1+E)   s' = s(1-s)   s'' = s'(1-2s)   s''' = s'(1-6s')
    ///     tanh z = 2 sigmoid(2z) - 1, so its k-th derivative is 2^(k+1) sigmoid^(k)(2z)
    ///     exp: all equal E
    func fillJets(
        fromDecay decay: UnsafePointer<Double>, count: Int, order: Int,
        value: UnsafeMutablePointer<Double>, first: UnsafeMutablePointer<Double>,
        second: UnsafeMutablePointer<Double>, third: UnsafeMutablePointer<Double>
    ) {
        switch self {
        case .exp:
            for k in 0..<count { value[k] = decay[k] }
            if order >= 1 { for k in 0..<count { first[k] = decay[k] } }
            if order >= 2 { for k in 0..<count { second[k] = decay[k] } }
            if order >= 3 { for k in 0..<count { third[k] = decay[k] } }
        case .sigmoid, .tanh:
            for k in 0..<count { value[k] = 1 / (1 + decay[k]) }
            if order >= 1 { for k in 0..<count { first[k] = value[k] * (1 - value[k]) } }
            if order >= 2 { for k in 0..<count { second[k] = first[k] * (1 - 2 * value[k]) } }
            if order >= 3 { for k in 0..<count { third[k] = first[k] * (1 - 6 * first[k]) } }
            guard self == .tanh else { return }
            for k in 0..<count { value[k] = 2 * value[k] - 1 }
            if order >= 1 { for k in 0..<count { first[k] *= 4 } }
            if order >= 2 { for k in 0..<count { second[k] *= 8 } }
            if order >= 3 { for k in 0..<count { third[k] *= 16 } }
        case .softplus, .erf, .sigmoidSoftplus:
            preconditionFailure("\(self) is not a function of exp(-t z)")
        }
    }

    /// Absolute error bounds of the jets made by `fillJets`, s to s''' , when log E is off by at most `argument`.
    ///
    /// For the sigmoid the k-th derivative moves by at most sup|s^(k+1)| for each unit of log E (suprema of MATHEMATICS
    /// section 1: 1/4, 1/(6 sqrt 3) < 0.0963, 1/8, 0.12769); the roundings of the formulas above add less than 6 u.
    /// For exp: |E e^t - E| <= E t (1 + t) for 0 <= t <= 1, with E at most `largest`; infinite for t > 1.
    func jetErrors(argument: Double, largest: Double) -> [Double] {
        let u = UpperBound(Directed.unitRoundoff)
        switch self {
        case .sigmoid, .tanh:
            let suprema = [0.25, 0.0963, 0.125, 0.12769]
            return suprema.enumerated().map { order, supremum in
                let error = UpperBound(argument) * UpperBound(supremum) + 6 * u
                return (self == .sigmoid ? error : error * UpperBound(2 << order) + 2 * u).value
            }
        case .exp:
            guard argument <= 1 else { return [Double](repeating: .infinity, count: 4) }
            let relative = UpperBound(argument) * (1 + UpperBound(argument)) + 2 * u
            return [Double](repeating: (relative * UpperBound(largest)).value, count: 4)
        case .softplus, .erf, .sigmoidSoftplus:
            return [Double](repeating: .infinity, count: 4)
        }
    }

    /// s, s', s'', s''' by the C library, for search only.
    func approximateJet(_ z: Double) -> (Double, Double, Double, Double) {
        switch self {
        case .sigmoid:
            let s = 1 / (1 + Foundation.exp(-z)), p = s * (1 - s)
            return (s, p, p * (1 - 2 * s), p * (1 - 6 * p))
        case .tanh:
            let t = Foundation.tanh(z), p = 1 - t * t
            return (t, p, -2 * t * p, p * (6 * t * t - 2))
        case .exp:
            let e = Foundation.exp(z)
            return (e, e, e, e)
        case .softplus:
            let s = 1 / (1 + Foundation.exp(-z)), p = s * (1 - s)
            let value = max(z, 0) + log1p(Foundation.exp(-abs(z)))
            return (value, s, p, p * (1 - 2 * s))
        case .erf:
            let p = 2 / Double.pi.squareRoot() * Foundation.exp(-z * z)
            return (Foundation.erf(z), p, -2 * z * p, (4 * z * z - 2) * p)
        case .sigmoidSoftplus:
            let s = Activation.sigmoid.approximateJet(4 * z), t = Activation.softplus.approximateJet(z)
            return (s.0 + t.0, 4 * s.1 + t.1, 16 * s.2 + t.2, 64 * s.3 + t.3)
        }
    }
}
