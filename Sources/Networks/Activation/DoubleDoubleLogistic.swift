import Certify
import Rigor

/// The sigmoid and its derivative in double-double from v, |v| <= 600: `Sigmoid.fillJets` from E = exp(-v), whose
/// logarithm is off by 24 u².
@inline(__always)
private func logistic(_ v: DoubleDouble4) -> (value: DoubleDouble4, first: DoubleDouble4) {
    let one = SIMD4<Double>(repeating: 1)
    let s = ((-v).exponential() + one).reciprocal()
    return (s, s * (-s + one))
}

/// Of that, when v is off by `argument`.
private func logisticErrors(argument: UpperBound = 0) -> DoubleDoubleJetErrors {
    Sigmoid().doubleDoubleJetErrors(argument: argument + DoubleDoubleError.units(25), largest: .infinity)
}

private func units(_ n: Double) -> UpperBound { DoubleDoubleError.units(n) }

/// z sg(z).
struct DoubleDoubleSilu: DoubleDoubleArgumentForm {
    var largestArgument: Double { 600 }

    func fillJets(
        from arguments: UnsafePointer<DoubleDouble4>, count: Int, order: DerivativeOrder, _ jets: DoubleDoubleJets
    ) {
        for k in 0..<count {
            let z = arguments[k], g = logistic(z)
            jets.value[k] = z * g.value
            if order >= .gradient { jets.first[k] = g.value + z * g.first }
        }
    }

    /// With sg and sg' off by e and e', at most 1 and 1/4: z sg by |z| e and 9.1 u² |z|; sg + z sg' by e + |z| e' + 9.1
    /// u² |z|/4 and 4.1 u² (1 + |z|/4).
    func roundingErrors(reach: UpperBound) -> DoubleDoubleJetErrors {
        let gate = logisticErrors()
        return DoubleDoubleJetErrors(
            value: reach * (gate.value + units(9.1)),
            first: gate.value + reach * (gate.first + units(3.4)) + units(4.1))
    }
}

/// z sg(v), v = kappa (z + gamma z³), with v' = kappa (1 + 3 gamma z²) (`GeluTanh`).
struct DoubleDoubleGeluTanh: DoubleDoubleArgumentForm {
    private let kappa: DoubleDoubleBall
    private let gamma: DoubleDoubleBall
    private let tripleGamma: DoubleDoubleBall

    init() {
        let precision = Precision(bits: 160)
        kappa = (Interval(8, precision: precision) / Interval.pi(precision: precision)).squareRoot().doubleDouble
        gamma = Interval(enclosing: GeluTanh.gamma, precision: precision).doubleDouble
        tripleGamma = Interval(enclosing: Rational(3) * GeluTanh.gamma, precision: precision).doubleDouble
    }

    /// There |v| <= 600.
    var largestArgument: Double { 19.9 }

    func fillJets(
        from arguments: UnsafePointer<DoubleDouble4>, count: Int, order: DerivativeOrder, _ jets: DoubleDoubleJets
    ) {
        let kappa = DoubleDouble4(repeating: kappa.midpoint), gamma = DoubleDouble4(repeating: gamma.midpoint)
        let tripleGamma = DoubleDouble4(repeating: tripleGamma.midpoint), one = SIMD4<Double>(repeating: 1)
        for k in 0..<count {
            let z = arguments[k], square = z * z
            let g = logistic(kappa * (z * (gamma * square + one)))
            jets.value[k] = z * g.value
            if order >= .gradient {
                jets.first[k] = g.value + z * (g.first * (kappa * (tripleGamma * square + one)))
            }
        }
    }

