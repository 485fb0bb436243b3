import Certify
import Rigor
import Search
import Testing

@testable import Dense

/// The shifts of a softmax, and data that are classified correctly.
@Suite struct DenseSymmetryTests {
    /// Softmax regression in one dimension on data that no network separates: strictly convex but for the shifts.
    private static func regression(decay: String = "") throws -> DenseLandscape {
        DenseLandscape(
            problem: try DenseFixture.problem(
                """
                {"format": "certify-problem", "version": 1,
                 "layers": [{"width": 3, "activation": "identity", "bias": true}], "loss": "softmax-cross-entropy",
                 "data": {"points": [[0], [0], [1], [1], [2], [2]]}, "labels": {"classes": [0, 1, 1, 2, 2, 0]}\(decay)}
                """))
    }

    private static func reached(_ landscape: DenseLandscape, from start: [Double]) -> [Double] {
        landscape.approximateMinimum(from: start)
    }

    private static func certify(_ landscape: DenseLandscape, _ parameters: [Double]) throws -> Certificate {
        let certificate = Certifier(knowing: landscape).certify(Candidate(index: 0, parameters: parameters))
        try CertificateCheck(landscape: landscape).check(certificate)
        return certificate
    }

    @Test func aFamilyOfMinima() throws {
        let landscape = try Self.regression()
        let certificate = try Self.certify(landscape, Self.reached(landscape, from: [0.1, 0, -0.1, 0.2, 0, 0]))
        guard case .localMinimum(let point, _) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(point.nullity == 2 && point.familyDimension == 2 && point.isIsolated == false)
        #expect(point.smallestEigenvalue == Bounds(lower: 0, upper: 0))
        #expect(point.learningCoefficient == LearningCoefficient(Rational(2)))
        #expect(point.structure == "softmax gauge of dimension 2")
        // a neighbour in the family is no worse a candidate
        let shifted = certificate.candidate.parameters.enumerated().map {
            $0.offset < 3 ? $0.element + 0.75 : $0.element
        }
        let other = try Self.certify(landscape, shifted).verdict.criticalPoint
        #expect(other.map { !$0.loss.isDisjoint(from: point.loss) } == true)
    }

