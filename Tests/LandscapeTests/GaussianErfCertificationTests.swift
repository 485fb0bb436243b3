import Certify
import Formats
import Gaussian
import Interchange
import Rigor
import Search
import TestSupport
import Testing

/// Verdicts on the Gaussian erf landscape.
@Suite struct GaussianErfCertificationTests {
    private func certify(_ landscape: GaussianErfLandscape, _ parameters: [Double]) throws -> Certificate {
        let certificate = Certifier(knowing: landscape).certify(Candidate(index: 0, parameters: parameters))
        try CertificateCheck(landscape: landscape).check(certificate)
        return certificate
    }

    private func partition(_ k: Int, _ sizes: [Int]) throws -> CopyAveragePartition {
        try #require(CopyAveragePartition(targetCount: k, sizes: sizes))
    }

    /// sum ( l/3 - (2/pi) l² asin(1/(2 l)) ).
    private static func knownLoss(_ sizes: [Int]) -> Double {
        sizes.reduce(0.0) { sum, l in
            sum + Double(l) / 3 - 2 / Double.pi * Double(l * l) * arcsine(1 / (2 * Double(l)))
        }
    }

    /// One neuron that averages two of k targets: a minimum for k <= 6, a saddle of index 1 from k = 7 on.
    @Test(arguments: [3, 6, 7, 8]) func oneAveragingPair(k: Int) throws {
        let sizes = [2] + Array(repeating: 1, count: k - 2), partition = try partition(k, sizes)
        let certificate = try certify(partition.landscape, partition.approximatePoint)
        let point = try #require(certificate.verdict.criticalPoint)
        #expect(certificate.verdict.kind == (k <= 6 ? .localMinimum : .saddle))
        #expect(point.indexLower == (k <= 6 ? 0 : 1) && point.indexUpper == point.indexLower)
        #expect(point.isIsolated == true && point.nullity == 0 && point.distanceUpper < 1e-9)
        #expect(abs(point.loss.lower - Self.knownLoss(sizes)) < 1e-11 && point.loss.upper - point.loss.lower < 1e-11)
        // 0.0232217, for every k
        #expect(point.loss.lower > 0.0232216 && point.loss.upper < 0.0232217)
    }

    /// Two averaging pairs: a saddle of index 2.
    @Test func twoAveragingPairs() throws {
        let partition = try partition(4, [2, 2])
        let certificate = try certify(partition.landscape, partition.approximatePoint)
        let point = try #require(certificate.verdict.criticalPoint)
        #expect(certificate.verdict.kind == .saddle && point.indexLower == 2 && point.indexUpper == 2)
    }

    /// Beside copies that leave a target out lies a minimum: higher than the averaging one at k = 5, lower at k = 6.
    @Test(arguments: [5, 6]) func copiesThatLeaveOneOut(k: Int) throws {
        let partition = try partition(k, Array(repeating: 1, count: k - 1))
        let end = CopyAverageRefinement(partition).run()
        #expect(end.approximateGradientNorm < 1e-12)
        let certificate = try certify(partition.landscape, end.parameters)
        let point = try #require(certificate.verdict.criticalPoint)
        #expect(certificate.verdict.kind == .localMinimum && point.isIsolated == true)
        let averaging = Self.knownLoss([2] + Array(repeating: 1, count: k - 2))
        #expect(k == 5 ? point.loss.lower > averaging : point.loss.upper < averaging)
        #expect(abs(point.loss.lower - (k == 5 ? 0.023382 : 0.022281)) < 1e-6)
    }

    @Test func nothingCriticalNearby() throws {
        let landscape = GaussianErfLandscape(problem: .orthonormal(targetCount: 3, inputDimension: 3), width: 2)
        let certificate = try certify(landscape, [1, 0.5, 0.25, -0.5, 1, 0.75, 1, 1])
        guard case .notCritical(let ball, _) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(ball.radius > 1e-6)
    }

