import Rigor

extension Activation {
    /// Enclosures of s(z), s'(z), .. up to the given order (at most 3) for every z in the interval.
    ///
    ///     erf' = (2/sqrt pi) exp(-z²),  erf'' = -2z erf',  erf''' = (4z² - 2) erf'
    public func jet(_ z: Interval, order: Int) -> [Interval] {
        let precision = z.precision
        var all: [Interval]
        switch self {
        case .sigmoid:
            all = [z.sigmoid(), z.sigmoidFirstDerivative(), z.sigmoidSecondDerivative(), z.sigmoidThirdDerivative()]
        case .softplus:
            all = [z.softplus(), z.sigmoid(), z.sigmoidFirstDerivative(), z.sigmoidSecondDerivative()]
        case .tanh:
            let twice = z + z
            all = [
                z.tanh(), Interval(4, precision: precision) * twice.sigmoidFirstDerivative(),
                Interval(8, precision: precision) * twice.sigmoidSecondDerivative(),
                Interval(16, precision: precision) * twice.sigmoidThirdDerivative(),
            ]
        case .exp:
            let value = z.exp()
            all = [value, value, value, value]
        case .erf:
            let square = z.squared(), two = Interval(2, precision: precision)
            let density = two / Interval.pi(precision: precision).squareRoot() * (-square).exp()
            all = [z.erf(), density, -(two * z * density), (two * (square + square) - two) * density]
        case .sigmoidSoftplus:
            let s = Activation.sigmoid.jet(Interval(4, precision: precision) * z, order: 3)
            let t = Activation.softplus.jet(z, order: 3)
            all = (0..<4).map { Interval(1 << (2 * $0), precision: precision) * s[$0] + t[$0] }
        }
        return Array(all.prefix(order + 1))
    }
}
