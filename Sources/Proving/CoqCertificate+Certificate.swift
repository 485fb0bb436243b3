import Certify
import Landscape
import Structure

extension CoqCertificate {
    /// The Coq counterpart of a certificate.
    public init(_ certificate: Certificate, landscape: any Landscape) throws(CoqUnsupported) {
        guard let landscape = landscape as? TwoLayerLandscape else {
            throw .problem("the Coq development knows two-layer networks with one output on finite data, not this landscape")
        }
        switch certificate.argument {
        case .isolatedPoint(let witness):
            self = try CoqCertificate(isolatedPoint: witness, reference: certificate.reference, landscape: landscape)
        case .exclusion(let witness, _):
            self = try CoqCertificate(exclusion: witness, landscape: landscape)
        case .structured(let argument):
            switch argument {
            case let argument as GlobalMinimumArgument:
                self = try CoqCertificate(globalMinimum: argument, candidate: certificate.candidate.point, landscape: landscape)
            case let argument as ReductionArgument:
                self = try CoqCertificate(reduction: argument, reference: certificate.reference, landscape: landscape)
            default:
                throw .verdict("arguments of kind \"\(argument.kind)\" have no Coq checker yet")
            }
        case .none:
            throw .verdict("an undecided candidate has nothing to prove")
        }
    }
}
