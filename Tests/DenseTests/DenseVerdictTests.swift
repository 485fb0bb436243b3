import Certify
import Interchange
import Rigor
import Search
import Testing

@testable import Dense

/// Verdicts about critical points whose nature is known otherwise.
@Suite struct DenseVerdictTests {
    private func certify(_ problem: DenseProblem, _ parameters: [Double]) throws -> Certificate {
        let landscape = DenseLandscape(problem: problem)
        let certificate = Certifier(knowing: landscape).certify(Candidate(index: 0, parameters: parameters))
        try CertificateCheck(landscape: landscape).check(certificate)
        return certificate
    }

    /// XOR at theta = 0: every output is 0, p = 1/2, all first derivatives vanish. h = 0, so the only second
    /// derivatives are those by b2, those of W1 with W2 that vanish for W2 = 0 and balanced classes, and decay: loss
    /// log 2, smallest eigenvalue 2 lambda.
    @Test func xorAtTheOrigin() throws {
        let certificate = try certify(try DenseFixture.xor(decay: "1/100"), [Double](repeating: 0, count: 12))
        guard case .localMinimum(let point, _) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(point.loss.contains(0.6931471805599453))
        #expect(point.smallestEigenvalue.contains(0.02) && point.indexUpper == 0 && point.nullity == 0)
        #expect(point.distanceUpper < 1e-12)
    }

    /// The same without decay: the origin is degenerate, and nothing is said of it.
    @Test func xorAtTheOriginWithoutDecay() throws {
        let certificate = try certify(try DenseFixture.xor(decay: nil), [Double](repeating: 0, count: 12))
        guard case .undecided = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
    }

    @Test func aSlopeIsNotCritical() throws {
        let certificate = try certify(
            try DenseFixture.xor(decay: "1/100"), [0.5, -0.3, 0.8, 0.4, 0.1, -0.2, 1, 0.5, -0.7, 0.2, 0.3, -0.1])
        guard case .notCritical(let ball, _) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(ball.radius > 1e-6)
    }

    /// Logistic regression with decay is strictly convex: the one critical point is the minimum.
    @Test func logisticRegression() throws {
        let problem = try DenseFixture.problem(
            """
            {"format": "certify-problem", "version": 1,
             "layers": [{"width": 1, "activation": "identity", "bias": true}], "loss": "logistic",
             "data": {"points": [[0, 1], [1, 0], [2, 1], [-1, 1]]}, "labels": {"classes": [0, 1, 1, 0]},
             "decay": {"pytorch_weight_decay": "1/10"}}
            """)
        let landscape = DenseLandscape(problem: problem)
        let reached = landscape.approximateMinimum(from: [0.5, 0, 0])
        let certificate = try certify(problem, reached)
        #expect(certificate.verdict.kind == .localMinimum)
        #expect(certificate.verdict.criticalPoint?.isIsolated == true)
    }

    /// Two points, more parameters than residuals: three layers fit both labels exactly near a good candidate.
    @Test func interpolation() throws {
        let problem = try DenseFixture.problem(
            """
            {"format": "certify-problem", "version": 1,
             "layers": [{"width": 2, "activation": "tanh", "bias": true},
                        {"width": 2, "activation": "gelu", "bias": true},
                        {"width": 1, "activation": "identity", "bias": true}],
             "loss": "mean-squared-error", "data": {"points": [[0], [1]]}, "labels": {"given": ["1/3", "-1/2"]}}
            """)
        let landscape = DenseLandscape(problem: problem)
        let start = [0.5, -0.8, 0.1, 0.2, 0.7, -0.4, 0.3, 0.9, 0.1, -0.2, 0.8, -0.6, 0.1]
        #expect(start.count == landscape.parameterCount)
        let reached = landscape.approximateMinimum(from: start)
        let certificate = try certify(problem, reached)
        guard case .globalMinimum(let point) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(point.loss.upper == 0 && point.nullity == 11 && point.isIsolated == false)
    }
}
