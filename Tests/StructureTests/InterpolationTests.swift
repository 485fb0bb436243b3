import Certify
import Formats
import Foundation
import Interchange
import Rigor
import Testing

@testable import Networks
@testable import Search

/// Zero-loss points that no teacher explains.
@Suite struct InterpolationTests {
    private static func certified(
        _ problem: TwoLayerProblem, width: Int, _ parameters: [Double]
    ) throws -> (certificate: Certificate, point: CriticalPoint, argument: InterpolationArgument) {
        let certifier = Certifier(problem: problem, width: width)
        let certificate = certifier.certify(Candidate(index: 0, parameters: parameters))
        try CertificateCheck(landscape: certifier.landscape).check(certificate)
        guard case .globalMinimum(let point) = certificate.verdict,
            case .structured(let argument) = certificate.argument,
            let interpolation = argument as? InterpolationArgument
        else { throw Refusal.inequality("\(certificate.verdict)") }
        return (certificate, point, interpolation)
    }

    private static func numbers(_ values: [Rational]) -> Labels { .given(numbers: values) }

    /// f(0) = a, f(1) = a e^w: zero at (log 2, 1), where J'J = [[4, 4], [4, 5]] and the Hessian (2/2) J'J has the
    /// eigenvalues (9 ± sqrt 65)/2.
    @Test func asManyResidualsAsParameters() throws {
        let problem = try TwoLayerProblem(
            activation: .exp, data: .points([[.zero], [.one]]), labels: Self.numbers([.one, Rational(2)]))
        let start = [0.7, 1.001]
        let (_, point, argument) = try Self.certified(problem, width: 1, start)
        #expect(point.nullity == 0 && point.isIsolated == true && point.familyDimension == 0)
        #expect(point.smallestEigenvalue.contains((9 - 65.0.squareRoot()) / 2) && point.smallestEigenvalue.lower > 0)
        let distance = hypot(0.7 - log(2), 0.001)
        #expect(abs(point.distanceUpper / distance - 1) < 1e-12)
        // (log 2, 1) is the only zero anywhere
        #expect(try #require(point.uniquenessRadius) > 1e-4 && argument.contraction <= 0.6)
        #expect(point.loss == Bounds(lower: 0, upper: 0) && point.indexUpper == 0)
        #expect(point.structure == "all 2 residuals vanish, rank 2")
        #expect(point.learningCoefficient == LearningCoefficient(.one))
    }

    /// a tanh w = 1/2: a curve, along which the Hessian has one positive eigenvalue.
    @Test func oneResidualOfTwoParameters() throws {
        let problem = try TwoLayerProblem(
            activation: .tanh, data: .points([[.one]]), labels: Self.numbers([Rational(1, 2)]))
        let (_, point, argument) = try Self.certified(problem, width: 1, [0.5, 1.08])
        #expect(point.nullity == 1 && point.isIsolated == false && point.familyDimension == 1)
        #expect(point.smallestEigenvalue == Bounds(lower: 0, upper: 0) && point.uniquenessRadius == nil)
        #expect(point.learningCoefficient == LearningCoefficient(Rational(1, 2)))
        let centre = argument.centre.map { $0.double(rounding: .nearest) }
        #expect(abs(centre[1] * tanh(centre[0]) - 0.5) < 1e-15)
        // to first order |e| / |J|
        let slope = hypot(1.08 * (1 - pow(tanh(0.5), 2)), tanh(0.5)), miss = abs(1.08 * tanh(0.5) - 0.5)
        #expect(abs(point.distanceUpper / (miss / slope) - 1) < 1e-3)
    }

    /// XOR with 8 parameters: within 8.7e-15, family of dimension 4.
    @Test(.enabled(if: InterpolationCases.exist, "../shared/cases/interpolation is absent"))
    func exclusiveOr() throws {
        let (problem, width, student) = try InterpolationCases.read("problem.json", "students.npz")
        let (_, point, _) = try Self.certified(problem, width: width, student)
        #expect(point.distanceUpper < 8.7e-15 && point.nullity == 4 && point.familyDimension == 4)
    }

    /// A sigmoid student with 9 parameters on 6 points: within 9.4e-14, family of dimension 3.
    @Test(.enabled(if: InterpolationCases.exist, "../shared/cases/interpolation is absent"))
    func sixPoints() throws {
        let (problem, width, student) = try InterpolationCases.read("problem6.json", "students6.npz")
        let (_, point, _) = try Self.certified(problem, width: width, student)
        #expect(point.distanceUpper < 9.4e-14 && point.nullity == 3 && point.familyDimension == 3)
    }

