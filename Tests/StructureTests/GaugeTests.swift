import Certify
import Formats
import Interchange
import Rigor
import Search
import TestSupport
import Testing

@testable import Networks

/// Critical points that are isolated but for the continuous symmetries of the activation.
@Suite struct GaugeTests {
    /// Students of one activation on a few points with given labels.
    struct Case: Sendable {
        var activation: Activation
        var width: Int
        var outputs = 1
        var hasBias = false
        var hasOutputBias = false
        var decay: Decay?
        /// How many fields there are.
        var fields: Int

        /// Outputs that decay alone are traded for input weights, without end.
        var hasMinima: Bool { decay.map { !$0.inputWeights.isZero } ?? true }

        func landscape() throws -> TwoLayerLandscape {
            var generator = SeededGenerator(seed: 11)
            func number() -> Rational { Rational(Int.random(in: -16...16, using: &generator), 8) }
            let points = (0..<9).map { _ in [number(), number()] }
            let data = DataSet.points(points)
            let labels = points.map { _ in (0..<outputs).map { _ in number() } }
            return TwoLayerLandscape(
                problem: try TwoLayerProblem(
                    activation: activation, data: hasBias ? data.withBias : data, labels: .given(labels),
                    outputCount: outputs, outputBias: hasOutputBias ? .trained : .none, decay: decay),
                width: width)
        }
    }

    static let someDecay = Decay(
        inputWeights: Rational(1, 50), biases: Rational(1, 30), outputs: Rational(1, 20), outputBias: Rational(1, 40))

    static let cases = [
        Case(activation: .identity, width: 1, fields: 1),
        Case(activation: .identity, width: 2, outputs: 2, fields: 4),
        Case(activation: .identity, width: 2, outputs: 2, hasBias: true, hasOutputBias: true, fields: 6),
        Case(activation: .identity, width: 2, outputs: 2, decay: someDecay, fields: 1),
        Case(activation: .identity, width: 3, decay: someDecay, fields: 3),
        Case(activation: .square, width: 2, fields: 3),
        Case(activation: .square, width: 2, decay: Decay(outputs: Rational(1, 20)), fields: 1),
        Case(activation: .square, width: 1, outputs: 2, fields: 1),
        Case(activation: .square, width: 2, decay: someDecay, fields: 0),
        Case(activation: .cube, width: 1, hasOutputBias: true, fields: 1),
        Case(activation: .exp, width: 1, hasBias: true, fields: 1),
        Case(activation: .exp, width: 2, hasBias: true, decay: Decay(inputWeights: Rational(1, 20)), fields: 2),
        Case(activation: .exp, width: 2, hasBias: true, decay: someDecay, fields: 0),
        Case(activation: .exp, width: 2, fields: 0),
        Case(activation: .tanh, width: 2, hasBias: true, hasOutputBias: true, fields: 0),
        Case(activation: .polynomial(RationalPolynomial([.zero, .one, .one])!), width: 2, fields: 0),
    ]

    /// dL(X) = 0: the gradient from an evaluator that knows nothing of fields, at random points.
    @Test(arguments: cases) func lossIsConstantAlongFields(_ item: Case) throws {
        let landscape = try item.landscape(), fields = landscape.gaugeFields
        #expect(fields.count == item.fields && Set(fields).count == fields.count)
        var generator = SeededGenerator(seed: 3)
        let precision = Precision(bits: 256), arithmetic = IntervalArithmetic(precision: precision)
        let evaluator = try landscape.makeEvaluator(.multiple(precision))
        for _ in 0..<5 {
            let point = (0..<landscape.parameterCount).map { _ in
                Dyadic(exactly: Double.random(in: -1...1, using: &generator)) ?? .zero
            }
            let enclosure = try evaluator.enclosure(on: Ball(centre: point), order: .gradient)
            let gradient = try #require(enclosure.gradient)
            #expect(gradient.norm.lower > 1e-3)
            for field in fields {
                let direction = field.value(at: point.map { arithmetic.number($0, radius: 0) }, in: arithmetic)
                var slope: UpperBound = 0, size = 0.0
                var value = Interval(0, precision: precision)
                for (place, component) in direction.enumerated() {
                    let entry = Interval(
                        lower: gradient.midpoint[place], upper: gradient.midpoint[place], precision: precision)
                    value = value + entry * component
                    let magnitude = max(abs(component.lowerDouble), abs(component.upperDouble))
                    slope = slope + UpperBound(gradient.radius[place]) * UpperBound(magnitude)
                    size += magnitude
                }
                #expect(size > 0.01)
                #expect(abs(value.lowerDouble) <= slope.value + 1e-60 && slope.value < 1e-13)
            }
        }
    }