    @Test func overstatedCertificateIsRefused() throws {
        let partition = try partition(3, [2, 1])
        var certificate = try certify(partition.landscape, partition.approximatePoint)
        guard case .localMinimum(var point, let globality) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        point.smallestEigenvalue = Bounds(
            lower: point.smallestEigenvalue.upper + 1e-6, upper: point.smallestEigenvalue.upper + 2e-6)
        certificate.verdict = .localMinimum(point, globality)
        #expect(throws: Refusal.self) { try CertificateCheck(landscape: partition.landscape).check(certificate) }
        // as a certificate about another teacher
        let other = GaussianErfLandscape(
            problem: GaussianErfProblem(
                weights: (0..<3).map { j in (0..<3).map { $0 == j ? .one : .zero } },
                outputs: [.one, .one, Rational(1_000_001, 1_000_000)], inputDimension: 3), width: 2)
        let whole = try certify(partition.landscape, partition.approximatePoint)
        #expect(throws: Refusal.self) { try CertificateCheck(landscape: other).check(whole) }
    }

    // MARK: Global minima

    private func conclude(
        _ weights: [[Rational]], _ outputs: [Rational], _ problem: GaussianErfProblem
    ) throws -> CriticalPoint? {
        let landscape = GaussianErfLandscape(problem: problem, width: outputs.count)
        let point = (weights.flatMap { $0 } + outputs).map { Dyadic(exactly: $0.nearestDouble) ?? .zero }
        return try GaussianErfGlobalMinimum(weights: weights, outputs: outputs).conclude(
            in: ProofContext(landscape: landscape, candidate: point, precision: .float64, reference: nil)
        ).criticalPoint
    }

    /// A student that found the teacher but for flips, order and rounding; 3/5 is no float64 number.
    @Test func theTeacherItself() throws {
        let problem = GaussianErfDerivativeTests.problem
        let landscape = GaussianErfLandscape(problem: problem, width: 2)
        let certificate = try certify(landscape, [-1.0 / 3, 2, -1, 0.6, 0.5, -0.25, 0.7 + 1e-9, 1])
        guard case .globalMinimum(let point) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(point.loss == Bounds(lower: 0, upper: 0) && point.isIsolated == true && point.nullity == 0)
        #expect(point.smallestEigenvalue.lower > 0 && point.distanceUpper < 2e-9)
        #expect(point.smallestEigenvalue.upper < 1.001 * point.smallestEigenvalue.lower)
        guard case .structured(let argument) = certificate.argument else {
            Issue.record("\(certificate.argument)")
            return
        }
        let text = StructuredArgumentCoding.encode(argument)
        let read = try StructuredArgumentCoding.decode(JSONCursor(text, file: "test.json"))
        let decoded = try #require(read as? GaussianErfGlobalMinimum)
        #expect(decoded.weights == [[Rational(-1, 3), Rational(2), Rational(-1)], problem.weights[0]])
        #expect(decoded.outputs == [Rational(7, 10), .one])
    }

    /// Rank and dimension of the family against the eigenvalues of the Hessian in float64.
    @Test func ranksOfFamilies() throws {
        let problem = GaussianErfProblem.orthonormal(targetCount: 2, inputDimension: 2)
        let e0: [Rational] = [.one, .zero], e1: [Rational] = [.zero, .one], zero: [Rational] = [.zero, .zero]
        let other: [Rational] = [Rational(2), Rational(1, 2)], half = Rational(1, 2)
        let cases: [(weights: [[Rational]], outputs: [Rational], family: Int)] = [
            ([e0, e1], [.one, .one], 0),
            ([e0, e1, e0], [half, .one, half], 1),
            ([e0, e1, e0.map { -$0 }], [Rational(2), .one, .one], 1),
            ([e0, e1, other], [.one, .one, .zero], 2),
            ([e0, e1, e0], [.one, .one, .zero], 2),
            ([e0, e1, zero], [.one, .one, Rational(5)], 1),
            ([e0, e1, zero], [.one, .one, .zero], 2),
            ([e0, e1, other, other], [.one, .one, Rational(3), Rational(-3)], 3),
            ([e0, e1, other, other.map { -$0 }], [.one, .one, Rational(3), Rational(3)], 3),
            ([e0, e1, zero, zero], [.one, .one, .one, .one], 2),
        ]
        for (weights, outputs, family) in cases {
            let point = try #require(try conclude(weights, outputs, problem))
            #expect(point.familyDimension == family && point.isIsolated == (family == 0))
            let landscape = GaussianErfLandscape(problem: problem, width: outputs.count), n = landscape.parameterCount
            let evaluator = try landscape.makeEvaluator(.multiple(Precision(bits: 128)))
            let enclosure = try evaluator.enclosure(
                on: Ball(centre: (weights.flatMap { $0 } + outputs).map { Dyadic(exactly: $0) ?? .zero }),
                order: .hessian)
            #expect(enclosure.loss.upper < 1e-30 && (enclosure.gradient?.norm.upper ?? 1) < 1e-30)
            let hessian = try #require(enclosure.hessian)
            let values = try #require(ApproximateLinearAlgebra.symmetricEigenvalues(hessian.midpoint, order: n))
            #expect(values.count { $0 < 1e-12 } == point.nullity, "\(weights) \(outputs) \(values)")
            #expect(point.nullity ?? -1 >= family)
        }
    }

