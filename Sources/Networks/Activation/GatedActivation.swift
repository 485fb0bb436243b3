import Rigor

/// s(z) = z g(z) with a gate g that goes from 0 to 1, g(-z) = 1 - g(z): gelu, silu, and gelu's approximation by tanh.
///
///     s^(p) = z g^(p) + p g^(p-1)
///
/// **Symmetry.** s = z/2 + E, E(z) = z (g(z) - 1/2) even, E(0) = 0, s'(0) = g(0) = 1/2. So s(z) - s(-z) = z: what a
/// flip costs is a linear function of x, as for softplus.
///
/// **Errors in float64**, in u = 2^-53. With gates whose values err by at most 2.1 + tail(z), sup |z| tail(z) = `tail`,
/// and values at most 1, s errs by 3.2 |z| + `tail`, the rounding of the product included. Its derivative of order p >=
/// 1 errs, with `moments` >= |z| err(g^(p)) and `errors` >= err(g^(p-1)), by
///
///     moments[p] + p errors[p-1] + 2.5,
///
/// for |z g^(p)| + p |g^(p-1)| <= 1.13 for each of the three gates (tests), so the three roundings add up to less than
/// 2.5.
protocol GatedActivation: ActivationFacts, ArgumentForm {
    /// g, g', .., g''''' for every z in the interval.
    func gate(_ z: Interval) -> [Interval]
    /// Fills g up to the derivative of that order (at most 3) from z.
    func fillGate(from arguments: UnsafePointer<Double>, count: Int, order: Int, _ jets: Float64Jets)
    /// Rounding errors of the gate in u.
    var gateErrors: GateErrors { get }
}

/// Rounding errors of a gate g in units of u = 2^-53, wherever it is evaluated.
struct GateErrors {
    /// sup |z| (err(g) - 2.1).
    let tail: Double
    /// sup |z| err(g^(p)), p = 1, 2, 3.
    let moments: [Double]
    /// sup err(g^(p)), p = 0, 1, 2.
    let errors: [Double]
}

extension GatedActivation {
    var symmetry: SymmetryDecomposition {
        SymmetryDecomposition(
            .zero, Rational(1, 2), odd: false, even: true, evenPartVanishesAtZero: true, slopeAtZero: Rational(1, 2))
    }
    var reflection: Activation.Reflection { .none }

    /// As softplus': a class contributes its even coefficient, and its orientations to the linear part. A neuron with w
    /// = 0 contributes nothing, and is in no normal form.
    func leastWidth(_ form: NetworkNormalForm, dimension d: Int) -> Int? { Softplus().leastWidth(form, dimension: d) }

    /// A neuron that is constant in x supplies the constant alone.
    var leastWidthHoldsWithBiases: Bool { false }

    func jet(_ z: Interval) -> [Interval] {
        let g = gate(z)
        return [z * g[0]] + (1...3).map { z * g[$0] + g[$0 - 1].multiplied(by: $0) }
    }

    func fourthAndFifthDerivative(_ z: Interval) -> (fourth: Interval, fifth: Interval) {
        let g = gate(z)
        return (z * g[4] + g[3].multiplied(by: 4), z * g[5] + g[4].multiplied(by: 5))
    }

    var float64Form: Float64Form { .ofArgument(self) }

    func fillJets(from arguments: UnsafePointer<Double>, count: Int, order: Int, _ jets: Float64Jets) {
        let value = jets.value, first = jets.first, second = jets.second, third = jets.third
        fillGate(from: arguments, count: count, order: order, jets)
        if order >= 3 { for k in 0..<count { third[k] = arguments[k] * third[k] + 3 * second[k] } }
        if order >= 2 { for k in 0..<count { second[k] = arguments[k] * second[k] + 2 * first[k] } }
        if order >= 1 { for k in 0..<count { first[k] = arguments[k] * first[k] + value[k] } }
        for k in 0..<count { value[k] *= arguments[k] }
    }

    func roundingErrors(reach: Double) -> [Double] {
        let gate = gateErrors
        let value = UpperBound(roundings(3.2)) * UpperBound(reach) + UpperBound(roundings(gate.tail))
        let derivatives = (1...3).map { p in
            UpperBound(roundings(gate.moments[p - 1])) + UpperBound(p) * UpperBound(roundings(gate.errors[p - 1]))
                + UpperBound(roundings(2.5))
        }
        return ([value] + derivatives).map { ($0 + UpperBound(0x1p-900)).value }
    }
}
