import Certify
import Rigor
import Testing

@testable import Networks
@testable import Search

/// Exact global minima of students with several outputs.
@Suite struct MultipleOutputGlobalMinimumTests {
    static func rationals(_ rows: [[(Int, Int)]]) -> [[Rational]] { rows.map { $0.map { Rational($0.0, $0.1) } } }
    static let weights = rationals([[(1, 1), (1, 2)], [(-3, 5), (2, 3)]])
    static let outputs = rationals([[(1, 1), (-1, 2), (0, 1)], [(1, 3), (1, 1), (-2, 1)]])

    /// 12 points, a teacher of width 2 with 3 outputs.
    static func problem(_ activation: Activation = .sigmoid, scale: Int = 1) throws -> TwoLayerProblem {
        let axes = [[-2, -1, 1, 2].map { Rational($0) }, [-1, 0, 2].map { Rational($0) }]
        let teacher = Teacher(
            neurons: zip(weights, outputs).map { w, a in
                .init(weights: w, outputs: a.map { $0 * Rational(scale) })
            })
        return try TwoLayerProblem(
            activation: activation, data: .grid(axes: axes), labels: .teacher(teacher), outputCount: 3,
            loss: .meanSquaredNorm)
    }

    static func landscape(_ width: Int, _ activation: Activation = .sigmoid) throws -> TwoLayerLandscape {
        TwoLayerLandscape(problem: try problem(activation), width: width)
    }

    /// What the certifier says at float64 parameters, checked.
    private static func certified(
        _ network: ExactNetwork, _ activation: Activation = .sigmoid, moved: Double = 0
    ) throws -> (certificate: Certificate, point: CriticalPoint, argument: GlobalMinimumArgument) {
        let landscape = try landscape(network.width, activation)
        let parameters = network.parameters.enumerated().map { $1.nearestDouble + ($0 % 2 == 0 ? moved : -moved) }
        let certificate = Certifier(landscape: landscape, structures: [GlobalMinimumSearch()])
            .certify(Candidate(index: 0, parameters: parameters))
        try CertificateCheck(landscape: landscape).check(certificate)
        guard case .globalMinimum(let point) = certificate.verdict,
            case .structured(let argument) = certificate.argument,
            let exact = argument as? GlobalMinimumArgument
        else { throw Refusal.inequality("\(certificate.verdict)") }
        return (certificate, point, exact)
    }

    /// But for powers, where (w, a) -> (t w, a / t^n) leaves the function as it is.
    @Test(arguments: Activation.allNamed.filter { ![.identity, .square, .cube].contains($0) })
    func theTeacherItself(_ activation: Activation) throws {
        let (_, point, argument) = try Self.certified(
            ExactNetwork(weights: Self.weights, outputs: Self.outputs), activation, moved: 1e-6)
        #expect(argument.network == ExactNetwork(weights: Self.weights, outputs: Self.outputs))
        #expect(point.loss == Bounds(lower: 0, upper: 0) && point.nullity == 0 && point.isIsolated == true)
        #expect(point.smallestEigenvalue.lower > 0 && point.distanceUpper < 4e-6 && point.familyDimension == 0)
        #expect(point.structure == "exact global minimum: 0 = teacher 0; 1 = teacher 1")
    }

    /// A neuron without output moves freely: d dimensions. Duplicates share their outputs: k dimensions.
    @Test func families() throws {
        let spare = ExactNetwork(
            weights: [Self.weights[1], [Rational(1, 4), Rational(3)], Self.weights[0]],
            outputs: [Self.outputs[1], [.zero, .zero, .zero], Self.outputs[0]])
        let first = try Self.certified(spare, moved: 1e-7).point
        #expect(first.familyDimension == 2 && first.isIsolated == false)
        // rank J of the teacher's two neurons is full, 2 (2 + 3); the spare one adds s(w·x) in each output
        #expect(first.nullity == 2)
        #expect(first.smallestEigenvalue == Bounds(lower: 0, upper: 0))
        #expect(first.structure == "exact global minimum: 0 = teacher 1; 1 = free, output 0; 2 = teacher 0")

        let third = Rational(1, 3)
        let split = ExactNetwork(
            weights: [Self.weights[0], Self.weights[1], Self.weights[0]],
            outputs: [Self.outputs[0].map { $0 * third }, Self.outputs[1], Self.outputs[0].map { $0 - $0 * third }])
        let second = try Self.certified(split).point
        #expect(second.familyDimension == 3 && second.isIsolated == false)
    }

    /// tanh(-z) = -tanh z; for the sigmoid a constant neuron takes what a mirrored one leaves: a s(z) = a - a s(-z),
    /// and b s(0) = b/2.
    @Test func mirroredNeurons() throws {
        let minus = { (v: [Rational]) in v.map { -$0 } }
        let odd = ExactNetwork(
            weights: [minus(Self.weights[0]), Self.weights[1]], outputs: [minus(Self.outputs[0]), Self.outputs[1]])
        #expect(try Self.certified(odd, .tanh).point.nullity == 0)
        let constant = ExactNetwork(
            weights: odd.weights + [[.zero, .zero]], outputs: odd.outputs + [Self.outputs[0].map { $0 + $0 }])
        let point = try Self.certified(constant, .sigmoid, moved: 1e-7).point
        #expect(point.nullity == 0 && point.isIsolated == true)
        #expect(point.structure == "exact global minimum: 0 = teacher 0 mirrored; 1 = teacher 1; 2 = constant")
    }