    @Test func wrongStudentsAreRefused() {
        let problem = GaussianErfProblem.orthonormal(targetCount: 2, inputDimension: 2)
        let e0: [Rational] = [.one, .zero], e1: [Rational] = [.zero, .one], tiny = Rational(1, 1 << 60)
        for (weights, outputs) in [
            ([e0, e1], [Rational.one, .one + tiny]), ([e0, e0], [.one, .one]), ([e0], [.one]),
            ([e0, [tiny, .one]], [.one, .one]), ([e0, e1.map { -$0 }], [.one, .one]), ([e0, e1], [.one]),
            ([e0, e1, e1], [.one, .one, .one]), ([e0, [.one]], [.one, .one]),
        ] {
            #expect(throws: Refusal.self) { try conclude(weights, outputs, problem) }
        }
    }

    @Test func infimumIsKnownWhereTheTeacherFits() {
        let split = GaussianErfProblem(
            weights: [[.one], [-.one], [Rational(2)], [.zero]], outputs: [.one, .one, .one, .one], inputDimension: 1)
        // 1 - 1 = 0 of the class of 1, and 0 is no function
        #expect(GaussianErfLandscape(problem: split, width: 1).knownInfimum != nil)
        let two = GaussianErfProblem.orthonormal(targetCount: 2, inputDimension: 2)
        #expect(GaussianErfLandscape(problem: two, width: 1).knownInfimum == nil)
        #expect(GaussianErfLandscape(problem: two, width: 2).knownInfimum != nil)
    }

    // MARK: Files

    @Test func problemsAsJSON() throws {
        let text = """
            {"format": "certify-problem", "version": 1, "landscape": "gaussian-erf", "dimension": 2,
             "teacher": {"weights": [[0.6, "-4/5"]], "outputs": ["7/3"]}}
            """
        let problem = try ProblemStatement.read(
            JSONCursor(try JSONValue.parse(bytes: Array(text.utf8), file: "p.json"), file: "p.json"))
        let expected = GaussianErfProblem(
            weights: [[Rational(3, 5), Rational(-4, 5)]], outputs: [Rational(7, 3)], inputDimension: 2)
        #expect(problem == .gaussianErf(expected))
        #expect(try ProblemStatement.read(JSONCursor(problem.encoded, file: "q.json")) == problem)
        #expect(problem.layout == .weightsAndOutputs(1) && problem.parameterCount(width: 3) == 9)
        let builtIn = try #require(ProblemStatement.builtIn("gaussian-erf", inputDimension: 4))
        #expect(builtIn == .gaussianErf(.orthonormal(targetCount: 4, inputDimension: 4)))
        #expect(builtIn.builtInName == "gaussian-erf" && problem.builtInName == nil)
        for (found, replaced) in [
            ("\"dimension\": 2", "\"dimension\": 3"), ("\"7/3\"]", "\"7/3\", 1]"), ("\"version\": 1", "\"version\": 2"),
            ("\"outputs\"", "\"bias\": 1, \"outputs\""), ("\"dimension\": 2", "\"dimension\": 0"),
        ] {
            let wrong = text.replacing(found, with: replaced)
            #expect(wrong != text)
            #expect(throws: FormatError.self) {
                try ProblemStatement.read(
                    JSONCursor(try JSONValue.parse(bytes: Array(wrong.utf8), file: "p.json"), file: "p.json"))
            }
        }
    }

    @Test func partitionsAsText() {
        #expect(CopyAveragePartition(targetCount: 6, text: "2,1^4")?.sizes == [2, 1, 1, 1, 1])
        #expect(CopyAveragePartition(targetCount: 6, text: "1^5")?.sizes == [1, 1, 1, 1, 1])
        for text in ["", "2,", "3,4", "0,1", "-1", "1^0", "1^7", "1^2^2", "a", "1^99999999999999999999"] {
            #expect(CopyAveragePartition(targetCount: 6, text: text) == nil, "\(text)")
        }
    }
}
