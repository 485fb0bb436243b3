import Certify
import Rigor
import TestSupport
import Testing

@testable import Networks
@testable import Search

/// Students of polynomial activations: exact equality of polynomials, ranks, families, and the verdicts that rest on
/// them.
@Suite struct PolynomialNetworkTests {
    private static func problem(
        _ activation: Activation, _ weights: [[Rational]], _ outputs: [[Rational]], hasBias: Bool = false
    ) throws -> TwoLayerProblem {
        let points = [-2, -1, 0, 1, 3].flatMap { a in [-3, -1, 0, 2, 4].map { [Rational(a), Rational($0, 2)] } }
        let data = DataSet.points(points)
        return try TwoLayerProblem(
            activation: activation, data: hasBias ? data.withBias : data,
            labels: .teacher(Teacher(neurons: zip(weights, outputs).map { .init(weights: $0, outputs: $1) })),
            outputCount: outputs[0].count, loss: .meanSquaredNorm)
    }

    private static func rational(_ generator: inout SeededGenerator) -> Rational {
        Rational(Int.random(in: -9...9, using: &generator), Int.random(in: 1...4, using: &generator))
    }

    private static func value(_ activation: Activation, _ z: Rational) -> Rational {
        guard case .polynomial(let polynomial) = activation else { return .zero }
        return polynomial.coefficients.reversed().reduce(Rational.zero) { $0 * z + $1 }
    }

    private static let activations: [Activation] =
        [.identity, .square, .cube]
        + [RationalPolynomial([Rational(2, 3), Rational(-1, 2), .zero, Rational(5)])].compactMap { $0 }
        .map { .polynomial($0) }

