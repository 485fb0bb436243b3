import Certify
import Formats
import Interchange
import Networks
import Rigor
import Search
import TestSupport
import Testing

/// Inputs that are linear combinations of others on all the data: verdicts are those without them, with the directions
/// that the data do not see.
@Suite struct DependentInputsTests {
    /// Two inputs and given labels near a network's; the third input of each problem depends on them.
    private static let plain: [[Rational]] = (-3...3).flatMap { i in
        (-2...2).map { j in [Rational(2 * i + j, 4), Rational(3 * j - i, 8)] }
    }

    private static let start = NarrowPoint(weights: [[1.5, -0.75], [-0.5, 1.25]], outputs: [1, -0.75])

    private static func labels() -> [Rational] {
        var generator = SeededGenerator(seed: 5)
        return plain.map { x in
            var value = 0.0
            for (w, a) in zip(start.weights, start.outputs) {
                value += a * Activation.sigmoid.approximateValue(w[0] * x[0].nearestDouble + w[1] * x[1].nearestDouble)
            }
            return Rational(Int((value * 4096).rounded()) + Int.random(in: -256...256, using: &generator), 4096)
        }
    }

    private static func problem(_ coefficients: [Rational]?) throws -> TwoLayerProblem {
        let points = plain.map { x in
            coefficients.map { x + [$0[0] * x[0] + $0[1] * x[1]] } ?? x
        }
        return try TwoLayerProblem(
            activation: .sigmoid, data: .points(points), labels: .given(numbers: labels()))
    }

    /// Input weights of the narrow network with a third one, moved so that w·x stays.
    private static func widened(_ w: [Double], _ coefficients: [Rational], third: Double) -> [Double] {
        [w[0] - third * coefficients[0].nearestDouble, w[1] - third * coefficients[1].nearestDouble, third]
    }

    private static func certificate(
        _ parameters: [Double], _ problem: TwoLayerProblem, width: Int
    ) throws -> (Certificate, TwoLayerLandscape) {
        let landscape = TwoLayerLandscape(problem: problem, width: width)
        let certificate = Certifier(knowing: landscape).certify(Candidate(index: 0, parameters: parameters))
        try CertificateCheck(landscape: landscape).check(certificate)
        return (certificate, landscape)
    }

    static let combinations = [
        [Rational.zero, .zero], [.zero, .one], [Rational(1, 2), Rational(-3, 1)], [Rational(1, 3), Rational(2, 7)],
    ]

