import Certify
import Foundation
import Rigor

/// tanh z = 2 sigmoid(2z) - 1, so its derivative of order p is 2^(p+1) sigmoid^(p)(2z).
struct HyperbolicTangent: ExponentialForm {
    /// Odd.
    var symmetry: SymmetryDecomposition { Self.decomposition }
    private static let decomposition = SymmetryDecomposition(.zero, .zero, odd: true, even: false, slopeAtZero: .one)
    var reflection: Activation.Reflection { .odd }
    var coqName: String? { "Tanh" }

    /// Q.
    func leastWidth(_ form: NetworkNormalForm, dimension: Int) -> Int? { form.odd.count }

    /// 1, 1, 8/(6 sqrt 3), 2, 32 sup |sigmoid''''|.
    func suprema(reach: Double) -> [Double] { [1, 1, 0.7699, 2, 4.0861] }

    func jet(_ z: Interval) -> [Interval] {
        let twice = z + z, precision = z.precision
        return [
            z.tanh(), Interval(4, precision: precision) * twice.sigmoidFirstDerivative(),
            Interval(8, precision: precision) * twice.sigmoidSecondDerivative(),
            Interval(16, precision: precision) * twice.sigmoidThirdDerivative(),
        ]
    }

    func fourthAndFifthDerivative(_ z: Interval) -> (fourth: Interval, fifth: Interval) {
        let (fourth, fifth) = Sigmoid().fourthAndFifthDerivative(z + z)
        return (Interval(32, precision: z.precision) * fourth, Interval(64, precision: z.precision) * fifth)
    }

    func approximateJet(_ z: Double) -> (Double, Double, Double, Double) {
        let t = Foundation.tanh(z), p = 1 - t * t
        return (t, p, -2 * t * p, p * (6 * t * t - 2))
    }

    // MARK: From E = exp(-2z)

    var rate: Double { 2 }
    func value(_ decay: Double) -> Double { 2 / (1 + decay) - 1 }

    func fillJets(from decay: UnsafePointer<Double>, count: Int, order: Int, _ jets: Float64Jets) {
        Sigmoid().fillJets(from: decay, count: count, order: order, jets)
        let value = jets.value, first = jets.first, second = jets.second, third = jets.third
        for k in 0..<count { value[k] = 2 * value[k] - 1 }
        if order >= 1 { for k in 0..<count { first[k] *= 4 } }
        if order >= 2 { for k in 0..<count { second[k] *= 8 } }
        if order >= 3 { for k in 0..<count { third[k] *= 16 } }
    }

    /// Those of the sigmoid times 2^(p+1), and the rounding of 2 s - 1.
    func jetErrors(argument: Double, largest: Double) -> [Double] {
        Sigmoid().jetErrors(argument: argument, largest: largest).enumerated().map { order, error in
            (UpperBound(error) * UpperBound(2 << order) + 2 * UpperBound(Directed.unitRoundoff)).value
        }
    }

    func fillJets(from decay: IntervalPointer, order: Int, _ jets: IntervalJets) {
        Sigmoid().fillJets(from: decay, order: order, jets)
        let kernel = jets.kernel, scratch = jets.scratch
        // tanh z = s(2z) - (1 - s(2z))
        kernel.setInteger(scratch, 1)
        kernel.scaleByPowerOfTwo(jets.value, jets.value, 1)
        kernel.subtract(jets.value, jets.value, scratch)
        for q in 1..<max(1, order + 1) { kernel.scaleByPowerOfTwo(jets[q], jets[q], q + 1) }
    }

    /// t'''' = 4 t'' (1 - 3 t').
    func fourthDerivative(_ result: IntervalPointer, _ jets: IntervalJets) {
        Sigmoid().fourthDerivative(result, jets, factor: -3)
        jets.kernel.scaleByPowerOfTwo(result, result, 2)
    }

    // MARK: In double-double

    func fillJets(
        from decay: UnsafePointer<DoubleDouble4>, count: Int, order: DerivativeOrder, _ jets: DoubleDoubleJets
    ) {
        Sigmoid().fillJets(from: decay, count: count, order: order, jets)
        let two = SIMD4<Double>(repeating: 2), four = SIMD4<Double>(repeating: 4)
        for k in 0..<count { jets.value[k] = jets.value[k].scaled(by: two) + SIMD4<Double>(repeating: -1) }
        guard order >= .gradient else { return }
        for k in 0..<count { jets.first[k] = jets.first[k].scaled(by: four) }
        guard order >= .hessian else { return }
        let eight = SIMD4<Double>(repeating: 8)
        for k in 0..<count { jets.second[k] = jets.second[k].scaled(by: eight) }
    }

    /// Those of the sigmoid twice, four and eight times, and 3 u² of 2 s + 1 for the sum.
    func doubleDoubleJetErrors(argument: UpperBound, largest: UpperBound) -> DoubleDoubleJetErrors {
        let errors = Sigmoid().doubleDoubleJetErrors(argument: argument, largest: largest)
        return DoubleDoubleJetErrors(
            value: 2 * errors.value + DoubleDoubleError.units(9.1), first: 4 * errors.first, second: 8 * errors.second)
    }
}