    /// The coefficients give the values of the network, at random points, in every output.
    @Test(arguments: activations, [false, true])
    func coefficientsGiveTheValues(_ activation: Activation, _ hasBias: Bool) throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<5 {
            let d = hasBias ? 3 : 2
            let network = ExactNetwork(
                weights: (0..<3).map { _ in (0..<d).map { _ in Self.rational(&generator) } },
                outputs: (0..<3).map { _ in (0..<2).map { _ in Self.rational(&generator) } },
                outputBias: (0..<2).map { _ in Self.rational(&generator) })
            let polynomial = try #require(
                PolynomialNetwork(
                    network, try Self.problem(activation, network.weights, network.outputs, hasBias: hasBias)))
            for _ in 0..<3 {
                let free = (0..<2).map { _ in Self.rational(&generator) }, x = hasBias ? free + [.one] : free
                for q in 0..<2 {
                    let direct = zip(network.weights, network.outputs).reduce(network.outputBias[q]) {
                        $0 + $1.1[q] * Self.value(activation, ExactLinearAlgebra.dot($1.0, x))
                    }
                    let sum = polynomial.coefficients.filter { $0.key.output == q }.reduce(Rational.zero) { sum, term in
                        sum
                            + zip(free, term.key.exponents).reduce(term.value) { product, factor in
                                (0..<factor.1).reduce(product) { power, _ in power * factor.0 }
                            }
                    }
                    #expect(sum == direct)
                }
            }
        }
    }

    /// Two squares in the plane, one output: three coefficients, which they reach, so all networks near by with the
    /// same
    /// polynomial are a manifold of dimension 6 - 3. One cube: two parameters of its three matter.
    @Test func ranksAndFamilies() throws {
        let w = [[Rational(1), Rational(2)], [Rational(-1), Rational(1, 2)]]
        func found(_ activation: Activation, _ weights: [[Rational]], _ outputs: [[Rational]]) throws -> (Int, Int) {
            let network = ExactNetwork(weights: weights, outputs: outputs)
            let found = network.rankAndFamily(on: try Self.problem(activation, weights, outputs))
            return (found.rank, found.family)
        }
        #expect(try found(.square, w, [[.one], [Rational(3)]]) == (3, 3))
        #expect(try found(.cube, [w[0]], [[.one]]) == (2, 1))
        #expect(try found(.cube, w, [[.one], [Rational(3)]]) == (4, 2))
        #expect(try found(.identity, w, [[.one], [Rational(3)]]) == (2, 4))
        // two outputs: one neuron reaches no open set of pairs of quadratic forms, but scaling is left
        #expect(try found(.square, [w[0]], [[.one, Rational(2)]]) == (3, 1))
        // two parallel neurons: both may be scaled, and one output moves at the expense of the other
        #expect(try found(.cube, [w[0], w[0].map { $0 * Rational(2) }], [[.one], [.one]]).1 == 3)
        // no scaling where powers are mixed
        guard let mixed = RationalPolynomial([.zero, .one, Rational(1, 2)]) else { return }
        #expect(try found(.polynomial(mixed), [w[0]], [[.one]]) == (3, 0))
    }

    private static func certified(
        _ problem: TwoLayerProblem, _ network: ExactNetwork
    ) throws -> (Certificate, CriticalPoint) {
        let landscape = TwoLayerLandscape(problem: problem, width: network.width)
        let certificate = Certifier(knowing: landscape).certify(
            Candidate(index: 0, parameters: network.parameters.map(\.nearestDouble)))
        try CertificateCheck(landscape: landscape).check(certificate)
        guard case .globalMinimum(let point) = certificate.verdict else {
            throw Refusal.inequality("\(certificate.verdict)")
        }
        return (certificate, point)
    }

    /// The teacher with its neurons scaled, (t w, a / t^p): an exact global minimum on a family of as many dimensions
    /// as there are neurons.
    @Test func scaledTeachers() throws {
        let w = [[Rational(1), Rational(1, 2)], [Rational(-3, 4), Rational(1)]]
        let outputs = [[Rational(1), Rational(2)], [Rational(-1), Rational(1, 2)]]
        for (activation, p) in [(Activation.cube, 3), (.square, 2)] {
            let problem = try Self.problem(activation, [w[0]], [outputs[0]])
            let t = Rational(13, 10), power = (0..<p).reduce(Rational.one) { power, _ in power * t }
            let network = ExactNetwork(
                weights: [w[0].map { $0 * t }], outputs: [outputs[0].map { $0 * power.reciprocal }])
            let (certificate, point) = try Self.certified(problem, network)
            #expect(point.nullity == 1 && point.familyDimension == 1 && point.isIsolated == false)
            #expect(point.distanceUpper < 1e-14 && point.learningCoefficient == LearningCoefficient(Rational(3, 2)))
            guard case .structured(let argument) = certificate.argument,
                let exact = argument as? GlobalMinimumArgument
            else { throw Refusal.inequality("\(certificate.argument)") }
            #expect(point.structure == "exact global minimum: the same polynomial as the teacher")
            // no other network passes for it
            let context = ProofContext(
                landscape: TwoLayerLandscape(problem: problem, width: 1), candidate: certificate.candidate.point,
                precision: Precision(bits: 128), reference: nil)
            for change in 0..<4 {
                var bad = exact
                let tiny = Rational(1, 1_000_000_000_000)
                if change < 2 {
                    bad.network.weights[0][change] = bad.network.weights[0][change] + tiny
                } else {
                    bad.network.outputs[0][change - 2] = bad.network.outputs[0][change - 2] + tiny
                }
                #expect(throws: Refusal.self) { try bad.conclude(in: context) }
            }
        }
    }

    /// Other neurons with the teacher's polynomial: 5 x² + 5 y² = (2x + y)² + (x - 2y)².
    @Test func otherNeurons() throws {
        let problem = try Self.problem(
            .square, [[.one, .zero], [.zero, .one]], [[Rational(5)], [Rational(5)]])
        let network = ExactNetwork(
            weights: [[Rational(2), .one], [.one, Rational(-2)]], outputs: [[Rational.one], [.one]])
        let context = ProofContext(
            landscape: TwoLayerLandscape(problem: problem, width: 2),
            candidate: network.parameters.map { Dyadic(exactly: $0) ?? .zero }, precision: Precision(bits: 128),
            reference: nil)
        guard case .globalMinimum(let point) = try GlobalMinimumArgument(network: network).conclude(in: context) else {
            throw Refusal.notANumber("verdict")
        }
        #expect(point.familyDimension == 3 && point.isIsolated == false)
        // and the certifier finds such points by their residuals
        #expect(try Self.certified(problem, network).1.nullity == 3)
    }

    /// Residuals at a few points determine all others: 25 points, 3 or 4 coefficients.
    @Test func residualsOfPolynomialsDepend() throws {
        let w = [[Rational(1), Rational(2)], [Rational(-1), Rational(1, 2)]], a = [[Rational.one], [Rational(3)]]
        func kept(_ activation: Activation, hasBias: Bool = false) throws -> Int {
            let weights = hasBias ? w.map { $0 + [.one] } : w
            return try ResidualDependence(
                try Self.problem(activation, weights, a, hasBias: hasBias), atMost: .max
            ).points.count
        }
        #expect(try kept(.identity) == 2 && kept(.square) == 3 && kept(.cube) == 4)
        // all polynomials in x and y of degree 1, 2, 3 then
        #expect(try kept(.identity, hasBias: true) == 3)
        #expect(try kept(.square, hasBias: true) == 6 && kept(.cube, hasBias: true) == 10)
        // labels that are no quadratic form
        let points = (1...5).map { [Rational($0)] }
        func labelled(_ last: Int) throws -> [Int] {
            try ResidualDependence(
                try TwoLayerProblem(
                    activation: .square, data: .points(points),
                    labels: .given(numbers: [1, 4, 9, 16, last].map { Rational($0) })), atMost: .max
            ).points
        }
        #expect(try labelled(25) == [0])
        #expect(throws: Refusal.self) { try labelled(26) }
    }
}
