import Certify
import Interchange
import Networks
import Rigor

extension CoqCertificate {
    /// The Coq counterpart of a certificate.
    ///
    /// - Precondition: the certificate was checked. Its verdict then goes with its argument, and the structure of a
    ///   reduction is one of the student.
    public init(_ certificate: Certificate, landscape: any Landscape) throws(CoqUnsupported) {
        guard let landscape = landscape.twoLayerWithOneOutput else {
            throw .problem(
                "the Coq development knows two-layer networks with one output on finite data, not this landscape")
        }
        guard landscape.problem.outputBias == .none, landscape.problem.teacher?.bias.isZeroVector ?? true else {
            throw .problem("the Coq development has no output biases, of students or of teachers")
        }
        let candidate = certificate.candidate.point
        switch (certificate.argument, certificate.verdict) {
        case (.isolatedPoint(let witness), .localMinimum(let point, _)),
            (.isolatedPoint(let witness), .saddle(let point)):
            self = try CoqCertificate(
                isolatedPoint: witness, stated: point, candidate: candidate, reference: certificate.reference,
                landscape: landscape)
        case (.exclusion(let witness, _), .notCritical(let ball, _)):
            guard witness.centre == candidate else {
                throw .verdict("the excluded ball is not centred at the candidate")
            }
            self = try CoqCertificate(exclusion: witness, stated: ball, landscape: landscape)
        case (.structured(let argument as GlobalMinimumArgument), .globalMinimum(let point)):
            self = try CoqCertificate(
                globalMinimum: argument, stated: point, candidate: candidate, landscape: landscape)
        case (.structured(let argument as ReductionArgument), .localMinimum(let point, _)),
            (.structured(let argument as ReductionArgument), .saddle(let point)):
            let centre = argument.centre(on: landscape)
            self = try CoqCertificate(
                reduction: argument, stated: point, reference: certificate.reference, landscape: landscape
            ).saying(Self.place(centre, candidate))
        case (.structured(let argument), _):
            throw .verdict("arguments of kind \"\(argument.kindName)\" have no Coq checker yet")
        default:
            throw .verdict("a certificate of \(certificate.verdict.name) with this argument has no Coq counterpart")
        }
        guard Self.verdictKinds[verdict]?.contains(certificate.verdict.kind) == true else {
            throw .verdict("\(verdict) is no theorem about a \(certificate.verdict.name)")
        }
        compare(with: certificate.verdict)
    }

    /// The verdicts that each Coq proposition spells out.
    private static let verdictKinds: [String: Set<Verdict.Kind>] = [
        "IsolatedPointVerdict": [.localMinimum, .saddle], "PlateauVerdict": [.localMinimum],
        "DegenerateSaddleVerdict": [.saddle], "ExclusionVerdict": [.notCritical],
        "GlobalMinimumVerdict": [.globalMinimum],
    ]

    /// How far the point around which the theorem is stated is from the candidate: exact arithmetic of this program, no
    /// part of the theorem.
    static func place(_ centre: [Dyadic], _ candidate: [Dyadic]) -> String {
        "; the centre is within \(OutwardDecimal.upper(Distance.upper(centre, candidate), digits: 6)) of the candidate"
    }
}
