import Certify
import Formats
import Interchange
import Networks
import Rigor
import Search
import Testing

/// Equal and opposite neurons with output biases, trained, fixed or none, and with sample weights. The inertia of each
/// case was computed from the Hessian at the exact critical point with 60 digits, by another program.
@Suite struct FlippedReductionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var bias: OutputBias
        /// In eighths.
        var points: [[Int]]
        var labels: [[Int]]
        /// Relative ones.
        var sampleWeights: [Int]?
        var weights: [[Double]]
        var outputs: [[Double]]
        var outputBias: [Double]
        var inertia: Inertia
        var smallest: Double
        var loss: Double
        var structure: String

        var testDescription: String { name }
        var parameters: [Double] { weights.flatMap { $0 } + outputs.flatMap { $0 } + outputBias }

        func landscape() throws -> TwoLayerLandscape {
            func eighths(_ rows: [[Int]]) -> [[Rational]] { rows.map { $0.map { Rational($0, 8) } } }
            let sum = sampleWeights?.reduce(0, +) ?? 1
            let problem = try TwoLayerProblem(
                activation: .sigmoid, data: .points(eighths(points)), labels: .given(eighths(labels)),
                outputCount: outputs[0].count, loss: .meanSquaredNorm, outputBias: bias,
                weights: sampleWeights?.map { Rational($0 * points.count, sum) })
            return TwoLayerLandscape(problem: problem, width: weights.count)
        }

        func context() throws -> ProofContext {
            ProofContext(
                landscape: try landscape(), candidate: Candidate(index: 0, parameters: parameters).point,
                precision: Precision(bits: 128), reference: nil)
        }
    }

    static let triple = Case(
        name: "a fixed bias, two equal neurons and an opposite one, a plateau", bias: .fixed([Rational(1, 4)]),
        points: [[4], [-6], [-6], [-9], [-7], [4], [-6], [-1], [4]],
        labels: [[-2], [-4], [5], [2], [1], [-4], [6], [-3], [0]], sampleWeights: nil,
        weights: [[1.1098767053332528], [-1.1098767053332528], [1.1098767053332528]],
        outputs: [[-0.7110823732166611], [0.36774969300648436], [-0.3596106887410485]], outputBias: [],
        inertia: Inertia(positive: 5, negative: 0, zero: 1), smallest: 0, loss: 0.13687341229797964,
        structure: "neurons 0, 2 equal")

    static let pairs = Case(
        name: "two opposite pairs without a bias", bias: .none,
        points: [[3, -6], [18, 6], [4, -6], [9, 11], [-10, 0], [-6, 0], [1, -11], [-20, 5], [-3, -8]],
        labels: [[0], [5], [6], [2], [-4], [3], [-3], [-5], [1]], sampleWeights: [2, 3, 6, 2, 2, 2, 1, 7, 3],
        weights: [
            [1.7023192279075596, 1.5757042465181612], [-1.7023192279075596, -1.5757042465181612],
            [0.29910551717576184, -3.7354459725158162], [-0.29910551717576184, 3.7354459725158162],
        ],
        outputs: [[1.4451116128343675], [0.23492813124614295], [-0.178317020907051], [-0.9457033754707244]],
        outputBias: [], inertia: Inertia(positive: 9, negative: 2, zero: 1), smallest: -0.0014091784425767633,
        loss: 0.06274201548334755,
        structure: "neurons 0, 1 equal after a flip of 1; neurons 2, 3 equal after a flip of 3")

    static let weighted = Case(
        name: "a trained bias, flips and sample weights, a plateau", bias: .trained,
        points: [
            [-13, -1], [0, -16], [5, 14], [-8, 4], [-6, 11], [-10, -16], [-3, 2], [-13, -5], [-11, 5],
        ],
        labels: [[0], [1], [0], [4], [6], [0], [-2], [-3], [-5]], sampleWeights: [5, 3, 4, 7, 6, 3, 8, 1, 2],
        weights: [[-2.6668557255310796, -4.534129915354714], [2.6668557255310796, 4.534129915354714]],
        outputs: [[-0.20643137729853617], [0.20643137729853617]], outputBias: [0.141547180048282],
        inertia: Inertia(positive: 6, negative: 0, zero: 1), smallest: 0, loss: 0.13044790542655815,
        structure: "neurons 0, 1 equal after a flip of 1")

    static let twoOutputs = Case(
        name: "a trained bias, two outputs", bias: .trained,
        points: [
            [-9, 0], [24, 14], [12, 15], [-9, 15], [-11, 15], [-5, -4], [1, -11], [-9, 0], [11, 15],
        ],
        labels: [[-3, -2], [-6, 4], [0, 6], [-3, -4], [2, 0], [-1, 2], [2, 11], [6, 4], [1, -8]], sampleWeights: nil,
        weights: [
            [-1.086324323170511, 1.7295439119420666], [1.086324323170511, -1.7295439119420666],
            [-1.086324323170511, 1.7295439119420666],
        ],
        outputs: [
            [0.05116167284549801, -0.8194663725286973], [-0.07674250926824701, 1.229199558793046],
            [-0.025580836422749005, 0.4097331862643486],
        ],
        outputBias: [-0.02131207487105888, 0.07699314619459142],
        inertia: Inertia(positive: 9, negative: 3, zero: 2), smallest: -0.13287240792753155, loss: 0.4006280620643812,
        structure: "neurons 0, 1, 2 equal after a flip of 1")

    static let cases = [triple, pairs, weighted, twoOutputs]

    private func certificate(_ item: Case) throws -> (Certificate, CriticalPoint, ReductionArgument) {
        let landscape = try item.landscape()
        let certificate = Certifier(knowing: landscape).certify(Candidate(index: 0, parameters: item.parameters))
        try CertificateCheck(landscape: landscape).check(certificate)
        guard case .structured(let argument as ReductionArgument) = certificate.argument,
            let point = certificate.verdict.criticalPoint
        else { throw NotProved(verdict: "\(certificate.verdict)") }
        return (certificate, point, argument)
    }

    struct NotProved: Error { var verdict: String }

    @Test(arguments: cases) func knownInertia(_ item: Case) throws {
        let (certificate, point, argument) = try certificate(item)
        let kind: Verdict.Kind = item.inertia.negative > 0 ? .saddle : .localMinimum
        #expect(certificate.verdict.kind == kind && point.structure == item.structure)
        #expect(point.indexLower == item.inertia.negative && point.indexUpper == item.inertia.negative)
        #expect(point.nullity == item.inertia.zero && point.familyDimension == item.inertia.zero)
        #expect(point.isIsolated == false && point.distanceUpper < 1e-9)
        #expect(point.smallestEigenvalue.widened(by: UpperBound(1e-12)).contains(item.smallest))
        #expect(point.loss.widened(by: UpperBound(1e-12)).contains(item.loss))
        #expect((argument.constantPair != nil) == item.structure.contains("flip of 3"))
        // written and read back
        let written = ReductionCoding.encode(argument), text = Array(written.serialized().utf8)
        let read = try ReductionCoding.decode(JSONCursor(try JSONValue.parse(bytes: text, file: "m"), file: "m"))
        #expect(ReductionCoding.encode(read) == written)
        #expect("\(try read.conclude(in: item.context()))" == "\(try argument.conclude(in: item.context()))")
        // the flips of the wide network make the functions, and losses, what they are: exactly those of the centre
        let centre = argument.centre(on: try item.landscape())
        #expect(Distance.upper(centre, Candidate(index: 0, parameters: item.parameters).point) < 1e-9)
    }

    @Test(arguments: [pairs, weighted, twoOutputs]) func mutations(_ item: Case) throws {
        let (certificate, _, good) = try certificate(item)
        let context = try item.context(), landscape = try item.landscape()
        func refuse(_ what: String, _ change: (inout ReductionArgument) -> Void) {
            var argument = good
            change(&argument)
            #expect(throws: Refusal.self, "\(what)") { try argument.conclude(in: context) }
        }
        refuse("a flip twice") { $0.flipped.append($0.flipped[0]) }
        refuse("shares of another sum") { $0.groups[0].shares[0] = Dyadic(7) }
        refuse("a narrow centre of another size") { $0.reduced?.centre.removeLast() }
        if good.constantPair != nil {
            refuse("no flips") { $0.flipped = [] }
            refuse("nothing takes the constant") { $0.constantPair = nil }
            refuse("the pair exchanged") { $0.constantPair = .init(upright: 1, flipped: 0) }
            refuse("a pair with a neuron that does not exist") { $0.constantPair?.upright = 9 }
            refuse("one neuron twice") { $0.constantPair = .init(upright: 1, flipped: 1) }
            refuse("another narrow output bias, where the narrow network is not critical") {
                let place = ($0.reduced?.centre.count ?? 1) - 1
                let moved = ($0.reduced?.centre[place] ?? .zero) + Dyadic(mantissa: .one, exponent: -12)
                $0.reduced?.centre[place] = moved
            }
        } else {
            refuse("a constant taken twice") { $0.constantPair = .init(upright: 0, flipped: 1) }
            // without flips it is an argument about a point far away
            var mutated = certificate, argument = good
            argument.flipped = []
            mutated.argument = .structured(argument)
            #expect(throws: Refusal.self) { try CertificateCheck(landscape: landscape).check(mutated) }
        }
        for change: (inout CriticalPoint) -> Void in [
            { $0.familyDimension += 1 }, { $0.familyDimension -= 1 }, { $0.nullity = ($0.nullity ?? 0) + 1 },
            { $0.isIsolated = true }, { $0.structure = "" }, { $0.distanceUpper = 0 }, { $0.gradientNormUpper = 0 },
        ] {
            let overstated = try certificate.stating(change)
            #expect(throws: Refusal.self) { try CertificateCheck(landscape: landscape).check(overstated) }
        }
    }

    /// Flips of an activation that is not odd about a constant are refused, and so are all reductions with decay.
    @Test func otherProblems() throws {
        let (_, _, good) = try certificate(Self.weighted)
        let own = try Self.weighted.landscape().problem
        func refuse(_ activation: Activation, _ decay: Decay?) throws {
            let problem = try TwoLayerProblem(
                activation: activation, data: own.data, labels: own.labels, outputBias: .trained, weights: own.weights,
                decay: decay)
            let context = ProofContext(
                landscape: TwoLayerLandscape(problem: problem, width: 2),
                candidate: Candidate(index: 0, parameters: Self.weighted.parameters).point,
                precision: Precision(bits: 128), reference: nil)
            #expect(throws: Refusal.self) { try good.conclude(in: context) }
        }
        try refuse(.softplus, nil)
        try refuse(.exp, nil)
        try refuse(.tanh, nil)
        try refuse(.sigmoid, Decay(outputs: Rational(1, 1_000_000_000)))
    }

    /// The third output of the plateau made 0, and then of either sign by less than the distance: minima on one side,
    /// saddles on the other.
    @Test(arguments: [0, 1e-13, -1e-13]) func endOfASaddleLine(_ third: Double) throws {
        var item = Self.triple
        item.outputs = [[item.outputs[0][0] + item.outputs[2][0] - third], item.outputs[1], [third]]
        // as near as training comes
        item.weights[0][0] += 1e-9
        let (certificate, point, argument) = try certificate(item)
        guard case .endOfSaddleLine(_, saddleIndex: 1) = certificate.verdict else {
            Issue.record("\(certificate.verdict)")
            return
        }
        #expect(point.familyDimension == 1 && argument.groups[0].shares[1].isZero)
        #expect(point.structure == "neurons 0, 2 equal, the output of 2 0")
        // on either side
        for (value, index) in [(-0.01, 0), (0.01, 1)] {
            item.outputs = [
                [Self.triple.outputs[0][0] + Self.triple.outputs[2][0] - value], Self.triple.outputs[1], [value],
            ]
            let (_, point, _) = try self.certificate(item)
            #expect(point.indexLower == index && point.indexUpper == index)
        }
    }
}
