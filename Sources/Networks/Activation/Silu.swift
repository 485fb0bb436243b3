import Foundation
import Rigor

/// z sigmoid(z).
struct Silu: GatedActivation {
    var doubleDoubleForm: DoubleDoubleForm? { .ofArgument(DoubleDoubleSilu()) }

    func gate(_ z: Interval) -> [Interval] {
        let (fourth, fifth) = Sigmoid().fourthAndFifthDerivative(z)
        return Sigmoid().jet(z) + [fourth, fifth]
    }

    func fillGate(from arguments: UnsafePointer<Double>, count: Int, order: Int, _ jets: Float64Jets) {
        for k in 0..<count {
            let g = logisticJet(arguments[k])
            jets.value[k] = g.value
            jets.first[k] = g.first
            jets.second[k] = g.second
            jets.third[k] = g.third
        }
    }

    /// Those of `logisticJet` with R = 8.01 u: their suprema (tests) and 1 % more.
    var gateErrors: GateErrors {
        GateErrors(tail: 1.9, moments: [2.7, 2.6, 3.8], errors: [4.2, 2.1, 1.6])
    }

    /// |s| <= |z|; the others by interval evaluation on [-12, 12] (tests). Beyond, with |sg^(p)| <= 1.3 e^-|z| for p =
    /// 1 .. 4, |s^(p)| <= 1.3 (|z| + p) e^-|z| < 0.001 for p >= 2, and s' is within that of 0 or 1.
    func suprema(reach: Double) -> [Double] { [reach, 1.0999, 0.5001, 0.3083, 0.5001] }

    var jetCost: Double { 40 }

    func approximateJet(_ z: Double) -> (Double, Double, Double, Double) {
        let g = Sigmoid().approximateJet(z)
        return (z * g.0, g.0 + z * g.1, 2 * g.1 + z * g.2, 3 * g.2 + z * g.3)
    }
}
