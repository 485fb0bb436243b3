import Certify
import Rigor
import TestSupport
import Testing

@testable import Networks

/// phi, C and M of neurons with output 0: float64 with its bounds against MPFR of 256 bits, at points of the balls.
@Suite struct GhostNeuronTests {
    private struct Case {
        let landscape: TwoLayerLandscape
        let parameters: Ball
        let neurons: [Ball]
        let ratios: [GhostNeuronEnclosure.Ratios?]
    }

    private static func sample(_ activation: Activation, _ generator: inout SeededGenerator) throws -> Case {
        func numbers(_ count: Int) -> [Rational] {
            (0..<count).map { _ in Sample.rational(1, dyadic: false, &generator) }
        }
        let k = Int.random(in: 1...3, using: &generator), d = Int.random(in: 1...3, using: &generator)
        let count = Int.random(in: 3...12, using: &generator), width = Int.random(in: 0...3, using: &generator)
        let problem = try TwoLayerProblem(
            activation: activation, data: .points((0..<count).map { _ in numbers(d) }),
            labels: .given((0..<count).map { _ in numbers(k) }), outputCount: k,
            loss: Bool.random(using: &generator) ? .meanSquaredNorm : .meanSquaredError,
            outputBias: Bool.random(using: &generator) ? .trained : .none,
            weights: Bool.random(using: &generator) ? (0..<count).map { Rational($0 + 1, 3) } : nil)
        let landscape = TwoLayerLandscape(problem: problem, width: width)
        let radii = [0, 0x1p-40, 0x1p-20]
        var neurons = [Ball](), ratios = [GhostNeuronEnclosure.Ratios?]()
        for i in 0..<3 {
            neurons.append(Ball(centre: Sample.point(d, &generator), radius: radii[i]))
            ratios.append(width > 0 && i > 0 ? .init(neuron: width - 1, pivot: i % k) : nil)
        }
        var centre = Sample.point(landscape.parameterCount, &generator)
        // outputs that stay away from 0, where M is stated in proportion to one of them
        for place in landscape.layout.outputs { centre[place] = centre[place] + Dyadic(2) }
        return Case(
            landscape: landscape,
            parameters: Ball(centre: centre, radius: radii[Int.random(in: 0...2, using: &generator)]),
            neurons: neurons, ratios: ratios)
    }

    private static func moved(_ ball: Ball, _ generator: inout SeededGenerator) -> Ball {
        ball.radius == 0 ? ball : Ball(centre: Sample.moved(ball.centre, by: ball.radius, &generator))
    }

    @Test(arguments: Activation.tested) func float64HoldsWhatMPFRGives(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 77)
        for _ in 0..<20 {
            let item = try Self.sample(activation, &generator)
            let coarse = try item.landscape.ghostNeurons(
                at: item.neurons, ratios: item.ratios, parameters: item.parameters, level: .float64)
            let fine = try item.landscape.ghostNeurons(
                at: item.neurons.map { Self.moved($0, &generator) }, ratios: item.ratios,
                parameters: Self.moved(item.parameters, &generator), level: .multiple(Precision(bits: 256)))
            #expect(coarse.count == 3 && fine.count == 3)
            for (wide, narrow) in zip(coarse, fine) {
                for (a, b) in zip(wide.values, narrow.values) { #expect(a.lower <= b.lower && b.upper <= a.upper) }
                for (a, b) in [(wide.slopes, narrow.slopes), (wide.hessian, narrow.hessian)] {
                    #expect(a.rows == b.rows && a.columns == b.columns)
                    for i in 0..<a.rows {
                        for j in 0..<a.columns {
                            let outer = a.bounds(i, j), inner = b.bounds(i, j)
                            #expect(outer.lower <= inner.lower && inner.upper <= outer.upper)
                        }
                    }
                }
            }
        }
    }

    /// The bounds are of use: a ghost of radius 0 beside a point is enclosed to about the accuracy of float64.
    @Test func float64IsSharp() throws {
        let landscape = TwoLayerLandscape(problem: .reference, width: 2)
        let parameters = Ball(centre: [0.5, -0.25, 0.75, 1, 0.5, -1].map { Dyadic(exactly: $0) ?? .zero })
        let ghost = Ball(centre: [0.5, 0.375].map { Dyadic(exactly: $0) ?? .zero })
        let found = try landscape.ghostNeurons(at: [ghost], parameters: parameters, level: .float64)[0]
        #expect(found.values[0].upper - found.values[0].lower < 1e-13)
        #expect(found.slopes.radius.allSatisfy { $0 < 1e-12 } && found.hessian.radius.allSatisfy { $0 < 1e-11 })
    }
}