    private static func refused(_ argument: GlobalMinimumArgument, on landscape: any Landscape, _ candidate: [Dyadic])
        -> Bool
    {
        let context = ProofContext(
            landscape: landscape, candidate: candidate, precision: Precision(bits: 128),
            reference: .infimumZero(.zeroByRealizingTeacher))
        return (try? argument.conclude(in: context)) == nil
    }

    /// Every number of the argument made wrong is refused.
    @Test func mutationsAreRejected() throws {
        let network = ExactNetwork(weights: Self.weights, outputs: Self.outputs)
        let (certificate, _, own) = try Self.certified(network)
        var good = own
        let landscape = try Self.landscape(2), candidate = certificate.candidate.point
        #expect(good.basis == [] && !Self.refused(good, on: landscape, candidate))
        // with eigenvectors, as certificates held them once
        let hessian = landscape.makeApproximateEvaluator().approximateHessian(
            at: network.parameters.map(\.nearestDouble)
        ).hessian
        good.basis = ApproximateLinearAlgebra.symmetricEigenproblem(hessian, order: landscape.parameterCount)?.vectors
        #expect(!Self.refused(good, on: landscape, candidate))
        var count = 0
        func expectRefused(_ what: String, _ change: (inout GlobalMinimumArgument) -> Void) {
            var bad = good
            change(&bad)
            count += 1
            #expect(Self.refused(bad, on: landscape, candidate), "\(what)")
        }
        for j in 0..<2 {
            for c in 0..<2 {
                expectRefused("weight") {
                    $0.network.weights[j][c] = $0.network.weights[j][c] + Rational(1, 1_000_000_007)
                }
            }
            for o in 0..<3 {
                expectRefused("output") {
                    $0.network.outputs[j][o] = $0.network.outputs[j][o] - Rational(1, 1_000_000_007)
                }
            }
        }
        expectRefused("a neuron less") { $0.network.weights.removeLast() }
        expectRefused("an output less") { $0.network.outputs[0].removeLast() }
        expectRefused("outputs exchanged") { $0.network.outputs.swapAt(0, 1) }
        let n = landscape.parameterCount
        for i in 0..<(n * n) { expectRefused("basis \(i)") { $0.basis?[i] += 16 } }
        expectRefused("basis cut") { $0.basis?.removeLast() }
        expectRefused("radius") { $0.uniqueness?.radius *= 0x1p60 }
        expectRefused("radius 0") { $0.uniqueness?.radius = 0 }
        expectRefused("gradient") { $0.uniqueness?.gradientNorm = 0 }
        expectRefused("gap") { $0.uniqueness?.spectralGap *= 4 }
        // K0 was measured on a larger ball, where it is larger
        expectRefused("K0") { $0.uniqueness?.lipschitz.loss /= 0x1p20 }
        expectRefused("K1") { $0.uniqueness?.lipschitz.gradient /= 4 }
        expectRefused("K2") { $0.uniqueness?.lipschitz.hessian /= 4 }
        expectRefused("K2 infinite") { $0.uniqueness?.lipschitz.hessian = .infinity }
        #expect(count > 100)

        // other landscapes: another teacher, a narrower student, one output
        #expect(Self.refused(good, on: TwoLayerLandscape(problem: try Self.problem(scale: 2), width: 2), candidate))
        #expect(Self.refused(good, on: try Self.landscape(1), Array(candidate.prefix(5))))
        #expect(Self.refused(good, on: try Self.landscape(2, .tanh), candidate))
        #expect(Self.refused(good, on: TwoLayerLandscape(problem: .reference, width: 2), candidate))
    }

    /// A verdict that says more than the argument proves.
    @Test func overstatementsAreRejected() throws {
        let network = ExactNetwork(weights: Self.weights, outputs: Self.outputs)
        let (certificate, good, argument) = try Self.certified(network)
        let check = CertificateCheck(landscape: try Self.landscape(2))
        func expectRefused(_ change: (inout CriticalPoint) -> Void) {
            var point = good, forged = certificate
            change(&point)
            forged.verdict = .globalMinimum(point)
            #expect(throws: Refusal.self) { try check.check(forged) }
        }
        expectRefused { $0.distanceUpper = 0 }
        expectRefused { $0.nullity = 1 }
        expectRefused { $0.isIsolated = false }
        expectRefused { $0.familyDimension = 1 }
        expectRefused { $0.level = 1 }
        expectRefused { $0.smallestEigenvalue = Bounds(lower: $0.smallestEigenvalue.upper, upper: 1) }
        expectRefused { $0.structure += "!" }
        // without the witness nothing is known of eigenvalues
        var bare = certificate
        bare.argument = .structured(GlobalMinimumArgument(network: argument.network))
        #expect(throws: Refusal.self) { try check.check(bare) }
    }

    /// Where the teacher is out of reach, or the loss not small, nothing is proposed; the isolated point is left to
    /// other arguments.
    @Test func whatIsNotProposed() throws {
        func found(_ parameters: [Double], width: Int) throws -> Bool {
            let landscape = try Self.landscape(width), candidate = Candidate(index: 0, parameters: parameters)
            let context = ProofContext(
                landscape: landscape, candidate: candidate.point, precision: Precision(bits: 128), reference: nil)
            return GlobalMinimumSearch().search(candidate, in: context) != nil
        }
        let teacher = (Self.weights + Self.outputs).flatMap { $0.map(\.nearestDouble) }
        #expect(try found(teacher, width: 2))
        #expect(try !found(teacher.map { $0 + 0.2 }, width: 2))
        #expect(try !found([1, 0.5, 1, -0.5, 0], width: 1))
    }
}
