import Certify
import Interchange
import Networks
import Rigor
import Search
import Testing

/// Candidates on their way to infinity that no proof covers: not critical, with the way that float64 shows, and never a
/// minimum.
@Suite struct EscapeTests {
    /// Width 5, a neuron whose input weight diverges: end point 296 of the campaign.
    private static let escaping = [
        -0.8801642502846339, 0.6987569840115678, 0.21419227756343062, -0.008246202586992416, -1.4192078497847331,
        -0.7991124406380135, 65.54718587557385, 64.29390725830429, -1.4190345651328629, -0.7990416559241881,
        -0.36529663971477283, 0.7593827132277453, 1323.5545278743423, 0.002388490049669978, -1323.950992336678,
    ]

    private static func certifier(_ width: Int, escapeRadius: Double = 1e-12) -> Certifier {
        var options = Certifier.Options()
        options.escapeRadius = escapeRadius
        return Certifier(problem: .reference, width: width, options: options)
    }

    @Test func divergingWeightIsNotCritical() throws {
        let certifier = Self.certifier(5)
        let certificate = certifier.certify(Candidate(index: 0, parameters: Self.escaping))
        guard case .notCritical(let ball, nearest: nil) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(ball.radius >= 1e-12)
        #expect(certificate.approximateEscape?.hasPrefix("channel: input weight diverging (neuron 3") == true)
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
        let certificate = Self.certifier(5, escapeRadius: .infinity).certify(
            Candidate(index: 0, parameters: Self.escaping))
        guard case .undecided(.structureOpen(let why)) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(why.hasPrefix("channel: input weight diverging"))
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
