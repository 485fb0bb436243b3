import Foundation
import Networks
import Rigor

/// Plain float64, for search: nothing it returns is proved.
extension Double: NetworkNumber {
    static func jet(_ activation: Activation, _ z: Double) -> ActivationJet<Double> {
        let jet = activation.approximateJet(z)
        return ActivationJet(value: jet.0, first: jet.1, second: jet.2, third: jet.3)
    }
    func exponential() -> Double { Foundation.exp(self) }
    func logarithm() -> Double { Foundation.log(self) }
}

extension ApproximateArithmetic: NetworkArithmetic {
    func number(_ value: Rational) -> Double { value.nearestDouble }
    func number(exactly value: Double) -> Double { value }
}
