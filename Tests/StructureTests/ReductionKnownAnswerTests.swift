import Certify
import Networks
import Rigor
import Search
import Testing

/// The known answers of MATHEMATICS section 11: the same narrow minima, split in every way.
@Suite struct ReductionKnownAnswerTests {
    /// Shares on both sides of every boundary, in both orders.
    static let inside = [0.5, 0.03, 0.9], outside = [-0.4, 1.7, -3.0, 1.02]

    @Test(arguments: inside) func neuron0OfThreeInsideIsAPlateau(share: Double) throws {
        let parameters = NarrowPoint.three.lifted([[share, 1 - share], [1], [1]])
        let certificate = Reducing.certificate(parameters)
        guard case .localMinimum(let point, .nonGlobal) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(point.indexLower == 0 && point.indexUpper == 0)
        #expect(point.nullity == 1 && point.familyDimension == 1 && point.isIsolated == false)
        #expect(point.level == 1)
        #expect(point.learningCoefficient == LearningCoefficient(Rational(11, 2)))
        #expect(point.structure == "neurons 0, 1 equal")
        #expect(point.loss.lower > 1.168132e-4 && point.loss.upper < 1.168134e-4)
        #expect(point.smallestEigenvalue.lower == 0 && point.smallestEigenvalue.upper == 0)
        #expect(point.distanceUpper < 1e-9)
        try Reducing.check(certificate)
    }

    @Test(arguments: outside) func neuron0OfThreeOutsideIsASaddleOfIndexTwo(share: Double) throws {
        try expectSaddle(NarrowPoint.three.lifted([[share, 1 - share], [1], [1]]), index: 2, nullity: 1, level: 1)
    }

    @Test(arguments: inside + outside) func neurons1And2OfThreeAreSaddlesForEveryShare(share: Double) throws {
        try expectSaddle(NarrowPoint.three.lifted([[1], [share, 1 - share], [1]]), index: nil, nullity: 1, level: 1)
        try expectSaddle(NarrowPoint.three.lifted([[1], [1], [share, 1 - share]]), index: nil, nullity: 1, level: 1)
    }

    @Test(arguments: outside) func neuron1OfFourOutsideIsAPlateau(share: Double) throws {
        let certificate = Reducing.certificate(NarrowPoint.four.lifted([[1], [share, 1 - share], [1], [1]]))
        guard case .localMinimum(let point, .nonGlobal) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(point.nullity == 1 && point.familyDimension == 1 && point.level == 0 && point.isIsolated == false)
        #expect(point.loss.lower > 8.099134e-5 && point.loss.upper < 8.099136e-5)
        try Reducing.check(certificate)
    }

    @Test(arguments: inside) func neuron1OfFourInsideIsASaddleOfIndexTwo(share: Double) throws {
        try expectSaddle(NarrowPoint.four.lifted([[1], [share, 1 - share], [1], [1]]), index: 2, nullity: 1, level: 0)
    }

    @Test func threeCopiesAndTwoGroups() throws {
        // three positive shares of neuron 0: a plateau of dimension 2
        let plateau = Reducing.certificate(NarrowPoint.three.lifted([[0.25, 0.25, 0.5], [1], [1]]))
        guard case .localMinimum(let point, .nonGlobal) = plateau.verdict else {
            Issue.record("\(plateau.verdict)")
            return
        }
        #expect(point.nullity == 2 && point.familyDimension == 2)
        #expect(point.learningCoefficient == LearningCoefficient(Rational(13, 2)))
        try Reducing.check(plateau)
        try expectSaddle(NarrowPoint.three.lifted([[0.5, 0.5], [0.5, 0.5], [1]]), index: nil, nullity: 2, level: 1)
    }

    @Test func withoutATeacherNoGlobalClaimIsMade() throws {
        // labels given: the teacher's, rounded to 2^-40, so that the narrow minimum hardly moves
        let reference = TwoLayerProblem.reference
        let labels = (0..<reference.data.count).map { k -> Rational in
            let x = reference.data.point(k).map(\.nearestDouble)
            let y =
                reference.teacher.map { teacher in
                    teacher.neurons.reduce(0.0) { sum, neuron in
                        let z = zip(neuron.weights, x).reduce(0.0) { $0 + $1.0.nearestDouble * $1.1 }
                        return sum + neuron.outputs[0].nearestDouble * reference.activation.approximateValue(z)
                    }
                } ?? 0
            return Rational(Int((y * 0x1p40).rounded()), 1 << 40)
        }
        let problem = try TwoLayerProblem(activation: .sigmoid, data: reference.data, labels: .given(numbers: labels))
        let certificate = Reducing.certificate(
            NarrowPoint.three.refined(problem).lifted([[0.5, 0.5], [1], [1]]), problem)
        guard case .localMinimum(let point, .open) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(point.level == nil && !point.isProvedNonGlobal)
        try Reducing.check(certificate, problem)
    }

    @Test func separateNeuronsAreNoStructure() {
        let context = Reducing.context(NarrowPoint.four.parameters)
        let found = ReductionSearch().search(Candidate(index: 0, parameters: NarrowPoint.four.parameters), in: context)
        if case .proved? = found { Issue.record("an isolated minimum was reduced") }
    }

    private func expectSaddle(_ parameters: [Double], index: Int?, nullity: Int, level: Int) throws {
        let certificate = Reducing.certificate(parameters)
        guard case .saddle(let point) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(point.indexLower >= 1 && point.indexLower == point.indexUpper)
        if let index { #expect(point.indexLower == index) }
        #expect(point.nullity == nullity && point.familyDimension == nullity && point.level == level)
        #expect(point.isProvedNonGlobal && point.smallestEigenvalue.upper <= 0 && point.learningCoefficient == nil)
        #expect(Reducing.approximateInertia(parameters)?.negative == point.indexLower)
        try Reducing.check(certificate)
    }
}

extension Activation {
    /// s(z) by the C library.
    func approximateValue(_ z: Double) -> Double {
        jet(Interval(exactly: z, precision: .float64), order: 0)[0].approximateMidpoint
    }
}
