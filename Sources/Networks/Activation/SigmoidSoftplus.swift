import Rigor

/// sigmoid(4z) + softplus(z).
struct SigmoidSoftplus: ActivationFacts {
    /// s = 1/2 + z/2 + tanh(2z)/2 + log(2 cosh(z/2)): the sum of the two. s'(0) = 4 sigmoid'(0) + softplus'(0) = 1 +
    /// 1/2.
    var symmetry: SymmetryDecomposition { Self.decomposition }
    private static let decomposition = SymmetryDecomposition(
        Rational(1, 2), Rational(1, 2), odd: true, even: true, slopeAtZero: Rational(3, 2))
    var reflection: Activation.Reflection { .none }

    /// One neuron for each class with odd[v] = ±even[v] or v = 0, two for each other class.
    func leastWidth(_ form: NetworkNormalForm, dimension: Int) -> Int? {
        Set(form.odd.keys).union(form.even.keys).reduce(0) { sum, v in
            let odd = form.odd[v] ?? .zero, even = form.even[v] ?? .zero
            return sum + (v.isZeroVector || odd == even || odd == -even ? 1 : 2)
        }
    }

    func jet(_ z: Interval) -> [Interval] {
        let s = Sigmoid().jet(Interval(4, precision: z.precision) * z), t = Softplus().jet(z)
        return (0..<4).map { Interval(1 << (2 * $0), precision: z.precision) * s[$0] + t[$0] }
    }

    func fourthAndFifthDerivative(_ z: Interval) -> (fourth: Interval, fifth: Interval) {
        func number(_ n: Int) -> Interval { Interval(n, precision: z.precision) }
        let s = Sigmoid().fourthAndFifthDerivative(number(4) * z), t = Softplus().fourthAndFifthDerivative(z)
        return (number(256) * s.fourth + t.fourth, number(1024) * s.fifth + t.fifth)
    }

    var float64Form: Float64Form { .ofArgument(SigmoidSoftplusForm()) }
    var doubleDoubleForm: DoubleDoubleForm? { .ofArgument(DoubleDoubleSigmoidSoftplus()) }

    var jetCost: Double { 50 }

    func suprema(reach: Double) -> [Double] {
        let s = Sigmoid().suprema(reach: reach), t = Softplus().suprema(reach: reach)
        return (0..<5).map { (UpperBound(1 << (2 * $0)) * UpperBound(s[$0]) + UpperBound(t[$0])).value }
    }

    func approximateJet(_ z: Double) -> (Double, Double, Double, Double) {
        let s = Sigmoid().approximateJet(4 * z), t = Softplus().approximateJet(z)
        return (s.0 + t.0, 4 * s.1 + t.1, 16 * s.2 + t.2, 64 * s.3 + t.3)
    }
}
