import Certify
import Networks
import Rigor
import Search
import Testing

/// Isolated minima of narrow students of the reference problem, MATHEMATICS section 11.
@Suite struct KnownAnswerTests {
    struct Answer: Sendable, CustomTestStringConvertible {
        let width: Int
        let parameters: [Double]
        /// The quoted digits, as the interval of all numbers that round to them.
        let loss: Bounds
        let smallestEigenvalue: Bounds
        /// The infimum 0 is known from width 4 on; below, nothing is, and globality stays open.
        let globality: Globality
        var testDescription: String { "r = \(width)" }
    }

    static let answers = [
        Answer(
            width: 2,
            parameters: [0.6269042272, -0.4547372202, -0.7356326722, -0.4548732397, 0.6078203298, -0.607702877],
            loss: Bounds(lower: 2.2186785e-4, upper: 2.2186795e-4),
            smallestEigenvalue: Bounds(lower: 3.45e-3, upper: 3.55e-3),
            globality: .open),
        Answer(
            width: 3,
            parameters: [
                -0.2299358975, 0.03073153329, 0.9379300267, 0.622997738, 0.9187529902, -0.7310483571, -0.7544098872,
                0.4170626212, 0.3373352728,
            ],
            loss: Bounds(lower: 1.1681325e-4, upper: 1.1681335e-4),
            smallestEigenvalue: Bounds(lower: 1.15e-4, upper: 1.25e-4),
            globality: .open),
        Answer(
            width: 4,
            parameters: [
                0.6661511271, -1.012655574, -0.7345486299, 0.8039594605, 0.9814681102, 0.6580154195, 0.3195520799,
                -0.03992384468, -0.3401375563, -0.6707084307, 0.3953114306, 0.6155369505,
            ],
            loss: Bounds(lower: 8.0991345e-5, upper: 8.0991355e-5),
            smallestEigenvalue: Bounds(lower: 4.4e-5, upper: 4.6e-5),
            globality: .nonGlobal),
    ]

    static func certify(_ answer: Answer, reference: Reference? = nil) -> (Certificate, TwoLayerLandscape) {
        let landscape = TwoLayerLandscape(problem: .reference, width: answer.width)
        var options = Certifier.Options()
        options.reference = reference
        let certificate = Certifier(landscape: landscape, options: options)
            .certify(Candidate(index: 0, parameters: answer.parameters))
        return (certificate, landscape)
    }

    @Test(arguments: answers) func isolatedMinimum(answer: Answer) throws {
        let (certificate, landscape) = Self.certify(answer)
        guard case .localMinimum(let point, let globality) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(globality == answer.globality)
        #expect(point.isIsolated == true)
        #expect(point.indexLower == 0 && point.indexUpper == 0 && point.nullity == 0)
        // the enclosure lies within what the quoted digits say
        #expect(answer.loss.lower <= point.loss.lower && point.loss.upper <= answer.loss.upper)
        #expect(
            answer.smallestEigenvalue.lower <= point.smallestEigenvalue.lower
                && point.smallestEigenvalue.upper <= answer.smallestEigenvalue.upper)
        #expect(point.distanceUpper < 1e-6)
        // sharpness, and the learning coefficient n/2; neither may be stated otherwise
        let values = try #require(
            ApproximateLinearAlgebra.symmetricEigenvalues(
                landscape.makeApproximateEvaluator().approximateHessian(at: answer.parameters).hessian,
                order: answer.parameters.count))
        let largest = try #require(point.largestEigenvalue), last = try #require(values.last)
        #expect(largest.widened(by: UpperBound(1e-6 * last)).contains(last))
        #expect(largest.upper - largest.lower < 1e-4 * last)
        #expect(point.learningCoefficient == LearningCoefficient(Rational(answer.parameters.count, 2)))
        for change: (inout CriticalPoint) -> Void in [
            { $0.largestEigenvalue = Bounds(lower: largest.lower, upper: largest.lower) },
            { $0.largestEigenvalue = Bounds(lower: largest.upper, upper: largest.upper) },
            { $0.learningCoefficient = LearningCoefficient(Rational(answer.parameters.count - 1, 2)) },
            { $0.learningCoefficient?.multiplicity = 2 },
        ] {
            var stated = point, changed = certificate
            change(&stated)
            changed.verdict = .localMinimum(stated, globality)
            #expect(throws: Refusal.self) { try CertificateCheck(landscape: landscape).check(changed) }
        }
        // nothing need be stated, as earlier versions did not
        var stated = point, earlier = certificate
        (stated.largestEigenvalue, stated.learningCoefficient) = (nil, nil)
        earlier.verdict = .localMinimum(stated, globality)
        try CertificateCheck(landscape: landscape).check(earlier)
        try CertificateCheck(landscape: landscape).check(certificate)
        // the published lemmas are there, and Lemma 1 holds
        guard case .isolatedPoint(let witness) = certificate.argument, let lemmas = witness.lemmas else {
            Issue.record("no lemmas")
            return
        }
        #expect(lemmas.discriminantLower > 0)
        #expect(lemmas.radius != nil)
        #expect((lemmas.marginLower ?? -1 > 0) == (answer.globality == .nonGlobal))
    }

    /// Below the width of the teacher a better point is needed, and suffices.
    @Test func comparedWithABetterPoint() throws {
        // w = 0 for all neurons gives a constant network; its loss is larger than that of the minimum, so it proves
        // nothing
        let answer = Self.answers[0]
        let landscape = TwoLayerLandscape(problem: .reference, width: answer.width)
        let worse = [Double](repeating: 0, count: 6)
        let (index, reference) = try #require(
            ReferencePoint.best(of: [Candidate(index: 7, parameters: worse)], on: landscape))
        #expect(index == 7)
        #expect(reference.lossUpper > 1e-3)
        #expect(Self.certify(answer, reference: reference).0.verdict.globality == .open)
        // a bound that is claimed without being true is refused by the check
        let lie = Reference.point(worse.compactMap(Dyadic.init(exactly:)), lossUpper: 1e-5)
        let (certificate, _) = Self.certify(answer, reference: lie)
        #expect(certificate.verdict.globality == .nonGlobal)
        #expect(throws: Refusal.self) { try CertificateCheck(landscape: landscape).check(certificate) }
    }

    /// Two equal neurons: the Hessian is exactly singular, and arithmetic alone proves nothing.
    @Test func degeneratePointsStayUndecided() {
        // the minimum of width 3 with its first neuron split in halves: a plateau
        let p = Self.answers[1].parameters
        let wide = p[..<2] + p[..<6] + [p[6] / 2, p[6] / 2] + p[7...]
        let landscape = TwoLayerLandscape(problem: .reference, width: 4)
        let certificate = Certifier(landscape: landscape).certify(Candidate(index: 0, parameters: Array(wide)))
        guard case .undecided(let reason) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect([.signsOpen, .existenceOpen, .structureOpen].contains(reason.code))
        #expect(!certificate.rungs.isEmpty)
    }

    /// A point on a slope: the ball without critical points is as large as promised.
    @Test func slopesAreNotCritical() throws {
        let landscape = TwoLayerLandscape(problem: .reference, width: 2)
        let candidate = Candidate(index: 0, parameters: [0.5, -0.25, -0.5, 0.75, 1, -0.5])
        let certificate = Certifier(landscape: landscape).certify(candidate)
        guard case .notCritical(let ball, _) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        let scale = 1 + candidate.parameters.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(ball.radius >= 1e-6 * scale)
        try CertificateCheck(landscape: landscape).check(certificate)
    }
}
