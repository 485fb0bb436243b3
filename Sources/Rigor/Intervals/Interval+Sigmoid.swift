import CMPFR

/// The logistic sigmoid s(z) = 1 / (1 + exp(-z)), its derivatives, and softplus(z) = log(1 + exp(z)), whose derivative
/// it is.
///
/// With t = exp(-|z|), in (0, 1], nothing cancels for large |z|:
///
///     s   = 1 / (1 + exp(-z))
///     s'  = s(z) s(-z)       = t / (1 + t)^2
///     s'' = s' (1 - 2 s)     = -sign(z) t (1 - t) / (1 + t)^3            with 1 - t = -expm1(-|z|)
///     s'''= s' (1 - 6 s')    = t (1 - 4 t + t^2) / (1 + t)^4
///
/// The range over an interval comes from the values at its endpoints and at the critical points inside it:
///
///     s' : maximum 1/4 at 0
///     s'': maximum sqrt(3)/18 at -z2, minimum -sqrt(3)/18 at z2,      s'(z2) = 1/6,  z2 = log(2 + sqrt 3)
///     s''': minimum -1/8 at 0, maximum 1/24 at -z3 and z3,            s'(z3) = 1/12, z3 = log(5 + 2 sqrt 6)
///
/// Near 0 the values lie so close to a short number that no working precision tells on which side; there a bound that
/// is exact at 0 decides, from s concave on z >= 0 and |tanh(z/2)| <= |z|/2:
///
///     s between 1/2 and 1/2 + z/4,    s' <= 1/4,    s'' between 0 and -z/8,    s''' >= -1/8
extension Interval {
    public func sigmoid() -> Interval {
        increasing(atInfinity: 1) { z in
            let one = Interval.one(precision: z.precision)
            let tangent =
                z.scaled(byPowerOfTwo: -2).hull(with: .zero(precision: z.precision)) + one.scaled(byPowerOfTwo: -1)
            return (one / (one + (-z).exp())).intersection(with: tangent)
        }
    }

    public func softplus() -> Interval {
        increasing(atInfinity: nil) { z in
            z.isCertainlyPositive ? z + (-z).exp().log1p() : z.exp().log1p()
        }
    }

    public func sigmoidFirstDerivative() -> Interval {
        guard !isEmpty else { return self }
        return absoluteValue().hullOfEndpointValues(Self.firstDerivative)
    }

    public func sigmoidSecondDerivative() -> Interval {
        guard !isEmpty else { return self }
        var result = hullOfEndpointValues(Self.secondDerivative)
        guard !isPoint, absoluteValue().reaches(1.31, 1.32) else { return result }
        let wide = Precision(bits: precision.bits + 16)
        let root3 = Interval(3, precision: wide).squareRoot()
        let critical = (Interval(2, precision: wide) + root3).log()
        let extreme = (root3 / Interval(18, precision: wide)).rounded(to: precision)
        if !isDisjoint(from: critical) { result = result.hull(with: -extreme) }
        if !isDisjoint(from: -critical) { result = result.hull(with: extreme) }
        return result
    }

    public func sigmoidThirdDerivative() -> Interval {
        guard !isEmpty else { return self }
        // As a function of |z|: up from -1/8 at 0 to 1/24, then down to 0.
        let distance = absoluteValue()
        let result = distance.hullOfEndpointValues(Self.thirdDerivative)
        guard !isPoint, distance.reaches(2.29, 2.30) else { return result }
        let wide = Precision(bits: precision.bits + 16)
        let critical = (Interval(5, precision: wide) + Interval(24, precision: wide).squareRoot()).log()
        if distance.isDisjoint(from: critical) { return result }
        return result.hull(with: Interval(enclosing: Rational(1, 24), precision: precision))
    }

    /// Whether [lower, upper] is met: a cheap filter before a critical point is enclosed.
    private func reaches(_ lower: Double, _ upper: Double) -> Bool { lowerDouble <= upper && upperDouble >= lower }

    // MARK: Formulas at one point

    private static func firstDerivative(_ z: Interval) -> Interval {
        let t = (-z.absoluteValue()).exp()
        let value = t / (Interval.one(precision: z.precision) + t).squared()
        return value.intersection(with: Interval(lower: 0, upper: 0.25, precision: z.precision))
    }

    private static func secondDerivative(_ z: Interval) -> Interval {
        let decay = -z.absoluteValue()
        let t = decay.exp()
        let magnitude = t * -decay.expm1() / (Interval.one(precision: z.precision) + t).power(3)
        let value = z.isCertainlyNegative ? magnitude : -magnitude
        return value.intersection(with: (-z).scaled(byPowerOfTwo: -3).hull(with: .zero(precision: z.precision)))
    }

    private static func thirdDerivative(_ z: Interval) -> Interval {
        let t = (-z.absoluteValue()).exp()
        let one = Interval.one(precision: z.precision)
        let value = t * (one - t.scaled(byPowerOfTwo: 2) + t.squared()) / (one + t).power(4)
        return value.intersection(with: Interval(lower: -0.125, upper: 0.125, precision: z.precision))
    }

    // MARK: Values at the endpoints

    /// The image under an increasing function with the limits 0 at minus infinity and `atInfinity` at infinity (nil:
    /// infinity).
    private func increasing(atInfinity: Int?, _ formula: (Interval) -> Interval) -> Interval {
        guard !isEmpty else { return self }
        if isPoint { return value(at: lowerBigFloat, formula) }
        let lower = lowerBigFloat
        let upper = upperBigFloat
        let limit = atInfinity.map { BigFloat($0, precision: precision, rounding: .up) } ?? upper
        return Interval(
            lower: lower.isInfinite
                ? BigFloat(0, precision: precision, rounding: .down) : value(at: lower, formula).lowerBigFloat,
            upper: upper.isInfinite ? limit : value(at: upper, formula).upperBigFloat)
    }

    /// The hull of the values at both endpoints, for a function that tends to 0 at the infinities.
    private func hullOfEndpointValues(_ formula: (Interval) -> Interval) -> Interval {
        let ends = isPoint ? [lowerBigFloat] : [lowerBigFloat, upperBigFloat]
        return ends.map { $0.isInfinite ? .zero(precision: precision) : value(at: $0, formula) }
            .reduce(.empty(precision: precision)) { $0.hull(with: $1) }
    }

    /// Evaluates `formula` at the point `z` with more bits until the result is one number or two neighbours of this
    /// precision. A formula that needs more than 16 times the bits is left as wide as it came out: still an enclosure.
    private func value(at z: BigFloat, _ formula: (Interval) -> Interval) -> Interval {
        var bits = max(precision.bits, z.precision.bits) + 20
        for _ in 0..<4 {
            let result = formula(Interval(enclosing: z, precision: Precision(bits: bits))).rounded(to: precision)
            if result.isBounded, result.lowerBigFloat.nextUp >= result.upperBigFloat { return result }
            bits *= 2
        }
        return formula(Interval(enclosing: z, precision: Precision(bits: bits))).rounded(to: precision)
    }
}