    @Test(arguments: combinations) func verdictsAreThoseWithoutThem(_ coefficients: [Rational]) throws {
        let without = try Self.problem(nil), with = try Self.problem(coefficients)
        let narrow = Self.start.refined(without), t = coefficients.map(\.nearestDouble)
        let factor = 1.0 + t[0] * t[0] + t[1] * t[1]
        // the minimum itself, and its first neuron split with both signs: index 0 or more
        for shares in [[[1.0], [1]], [[0.25, 0.75], [1]], [[1.5, -0.5], [1]]] {
            let m = shares.reduce(0) { $0 + $1.count }
            let plain = narrow.lifted(shares)
            var weights = [Double]()
            for j in 0..<m {
                let w = Array(plain[(2 * j)..<(2 * j + 2)]), third = 0.25 * Double(j) - 0.375
                weights += Self.widened(w, coefficients, third: third)
            }
            let (expected, _) = try Self.certificate(plain, without, width: m)
            let (found, landscape) = try Self.certificate(weights + plain[(2 * m)...], with, width: m)
            let a = try #require(expected.verdict.criticalPoint), b = try #require(found.verdict.criticalPoint)
            #expect(found.verdict.kind == expected.verdict.kind)
            #expect(b.indexLower == a.indexLower && b.indexUpper == a.indexUpper)
            #expect(b.nullity == a.nullity.map { $0 + m } && b.familyDimension == a.familyDimension + m)
            #expect(b.isIsolated == false && b.distanceUpper < 1e-6 && b.structure.hasPrefix("input 2 dependent"))
            #expect(a.loss.lower <= b.loss.upper && b.loss.lower <= a.loss.upper)
            #expect(b.smallestEigenvalue.upper <= 0)
            let lowest: Double = min(0, a.smallestEigenvalue.lower) * factor
            #expect(b.smallestEigenvalue.lower >= lowest * 1.001 - 1e-12)
            // the Hessian of all parameters in float64
            let hessian = landscape.makeApproximateEvaluator().approximateHessian(at: found.candidate.parameters)
                .hessian
            let values = try #require(
                ApproximateLinearAlgebra.symmetricEigenvalues(hessian, order: landscape.parameterCount))
            let negative = values.filter { $0 < -1e-8 }.count, zero = values.filter { abs($0) < 1e-10 }.count
            #expect(negative == b.indexLower && zero == b.nullity)
            #expect(b.smallestEigenvalue.widened(by: UpperBound(1e-8)).contains(values.min() ?? .nan))
        }
    }

    private func argument() throws -> (DependentInputsArgument, ProofContext, Certificate, TwoLayerLandscape) {
        let coefficients = Self.combinations[3], narrow = Self.start.refined(try Self.problem(nil))
        let plain = narrow.lifted([[0.25, 0.75], [1]])
        var weights = [Double]()
        for j in 0..<3 { weights += Self.widened(Array(plain[(2 * j)..<(2 * j + 2)]), coefficients, third: 0.5) }
        let (certificate, landscape) = try Self.certificate(
            weights + plain[6...], try Self.problem(coefficients), width: 3)
        guard case .structured(let argument as DependentInputsArgument) = certificate.argument else {
            throw NoArgument()
        }
        let context = ProofContext(
            landscape: landscape, candidate: certificate.candidate.point, precision: Precision(bits: 128),
            reference: nil)
        return (argument, context, certificate, landscape)
    }

    private struct NoArgument: Error {}

    @Test func mutations() throws {
        let (good, context, certificate, landscape) = try argument()
        _ = try good.conclude(in: context)
        func refuse(_ what: String, _ change: (inout DependentInputsArgument) -> Void) {
            var argument = good
            change(&argument)
            #expect(throws: Refusal.self, "\(what)") { try argument.conclude(in: context) }
        }
        refuse("a coefficient off by 2^-200") {
            let more = $0.dependent.inputs[0].coefficients[0] + Rational(Dyadic(mantissa: .one, exponent: -200))
            $0.dependent.inputs[0].coefficients[0] = more
        }
        refuse("another input") { $0.dependent.inputs[0].coordinate = 1 }
        refuse("an input that does not exist") { $0.dependent.inputs[0].coordinate = 3 }
        refuse("a negative input") { $0.dependent.inputs[0].coordinate = -1 }
        refuse("too few coefficients") { $0.dependent.inputs[0].coefficients.removeLast() }
        refuse("one input twice") { $0.dependent.inputs.append($0.dependent.inputs[0]) }
        refuse("no inputs") { $0.dependent.inputs = [] }
        refuse("all inputs") {
            $0.dependent.inputs = (0..<3).map { DependentInputs.Input(coordinate: $0, coefficients: []) }
        }
        refuse("itself within") { $0.inner = .structured(good) }
        refuse("a point of another landscape") {
            $0.inner = .isolatedPoint(
                IsolatedPointWitness(
                    centre: [.zero], radius: 1, gradientNorm: 0, spectralGap: 1,
                    lipschitz: LipschitzConstants(loss: 1, gradient: 1, hessian: 1), basis: [1]))
        }
        for change: (inout CriticalPoint) -> Void in [
            { $0.nullity = ($0.nullity ?? 0) - 3 }, { $0.familyDimension += 1 }, { $0.familyDimension -= 3 },
            { $0.isIsolated = true }, { $0.structure = "" }, { $0.distanceUpper = 0 },
        ] {
            let overstated = try certificate.stating(change)
            #expect(throws: Refusal.self) { try CertificateCheck(landscape: landscape).check(overstated) }
        }
    }

    @Test func writtenAndReadBack() throws {
        let (argument, context, _, _) = try argument()
        let written = StructuredArgumentCoding.encode(argument)
        func read(_ value: JSONValue) throws -> any StructuredArgument {
            let text = Array(value.serialized().utf8)
            return try StructuredArgumentCoding.decode(
                JSONCursor(try JSONValue.parse(bytes: text, file: "memory"), file: "memory"))
        }
        let copy = try read(written)
        #expect(StructuredArgumentCoding.encode(copy) == written)
        #expect("\(try copy.conclude(in: context))" == "\(try argument.conclude(in: context))")
        // nested arguments are not read
        var nested = argument
        nested.inner = .structured(argument)
        #expect(throws: FormatError.self) { try read(StructuredArgumentCoding.encode(nested)) }
    }
}
