import Certify
import Networks
import Rigor
import Search
import Testing

@testable import Dense

/// With one hidden layer and linear outputs a dense network is a two-layer student: another order of the parameters,
/// the same loss, the same verdicts.
@Suite struct DepthOneTests {
    private static let points: [[Rational]] = [[0, 1], [1, -1], [2, 1], [-1, -2], [1, 3], [0, -1]].map {
        $0.map { Rational($0, 2) }
    }
    private static let labels: [[Rational]] = [[1, 0], [0, -1], [2, 1], [-1, 1], [1, 2], [0, -2]].map {
        $0.map { Rational($0) }
    }
    private static let weights = [1, 2, 1, 3, 1, 2].map { Rational($0, 2) }

    private static func twoLayer(_ activation: Activation, _ k: Int) throws -> TwoLayerLandscape {
        TwoLayerLandscape(
            problem: try TwoLayerProblem(
                activation: activation, data: DataSet.points(points).withBias,
                labels: .given(labels.map { Array($0.prefix(k)) }), outputCount: k, outputBias: .trained,
                weights: weights,
                decay: Decay(
                    inputWeights: Rational(1, 50), biases: Rational(1, 100), outputs: Rational(1, 40),
                    outputBias: Rational(1, 100))), width: 3)
    }

    private static func dense(_ activation: Activation, _ k: Int) throws -> DenseLandscape {
        DenseLandscape(
            problem: try DenseProblem(
                layers: [
                    DenseLayer(width: 3, activation: activation, hasBias: true),
                    DenseLayer(width: k, activation: .identity, hasBias: true),
                ], data: .points(points), labels: .given(labels.map { Array($0.prefix(k)) }), loss: .meanSquaredError,
                weights: weights,
                decay: DenseDecay(
                    weights: [Rational(1, 50), Rational(1, 40)], biases: [Rational(1, 100), Rational(1, 100)])))
    }

    /// Where parameter i of the two-layer student stands in the dense one.
    private static func place(_ i: Int, _ layout: ParameterLayout, _ dense: DenseLayout) -> Int {
        switch layout.parameter(i) {
        case .weight(let neuron, let input): input == 2 ? dense.bias(0, neuron) : dense.row(0, neuron) + input
        case .output(let neuron, let output): dense.row(1, output) + neuron
        case .outputBias(let output): dense.bias(1, output)
        }
    }

    private static let start = [
        0.5, -0.25, 0.75, 1.5, 0.25, -0.5, -0.75, 1, 0.125, 0.375, -1, 0.5, 0.25, 0.5, -0.25, 1, 0.5,
    ]

    @Test(arguments: [Activation.tanh, .sigmoid, .gelu, .softplus], [1, 2])
    func enclosuresAgree(activation: Activation, k: Int) throws {
        let narrow = try Self.twoLayer(activation, k), deep = try Self.dense(activation, k)
        let n = narrow.parameterCount
        #expect(n == deep.parameterCount)
        let point = Array(Self.start.prefix(n)), places = (0..<n).map { Self.place($0, narrow.layout, deep.layout) }
        #expect(Set(places) == Set(0..<n))
        var moved = point
        for i in 0..<n { moved[places[i]] = point[i] }
        for level in [EvaluationLevel.float64, .multiple(Precision(bits: 160))] {
            for radius in [0.0, 0x1p-20] {
                // the float64 enclosures of two-layer students take other bounds on wide balls
                if case .float64 = level, radius > 0 { continue }
                let a = try narrow.makeEvaluator(level).enclosure(
                    on: Ball(centre: point.dyadics, radius: radius), order: .hessian)
                let b = try deep.makeEvaluator(level).enclosure(
                    on: Ball(centre: moved.dyadics, radius: radius), order: .hessian)
                let g = try #require(a.gradient), h = try #require(b.gradient)
                let G = try #require(a.hessian), H = try #require(b.hessian)
                func compare(_ a: Bounds, _ b: Bounds, _ what: String) {
                    #expect(!a.isDisjoint(from: b), "\(what): \(a), \(b)")
                    let wider = max(a.upper - a.lower, 1e-14)
                    #expect(b.upper - b.lower <= 20 * wider, "\(what): \(a), \(b)")
                }
                compare(a.loss, b.loss, "loss")
                for i in 0..<n {
                    compare(g.bounds(i), h.bounds(places[i]), "gradient \(i)")
                    for j in 0..<n { compare(G.bounds(i, j), H.bounds(places[i], places[j]), "Hessian \(i) \(j)") }
                }
            }
        }
    }

    /// Both reach the same minima and saddles, with the same index and losses that agree.
    @Test func verdictsAgree() throws {
        let narrow = try Self.twoLayer(.tanh, 2), deep = try Self.dense(.tanh, 2), n = narrow.parameterCount
        let places = (0..<n).map { Self.place($0, narrow.layout, deep.layout) }
        var kinds = Set<Verdict.Kind>()
        for seed in 0..<6 {
            var point = Array(Self.start.prefix(n))
            for i in 0..<n { point[i] *= 1 + 0.5 * Double((i * 7 + seed * 5) % 11 - 5) }
            let reached = narrow.approximateMinimum(from: point)
            var moved = reached
            for i in 0..<n { moved[places[i]] = reached[i] }
            let a = Certifier(knowing: narrow).certify(Candidate(index: 0, parameters: reached)).verdict
            let certificate = Certifier(knowing: deep).certify(Candidate(index: 0, parameters: moved))
            let b = certificate.verdict
            #expect(a.kind == b.kind)
            kinds.insert(b.kind)
            guard let p = a.criticalPoint, let q = b.criticalPoint else { continue }
            #expect(p.indexLower == q.indexLower && p.indexUpper == q.indexUpper && p.nullity == q.nullity)
            #expect(!p.loss.isDisjoint(from: q.loss) && !p.smallestEigenvalue.isDisjoint(from: q.smallestEigenvalue))
            try CertificateCheck(landscape: deep).check(certificate)
        }
        #expect(kinds.contains(.localMinimum), "\(kinds)")
    }
}

extension ApproximateRefinement {
    init(reach: Double) {
        self.init()
        self.reach = reach
    }
}
