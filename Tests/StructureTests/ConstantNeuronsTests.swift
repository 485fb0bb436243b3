import Certify
import Formats
import Interchange
import Rigor
import Search
import TestSupport
import Testing

@testable import Networks

/// Critical points at which some neurons are constant on the data.
@Suite struct ConstantNeuronsTests {
    /// A student with constant neurons: the activation, what is trained, and where it stands.
    struct Case: Sendable {
        var activation: Activation
        var outputs: Int
        var inputs = 1
        var hasBias = false
        var hasOutputBias = false
        /// Biases of the constant neurons; 0 without hidden biases.
        var biases: [Double]
        /// Neurons besides.
        var others = 0
        var sloped: [Int] = []
        var flat: [Int] = []

        var dimension: Int { inputs + (hasBias ? 1 : 0) }

        func landscape(turned: Bool = false) throws -> TwoLayerLandscape {
            var generator = SeededGenerator(seed: 5)
            func number() -> Rational { Rational(Int.random(in: -16...16, using: &generator), 8) }
            let points = (0..<7).map { _ in (0..<inputs).map { _ in number() } }
            let labels = points.map { _ in (0..<outputs).map { _ in turned ? -number() : number() } }
            let data = DataSet.points(points)
            return TwoLayerLandscape(
                problem: try TwoLayerProblem(
                    activation: activation, data: hasBias ? data.withBias : data, labels: .given(labels),
                    outputCount: outputs, outputBias: hasOutputBias ? .trained : .none),
                width: biases.count + others)
        }
    }

    static let cases = [
        Case(activation: .tanh, outputs: 2, biases: [0], sloped: [0]),
        Case(activation: .tanh, outputs: 3, inputs: 2, biases: [0, 0], sloped: [0, 1]),
        Case(activation: .erf, outputs: 3, biases: [0], sloped: [0]),
        Case(activation: .sigmoid, outputs: 2, hasOutputBias: true, biases: [0, 0], sloped: [0, 1]),
        Case(activation: .softplus, outputs: 3, inputs: 2, hasOutputBias: true, biases: [0], others: 1, sloped: [0]),
        Case(activation: .tanh, outputs: 2, hasBias: true, hasOutputBias: true, biases: [0.3], sloped: [0]),
        Case(
            activation: .sigmoid, outputs: 3, inputs: 2, hasBias: true, hasOutputBias: true, biases: [0.7, -1.1],
            sloped: [0, 1]),
        Case(activation: .square, outputs: 3, inputs: 2, biases: [0], flat: [0]),
        Case(activation: .square, outputs: 2, inputs: 2, hasOutputBias: true, biases: [0], flat: [0]),
        Case(activation: .gelu, outputs: 1, inputs: 2, hasBias: true, hasOutputBias: true, biases: [-0.75], flat: [0]),
        Case(activation: .silu, outputs: 2, hasBias: true, hasOutputBias: true, biases: [-1.28], flat: [0]),
    ]