    private static func certificate(_ item: Case, seed: UInt64) throws -> (Certificate, TwoLayerLandscape) {
        let landscape = try item.landscape()
        var generator = SeededGenerator(seed: seed)
        let start = (0..<landscape.parameterCount).map { _ in Double.random(in: -1...1, using: &generator) }
        let evaluator = landscape.makeApproximateEvaluator()
        var point = start
        // of every other start Newton steps alone, which also find saddles
        if seed % 2 == 1 {
            for _ in 0..<15000 {
                let gradient = evaluator.approximateGradient(at: point).gradient
                let length = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
                for i in point.indices { point[i] -= gradient[i] * min(0.05, 0.1 / length) }
            }
        }
        point = ApproximateRefinement().run(from: point, on: evaluator).point
        let certificate = Certifier(knowing: landscape).certify(Candidate(index: 0, parameters: point))
        try CertificateCheck(landscape: landscape).check(certificate)
        return (certificate, landscape)
    }

    /// Index and nullity against the eigenvalues of the whole Hessian in float64, for every kind of field and several
    /// starts; at least one of them has to be concluded across the gauge.
    @Test(arguments: cases.filter { $0.fields > 0 && $0.hasMinima }) func inertiaIsThatOfTheWholeHessian(_ item: Case)
        throws
    {
        var concluded = 0, whole = 0
        for seed in UInt64(1)...8 {
            let (certificate, landscape) = try Self.certificate(item, seed: seed)
            guard case .structured(let argument as GaugeArgument) = certificate.argument else { continue }
            concluded += 1
            let point = try #require(certificate.verdict.criticalPoint), n = landscape.parameterCount
            var centre = certificate.candidate.parameters
            let free = GaugeSlice.free(n, held: argument.held)
            for (place, value) in zip(free, argument.witness.centre) {
                centre[place] = value.double(rounding: .nearest)
            }
            let hessian = landscape.makeApproximateEvaluator().approximateHessian(at: centre)
            let values = try #require(ApproximateLinearAlgebra.symmetricEigenvalues(hessian.hessian, order: n))
            let scale = values.map(abs).max() ?? 1
            // eigenvalues that float64 tells from 0 are those that were proved, and what was proved to be 0 looks so
            #expect(point.indexLower == point.indexUpper)
            #expect(values.filter { $0 < -1e-7 * scale }.count <= point.indexLower)
            #expect(values.filter { $0 > 1e-7 * scale }.count <= n - argument.fields.count - point.indexLower)
            #expect(values.filter { abs($0) <= 1e-9 * scale }.count >= argument.fields.count)
            whole += values.filter { abs($0) > 1e-7 * scale }.count == n - argument.fields.count ? 1 : 0
            #expect(point.nullity == argument.fields.count && point.familyDimension == argument.fields.count)
            #expect(point.isIsolated == false && point.distanceUpper < 1e-4)
            #expect(point.smallestEigenvalue.widened(by: UpperBound(1e-7 * scale)).contains(values.min() ?? .nan))
            #expect(point.loss.widened(by: UpperBound(1e-7)).contains(hessian.loss))
        }
        #expect(concluded > 0 && whole > 0)
    }

    /// L = mean (a w x - y)² with one neuron: least squares at a w = beta, whatever a; at 0 the fields vanish, and the
    /// point is an isolated saddle.
    @Test func oneLinearNeuron() throws {
        let problem = try TwoLayerProblem(
            activation: .identity, data: .points([[.one], [Rational(2, 1)]]),
            labels: .given(numbers: [.one, Rational(3, 1)]))
        let landscape = TwoLayerLandscape(problem: problem, width: 1), certifier = Certifier(knowing: landscape)
        // beta = (1 + 6) / (1 + 4) = 7/5, loss ((7/5 - 1)² + (14/5 - 3)²) / 2 = 1/10
        let minimum = certifier.certify(Candidate(index: 0, parameters: [2, 0.7]))
        try CertificateCheck(landscape: landscape).check(minimum)
        let point = try #require(minimum.verdict.criticalPoint)
        #expect(minimum.verdict.kind == .localMinimum && point.structure == "gauge of dimension 1")
        #expect(point.nullity == 1 && point.familyDimension == 1 && point.isIsolated == false)
        #expect(point.smallestEigenvalue == Bounds(lower: 0, upper: 0))
        #expect(point.loss.contains(0.1) || abs(point.loss.upper - 0.1) < 1e-12)
        let origin = certifier.certify(Candidate(index: 0, parameters: [0, 0]))
        try CertificateCheck(landscape: landscape).check(origin)
        #expect(origin.verdict.kind == .saddle && origin.verdict.criticalPoint?.isIsolated == true)
    }

