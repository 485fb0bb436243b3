import Certify
import Foundation
import Interchange
import Networks
import Rigor
import Search
import Testing

/// End points of real training, when the folder that holds them is there.
@Suite struct ReductionCandidateSetTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/candidates").path
    static var isPresent: Bool { FileManager.default.fileExists(atPath: folder + "/width4-critical.npz") }

    @Test(
        .enabled(if: isPresent, "the candidate sets are not there"),
        arguments: [("width4-polished", 6, 0), ("width4-critical", 1, 24), ("width5-critical", 0, 22)])
    func structuredVerdictsSurviveTheCheck(set: String, plateaus: Int, saddles: Int) throws {
        let file = try CandidateFile(contentsOf: "\(Self.folder)/\(set).npz")
        let landscape = TwoLayerLandscape(problem: .reference, width: file.width)
        let worker = Certifier(landscape: landscape, structures: [ReductionSearch()]).makeWorker()
        let check = CertificateCheck(landscape: landscape)
        var minima = 0, strict = 0
        for candidate in file.candidates {
            let certificate = worker.certify(candidate)
            guard case .structured = certificate.argument else { continue }
            try check.check(certificate)
            if case .noLocalMinimum = certificate.verdict { continue }
            switch certificate.verdict {
            case .localMinimum(let point, .nonGlobal):
                minima += 1
                #expect(point.nullity == point.familyDimension)
            case .saddle(let point):
                strict += 1
                // float64 sees the same sign at the converged candidates
                if (candidate.claims.gradientNorm ?? 1) < 1e-15, point.distanceUpper < 1e-9 {
                    #expect((candidate.claims.minimumEigenvalue ?? 0) < -1e-6, "\(candidate.index)")
                }
            default: Issue.record("\(candidate.index): \(certificate.verdict)")
            }
        }
        #expect(minima >= plateaus && strict >= saddles, "\(minima) plateaus, \(strict) saddles")
    }
}
