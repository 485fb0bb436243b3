import Certify
import Foundation
import Rigor

/// s(z) = 1 / (1 + exp(-z)).
struct Sigmoid: ExponentialForm {
    /// s = 1/2 + tanh(z/2)/2.
    ///
    /// *Proof.* 1/(1 + e^-z) = e^(z/2) / (2 cosh(z/2)) = 1/2 + sinh(z/2) / (2 cosh(z/2)). ∎
    var symmetry: SymmetryDecomposition { Self.decomposition }
    private static let decomposition = SymmetryDecomposition(
        Rational(1, 2), .zero, odd: true, even: false, slopeAtZero: Rational(1, 4))
    var reflection: Activation.Reflection { .oddAboutOneHalf }
    var coqName: String? { "Sigmoid" }

    /// Q if twice the constant is sum ±odd[v] for some signs, otherwise Q + 1.
    func leastWidth(_ form: NetworkNormalForm, dimension: Int) -> Int? {
        guard let sums = SignedSums.counts(of: form.odd.values.map { [$0] }, dimension: 1) else { return nil }
        return form.odd.count + (sums[[Rational(2) * form.constant]] == nil ? 1 : 0)
    }

    func jet(_ z: Interval) -> [Interval] {
        [z.sigmoid(), z.sigmoidFirstDerivative(), z.sigmoidSecondDerivative(), z.sigmoidThirdDerivative()]
    }

    /// With p = s':
    ///
    ///     s''''  = p (1 - 2s)(1 - 12p)        [ (p - 6p²)' = p'(1 - 12p), p' = p(1 - 2s) ]
    ///     s''''' = p (1 - 30p + 120p²)        [ p(1-6p)(1-12p) - 12p²(1-4p), (1-2s)² = 1-4p ]
    func fourthAndFifthDerivative(_ z: Interval) -> (fourth: Interval, fifth: Interval) {
        func number(_ n: Int) -> Interval { Interval(n, precision: z.precision) }
        let p = z.sigmoidFirstDerivative(), one = number(1)
        let fourth = z.sigmoidSecondDerivative() * (one - number(12) * p)
        return (fourth, p * (one - number(30) * p + number(120) * p.squared()))
    }

    func approximateJet(_ z: Double) -> (Double, Double, Double, Double) {
        let s = value(Foundation.exp(-z)), p = s * (1 - s)
        return (s, p, p * (1 - 2 * s), p * (1 - 6 * p))
    }

    // MARK: From E = exp(-z):  s = 1/(1+E)   s' = s(1-s)   s'' = s'(1-2s)   s''' = s'(1-6s')   s'''' = s''(1-12s')

    var rate: Double { 1 }
    func value(_ decay: Double) -> Double { 1 / (1 + decay) }

    func fillJets(from decay: UnsafePointer<Double>, count: Int, order: Int, _ jets: Float64Jets) {
        let value = jets.value, first = jets.first, second = jets.second, third = jets.third
        for k in 0..<count { value[k] = 1 / (1 + decay[k]) }
        if order >= 1 { for k in 0..<count { first[k] = value[k] * (1 - value[k]) } }
        if order >= 2 { for k in 0..<count { second[k] = first[k] * (1 - 2 * value[k]) } }
        if order >= 3 { for k in 0..<count { third[k] = first[k] * (1 - 6 * first[k]) } }
    }

    /// Upper bounds of sup |s'|, .., sup |s''''| (MATHEMATICS section 1): 1/4, 1/(6 sqrt 3), 1/8, and the last rounded
    /// up.
    private static let derivativeSuprema = [0.25, 0.0963, 0.125, 0.12769]

    func suprema(reach: Double) -> [Double] { [1] + Self.derivativeSuprema }

    /// The derivative of order p moves by at most sup |s^(p+1)| for each unit of log E; the roundings of the formulas
    /// above add less than 6 u.
    func jetErrors(argument: Double, largest: Double) -> [Double] {
        Self.derivativeSuprema.map {
            (UpperBound(argument) * UpperBound($0) + 6 * UpperBound(Directed.unitRoundoff)).value
        }
    }

    func fillJets(from decay: IntervalPointer, order: Int, _ jets: IntervalJets) {
        let kernel = jets.kernel, complement = jets.complement, scratch = jets.scratch, s = jets.value
        kernel.setInteger(scratch, 1)
        kernel.add(s, decay, scratch)
        kernel.reciprocal(s, s)
        // 1 - s = 1/(1 + 1/E): increasing in E; E s would widen twice, 1 - s loses digits only where s is near 1
        kernel.multiply(complement, decay, s)
        kernel.subtract(scratch, scratch, s)
        kernel.intersection(complement, complement, scratch)
        if order >= 1 { kernel.multiply(jets[1], s, complement) }
        if order >= 2 {
            kernel.subtract(scratch, complement, s)
            kernel.multiply(jets[2], jets[1], scratch)
        }
        if order >= 3 {
            kernel.setInteger(scratch, -6)
            kernel.multiply(scratch, scratch, jets[1])
            kernel.setInteger(complement, 1)
            kernel.add(scratch, scratch, complement)
            kernel.multiply(jets[3], jets[1], scratch)
        }
    }

    func fourthDerivative(_ result: IntervalPointer, _ jets: IntervalJets) {
        fourthDerivative(result, jets, factor: -12)
    }

    // MARK: In double-double

    func fillJets(
        from decay: UnsafePointer<DoubleDouble4>, count: Int, order: DerivativeOrder, _ jets: DoubleDoubleJets
    ) {
        let one = SIMD4<Double>(repeating: 1)
        for k in 0..<count { jets.value[k] = (decay[k] + one).reciprocal() }
        guard order >= .gradient else { return }
        for k in 0..<count { jets.first[k] = jets.value[k] * (-jets.value[k] + one) }
        guard order >= .hessian else { return }
        let minusTwo = SIMD4<Double>(repeating: -2)
        for k in 0..<count { jets.second[k] = jets.first[k] * (jets.value[k].scaled(by: minusTwo) + one) }
    }

    /// What log E is off by moves s, s' and s'' by sup |s'|, sup |s''| and sup |s'''| of it. Then, in u²: 1 + E is off
    /// by 3 of itself and its reciprocal by 11, so s by 14.1 s; 1 - s by that and 6; s (1 - s) by 14.1 s (1 - s) + s
    /// (14.1 s + 6) = 20.1 s and 9/4, and products of errors: together less than 23. 1 - 2 s, at most 1, by 28.2 and 3
    /// (1 + 2 s); s' times that, s' at most 1/4, by 23, 37.2/4 and 9/4: less than 35.
    func doubleDoubleJetErrors(argument: UpperBound, largest: UpperBound) -> DoubleDoubleJetErrors {
        DoubleDoubleJetErrors(
            value: argument * UpperBound(Self.derivativeSuprema[0]) + DoubleDoubleError.units(15),
            first: argument * UpperBound(Self.derivativeSuprema[1]) + DoubleDoubleError.units(24),
            second: argument * UpperBound(Self.derivativeSuprema[2]) + DoubleDoubleError.units(36))
    }

    /// result = s'' (1 + factor s').
    func fourthDerivative(_ result: IntervalPointer, _ jets: IntervalJets, factor: Int) {
        let kernel = jets.kernel, scratch = jets.scratch
        kernel.setInteger(scratch, factor)
        kernel.multiply(scratch, scratch, jets[1])
        kernel.setInteger(result, 1)
        kernel.add(scratch, scratch, result)
        kernel.multiply(result, jets[2], scratch)
    }
}