    @Test func mutations() throws {
        let (certificate, landscape) = try Self.certificate(Self.cases[1], seed: 1)
        guard case .structured(let good as GaugeArgument) = certificate.argument else {
            Issue.record("\(certificate.argument)")
            return
        }
        let context = ProofContext(
            landscape: landscape, candidate: certificate.candidate.point, precision: Precision(bits: 128),
            reference: nil)
        _ = try good.conclude(in: context)
        func refuse(_ what: String, _ change: (inout GaugeArgument) -> Void) {
            var argument = good
            change(&argument)
            #expect(throws: Refusal.self, "\(what)") { try argument.conclude(in: context) }
        }
        refuse("no fields") { ($0.fields, $0.held) = ([], []) }
        refuse("a field that does not exist") { $0.fields[3] = 4 }
        refuse("one field twice") { $0.fields[1] = $0.fields[0] }
        refuse("a field less") { $0.fields.removeLast() }
        refuse("a place less") { $0.held.removeLast() }
        refuse("one place twice") { $0.held[1] = $0.held[0] }
        refuse("a place that does not exist") { $0.held[3] = landscape.parameterCount }
        refuse("a negative place") { $0.held[0] = -1 }
        refuse("other places held, for which the centre is none") {
            $0.held = (0..<landscape.parameterCount).filter { !good.held.contains($0) }.prefix(4).map { $0 }
        }
        refuse("a centre of another size") { $0.witness.centre.append(.zero) }
        refuse("a centre off by 2^-10") {
            let moved = $0.witness.centre[0] + Dyadic(mantissa: .one, exponent: -10)
            $0.witness.centre[0] = moved
        }
        refuse("a gap too large") { $0.witness.spectralGap *= 2 }
        for change: (inout CriticalPoint) -> Void in [
            { $0.nullity = ($0.nullity ?? 0) - 1 }, { $0.familyDimension += 1 }, { $0.isIsolated = true },
            { $0.structure = "" }, { $0.distanceUpper = 0 }, { $0.gradientNormUpper = 0 },
            { $0.smallestEigenvalue = Bounds(lower: 1e-3, upper: 1) }, { $0.level = 0 },
            { $0.uniquenessRadius = 1e-9 },
        ] {
            let overstated = try certificate.stating(change)
            #expect(throws: Refusal.self) { try CertificateCheck(landscape: landscape).check(overstated) }
        }
    }

    /// Places that the fields do not move independently of each other make no slice.
    @Test func placesThatAreNotTransversal() throws {
        let landscape = try Case(activation: .cube, width: 2, fields: 2).landscape()
        let layout = landscape.layout, fields = landscape.gaugeFields
        let ball = Ball(centre: (1...layout.count).map { Dyadic($0) }, radius: 1e-6)
        func bound(_ held: [Int]) -> UpperBound? {
            GaugeSlice(fields: fields, held: held).projectionNormSquared(on: ball)
        }
        // both places belong to the first neuron
        #expect(bound([layout.weight(0, 0), layout.weight(0, 1)]) == nil)
        // w = (1, 2), (3, 4), a = 5, 6: the columns (1, 2, -15) and (3, 4, -18), divided by what is held
        let exact = 1 + Double(4 + 225) / 1 + Double(9 + 324) / 16
        let found = try #require(bound([layout.weight(0, 0), layout.weight(1, 1)]))
        #expect(found.value >= exact * (1 - 1e-5))
        // a bound by Frobenius norms
        #expect(found.value <= 1 + Double(4 + 225 + 9 + 324) * (1 + 1.0 / 16) * 1.01)
    }

    @Test func writtenAndReadBack() throws {
        let (certificate, _) = try Self.certificate(Self.cases[1], seed: 1)
        guard case .structured(let argument as GaugeArgument) = certificate.argument else {
            Issue.record("\(certificate.argument)")
            return
        }
        let written = StructuredArgumentCoding.encode(argument), text = Array(written.serialized().utf8)
        let read = try StructuredArgumentCoding.decode(
            JSONCursor(try JSONValue.parse(bytes: text, file: "memory"), file: "memory"))
        #expect(StructuredArgumentCoding.encode(read) == written)
        let again = try #require(read as? GaugeArgument)
        #expect(again.fields == argument.fields && again.held == argument.held)
    }
}
