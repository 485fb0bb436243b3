import Certify
import Rigor

/// The sigmoid and its two derivatives in double-double from v, |v| <= 600: `Sigmoid.fillJets` from E = exp(-v), whose
/// logarithm is off by 24 u².
@inline(__always)
private func logistic(_ v: DoubleDouble4) -> (value: DoubleDouble4, first: DoubleDouble4, second: DoubleDouble4) {
    let one = SIMD4<Double>(repeating: 1), minusTwo = SIMD4<Double>(repeating: -2)
    let s = ((-v).exponential() + one).reciprocal(), first = s * (-s + one)
    return (s, first, first * (s.scaled(by: minusTwo) + one))
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
        let two = SIMD4<Double>(repeating: 2)
        for k in 0..<count {
            let z = arguments[k], g = logistic(z)
            jets.value[k] = z * g.value
            if order >= .gradient { jets.first[k] = g.value + z * g.first }
            if order >= .hessian { jets.second[k] = g.first.scaled(by: two) + z * g.second }
        }
    }

    /// With sg, sg' and sg'' off by e, e' and e'', at most 1, 1/4 and 0.0963: z sg by |z| e and 9.1 u² |z|; sg + z sg'
    /// by e + |z| e' + 9.1 u² |z|/4 and 4.1 u² (1 + |z|/4); 2 sg' + z sg'' by 2 e' + |z| e'' + 9.1 u² 0.0963 |z| and
    /// 4.1 u² (1/2 + 0.0963 |z|).
    func roundingErrors(reach: UpperBound) -> DoubleDoubleJetErrors {
        let gate = logisticErrors()
        return DoubleDoubleJetErrors(
            value: reach * (gate.value + units(9.1)),
            first: gate.value + reach * (gate.first + units(3.4)) + units(4.1),
            second: 2 * gate.first + reach * (gate.second + units(1.4)) + units(2.1))
    }
}

/// z sg(v), v = kappa (z + gamma z³), with v' = kappa (1 + 3 gamma z²) and v'' = 6 kappa gamma z (`GeluTanh`).
struct DoubleDoubleGeluTanh: DoubleDoubleArgumentForm {
    private let kappa: DoubleDoubleBall
    private let gamma: DoubleDoubleBall
    private let tripleGamma: DoubleDoubleBall
    /// 6 kappa gamma.
    private let bend: DoubleDoubleBall

    init() {
        let precision = Precision(bits: 160)
        let root = (Interval(8, precision: precision) / Interval.pi(precision: precision)).squareRoot()
        kappa = root.doubleDouble
        bend = (root * Interval(enclosing: Rational(6) * GeluTanh.gamma, precision: precision)).doubleDouble
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
        let bend = DoubleDouble4(repeating: bend.midpoint), two = SIMD4<Double>(repeating: 2)
        for k in 0..<count {
            let z = arguments[k], square = z * z
            let g = logistic(kappa * (z * (gamma * square + one)))
            jets.value[k] = z * g.value
            guard order >= .gradient else { continue }
            let slope = kappa * (tripleGamma * square + one)
            jets.first[k] = g.value + z * (g.first * slope)
            guard order >= .hessian else { continue }
            jets.second[k] = g.first * (slope.scaled(by: two) + z * (bend * z)) + g.second * (z * (slope * slope))
        }
    }

    /// In u², the constants being off by less than 1 of themselves: z² is off by 9 of itself, gamma z² by 19.1, the sum
    /// with 1 by 3 more, v by 9 and 10 more: 42 |v|; likewise v' by 33 v'. With sg and sg' off by e and e' for a v that
    /// is off by that, z sg is by |z| e + 9.1 |z|, and sg + z sg' v' by e + |z| v' (e' + (33 + 9 + 9.2)/4) + 4.1 (1 +
    /// |z| v'/4).
    ///
    /// s'' = sg' Q + sg'' R, Q = 2 v' + z v'' of two terms >= 0, R = z v'². v'' is off by 10.1 of itself, z v'' by
    /// 19.2, Q by 33 and 4.1 Q; v'² by 75.2, R by 84.3 of itself. With sg'' off by e'': sg' Q by
    /// Q (e' + (37.2 + 9.1)/4), sg'' R by |R| (e'' + 0.0963 (84.3 + 9.2)), and their sum by 4.1 (Q/4 + 0.0963 |R|).
    func roundingErrors(reach: UpperBound) -> DoubleDoubleJetErrors {
        let square = reach * reach
        let v = kappa.magnitude * reach * (1 + gamma.magnitude * square)
        let slope = kappa.magnitude * (1 + tripleGamma.magnitude * square)
        let gate = logisticErrors(argument: units(42) * v)
        return DoubleDoubleJetErrors(
            value: reach * (gate.value + units(9.1)),
            first: gate.value + reach * slope * (gate.first + units(14)) + units(4.1),
            second: (2 * slope + bend.magnitude * square) * (gate.first + units(13))
                + reach * slope * slope * (gate.second + units(9.6)))
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
            let inverse = s.reciprocal()
            jets.first[k] = inverse * DoubleDouble4(high: t.high * negative + positive, low: t.low * negative)
            guard order >= .hessian else { continue }
            jets.second[k] = inverse * inverse * t
        }
    }

    /// In u²: t is off by 24 t, which moves log(1 + t) by 12, and 1 + t by 3 of itself; exp(-y) by 24, the product by
    /// 9, the difference with 1 by 6.1: 54.2 for w. The two sums with numbers of at most log 2 add 2.1 each, the last
    /// one 4 (|z| + log 2). sg = 1/(1 + t), or t times that, at most 1/2: the reciprocal by 26 of itself, the product
    /// by 9, t by 24 of itself. sg' = t/(1 + t)², at most 1/4: the square of the reciprocal by 61.2 of itself,
    /// with t and the product 94.4.
    func roundingErrors(reach: UpperBound) -> DoubleDoubleJetErrors {
        DoubleDoubleJetErrors(value: units(64) + units(4.1) * reach, first: units(40), second: units(24))
    }
}

/// sg(4z) + log(1 + exp z).
struct DoubleDoubleSigmoidSoftplus: DoubleDoubleArgumentForm {
    var largestArgument: Double { 150 }

    func fillJets(
        from arguments: UnsafePointer<DoubleDouble4>, count: Int, order: DerivativeOrder, _ jets: DoubleDoubleJets
    ) {
        DoubleDoubleSoftplus().fillJets(from: arguments, count: count, order: order, jets)
        let four = SIMD4<Double>(repeating: 4), sixteen = SIMD4<Double>(repeating: 16)
        for k in 0..<count {
            let g = logistic(arguments[k].scaled(by: four))
            jets.value[k] = jets.value[k] + g.value
            if order >= .gradient { jets.first[k] = jets.first[k] + g.first.scaled(by: four) }
            if order >= .hessian { jets.second[k] = jets.second[k] + g.second.scaled(by: sixteen) }
        }
    }

    /// Those of both, sg' four and sg'' sixteen times, and of the sums of numbers of at most |z| + 1 and 1, of 1 and 1,
    /// of 1/4 and 1.55.
    func roundingErrors(reach: UpperBound) -> DoubleDoubleJetErrors {
        let softplus = DoubleDoubleSoftplus().roundingErrors(reach: reach), gate = logisticErrors()
        return DoubleDoubleJetErrors(
            value: softplus.value + gate.value + units(4.1) * (reach + 2),
            first: softplus.first + 4 * gate.first + units(8.1),
            second: softplus.second + 16 * gate.second + units(7.6))
    }
}
