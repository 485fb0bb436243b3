import Certify
import Formats
import Interchange
import Rigor
import Search
import TestSupport
import Testing

@testable import Networks

/// Labels that no student fits, fitted as well as any can.
@Suite struct LeastSquaresTests {
    /// x = 1 with the labels 0 and 1, of weights 3 and 1, and x = 2 with the label 1: y^ = 1/4, 1/4, 1.
    private static func repeated(decay: Decay? = nil, first: Rational = .zero) throws -> TwoLayerLandscape {
        TwoLayerLandscape(
            problem: try TwoLayerProblem(
                activation: .tanh, data: .points([[.one], [.one], [Rational(2, 1)]]),
                labels: .given(numbers: [first, .one, .one]), outputBias: .trained,
                weights: [Rational(3, 1), .one, Rational(2, 1)], decay: decay),
            width: 1)
    }

    private static func trained(_ landscape: TwoLayerLandscape, seed: UInt64, rate: Double = 0.05) -> Candidate {
        var generator = SeededGenerator(seed: seed)
        let evaluator = landscape.makeApproximateEvaluator()
        var point = (0..<landscape.parameterCount).map { _ in Double.random(in: -1...1, using: &generator) }
        for _ in 0..<60000 {
            let gradient = evaluator.approximateGradient(at: point).gradient
            let length = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
            for i in point.indices { point[i] -= gradient[i] * min(rate, 0.1 / max(length, 1e-300)) }
        }
        return Candidate(index: 0, parameters: point)
    }

    private static func certificate(_ landscape: TwoLayerLandscape, seed: UInt64 = 1) throws -> Certificate {
        let certificate = Certifier(knowing: landscape).certify(trained(landscape, seed: seed))
        try CertificateCheck(landscape: landscape).check(certificate)
        return certificate
    }

    @Test func pointsGivenTwice() throws {
        let landscape = try Self.repeated()
        let (problem, rest) = try #require(landscape.problem.withProjectedLabels(atMost: 3))
        guard case .given(let labels) = problem.labels else { throw Unexpected() }
        #expect(labels == [[Rational(1, 4)], [Rational(1, 4)], [.one]])
        // (3 (1/4)² + (3/4)²) / N, N = 3: weights are those of the mean as they stand
        let scale = Rational(landscape.problem.divisor).reciprocal
        #expect(rest == Rational(12, 16) * scale)
        let certificate = try Self.certificate(landscape)
        let point = try #require(certificate.verdict.criticalPoint)
        #expect(certificate.verdict.kind == .localMinimum && certificate.verdict.globality == .global)
        #expect(point.nullity == 1 && point.familyDimension == 1 && point.indexUpper == 0)
        let exact = rest.nearestDouble
        #expect(point.loss.lower <= exact && exact <= point.loss.upper && point.loss.upper - point.loss.lower < 1e-15)
        let loss = landscape.makeApproximateEvaluator().approximateLoss(at: certificate.candidate.parameters)
        #expect(abs(loss - exact) < 1e-9 && point.distanceUpper < 1e-3)
    }

