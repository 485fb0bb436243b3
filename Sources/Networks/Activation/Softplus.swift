import Foundation
import Rigor

/// log(1 + exp z), whose derivative is the sigmoid.
struct Softplus: ActivationFacts {
    /// s = z/2 + log(2 cosh(z/2)).
    ///
    /// *Proof.* log(1 + e^z) = log(e^(z/2) (e^(-z/2) + e^(z/2))) = z/2 + log(2 cosh(z/2)). ∎
    var symmetry: SymmetryDecomposition { Self.decomposition }
    private static let decomposition = SymmetryDecomposition(
        .zero, Rational(1, 2), odd: false, even: true, slopeAtZero: Rational(1, 2))
    var reflection: Activation.Reflection { .none }

    /// Q if twice the linear part is sum ±even[v] v for some signs; Q + 1 if it becomes so when one of the terms is
    /// replaced by some multiple of its v; otherwise Q + 2.
    func leastWidth(_ form: NetworkNormalForm, dimension d: Int) -> Int? {
        var work = SignedSums.mostSums
        let terms = form.even.map { v, a in v.map { a * $0 } }.sorted { $0.lexicographicallyPrecedes($1) }
        let target = form.linear.map { Rational(2) * $0 }
        guard let sums = SignedSums.counts(of: terms, dimension: d, &work) else { return nil }
        if sums[target] != nil { return terms.count }
        for i in terms.indices where !terms[i].isZeroVector {
            var others = terms
            others.remove(at: i)
            guard let sums = SignedSums.counts(of: others, dimension: d, &work) else { return nil }
            func isReached(_ sum: [Rational]) -> Bool { zip(target, sum).map { $0 - $1 }.isMultiple(of: terms[i]) }
            if sums.keys.contains(where: isReached) { return terms.count + 1 }
        }
        return terms.count + 2
    }

    /// A neuron that is constant in x supplies the constant alone.
    var leastWidthHoldsWithBiases: Bool { false }

    /// softplus <= log 2 + |z|, softplus' = sigmoid.
    func suprema(reach: Double) -> [Double] {
        [(UpperBound(reach) + UpperBound(0.6932)).value] + Sigmoid().suprema(reach: reach).prefix(4)
    }

    var float64Form: Float64Form { .ofArgument(SoftplusForm()) }
    var doubleDoubleForm: DoubleDoubleForm? { .ofArgument(DoubleDoubleSoftplus()) }

    func jet(_ z: Interval) -> [Interval] {
        [z.softplus(), z.sigmoid(), z.sigmoidFirstDerivative(), z.sigmoidSecondDerivative()]
    }

    func fourthAndFifthDerivative(_ z: Interval) -> (fourth: Interval, fifth: Interval) {
        (z.sigmoidThirdDerivative(), Sigmoid().fourthAndFifthDerivative(z).fourth)
    }

    func approximateJet(_ z: Double) -> (Double, Double, Double, Double) {
        let s = Sigmoid().approximateJet(z)
        return (max(z, 0) + log1p(Foundation.exp(-abs(z))), s.0, s.1, s.2)
    }
}