    /// The constant neurons, a little off 0, beside others that are refined; outputs of sloped ones in the kernel.
    private static func candidate(_ item: Case, _ landscape: TwoLayerLandscape, seed: UInt64) throws -> [Double] {
        var generator = SeededGenerator(seed: seed)
        let layout = landscape.layout
        var point = (0..<layout.count).map { _ in Double.random(in: -1...1, using: &generator) }
        for (i, bias) in item.biases.enumerated() {
            for place in layout.weights(of: i) { point[place] = 0 }
            guard item.hasBias else { continue }
            var b = bias
            // Newton's method on s', where it is to vanish
            for _ in 0..<50 where item.flat.contains(i) {
                let jet = item.activation.approximateJet(b)
                b -= jet.1 / jet.2
            }
            point[layout.weight(i, item.dimension - 1)] = b
        }
        let held = ConstantNeuronsArgument(sloped: item.sloped, flat: item.flat, biasRadius: 0, witness: nil)
        let slice = held.slice(of: landscape, candidate: try point.map { try #require(Dyadic(exactly: $0)) })
        if !slice.free.isEmpty {
            var free = slice.free.map { point[$0] }
            let evaluator = slice.makeApproximateEvaluator()
            for _ in 0..<4000 {
                let gradient = evaluator.approximateGradient(at: free).gradient
                for i in free.indices { free[i] -= 0.1 * gradient[i] }
            }
            free = ApproximateRefinement().run(from: free, on: evaluator).point
            for (place, value) in zip(slice.free, free) { point[place] = value }
        }
        // a less its projection to the range of C, of which Gram and Schmidt make a basis
        for i in item.sloped {
            let ghost = landscape.approximateGhostNeurons(
                at: [Array(point[layout.weights(of: i)])], parameters: point)[0]
            func dot(_ u: [Double], _ v: [Double]) -> Double { zip(u, v).reduce(0) { $0 + $1.0 * $1.1 } }
            var basis = [[Double]]()
            for c in 0..<item.inputs {
                var column = (0..<item.outputs).map { ghost.slopes[$0 * item.dimension + c] }
                for _ in 0..<2 {
                    for unit in basis {
                        let part = dot(unit, column)
                        column = zip(column, unit).map { $0 - part * $1 }
                    }
                }
                let length = dot(column, column).squareRoot()
                basis.append(column.map { $0 / length })
            }
            let value = item.activation.approximateJet(
                item.hasBias ? point[layout.weight(i, item.dimension - 1)] : 0
            ).0
            for unit in basis {
                let product = dot(unit, Array(point[layout.outputs(of: i)]))
                for (q, place) in layout.outputs(of: i).enumerated() {
                    point[place] -= unit[q] * product
                    // what the output bias takes up
                    if item.hasOutputBias { point[layout.outputBiases.lowerBound + q] += unit[q] * product * value }
                }
            }
            for place in layout.weights(of: i).prefix(item.inputs) { point[place] += 3e-9 }
        }
        return point
    }

    private static func certificate(
        _ item: Case, seed: UInt64 = 1, turned: Bool = false
    ) throws -> (Certificate, ConstantNeuronsArgument, TwoLayerLandscape) {
        let landscape = try item.landscape(turned: turned)
        let evaluator = landscape.makeApproximateEvaluator()
        var point = [Double]()
        // starts from which the other neurons converge
        for attempt in UInt64(0)..<6 {
            point = try candidate(item, landscape, seed: seed + 10 * attempt)
            let gradient = evaluator.approximateGradient(at: point).gradient
            if gradient.reduce(0, { $0 + $1 * $1 }) < 1e-14 { break }
        }
        let certificate = Certifier(knowing: landscape).certify(Candidate(index: 0, parameters: point))
        try CertificateCheck(landscape: landscape).check(certificate)
        guard case .structured(let argument as ConstantNeuronsArgument) = certificate.argument else {
            throw Unexpected(what: "\(certificate.verdict)")
        }
        return (certificate, argument, landscape)
    }

    struct Unexpected: Error { var what: String }

    /// Index and nullity against the eigenvalues of the whole Hessian, which float64 tells from 0 here.
    @Test(arguments: cases) func inertiaIsThatOfTheWholeHessian(_ item: Case) throws {
        for (seed, turned) in [(UInt64(1), false), (2, true)] {
            let (certificate, argument, landscape) = try Self.certificate(item, seed: seed, turned: turned)
            #expect(argument.sloped == item.sloped && argument.flat == item.flat)
            let point = try #require(certificate.verdict.criticalPoint), n = landscape.parameterCount
            var centre = certificate.candidate.parameters
            for i in item.biases.indices {
                for place in landscape.layout.weights(of: i).prefix(item.inputs) { centre[place] = 0 }
            }
            let there = landscape.makeApproximateEvaluator().approximateHessian(at: centre)
            #expect(norm(there.gradient) < 1e-9)
            let values = try #require(ApproximateLinearAlgebra.symmetricEigenvalues(there.hessian, order: n))
            let zeros = values.filter { abs($0) < 1e-8 }.count
            #expect(values.allSatisfy { abs($0) < 1e-8 || abs($0) > 1e-5 })
            #expect(point.indexLower == values.filter { $0 < -1e-5 }.count && point.indexUpper == point.indexLower)
            #expect(point.nullity == zeros && point.familyDimension == zeros && point.isIsolated == (zeros == 0))
            #expect(point.distanceUpper < 1e-6 && point.distanceUpper >= 0)
            #expect(point.smallestEigenvalue.widened(by: UpperBound(1e-9)).contains(values.min() ?? .nan))
            #expect(point.loss.widened(by: UpperBound(1e-9)).contains(there.loss))
            #expect((certificate.verdict.kind == .localMinimum) == (point.indexUpper == 0))
        }
    }

    /// f = 0 and e = -y: C = -2c s'(0) sum y x, and the Hessian in (w, a) is [[M', C'], [C, 0]] with M' = 2c |a|² sum
    /// x².
    @Test func oneNeuronByHand() throws {
        let problem = try TwoLayerProblem(
            activation: .tanh, data: .points([[.one], [Rational(2, 1)]]),
            labels: .given([[.one, .zero], [Rational(1, 1), .zero]]), outputCount: 2)
        let landscape = TwoLayerLandscape(problem: problem, width: 1)
        // sum y x = (3, 0), so a = (0, t) is critical for every t, of loss (1 + 1)/4 or (1 + 1)/2
        let certificate = Certifier(knowing: landscape).certify(Candidate(index: 0, parameters: [0, 1e-9, 0.5]))
        try CertificateCheck(landscape: landscape).check(certificate)
        let point = try #require(certificate.verdict.criticalPoint)
        #expect(certificate.verdict.kind == .saddle && point.indexLower == 1 && point.indexUpper == 1)
        #expect(point.nullity == 1 && point.familyDimension == 1 && point.structure == "neuron 0 constant")
        #expect(point.distanceUpper >= 1e-9 && point.distanceUpper < 1.0001e-9)
        let c = 2 / Double(problem.divisor)
        let (m, slope) = (c * 0.25 * 5, c * 3)
        let smallest = m / 2 - (m * m / 4 + slope * slope).squareRoot()
        #expect(point.smallestEigenvalue.widened(by: UpperBound(1e-12)).contains(smallest))
    }

    /// Local minima and saddles among the flat ones: the sign of sum (a·e) x x', by hand. s(z) = z², f = 0 at w = 0.
    @Test func squaresByHand() throws {
        let problem = try TwoLayerProblem(
            activation: .square, data: .points([[.one, .zero], [.zero, .one], [.one, .one]]),
            labels: .given(numbers: [.one, .one, .one]))
        let landscape = TwoLayerLandscape(problem: problem, width: 1), certifier = Certifier(knowing: landscape)
        // e = -1: M is -a (4/3) ([1 0; 0 0] + [0 0; 0 1] + [1 1; 1 1]), definite
        for (output, kind) in [(-0.7, Verdict.Kind.localMinimum), (0.7, .saddle)] {
            let certificate = certifier.certify(Candidate(index: 0, parameters: [1e-9, -2e-9, output]))
            try CertificateCheck(landscape: landscape).check(certificate)
            let point = try #require(certificate.verdict.criticalPoint)
            #expect(certificate.verdict.kind == kind && point.nullity == 1 && point.isIsolated == false)
            #expect(point.indexLower == (kind == .saddle ? 2 : 0))
            #expect(point.loss.widened(by: UpperBound(1e-14)).contains(1))
            // eigenvalues of [2 1; 1 2]: 1 and 3
            let smallest = kind == .saddle ? -0.7 * 4 / 3 * 3 : 0
            #expect(point.smallestEigenvalue.widened(by: UpperBound(1e-12)).contains(smallest))
        }
    }

    @Test func mutations() throws {
        for (item, isFlat) in [(Self.cases[4], false), (Self.cases[9], true)] {
            let (certificate, good, landscape) = try Self.certificate(item)
            let context = ProofContext(
                landscape: landscape, candidate: certificate.candidate.point, precision: Precision(bits: 128),
                reference: nil)
            _ = try good.conclude(in: context)
            func refuse(_ what: String, _ change: (inout ConstantNeuronsArgument) -> Void) {
                var argument = good
                change(&argument)
                #expect(throws: Refusal.self, "\(what)") { try argument.conclude(in: context) }
            }
            refuse("no neurons") { ($0.sloped, $0.flat) = ([], []) }
            refuse("sloped for flat") { ($0.sloped, $0.flat) = ($0.flat, $0.sloped) }
            refuse("a neuron that is both") { ($0.sloped, $0.flat) = ([0], [0]) }
            refuse("a neuron that does not exist") { $0.sloped = [landscape.width] }
            refuse("a negative neuron") { $0.flat = [-1] }
            refuse("a neuron twice") { $0.sloped = [0, 0] }
            refuse("no witness") { $0.witness = nil }
            refuse("a centre of another size") { $0.witness?.centre.append(.zero) }
            refuse("a gap too large") { $0.witness?.spectralGap *= 2 }
            refuse("no radius") { $0.biasRadius = .nan }
            refuse("a negative radius") { $0.biasRadius = -1 }
            if isFlat {
                refuse("no zero of s' so near") { $0.biasRadius = 0 }
            } else {
                refuse("a radius without biases") { $0.biasRadius = 1e-3 }
                // the other neuron is not constant: with its weights at 0 the centre is none of L_S
                refuse("a neuron that is not constant") { $0.sloped = [0, 1] }
            }
            for change: (inout CriticalPoint) -> Void in [
                { $0.nullity = ($0.nullity ?? 0) - 1 }, { $0.familyDimension += 1 }, { $0.isIsolated = true },
                { $0.structure = "" }, { $0.distanceUpper = 0 }, { $0.gradientNormUpper = 0 },
                { $0.smallestEigenvalue = Bounds(lower: 1e-3, upper: 1) }, { $0.level = 0 },
                { $0.indexLower += 1 },
            ] {
                let overstated = try certificate.stating(change)
                #expect(throws: Refusal.self) { try CertificateCheck(landscape: landscape).check(overstated) }
            }
        }
    }

    /// Without a trained output bias the constant s(0) a is not free: the sigmoid has no such points, and a hidden bias
    /// moves it.
    @Test func constantsThatNothingTakesUp() throws {
        for (activation, hasBias) in [(Activation.sigmoid, false), (.tanh, true)] {
            let landscape = try Case(
                activation: activation, outputs: 2, hasBias: hasBias, biases: [0], sloped: [0]
            ).landscape()
            let argument = ConstantNeuronsArgument(sloped: [0], flat: [], biasRadius: 0, witness: nil)
            let context = ProofContext(
                landscape: landscape,
                candidate: [Dyadic](repeating: .zero, count: landscape.parameterCount),
                precision: Precision(bits: 128), reference: nil)
            #expect(throws: Refusal.self) { try argument.conclude(in: context) }
        }
    }

    @Test(arguments: [0, 4]) func writtenAndReadBack(_ index: Int) throws {
        let (_, argument, _) = try Self.certificate(Self.cases[index])
        #expect((argument.witness == nil) == (index == 0))
        let written = StructuredArgumentCoding.encode(argument), text = Array(written.serialized().utf8)
        let read = try StructuredArgumentCoding.decode(
            JSONCursor(try JSONValue.parse(bytes: text, file: "memory"), file: "memory"))
        #expect(StructuredArgumentCoding.encode(read) == written)
        #expect((read as? ConstantNeuronsArgument)?.sloped == argument.sloped)
    }

    private func norm(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