    /// With an equal point, and with the mirrored one of an odd activation, there are as many residuals as parameters
    /// only because one follows from the others.
    @Test func dependentResidualsAreDropped() throws {
        func problem(_ last: Rational, _ label: Rational) throws -> TwoLayerProblem {
            try TwoLayerProblem(
                activation: .tanh, data: .points([[.one], [Rational(2)], [last]]),
                labels: Self.numbers([Rational(1, 2), Rational(3, 4), label]))
        }
        let equal = try problem(.one, Rational(1, 2)), mirrored = try problem(Rational(-2), Rational(-3, 4))
        // tanh(2 w) / tanh w = 3/2: tanh w = 1 / sqrt 3, a = sqrt 3 / 2
        let student = [atanh(1 / 3.0.squareRoot()), 3.0.squareRoot() / 2]
        for accepted in [equal, mirrored] {
            let (_, point, _) = try Self.certified(accepted, width: 1, student)
            #expect(point.nullity == 0 && point.isIsolated == true)
            #expect(point.structure == "all 3 residuals vanish, rank 2")
        }
        // Hess = (2/3) J' diag(2, 1) J with the double point, its smallest eigenvalue enclosed
        let landscape = TwoLayerLandscape(problem: equal, width: 1)
        let hessian = landscape.makeApproximateEvaluator().approximateHessian(at: student).hessian
        let smallest = try #require(ApproximateLinearAlgebra.symmetricEigenvalues(hessian, order: 2)?.first)
        #expect(try Self.certified(equal, width: 1, student).point.smallestEigenvalue.contains(smallest))
        // labels that contradict each other, however little: no zero, and the reason says so
        let tiny = Rational(1, 2) + Rational(1, 1_000_000_000_000_000)
        let contradicting = try problem(.one, tiny)
        let certificate = Certifier(problem: contradicting, width: 1).certify(
            Candidate(index: 0, parameters: student))
        #expect(certificate.verdict.kind != .globalMinimum)
        let context = ProofContext(
            landscape: TwoLayerLandscape(problem: contradicting, width: 1),
            candidate: Candidate(index: 0, parameters: student).point, precision: Precision(bits: 128), reference: nil)
        guard
            case .open(let why)? = InterpolationSearch().search(
                Candidate(index: 0, parameters: student), in: context)
        else {
            Issue.record("no reason")
            return
        }
        #expect(why.contains("contradict"))
    }

    /// Two equal neurons on three points: all residuals are 0, but the derivative has rank 2 there.
    @Test func rankBelowTheResidualsIsNotProved() throws {
        let data = DataSet.points([[.one], [Rational(2)], [Rational(3)]])
        let teacher = Teacher(neurons: [.init(weights: [Rational(1, 2)], output: .one)])
        let landscape = TwoLayerLandscape(
            problem: try TwoLayerProblem(activation: .tanh, data: data, labels: .teacher(teacher)), width: 2)
        let candidate = Candidate(index: 0, parameters: [0.5, 0.5, 0.25, 0.75])
        let context = ProofContext(
            landscape: landscape, candidate: candidate.point, precision: Precision(bits: 128), reference: nil)
        guard case .open(let why)? = InterpolationSearch().search(candidate, in: context) else {
            Issue.record("no reason")
            return
        }
        #expect(why.contains("rank 2"))
        // the exact global minimum says more, and comes first
        let verdict = Certifier(knowing: landscape).certify(candidate)
        guard case .structured(let argument) = verdict.argument else {
            Issue.record("\(verdict.verdict)")
            return
        }
        #expect(argument is GlobalMinimumArgument)
    }

    /// Decay is no square of a residual: the argument of the problem without it is refused, and the search is silent.
    @Test func decayIsRefused() throws {
        let plain = InterpolationRejectionTests.landscape.problem
        guard case .points(let points) = plain.data else { return }
        let decaying = try TwoLayerProblem(
            activation: .tanh, data: .points(points), labels: plain.labels,
            decay: Decay(uniform: Rational(1, 1_000_000_000_000)))
        let landscape = TwoLayerLandscape(problem: decaying, width: 2)
        #expect(throws: Refusal.self) { try landscape.independentResiduals(atMost: 8) }
        let good = InterpolationRejectionTests.good
        #expect(throws: Refusal.self) { try CertificateCheck(landscape: landscape).check(good) }
        #expect(Certifier(knowing: landscape).certify(good.candidate).verdict.kind != .globalMinimum)
    }

    /// More independent residuals than parameters: nothing.
    @Test func tooManyResiduals() throws {
        let problem = try Interpolating.exclusiveOr()
        let landscape = TwoLayerLandscape(problem: problem, width: 1)
        #expect(try landscape.independentResiduals(atMost: 4) == [0, 1, 2, 3])
        #expect(try landscape.independentResiduals(atMost: 3) == nil)
    }
}

/// The inputs of ../shared/cases/interpolation.
enum InterpolationCases {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("shared/cases/interpolation").path
    static var exist: Bool { FileManager.default.fileExists(atPath: folder) }

    static func read(_ problem: String, _ students: String) throws -> (TwoLayerProblem, Int, [Double]) {
        let path = "\(folder)/\(problem)"
        let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        let statement = try ProblemStatement.read(JSONCursor(JSONValue.parse(bytes: bytes, file: path), file: path))
        guard case .twoLayer(let problem) = statement else { throw Refusal.inequality("\(statement)") }
        let file = try CandidateFile(contentsOf: "\(folder)/\(students)")
        return (problem, file.width, file.candidates[0].parameters)
    }
}
