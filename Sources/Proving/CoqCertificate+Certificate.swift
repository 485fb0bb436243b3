import Certify
import Interchange
import Landscape
import Rigor
import Structure

extension CoqCertificate {
    /// The Coq counterpart of a certificate.
    ///
    /// - Precondition: the certificate was checked. Its verdict then goes with its argument, and the structure of a reduction is one of the student.
    public init(_ certificate: Certificate, landscape: any Landscape) throws(CoqUnsupported) {
        guard let landscape = landscape as? TwoLayerLandscape else {
            throw .problem("the Coq development knows two-layer networks with one output on finite data, not this landscape")
        }
        switch certificate.argument {
        case .isolatedPoint(let witness):
            self = try CoqCertificate(isolatedPoint: witness, reference: certificate.reference, landscape: landscape)
                .saying(Self.place(witness.centre, certificate.candidate.point))
        case .exclusion(let witness, _):
            guard witness.centre == certificate.candidate.point else { throw .verdict("the excluded ball is not centred at the candidate") }
            self = try CoqCertificate(exclusion: witness, landscape: landscape)
        case .structured(let argument):
            switch argument {
            case let argument as GlobalMinimumArgument:
                self = try CoqCertificate(globalMinimum: argument, candidate: certificate.candidate.point, landscape: landscape)
            case let argument as ReductionArgument:
                let centre = argument.centre(width: landscape.width, inputDimension: landscape.inputDimension)
                self = try CoqCertificate(reduction: argument, reference: certificate.reference, landscape: landscape)
                    .saying(Self.place(centre, certificate.candidate.point))
            default:
                throw .verdict("arguments of kind \"\(argument.kind)\" have no Coq checker yet")
            }
        case .none:
            throw .verdict("an undecided candidate has nothing to prove")
        }
        guard Self.verdictNames[verdict] == certificate.verdict.name else {
            throw .verdict("\(verdict) is no theorem about a \(certificate.verdict.name)")
        }
        compare(with: certificate.verdict)
    }

    /// The verdict of a certificate that each Coq proposition spells out.
    private static let verdictNames = [
        "MinimumVerdict": "local-minimum", "PlateauVerdict": "local-minimum", "SaddleVerdict": "saddle", "DegenerateSaddleVerdict": "saddle",
        "ExclusionVerdict": "not-critical", "GlobalMinimumVerdict": "global-minimum",
    ]

    /// How far the point around which the theorem is stated is from the candidate: exact arithmetic of this program, no part of the theorem.
    static func place(_ centre: [Dyadic], _ candidate: [Dyadic]) -> String {
        "; the centre is within \(OutwardDecimal.upper(Distance.upper(centre, candidate), digits: 6)) of the candidate"
    }
}
