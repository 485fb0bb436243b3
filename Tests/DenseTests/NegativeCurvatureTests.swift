import Certify
import Rigor
import TestSupport
import Testing

@testable import Dense
@testable import Search

/// "No local minimum within a radius": what is proved, how far, and what must be refused.
@Suite struct NegativeCurvatureTests {
    /// L = (a w - 1)², in two layers without biases: at 0 the form along (1, 1) is -2, on the sphere of radius rho at
    /// most 3 rho² - 2, which is attained.
    private static func product() throws -> DenseLandscape {
        DenseLandscape(
            problem: try DenseFixture.problem(
                """
                {"format": "certify-problem", "version": 1, "loss": "mean-squared-error",
                 "layers": [{"width": 1, "activation": "identity", "bias": false},
                            {"width": 1, "activation": "identity", "bias": false}],
                 "data": {"points": [[1]]}, "labels": {"given": [1]}}
                """))
    }

    private static func context(
        _ landscape: any Landscape, _ point: [Double], _ precision: Precision = Precision(bits: 128)
    ) -> ProofContext {
        ProofContext(landscape: landscape, candidate: point.dyadics, precision: precision, reference: nil)
    }

    @Test(arguments: [Precision.float64, Precision(bits: 128)]) func knownForm(precision: Precision) throws {
        let context = Self.context(try Self.product(), [0, 0], precision)
        let argument = NegativeCurvatureArgument(radius: 0.25, direction: [1, 1], curvatureUpper: -1.5)
        guard case .noLocalMinimum(let ball) = try argument.conclude(in: context) else {
            Issue.record("another verdict")
            return
        }
        #expect(ball.radius == 0.25 && ball.curvatureUpper == -1.5)
        #expect(ball.loss.contains(1) && ball.loss.upper - ball.loss.lower < 1e-12)
        // 3/16 - 2 is attained
        for curvature in [-1.8126, -2, 0, 1.5, -.infinity, .nan] {
            #expect(throws: Refusal.self) {
                try NegativeCurvatureArgument(radius: 0.25, direction: [1, 1], curvatureUpper: curvature).conclude(
                    in: context)
            }
        }
        // beyond sqrt(2/3) the form is not negative
        for radius in [0.8165, 2, 0, -1, .infinity, .nan] {
            #expect(throws: Refusal.self) {
                try NegativeCurvatureArgument(radius: radius, direction: [1, 1], curvatureUpper: -0x1p-60).conclude(
                    in: context)
            }
        }
        for direction in [[1, -1], [1, 0], [0, 0], [1], [1, 1, 1], [.nan, 1], [.infinity, 1]] {
            #expect(throws: Refusal.self) {
                try NegativeCurvatureArgument(radius: 0x1p-20, direction: direction, curvatureUpper: -0x1p-60)
                    .conclude(in: context)
            }
        }
    }

    /// At points all over the stated ball the Hessian's form, made without this code, is at most what is stated; the
    /// certificate is verified in MPFR, and claims beyond it are refused.
    @Test func deepNetworks() throws {
        var generator = SeededGenerator(seed: 21), found = 0
        for item in DenseFixture.oracle.prefix(24) {
            let landscape = DenseLandscape(problem: item.problem), n = landscape.parameterCount
            let worker = Certifier(landscape: landscape).makeWorker()
            let candidate = Candidate(index: 0, parameters: item.parameters)
            let near = try? landscape.makeEvaluator(.float64).enclosure(
                on: Ball(centre: candidate.point), order: .hessian)
            guard let finding = worker.ballWithoutMinima(around: candidate, required: 1e-4, near: near),
                case .noLocalMinimum(let ball) = finding.verdict,
                case .structured(let known) = finding.argument,
                let argument = known as? NegativeCurvatureArgument
            else { continue }
            found += 1
            var certificate = Certificate(
                candidate: candidate, verdict: finding.verdict, argument: finding.argument, reference: nil,
                candidateEnclosure: nil, bits: finding.bits, rungs: [], seconds: 0)
            let check = CertificateCheck(landscape: landscape)
            try check.check(certificate)
            let evaluator = try landscape.makeEvaluator(.multiple(Precision(bits: 128)))
            let square = VectorEnclosure(exactly: argument.direction).squaredNorm
            for _ in 0..<6 {
                var step = (0..<n).map { _ in Double.random(in: -1...1, using: &generator) }
                let length = step.reduce(0) { $0 + $1 * $1 }.squareRoot()
                step = step.map { $0 / length * ball.radius * 0.999 }
                let point = zip(item.parameters, step).map { $0 + $1 }
                let hessian = try evaluator.enclosure(on: Ball(centre: point.dyadics), order: .hessian).hessian
                let form = try #require(hessian).quadraticForm(argument.direction)
                #expect(form.upper / square.upper <= ball.curvatureUpper)
            }
            for (radius, curvature) in [
                (ball.radius * 1.01, ball.curvatureUpper), (ball.radius, ball.curvatureUpper * 1.01),
            ] {
                certificate.verdict = .noLocalMinimum(
                    NoLocalMinimum(radius: radius, curvatureUpper: curvature, loss: ball.loss))
                #expect(throws: Refusal.self) { try check.check(certificate) }
            }
            certificate.verdict = .undecided(.structureOpen(""))
            try check.check(certificate)
        }
        #expect(found > 5)
    }

    /// Landscapes that know nothing of directions are enclosed through the Hessian at the centre and K2: same point,
    /// same bound to within what K2 is too large by.
    @Test func throughTheHessian() throws {
        let problem = try DenseFixture.xor(decay: "1e-3"), landscape = DenseLandscape(problem: problem)
        var generator = SeededGenerator(seed: 5)
        let n = landscape.parameterCount
        for _ in 0..<6 {
            let point = (0..<n).map { _ in Double.random(in: -1...1, using: &generator) }
            let v = (0..<n).map { _ in Double.random(in: -1...1, using: &generator) }
            for radius in [0, 1e-5] {
                let ball = Ball(centre: point.dyadics, radius: radius)
                let evaluator = try landscape.makeEvaluator(.multiple(Precision(bits: 128)))
                let general = try evaluator.curvature(on: ball, along: v)
                let own = try landscape.curvature(on: ball, along: v, level: .multiple(Precision(bits: 128)), jobs: 1)
                for (a, b) in [
                    (general.loss, own.loss), (general.slope, own.slope), (general.curvature, own.curvature),
                ] {
                    #expect(a.lower <= b.upper && b.lower <= a.upper)
                    #expect(max(abs(a.lower - b.lower), abs(a.upper - b.upper)) < (radius == 0 ? 1e-12 : 0.1))
                }
            }
        }
    }

    /// Float64 holds what MPFR encloses, for the loss and the norm of the gradient, whatever the blocks; and the norm
    /// is that of the gradient that the program for Hessians makes.
    @Test func magnitudes() throws {
        for item in DenseFixture.oracle {
            let landscape = DenseLandscape(problem: item.problem), point = item.parameters.dyadics
            let coarse = try landscape.magnitudes(at: point, order: .gradient, level: .float64, jobs: 2)
            let sharp = try landscape.magnitudes(
                at: point, order: .gradient, level: .multiple(Precision(bits: 200)), jobs: 1)
            let precision = Precision(bits: 256)
            let square = item.gradient.reduce(Interval(0, precision: precision)) { $0 + $1 * $1 }
            let norm = square.squareRoot()
            for found in [coarse, sharp] {
                #expect(found.loss.lower <= item.loss.upperDouble && item.loss.lowerDouble <= found.loss.upper)
                #expect(found.gradientNorm.lower <= norm.upperDouble && norm.lowerDouble <= found.gradientNorm.upper)
            }
            #expect(coarse.gradientNorm.upper - coarse.gradientNorm.lower < 1e-8 * max(1, norm.upperDouble))
            #expect(sharp.gradientNorm.upper - sharp.gradientNorm.lower < 1e-13 * max(1, norm.upperDouble))
            let value = try landscape.magnitudes(at: point, order: .loss, level: .float64, jobs: 1)
            #expect(value.loss == coarse.loss && value.gradientNorm == Bounds(lower: 0, upper: .infinity))
        }
    }

    /// A point that is no critical point and stands for none, on families that nothing here describes: what was
    /// undecided is told to be no local minimum near, and where something stronger is proved that stays.
    @Test func verdicts() throws {
        let problem = try DenseFixture.problem(Self.unseenInput)
        let landscape = DenseLandscape(problem: problem)
        let certifier = Certifier(landscape: landscape)
        let certificate = certifier.certify(Candidate(index: 0, parameters: [0.3, 1e-9, 0.2, 2e-9, -1e-9, 1e-9]))
        guard case .noLocalMinimum(let ball) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(ball.radius > 0.05 && ball.radius < 1 && ball.curvatureUpper < -0.5)
        try CertificateCheck(landscape: landscape).check(certificate)
        // a regular saddle is one
        let saddle = Certifier(landscape: try Self.product()).certify(Candidate(index: 0, parameters: [1e-9, 1e-9]))
        #expect(saddle.verdict.kind == .saddle)
        // at a minimum no direction does
        let minimum = certifier.certify(Candidate(index: 0, parameters: [0, 1, 0, 0, 1, 0]))
        #expect(minimum.verdict.kind != .noLocalMinimum)
    }

    /// With more parameters than a Hessian is formed for: by Lanczos steps, or along the direction that is given, which
    /// need not be a good one.
    @Test func withoutHessians() throws {
        let landscape = DenseLandscape(problem: try DenseFixture.problem(Self.unseenInput))
        var options = Certifier.Options()
        options.largestHessian = 4
        let certifier = Certifier(landscape: landscape, options: options)
        var candidate = Candidate(
            index: 0, parameters: [0.3, 0.1, 0.2, 0.2, -0.1, 0.1],
            claims: Candidate.Claims(loss: 1, minimumEigenvalue: -2))
        for direction in [nil, [0, 1, 0, 0, 1, 0], [0, 1, 0, 0, -1, 0]] as [[Double]?] {
            candidate.direction = direction
            let certificate = certifier.certify(candidate)
            #expect(certificate.verdict.kind == .noLocalMinimum)
            #expect(certificate.candidateEnclosure == nil && certificate.audit.loss == .undecided)
            #expect(certificate.audit.smallestEigenvalue == .signConfirmed)
            try CertificateCheck(landscape: landscape).check(certificate)
        }
        candidate = Candidate(index: 0, parameters: [0, 1, 0, 0, 1, 0])
        let open = certifier.certify(candidate)
        #expect(open.verdict.kind == .undecided)
    }

    /// L = (W_2 W_1 (0, 1)' - 1)², hidden width 2: the first input is always 0.
    private static let unseenInput = """
        {"format": "certify-problem", "version": 1, "loss": "mean-squared-error",
         "layers": [{"width": 2, "activation": "identity", "bias": false},
                    {"width": 1, "activation": "identity", "bias": false}],
         "data": {"points": [[0, 1]]}, "labels": {"given": [1]}}
        """
}
