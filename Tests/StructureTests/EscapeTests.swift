import Certify
import Interchange
import Networks
import Rigor
import Search
import Testing

/// Candidates on their way to infinity that no proof covers: not critical, with the way that float64 shows, and never a
/// minimum.
@Suite struct EscapeTests {
    /// Three neurons of width 6 whose weights merge while their outputs diverge with sum of order one.
    private static let triple = [
        0.60005433, -0.02004179, -1.67371207, 1.60884628, 0.599613, -0.05346012, -0.15182267, 0.02575225, 0.60177254,
        0.01301425, 1.77563551,
        1.45387684, -96.93100494602984, -0.08013549986532115, 48.27867374, -0.7454381532162794, 49.38371079737427,
        0.09419250649774316,
    ]

    private static func certifier(_ width: Int, escapeRadius: Double = 1e-12) -> Certifier {
        var options = Certifier.Options()
        options.escapeRadius = escapeRadius
        return Certifier(problem: .reference, width: width, options: options)
    }

    @Test func tripleIsNotCritical() throws {
        let certifier = Self.certifier(6)
        let certificate = certifier.certify(Candidate(index: 0, parameters: Self.triple))
        guard case .notCritical(let ball, nearest: nil) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(ball.radius >= 1e-12)
        #expect(certificate.approximateEscape?.hasPrefix("channel: triple (neurons 0, 2, 4") == true)
        try CertificateCheck(landscape: certifier.landscape).check(certificate)
        // a larger ball than was proved
        guard case .exclusion(var witness, nearest: nil) = certificate.argument else {
            Issue.record("\(certificate.argument)")
            return
        }
        var wrong = certificate
        witness.radius *= 0x1p20
        wrong.argument = .exclusion(witness, nearest: nil)
        #expect(throws: Refusal.self) { try CertificateCheck(landscape: certifier.landscape).check(wrong) }
    }

    /// The way alone decides nothing: without a ball the candidate stays undecided.
    @Test func aWayWithoutABallIsUndecided() {
        let certificate = Self.certifier(6, escapeRadius: .infinity).certify(
            Candidate(index: 0, parameters: Self.triple))
        guard case .undecided(.structureOpen(let why)) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(why.hasPrefix("channel: triple"))
        #expect(certificate.approximateEscape == nil)
    }

    @Test(
        .enabled(if: ReductionCandidateSetTests.isPresent, "the candidate sets are not there"),
        arguments: [("width6-polished", 39, 5), ("width7-polished", 44, 0)])
    func wideSetsAreDecided(set: String, global: Int, atInfinity: Int) throws {
        let file = try CandidateFile(contentsOf: "\(ReductionCandidateSetTests.folder)/\(set).npz")
        let certifier = Self.certifier(file.width)
        let worker = certifier.makeWorker(), check = CertificateCheck(landscape: certifier.landscape)
        var counts = [String: Int]()
        for candidate in file.candidates {
            let certificate = worker.certify(candidate)
            try check.check(certificate)
            counts[certificate.verdict.name, default: 0] += 1
            if case .notCritical = certificate.verdict {
                #expect(certificate.approximateEscape?.hasPrefix("channel: ") == true)
            }
        }
        #expect(counts["global-minimum"] == global && counts["minimum-at-infinity"] ?? 0 >= atInfinity, "\(counts)")
        #expect(counts["undecided"] ?? 0 <= 2, "\(counts)")
    }
}
