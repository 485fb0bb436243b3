import Certify
import Rigor

extension NarrowCriticalPoint {
    /// The critical point of a narrow network in a certificate: the certified point itself when it is isolated, the
    /// point of the narrow network when it is a reduction.
    ///
    /// Its hypotheses are verified again, with the precision of `CertificateCheck`.
    /// - Throws: a refusal that says why the certificate has none, or which hypothesis could not be verified.
    public static func certified(by certificate: Certificate, on landscape: TwoLayerLandscape) throws(Refusal)
        -> NarrowCriticalPoint
    {
        let precision = CertificateCheck.precision(for: certificate)
        switch certificate.argument {
        case .isolatedPoint(let witness):
            return try certified(by: witness, on: landscape, precision: precision)
        case .structured(let argument as ReductionArgument):
            guard let witness = argument.reduced else {
                throw .inequality("all outputs of the certified point are 0: there is no neuron to split")
            }
            guard argument.constantPair == nil else {
                throw .inequality("the narrow network has an output bias, which the students have not")
            }
            return try certified(by: witness, on: landscape.withWidth(argument.reducedWidth), precision: precision)
        case .structured:
            throw .inequality("its argument holds no isolated critical point of a narrow network")
        case .exclusion:
            throw .inequality("the certificate proves that there is no critical point near the candidate")
        case .none:
            throw .inequality("nothing is proved about the candidate")
        }
    }
}
