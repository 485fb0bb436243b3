import Certify
import Foundation
import Rigor

/// exp z, all of whose derivatives are itself.
struct ExponentialFunction: ExponentialForm {
    /// No symmetry: E stands for s itself, and every input weight is its own class.
    var symmetry: SymmetryDecomposition { Self.decomposition }
    private static let decomposition = SymmetryDecomposition(
        .zero, .zero, odd: false, even: true, mirrors: false, slopeAtZero: .one)
    var reflection: Activation.Reflection { .none }

    /// Q.
    func leastWidth(_ form: NetworkNormalForm, dimension: Int) -> Int? { form.even.count }

    /// exp(reach).
    func suprema(reach: Double) -> [Double] {
        [Double](repeating: reach < exponentialRange ? exponential(reach) * 1.001 : .infinity, count: 5)
    }

    func jet(_ z: Interval) -> [Interval] { [Interval](repeating: z.exp(), count: 4) }

    func fourthAndFifthDerivative(_ z: Interval) -> (fourth: Interval, fifth: Interval) {
        let value = z.exp()
        return (value, value)
    }

    func approximateJet(_ z: Double) -> (Double, Double, Double, Double) {
        let e = Foundation.exp(z)
        return (e, e, e, e)
    }

    // MARK: From E = exp(z)

    var rate: Double { -1 }
    func value(_ decay: Double) -> Double { decay }

    func fillJets(from decay: UnsafePointer<Double>, count: Int, order: Int, _ jets: Float64Jets) {
        for k in 0..<count { jets.value[k] = decay[k] }
        if order >= 1 { for k in 0..<count { jets.first[k] = decay[k] } }
        if order >= 2 { for k in 0..<count { jets.second[k] = decay[k] } }
        if order >= 3 { for k in 0..<count { jets.third[k] = decay[k] } }
    }

    /// |E e^t - E| <= E t (1 + t) for 0 <= t <= 1; infinite for t > 1.
    func jetErrors(argument: Double, largest: Double) -> [Double] {
        guard argument <= 1 else { return [Double](repeating: .infinity, count: 4) }
        let relative = UpperBound(argument) * (1 + UpperBound(argument)) + 2 * UpperBound(Directed.unitRoundoff)
        return [Double](repeating: (relative * UpperBound(largest)).value, count: 4)
    }

    func fillJets(from decay: IntervalPointer, order: Int, _ jets: IntervalJets) {
        for q in 0...order { jets.kernel.set(jets[q], decay) }
    }

    func fourthDerivative(_ result: IntervalPointer, _ jets: IntervalJets) { jets.kernel.set(result, jets[3]) }

    // MARK: In double-double

    func fillJets(
        from decay: UnsafePointer<DoubleDouble4>, count: Int, order: DerivativeOrder, _ jets: DoubleDoubleJets
    ) {
        for k in 0..<count { jets.value[k] = decay[k] }
        guard order >= .gradient else { return }
        for k in 0..<count { jets.first[k] = decay[k] }
        guard order >= .hessian else { return }
        for k in 0..<count { jets.second[k] = decay[k] }
    }

    /// |E e^t - E| <= E t (1 + t) for 0 <= t <= 1/2.
    func doubleDoubleJetErrors(argument: UpperBound, largest: UpperBound) -> DoubleDoubleJetErrors {
        let error = largest * argument * (1 + argument)
        return DoubleDoubleJetErrors(value: error, first: error, second: error)
    }
}