    /// In u², the constants being off by less than 1 of themselves: z² is off by 9 of itself, gamma z² by 19.1, the sum
    /// with 1 by 3 more, v by 9 and 10 more: 42 |v|; likewise v' by 33 v'. With sg and sg' off by e and e' for a v that
    /// is off by that, z sg is by |z| e + 9.1 |z|, and sg + z sg' v' by e + |z| v' (e' + (33 + 9 + 9.2)/4) + 4.1 (1 +
    /// |z| v'/4).
    func roundingErrors(reach: UpperBound) -> DoubleDoubleJetErrors {
        let square = reach * reach
        let v = kappa.magnitude * reach * (1 + gamma.magnitude * square)
        let slope = kappa.magnitude * (1 + tripleGamma.magnitude * square)
        let gate = logisticErrors(argument: units(42) * v)
        return DoubleDoubleJetErrors(
            value: reach * (gate.value + units(9.1)),
            first: gate.value + reach * slope * (gate.first + units(14)) + units(4.1))
    }
}

/// log(1 + exp z) = max(z, 0) + log(1 + t), t = exp(-|z|), whose derivative is sg(z).
///
/// With y the float64 value of log(1 + t.high), log(1 + t) = y + log(1 + w), w = (1 + t) exp(-y) - 1, |w| <= 2^-49, and
/// log(1 + w) = w
/// - w²/2 up to 2^-147.
struct DoubleDoubleSoftplus: DoubleDoubleArgumentForm {
    var largestArgument: Double { 600 }

    func fillJets(
        from arguments: UnsafePointer<DoubleDouble4>, count: Int, order: DerivativeOrder, _ jets: DoubleDoubleJets
    ) {
        let one = SIMD4<Double>(repeating: 1), half = SIMD4<Double>(repeating: 0.5)
        for k in 0..<count {
            let z = arguments[k], sign = z.high.signs()
            // 1 where z is not negative, otherwise 0; and the opposite
            let positive = (one + sign) * half, negative = one - positive
            let t = z.scaled(by: -sign).exponential(), s = t + one
            let y = t.high.mapped(logarithmOfOnePlus)
            let w = s * DoubleDouble4(-y).exponential() + -one
            let logarithm = (w + y) + -(w.high * w.high * half)
            jets.value[k] = z.scaled(by: positive) + logarithm
            guard order >= .gradient else { continue }
            jets.first[k] = s.reciprocal() * DoubleDouble4(high: t.high * negative + positive, low: t.low * negative)
        }
    }

    /// In u²: t is off by 24 t, which moves log(1 + t) by 12, and 1 + t by 3 of itself; exp(-y) by 24, the product by
    /// 9, the difference with 1 by 6.1: 54.2 for w. The two sums with numbers of at most log 2 add 2.1 each, the last
    /// one 4 (|z| + log 2). sg = 1/(1 + t), or t times that, at most 1/2: the reciprocal by 26 of itself, the product
    /// by 9, t by 24 of itself.
    func roundingErrors(reach: UpperBound) -> DoubleDoubleJetErrors {
        DoubleDoubleJetErrors(value: units(64) + units(4.1) * reach, first: units(40))
    }
}

/// sg(4z) + log(1 + exp z).
struct DoubleDoubleSigmoidSoftplus: DoubleDoubleArgumentForm {
    var largestArgument: Double { 150 }

    func fillJets(
        from arguments: UnsafePointer<DoubleDouble4>, count: Int, order: DerivativeOrder, _ jets: DoubleDoubleJets
    ) {
        DoubleDoubleSoftplus().fillJets(from: arguments, count: count, order: order, jets)
        let four = SIMD4<Double>(repeating: 4)
        for k in 0..<count {
            let g = logistic(arguments[k].scaled(by: four))
            jets.value[k] = jets.value[k] + g.value
            if order >= .gradient { jets.first[k] = jets.first[k] + g.first.scaled(by: four) }
        }
    }

    /// Those of both, sg' four times, and of the sums of numbers of at most |z| + 1 and 1, of 1 and 1.
    func roundingErrors(reach: UpperBound) -> DoubleDoubleJetErrors {
        let softplus = DoubleDoubleSoftplus().roundingErrors(reach: reach), gate = logisticErrors()
        return DoubleDoubleJetErrors(
            value: softplus.value + gate.value + units(4.1) * (reach + 2),
            first: softplus.first + 4 * gate.first + units(8.1))
    }
}
