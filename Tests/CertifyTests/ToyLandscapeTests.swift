import Certify
import Rigor
import Search
import Testing

/// Everything that is proved without any structure, on a cubic whose critical points are known exactly.
@Suite struct ToyLandscapeTests {
    private let certifier = Certifier(landscape: ToyLandscape())

    private func certify(_ x: Double, _ y: Double) throws -> Certificate {
        let certificate = certifier.certify(Candidate(index: 0, parameters: [x, y]))
        try CertificateCheck(landscape: ToyLandscape()).check(certificate)
        return certificate
    }

    @Test func theMinimumIsFound() throws {
        let certificate = try certify(1 + 1e-9, -1e-9)
        guard case .localMinimum(let point, let globality) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(point.loss.contains(-2))
        #expect(point.smallestEigenvalue.contains(2))
        #expect((point.indexLower, point.indexUpper) == (0, 0))
        #expect(point.isIsolated == true)
        // the cubic falls below every value, but no point below this one was named
        #expect(globality == .open)
        #expect(point.distanceUpper < 2e-9)
    }

    @Test func theSaddleHasIndexOne() throws {
        let certificate = try certify(-1, 1e-10)
        guard case .saddle(let point) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(point.loss.contains(2))
        #expect(point.smallestEigenvalue.contains(-6))
        #expect((point.indexLower, point.indexUpper, point.nullity) == (1, 1, 0))
    }

    /// |grad L| = 3 at the origin, and the nearest critical point is at distance 1.
    @Test func theOriginIsNotCritical() throws {
        let certificate = try certify(0, 0)
        guard case .notCritical(let ball, _) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(ball.radius < 1)
        #expect(ball.loss.contains(0))
    }

    @Test func aSaddleIsNoMinimum() throws {
        var forged = try certify(-1, 0)
        guard case .saddle(let point) = forged.verdict else {
            Issue.record("\(forged.verdict)")
            return
        }
        forged.verdict = .localMinimum(point, .open)
        #expect(throws: Refusal.self) { try CertificateCheck(landscape: ToyLandscape()).check(forged) }
    }

    @Test func aBallThatHoldsTheMinimumIsNotExcluded() throws {
        let witness = ExclusionWitness(
            centre: [.zero, .zero], radius: 1.0000001, direction: [-1, 0], hessianLipschitz: 6)
        let evaluator = try ToyLandscape().makeEvaluator(.multiple(Precision(bits: 128)))
        #expect(throws: Refusal.self) { try witness.conclude(with: evaluator) }
    }
}
