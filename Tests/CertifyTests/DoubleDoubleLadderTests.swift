import Certify
import Networks
import Rigor
import Search
import Testing

/// A minimum whose gradient float64 encloses too coarsely, and claims that it cannot judge: double-double decides, and
/// MPFR checks.
///
/// L(w, a) = (a w - 1)² + lambda (w² + a²) has its minimum at w = a = sqrt(1 - lambda): dL/dw = 2 (a w - 1) a + 2
/// lambda w, 0 for a = w where w² = 1 - lambda. L = lambda² + 2 lambda (1 - lambda) = 2 lambda - lambda² there, and the
/// Hessian has the eigenvalue 2 w² + 2 lambda - (4 w² - 2) = 4 lambda in the direction (1, -1).
@Suite struct DoubleDoubleLadderTests {
    static let lambda = Rational(1, 1_000_000_000)

    static func landscape() throws -> TwoLayerLandscape {
        TwoLayerLandscape(
            problem: try TwoLayerProblem(
                activation: .identity, data: .points([[.one]]), labels: .given(numbers: [.one]),
                decay: Decay(uniform: lambda)), width: 1)
    }

    @Test func smallCurvature() throws {
        let landscape = try Self.landscape()
        let certificate = Certifier(landscape: landscape).certify(Candidate(index: 0, parameters: [1, 1]))
        guard case .localMinimum(let point, _) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(certificate.bits == EvaluationLevel.doubleDouble.bits)
        #expect(certificate.rungs.map(\.bits) == [53])
        #expect(point.isIsolated == true && point.nullity == 0)
        let loss = Rational(2) * Self.lambda - Self.lambda * Self.lambda
        #expect(Rational(exactly: point.loss.lower).map { $0 <= loss } == true)
        #expect(Rational(exactly: point.loss.upper).map { $0 >= loss } == true)
        #expect(point.smallestEigenvalue.contains(4e-9) && point.smallestEigenvalue.magnitude < 4.1e-9)
        // sqrt 2 (1 - sqrt(1 - lambda)) = 7.07e-10
        #expect(point.distanceUpper < 1e-9 && point.distanceUpper > 7e-10)
        try CertificateCheck(landscape: landscape).check(certificate)
        #expect(CertificateCheck.precision(for: certificate) == Precision(bits: 128))
        // what is proved in double-double may not be overstated either
        var greedy = certificate
        guard case .isolatedPoint(var witness) = greedy.argument else {
            Issue.record("no isolated point")
            return
        }
        witness.gradientNorm *= 0x1p-10
        greedy.argument = .isolatedPoint(witness)
        #expect(throws: Refusal.self) { try CertificateCheck(landscape: landscape).check(greedy) }
    }

    /// A gradient far below what float64 encloses is judged with a gradient, and confirmed or refuted.
    @Test func claimsAboutTheGradient() throws {
        let landscape = try Self.landscape()
        let w = (1 - 1e-9).squareRoot()
        let gradient = try #require(
            try landscape.makeEvaluator(.multiple(Precision(bits: 256))).enclosure(
                on: Ball(centre: [w, w].compactMap { Dyadic(exactly: $0) }), order: .gradient
            ).gradient)
        let norm = gradient.norm
        #expect(norm.lower > 1e-18 && norm.upper < 1e-15, "below what float64 can tell")
        for (claim, word) in [(norm.upper, Float64Claim.confirmed), (norm.upper * 1.01, .rounding)] {
            let certificate = Certifier(landscape: landscape).certify(
                Candidate(index: 0, parameters: [w, w], claims: .init(gradientNorm: claim)))
            #expect(certificate.candidateEnclosure?.bits == EvaluationLevel.doubleDouble.bits)
            #expect(certificate.audit.gradientNorm == word)
            #expect(certificate.candidateEnclosure?.gradientNorm.contains(norm.lower) == true)
            try CertificateCheck(landscape: landscape).check(certificate)
        }
    }

    /// Landscapes without that level climb from float64 or 64 bits as before.
    @Test func landscapesWithoutIt() throws {
        let erf = TwoLayerLandscape(
            problem: try TwoLayerProblem(
                activation: .erf, data: .points([[.one], [Rational(2)]]), labels: .given(numbers: [.one, .zero])),
            width: 1)
        #expect(throws: EvaluationFailure.self) { try erf.makeEvaluator(.doubleDouble) }
        let certificate = Certifier(landscape: erf).certify(Candidate(index: 0, parameters: [0.5, 0.5]))
        #expect(!certificate.rungs.map(\.bits).contains(106))
    }
}