    /// Decay breaks the shifts of what decays, and of nothing else.
    @Test func decayBreaksTheGauge() throws {
        let weights = try Self.regression(decay: #", "decay": {"weights": "1/10", "biases": 0}"#)
        let partial = try Self.certify(weights, Self.reached(weights, from: [0.1, 0, -0.1, 0.2, 0, 0]))
        #expect(partial.verdict.kind == .localMinimum && partial.verdict.criticalPoint?.nullity == 1)
        let whole = try Self.regression(decay: #", "decay": "1/10""#)
        let isolated = try Self.certify(whole, Self.reached(whole, from: [0.1, 0, -0.1, 0.2, 0, 0]))
        #expect(isolated.verdict.kind == .localMinimum && isolated.verdict.criticalPoint?.nullity == 0)
        #expect(SoftmaxGauge(whole.problem) == nil && SoftmaxGauge(weights.problem)?.dimension == 1)
        // the argument of the one says nothing about the other
        guard case .structured(let argument) = partial.argument else {
            Issue.record("\(partial.argument)")
            return
        }
        for other in [whole, try Self.regression()] {
            let context = ProofContext(
                landscape: other, candidate: partial.candidate.point, precision: Precision(bits: 128), reference: nil)
            #expect(throws: Refusal.self) { try argument.conclude(in: context) }
        }
    }

    /// XOR with smoothed labels, tanh: saddles, whose smallest eigenvalue in all parameters lies in what is stated.
    @Test func saddlesKeepTheirIndex() throws {
        let landscape = DenseLandscape(
            problem: try DenseFixture.problem(
                """
                {"format": "certify-problem", "version": 1,
                 "layers": [{"width": 2, "activation": "tanh", "bias": true},
                            {"width": 2, "activation": "identity", "bias": true}],
                 "loss": "softmax-cross-entropy", "data": {"points": [[0, 0], [0, 1], [1, 0], [1, 1]]},
                 "labels": {"probabilities": [[0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.9, 0.1]]},
                 "decay": {"weights": ["1/100", 0], "biases": ["1/100", 0]}}
                """))
        // at theta = 0 every class has probability 1/2, on average that of the labels, so it is critical; sum (p - y)
        // x / 4 = (-1/40, 0) couples W1_i0 with W2_0i - W2_1i, one negative eigenvalue for each hidden unit: 1/100 -
        // sqrt(1/100² + 2/40²) in all parameters, 1/100 - sqrt(1/100² + 1/40²) on the slice
        let point = [Double](repeating: 0, count: 12)
        let certificate = try Self.certify(landscape, point)
        guard case .saddle(let saddle) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        let hessian = landscape.makeApproximateEvaluator().approximateHessian(at: point).hessian
        let values = try #require(ApproximateLinearAlgebra.symmetricEigenproblem(hessian, order: 12)).values.sorted()
        #expect(abs(values[0] - (0.01 - 0.00135.squareRoot())) < 1e-12)
        #expect(values.count { $0 < -1e-9 } == 2 && values.count { abs($0) < 1e-9 } == 3)
        #expect(saddle.indexLower == 2 && saddle.indexUpper == 2 && saddle.nullity == 3)
        #expect(saddle.smallestEigenvalue.contains(values[0]))
        #expect(abs(saddle.smallestEigenvalue.upper - (0.01 - 0.000725.squareRoot())) < 1e-6)
    }

    private static func logistic(_ more: String = "", classes: String = "[0, 0, 1, 1]") throws -> DenseLandscape {
        DenseLandscape(
            problem: try DenseFixture.problem(
                """
                {"format": "certify-problem", "version": 1,
                 "layers": [{"width": 2, "activation": "tanh", "bias": true},
                            {"width": 1, "activation": "identity", "bias": true}], "loss": "logistic",
                 "data": {"points": [[-2], [-1], [1], [2]]}, "labels": {"classes": \(classes)}\(more)}
                """))
    }

    /// W1, b1, W2, b2 with u = 40 (tanh x + tanh 2x): all four points are right by far, the loss is about 1e-23.
    private static let separating: [Double] = [1, 2, 0, 0, 40, 40, 0]

    @Test func separatedDataHaveNoCriticalPoint() throws {
        let landscape = try Self.logistic()
        let certificate = try Self.certify(landscape, Self.separating)
        guard case .notCritical(let ball, nil) = certificate.verdict,
            case .structured(let argument) = certificate.argument
        else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(argument is SeparationArgument && ball.radius >= 0.25 && ball.radius < 40)
        func context(_ landscape: DenseLandscape) -> ProofContext {
            ProofContext(
                landscape: landscape, candidate: Self.separating.dyadics, precision: Precision(bits: 128),
                reference: nil)
        }
        // too large a ball; a point on the wrong side; decay of the last layer
        #expect(throws: Refusal.self) { try SeparationArgument(radius: 40).conclude(in: context(landscape)) }
        let wrong = try Self.logistic(classes: "[0, 1, 1, 1]")
        #expect(throws: Refusal.self) { try SeparationArgument(radius: 0).conclude(in: context(wrong)) }
        let decaying = try Self.logistic(#", "decay": {"weights": [0, "1/1000"]}"#)
        #expect(throws: Refusal.self) { try SeparationArgument(radius: 0).conclude(in: context(decaying)) }
        // decay of the other layer alone does not matter
        let other = try Self.logistic(#", "decay": {"weights": ["1/1000", 0]}"#)
        _ = try SeparationArgument(radius: 0.25).conclude(in: context(other))
        // probabilities are no classes, whatever they are
        let soft = try DenseFixture.problem(
            """
            {"format": "certify-problem", "version": 1,
             "layers": [{"width": 2, "activation": "tanh", "bias": true},
                        {"width": 1, "activation": "identity", "bias": true}], "loss": "logistic",
             "data": {"points": [[-2], [-1], [1], [2]]}, "labels": {"probabilities": [0, 0.25, 1, 1]}}
            """)
        #expect(throws: Refusal.self) {
            try SeparationArgument(radius: 0).conclude(in: context(DenseLandscape(problem: soft)))
        }
    }

    /// Softmax with three classes: the margin is that of the runner-up, at the worst point.
    @Test func marginsOfClasses() throws {
        let problem = try DenseFixture.problem(
            """
            {"format": "certify-problem", "version": 1,
             "layers": [{"width": 3, "activation": "identity", "bias": false}], "loss": "softmax-cross-entropy",
             "data": {"points": [[1, 0], [0, 1], [-1, -1]]}, "labels": {"classes": [0, 1, 2]}}
            """)
        let centre = Ball(centre: [2.0, 0, 0, 3, -1, -1].dyadics)
        // outputs (2, 0, -1), (0, 3, -1), (-2, -3, 2)
        let margin = try SeparationArgument.margin(problem, on: centre, Precision(bits: 64))
        #expect(margin.value == 2)
        let swapped = Ball(centre: [0.0, 2, 0, 3, -1, -1].dyadics)
        #expect(try SeparationArgument.margin(problem, on: swapped, Precision(bits: 64)).value < 0.001)
    }

    /// A slice of a landscape has its derivatives by the free parameters.
    @Test func slices() throws {
        let landscape = try Self.regression(), point = [0.3, -0.2, 0.5, 0.1, 0.4, -0.6]
        let slice = FixedCoordinatesLandscape(landscape, free: [0, 3, 4], at: point.dyadics)
        let evaluator = try slice.makeEvaluator(.multiple(Precision(bits: 96)))
        let found = try evaluator.enclosure(on: Ball(centre: [0.3, 0.1, 0.4].dyadics), order: .hessian)
        let all = landscape.makeApproximateEvaluator().approximateHessian(at: point)
        let approximate = slice.makeApproximateEvaluator().approximateHessian(at: [0.3, 0.1, 0.4])
        #expect(approximate.loss == all.loss && approximate.gradient == [0, 3, 4].map { all.gradient[$0] })
        for (i, a) in [0, 3, 4].enumerated() {
            #expect(abs((found.gradient?.midpoint[i] ?? .nan) - all.gradient[a]) < 1e-14)
            for (j, b) in [0, 3, 4].enumerated() {
                #expect(abs((found.hessian?.midpoint[i * 3 + j] ?? .nan) - all.hessian[a * 6 + b]) < 1e-14)
                #expect(approximate.hessian[i * 3 + j] == all.hessian[a * 6 + b])
            }
        }
    }
}
