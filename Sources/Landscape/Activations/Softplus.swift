import Foundation
import Rigor

/// log(1 + exp z), whose derivative is the sigmoid.
enum Softplus: ActivationFacts {
    /// s = z/2 + log(2 cosh(z/2)).
    ///
    /// *Proof.* log(1 + e^z) = log(e^(z/2) (e^(-z/2) + e^(z/2))) = z/2 + log(2 cosh(z/2)). ∎
    static let symmetry = SymmetryDecomposition(.zero, Rational(1, 2), odd: false, even: true, slopeAtZero: Rational(1, 2))
    static var reflection: Activation.Reflection { .none }

    /// Q if twice the linear part is sum ±even[v] v for some signs; Q + 1 if it becomes so when one of the terms is replaced by some multiple of its v; otherwise Q + 2.
    static func leastWidth(_ form: NetworkNormalForm, dimension d: Int) -> Int? {
        let terms = form.even.map { v, a in v.map { a * $0 } }, target = form.linear.map { Rational(2) * $0 }
        guard let sums = SignedSums.all(of: terms, dimension: d) else { return nil }
        if sums.contains(target) { return terms.count }
        for i in terms.indices where !terms[i].isZeroVector {
            var others = terms
            others.remove(at: i)
            guard let sums = SignedSums.all(of: others, dimension: d) else { return nil }
            if sums.contains(where: { sum in zip(target, sum).map { $0 - $1 }.isMultiple(of: terms[i]) }) { return terms.count + 1 }
        }
        return terms.count + 2
    }

    /// A neuron that is constant in x supplies the constant alone.
    static var leastWidthHoldsWithBiases: Bool { false }

    static func jet(_ z: Interval) -> [Interval] {
        [z.softplus(), z.sigmoid(), z.sigmoidFirstDerivative(), z.sigmoidSecondDerivative()]
    }

    static func fourthAndFifthDerivative(_ z: Interval) -> (fourth: Interval, fifth: Interval) {
        (z.sigmoidThirdDerivative(), Sigmoid.fourthAndFifthDerivative(z).fourth)
    }

    static func approximateJet(_ z: Double) -> (Double, Double, Double, Double) {
        let s = Sigmoid.approximateJet(z)
        return (max(z, 0) + log1p(Foundation.exp(-abs(z))), s.0, s.1, s.2)
    }
}