    /// s(z) = z³ with one input: f(x) = (sum a w³) x³, so y^ = x³ sum x³ y / sum x⁶.
    @Test func cubesOfOneInput() throws {
        let x = [Rational(-1, 1), Rational(1, 2), Rational(2, 1), Rational(3, 2)]
        let y = [Rational(1, 1), Rational(1, 3), Rational(-2, 1), Rational(1, 5)]
        let landscape = TwoLayerLandscape(
            problem: try TwoLayerProblem(
                activation: .cube, data: .points(x.map { [$0] }), labels: .given(numbers: y)), width: 2)
        let (problem, rest) = try #require(landscape.problem.withProjectedLabels(atMost: 4))
        guard case .given(let labels) = problem.labels else { throw Unexpected() }
        let cubes = x.map { $0 * $0 * $0 }
        let factor =
            ExactLinearAlgebra.dot(cubes, y) * ExactLinearAlgebra.dot(cubes, cubes).reciprocal
        #expect(labels == cubes.map { [$0 * factor] })
        let squares = zip(y, cubes).reduce(Rational.zero) { $0 + ($1.0 - $1.1 * factor) * ($1.0 - $1.1 * factor) }
        #expect(rest == squares * Rational(1, 4))
        // more neurons than coefficients: nullity 4 - 1
        var found = 0
        for seed in UInt64(1)...6 {
            let certificate = try Self.certificate(landscape, seed: seed)
            guard certificate.verdict.globality == .global else { continue }
            found += 1
            let point = try #require(certificate.verdict.criticalPoint)
            #expect(
                point.nullity == 3 && point.loss.lower <= rest.nearestDouble && rest.nearestDouble <= point.loss.upper)
        }
        #expect(found > 0)
    }

    /// Values of students are their own projections: exactly for polynomials, to rounding for others.
    @Test func valuesLieInTheSpace() throws {
        var generator = SeededGenerator(seed: 9)
        func number() -> Rational { Rational(Int.random(in: -8...8, using: &generator), 4) }
        let half = (0..<4).map { _ in [number(), number()] }
        let points = half + half.map { $0.map { -$0 } } + [half[0]]
        for (activation, dimension) in [
            (Activation.square, 3), (.cube, 4), (.tanh, 4), (.sigmoid, 5), (.softplus, 8),
        ] {
            let problem = try TwoLayerProblem(
                activation: activation, data: .points(points), labels: .given(numbers: points.map { _ in number() }))
            let space = try #require(ValueSpace(problem, atMost: 9))
            #expect(space.dimension <= dimension)
            let w = (0..<3).map { _ in [number(), number()] }, a = (0..<3).map { _ in number() }
            let values = points.map { x in
                zip(w, a).reduce(Rational.zero) { sum, neuron in
                    let z = ExactLinearAlgebra.dot(neuron.0, x)
                    let s: Rational =
                        switch activation {
                        case .square: z * z
                        case .cube: z * z * z
                        default: Rational(exactly: activation.approximateJet(z.nearestDouble).0) ?? .zero
                        }
                    return sum + neuron.1 * s
                }
            }
            let weights = points.indices.map { Rational($0 + 1, 2) }
            let projected = try #require(space.projection(of: values, weights: weights))
            let off = zip(values, projected).map { abs(($0 - $1).nearestDouble) }.max() ?? 0
            #expect(off < 1e-13)
            if case .polynomial = activation { #expect(values == projected) }
            // and twice is once, for any values
            let any = points.map { _ in number() }
            let once = try #require(space.projection(of: any, weights: weights))
            #expect(space.projection(of: once, weights: weights) == once && once != any)
            // what is left is orthogonal to the space
            for _ in 0..<3 {
                let inside = try #require(space.projection(of: points.map { _ in number() }, weights: weights))
                let left = zip(zip(any, once).map { $0 - $1 }, weights).map { $0 * $1 }
                #expect(ExactLinearAlgebra.dot(left, inside).isZero)
            }
        }
    }

    struct Unexpected: Error {}

    @Test func mutations() throws {
        let landscape = try Self.repeated()
        let certificate = try Self.certificate(landscape)
        guard case .structured(let good as LeastSquaresArgument) = certificate.argument else { throw Unexpected() }
        func context(_ landscape: TwoLayerLandscape) -> ProofContext {
            ProofContext(
                landscape: landscape, candidate: certificate.candidate.point, precision: Precision(bits: 128),
                reference: nil)
        }
        _ = try good.conclude(in: context(landscape))
        func refuse(_ change: (inout InterpolationArgument) -> Void) {
            var argument = good
            change(&argument.interpolation)
            #expect(throws: Refusal.self) { try argument.conclude(in: context(landscape)) }
        }
        refuse { $0.centre.removeLast() }
        refuse { $0.centre[0] = $0.centre[0] + Dyadic(1) }
        refuse { $0.residualNorm = 0 }
        refuse { $0.contraction = 1 }
        // with other labels, with decay, and with labels that do not contradict each other
        for other in [
            try Self.repeated(first: Rational(1, 2)), try Self.repeated(decay: Decay(uniform: Rational(1, 100))),
            try Self.repeated(first: .one),
        ] {
            #expect(throws: Refusal.self) { try good.conclude(in: context(other)) }
        }
        for change: (inout CriticalPoint) -> Void in [
            { $0.loss = Bounds(lower: 0, upper: 0) }, { $0.nullity = 0 }, { $0.structure = "" },
            { $0.distanceUpper = 0 }, { $0.isIsolated = true },
        ] {
            let overstated = try certificate.stating(change)
            #expect(throws: Refusal.self) { try CertificateCheck(landscape: landscape).check(overstated) }
        }
        let written = StructuredArgumentCoding.encode(good), text = Array(written.serialized().utf8)
        let read = try StructuredArgumentCoding.decode(
            JSONCursor(try JSONValue.parse(bytes: text, file: "memory"), file: "memory"))
        #expect(StructuredArgumentCoding.encode(read) == written && read is LeastSquaresArgument)
    }
}
