import Rigor

extension Activation {
    /// Enclosures of s''''(z) and s'''''(z) for every z in the interval.
    ///
    ///     sigmoid, p = s':   s'''' = p (1 - 2s)(1 - 12p)        [ (p - 6p²)' = p'(1 - 12p), p' = p(1 - 2s) ]
    ///                        s'''''= p (1 - 30p + 120p²)        [ p(1-6p)(1-12p) - 12p²(1-4p), (1-2s)² = 1-4p ]
    ///     tanh z = 2 sigmoid(2z) - 1;   softplus' = sigmoid;   exp: all equal
    ///     erf' = g:          s'''' = (12z - 8z³) g,   s''''' = (12 - 48z² + 16z⁴) g
    func fourthAndFifthDerivative(_ z: Interval) -> (fourth: Interval, fifth: Interval) {
        let precision = z.precision
        func number(_ n: Int) -> Interval { Interval(n, precision: precision) }
        switch self {
        case .sigmoid:
            let p = z.sigmoidFirstDerivative(), one = number(1)
            let fourth = z.sigmoidSecondDerivative() * (one - number(12) * p)
            return (fourth, p * (one - number(30) * p + number(120) * p.squared()))
        case .tanh:
            let (fourth, fifth) = Activation.sigmoid.fourthAndFifthDerivative(z + z)
            return (number(32) * fourth, number(64) * fifth)
        case .softplus:
            return (z.sigmoidThirdDerivative(), Activation.sigmoid.fourthAndFifthDerivative(z).fourth)
        case .exp:
            let value = z.exp()
            return (value, value)
        case .erf:
            let square = z.squared()
            let density = number(2) / Interval.pi(precision: precision).squareRoot() * (-square).exp()
            return (
                z * (number(12) - number(8) * square) * density,
                (number(12) - number(48) * square + number(16) * square.squared()) * density
            )
        case .sigmoidSoftplus:
            let s = Activation.sigmoid.fourthAndFifthDerivative(number(4) * z)
            let t = Activation.softplus.fourthAndFifthDerivative(z)
            return (number(256) * s.fourth + t.fourth, number(1024) * s.fifth + t.fifth)
        }
    }
}
